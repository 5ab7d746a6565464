"""ADX and ATR against TA-Lib, the variance ratio against arch: two independent oracles.

The prices are drawn from a seed: random walks with fat tails, trends, saws, gaps and stretches
in which nothing trades. TA-Lib starts its directional lines a bar earlier than Wilder's book
does; after 300 bars of smoothing over 14 nothing is left of that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import talib

from reporter.model import metrics
from reporter.signals.regime import LAG, VARIANCE_WINDOW, measure_regime, variance_ratio
from reporter.signals.volatility import daily_range
from reporter.signals.wilder import average_true_range, directional

if TYPE_CHECKING:
    from arch.unitroot import VarianceRatio

    from tests.signals.conftest import Bench, Floats

WARM = 300
SHAPES = ("walk", "trend", "saw", "jumps", "dead")


def closes(shape: str, seed: int, bars: int) -> Floats:
    """Synthetic closes of one of the shapes."""
    drawn = np.random.default_rng(seed)
    steps = 0.006 * drawn.standard_t(4, bars)
    if shape == "trend":
        steps = steps / 3 + 0.002 * np.sign(np.sin(np.arange(bars) / 150))
    if shape == "saw":
        steps = 0.01 * np.where(np.arange(bars) % 2, 1.0, -1.0) + steps / 10
    if shape == "jumps":
        steps[drawn.integers(0, bars, 8)] += drawn.normal(0, 0.3, 8)
    if shape == "dead":
        steps[bars // 3 : bars // 2] = 0.0
    return np.asarray(40.0 * np.exp(np.cumsum(steps)))


def bars_of(close: Floats, seed: int) -> tuple[Floats, Floats]:
    """Highs and lows around the move of each bar."""
    drawn = np.random.default_rng(seed + 1)
    before = np.concatenate((close[:1], close[:-1]))
    wicks = np.abs(drawn.normal(0, 0.003, (2, len(close))))
    quiet = close == before
    high = np.maximum(close, before) * np.where(quiet, 1.0, 1.0 + wicks[0])
    low = np.minimum(close, before) * np.where(quiet, 1.0, 1.0 - wicks[1])
    return high, low


def arch_ratio(prices: Floats, lag: int) -> VarianceRatio:
    """The test of arch, whose import takes a second that only these tests should pay."""
    from arch.unitroot import VarianceRatio

    return VarianceRatio(prices, lags=lag, robust=True, debiased=True, overlap=True)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_adx_and_its_lines_are_ta_libs(shape: str, seed: int) -> None:
    close = closes(shape, seed, 1500)
    high, low = bars_of(close, seed)
    ours = directional(high, low, close, 14)
    theirs = (
        talib.ADX(high, low, close, timeperiod=14),
        talib.PLUS_DI(high, low, close, timeperiod=14),
        talib.MINUS_DI(high, low, close, timeperiod=14),
    )
    for one, two in zip(ours, theirs, strict=True):
        assert one[WARM:] == pytest.approx(two[27 + WARM :], abs=1e-6)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("length", [5, 14, 50])
def test_atr_is_ta_libs_from_its_first_value(shape: str, length: int) -> None:
    close = closes(shape, 4, 600)
    high, low = bars_of(close, 4)
    ours = average_true_range(high, low, close, length)
    theirs = talib.ATR(high, low, close, timeperiod=length)
    assert ours == pytest.approx(theirs[length:], rel=1e-9)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_daily_range_is_the_first_atr_of_fourteen_days(bench: Bench, seed: int) -> None:
    # Fifteen days of 24 bars: on logarithms of days TA-Lib's first ATR is a mean of 14.
    candles = bench.grid(bench.walk(15 * 24, seed, sigma=0.02))
    days = (15, 24)
    high = np.log(candles.high.reshape(days).max(axis=1))
    low = np.log(candles.low.reshape(days).min(axis=1))
    close = np.log(candles.close.reshape(days)[:, -1])
    theirs = talib.ATR(high, low, close, timeperiod=14)
    assert daily_range(candles) == pytest.approx(theirs[14], rel=1e-9)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("lag", [2, 6, 24])
def test_the_variance_ratio_and_its_z_are_archs(shape: str, lag: int) -> None:
    prices = np.log(closes(shape, 5, VARIANCE_WINDOW + 1))
    ratio, z = variance_ratio(np.diff(prices)[None, :], lag)
    theirs = arch_ratio(prices, lag)
    assert ratio[0] == pytest.approx(theirs.vr, rel=1e-9)
    assert z[0] == pytest.approx(theirs.stat, rel=1e-6)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_the_engine_publishes_is_the_oracles(bench: Bench, seed: int) -> None:
    candles = bench.grid(closes("trend", seed, 1000) * 0.836 / 40.0)
    part = measure_regime(bench.data(), candles).part
    got = {measure.metric: measure.value for measure in part.measures}
    adx = talib.ADX(candles.high, candles.low, candles.close, timeperiod=14)
    assert got[metrics.ADX] == pytest.approx(adx[-1], abs=1e-6)
    prices = np.log(candles.close[-VARIANCE_WINDOW - 1 :])
    theirs = arch_ratio(prices, LAG)
    assert got[metrics.VARIANCE_RATIO] == pytest.approx(theirs.vr, rel=1e-9)
