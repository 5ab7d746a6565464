"""Regime: each measure against a naive oracle, and the vote with its hysteresis."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Regime
from reporter.signals.regime import efficiency, measure_regime, settle, variance_ratio
from reporter.signals.wilder import directional

if TYPE_CHECKING:
    from tests.signals.conftest import Bench

Rows = list[float]


def naive_adx(high: Rows, low: Rows, close: Rows, n: int) -> list[tuple[float, float, float]]:
    """Wilder's book, bar by bar."""
    true, plus, minus = [], [], []
    for i in range(1, len(close)):
        up, down = high[i] - high[i - 1], low[i - 1] - low[i]
        plus.append(up if up > down and up > 0 else 0.0)
        minus.append(down if down > up and down > 0 else 0.0)
        true.append(max(high[i] - low[i], abs(high[i] - close[i - 1]), abs(low[i] - close[i - 1])))
    tr, up_sum, down_sum = sum(true[:n]), sum(plus[:n]), sum(minus[:n])
    lines = []
    for i in range(n - 1, len(true)):
        if i >= n:
            tr += true[i] - tr / n
            up_sum += plus[i] - up_sum / n
            down_sum += minus[i] - down_sum / n
        p, m = 100 * up_sum / tr, 100 * down_sum / tr
        lines.append((p, m, 100 * abs(p - m) / (p + m) if p + m else 0.0))
    adx = sum(line[2] for line in lines[:n]) / n
    result = [(adx, lines[n - 1][0], lines[n - 1][1])]
    for p, m, dx in lines[n:]:
        adx = (adx * (n - 1) + dx) / n
        result.append((adx, p, m))
    return result


def naive_variance_ratio(returns: Rows, lag: int) -> tuple[float, float]:
    """Lo and MacKinlay's sums, term by term."""
    size, mean = len(returns), sum(returns) / len(returns)
    x = [r - mean for r in returns]
    short = sum(v * v for v in x) / (size - 1)
    weight = lag * (size - lag + 1) * (1 - lag / size)
    long_run = sum(sum(x[i : i + lag]) ** 2 for i in range(size - lag + 1)) / weight
    theta = 0.0
    for j in range(1, lag):
        terms = sum(x[t] ** 2 * x[t - j] ** 2 for t in range(j, size))
        delta = size * terms / sum(v * v for v in x) ** 2
        theta += (2 * (lag - j) / lag) ** 2 * delta
    ratio = long_run / short
    return ratio, math.sqrt(size) * (ratio - 1) / math.sqrt(theta)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(40, 90), st.sampled_from([2, 5, 14]))
def test_adx_is_wilders(seed: int, bars: int, length: int) -> None:
    noise = np.random.default_rng(seed)
    close = 100 * np.exp(np.cumsum(noise.normal(0, 0.01, bars)))
    high = close * (1 + np.abs(noise.normal(0, 0.01, bars)))
    low = close * (1 - np.abs(noise.normal(0, 0.01, bars)))
    got = np.array(directional(high, low, close, length)).T
    wanted = naive_adx(high.tolist(), low.tolist(), close.tolist(), length)
    assert got == pytest.approx(np.array(wanted))


def test_adx_of_a_dead_market_is_zero() -> None:
    flat = np.full(60, 5.0)
    assert np.array(directional(flat, flat, flat, 14)).max() == 0.0


@pytest.mark.parametrize(
    ("close", "ratio"),
    [
        ([1.0, 2.0, 3.0, 4.0, 5.0], 1.0),
        ([5.0, 4.0, 3.0, 2.0, 1.0], 1.0),
        ([1.0, 2.0, 1.0, 2.0, 1.0], 0.0),
        ([1.0, 3.0, 2.0, 4.0, 3.0], 2 / 6),
        ([1.0, 1.0, 1.0, 1.0, 1.0], 0.0),
    ],
)
def test_efficiency_by_hand(close: list[float], ratio: float) -> None:
    assert efficiency(np.array(close), 4) == pytest.approx([ratio])


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(2, 8), st.sampled_from([1e-9, 1.0, 1e6]))
def test_variance_ratio_is_lo_and_mackinlays(seed: int, lag: int, scale: float) -> None:
    rows = scale * np.random.default_rng(seed).normal(0.1, 1.0, (3, 60))
    ratio, z = variance_ratio(rows, lag)
    wanted = [naive_variance_ratio(row.tolist(), lag) for row in rows]
    assert ratio == pytest.approx([one for one, _ in wanted])
    assert z == pytest.approx([two for _, two in wanted], abs=1e-8)


def test_variance_ratio_tells_persistence_from_reversal() -> None:
    waves = np.sin(np.arange(168) / 4)  # slow: returns follow each other
    turns = np.where(np.arange(168) % 2, 1.0, -1.0) + 0.1 * waves
    flat = np.zeros(168)
    ratio, z = variance_ratio(np.stack([waves, turns, flat]))
    assert ratio[0] > 3
    assert ratio[1] < 0.2
    assert (ratio[2], z[2]) == (1.0, 0.0)
    assert z[0] > 1.64
    assert z[1] < -1.64


@pytest.mark.parametrize(
    ("balance", "direction", "state"),
    [
        ([2], [1], Regime.UP),
        ([3], [-1], Regime.DOWN),
        ([2], [0], Regime.UNCERTAIN),  # the lines disagree
        ([-2], [1], Regime.RANGING),
        ([1], [1], Regime.UNCERTAIN),  # one vote does not enter a state
        ([-1], [0], Regime.UNCERTAIN),
        ([2, 1, 1], [1, 1, 0], Regime.UP),  # but it keeps one
        ([2, 0], [1, 1], Regime.UNCERTAIN),
        ([2, 1], [1, -1], Regime.UNCERTAIN),
        ([2, 1, 2], [1, -1, -1], Regime.DOWN),
        ([2, 1], [-1, 0], Regime.DOWN),
        ([2, 1], [-1, 1], Regime.UNCERTAIN),
        ([-3, -1, -1], [0, 0, 0], Regime.RANGING),
        ([-3, -1, 0], [0, 0, 0], Regime.UNCERTAIN),
        ([], [], Regime.UNCERTAIN),
    ],
)
def test_states_are_entered_by_two_votes_and_kept_by_one(
    balance: list[int], direction: list[int], state: Regime
) -> None:
    votes = np.array(balance, dtype=np.int64), np.array(direction, dtype=np.int64)
    assert settle(*votes) is state


@pytest.mark.parametrize(("drift", "regime"), [(0.004, Regime.UP), (-0.004, Regime.DOWN)])
def test_a_steady_climb_and_fall_are_trends(bench: Bench, drift: float, regime: Regime) -> None:
    close = bench.walk(600, drift=drift, sigma=0.001)
    got = measure_regime(bench.data(), bench.grid(close))
    assert got.regime is regime
    measures = {measure.metric: measure for measure in got.part.measures}
    assert measures[metrics.REGIME].value == regime.value
    assert measures[metrics.REGIME].nature is Nature.MODELLED
    efficient = measures[metrics.EFFICIENCY].value
    assert isinstance(efficient, float)
    assert 0.5 < efficient <= 1


def test_a_saw_is_a_range(bench: Bench) -> None:
    close = 0.836 * (1 + 0.01 * np.where(np.arange(600) % 2, 1, -1))
    assert measure_regime(bench.data(), bench.grid(close)).regime is Regime.RANGING


def test_thin_history_is_uncertain_and_says_so(bench: Bench) -> None:
    for candles in (None, bench.grid(bench.walk(300))):
        got = measure_regime(bench.data(), candles)
        assert got.regime is Regime.UNCERTAIN
        assert got.percentile is None
        assert [(gap.part, gap.reason) for gap in got.part.gaps] == [("regime", "thin")]


def test_fewer_bars_than_the_length_give_no_adx() -> None:
    few = np.linspace(1.0, 2.0, 10)
    assert [len(line) for line in directional(few, few, few, 14)] == [0, 0, 0]
