"""Reach odds and base rates against a naive count."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.model.setup import Side
from reporter.signals.candles import read_candles
from reporter.signals.odds import confidence, past_moves

if TYPE_CHECKING:
    from reporter.signals.candles import Candles
    from tests.signals.conftest import Bench


def naive_share(candles: Candles, side: Side, ratio: float, hours: int = 24) -> float:
    hits, windows = 0, 0
    for start in range(len(candles) - hours):
        after = slice(start + 1, start + 1 + hours)
        windows += 1
        if side is Side.ABOVE:
            hits += bool(candles.high[after].max() / candles.close[start] >= ratio)
        else:
            hits += bool(candles.low[after].min() / candles.close[start] <= ratio)
    return hits / windows


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 1000), ratio=st.floats(0.9, 1.1))
def test_shares_are_counted_right(bench: Bench, seed: int, ratio: float) -> None:
    candles = bench.grid(bench.walk(200, seed))
    moves = past_moves(candles)
    assert moves.sample == 200 - 24
    for side in Side:
        assert moves.touched(side, ratio) == pytest.approx(naive_share(candles, side, ratio))


def test_farther_is_never_likelier(bench: Bench) -> None:
    moves = past_moves(bench.grid(bench.walk(1000)))
    above = [moves.touched(Side.ABOVE, 1 + d / 100) or 0.0 for d in range(20)]
    below = [moves.touched(Side.BELOW, 1 - d / 100) or 0.0 for d in range(20)]
    assert above == sorted(above, reverse=True)
    assert below == sorted(below, reverse=True)
    assert above[0] > above[-1]
    assert below[0] > below[-1]


def test_a_steady_climb_always_ends_higher(bench: Bench) -> None:
    candles = bench.grid(np.linspace(1.0, 2.0, 300))
    odds, part = confidence(bench.data(), candles, past_moves(candles), bench.as_of)
    assert odds is not None
    assert odds.base_rate == 1.0
    assert odds.sample == 276
    assert odds.hours == 24
    assert odds.event == "price higher 24 hours later"
    assert odds.probability is None, "no skill is invented"
    values = {measure.metric: measure.value for measure in part.measures}
    assert values == {metrics.BASE_RATE: 1.0, metrics.BASE_SAMPLE: 276, metrics.HORIZON: 24}


def test_unchanged_is_not_higher(bench: Bench) -> None:
    candles = bench.grid(np.full(300, 1.0))
    odds, _ = confidence(bench.data(), candles, past_moves(candles), bench.as_of)
    assert odds is not None
    assert odds.base_rate == 0.0


@pytest.mark.parametrize(("hours", "enough"), [(124, True), (123, False), (24, False)])
def test_under_a_hundred_windows_nothing_is_said(bench: Bench, hours: int, enough: bool) -> None:
    candles = bench.grid(bench.walk(hours))
    moves = past_moves(candles)
    odds, part = confidence(bench.data(), candles, moves, bench.as_of)
    assert (moves.touched(Side.ABOVE, 1.01) is not None) is enough
    assert (odds is not None) is enough
    assert bool(part.gaps) is not enough


def test_windows_with_holes_do_not_count(bench: Bench) -> None:
    series = bench.candles(bench.walk(200))
    keep = np.ones(200, dtype=bool)
    keep[100:110] = False
    candles, _ = read_candles(bench.data(candles=series.where(keep)), bench.as_of)
    moves = past_moves(candles)
    assert candles is not None
    assert 0 < moves.sample < 200 - 24 - 10
    assert confidence(bench.data(), None, past_moves(None), bench.as_of)[0] is None
