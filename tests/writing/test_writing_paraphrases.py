"""What an honest editor may write, and what no rewriting may turn a plan into."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.model.text import Stance
from reporter.writing.answers import Answered
from reporter.writing.lint import faults
from reporter.writing.material import Material, material
from reporter.writing.signs import cited
from reporter.writing.slots import Slot, parts, slots
from tests.writing.chatting import start

PLANS = {
    "pay": "At the {funding.settled_time|clock} settlement the rate was {funding.settled}, or"
    " {funding.settled_annual} without compounding, so shorts paid longs.",
    "rank": "Settled funding of {funding.settled|short} is at the {funding.percentile} of"
    " {funding.sample} settlements, near the bottom; the median is {funding.median|short}.",
    "running": "The running rate for {funding.next_time|clock}, still an estimate, is"
    " {funding.running}, smaller in size than the settled rate of {funding.settled}.",
    "basis": "As for the basis, the mark price is {basis|size} below the index, in line with the"
    " sign of settled funding.",
    "interest": "Day on day, open interest rose by {open_interest.change_24h|size} in coins, while"
    " the price fell.",
    "sides": "Longs make up {positioning.top_position_long} of top traders' positions and shorts"
    " {positioning.top_position_short}; the larger side receives funding at the settled rate.",
    "map": "The liquidation map, modelled rather than observed, has {liquidations.above} of short"
    " liquidations above the price and {liquidations.below} of long liquidations below it; the"
    " larger part lies above.",
    "level": "The nearest modelled level below the price is {level.below.1},"
    " {level.below.1.distance|size} away, a fall seen in {level.below.1.odds} of past windows.",
    "void": "As soon as FILUSDT trades through {invalidation}, {invalidation.distance|size} below"
    " the price, the view is void.",
    "lapse": "At the latest, the view lapses with the settlement at {valid_until},"
    " {funding.next_in} after the prices were read.",
    "edge": "In {confidence.base_rate} of {confidence.sample} past windows of"
    " {confidence.horizon} the price ended higher; the engine measures no edge over that.",
    "rates": "~In short, higher expected policy rates could lower demand for leveraged longs, and"
    " lower ones might raise it.",
    "denied": "~The news rests on a primary source; any effect on perpetual markets does not.",
    "route": "~Not directly: any effect could only come through the collateral that professional"
    " desks spread across venues.",
}
"""Facts are those of the featured contract; what begins with ~ is an inference."""

TRUE = (
    (
        "pay",
        (
            "Funding settled at {funding.settled} at {funding.settled_time|clock}, which annualises"
            " to {funding.settled_annual} without compounding and means that shorts paid longs."
        ),
    ),
    (
        "pay",
        (
            "Shorts paid longs at the {funding.settled_time|clock} settlement, at a rate of"
            " {funding.settled}, equivalent to {funding.settled_annual} before compounding."
        ),
    ),
    (
        "rank",
        (
            "At {funding.settled|short}, settled funding ranks at the {funding.percentile} across"
            " {funding.sample} settlements, close to the bottom, whose median is"
            " {funding.median|short}."
        ),
    ),
    (
        "running",
        (
            "For {funding.next_time|clock}, the running estimate is {funding.running}, smaller"
            " in absolute size than the {funding.settled} that settled."
        ),
    ),
    (
        "basis",
        (
            "The mark price sits {basis|size} under the index, so the basis agrees in sign with"
            " settled funding."
        ),
    ),
    (
        "interest",
        (
            "Open interest grew by {open_interest.change_24h|size} in coins over the day even"
            " as the price fell."
        ),
    ),
    (
        "sides",
        (
            "Longs account for {positioning.top_position_long} of top traders' positions and"
            " shorts for {positioning.top_position_short}; funding at the settled rate goes to the"
            " larger side."
        ),
    ),
    (
        "map",
        (
            "In the modelled, not observed, liquidation map, {liquidations.above} of short"
            " liquidations lie above the price and {liquidations.below} of long liquidations below"
            " it, with the larger part above."
        ),
    ),
    (
        "level",
        (
            "Below the price, the closest modelled level is {level.below.1}, a drop of"
            " {level.below.1.distance|size} that occurred in {level.below.1.odds} of past windows."
        ),
    ),
    (
        "void",
        (
            "The view no longer holds once FILUSDT trades through {invalidation}, which lies"
            " {invalidation.distance|size} below the price."
        ),
    ),
    (
        "lapse",
        (
            "The view runs out no later than the settlement at {valid_until}, {funding.next_in}"
            " after the prices were taken."
        ),
    ),
    (
        "edge",
        (
            "History shows the price ending higher in {confidence.base_rate} of"
            " {confidence.sample} past windows of {confidence.horizon}; beyond that base rate the"
            " engine measures no edge."
        ),
    ),
    (
        "rates",
        (
            "Put briefly, expectations of higher policy rates could reduce demand for leveraged"
            " longs, and lower ones might lift it."
        ),
    ),
    (
        "denied",
        ("While the news rests on a primary source, any effect on perpetual markets does not."),
    ),
    (
        "route",
        (
            "There is no direct link: any impact could only come via the collateral which"
            " professional trading desks spread between venues."
        ),
    ),
)

FALSE = (
    ("pay", "shorts paid longs", "longs paid shorts"),
    ("pay", "shorts paid longs", "shorts were paid by longs"),
    ("pay", "without compounding", "with compounding"),
    ("pay", "At the", "At the weekly"),
    ("rank", "bottom", "top"),
    ("rank", "near the bottom", "a new low"),
    ("rank", "Settled funding", "Running funding"),
    ("running", "smaller", "larger"),
    ("running", "smaller in size than", "the same in size as"),
    ("running", "still an estimate", "no longer an estimate"),
    ("basis", "in line", "at odds"),
    ("basis", "the mark price is {basis|size} below the index",
     "the index is {basis|size} below the mark price"),
    ("basis", "below", "above"),
    ("interest", "rose", "fell"),
    ("interest", "fell", "held"),
    ("interest", "while the", "so the"),
    ("interest", "in coins", "in dollars"),
    ("interest", "Day on day", "Week on week"),
    ("sides", "receives", "pays"),
    ("sides", "larger", "smaller"),
    ("map", "modelled rather than observed", "observed rather than modelled"),
    ("map", "larger part lies above", "larger part lies below"),
    ("level", "a fall seen", "a rise seen"),
    ("level", "nearest", "strongest"),
    ("level", "past windows", "coming windows"),
    ("level", "level.below.1.distance|size} away, a fall seen in {level.below.1.odds}",
     "level.below.1.odds} away, a fall seen in {level.below.1.distance|size}"),
    ("void", "is void", "holds"),
    ("void", "is void", "is not void"),
    ("void", "below the price", "above the price"),
    ("lapse", "lapses", "starts over"),
    ("lapse", "after the prices were", "before the prices were"),
    ("edge", "higher", "lower"),
    ("edge", "no edge", "an edge"),
    ("edge", "price ended higher; the engine measures no edge",
     "price did not end higher; the engine measures an edge"),
    ("rates", "lower demand", "raise demand"),
    ("rates", "leveraged longs", "leveraged shorts"),
    ("rates", "could lower", "will lower"),
    ("denied", "The news rests on a primary source; any effect on perpetual markets does not",
     "Any effect on perpetual markets rests on a primary source; the news does not"),
    ("denied", "any effect", "each effect"),
    ("route", "Not directly", "Directly"),
)  # fmt: skip
"""A plan with these words in place of its own."""


def filled(text: str) -> str:
    return text.replace("{", "{{binance.filusdt.").replace("}", "}}").removeprefix("~")


def place(plan: str) -> tuple[Slot, Material]:
    """A slot of the engine's section with this plan, and every fact of the article."""
    offline, outline, sheet = start()
    (part,) = (one for one in parts(offline) if one.name == "engine")
    slot = next(one for one in slots(offline) if one.unit == "engine")
    stance = Stance.INFERENCE if plan.startswith("~") else Stance.MEASURED
    sentence = replace(slot.sentence, text=filled(plan), stance=stance)
    found = material(part, outline, sheet)
    return replace(slot, sentence=sentence), replace(found, facts={f.id: f for f in sheet})


def refused(plan: str, text: str) -> list[str]:
    slot, found = place(plan)
    answer = Answered(
        text=filled(text),
        type=slot.sentence.stance.value,
        fact_ids=cited(filled(text)),
        source_ids=(),
        quote="",
    )
    return [str(fault) for fault in faults(slot, answer, found)]


@pytest.mark.parametrize("name", PLANS)
def test_a_plan_may_be_answered_as_it_is(name: str) -> None:
    assert refused(PLANS[name], PLANS[name]) == []


@pytest.mark.parametrize(("name", "text"), TRUE)
def test_a_true_paraphrase_is_taken_over(name: str, text: str) -> None:
    assert refused(PLANS[name], text) == []


@pytest.mark.parametrize(("name", "old", "new"), FALSE)
def test_a_false_one_is_refused(name: str, old: str, new: str) -> None:
    plan = PLANS[name]
    assert old in plan
    assert refused(plan, plan.replace(old, new))


def test_figures_cannot_change_places() -> None:
    for name, one, other in (
        ("sides", "positioning.top_position_long", "positioning.top_position_short"),
        ("rank", "funding.settled", "funding.median"),
        ("rank", "funding.percentile", "funding.median|short"),
        ("running", "funding.running", "funding.settled"),
        ("map", "liquidations.above", "liquidations.below"),
    ):
        plan = PLANS[name]
        swapped = plan.replace(f"{{{one}", "{#").replace(f"{{{other}", f"{{{one}")
        assert refused(plan, swapped.replace("{#", f"{{{other}")), name


def test_words_cannot_change_places() -> None:
    plan = "The news chose the theme and the readings chose the contract, at {price}."
    assert refused(
        plan, plan.replace("theme", "#").replace("contract", "theme").replace("#", "contract")
    )
    assert refused(plan, plan) == []
