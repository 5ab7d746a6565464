"""The map over time: its last column is the map of now, and no column exceeds open interest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.setup import Side
from reporter.signals import liquidation_heatmap
from reporter.signals.heatmap import BINS, MOST_TIMES
from reporter.signals.liquidations import liquidation_map
from reporter.signals.parts import known_at

if TYPE_CHECKING:
    from tests.signals.conftest import Bench


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10_000), sigma=st.sampled_from([0.001, 0.01, 0.04]))
def test_the_last_column_is_the_map_of_now(bench: Bench, seed: int, sigma: float) -> None:
    full = bench.full()
    close = bench.walk(900, seed, sigma=sigma)
    data = replace(full, history={**full.history, "candles": bench.candles(close)})
    got = liquidation_heatmap(data, bench.as_of)
    known = known_at(data, bench.as_of)
    chart = liquidation_map(known, bench.grid(close), known.history["open_interest"])
    assert got is not None
    assert chart is not None
    edges, now = np.array(got.edges), np.array(got.usd[-1])
    wanted = sum(
        np.histogram(prices, edges, weights=usd)[0]
        for prices, usd in (chart.within(side) for side in Side)
    )
    assert now == pytest.approx(wanted, abs=1e-6 * now.sum())
    assert now.sum() == pytest.approx(chart.total(Side.ABOVE) + chart.total(Side.BELOW))
    worth = 2 * 43.1e6 * np.exp(6 * 0.01 * 14) * chart.mark
    assert (np.array(got.usd) >= 0).all()
    assert (np.array(got.usd).sum(axis=1) <= worth).all()


def test_its_shape_is_bounded_and_its_times_rise(bench: Bench) -> None:
    got = liquidation_heatmap(bench.full(), bench.as_of)
    assert got is not None
    assert len(got.times) == len(got.usd) == MOST_TIMES
    assert len(got.edges) == BINS + 1
    assert {len(column) for column in got.usd} == {BINS}
    assert got.times[-1] == bench.as_of
    assert list(got.times) == sorted(set(got.times))
    assert got.times[-2] == bench.last_close - timedelta(hours=1)
    assert got.edges[0] == pytest.approx(0.836 * 0.85)
    assert got.edges[-1] == pytest.approx(0.836 * 1.15)


def test_swept_levels_vanish_from_the_columns_that_follow(bench: Bench) -> None:
    # Quiet at 1, then a tenth up for the last 12 hours: the shorts of 10x (1.0934) are gone.
    close = np.concatenate((np.ones(488), np.full(12, 1.1)))
    interest = bench.series("open_interest", bench.last_close, 4, coins=np.full(60, 100.0))
    data = bench.data(candles=bench.candles(close, spread=0.0), open_interest=interest)
    data = bench.with_readings(data, price="1.1", mark="1.1", open_interest_coins="100")
    got = liquidation_heatmap(data, bench.as_of)
    assert got is not None
    spot = int(np.searchsorted(got.edges, 1.0934)) - 1
    swept = [column[spot] for column in got.usd]
    assert swept[0] > 0
    assert swept[-1] == 0
    moment = [time for time, usd in zip(got.times, swept, strict=True) if usd > 0][-1]
    assert moment == bench.last_close - timedelta(hours=12)


def test_no_map_no_heatmap(bench: Bench) -> None:
    assert liquidation_heatmap(bench.data(), bench.as_of) is None
