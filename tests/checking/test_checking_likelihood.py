"""Nothing is called likely without a measured probability that says so."""

from __future__ import annotations

import pytest

from reporter.checking import check
from reporter.model.facts import Fact, FactSheet
from reporter.model.verdict import Finding
from tests.checking.conftest import btcusdt, edition, fact, filusdt, finished, sheet_of, story

KEY = "binance.filusdt"


def sheet_with(*facts: Fact) -> FactSheet:
    book = {one.id: one for one in (*edition(), *story(), *filusdt(), *btcusdt())}
    return sheet_of((book | {one.id: one for one in facts}).values())


def found(text: str, sheet: FactSheet | None = None) -> list[Finding]:
    verdict = check(finished(text), sheet or sheet_with())
    return [one for one in verdict.findings if one.code == "likelihood"]


TOUCHES = [
    "FILUSDT is likely to reach $0.92 before the settlement.",
    "FILUSDT is likely to quickly reach $0.92, which it did in 5.9% of past windows.",
    "FILUSDT will probably touch $0.92 within 24 hours.",
    "A move of FILUSDT to $0.92 is likely.",
    "At $0.92 a test of FILUSDT looks highly probable.",
    "FILUSDT looks set to hit $0.92.",
    "FILUSDT has a high chance of touching $0.92.",
    "The engine expects FILUSDT to trade up to $0.92.",
    "FILUSDT should break $0.92.",
]


@pytest.mark.parametrize("text", TOUCHES)
def test_a_likely_touch_needs_odds_that_say_so(text: str) -> None:
    (finding,) = found(text)
    assert finding.expected == f"{KEY}.level.above.1.odds = 0.059"


def test_a_touch_that_nobody_measured_is_not_likely() -> None:
    (finding,) = found("FILUSDT is likely to reach $0.94.")
    assert finding.expected == f"odds of {KEY}.level.above.2, which nobody measured"


def test_a_touch_that_is_likely_is_told_with_its_odds() -> None:
    sheet = sheet_with(fact(f"{KEY}.level.above.1.odds", "0.71", "probability"))
    assert found("FILUSDT is likely to reach $0.92: 71.0% of past windows did.", sheet) == []
    assert len(found("FILUSDT is likely to reach $0.92.", sheet)) == 1
    assert len(found("FILUSDT is unlikely to reach $0.92: 71.0% of windows did.", sheet)) == 1
    assert found("FILUSDT is unlikely to reach $0.92: 5.9% of past windows did.") == []


DIRECTIONS = [
    "FILUSDT should rise from here.",
    "FILUSDT is expected to fall.",
    "FILUSDT will likely move lower.",
    "The engine expects FILUSDT to climb.",
    "A squeeze in FILUSDT is probable.",
    "There is a good chance of FILUSDT rising.",
    "Prices are poised to rally.",
]


@pytest.mark.parametrize("text", DIRECTIONS)
def test_a_likely_direction_needs_a_measured_edge(text: str) -> None:
    context = "" if "FILUSDT" in text else "FILUSDT trades at $0.836. "
    (finding,) = found(context + text)
    assert finding.expected == f"{KEY}.confidence.base_rate = 0.487"


def test_a_direction_with_an_edge_may_be_told_and_its_opposite_may_not() -> None:
    up = sheet_with(fact(f"{KEY}.confidence.probability", "0.58", "probability"))
    down = sheet_with(fact(f"{KEY}.confidence.probability", "0.42", "probability"))
    for text, sheet in (
        ("FILUSDT is likely to rise.", up),
        ("FILUSDT is unlikely to fall.", up),
        ("FILUSDT is likely to fall.", down),
        ("FILUSDT is unlikely to move higher.", down),
    ):
        other = down if sheet is up else up
        assert found(text, sheet) == []
        assert len(found(text, other)) == 1


def test_without_any_chance_in_the_sheet_one_is_asked_for() -> None:
    (finding,) = found("BTCUSDT is likely to rise.")
    assert finding.expected == "a calibrated probability of that event"


SILENT = [
    "FILUSDT traded up to $0.92 in 5.9% of past windows.",
    "If FILUSDT reaches $0.92, short liquidations may follow.",
    "FILUSDT is not likely to reach $0.92.",
    "“FILUSDT is likely to reach $0.92 soon” is no sentence of ours.",
    "FILUSDT is likely to rise, an analyst said.",
    "The view is void at once should FILUSDT trade through $0.803.",
    "Volume at Kalshi is expected to rise.",
]


@pytest.mark.parametrize("text", SILENT)
def test_what_claims_no_likelihood_of_ours_is_left_alone(text: str) -> None:
    assert found(text) == []
