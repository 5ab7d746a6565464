"""Sentences that leave the plan: a figure beside its name, and the places where it may stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest

from reporter.writing import write_offline
from reporter.writing.chat import Outcome
from reporter.writing.material import label, material
from reporter.writing.rewriting import Rewriting
from reporter.writing.slots import parts, slots
from reporter.writing.statements import placed, stated
from reporter.writing.voice import Voice
from tests.writing.answering import answer_to, filled, judged, rewriting, slot_of
from tests.writing.cases import elsewhere
from tests.writing.chatting import FIL, PARTS, PROMPTS, Answer, Server, run, serving, start
from tests.writing.conftest import DESK, edition, make_setup

SETTLED = "The settled funding rate of FILUSDT stands at {F.funding.settled}."
BASIS = "In this snapshot, the basis of FILUSDT reads {F.basis}."


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    with serving() as server:
        yield server


def told(text: str, unit: str = "engine", slot_id: str = "p2_s4") -> tuple[str, ...]:
    slot = slot_of(unit, slot_id)
    found = stated(slot, answer_to(slot, filled(text)), rewriting(unit).material)
    return tuple(one.text for one in found)


@pytest.mark.parametrize(
    "text",
    [
        SETTLED,
        BASIS,
        "The engine puts the basis of FILUSDT at {F.basis}.",
        "The settled funding rate of {F.symbol} stands at {F.funding.settled}.",
        "The price of FILUSDT is {F.price|short}, and the basis is {F.basis}.",
        "The running estimate of the funding rate reads {F.funding.running}.",
    ],
)
def test_a_figure_behind_its_own_name_is_a_statement(text: str) -> None:
    assert told(text) == (filled(text),)


@pytest.mark.parametrize(
    "text",
    [
        "The running funding rate of FILUSDT stands at {F.funding.settled}.",
        "The funding rate of FILUSDT stands at {F.funding.settled}.",
        "The settled funding rate of BTCUSDT stands at {F.funding.settled}.",
        "The basis of FILUSDT stands at {F.basis|size}.",
        "The price is {F.basis}, and the basis is {F.price}.",
        "The symbol of FILUSDT stands at {F.symbol}.",
        "The time of the next settlement of FILUSDT stands at {F.funding.next_time}.",
        "The settled funding rate is not {F.funding.settled}.",
        "The settled funding rate stands at a high {F.funding.settled}.",
        "The settled funding rate stands at {F.funding.settled}, and readers can compare it.",
        "The settled funding rate of FILUSDT: {F.funding.settled}.",
        "The settled funding rate of FILUSDT at {F.funding.settled}.",
        "The settled funding rate of FILUSDT is: {F.funding.settled}.",
        "the settled funding rate of FILUSDT is {F.funding.settled}.",
        "The settled funding rate of FILUSDT is {F.funding.imagined}.",
        "The price of FILUSDT stands at {{ F.price }}.",
        "The engine puts the price at {F.price}.",
        "At the price is this the engine snapshot {F.price}.",
        "The price of this engine is {F.price}.",
        "The modelled short liquidation sum is above the price at {F.liquidations.above}.",
        "The daily change in open interest of FILUSDT stands at {F.open_interest.change_24h}.",
        "The price of FILUSDT has {F.price}.",
        "The price is {F.price}, and the price is {F.price}.",
        "The price of FILUSDT is {F.price}, at {F.funding.next_time}.",
        "Readers should weigh the sources against each other.",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert told(text) == ()


def test_only_a_measured_sentence_is_answered_with_statements() -> None:
    assert told(BASIS, "market", "p1_s1") == ()


def taken(part: str, **texts: str) -> Rewriting:
    """A part in which these sentences were answered so, and the others not at all."""
    work = rewriting(part)
    question = work.question("tiny", "Northlight", PROMPTS)
    assert question is not None
    places = {slot.id: slot for slot in work.part.open}
    answers = {key: asdict(answer_to(places[key], filled(text))) for key, text in texts.items()}
    work.take(question, Outcome(content=json.dumps(answers)))
    return work


def new(work: Rewriting) -> dict[str, str]:
    return {key: sentence.text for key, sentence in work.taken.items()}


def test_a_statement_goes_where_the_plan_tells_its_figure() -> None:
    work = taken("engine", p4_s2=BASIS)
    assert new(work) == {"p2_s4": filled(BASIS)}
    assert "p2_s4" not in {slot.id for slot in work.pending}


def test_what_no_table_tells_keeps_the_planned_sentence() -> None:
    work = taken("engine", p2_s1=f"{SETTLED} {BASIS}")
    assert new(work) == {"p2_s4": filled(BASIS)}, "the settlement's time would stand nowhere"


def test_a_planned_sentence_of_several_figures_takes_a_pair_of_statements() -> None:
    interest = "The open interest of FILUSDT stands at {F.open_interest}."
    change = (
        "The daily change in coins of the open interest stands at {F.open_interest.change_24h}."
    )
    assert new(taken("engine", p3_s1=interest)) == {}
    pair = taken("engine", p3_s1=interest, p3_s2=change)
    assert new(pair) == {"p3_s1": filled(f"{change} {interest}")}


def test_a_sentence_that_the_next_points_back_to_stays() -> None:
    above = "The modelled short liquidation sum above the price is {F.liquidations.above}."
    below = "The modelled long liquidation sum below the price is {F.liquidations.below}."
    assert "they come to" in slot_of("engine", "p4_s2").sentence.text
    assert new(taken("engine", p4_s1=f"{above} {below}")) == {}


@pytest.mark.parametrize(
    ("plan", "stays"),
    [
        ("The basis is {F.basis}, in line with the rate.", False),
        ("The basis is {F.basis}, and no edge is measured over it.", True),
        ("The basis is {F.basis}, an estimate.", True),
        ("The basis is {F.basis}, which could change.", True),
        ("The basis is {F.basis}, at odds with the rate.", True),
        ("The basis is {F.basis}, and the engine takes no lean.", True),
        ("The basis is {F.basis}, and shorts pay longs.", True),
    ],
)
def test_a_doubt_or_denial_of_the_plan_is_not_given_up_for_a_figure(
    plan: str, *, stays: bool
) -> None:
    found = rewriting("engine").material
    slot = slot_of("engine", "p2_s4")
    slot = replace(slot, sentence=replace(slot.sentence, text=filled(plan)))
    pool = stated(slot, answer_to(slot, filled(BASIS)), found)
    chosen = placed((slot,), {}, pool, found.facts, frozenset())
    assert (chosen == {}) is stays


def placing(plan: str, *texts: str, behind: str = "") -> dict[str, str]:
    """What these sentences stand in for in a paragraph that begins with that plan."""
    found = rewriting("engine").material
    slot = slot_of("engine", "p2_s1")
    plans = {"p2_s1": plan, "p2_s2": behind} if behind else {"p2_s1": plan}
    places = [
        replace(slot, id=key, sentence=replace(slot.sentence, text=filled(text)))
        for key, text in plans.items()
    ]
    pool = [one for text in texts for one in stated(slot, answer_to(slot, filled(text)), found)]
    chosen = placed(places, {}, pool, found.facts, frozenset(found.facts))
    return {key: sentence.text for key, sentence in chosen.items()}


PRICE = "The price of FILUSDT stands at {F.price}."
CHANGE = "The daily price change of FILUSDT stands at {F.price.change_24h}."


def test_no_figure_without_its_comparison() -> None:
    plan = "The price is {F.price}, and funding settled at {F.funding.settled}."
    assert placing(plan, PRICE, SETTLED) == {}
    level = "The nearest modelled level above the price stands at {F.level.above.1}."
    far = "The nearest modelled level is {F.level.above.1}, {F.level.above.1.distance|size} off."
    assert placing(far, level) == {}
    day = "The price is {F.price}, {F.price.change_24h} day on day."
    assert placing(day, PRICE, CHANGE) == {"p2_s1": filled(f"{PRICE} {CHANGE}")}


def test_a_pair_does_not_begin_alike_twice() -> None:
    plan = "The basis is {F.basis}, and the price moved {F.price.change_24h} day on day."
    basis = "The engine puts the basis at {F.basis}."
    change = "The engine puts the daily price change at {F.price.change_24h}."
    assert placing(plan, basis, change) == {"p2_s1": filled(basis)}
    assert placing(plan, basis, change, CHANGE) == {"p2_s1": filled(f"{basis} {CHANGE}")}


def test_a_figure_that_another_sentence_tells_is_not_told_again() -> None:
    plan = "The price is {F.price}, {F.price.change_24h} day on day."
    assert placing(plan, PRICE, CHANGE, behind="The levels lie around {F.price}.") == {}


@pytest.mark.parametrize(
    "behind", ["It is an estimate.", "The ratio is {F.funding.settled}, a tilt the other way."]
)
def test_a_sentence_that_responds_keeps_what_it_responds_to(behind: str) -> None:
    plan = "The price is {F.price}, {F.price.change_24h} day on day."
    assert placing(plan, PRICE, CHANGE, behind="The view lapses in a day.")
    assert placing(plan, PRICE, CHANGE, behind=behind) == {}


def test_the_same_symbol_elsewhere_is_another_contract() -> None:
    """Bybit has a FILUSDT too: its rate is not the rate of the contract that is featured."""
    outline, sheet = edition(make_setup(), elsewhere("bybit", "FILUSDT", "USDT", "0.00005", 4))
    draft = write_offline(outline, sheet, DESK, Voice("elsewhere"))
    (part,) = (one for one in parts(draft) if one.name == "engine")
    found = material(part, outline, sheet)
    (slot,) = (one for one in part.slots if "bybit.filusdt.funding.settled" in one.facts)
    rate = "The settled funding rate of FILUSDT stands at {bybit.filusdt.funding.settled}."
    assert stated(slot, answer_to(slot, filled(rate)), found) == ()


def test_facts_are_called_by_names_in_plain_words() -> None:
    _, _, sheet = start()
    for part in PARTS:
        for fact in rewriting(part).material.facts.values():
            assert re.fullmatch(r"(?:the|a) [A-Za-z -]+", label(fact)), fact.id
    levels = {label(fact) for fact in sheet if fact.metric.startswith("level.above")}
    assert "the nearest modelled level above the price of FILUSDT" in levels
    assert "a further modelled level above the price of FILUSDT" in levels
    assert label(sheet["story.kalshi-margin.outlets"]) == "the number of outlets with the story"


def test_the_opening_keeps_to_its_plan() -> None:
    """A bare figure is no summary, and the lede would lose the contract and the lean."""
    yearly = "The simple yearly rate of settled funding on FILUSDT is {F.funding.settled_annual}."
    price = "The price of FILUSDT stands at {F.price}."
    assert new(taken("opening", dek=yearly, p1_s3=f"{price} {SETTLED}")) == {}


def test_an_answer_with_an_invented_figure_gives_no_statement() -> None:
    assert new(taken("engine", p2_s4=f"{BASIS} Volume rose 4% in a day.")) == {}
    assert new(taken("engine", p2_s4=f"{BASIS} Volume more than doubled.")) == {}
    harmless = f"{BASIS} Readers may compare it with the next update."
    assert new(taken("engine", p2_s4=harmless)) == {"p2_s4": filled(BASIS)}


def test_a_draft_holds_them_beside_the_planned_sentences(server: Server) -> None:
    def change(part: str, key: str, answer: Answer) -> None:
        names = {"p2_s4": BASIS} if part == "engine" else {}
        answer["text"] = filled(names.get(key, "The symbol of FILUSDT stands at {F.symbol}."))
        answer["fact_ids"] = [f"{FIL}.basis" if key in names else f"{FIL}.symbol"]

    server.edits(change)
    offline, _, _ = start()
    draft = run(server)
    assert draft.writer == "model"
    pairs = zip(slots(draft), slots(offline), strict=True)
    changed = [(one.id, one.sentence.text) for one, old in pairs if one.sentence != old.sentence]
    assert changed == [("p2_s4", filled(BASIS))]
    assert any(
        note.startswith("model used for 1 of 14 sentences of the eng") for note in draft.notes
    )


@pytest.mark.parametrize(
    ("slot_id", "text", "what"),
    [
        (
            "p2_s3",
            "The simple yearly rate of the running estimate stands at {F.funding.running}.",
            "it puts a figure behind the name of another",
        ),
        (
            "p2_s3",
            "The simple yearly rate of the running estimate comes to {F.funding.next_time}.",
            "it puts a figure behind the name of another",
        ),
        ("p2_s4", "The basis of FILUSDT reads {F.basis|size}.", "it names a figure and drops its"),
        ("p2_s2", "The median running funding rate is {F.funding.median}.", "it calls a settled"),
        (
            "p3_s2",
            "The ratio, the mark price of FILUSDT is at {F.positioning.top_position}.",
            "it puts a figure behind the name of another",
        ),
        (
            "b4_s1",
            "The invalidation price and the invalidation price stand at {F.invalidation}.",
            "it stutters",
        ),
        ("p2_s4", "The basis of FILUSDT is not {F.basis}.", "it denies a figure"),
        ("p2_s4", "The basis of FILUSDT of FILUSDT is {F.basis}.", "it stutters"),
        ("p2_s4", "The basis is {F.basis}, and the basis is {F.basis}.", "it gives a figure twice"),
        (
            "p2_s4",
            "The settled funding rate of FILUSDT lies with the basis at {F.basis}.",
            "it names a figure that it does not give",
        ),
        ("p1_s1", "The engine puts the price at {F.price}.", "it has the engine say what a venue"),
    ],
)
def test_no_name_stands_before_another_figure(slot_id: str, text: str, what: str) -> None:
    """What is no statement is judged as a rewriting, and must not get in that way."""
    unit = "implications" if slot_id.startswith("b") else "engine"
    faults = judged(unit, slot_id, filled(text))
    assert any(fault.what.startswith(what) for fault in faults)
