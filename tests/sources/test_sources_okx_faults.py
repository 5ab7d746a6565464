"""OKX: bad readings and rows, other counts of coins, and the universe."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from reporter.model import metrics
from reporter.model.digest import digest
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.sources.okx import (
    instrument,
    listed,
    scale,
    unpack,
)
from reporter.sources.wire import Answer, parse_json
from tests.sources.venue_answers import AS_OF, NOW, Okx, reasons

QUIET = {"hourly premium": "not-published"}
API = "/api/v5/"
TICKERS, TERMS = API + "market/tickers", API + "public/instruments"
CANDLES, FUNDING = API + "market/candles", API + "public/funding-rate-history"
STATS = API + "rubik/stat/"
TAKER = STATS + "taker-volume-contract"
GLOBAL = STATS + "contracts/long-short-account-ratio-contract"


@pytest.fixture
def venue() -> Okx:
    return Okx()


# ---------------------------------------------------------------------- live readings


@pytest.mark.parametrize(
    ("record", "part", "metric"),
    [
        ("ticker", "price", metrics.PRICE),
        ("mark", "mark price", metrics.MARK),
        ("index", "index price", metrics.INDEX),
        ("interest", "open interest", metrics.OPEN_INTEREST_COINS),
        ("funding", "funding estimate", metrics.FUNDING_RUNNING),
    ],
)
@pytest.mark.parametrize("minutes", [-11, 11])
def test_a_reading_whose_clock_is_off_is_a_gap(
    venue: Okx, record: str, part: str, metric: str, minutes: int
) -> None:
    getattr(venue, record)["ts"] = str(NOW + minutes * 60_000)

    (data,) = venue.read()

    assert reasons(data)[part] == "stale"
    assert metric not in data.observations
    assert "stale" in reasons(venue.tickers()).values()


@pytest.mark.parametrize("factor", ["0.01", "100"])
def test_candles_of_another_scale_are_left_out(venue: Okx, factor: str) -> None:
    for row in venue.rows(CANDLES):
        row[1:5] = [str(Decimal(price) * Decimal(factor)) for price in row[1:5]]

    assert reasons(venue.read()[0]) == {**QUIET, "hourly candles": "implausible"}


# ---------------------------------------------------------------------- rows that need mending


@pytest.mark.parametrize(
    ("path", "part", "spot", "bad"),
    [
        (CANDLES, "hourly candles", 2, "2.3"),
        (CANDLES, "hourly candles", 6, ""),
        (TAKER, "taker flow", 1, "0"),
        (TAKER, "taker flow", 2, "-1"),
        (GLOBAL, "all accounts' positions", 1, "NaN"),
        (STATS + "contracts/open-interest-history", "open interest history", 2, "0"),
    ],
)
def test_a_row_that_cannot_be_is_left_out(
    venue: Okx, path: str, part: str, spot: int, bad: str
) -> None:
    venue.rows(path)[4][spot] = bad

    assert reasons(venue.read()[0]) == {**QUIET, part: "repaired"}


@pytest.mark.parametrize("row", [[], None, "x", ["1"], {}])
def test_a_row_of_another_shape_is_left_out(venue: Okx, row: Any) -> None:
    venue.rows(CANDLES)[-1] = row
    venue.rows(FUNDING)[-1] = row

    assert reasons(venue.read()[0]) == {
        **QUIET,
        "hourly candles": "repaired",
        "settled funding": "repaired",
    }


def test_another_contracts_settlement_is_left_out(venue: Okx) -> None:
    venue.rows(FUNDING)[3]["instId"] = "BBB-USDT-SWAP"

    assert reasons(venue.read()[0]) == {**QUIET, "settled funding": "repaired"}


def test_oldest_first_is_no_fault_either(venue: Okx) -> None:
    venue.rows(GLOBAL).reverse()

    assert reasons(venue.read()[0]) == QUIET


def test_a_new_contract_has_few_bars_and_that_is_no_gap() -> None:
    (data,) = Okx(depth=3).read()

    assert len(data.history["candles"]) == 3
    assert reasons(data) == QUIET


# ---------------------------------------------------------------------- names, states, errors


@pytest.mark.parametrize(
    ("symbol", "code", "base", "quote"),
    [
        ("FILUSDT", "FIL-USDT-SWAP", "FIL", "USDT"),
        ("BTCUSDC", "BTC-USDC-SWAP", "BTC", "USDC"),
        ("1000PEPEUSDT", "PEPE-USDT-SWAP", "1000PEPE", "USDT"),
        ("1MBABYDOGEUSDT", "BABYDOGE-USDT-SWAP", "1MBABYDOGE", "USDT"),
        ("ETHBTC", "", "ETHBTC", ""),
        ("USDT", "", "USDT", ""),
    ],
)
def test_instrument_of_a_symbol(symbol: str, code: str, base: str, quote: str) -> None:
    found = instrument(symbol)

    assert (found.venue, found.symbol) == ("okx", symbol)
    assert (found.code, found.base, found.quote) == (code, base, quote)
    if quote:
        assert listed(code) == found


@pytest.mark.parametrize("code", ["BTC-USD-SWAP", "BTC-USDT-260327", "BTC-USDT", "-USDT-SWAP", ""])
def test_other_contracts_are_not_listed(code: str) -> None:
    assert listed(code) is None


def test_a_multiplied_contract_is_read_in_the_desks_count(venue: Okx) -> None:
    code = "PEPE-USDT-SWAP"
    for record in (venue.ticker, venue.contract, venue.interest, venue.mark, venue.funding):
        record["instId"] = code
    venue.index["instId"], venue.contract["ctValCcy"] = "PEPE-USDT", "PEPE"
    for row in venue.rows(FUNDING):
        row["instId"] = code

    (data,) = venue.read("1000PEPEUSDT")
    (ticker,) = venue.tickers().tickers

    assert reasons(data) == QUIET
    assert scale(data.instrument) == 1000
    assert data.instrument == ticker.instrument == instrument("1000PEPEUSDT")
    assert data.observations[metrics.PRICE].value == ticker.price == Decimal(2501)
    assert data.observations[metrics.MARK].value == ticker.mark == Decimal(2502)
    assert data.observations[metrics.INDEX].value == ticker.index == Decimal(2500)
    coins = data.observations[metrics.OPEN_INTEREST_COINS].value
    assert coins == ticker.open_interest_coins == Decimal("41.005")
    assert ticker.volume_usd == Decimal("750300")
    candles, interest = data.history["candles"], data.history["open_interest"]
    assert (candles["close"][-1], candles["volume"][-1]) == (2500.0, 0.1005)
    assert (candles["quote_volume"][-1], interest["usd"][-1]) == (251.25, 100000.0)
    assert interest["coins"][-1] == 40.0
    assert data.observations[metrics.FUNDING_RUNNING].value == Decimal("-0.0002")


@pytest.mark.parametrize("state", ["suspend", "preopen", None])
def test_a_contract_out_of_trading_is_delisted(venue: Okx, state: str | None) -> None:
    venue.contract["state"] = state  # type: ignore[assignment]  # null on the wire

    (data,) = venue.read()

    assert reasons(data) == {"market data": "delisted"}
    assert not any("candles" in request.url for request in venue.asked)
    assert venue.tickers().tickers == ()


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        ("51001", SourceRefused, "refused"),
        ("50011", SourceUnavailable, "busy"),
        ("50061", SourceUnavailable, "busy"),
        ("50026", SourceUnavailable, "server-error"),
    ],
)
def test_an_error_in_the_envelope_is_raised_with_its_words(
    code: str, kind: type[Exception], reason: str
) -> None:
    body = f'{{"code": "{code}", "msg": "no\\u0007good", "data": []}}'.encode()

    with pytest.raises(kind, match=r"no\?good") as caught:
        unpack(Answer(parse_json(body), digest(body), TICKERS))

    assert getattr(caught.value, "reason", "") == reason
    assert code in str(caught.value)


# ---------------------------------------------------------------------- the universe


def test_a_ticker_holds_all_that_the_lists_say(venue: Okx) -> None:
    (ticker,) = venue.tickers().tickers

    assert (ticker.price, ticker.mark, ticker.index) == tuple(
        Decimal(x) for x in ("2.501", "2.502", "2.5")
    )
    assert (ticker.funding, ticker.interval_hours) == (Decimal("-0.0002"), 8)
    assert (ticker.cap, ticker.floor) == (Decimal("0.015"), Decimal("-0.015"))
    assert ticker.next_settlement == datetime(2026, 2, 11, tzinfo=UTC)
    assert ticker.open_interest_coins == 41005
    assert ticker.volume_usd == Decimal("750300")
    assert ticker.change_24h is not None
    assert ticker.change_24h.quantize(Decimal("0.000001")) == Decimal("0.016667")
    assert (ticker.as_of, ticker.endpoint) == (AS_OF, TICKERS)


@pytest.mark.parametrize(
    ("path", "part", "lost"),
    [
        ("public/mark-price", "mark prices", {"mark"}),
        ("public/open-interest", "open interest", {"open_interest_coins"}),
        ("public/instruments", "contract states", {"open_interest_coins"}),
        (
            "public/funding-rate",
            "funding",
            {"funding", "interval_hours", "next_settlement", "cap", "floor"},
        ),
        ("market/index-tickers", "index prices in USDT", {"index"}),
    ],
)
def test_a_list_that_fails_costs_its_figures_alone(
    venue: Okx, path: str, part: str, lost: set[str]
) -> None:
    venue.answers[API + path] = SourceUnavailable("no answer", reason="timeout")

    found = venue.tickers()

    (ticker,) = found.tickers
    every = {"mark", "index", "funding", "interval_hours", "next_settlement", "cap", "floor"}
    every |= {"open_interest_coins", "volume_usd", "change_24h"}
    assert {name for name in every if getattr(ticker, name) is None} == lost
    assert reasons(found)[part] == "timeout"
    assert {gap.subject for gap in found.gaps} == {"OKX"}


def test_contracts_that_are_in_no_list_but_the_prices_lack_the_rest(venue: Okx) -> None:
    venue.answers[API + "public/mark-price"] = [{**venue.mark, "instId": "BBB-USDT-SWAP"}]

    found = venue.tickers()

    assert found.tickers[0].mark is None
    assert found.gaps == ()


@pytest.mark.parametrize(
    ("record", "field", "bad", "part", "reason"),
    [
        ("funding", "fundingRate", "0.5", "funding estimate", "implausible"),
        ("funding", "maxFundingRate", "-0.5", "funding terms", "unreadable"),
        ("ticker", "volCcy24h", "-1", "volume", "unreadable"),
        ("ticker", "open24h", "0", "price change", "unreadable"),
    ],
)
def test_a_bad_field_costs_its_figure_alone(
    venue: Okx, record: str, field: str, bad: str, part: str, reason: str
) -> None:
    getattr(venue, record)[field] = bad

    found = venue.tickers()

    assert len(found.tickers) == 1
    assert reasons(found) == {part: reason}


def test_a_mark_of_another_scale_costs_the_ticker(venue: Okx) -> None:
    venue.mark["markPx"] = "250.2"

    assert reasons(venue.tickers()) == {"market data": "implausible"}
