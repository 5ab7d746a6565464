"""Realised volatility, its class, and the average daily range."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.setup import VolatilityClass
from reporter.signals.candles import read_candles
from reporter.signals.volatility import (
    classify,
    daily_range,
    measure_volatility,
    rolling_volatility,
)

if TYPE_CHECKING:
    from tests.signals.conftest import Bench


def zigzag(hours: int, step: float) -> np.typing.NDArray[np.float64]:
    """Closes whose hourly log returns are plus and minus ``step`` by turns."""
    return np.asarray(np.exp(step * (np.arange(hours) % 2)))


def test_a_known_volatility(bench: Bench) -> None:
    # 24 squared returns of 1 % sum to 0.0024 a day: the root of 365 x 0.0024 is 93.6 % a year.
    values, newest = rolling_volatility(bench.grid(zigzag(400, 0.01)))
    assert newest == pytest.approx(100 * math.sqrt(365 * 24 * 0.01**2))
    assert newest == pytest.approx(93.595, abs=1e-3)
    assert len(values) == 400 - 24
    assert np.allclose(values, 93.595, atol=1e-3)


@pytest.mark.parametrize(
    ("percentile", "label"),
    [
        (0, VolatilityClass.LOW),
        (33, VolatilityClass.LOW),
        (33.1, VolatilityClass.MEDIUM),
        (80, VolatilityClass.MEDIUM),
        (80.1, VolatilityClass.HIGH),
        (97, VolatilityClass.HIGH),
        (97.1, VolatilityClass.EXTREME),
        (100, VolatilityClass.EXTREME),
    ],
)
def test_classes(percentile: float, label: VolatilityClass) -> None:
    assert classify(percentile) is label


def test_a_wild_last_day_is_extreme_and_a_calm_one_low(bench: Bench) -> None:
    calm = zigzag(1000, 0.002)
    wild = np.concatenate((calm, zigzag(24, 0.05)))
    for close, label in (
        (wild, VolatilityClass.EXTREME),
        (np.concatenate((zigzag(1000, 0.05), calm[:24])), VolatilityClass.LOW),
    ):
        got = measure_volatility(bench.data(), bench.grid(close))
        assert got.label is label
        measures = {measure.metric: measure for measure in got.part.measures}
        assert measures[metrics.VOLATILITY].unit == "percent"
        assert measures[metrics.VOLATILITY].as_of == bench.last_close
        assert measures[metrics.VOLATILITY_CLASS].value == label.value
        assert "1000 rolling" in measures[metrics.VOLATILITY_PERCENTILE].formula


def test_thin_history_gives_the_figure_but_no_class(bench: Bench) -> None:
    got = measure_volatility(bench.data(), bench.grid(zigzag(100, 0.01)))
    assert got.percent == pytest.approx(93.595, abs=1e-3)
    assert got.label is None
    assert [(gap.part, gap.reason) for gap in got.part.gaps] == [("volatility class", "thin")]


@pytest.mark.parametrize("hours", [0, 24])
def test_too_few_candles_give_nothing(bench: Bench, hours: int) -> None:
    got = measure_volatility(bench.data(), bench.grid(zigzag(hours, 0.01)) if hours else None)
    assert got.part.measures == ()
    assert [gap.part for gap in got.part.gaps] == ["volatility", "volatility class"]


def test_a_hole_in_the_last_day_is_not_calm(bench: Bench) -> None:
    series = bench.candles(zigzag(400, 0.01))
    keep = np.ones(400, dtype=bool)
    keep[390:393] = False
    candles, _ = read_candles(bench.data(candles=series.where(keep)), bench.as_of)
    assert candles is not None
    values, newest = rolling_volatility(candles)
    assert newest is None
    assert len(values) < 400 - 24


def test_average_daily_range(bench: Bench) -> None:
    # Every day runs from 1 to 2 and back: a range of a factor two.
    close = np.tile(np.concatenate((np.linspace(1, 2, 12), np.linspace(2, 1, 12))), 20)
    assert daily_range(bench.grid(close, spread=0.0)) == pytest.approx(math.log(2))
    assert daily_range(bench.grid(close[:24])) == 0.0


def test_the_daily_range_reaches_to_the_close_before(bench: Bench) -> None:
    close = np.concatenate((np.full(25, 1.0), np.full(24, 1.5)))  # a jump overnight
    opening = close.copy()
    grid = bench.grid(close, open=opening, high=close, low=close)
    assert daily_range(grid) == pytest.approx(math.log(1.5) / 2)
