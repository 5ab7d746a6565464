"""Bybit: an envelope with its own errors, minutes, newest rows first, and pages."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.digest import digest
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import Nature
from reporter.sources.bybit import fetch_bars, read_bars, unpack
from reporter.sources.wire import Answer, parse_json
from tests.sources.venue_answers import AS_OF, BASE, HOUR, HOUR_MS, NOW, SYMBOL, Bybit, reasons

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


# ---------------------------------------------------------------------- what a whole answer holds


def test_what_is_not_published_is_said_once_and_nothing_else_is_missing(venue: Bybit) -> None:
    (data,) = venue.read()

    assert reasons(data) == QUIET
    assert len(data.gaps) == 3
    assert set(data.history) == {"candles", "funding", "open_interest", "global_account", "premium"}
    assert data.interval_hours == 4
    assert data.next_settlement == datetime(2026, 2, 11, tzinfo=UTC)


def test_readings_keep_the_digits_of_the_wire(venue: Bybit) -> None:
    (data,) = venue.read()

    assert {name: (str(o.value), o.unit) for name, o in data.observations.items()} == {
        metrics.PRICE: ("2.5010", "price_usd"),
        metrics.MARK: ("2.5020", "price_usd"),
        metrics.INDEX: ("2.5000", "price_usd"),
        metrics.OPEN_INTEREST_COINS: ("41000.5", "coins"),
        metrics.FUNDING_RUNNING: ("0.00005", "fraction_per_4h"),
        metrics.FUNDING_CAP: ("0.01", "fraction_per_4h"),
        metrics.FUNDING_FLOOR: ("-0.01", "fraction_per_4h"),
    }
    assert data.observations[metrics.FUNDING_RUNNING].nature is Nature.PREDICTED
    assert data.observations[metrics.PRICE].as_of == AS_OF


def test_bare_numbers_are_read_as_strings_are(venue: Bybit) -> None:
    (whole,) = venue.read()
    venue.ticker["lastPrice"] = 2.501  # type: ignore[assignment]  # on the wire both occur
    venue.contract["fundingInterval"] = "240"
    venue.time = str(NOW)

    (data,) = venue.read()

    assert data.observations[metrics.PRICE].value == whole.observations[metrics.PRICE].value
    assert data.interval_hours == whole.interval_hours


def test_newest_first_is_no_fault_and_the_running_bar_is_dropped(venue: Bybit) -> None:
    (data,) = venue.read()

    for name in ("candles", "premium"):
        times = data.history[name].times
        assert times[-1] == HOUR - HOUR_MS, name
        assert set(np.diff(times)) == {HOUR_MS}, name
    assert data.history["open_interest"].times[-1] == HOUR


def test_candles_have_no_taker_side(venue: Bybit) -> None:
    (data,) = venue.read()

    assert set(data.history["candles"].columns) == {
        "open", "high", "low", "close", "volume", "quote_volume",
    }  # fmt: skip


def test_accounts_are_a_ratio_of_both_sides(venue: Bybit) -> None:
    (data,) = venue.read()
    series = data.history["global_account"]

    assert (series["ratio"][-1], series["long"][-1], series["short"][-1]) == (1.5, 0.6, 0.4)


def test_open_interest_comes_in_pages_that_join_without_seam() -> None:
    deep = Bybit(depth=900)
    (data,) = deep.read()
    series = data.history["open_interest"]

    assert len(series) == 800
    assert set(np.diff(series.times)) == {HOUR_MS}
    assert len(series.sources) == 4
    assert reasons(data) == QUIET


def test_a_new_contract_has_no_older_pages_and_that_is_no_gap(venue: Bybit) -> None:
    (data,) = venue.read()

    assert len(data.history["open_interest"]) == 61
    assert reasons(data) == QUIET


def test_an_older_page_that_fails_shortens_the_history_by_name() -> None:
    venue = Bybit(depth=900)
    whole = venue.answers["/v5/market/open-interest"]

    def torn(asked: dict[str, str]) -> list[Any]:
        return whole(asked) if asked["endTime"] == str(NOW) else [None]

    venue.answers["/v5/market/open-interest"] = torn
    (data,) = venue.read()

    assert len(data.history["open_interest"]) == 200
    assert reasons(data)["open interest history"] == "repaired"


def test_an_older_page_that_is_refused_shortens_the_history_by_name() -> None:
    venue = Bybit(depth=900)
    whole = venue.answers["/v5/market/open-interest"]

    def refusing(asked: dict[str, str]) -> list[Any]:
        if asked["endTime"] == str(NOW):
            return list(whole(asked))
        raise SourceUnavailable("no answer", reason="timeout")

    venue.answers["/v5/market/open-interest"] = refusing
    (data,) = venue.read()

    assert len(data.history["open_interest"]) == 200
    assert reasons(data)["open interest history"] == "shortened"


def test_bars_to_choose_by_are_few(venue: Bybit) -> None:
    fetch_bars(venue, base_url=BASE, symbols=[SYMBOL, "ETHBTC"], as_of=AS_OF)
    (request,) = venue.asked
    found = read_bars(venue, base_url=BASE, symbols=[SYMBOL, "ETHBTC"], as_of=AS_OF)

    assert set(found) == {SYMBOL}
    assert venue.asked[1].key == request.key
    assert dict(request.params)["limit"] == "99"
    assert found[SYMBOL].times[-1] == HOUR - HOUR_MS


# ---------------------------------------------------------------------- the list of contracts


def paged(venue: Bybit, *pages: list[Any]) -> None:
    """The list of contracts in several pages, each naming the next."""

    def envelope(number: int) -> dict[str, Any]:
        whole = venue.envelope(pages[number])
        following = f"page%3D{number + 1}" if number + 1 < len(pages) else ""
        whole["result"]["nextPageCursor"] = following
        return whole

    original = venue.body

    def body(path: str, params: Any) -> bytes:
        if path == TERMS:
            number = int(params.get("cursor", "page%3D0").removeprefix("page%3D"))
            venue.answers[TERMS] = envelope(number)
        return original(path, params)

    venue.body = body  # type: ignore[method-assign]  # one more behaviour of this venue


def test_the_list_of_contracts_is_followed_through_its_pages(venue: Bybit) -> None:
    other = {**venue.contract, "symbol": "BBBUSDT", "upperFundingRate": "0.9"}
    paged(venue, [other], [venue.contract])

    (data,) = venue.read()

    assert reasons(data) == QUIET
    assert data.interval_hours == 4
    (second,) = [r for r in venue.asked if dict(r.params).get("cursor")]
    source = data.observations[metrics.FUNDING_CAP].source
    assert dict(second.params)["cursor"] == "page%3D1"
    assert source == venue.fetch(second).digest
    assert [t.instrument.symbol for t in venue.tickers().tickers] == [SYMBOL]


def test_a_later_page_that_fails_costs_the_terms_alone(venue: Bybit) -> None:
    paged(venue, [{**venue.contract, "symbol": "BBBUSDT"}], ["rubbish"])

    (data,) = venue.read()

    assert metrics.PRICE in data.observations
    assert reasons(data) == {**QUIET, "funding terms": "unreadable"}


def test_a_later_page_that_is_refused_costs_the_terms_alone(venue: Bybit) -> None:
    paged(venue, [{**venue.contract, "symbol": "BBBUSDT"}], [venue.contract])
    whole = venue.body

    def body(path: str, params: Any) -> bytes:
        if "cursor" in params:
            raise SourceUnavailable("no answer", reason="timeout")
        return whole(path, params)

    venue.body = body  # type: ignore[method-assign]  # one more behaviour of this venue
    (data,) = venue.read()

    assert reasons(data) == {**QUIET, "funding terms": "timeout"}
    assert metrics.PRICE in data.observations


@pytest.mark.parametrize("status", ["Closed", "Delivering", "PreLaunch", None])
def test_a_contract_out_of_trading_is_delisted(venue: Bybit, status: str | None) -> None:
    venue.contract["status"] = status

    (data,) = venue.read()

    assert reasons(data) == {"market data": "delisted"}
    assert not any(KLINE in request.url for request in venue.asked)
    assert venue.tickers().tickers == ()


def test_without_a_readable_list_the_contract_is_asked_for(venue: Bybit) -> None:
    venue.answers[TERMS] = b"<html>"

    (data,) = venue.read()

    assert reasons(data) == {**QUIET, "funding terms": "unreadable"}
    assert data.interval_hours == 4  # from the settlements themselves
    assert metrics.FUNDING_CAP not in data.observations
    assert metrics.FUNDING_RUNNING in data.observations


@pytest.mark.parametrize(
    ("field", "bad", "reason"),
    [
        ("fundingInterval", 300, "unreadable"),
        ("fundingInterval", None, "unreadable"),
        ("fundingInterval", 0, "unreadable"),
        ("upperFundingRate", "-0.02", "unreadable"),
        ("upperFundingRate", "x", "unreadable"),
    ],
)
def test_damaged_terms_are_a_gap(venue: Bybit, field: str, bad: Any, reason: str) -> None:
    venue.contract[field] = bad

    (data,) = venue.read()

    assert reasons(data) == {**QUIET, "funding terms": reason}
    ticker = venue.tickers().tickers[0]
    assert (ticker.funding, ticker.interval_hours) == (None, None)


def test_terms_without_limits_are_terms(venue: Bybit) -> None:
    venue.contract["upperFundingRate"] = ""
    del venue.contract["lowerFundingRate"]

    (data,) = venue.read()

    assert reasons(data) == QUIET
    assert metrics.FUNDING_CAP not in data.observations


def test_an_interval_that_switched_leaves_the_estimate_out(venue: Bybit) -> None:
    venue.contract["fundingInterval"] = 60  # settled every four hours so far

    (data,) = venue.read()

    assert data.interval_hours == 4
    assert reasons(data) == {**QUIET, "settlement interval": "changed"}
    assert metrics.FUNDING_RUNNING not in data.observations
    assert metrics.FUNDING_CAP not in data.observations


def test_an_interval_that_switched_inside_the_history_is_the_newest(venue: Bybit) -> None:
    for n, row in enumerate(venue.rows(FUNDING)):
        newest = HOUR - 1 * HOUR_MS  # settled at 20:00, hourly since 17:00
        hours = n if n < 4 else 3 + 4 * (n - 3)
        row["fundingRateTimestamp"] = str(newest - hours * HOUR_MS)
    venue.contract["fundingInterval"] = 60
    venue.ticker["nextFundingTime"] = str(HOUR + HOUR_MS)

    (data,) = venue.read()

    assert data.interval_hours == 1
    assert reasons(data) == {**QUIET, "settled funding": "stale"}  # none came at 21:00


def test_margins_come_by_size_of_position(venue: Bybit) -> None:
    venue.answers[MARGINS].reverse()
    (data,) = venue.read()

    assert [(one.cap, one.leverage, one.rate) for one in data.brackets] == [
        (20_000.0, 50.0, 0.01),
        (40_000.0, 25.0, 0.02),
    ]


@pytest.mark.parametrize(
    ("field", "bad", "reason"),
    [
        ("maintenanceMargin", "1", "implausible"),  # percent, not a fraction
        ("maxLeverage", "0.5", "implausible"),
        ("riskLimitValue", "40000", "implausible"),
        ("riskLimitValue", None, "unreadable"),
        ("maintenanceMargin", "-0.01", "unreadable"),
    ],
)
def test_margins_that_cannot_be_are_a_gap(venue: Bybit, field: str, bad: Any, reason: str) -> None:
    venue.answers[MARGINS][0][field] = bad

    (data,) = venue.read()

    assert data.brackets == ()
    assert reasons(data) == {**QUIET, "maintenance margins": reason}


def test_another_contracts_margins_are_none(venue: Bybit) -> None:
    for row in venue.answers[MARGINS]:
        row["symbol"] = "BBBUSDT"

    assert reasons(venue.read()[0]) == {**QUIET, "maintenance margins": "empty"}


# ---------------------------------------------------------------------- errors in the envelope


@pytest.mark.parametrize(
    ("code", "kind", "reason"),
    [
        (10001, SourceRefused, "refused"),
        (10006, SourceUnavailable, "busy"),
        (10018, SourceUnavailable, "busy"),
        ("10016", SourceUnavailable, "server-error"),
        (10024, SourceRefused, "restricted"),
        (10009, SourceRefused, "forbidden"),
    ],
)
def test_an_error_in_the_envelope_is_raised_with_its_words(
    code: Any, kind: type[Exception], reason: str
) -> None:
    shown = f'"{code}"' if isinstance(code, str) else code
    body = f'{{"retCode": {shown}, "retMsg": "no\\u0007good", "result": {{}}}}'.encode()

    with pytest.raises(kind, match=r"no\?good") as caught:
        unpack(Answer(parse_json(body), digest(body), TICKERS))

    assert getattr(caught.value, "reason", "") == reason
    assert str(code) in str(caught.value)


def test_a_restriction_in_the_envelope_shuts_the_door(venue: Bybit) -> None:
    venue.answers[TICKERS] = b'{"retCode": 10024, "retMsg": "compliance"}'
    venue.fetch_market()

    assert len(venue.asked) == 2
    assert reasons(venue.read()[0]) == {"market data": "restricted"}
