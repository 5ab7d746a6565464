"""The record behind a verdict: each figure's status and facts, formulas computed again."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reporter.checking import Status, Traced, check, recompute_fact, trace
from reporter.model.facts import FactSheet
from reporter.model.formulas import Formula
from reporter.model.text import Block, BlockKind, FinishedText
from tests.checking.conftest import SENTENCES, derived, fact, finished, sheet_of, whole_sheet

SETTLED = "binance.filusdt.funding.settled"


def traced(text: FinishedText, sheet: FactSheet | None) -> list[Traced]:
    found = list(trace(text, sheet, check(text, sheet).findings))
    for one in found:
        assert text.blocks[one.block].text[one.start : one.end] == one.surface
    return found


def test_a_bound_figure_names_its_facts_and_its_place(sheet: FactSheet) -> None:
    text = finished("Nothing here.", "Well now. Funding on FILUSDT settled at −0.0406% per 8 h.")
    (one,) = traced(text, sheet)
    assert (one.block, one.status, one.facts) == (1, Status.BOUND, (SETTLED,))
    assert one.surface == "−0.0406% per 8 h"
    assert one.findings == ()


def test_a_refused_figure_carries_its_finding_and_no_other_figure_does(sheet: FactSheet) -> None:
    text = finished("FILUSDT trades at $0.836; funding settled at −4.0602% per 8 h.")
    price, rate = traced(text, sheet)
    assert price.status is Status.BOUND
    assert (rate.status, rate.facts) == (Status.REFUSED, ())
    assert rate.findings[0].code == "unbound-number"


def test_notes_and_windows_are_exempt_and_a_quotation_names_its_source(sheet: FactSheet) -> None:
    text = finished(
        f"The exchange said: “{SENTENCES['month']}” [1]",
        "The price of FILUSDT fell 2.1% over 24 hours.",
        Block(kind=BlockKind.SOURCE, text="1. Example Wire", place="source 1"),
    )
    found = {one.surface: one for one in traced(text, sheet)}
    assert found["1"].status is Status.EXEMPT
    assert found["24 hours"].status is Status.EXEMPT
    assert found["2.1%"].status is Status.BOUND
    assert found["$10.4 billion"].status is Status.EXEMPT


def test_an_exempt_figure_within_a_quotation_leads_to_the_text_that_holds_it() -> None:
    title = "Kalshi, valued at $22 billion, turns to margin"
    sheet = sheet_of([fact("item.wire-1.title", title, subject="Example Wire", metric="title")])
    note = Block(kind=BlockKind.SOURCE, text="1. Example Wire", place="source 1")
    text = finished(f"The wire “did” run “{title}” today. [1]", note)
    one, two = traced(text, sheet)[:2]
    assert (one.status, one.facts) == (Status.EXEMPT, ("item.wire-1.title",))
    assert (two.status, two.facts) == (Status.EXEMPT, ())


def test_a_time_is_an_event_before_it_is_the_moment_of_a_reading(sheet: FactSheet) -> None:
    (one,) = traced(finished("Lighthouse 7 counts from 27 March 2026, 21:21 UTC."), sheet)[-1:]
    assert one.facts == ("edition.desk.as_of",)


def test_a_figure_that_a_claim_is_about_is_refused_although_it_is_a_fact(sheet: FactSheet) -> None:
    text = finished("Above FILUSDT stands $0.94 (+10.0%).")
    level, distance = traced(text, sheet)
    assert level.status is Status.BOUND
    assert (distance.status, distance.findings[0].code) == (Status.REFUSED, "pair")
    assert distance.facts == ("binance.filusdt.level.above.1.distance",)


def test_words_that_are_wrong_leave_their_figures_bound(sheet: FactSheet) -> None:
    text = finished("At −0.0406% per 8 h longs pay shorts on FILUSDT.")
    assert check(text, sheet).held
    assert [one.status for one in traced(text, sheet)] == [Status.BOUND]


def test_without_a_sheet_only_figures_of_findings_are_traced() -> None:
    text = finished("Top traders are 68.7% long and 41.3% short; 7 desks said so.")
    found = traced(text, None)
    assert [one.surface for one in found] == ["68.7%", "41.3%"]
    assert {one.status for one in found} == {Status.REFUSED}
    assert {finding.code for one in found for finding in one.findings} == {"shares"}


def test_static_text_is_not_traced() -> None:
    text = finished(Block(kind=BlockKind.STATIC, text="In 3 hours.", place="static 1"))
    assert traced(text, None) == []


def test_equal_blocks_at_equal_places_are_found_in_turn(sheet: FactSheet) -> None:
    block = Block(kind=BlockKind.META, text="FILUSDT at $0.836", place="title")
    found = traced(finished(block, block, "FILUSDT trades at $0.836."), sheet)
    assert [one.block for one in found][-1] == 2


def test_a_formula_is_computed_again(sheet: FactSheet) -> None:
    again = recompute_fact(sheet["binance.filusdt.basis"], sheet)
    assert again is not None
    assert again.agrees
    assert again.value == Decimal("-11.3588808513")
    assert abs(again.difference) < Decimal("0.0005")
    assert recompute_fact(sheet[SETTLED], sheet) is None


@pytest.mark.parametrize(
    ("formula", "inputs"),
    [
        ("mean of the last nine", (SETTLED,)),
        (Formula.ANNUAL_SIMPLE, ("binance.filusdt.absent",)),
        (Formula.ANNUAL_SIMPLE, ("binance.filusdt.price",)),
        (Formula.ANNUAL_SIMPLE, ()),
    ],
)
def test_what_cannot_be_computed_again_says_so(
    sheet: FactSheet, formula: str, inputs: tuple[str, ...]
) -> None:
    annual = derived("binance.filusdt.x", "-0.4", "fraction_per_year", formula, *inputs)
    assert recompute_fact(annual, sheet) is None


def test_a_wrong_result_does_not_agree(sheet: FactSheet) -> None:
    wrong = replace(sheet["binance.filusdt.basis"], id="binance.filusdt.basis.2")
    wrong = replace(wrong, value=-wrong.value)  # type: ignore[operator]  # a quantity
    again = recompute_fact(wrong, sheet)
    assert again is not None
    assert not again.agrees


def record(*lines: str) -> FinishedText:
    blocks = [
        Block(kind=BlockKind.EVIDENCE, text=line, place=f"evidence {number}")
        for number, line in enumerate(lines, 1)
    ]
    return finished(*blocks, form="html")


@pytest.mark.parametrize(
    "line",
    [
        "Value −11.359 bps",
        "Printed as −11.4 bps",
        "(0.8354 − 0.83635) / 0.83635 × 10,000 = −11.3588808513",
        "As of 27 March 2026, 21:21 UTC",
        "No figure at all",
        "binance.filusdt.level.above.2, kalshi-margin.kalshi.amount.4",
        "https://fapi.example.org/fapi/v1/premiumIndex",
    ],
)
def test_a_record_may_hold_what_belongs_to_its_fact(sheet: FactSheet, line: str) -> None:
    assert check(record("binance.filusdt.basis", line), sheet).findings == ()


@pytest.mark.parametrize(
    "line",
    [
        "Value −11.539 bps",
        "Value −11.359 percent",
        "Value $0.94",
        "As of 27 March 2026, 21:22 UTC",
        "As of 28 March 2026",
        "(0.8354 − 0.83635) / 0.83635 × 1,000 = −11.3588808513",
    ],
)
def test_a_record_with_a_figure_of_another_fact_is_an_error(sheet: FactSheet, line: str) -> None:
    verdict = check(record("binance.filusdt.basis", line), sheet)
    assert verdict.held
    assert {finding.code for finding in verdict.findings} == {"unbound-number"}


def test_a_record_quotes_its_evidence_and_names_the_interval(sheet: FactSheet) -> None:
    kalshi = record("kalshi-margin.kalshi.change", f"“{SENTENCES['month']}”", "12 percent")
    assert check(kalshi, sheet).findings == ()
    rate = record(SETTLED, "−0.00040602 fraction per 8 h", "As of 27 March 2026, 16:00 UTC")
    assert check(rate, sheet).findings == ()
    wait = record("binance.filusdt.funding.next_in", "28 March 2026, 00:00 UTC", "2.65 hours")
    assert check(wait, sheet).findings == ()
    title = record("item.wire-1.title", "In 24 months", "Kalshi")
    assert check(title, sheet).findings == ()
    coins = record("binance.filusdt.open_interest.coins", "43140000 FIL", "43.1 million FIL")
    assert check(coins, sheet).findings == ()


def test_a_figure_before_any_facts_id_belongs_to_none(sheet: FactSheet) -> None:
    (finding,) = check(record("Value 7 bps"), sheet).findings
    assert finding.expected == "a fact's id above it"


def test_a_record_gives_the_day_of_a_source_that_names_no_time() -> None:
    amount = next(one for one in whole_sheet() if one.id == "kalshi-margin.kalshi.amount")
    for whole_day, expected in ((True, []), (False, ["unbound-number"])):
        known = replace(amount, source=replace(amount.source, whole_day=whole_day))
        verdict = check(record(amount.id, "Example Wire, 27 March 2026"), sheet_of([known]))
        assert [finding.code for finding in verdict.findings] == expected
