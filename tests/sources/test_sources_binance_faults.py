"""Every fault of a venue's answer ends in a named gap: never an error, never a NaN."""

from __future__ import annotations

import copy
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from reporter.checking import gates
from reporter.checking.codes import Code
from reporter.ledger.market import market_facts
from reporter.model import metrics
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.facts import Fact, FactKind, Source
from reporter.signals import measure

if TYPE_CHECKING:
    from tests.sources.conftest import Venue

HOUR_MS = 3_600_000

LABELS = {
    "/fapi/v1/klines": "hourly candles",
    "/fapi/v1/premiumIndexKlines": "hourly premium",
    "/fapi/v1/fundingRate": "settled funding",
    "/fapi/v1/openInterest": "open interest",
    "/futures/data/openInterestHist": "open interest history",
    "/futures/data/topLongShortPositionRatio": "top-trader positions",
    "/futures/data/topLongShortAccountRatio": "top-trader accounts",
    "/futures/data/globalLongShortAccountRatio": "all accounts' positions",
    "/futures/data/takerlongshortRatio": "taker flow",
    "/fapi/v1/premiumIndex": "mark, index and funding estimate",
    "/fapi/v1/ticker/price": "price",
    "/fapi/v1/fundingInfo": "funding terms",
}


# ---------------------------------------------------------------------- faults of single answers

BODIES: dict[str, tuple[Any, str]] = {
    "page": (b"<!DOCTYPE html><html><body>Maintenance</body></html>", "unreadable"),
    "torn": (b'[{"symbol": "AAAU', "unreadable"),
    "null": (b"null", "unreadable"),
    "text": ("text", "unreadable"),
    "numbers": ([1, 2, 3], "unreadable"),
    "error": ({"code": -1000, "msg": "An unknown error occurred."}, "unreadable"),
    "silence": (SourceUnavailable("no answer", reason="timeout"), "timeout"),
    "forbidden": (SourceRefused("no access (403)", reason="forbidden", status=403), "forbidden"),
}


@pytest.mark.parametrize("fault", BODIES)
@pytest.mark.parametrize("path", LABELS)
def test_a_broken_answer_is_a_gap_and_costs_nothing_else(
    venue: Venue, path: str, fault: str
) -> None:
    (whole,) = venue.read()
    body, reason = BODIES[fault]
    venue.answers[path] = body

    (data,) = venue.read()

    assert venue.reasons(data) == {LABELS[path]: reason}
    lost = (set(whole.history) - set(data.history)) | (
        set(whole.observations) - set(data.observations)
    )
    assert len(lost) <= 3


@pytest.mark.parametrize("path", [path for path in LABELS if path != "/fapi/v1/fundingInfo"])
def test_an_empty_answer_is_a_gap(venue: Venue, path: str) -> None:
    venue.answers[path] = []

    (data,) = venue.read()

    assert venue.reasons(data) == {LABELS[path]: "empty"}


@pytest.mark.parametrize("bad", [None, "NaN", True, "", [], "abc", "1e999"])
@pytest.mark.parametrize(
    ("path", "field"),
    [
        ("/fapi/v1/klines", 4),
        ("/fapi/v1/klines", 0),
        ("/fapi/v1/premiumIndexKlines", 4),
        ("/fapi/v1/fundingRate", "fundingRate"),
        ("/futures/data/openInterestHist", "sumOpenInterest"),
        ("/futures/data/topLongShortPositionRatio", "longShortRatio"),
        ("/futures/data/takerlongshortRatio", "buyVol"),
    ],
)
def test_a_field_without_a_number_never_reaches_a_series(
    venue: Venue, path: str, field: str | int, bad: Any
) -> None:
    rows = copy.deepcopy(venue.answers[path])
    for row in rows:
        row[field] = bad
    venue.answers[path] = rows

    (data,) = venue.read()

    assert venue.reasons(data)[LABELS[path]] == "unreadable"
    for series in data.history.values():
        assert all(np.isfinite(column).all() for column in series.columns.values())


@pytest.mark.parametrize(
    ("path", "field", "part", "metric"),
    [
        ("/fapi/v1/premiumIndex", "markPrice", "mark price", metrics.MARK),
        ("/fapi/v1/premiumIndex", "indexPrice", "index price", metrics.INDEX),
        ("/fapi/v1/premiumIndex", "lastFundingRate", "funding estimate", metrics.FUNDING_RUNNING),
        ("/fapi/v1/ticker/price", "price", "price", metrics.PRICE),
        ("/fapi/v1/openInterest", "openInterest", "open interest", metrics.OPEN_INTEREST_COINS),
    ],
)
@pytest.mark.parametrize("bad", [None, "NaN", {}, "-"])
def test_a_reading_without_a_number_is_its_own_gap(
    venue: Venue, path: str, field: str, part: str, metric: str, bad: Any
) -> None:
    (whole,) = venue.read()
    answer = venue.answers[path]
    (answer if isinstance(answer, dict) else answer[0])[field] = bad

    (data,) = venue.read()

    assert venue.reasons(data) == {part: "unreadable"}
    assert set(whole.observations) - set(data.observations) == {metric}


@pytest.mark.parametrize("hours", [-24, 0, 8.25, 11, 48])
def test_a_next_settlement_out_of_reach_is_a_gap(venue: Venue, hours: float) -> None:
    (row,) = venue.answers["/fapi/v1/premiumIndex"]
    row["nextFundingTime"] = venue.now + int(hours * HOUR_MS)

    (data,) = venue.read()

    assert data.next_settlement is None
    assert venue.reasons(data) == {"next settlement": "implausible"}


@pytest.mark.parametrize("hours", [0.001, 8.15])
def test_a_settlement_between_edition_and_reading_moves_the_next_one_on(
    venue: Venue, hours: float
) -> None:
    (row,) = venue.answers["/fapi/v1/premiumIndex"]
    row["nextFundingTime"] = venue.now + int(hours * HOUR_MS)

    (data,) = venue.read()

    assert data.next_settlement is not None
    assert data.gaps == ()


@pytest.mark.parametrize("minutes", [-9.9, -6, 0, 6, 9.9])
def test_the_gates_let_pass_whatever_time_a_reading_is_taken_with(
    venue: Venue, minutes: float
) -> None:
    as_of = venue.as_of + timedelta(minutes=minutes)
    (data,) = venue.read(as_of=as_of)
    edition = Fact(
        id="edition.desk.as_of",
        kind=FactKind.OBSERVED,
        subject="edition",
        metric="desk.as_of",
        value=as_of,
        as_of=as_of,
        source=Source(name="Desk", url=""),
    )
    facts = market_facts(measure(data, as_of), edition)

    assert any(fact.metric == metrics.FUNDING_RUNNING for fact in facts)
    timely = {Code.FUTURE, Code.STALE, Code.NEXT_SETTLEMENT}
    assert timely.isdisjoint(finding.code for finding in gates((edition, *facts)))


# ---------------------------------------------------------------------- rows that need mending


def test_repeated_and_misplaced_bars_are_mended_and_named(venue: Venue) -> None:
    (whole,) = venue.read()
    rows = venue.answers["/fapi/v1/klines"]
    venue.answers["/fapi/v1/klines"] = [*reversed(rows), rows[5]]

    (data,) = venue.read()

    assert data.history["candles"].times.tolist() == whole.history["candles"].times.tolist()
    assert venue.reasons(data) == {"hourly candles": "repaired"}


def test_only_the_unbroken_run_of_bars_is_kept(venue: Venue) -> None:
    del venue.answers["/fapi/v1/klines"][30]

    (data,) = venue.read()

    times = data.history["candles"].times
    assert len(times) == 28
    assert set(np.diff(times)) == {HOUR_MS}
    assert venue.reasons(data) == {"hourly candles": "repaired"}


def test_a_missing_sample_breaks_no_other_sample(venue: Venue) -> None:
    del venue.answers["/futures/data/openInterestHist"][30]

    (data,) = venue.read()

    assert len(data.history["open_interest"]) == 59
    assert data.gaps == ()


@pytest.mark.parametrize(
    ("path", "field", "bad"),
    [
        ("/fapi/v1/klines", 4, "200.0"),  # a close 100 times its high
        ("/fapi/v1/klines", 3, "3.0"),
        ("/fapi/v1/klines", 2, "203.0"),  # a high 100 times too large
        ("/fapi/v1/klines", 3, "0.019"),
        ("/fapi/v1/klines", 9, "1000.1"),
        ("/fapi/v1/klines", 5, "-1"),
        ("/fapi/v1/klines", 1, "0"),
        ("/futures/data/topLongShortPositionRatio", "longShortRatio", "150.0"),
        ("/futures/data/topLongShortPositionRatio", "shortAccount", "0"),
        ("/futures/data/takerlongshortRatio", "sellVol", "1.0"),
        ("/futures/data/openInterestHist", "symbol", "BBBUSDT"),
        ("/fapi/v1/fundingRate", "symbol", "BBBUSDT"),
    ],
)
def test_a_row_that_contradicts_itself_is_left_out(
    venue: Venue, path: str, field: str | int, bad: str
) -> None:
    rows = copy.deepcopy(venue.answers[path])
    rows[2][field] = bad
    venue.answers[path] = rows

    (data,) = venue.read()

    assert venue.reasons(data)[LABELS[path]] == "repaired"


@pytest.mark.parametrize("row", [[], None, "x", [1, 2], {}])
def test_a_row_of_another_shape_is_left_out(venue: Venue, row: Any) -> None:
    venue.answers["/fapi/v1/klines"][0] = row
    venue.answers["/fapi/v1/fundingRate"][0] = row

    (data,) = venue.read()

    assert venue.reasons(data) == {"hourly candles": "repaired", "settled funding": "repaired"}


def test_rows_that_all_lie_after_as_of_are_no_rows(venue: Venue) -> None:
    (data,) = venue.read(as_of=venue.as_of - timedelta(days=30))

    assert venue.reasons(data)["hourly candles"] == "empty"
    assert data.history == {}


@pytest.mark.parametrize("path", [p for p in LABELS if "History" not in p and "funding" not in p])
def test_history_that_ended_long_ago_is_stale(venue: Venue, path: str) -> None:
    rows = venue.answers[path]
    if path in {"/fapi/v1/premiumIndex", "/fapi/v1/ticker/price", "/fapi/v1/openInterest"}:
        row = rows if isinstance(rows, dict) else rows[0]
        row["time"] -= 3 * HOUR_MS
    else:
        venue.answers[path] = rows[:-9]

    (data,) = venue.read()

    assert venue.reasons(data) == {LABELS[path]: "stale"}
