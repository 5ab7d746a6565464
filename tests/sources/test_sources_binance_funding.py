"""The settlement interval is the symbol's own: how it is found, and what contradicts it."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.model.errors import SourceRefused
from reporter.sources.binance_funding import listed_terms
from reporter.sources.intervals import Interval, Terms, settlement_interval
from reporter.sources.wire import Answer

HOUR_MS = 3_600_000


def settled(*gaps: int) -> list[int]:
    """Settlement times with these distances in hours, jittering by some milliseconds."""
    times = [1_770_000_000_000 // HOUR_MS * HOUR_MS]
    for gap in gaps:
        times.append(times[-1] + gap * HOUR_MS + len(times) % 9)
    return times


@given(st.sampled_from([1, 2, 4, 8]), st.integers(2, 30))
@settings(max_examples=40, deadline=None)
def test_steady_settlements_name_their_interval(hours: int, count: int) -> None:
    times = settled(*[hours] * count)

    assert settlement_interval(times, hours) == Interval(hours)
    assert settlement_interval(times, None) == Interval(hours)


@pytest.mark.parametrize(
    ("gaps", "listed", "expected"),
    [
        ((), 4, Interval(4)),
        ((), None, Interval(None)),
        ((8, 8, 8, 4), 4, Interval(4)),  # the change is settled and listed
        ((8, 8, 8, 4), 8, Interval(4, "changed")),  # settled, the list lags
        ((4, 4, 4), 1, Interval(4, "changed")),  # listed, not yet settled
        ((1, 1, 1, 2), 4, Interval(2, "changed")),  # a step between two intervals
        ((4, 4, 4, 8), 4, Interval(4, "hole")),  # one settlement is missing
        ((8, 8, 16), 8, Interval(8, "hole")),
        ((8, 8, 16), None, Interval(None, "hole")),
        ((4, 2, 4, 8), 4, Interval(8, "changed")),  # unsteady before: no hole can be claimed
        ((8,), 4, Interval(8, "changed")),
    ],
)
def test_history_and_list_are_weighed(
    gaps: tuple[int, ...], listed: int | None, expected: Interval
) -> None:
    assert settlement_interval(settled(*gaps), listed) == expected


def entry(**changes: Any) -> Answer:
    fields = {
        "symbol": "AAAUSDT",
        "adjustedFundingRateCap": "0.02",
        "adjustedFundingRateFloor": "-0.02",
        "fundingIntervalHours": "4",
    }
    return Answer([{**fields, **changes}], digest(b""), "/fapi/v1/fundingInfo")


def test_listed_contract_has_its_own_terms() -> None:
    terms = listed_terms(entry(), "AAAUSDT")

    assert (terms.hours, str(terms.cap), str(terms.floor)) == (4, "0.02", "-0.02")


@pytest.mark.parametrize("value", [[], [{"symbol": "BBBUSDT"}]])
def test_unlisted_contract_runs_eight_hours(value: Any) -> None:
    answer = Answer(value, digest(b""), "/fapi/v1/fundingInfo")

    assert listed_terms(answer, "AAAUSDT") == Terms(8, None, None)


@pytest.mark.parametrize(
    "changes",
    [
        {"fundingIntervalHours": "5"},
        {"fundingIntervalHours": None},
        {"adjustedFundingRateCap": "NaN"},
        {"adjustedFundingRateFloor": "0.03"},
    ],
)
def test_damaged_terms_are_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(SourceRefused):
        listed_terms(entry(**changes), "AAAUSDT")


def test_a_list_that_is_none_is_refused() -> None:
    with pytest.raises(SourceRefused):
        listed_terms(Answer("text", digest(b""), "/fapi/v1/fundingInfo"), "AAAUSDT")
