"""Hyperliquid: hourly funding, names without a quote, answers without a time."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING

import pytest

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.net.archive import MemoryArchive
from reporter.net.client import Client
from reporter.net.snapshot import Recorder, Replayer
from reporter.signals.margins import margins
from reporter.sources import hyperliquid
from tests.sources.hyperliquid_answers import (
    AS_OF,
    BASE,
    HOUR_MS,
    NOW,
    THIS_HOUR,
    UNPUBLISHED,
    Exchange,
    bar,
    reasons,
)

if TYPE_CHECKING:
    from reporter.sources.venues import Venue


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


# Questions


def test_it_is_a_venue() -> None:
    module: Venue = hyperliquid

    assert (module.VENUE, module.BASE_URL) == ("hyperliquid", "https://api.hyperliquid.xyz")


@pytest.mark.parametrize(
    ("symbol", "base", "quote", "code"),
    [
        ("FILUSDT", "FIL", "USDC", "FIL"),
        ("FILUSDC", "FIL", "USDC", "FIL"),
        ("1000PEPEUSDT", "1000PEPE", "USDC", "kPEPE"),
        ("DOGSUSDT", "DOGS", "USDC", "kDOGS"),
        ("1000000MOGUSDT", "1000000MOG", "USDC", "MOG"),
        ("FILBTC", "FILBTC", "", ""),
        ("USDT", "USDT", "", ""),
    ],
)
def test_names(symbol: str, base: str, quote: str, code: str) -> None:
    found = hyperliquid.instrument(symbol)

    assert (found.symbol, found.base, found.quote, found.code) == (symbol, base, quote, code)


def test_the_questions_and_their_weights(exchange: Exchange) -> None:
    exchange.read()
    asked = [json.loads(request.body) for request in exchange.asked]

    assert asked == [
        {"type": "metaAndAssetCtxs"},
        {
            "type": "candleSnapshot",
            "req": {
                "coin": "FIL",
                "interval": "1h",
                "startTime": NOW - 1000 * HOUR_MS + 1,
                "endTime": NOW,
            },
        },
        {
            "type": "fundingHistory",
            "coin": "FIL",
            "startTime": NOW - 500 * HOUR_MS + 1,
            "endTime": NOW,
        },
    ]
    assert [cost for one in exchange.asked for _, cost in one.costs] == [20, 37, 45]
    assert {request.url for request in exchange.asked} == {"https://venue.example/info"}
    assert len({request.key for request in exchange.asked}) == 3


# Readings


def test_live_readings(exchange: Exchange) -> None:
    data = exchange.read()
    found = {name: (one.value, one.unit) for name, one in data.observations.items()}

    assert found == {
        metrics.PRICE: (Decimal("2.001"), "price_usd"),
        metrics.MARK: (Decimal("2.002"), "price_usd"),
        metrics.INDEX: (Decimal("2.000"), "price_usd"),
        metrics.OPEN_INTEREST_COINS: (Decimal("1000.5"), "coins"),
        metrics.FUNDING_RUNNING: (Decimal("-0.0000125"), "fraction_per_1h"),
    }
    running = data.observations[metrics.FUNDING_RUNNING]
    assert (running.nature, running.as_of) == (Nature.PREDICTED, exchange.received)
    assert running.endpoint == "/info?type=metaAndAssetCtxs"
    assert (data.interval_hours, data.next_settlement) == (1, datetime(2026, 2, 10, 22, tzinfo=UTC))
    assert reasons(data) == {}
    assert UNPUBLISHED.items() <= {gap.part: gap.reason for gap in data.gaps}.items()


def test_histories(exchange: Exchange) -> None:
    data = exchange.read()
    candles, funding, premium = (data.history[name] for name in ("candles", "funding", "premium"))

    assert set(data.history) == {"candles", "funding", "premium"}
    assert candles.times[-1] == THIS_HOUR - HOUR_MS  # the running hour is no bar yet
    assert candles["quote_volume"][-1] == 60.0
    assert candles.endpoint == "/info?type=candleSnapshot&coin=FIL"
    assert funding.times[-1] == THIS_HOUR
    assert funding["rate"][-1] == -0.0000125
    assert premium.times[-1] == THIS_HOUR - HOUR_MS  # by the start of its hour, as all bars
    assert premium["close"][-1] == -0.00057962


def test_the_turnover_of_a_bar_is_put_at_its_typical_price(exchange: Exchange) -> None:
    rows = exchange.answers["candleSnapshot"]
    rows[-2] = bar(rows[-2]["t"], o="2.0", h="2.4", l="1.8", c="2.1")

    assert exchange.read().history["candles"]["quote_volume"][-1] == pytest.approx(30 * 2.1)


def test_maintenance_margins(exchange: Exchange) -> None:
    (flat,) = exchange.read().brackets
    assert (flat.cap, flat.leverage, flat.rate) == (1e12, 10, 0.05)
    assert not margins([flat]).assumed

    tiers = [{"lowerBound": "0.0", "maxLeverage": 10}, {"lowerBound": "3e6", "maxLeverage": 5}]
    exchange.answers["metaAndAssetCtxs"][0]["marginTables"] = [
        [51, {"description": "tiered 10x", "marginTiers": tiers}],
        [52],
    ]
    exchange.terms[0]["marginTableId"] = 51
    low, high = exchange.read().brackets
    assert (low.cap, low.leverage, low.rate) == (3e6, 10, 0.05)
    assert (high.cap, high.leverage, high.rate) == (1e12, 5, 0.1)
    assert not margins([low, high]).assumed


@pytest.mark.parametrize("tiers", [[], {}, [None], [{"lowerBound": "0.0"}]])
def test_margins_that_cannot_be_read(exchange: Exchange, tiers: object) -> None:
    exchange.answers["metaAndAssetCtxs"][0]["marginTables"] = [[51, {"marginTiers": tiers}]]
    exchange.terms[0]["marginTableId"] = 51
    data = exchange.read()

    assert data.brackets == ()
    assert list(reasons(data)) == ["maintenance margins"]
    assert data.observations[metrics.PRICE].value == Decimal("2.001")


def test_contracts_of_a_thousand_coins(exchange: Exchange) -> None:
    for row in exchange.answers["candleSnapshot"]:
        row |= {"s": "kPEPE", **dict.fromkeys("ohlc", "0.008")}
    data = exchange.read("1000PEPEUSDT")
    assert data.observations[metrics.PRICE].value == Decimal("0.0080")
    assert data.history["candles"]["close"][-1] == 0.008
    assert reasons(data) == {"settled funding": "unreadable", "hourly premium": "unreadable"}

    for row in exchange.answers["candleSnapshot"]:
        row |= {"s": "kDOGS", **dict.fromkeys("ohlc", "0.05")}
    data = exchange.read("DOGSUSDT")
    assert data.observations[metrics.PRICE].value == Decimal("0.00005")
    assert data.observations[metrics.OPEN_INTEREST_COINS].value == Decimal("1000500.0")
    assert data.history["candles"]["close"][-1] == pytest.approx(0.00005)
    assert data.history["candles"]["volume"][-1] == pytest.approx(30_000)
    assert data.history["candles"]["quote_volume"][-1] == pytest.approx(1.5)


# The universe


def test_tickers(exchange: Exchange) -> None:
    found = exchange.tickers()
    by_symbol = {one.instrument.symbol: one for one in found.tickers}

    assert found.gaps == ()
    assert list(by_symbol) == ["1000PEPEUSDT", "DOGSUSDT", "FILUSDT"]
    one = by_symbol["FILUSDT"]
    assert (one.price, one.mark, one.index) == (
        Decimal("2.001"),
        Decimal("2.002"),
        Decimal("2.000"),
    )
    assert (one.funding, one.interval_hours) == (Decimal("-0.0000125"), 1)
    assert (one.cap, one.floor) == (Decimal("0.04"), Decimal("-0.04"))
    assert one.next_settlement == datetime(2026, 2, 10, 22, tzinfo=UTC)
    assert (one.open_interest_coins, one.volume_usd) == (Decimal("1000.5"), Decimal("123456.7"))
    assert one.change_24h == Decimal("-0.1992")
    assert (one.as_of, one.endpoint) == (exchange.received, "/info?type=metaAndAssetCtxs")
    assert by_symbol["DOGSUSDT"].price == Decimal("0.00005")
    assert len(exchange.asked) == 1


def test_a_contract_without_a_middle_price_is_a_gap(exchange: Exchange) -> None:
    exchange.states[0]["midPx"] = None
    found = exchange.tickers()

    assert [one.instrument.symbol for one in found.tickers] == ["1000PEPEUSDT", "DOGSUSDT"]
    assert [(gap.subject, gap.part, gap.reason) for gap in found.gaps] == [
        ("FILUSDT on Hyperliquid", "market data", "unreadable")
    ]
    assert reasons(exchange.read()) == {"price": "unreadable"}


def test_empty_fields_are_none_and_named(exchange: Exchange) -> None:
    exchange.states[0].update(prevDayPx=None, dayNtlVlm=None, openInterest=None, funding=None)
    found = exchange.tickers()
    one = found.tickers[-1]

    assert [gap.part for gap in found.gaps] == [
        "price a day ago",
        "funding estimate",
        "open interest",
        "volume",
    ]
    assert {gap.reason for gap in found.gaps} == {"empty"}
    assert (one.change_24h, one.volume_usd, one.open_interest_coins, one.funding) == (None,) * 4


def test_the_latest_bars(exchange: Exchange) -> None:
    symbols = ["FILUSDT", "GONEUSDT", "FILBTC"]
    hyperliquid.fetch_bars(exchange, base_url=BASE, symbols=symbols, as_of=AS_OF)
    asked = [json.loads(request.body)["req"] for request in exchange.asked]
    found = hyperliquid.read_bars(exchange, base_url=BASE, symbols=symbols, as_of=AS_OF)

    assert [one["coin"] for one in asked] == ["FIL", "GONE"]
    assert {NOW - one["startTime"] + 1 for one in asked} == {99 * HOUR_MS}
    assert list(found) == ["FILUSDT"]  # the other's rows are not about it
    assert found["FILUSDT"].times[-1] == THIS_HOUR - HOUR_MS


# Over real HTTP


class _Handler(BaseHTTPRequestHandler):
    server: ThreadingHTTPServer

    def do_POST(self) -> None:
        question = self.rfile.read(int(self.headers["Content-Length"]))
        body = self.server.exchange.body(question)  # type: ignore[attr-defined]  # set below
        self.send_response(200)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is for the test."""


@pytest.fixture
def address(exchange: Exchange) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.exchange = exchange  # type: ignore[attr-defined]  # how the handler finds it
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_recorded_and_replayed_readings_are_the_same(exchange: Exchange, address: str) -> None:
    archive = MemoryArchive()
    symbols = ["FILUSDT", "NOPEUSDT"]
    with Client(
        "test", clock=lambda: AS_OF, jitter=lambda: 0.0, allow_hosts=[address[7:]]
    ) as client:
        recorder = Recorder(client, archive)
        hyperliquid.fetch_tickers(recorder, base_url=address, as_of=AS_OF)
        hyperliquid.fetch_market(recorder, base_url=address, symbols=symbols, as_of=AS_OF)
        snapshot = recorder.seal(AS_OF)
    replayer = Replayer(snapshot, archive)
    again = hyperliquid.read_market(replayer, base_url=address, symbols=symbols, as_of=AS_OF)

    assert len(snapshot.records) == 3
    direct = exchange.read()
    expected = {name: replace(one, as_of=AS_OF) for name, one in direct.observations.items()}
    assert again[0].observations == expected
    assert again[0].gaps == direct.gaps
    assert reasons(again[1]) == {"market data": "no-such-symbol"}
    assert len(hyperliquid.read_tickers(replayer, base_url=address, as_of=AS_OF).tickers) == 3
