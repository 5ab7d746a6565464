"""The choice among a universe: extremes, agreement, the liquidity floor, the story."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.model.market import Instrument, Ticker
from reporter.signals import scan
from reporter.signals.ranks import mid_rank
from reporter.signals.series import HOUR, Series

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)


def ticker(symbol: str, venue: str = "binance", **given: Any) -> Ticker:
    """A contract in no way remarkable, but for what is given."""
    usual: dict[str, Any] = {
        "price": "10",
        "mark": "10",
        "index": "10",
        "funding": "0.0001",
        "interval_hours": 8,
        "open_interest_coins": "1000000",
        "volume_usd": "20000000",
        "change_24h": "0.01",
    }
    values: dict[str, Any] = {
        name: Decimal(value) if isinstance(value, str) else value
        for name, value in {**usual, **given}.items()
    }
    return Ticker(
        instrument=Instrument(venue=venue, symbol=symbol, base=symbol[:-4], quote="USDT"),
        as_of=NOW,
        next_settlement=None,
        cap=None,
        floor=None,
        source=digest(b"x"),
        endpoint="/tickers",
        **values,
    )


def crowd(count: int = 30) -> list[Ticker]:
    return [ticker(f"C{number:02}USDT") for number in range(count)]


def reasons(choice: scan.Choice, symbol: str) -> dict[str, scan.Reason]:
    found = next(one for one in choice.candidates if one.ticker.instrument.symbol == symbol)
    return {why.what: why for why in found.reasons}


def best(choice: scan.Choice) -> str:
    return choice.candidates[0].ticker.instrument.symbol


@pytest.mark.parametrize(
    ("what", "reading"),
    [
        (scan.FUNDING, {"funding": "-0.002"}),
        (scan.FUNDING, {"funding": "0.002"}),
        (scan.CHANGE, {"change_24h": "-0.3"}),
        (scan.BASIS, {"mark": "9.9"}),
        (scan.TURNOVER, {"open_interest_coins": "90000000"}),
    ],
)
def test_an_extreme_comes_first_with_its_reason(what: str, reading: dict[str, str]) -> None:
    choice = scan.choose([*crowd(), ticker("ODDUSDT", **reading)])
    assert best(choice) == "ODDUSDT"
    why = reasons(choice, "ODDUSDT")[what]
    assert why.percentile is not None
    assert abs(why.percentile - 50) > 45


def test_little_open_interest_for_its_volume_is_no_reason() -> None:
    choice = scan.choose([*crowd(), ticker("ODDUSDT", open_interest_coins="1")])
    assert reasons(choice, "ODDUSDT") == {}


def test_hourly_rates_are_compared_by_eight_hours() -> None:
    hourly = ticker("HOURUSDT", funding="0.0001", interval_hours=1)
    why = reasons(scan.choose([*crowd(), hourly]), "HOURUSDT")[scan.FUNDING]
    assert why.value == pytest.approx(0.0008)


def test_point_masses_stand_out_in_nothing() -> None:
    choice = scan.choose(crowd())
    assert all(one.score == 0 and one.reasons == () for one in choice.candidates)


def test_thin_contracts_are_counted_and_left_out() -> None:
    thin = [ticker("AUSDT", volume_usd="100"), ticker("BUSDT", volume_usd=None)]
    choice = scan.choose([*crowd(), *(thin)])
    assert (choice.universe, choice.thin, len(choice.candidates)) == (32, 2, 30)


def test_agreement_across_venues_adds_to_an_extreme() -> None:
    odd, twin = ticker("ODDUSDT", funding="-0.002"), ticker("TWINUSDT", funding="-0.002")
    elsewhere = [
        ticker("ODDUSDT", "bybit", funding="-0.0015"),
        ticker("ODDUSDT", "okx", funding="-0.0003", interval_hours=1),
        ticker("TWINUSDT", "bybit", funding="0.0015"),
        ticker("C00USDT", "bybit", funding="0.0001"),
    ]
    choice = scan.choose([*crowd(), odd, twin], elsewhere=elsewhere)
    assert reasons(choice, "ODDUSDT")[scan.VENUES].value == 2
    assert scan.VENUES not in reasons(choice, "TWINUSDT")
    assert scan.VENUES not in reasons(choice, "C00USDT")
    assert best(choice) == "ODDUSDT"


def test_the_story_counts() -> None:
    choice = scan.choose(crowd(), named={"C07USDT", "UNKNOWNUSDT"})
    assert best(choice) == "C07USDT"
    assert reasons(choice, "C07USDT") == {scan.STORY: scan.Reason(what=scan.STORY)}


def test_what_the_story_reaches_counts_less_than_what_it_names() -> None:
    reached = {"C05USDT": 1.0, "C07USDT": 0.4, "C09USDT": 1.0, "UNKNOWNUSDT": 1.0}
    choice = scan.choose(crowd(), named={"C09USDT"}, reached=reached)
    order = [one.ticker.instrument.symbol for one in choice.candidates]
    assert order[:3] == ["C09USDT", "C05USDT", "C07USDT"]
    assert reasons(choice, "C07USDT") == {scan.REACH: scan.Reason(what=scan.REACH)}
    assert scan.REACH not in reasons(choice, "C09USDT")
    by_symbol = {one.ticker.instrument.symbol: one for one in choice.candidates}
    assert by_symbol["C07USDT"].score == pytest.approx(0.4 * scan.WEIGHTS[scan.REACH])
    assert not by_symbol["C05USDT"].is_named


def bars(closes: list[float]) -> Series:
    times = np.arange(len(closes), dtype=np.int64) * HOUR
    columns = {"close": np.array(closes)}
    return Series(
        name="candles", times=times, columns=columns, step=HOUR, sources=(), endpoint="/klines"
    )


def test_a_livelier_day_than_those_before() -> None:
    calm = [100 + (hour % 2) * 0.1 for hour in range(99)]
    wild = [*calm[:75], *(100 + (hour % 2) * 5 for hour in range(24))]
    history = {one.instrument.symbol: bars(calm) for one in crowd()} | {"ODDUSDT": bars(wild)}
    choice = scan.choose([*crowd(), ticker("ODDUSDT")], bars=history)
    assert best(choice) == "ODDUSDT"
    assert scan.PACE in reasons(choice, "ODDUSDT")


@pytest.mark.parametrize("closes", [[], [1.0] * 48, [1.0] * 99])
def test_short_or_flat_bars_say_nothing(closes: list[float]) -> None:
    choice = scan.choose([ticker("ODDUSDT")], bars={"ODDUSDT": bars(closes)})
    assert reasons(choice, "ODDUSDT") == {}


def test_missing_readings_are_no_reason_and_no_error() -> None:
    names = ("mark", "index", "funding", "interval_hours", "open_interest_coins", "change_24h")
    nothing: dict[str, Any] = dict.fromkeys(names)
    bare = ticker("BAREUSDT", **nothing)
    assert reasons(scan.choose([*crowd(), bare]), "BAREUSDT") == {}


def test_no_universe_no_candidates() -> None:
    assert scan.choose([]) == scan.Choice(candidates=(), universe=0, thin=0)


def test_equal_scores_are_ordered_by_volume_then_name() -> None:
    tickers = [ticker("BUSDT"), ticker("AUSDT"), ticker("CUSDT", volume_usd="30000000")]
    order = [one.ticker.instrument.symbol for one in scan.choose(tickers).candidates]
    assert order == ["CUSDT", "AUSDT", "BUSDT"]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30))
def test_ranks_of_all_equal_the_rank_of_each(values: list[int]) -> None:
    sample = np.array(values, dtype=np.float64)
    expected = [mid_rank(sample, value) for value in sample]
    assert scan.mid_ranks(sample).tolist() == pytest.approx(expected)


def test_those_the_story_names_come_first_whatever_their_score() -> None:
    tickers = [
        *crowd(),
        ticker("HOTUSDT", funding="-0.02", change_24h="-0.4"),
        ticker("WARMUSDT", funding="-0.01"),
    ]
    choice = scan.choose(tickers, named={"C07USDT", "C21USDT"})

    def first(count: int) -> list[str]:
        return [one.ticker.instrument.symbol for one in choice.first(count)]

    assert first(3) == ["C07USDT", "C21USDT", "HOTUSDT"]
    assert first(1) == ["C07USDT"]
    assert sorted(first(99)) == sorted(one.instrument.symbol for one in tickers)
