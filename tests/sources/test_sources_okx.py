"""OKX: contracts that count coins, a confirm mark, settled and predicted rates side by side."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.sources.okx import (
    bulk_requests,
    fetch_bars,
    read_bars,
)
from tests.sources.venue_answers import AS_OF, BASE, HOUR, HOUR_MS, NOW, SYMBOL, Okx, reasons

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


# ---------------------------------------------------------------------- what a whole answer holds


def test_what_is_not_published_is_said_once_and_nothing_else_is_missing(venue: Okx) -> None:
    (data,) = venue.read()

    assert reasons(data) == QUIET
    assert len(data.gaps) == 1
    assert set(data.history) == {
        "candles", "funding", "open_interest", "top_position", "top_account",
        "global_account", "taker",
    }  # fmt: skip
    assert data.interval_hours == 8
    assert data.next_settlement == datetime(2026, 2, 11, tzinfo=UTC)
    assert data.instrument.code == "AAA-USDT-SWAP"


def test_readings_keep_the_digits_of_the_wire(venue: Okx) -> None:
    (data,) = venue.read()

    assert {name: (str(o.value), o.unit) for name, o in data.observations.items()} == {
        metrics.PRICE: ("2.501", "price_usd"),
        metrics.MARK: ("2.502", "price_usd"),
        metrics.INDEX: ("2.5", "price_usd"),
        metrics.OPEN_INTEREST_COINS: ("41005", "coins"),
        metrics.FUNDING_RUNNING: ("-0.0002", "fraction_per_8h"),
        metrics.FUNDING_CAP: ("0.015", "fraction_per_8h"),
        metrics.FUNDING_FLOOR: ("-0.015", "fraction_per_8h"),
    }
    assert data.observations[metrics.FUNDING_RUNNING].nature is Nature.PREDICTED
    endpoint = data.observations[metrics.FUNDING_RUNNING].endpoint
    assert endpoint == "/api/v5/public/funding-rate?instId=AAA-USDT-SWAP"


def test_bare_numbers_are_read_as_strings_are(venue: Okx) -> None:
    (whole,) = venue.read()
    for record in (venue.ticker, venue.mark, venue.index, venue.interest, venue.funding):
        for field, text in record.items():
            if text.replace(".", "").replace("-", "").isdigit():
                record[field] = float(text) if "." in text else int(text)  # type: ignore[assignment]

    (data,) = venue.read()

    values = {name: one.value for name, one in data.observations.items()}
    assert values == {name: one.value for name, one in whole.observations.items()}
    assert data.gaps == whole.gaps


def test_settled_rates_are_the_realised_ones(venue: Okx) -> None:
    (data,) = venue.read()

    assert data.history["funding"]["rate"][-1] == -0.000100

    for row in venue.rows(FUNDING):
        row["fundingRate"], row["realizedRate"] = "-0.0003", ""
    (older,) = venue.read()
    assert older.history["funding"]["rate"][-1] == -0.0003


def test_ratios_give_both_sides(venue: Okx) -> None:
    (data,) = venue.read()
    newest = {
        name: [data.history[name][column][-1] for column in ("ratio", "long", "short")]
        for name in ("top_position", "top_account", "global_account")
    }

    assert newest == {
        "top_position": [1.5, 0.6, 0.4],
        "top_account": [0.25, 0.2, 0.8],
        "global_account": [4.0, 0.8, 0.2],
    }


def test_taker_flow_is_bought_over_sold_in_coins(venue: Okx) -> None:
    (data,) = venue.read()
    series = data.history["taker"]

    assert [series[name][-1] for name in ("ratio", "buy", "sell")] == [1.25, 125.0, 100.0]
    (asked,) = [dict(r.params) for r in venue.asked if r.url.endswith("taker-volume-contract")]
    assert asked["unit"] == "0"


def test_volume_counts_coins_and_the_running_bar_is_dropped(venue: Okx) -> None:
    (data,) = venue.read()
    series = data.history["candles"]

    assert (series["volume"][-1], series["quote_volume"][-1]) == (100.5, 251.25)
    assert series.times[-1] == HOUR - HOUR_MS
    assert "taker_buy_volume" not in series.columns


def test_an_unconfirmed_bar_is_dropped_without_a_word(venue: Okx) -> None:
    bars = venue.rows(CANDLES)
    bars[1][8] = "0"

    (data,) = venue.read()

    assert data.history["candles"].times[-1] == HOUR - 2 * HOUR_MS
    assert reasons(data) == QUIET


def test_candles_come_in_pages_that_join_without_seam() -> None:
    (data,) = Okx(depth=900).read()
    series = data.history["candles"]

    assert len(series) == 900
    assert set(np.diff(series.times)) == {HOUR_MS}
    assert len(series.sources) == 3  # the fourth page is empty
    assert reasons(data) == QUIET


def test_statistics_are_asked_once_each(venue: Okx) -> None:
    venue.fetch_market()

    asked = [request for request in venue.asked if "/rubik/" in request.url]
    assert len(asked) == 5
    limits = {limit for request in asked for limit, _ in request.costs}
    assert [(limit.most, limit.seconds) for limit in limits] == [(5, 2.0)]


def test_bars_to_choose_by_are_few(venue: Okx) -> None:
    fetch_bars(venue, base_url=BASE, symbols=[SYMBOL, "ETHBTC"], as_of=AS_OF)
    (request,) = venue.asked
    found = read_bars(venue, base_url=BASE, symbols=[SYMBOL, "ETHBTC"], as_of=AS_OF)

    assert set(found) == {SYMBOL}
    assert venue.asked[1].key == request.key
    assert dict(request.params)["limit"] == "99"
    assert found[SYMBOL].times[-1] == HOUR - HOUR_MS


@pytest.mark.parametrize("base", ["https://a.example", "https://a.example/api/v5/"])
def test_an_address_may_end_as_the_venues_pages_end_it(base: str) -> None:
    urls = {name: request.url for name, request in bulk_requests(base).items()}

    assert urls["tickers"] == "https://a.example/api/v5/market/tickers"


# ---------------------------------------------------------------------- funding


def test_the_rate_two_settlements_ahead_is_never_used(venue: Okx) -> None:
    (data,) = venue.read()
    (ticker,) = venue.tickers().tickers

    assert ticker.funding == data.observations[metrics.FUNDING_RUNNING].value == Decimal("-0.0002")


@pytest.mark.parametrize("hours", [1, 2, 4])
def test_the_interval_lies_between_the_next_two_settlements(venue: Okx, hours: int) -> None:
    following = NOW // (hours * HOUR_MS) * hours * HOUR_MS + hours * HOUR_MS
    for n, row in enumerate(venue.rows(FUNDING)):
        row["fundingTime"] = str(following - (n + 1) * hours * HOUR_MS)
    venue.funding["fundingTime"] = str(following)
    venue.funding["nextFundingTime"] = str(following + hours * HOUR_MS)

    (data,) = venue.read()

    assert data.interval_hours == hours
    assert data.observations[metrics.FUNDING_RUNNING].unit == f"fraction_per_{hours}h"
    assert reasons(data) == QUIET


def test_an_interval_that_is_about_to_switch_leaves_the_estimate_out(venue: Okx) -> None:
    following = int(venue.funding["fundingTime"])
    venue.funding["nextFundingTime"] = str(following + 4 * HOUR_MS)

    (data,) = venue.read()

    assert data.interval_hours == 8
    assert reasons(data) == {**QUIET, "settlement interval": "changed"}
    assert metrics.FUNDING_RUNNING not in data.observations


@pytest.mark.parametrize("bad", ["", None, "x", str(NOW + 30 * HOUR_MS)])
def test_without_a_second_settlement_the_history_names_the_interval(venue: Okx, bad: Any) -> None:
    venue.funding["nextFundingTime"] = bad

    (data,) = venue.read()

    assert data.interval_hours == 8
    assert reasons(data)["funding terms"] == "unreadable"
    assert metrics.FUNDING_CAP not in data.observations


def test_a_record_without_a_stamp_is_vouched_for_by_its_settlement(venue: Okx) -> None:
    del venue.funding["ts"]

    (data,) = venue.read()

    assert data.observations[metrics.FUNDING_RUNNING].as_of == AS_OF
    assert reasons(data) == QUIET


def test_an_old_record_without_a_stamp_is_left_out(venue: Okx) -> None:
    del venue.funding["ts"]
    venue.funding["fundingTime"] = str(HOUR - 40 * HOUR_MS)
    venue.funding["nextFundingTime"] = str(HOUR - 32 * HOUR_MS)

    (data,) = venue.read()

    assert reasons(data) == {**QUIET, "funding estimate": "implausible"}
    assert data.next_settlement is None
    assert data.interval_hours == 8
    assert reasons(venue.tickers()) == {"funding terms": "implausible"}


def test_settlements_that_stopped_are_stale(venue: Okx) -> None:
    del venue.rows(FUNDING)[0]

    (data,) = venue.read()

    assert reasons(data) == {**QUIET, "settled funding": "stale"}


# ---------------------------------------------------------------------- open interest


@pytest.mark.parametrize("given", [{}, {"oiCcy": ""}, {"oiCcy": None}])
def test_without_coins_contracts_are_multiplied(venue: Okx, given: dict[str, Any]) -> None:
    del venue.interest["oiCcy"]
    venue.interest |= given
    venue.answers[API + "public/open-interest"] = [venue.interest]

    assert venue.read()[0].observations[metrics.OPEN_INTEREST_COINS].value == 41005
    assert venue.tickers().tickers[0].open_interest_coins == 41005


@pytest.mark.parametrize(
    ("record", "field", "bad", "reason"),
    [
        ("interest", "oiCcy", "4100500", "implausible"),
        ("interest", "oi", "41.005", "implausible"),
        ("interest", "oi", None, "unreadable"),
        ("contract", "ctVal", "", "unreadable"),
        ("contract", "ctVal", "0", "unreadable"),
        ("contract", "ctValCcy", "USD", "unreadable"),
    ],
)
def test_contracts_and_coins_must_agree(
    venue: Okx, record: str, field: str, bad: Any, reason: str
) -> None:
    getattr(venue, record)[field] = bad

    (data,) = venue.read()

    sized = {"maintenance margins": reason} if record == "contract" else {}
    assert reasons(data) == {**QUIET, "open interest": reason, **sized}
    assert metrics.OPEN_INTEREST_COINS not in data.observations
    found = venue.tickers()
    assert found.tickers[0].open_interest_coins is None
    assert reasons(found) == {"open interest": reason}


def test_margins_come_by_size_of_position_in_usd(venue: Okx) -> None:
    (data,) = venue.read()

    assert [(one.cap, one.leverage, one.rate) for one in data.brackets] == [
        (25_010.0, 50.0, 0.01),  # a thousand contracts of ten coins at the last price
        (50_020.0, 25.0, 0.02),
    ]


def test_without_a_price_the_margins_have_no_size_and_it_is_the_price_that_is_missing(
    venue: Okx,
) -> None:
    venue.ticker["last"] = "x"

    (data,) = venue.read()

    assert data.brackets == ()
    assert reasons(data) == {**QUIET, "price": "unreadable"}
