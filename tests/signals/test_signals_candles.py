"""The hourly grid: holes, damage, age, and the price a day ago."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.market import Gap
from reporter.signals.candles import LOOKBACK, price_day_ago, read_candles
from reporter.signals.series import HOUR, moment

if TYPE_CHECKING:
    from tests.signals.conftest import Bench


def test_a_hole_stands_as_flat_bars_without_volume(bench: Bench) -> None:
    series = bench.candles(np.linspace(1.0, 2.0, 100))
    keep = np.ones(100, dtype=bool)
    keep[40:45] = False
    candles, part = read_candles(bench.data(candles=series.where(keep)), bench.as_of)
    assert candles is not None
    assert part.gaps == ()
    assert len(candles) == 100
    assert not candles.traded[40:45].any()
    assert candles.traded.sum() == 95
    for column in (candles.open, candles.high, candles.low, candles.close):
        assert (column[40:45] == series["close"][39]).all()
    assert (candles.volume[40:45] == 0).all()
    assert candles.close[45] == series["close"][45]
    assert moment(candles.end) == bench.last_close
    assert candles.starts[-1] + HOUR == candles.end


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("close", np.nan),
        ("open", np.inf),
        ("low", -1.0),
        ("low", 0.0),
        ("high", 1e-6),
        ("low", 1e6),
        ("volume", -5.0),
        ("quote_volume", np.nan),
        ("volume", 1e30),
    ],
)
def test_impossible_bars_are_left_out_and_named(bench: Bench, column: str, value: float) -> None:
    series = bench.candles(np.linspace(1.0, 2.0, 60))
    series.columns[column][30] = value
    candles, part = read_candles(bench.data(candles=series), bench.as_of)
    assert candles is not None
    assert list(np.flatnonzero(~candles.traded)) == [30]
    assert [(gap.part, gap.reason) for gap in part.gaps] == [("hourly candles", "implausible")]


@pytest.mark.parametrize(
    ("bars", "gone"),
    [
        (slice(0, 400), range(400)),
        (slice(200, 220), range(200, 220)),
        (slice(598, 599), range(598, 599)),
    ],
)
def test_bars_of_another_unit_are_left_out_and_named(
    bench: Bench, bars: slice, gone: range
) -> None:
    series = bench.candles(bench.walk(600))
    for column in ("open", "high", "low", "close"):
        series.columns[column][bars] *= 100
    candles, part = read_candles(bench.data(candles=series), bench.as_of)
    assert candles is not None
    assert len(candles) == 600 - (bars.stop if bars.start == 0 else 0)
    assert candles.close.max() < 2
    assert [gap.reason for gap in part.gaps] == ["implausible"]
    assert int(candles.traded.sum()) == 600 - len(gone)


def test_a_wick_of_another_unit_costs_its_bar(bench: Bench) -> None:
    series = bench.candles(bench.walk(600))
    series.columns["high"][300] *= 100
    candles, part = read_candles(bench.data(candles=series), bench.as_of)
    assert candles is not None
    assert list(np.flatnonzero(~candles.traded)) == [300]
    assert [gap.reason for gap in part.gaps] == ["implausible"]


def test_old_bars_measure_nothing(bench: Bench) -> None:
    data = bench.data(candles=bench.candles(np.linspace(1.0, 2.0, 60)))
    fresh, _ = read_candles(data, bench.last_close + timedelta(hours=2))
    old, part = read_candles(data, bench.last_close + timedelta(hours=2, minutes=1))
    assert fresh is not None
    assert old is None
    assert [gap.reason for gap in part.gaps] == ["stale"]


def test_no_bars_and_only_impossible_bars(bench: Bench) -> None:
    none, part = read_candles(bench.data(), bench.as_of)
    assert none is None
    assert [gap.reason for gap in part.gaps] == ["empty"]
    damaged = bench.candles(np.full(5, np.nan))
    none, part = read_candles(bench.data(candles=damaged), bench.as_of)
    assert none is None
    assert [gap.reason for gap in part.gaps] == ["implausible", "stale"]


def test_quarantined_bars_are_not_named_twice(bench: Bench) -> None:
    data = bench.data(candles=bench.candles(np.linspace(1.0, 2.0, 60)))
    named = Gap(subject="FILUSDT", part="hourly candles", reason="implausible", detail="No.")
    assert read_candles(data.without("candles", named), bench.as_of)[1].gaps == ()


def test_only_the_last_180_days_count(bench: Bench) -> None:
    candles = bench.grid(np.linspace(1.0, 2.0, LOOKBACK + 500))
    assert len(candles) == LOOKBACK
    assert candles.close[-1] == 2.0


def test_ample_history_allows_one_missing_day(bench: Bench) -> None:
    close = np.linspace(1.0, 2.0, 400)
    assert bench.grid(close).ample
    assert not bench.grid(close[:335]).ample
    keep = np.ones(400, dtype=bool)
    keep[200:224] = False
    series = bench.candles(close)
    almost, _ = read_candles(bench.data(candles=series.where(keep)), bench.as_of)
    keep[224] = False
    holed, _ = read_candles(bench.data(candles=series.where(keep)), bench.as_of)
    assert almost is not None
    assert holed is not None
    assert almost.ample
    assert not holed.ample


def test_average_traded_price_lies_within_the_bar(bench: Bench) -> None:
    close = np.full(30, 2.0)
    volume, quote = np.full(30, 10.0), np.full(30, 20.01)
    volume[1], quote[1] = 0.0, 0.0  # nothing traded: the close
    quote[2] = 1e9  # damage: the high
    average = bench.grid(close, volume=volume, quote_volume=quote, spread=0.1).vwap()
    assert average[0] == pytest.approx(2.001)
    assert average[1] == 2.0
    assert average[2] == pytest.approx(2.2)


def test_price_a_day_ago_is_the_nearest_close(bench: Bench) -> None:
    close = np.round(np.linspace(1.0, 2.0, 60), 4)
    candles = bench.grid(close)
    value, part = price_day_ago(bench.data(), candles, bench.as_of)  # 21:21: nearest is 21:00
    assert value == close[-25]
    assert part.measures[0].metric == metrics.PRICE_DAY_AGO
    assert part.measures[0].value == Decimal(repr(float(close[-25])))
    assert part.measures[0].as_of == bench.last_close - timedelta(days=1)
    later = bench.as_of + timedelta(minutes=20)  # 21:41: nearest is 22:00
    assert price_day_ago(bench.data(), candles, later)[0] == close[-24]


def test_price_a_day_ago_may_be_a_gap(bench: Bench) -> None:
    candles = bench.grid(np.linspace(1.0, 2.0, 20))
    for given in (candles, None):
        value, part = price_day_ago(bench.data(), given, bench.as_of)
        assert value is None
        assert [gap.part for gap in part.gaps] == ["price a day ago"]
