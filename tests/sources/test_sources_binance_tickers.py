"""Binance's universe from four bulk lists, and the few bars that a choice is made by."""

from __future__ import annotations

import copy
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import Tickers
from reporter.sources.binance import (
    fetch_bars,
    fetch_tickers,
    read_bars,
    read_tickers,
    symbol_requests,
)
from reporter.sources.binance import instrument as contract_of

if TYPE_CHECKING:
    from tests.sources.conftest import Venue

BASE = "https://venue.example"
SYMBOL = "AAAUSDT"
HOUR_MS = 3_600_000
DAY, INDEX = "/fapi/v1/ticker/24hr", "/fapi/v1/premiumIndex"
TERMS, STATES = "/fapi/v1/fundingInfo", "/fapi/v1/exchangeInfo"


@pytest.fixture
def universe(venue: Venue) -> Venue:
    """The venue with two dollar perpetuals, a delisted one, a dated one and a foreign one."""
    (index,) = venue.answers[INDEX]
    names = (SYMBOL, "BBBUSDC", "GONEUSDT", "AAAUSDT_260327", "AAABTC")
    day = {
        "lastPrice": "2.0010",
        "priceChangePercent": "-6.25",
        "quoteVolume": "123456.75",
    }
    venue.answers[INDEX] = [{**index, "symbol": name} for name in names]
    venue.answers[DAY] = [{**day, "symbol": name} for name in names]
    venue.answers[TERMS] = [
        {
            "symbol": "BBBUSDC",
            "adjustedFundingRateCap": "0.02",
            "adjustedFundingRateFloor": "-0.02",
            "fundingIntervalHours": 4,
        }
    ]
    states = {"GONEUSDT": "SETTLING"}
    venue.answers[STATES] = {
        "symbols": [
            {
                "symbol": name,
                "status": states.get(name, "TRADING"),
                "contractType": "CURRENT_QUARTER" if "_" in name else "PERPETUAL",
            }
            for name in names
        ]
    }
    return venue


def read(universe: Venue, as_of: datetime | None = None) -> Tickers:
    return read_tickers(universe, base_url=BASE, as_of=as_of or universe.as_of)


def gaps(found: Tickers) -> set[tuple[str, str, str]]:
    return {(gap.subject, gap.part, gap.reason) for gap in found.gaps}


def test_the_universe_is_every_dollar_perpetual_in_trading(universe: Venue) -> None:
    found = read(universe)

    assert [one.instrument.symbol for one in found.tickers] == [SYMBOL, "BBBUSDC"]
    assert (found.venue, found.gaps) == ("binance", ())


def test_a_ticker_holds_all_that_the_lists_say(universe: Venue) -> None:
    universe.answers[INDEX][1]["nextFundingTime"] = universe.hour + 2 * HOUR_MS
    plain, adjusted = read(universe).tickers

    assert (plain.price, plain.mark, plain.index) == tuple(
        Decimal(x) for x in ("2.0010", "2.00100000", "2.00000000")
    )
    assert (plain.funding, plain.interval_hours) == (Decimal("-0.00016115"), 8)
    assert (plain.cap, plain.floor) == (None, None)
    assert plain.next_settlement == datetime(2026, 2, 11, tzinfo=UTC)
    assert plain.open_interest_coins is None
    assert (plain.volume_usd, plain.change_24h) == (Decimal("123456.75"), Decimal("-0.0625"))
    assert (plain.as_of, plain.endpoint) == (universe.as_of, DAY)
    assert (adjusted.interval_hours, adjusted.cap, adjusted.floor) == (
        4,
        Decimal("0.02"),
        Decimal("-0.02"),
    )


def test_no_contract_adjusted_is_an_answer(universe: Venue) -> None:
    universe.answers[TERMS] = []

    found = read(universe)

    assert found.gaps == ()
    assert {one.interval_hours for one in found.tickers} == {8}


def test_asking_and_reading_put_the_same_four_questions(universe: Venue) -> None:
    fetch_tickers(universe, base_url=BASE + "/", as_of=universe.as_of)
    asked = sorted(request.key for request in universe.asked)
    universe.asked.clear()
    read(universe)

    assert sorted(request.key for request in universe.asked) == asked
    assert len(asked) == 4


def test_the_questions_carry_the_published_weights(universe: Venue) -> None:
    fetch_tickers(universe, base_url=BASE, as_of=universe.as_of)
    one = symbol_requests(BASE, contract_of(SYMBOL), universe.as_of)

    def taken(requests: Any, name: str) -> int:
        costs = [cost for request in requests for cost in request.costs]
        return sum(units for limit, units in costs if limit.name == name)

    assert taken(universe.asked, "binance weight") == 51
    assert taken(one.values(), "binance weight") == 7
    assert taken(one.values(), "binance statistics questions") == 5
    assert taken(one.values(), "binance funding questions") == 1


@pytest.mark.parametrize("path", [DAY, INDEX, TERMS, STATES])
@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"<html>Maintenance</html>", "unreadable"),
        (b'[{"symbol": "AAAU', "unreadable"),
        ([1, None], "unreadable"),
        ({"code": -1000}, "unreadable"),
        (SourceUnavailable("no answer", reason="timeout"), "timeout"),
        (SourceRefused("closed (451)", reason="restricted", status=451), "restricted"),
    ],
)
def test_a_list_that_fails_is_one_gap(universe: Venue, path: str, body: Any, reason: str) -> None:
    universe.answers[path] = body

    found = read(universe)

    assert {(subject, why) for subject, _, why in gaps(found)} == {("Binance", reason)}
    assert len(found.gaps) == 1
    assert bool(found.tickers) == (path in {TERMS, STATES})
    if path == TERMS:
        assert {(one.funding, one.interval_hours) for one in found.tickers} == {(None, None)}


@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_venue_whose_clock_is_off_gives_no_ticker(universe: Venue, minutes: int) -> None:
    found = read(universe, universe.as_of + timedelta(minutes=minutes))

    assert found.tickers == ()
    assert gaps(found) == {("Binance", "market data", "stale")}


@pytest.mark.parametrize(
    ("path", "field", "bad", "part", "reason"),
    [
        (DAY, "quoteVolume", "-1", "volume", "unreadable"),
        (DAY, "priceChangePercent", "NaN", "price change", "unreadable"),
        (INDEX, "markPrice", "0", "mark price", "unreadable"),
        (INDEX, "lastFundingRate", {}, "funding estimate", "unreadable"),
        (INDEX, "lastFundingRate", "0.021", "funding estimate", "implausible"),
        (INDEX, "nextFundingTime", 1, "next settlement", "unreadable"),
        (INDEX, "nextFundingTime", 1_770_000_000_000, "next settlement", "implausible"),
        (TERMS, "fundingIntervalHours", 5, "funding terms", "unreadable"),
    ],
)
def test_a_bad_field_costs_its_figure_alone(
    universe: Venue, path: str, field: str, bad: Any, part: str, reason: str
) -> None:
    rows = copy.deepcopy(universe.answers[path])
    next(row for row in rows if row["symbol"] == "BBBUSDC")[field] = bad
    universe.answers[path] = rows

    found = read(universe)

    assert len(found.tickers) == 2
    assert ("BBBUSDC on Binance", part, reason) in gaps(found)
    assert {subject for subject, _, _ in gaps(found)} == {"BBBUSDC on Binance"}


@pytest.mark.parametrize("price", [None, "", "0", "NaN", "200.1", "0.02001"])
def test_a_price_that_cannot_be_costs_the_ticker(universe: Venue, price: Any) -> None:
    universe.answers[DAY][0]["lastPrice"] = price

    found = read(universe)

    assert [one.instrument.symbol for one in found.tickers] == ["BBBUSDC"]
    assert {subject for subject, _, _ in gaps(found)} == {f"{SYMBOL} on Binance"}


def test_a_contract_without_premium_index_is_a_gap(universe: Venue) -> None:
    del universe.answers[INDEX][0]

    assert gaps(read(universe)) == {(f"{SYMBOL} on Binance", "market data", "missing")}


def test_bars_to_choose_by_are_few_and_light(venue: Venue) -> None:
    symbols = [SYMBOL, "ETHBTC"]
    fetch_bars(venue, base_url=BASE, symbols=symbols, as_of=venue.as_of)
    (request,) = venue.asked
    found = read_bars(venue, base_url=BASE, symbols=symbols, as_of=venue.as_of)

    assert dict(request.params)["limit"] == "99"
    assert [units for _, units in request.costs] == [1]
    assert set(found) == {SYMBOL}
    assert found[SYMBOL].times[-1] == venue.hour - HOUR_MS


def test_a_symbol_whose_bars_cannot_be_read_is_left_out(venue: Venue) -> None:
    venue.answers["/fapi/v1/klines"] = b"<html>"

    assert read_bars(venue, base_url=BASE, symbols=[SYMBOL], as_of=venue.as_of) == {}
