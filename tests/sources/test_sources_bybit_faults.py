"""Bybit: bad readings and rows, other counts of coins, and the universe."""

from __future__ import annotations

import copy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from reporter.model import metrics
from reporter.sources.bybit import instrument, listed, scale
from tests.sources.venue_answers import AS_OF, HOUR_MS, NOW, SYMBOL, Bybit, reasons

QUIET = {
    "top-trader positions": "not-published",
    "top-trader accounts": "not-published",
    "taker flow": "not-published",
}
KLINE, TICKERS, TERMS = "/v5/market/kline", "/v5/market/tickers", "/v5/market/instruments-info"
FUNDING, RATIO = "/v5/market/funding/history", "/v5/market/account-ratio"
MARGINS = "/v5/market/risk-limit"


@pytest.fixture
def venue() -> Bybit:
    return Bybit()


# ---------------------------------------------------------------------- live readings


@pytest.mark.parametrize("minutes", [-11, 11, 60 * 24])
def test_a_venue_whose_clock_is_off_gives_no_live_reading(venue: Bybit, minutes: int) -> None:
    venue.time = NOW + minutes * 60_000

    (data,) = venue.read()

    assert reasons(data) == {**QUIET, "live readings": "stale"}
    assert set(data.observations) == {metrics.FUNDING_CAP, metrics.FUNDING_FLOOR}
    assert reasons(venue.tickers()) == {"market data": "stale"}


@pytest.mark.parametrize("stamp", [None, "", "soon", 0, True])
def test_an_answer_without_a_stamp_cannot_stand_for_now(venue: Bybit, stamp: Any) -> None:
    venue.time = stamp

    assert reasons(venue.read()[0]) == {**QUIET, "live readings": "unreadable"}


@pytest.mark.parametrize("hours", [-4, 0, 9])
def test_a_next_settlement_out_of_reach_is_a_gap(venue: Bybit, hours: int) -> None:
    venue.ticker["nextFundingTime"] = str(NOW + hours * HOUR_MS)

    (data,) = venue.read()

    assert data.next_settlement is None
    assert reasons(data) == {**QUIET, "next settlement": "implausible"}
    assert venue.tickers().tickers[0].next_settlement is None


@pytest.mark.parametrize("factor", ["0.01", "100"])
def test_candles_of_another_scale_are_left_out(venue: Bybit, factor: str) -> None:
    for row in venue.rows(KLINE):
        row[1:5] = [str(Decimal(price) * Decimal(factor)) for price in row[1:5]]

    (data,) = venue.read()

    assert reasons(data) == {**QUIET, "hourly candles": "implausible"}
    assert "candles" not in data.history


# ---------------------------------------------------------------------- rows that need mending


def test_repeated_and_misplaced_bars_are_mended_and_named(venue: Bybit) -> None:
    (whole,) = venue.read()
    bars = venue.rows(KLINE)
    bars[3], bars[7] = bars[7], bars[3]
    bars.append(copy.copy(bars[5]))

    (data,) = venue.read()

    assert data.history["candles"].times.tolist() == whole.history["candles"].times.tolist()
    assert reasons(data) == {**QUIET, "hourly candles": "repaired"}


def test_only_the_unbroken_run_of_bars_is_kept(venue: Bybit) -> None:
    del venue.rows(KLINE)[10]

    (data,) = venue.read()

    assert len(data.history["candles"]) == 9  # the running bar stood first
    assert reasons(data) == {**QUIET, "hourly candles": "repaired"}


def test_an_hour_without_a_trade_is_a_bar(venue: Bybit) -> None:
    venue.rows(KLINE)[5][1:] = ["2.5", "2.5", "2.5", "2.5", "0", "0"]

    assert reasons(venue.read()[0]) == QUIET


@pytest.mark.parametrize(
    ("path", "part", "field", "bad"),
    [
        (KLINE, "hourly candles", 2, "2.3"),
        (KLINE, "hourly candles", 3, None),
        (KLINE, "hourly candles", 5, "-1"),
        (RATIO, "all accounts' positions", "buyRatio", "60"),
        (RATIO, "all accounts' positions", "symbol", "BBBUSDT"),
        (FUNDING, "settled funding", "symbol", "BBBUSDT"),
        (FUNDING, "settled funding", "fundingRate", "NaN"),
    ],
)
def test_a_row_that_contradicts_itself_is_left_out(
    venue: Bybit, path: str, part: str, field: Any, bad: Any
) -> None:
    venue.rows(path)[4][field] = bad

    assert reasons(venue.read()[0]) == {**QUIET, part: "repaired"}


def test_accounts_on_one_side_only_have_no_ratio(venue: Bybit) -> None:
    venue.rows(RATIO)[2].update(buyRatio="1", sellRatio="0")

    (data,) = venue.read()

    assert reasons(data) == {**QUIET, "all accounts' positions": "repaired"}
    assert np.isfinite(data.history["global_account"]["ratio"]).all()


# ---------------------------------------------------------------------- names and multiples


@pytest.mark.parametrize(
    ("symbol", "code", "base", "quote"),
    [
        ("FILUSDT", "", "FIL", "USDT"),
        ("BTCUSDC", "BTCPERP", "BTC", "USDC"),
        ("1000PEPEUSDT", "", "1000PEPE", "USDT"),
        ("1000SHIBUSDT", "SHIB1000USDT", "1000SHIB", "USDT"),
        ("ETHBTC", "", "ETHBTC", ""),
        ("USDT", "", "USDT", ""),
    ],
)
def test_instrument_of_a_symbol(symbol: str, code: str, base: str, quote: str) -> None:
    found = instrument(symbol)

    assert (found.venue, found.symbol) == ("bybit", symbol)
    assert (found.code, found.base, found.quote) == (code, base, quote)
    if quote:
        assert listed(found.code or symbol) == found


@pytest.mark.parametrize("code", ["BTC-27MAR26", "BTCUSDT-27MAR26", "USDT", "PERP", "BTCUSD", ""])
def test_dated_and_foreign_contracts_are_not_listed(code: str) -> None:
    assert listed(code) is None


@pytest.mark.parametrize(
    ("code", "symbol", "factor"),
    [
        ("10000SATSUSDT", "1000SATSUSDT", "0.1"),
        ("1000TURBOUSDT", "TURBOUSDT", "0.001"),
        ("SHIB1000USDT", "1000SHIBUSDT", "1"),
        ("1000000MOGUSDT", "1000000MOGUSDT", "1"),
        ("BTCPERP", "BTCUSDC", "1"),
    ],
)
def test_other_counts_are_converted(code: str, symbol: str, factor: str) -> None:
    found = listed(code)

    assert found is not None
    assert found.symbol == symbol
    assert scale(found) == Decimal(factor)


def test_a_multiplied_contract_is_read_in_the_desks_count(venue: Bybit) -> None:
    venue.ticker["symbol"] = venue.contract["symbol"] = "10000SATSUSDT"
    for path in (FUNDING, RATIO, MARGINS):
        for row in venue.rows(path):
            row["symbol"] = "10000SATSUSDT"

    (data,) = venue.read("1000SATSUSDT")
    (ticker,) = venue.tickers().tickers

    assert reasons(data) == QUIET
    assert data.instrument.symbol == ticker.instrument.symbol == "1000SATSUSDT"
    assert data.observations[metrics.PRICE].value == ticker.price == Decimal("0.2501")
    coins = data.observations[metrics.OPEN_INTEREST_COINS].value
    assert coins == ticker.open_interest_coins == Decimal("410005")
    assert data.history["candles"]["close"][-1] == 0.25
    assert data.history["candles"]["volume"][-1] == 1005.0
    assert data.history["candles"]["quote_volume"][-1] == 251.25
    assert data.history["open_interest"]["coins"][-1] == 400000.0


# ---------------------------------------------------------------------- the universe


def test_a_ticker_holds_all_that_the_lists_say(venue: Bybit) -> None:
    (ticker,) = venue.tickers().tickers

    assert (ticker.price, ticker.mark, ticker.index) == tuple(
        Decimal(x) for x in ("2.5010", "2.5020", "2.5000")
    )
    assert (ticker.funding, ticker.interval_hours) == (Decimal("0.00005"), 4)
    assert (ticker.cap, ticker.floor) == (Decimal("0.01"), Decimal("-0.01"))
    assert ticker.next_settlement == datetime(2026, 2, 11, tzinfo=UTC)
    assert ticker.open_interest_coins == Decimal("41000.5")
    assert ticker.volume_usd == Decimal("750000.25")
    assert ticker.change_24h == Decimal("-0.0125")
    assert (ticker.as_of, ticker.endpoint) == (AS_OF, TICKERS)


def test_the_universe_leaves_out_what_is_no_dollar_perpetual(venue: Bybit) -> None:
    for code in ("BTC-27MAR26", "ETHBTC"):
        venue.answers[TICKERS].append({**venue.ticker, "symbol": code})
        venue.answers[TERMS].append({**venue.contract, "symbol": code})

    found = venue.tickers()

    assert [one.instrument.symbol for one in found.tickers] == [SYMBOL]
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("field", "bad", "part", "reason"),
    [
        ("fundingRate", "0.5", "funding estimate", "implausible"),
        ("fundingRate", "x", "funding estimate", "unreadable"),
        ("markPrice", "-2", "mark price", "unreadable"),
        ("openInterest", "many", "open interest", "unreadable"),
        ("turnover24h", "-1", "volume", "unreadable"),
        ("price24hPcnt", [], "price change", "unreadable"),
    ],
)
def test_a_bad_field_costs_its_figure_alone(
    venue: Bybit, field: str, bad: Any, part: str, reason: str
) -> None:
    venue.ticker[field] = bad

    found = venue.tickers()

    assert len(found.tickers) == 1
    assert reasons(found) == {part: reason}
    assert found.gaps[0].subject == f"{SYMBOL} on Bybit"


def test_a_field_that_the_venue_leaves_empty_is_a_gap(venue: Bybit) -> None:
    venue.ticker["fundingRate"] = venue.ticker["nextFundingTime"] = ""

    found = venue.tickers()

    assert [(gap.part, gap.reason) for gap in found.gaps] == [
        ("funding estimate", "empty"),
        ("next settlement", "empty"),
    ]
    assert (found.tickers[0].funding, found.tickers[0].next_settlement) == (None, None)


@pytest.mark.parametrize("price", ["0.02501", "250.1"])
def test_a_price_of_another_scale_costs_the_ticker(venue: Bybit, price: str) -> None:
    venue.answers[TICKERS].append({**venue.ticker, "symbol": "BBBUSDT"})
    venue.answers[TERMS].append({**venue.contract, "symbol": "BBBUSDT"})
    venue.ticker["lastPrice"] = price

    found = venue.tickers()

    assert [one.instrument.symbol for one in found.tickers] == ["BBBUSDT"]
    assert [(gap.subject, gap.reason) for gap in found.gaps] == [
        (f"{SYMBOL} on Bybit", "implausible")
    ]


def test_a_contract_named_twice_with_different_figures_is_left_out(venue: Bybit) -> None:
    venue.answers[TICKERS] = [venue.ticker, {**venue.ticker, "lastPrice": "2.6"}]

    assert venue.tickers().tickers == ()


def test_without_states_every_timely_ticker_counts(venue: Bybit) -> None:
    venue.answers[TERMS] = b"<html>"

    found = venue.tickers()

    assert [one.interval_hours for one in found.tickers] == [None]
    assert [(gap.subject, gap.part) for gap in found.gaps] == [("Bybit", "contract states")]
