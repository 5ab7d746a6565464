"""The adapter over answers in memory: readings, bounds, and a named gap for every fault."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import Nature
from reporter.sources.binance import fetch_market, instrument

if TYPE_CHECKING:
    from tests.sources.conftest import Venue

BASE = "https://venue.example"
SYMBOL = "AAAUSDT"
HOUR_MS = 3_600_000

# ---------------------------------------------------------------------- what a whole answer holds


def test_a_whole_answer_has_no_gap(venue: Venue) -> None:
    (data,) = venue.read()

    assert data.gaps == ()
    assert data.interval_hours == 8
    assert data.next_settlement == datetime(2026, 2, 11, tzinfo=UTC)
    assert set(data.history) == {
        "candles", "funding", "open_interest", "top_position", "top_account",
        "global_account", "taker", "premium",
    }  # fmt: skip


def test_readings_keep_the_digits_of_the_wire(venue: Venue) -> None:
    (data,) = venue.read()
    seen = {name: (str(o.value), o.unit, o.endpoint) for name, o in data.observations.items()}

    index = "/fapi/v1/premiumIndex"
    assert seen == {
        metrics.PRICE: ("2.0010", "price_usd", "/fapi/v1/ticker/price"),
        metrics.MARK: ("2.00100000", "price_usd", index),
        metrics.INDEX: ("2.00000000", "price_usd", index),
        metrics.FUNDING_RUNNING: ("-0.00016115", "fraction_per_8h", index),
        metrics.OPEN_INTEREST_COINS: (
            "43100000.5", "coins", "/fapi/v1/openInterest?symbol=AAAUSDT",
        ),
    }  # fmt: skip


def test_the_estimate_is_predicted_and_all_else_live(venue: Venue) -> None:
    (data,) = venue.read()
    natures = {name: o.nature for name, o in data.observations.items()}

    assert natures.pop(metrics.FUNDING_RUNNING) is Nature.PREDICTED
    assert set(natures.values()) == {Nature.LIVE}


def test_readings_and_history_name_their_body(venue: Venue) -> None:
    (data,) = venue.read()

    sources = {o.source for o in data.observations.values()}
    sources |= {digest for series in data.history.values() for digest in series.sources}
    assert all(re.fullmatch("sha256:[0-9a-f]{64}", source) for source in sources)
    assert data.observations["mark"].source == data.observations["index"].source


@pytest.mark.parametrize("hours", [1, 4, 8])
def test_the_interval_is_the_symbols_own(make_venue: Callable[[int], Venue], hours: int) -> None:
    (data,) = make_venue(hours).read()

    assert data.interval_hours == hours
    assert data.observations[metrics.FUNDING_RUNNING].unit == f"fraction_per_{hours}h"
    limited = {metrics.FUNDING_CAP, metrics.FUNDING_FLOOR} <= set(data.observations)
    assert limited == (hours != 8)
    assert data.gaps == ()


def test_settlement_times_lose_their_jitter(venue: Venue) -> None:
    (data,) = venue.read()
    times = data.history["funding"].times

    assert set(np.diff(times)) == {8 * HOUR_MS}
    assert not (times % HOUR_MS).any()


def test_the_unfinished_bar_is_dropped(venue: Venue) -> None:
    (data,) = venue.read()

    for name in ("candles", "premium", "taker"):
        assert data.history[name].times[-1] == venue.hour - HOUR_MS, name
    assert data.history["open_interest"].times[-1] == venue.hour


def test_a_bar_that_closed_at_as_of_counts(venue: Venue) -> None:
    on_the_hour = datetime(2026, 2, 10, 21, tzinfo=UTC)

    (data,) = venue.read(as_of=on_the_hour)

    assert data.history["candles"].times[-1] == venue.hour - HOUR_MS


def test_symbols_come_in_their_order_and_once(venue: Venue) -> None:
    found = venue.read("CCCUSDT", SYMBOL, "CCCUSDT")

    assert [data.instrument.symbol for data in found] == ["CCCUSDT", SYMBOL]


@pytest.mark.parametrize(
    ("symbol", "base", "quote"),
    [
        ("FILUSDT", "FIL", "USDT"),
        ("1000PEPEUSDC", "1000PEPE", "USDC"),
        ("ETHBTC", "ETHBTC", ""),
        ("USDT", "USDT", ""),
    ],
)
def test_instrument_of_a_symbol(symbol: str, base: str, quote: str) -> None:
    found = instrument(symbol)

    assert (found.base, found.quote, found.venue) == (base, quote, "binance")


# ---------------------------------------------------------------------- bounds


def test_every_question_about_history_ends_at_as_of(venue: Venue) -> None:
    fetch_market(venue, base_url=BASE + "/", symbols=[SYMBOL], as_of=venue.as_of)
    params = {request.url.removeprefix(BASE): dict(request.params) for request in venue.asked}

    live = {path for path, asked in params.items() if "endTime" not in asked}
    assert live == {
        "/fapi/v1/premiumIndex",
        "/fapi/v1/ticker/price",
        "/fapi/v1/fundingInfo",
        "/fapi/v1/openInterest",
    }
    assert {asked.get("endTime", str(venue.now)) for asked in params.values()} == {str(venue.now)}
    assert len(params) == len(venue.asked) == 12


def test_reading_asks_what_was_fetched(venue: Venue) -> None:
    fetch_market(venue, base_url=BASE, symbols=[SYMBOL, "BBBUSDT"], as_of=venue.as_of)
    fetched = {request.key for request in venue.asked}
    venue.asked.clear()

    venue.read(SYMBOL, "BBBUSDT")

    assert {request.key for request in venue.asked} == fetched


def test_nothing_after_as_of_is_used(venue: Venue) -> None:
    before = venue.as_of - timedelta(hours=30)

    (data,) = venue.read(as_of=before)

    limit = int(before.timestamp() * 1000)
    known_later = {"candles", "premium", "taker"}  # stamped with the start of their hour
    assert known_later | {"funding", "open_interest", "top_position"} <= set(data.history)
    for name, series in data.history.items():
        assert series.times[-1] <= limit - (HOUR_MS if name in known_later else 0), name
    assert not {metrics.PRICE, metrics.MARK, metrics.FUNDING_RUNNING} & set(data.observations)
    assert venue.reasons(data) == {
        "price": "stale",
        "open interest": "stale",
        "mark, index and funding estimate": "stale",
    }


@pytest.mark.parametrize(("minutes", "used"), [(-10, True), (10, True), (-11, False), (11, False)])
def test_a_live_reading_is_used_within_ten_minutes(venue: Venue, minutes: int, used: bool) -> None:
    (row,) = venue.answers["/fapi/v1/ticker/price"]
    row["time"] = venue.now + minutes * 60_000

    (data,) = venue.read()

    assert (metrics.PRICE in data.observations) == used
    assert (venue.reasons(data).get("price") == "stale") != used


def test_settlements_that_stopped_are_stale(venue: Venue) -> None:
    del venue.answers["/fapi/v1/fundingRate"][-1]

    (data,) = venue.read()

    assert venue.reasons(data) == {"settled funding": "stale"}
    assert "funding" not in data.history


# ---------------------------------------------------------------------- intervals that change


def test_a_change_that_the_list_does_not_know_leaves_the_estimate_out(venue: Venue) -> None:
    venue.settle(37, 29, 21, 13, 5, 1)

    (data,) = venue.read()

    assert data.interval_hours == 4
    assert venue.reasons(data) == {"settlement interval": "changed"}
    assert metrics.FUNDING_RUNNING not in data.observations
    assert metrics.MARK in data.observations


def test_a_missing_settlement_is_no_change(make_venue: Callable[[int], Venue]) -> None:
    venue = make_venue(4)
    venue.settle(21, 17, 13, 9, 1)

    (data,) = venue.read()

    assert data.interval_hours == 4
    assert venue.reasons(data) == {"settlement interval": "hole"}
    assert metrics.FUNDING_RUNNING in data.observations


def test_without_list_and_history_the_interval_is_unknown(venue: Venue) -> None:
    silent = SourceUnavailable("no answer", reason="timeout")
    venue.answers["/fapi/v1/fundingInfo"] = venue.answers["/fapi/v1/fundingRate"] = silent

    (data,) = venue.read()

    assert data.interval_hours is None
    assert venue.reasons(data) == {
        "settled funding": "timeout",
        "funding terms": "timeout",
        "settlement interval": "unknown-interval",
    }
    assert metrics.FUNDING_RUNNING not in data.observations


def test_without_a_list_the_settlements_name_the_interval(
    make_venue: Callable[[int], Venue],
) -> None:
    venue = make_venue(4)
    venue.answers["/fapi/v1/fundingInfo"] = SourceUnavailable("no answer", reason="timeout")

    (data,) = venue.read()

    assert data.interval_hours == 4
    assert venue.reasons(data) == {"funding terms": "timeout"}


# ---------------------------------------------------------------------- whole failures


def test_a_restricted_venue_makes_one_gap_a_symbol(venue: Venue) -> None:
    venue.break_all(SourceRefused("not from here (451)", reason="restricted", status=451))

    fetch_market(venue, base_url=BASE, symbols=["AAAUSDT", "BBBUSDT"], as_of=venue.as_of)
    asked = len(venue.asked)
    found = venue.read("AAAUSDT", "BBBUSDT")

    assert asked == 3
    assert [venue.reasons(data) for data in found] == [{"market data": "restricted"}] * 2
    assert found[0].gaps[0].detail == (
        "Market data of AAAUSDT: the venue does not serve this location."
    )


def test_a_ban_ends_the_asking(venue: Venue) -> None:
    banned = SourceRefused("banned (418)", reason="forbidden", status=418)
    venue.answers["/futures/data/takerlongshortRatio"] = banned

    fetch_market(venue, base_url=BASE, symbols=["AAAUSDT", "BBBUSDT"], as_of=venue.as_of)
    symbols = {dict(request.params).get("symbol") for request in venue.asked}
    first, second = venue.read("AAAUSDT", "BBBUSDT")

    assert symbols == {None, "AAAUSDT"}
    assert venue.reasons(first) == {"taker flow": "forbidden"}
    assert venue.reasons(second) == {"market data": "forbidden"}


def test_a_silent_venue_makes_one_gap_a_symbol(venue: Venue) -> None:
    venue.break_all(SourceUnavailable("no answer", reason="timeout"))

    fetch_market(venue, base_url=BASE, symbols=["AAAUSDT", "BBBUSDT"], as_of=venue.as_of)
    found = venue.read("AAAUSDT", "BBBUSDT")

    assert [venue.reasons(data) for data in found] == [{"market data": "timeout"}] * 2
    assert not any(request.params for request in venue.asked)


def test_an_unknown_symbol_makes_one_gap(venue: Venue) -> None:
    venue.break_symbol(SourceRefused("no usable answer (400)", reason="refused", status=400))

    (data,) = venue.read("NOPEUSDT")

    assert venue.reasons(data) == {"market data": "no-such-symbol"}


def test_a_listed_symbol_that_is_refused_is_not_called_unknown(venue: Venue) -> None:
    venue.break_symbol(SourceRefused("no usable answer (400)", reason="refused", status=400))

    (data,) = venue.read()

    assert venue.reasons(data) == {"market data": "refused"}


def test_an_unreadable_list_proves_no_symbol_to_be_known(venue: Venue) -> None:
    venue.break_symbol(SourceRefused("no usable answer (400)", reason="refused", status=400))
    venue.answers["/fapi/v1/premiumIndex"] = b"<html>"

    (data,) = venue.read()

    assert venue.reasons(data) == {"market data": "no-such-symbol"}


def test_a_contract_outside_the_dollar_is_not_asked_for(venue: Venue) -> None:
    fetch_market(venue, base_url=BASE, symbols=["ETHBTC"], as_of=venue.as_of)
    (data,) = venue.read("ETHBTC")

    assert not any("symbol" in dict(request.params) for request in venue.asked)
    assert venue.reasons(data) == {"market data": "unsupported"}


def test_what_is_no_failure_of_the_source_is_not_swallowed(venue: Venue) -> None:
    venue.answers["/fapi/v1/klines"] = ZeroDivisionError("a bug")

    with pytest.raises(ZeroDivisionError):
        fetch_market(venue, base_url=BASE, symbols=[SYMBOL], as_of=venue.as_of)
    with pytest.raises(ZeroDivisionError):
        venue.read()


def test_no_gap_prints_a_figure(venue: Venue) -> None:
    from reporter.sources.gaps import CLAUSES, gap

    for reason in [*CLAUSES, "something-new"]:
        assert not re.search(r"\d", gap(SYMBOL, "price", reason).detail), reason
