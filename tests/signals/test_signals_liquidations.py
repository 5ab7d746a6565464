"""The modelled map: identities, cases by hand, and a naive replay as oracle."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.model.market import Gap, Nature
from reporter.model.setup import Side
from reporter.signals.liquidations import (
    LiquidationMap,
    liquidation_map,
    measure_liquidations,
)
from reporter.signals.margins import LEVERAGE, MIDDLING, PRIOR, Bracket

if TYPE_CHECKING:
    from reporter.signals.candles import Candles
    from reporter.signals.series import Series
    from tests.signals.conftest import Bench, Floats

WEEK = 7 * 24
MAINTENANCE = MIDDLING[0].rate


def chart_of(
    bench: Bench, close: Floats, coins: Floats, *, price: str, now: str, spread: float = 0.0
) -> tuple[LiquidationMap, Candles, Series]:
    """The map for these hourly closes and four-hourly samples of open interest."""
    candles = bench.grid(close, spread=spread)
    history = bench.series("open_interest", bench.last_close, 4, coins=coins)
    data = bench.with_readings(bench.data(), price=price, mark=price, open_interest_coins=now)
    chart = liquidation_map(data, candles, history)
    assert chart is not None
    return chart, candles, history


def by_leverage(side: tuple[Floats, Floats]) -> Floats:
    """Coins by leverage."""
    return np.asarray(side[1].reshape(-1, len(LEVERAGE)).sum(axis=0))


def naive_longs(
    candles: Candles, history: Series, price: float, now: float
) -> dict[tuple[int, int], float]:
    """Coins of longs left by (bar, leverage), replayed contract by contract."""
    low = [*candles.low.tolist(), price]
    paid = [*candles.vwap().tolist(), price]
    volume = [*candles.volume.tolist(), 0.0]
    cuts = [int((t - candles.start) // 3_600_000) - 1 for t in history.times]
    steps = [(max(0, cuts[0] - WEEK + 1), cuts[0] + 1)]
    steps += [(a + 1, b + 1) for a, b in zip([*cuts[:-1]], cuts[1:], strict=True)]
    steps.append((cuts[-1] + 1, len(low)))
    held: dict[tuple[int, int], float] = {}
    for (first, last), wanted in zip(steps, [*history["coins"].tolist(), now], strict=True):
        reached = min(low[first:last])
        held = {key: coins for key, coins in held.items() if edge(paid[key[0]], key[1]) < reached}
        total = sum(held.values())
        if total >= wanted:
            held = {key: coins * wanted / total for key, coins in held.items()}
            continue
        room = {
            (bar, k): PRIOR[k] * volume[bar]
            for bar in range(first, last)
            for k in range(len(LEVERAGE))
            if all(edge(paid[bar], k) < one for one in low[bar + 1 : last])
        }
        if sum(room.values()) == 0:
            room = {key: PRIOR[key[1]] for key in room}
        whole = sum(room.values())
        for key, part in room.items():
            held[key] = (wanted - total) * part / whole
    return held


def edge(paid: float, k: int) -> float:
    return float(paid * (1 - 1 / LEVERAGE[k]) / (1 - MAINTENANCE))


def test_the_prior_is_a_distribution() -> None:
    assert PRIOR.sum() == pytest.approx(1.0)
    assert (PRIOR > 0).all()
    assert (1 / LEVERAGE > MAINTENANCE).all(), "no contract is born liquidated"


def test_a_quiet_market_by_hand(bench: Bench) -> None:
    chart, _, _ = chart_of(bench, np.ones(500), np.full(60, 100.0), price="1", now="100")
    for side, prices in (
        (chart.below, (1 - 1 / LEVERAGE) / (1 - MAINTENANCE)),
        (chart.above, (1 + 1 / LEVERAGE) / (1 + MAINTENANCE)),
    ):
        assert by_leverage(side) == pytest.approx(100 * PRIOR)
        assert side[0][: len(LEVERAGE)] == pytest.approx(prices)
    # Ten times: liquidated at 0.9 / 0.994 and 1.1 / 1.006. Within 15 %: from 10x on.
    assert chart.below[0][2] == pytest.approx(0.905433, abs=1e-6)
    assert chart.above[0][2] == pytest.approx(1.093439, abs=1e-6)
    assert chart.total(Side.ABOVE) == pytest.approx(100 * PRIOR[2:].sum())
    assert chart.total(Side.BELOW) == pytest.approx(100 * PRIOR[2:].sum())


def test_falling_open_interest_shrinks_both_sides_pro_rata(bench: Bench) -> None:
    coins = np.concatenate((np.full(59, 100.0), [50.0]))
    chart, _, _ = chart_of(bench, np.ones(500), coins, price="1", now="40")
    assert by_leverage(chart.below) == pytest.approx(40 * PRIOR)
    assert by_leverage(chart.above) == pytest.approx(40 * PRIOR)


def test_new_contracts_stand_on_both_sides_of_the_price_paid(bench: Bench) -> None:
    coins = np.concatenate((np.full(59, 100.0), [150.0]))
    close = np.concatenate((np.ones(496), np.full(4, 1.005)))
    chart, _, _ = chart_of(bench, close, coins, price="1.005", now="150")
    longs = chart.below[1].reshape(-1, len(LEVERAGE))
    shorts = chart.above[1].reshape(-1, len(LEVERAGE))
    assert longs[-5:].sum() == pytest.approx(50)
    assert shorts[-5:].sum() == pytest.approx(50)
    assert longs.sum() == pytest.approx(150)


def test_swept_levels_are_gone_and_opened_again_at_the_new_price(bench: Bench) -> None:
    # The price rises by a tenth: shorts from 10x on (1.0934 and nearer) were liquidated, and
    # open interest did not fall: others took their place at the new price.
    close = np.concatenate((np.ones(480), np.full(20, 1.1)))
    chart, _, _ = chart_of(bench, close, np.full(60, 100.0), price="1.1", now="100")
    shorts = chart.above[1].reshape(-1, len(LEVERAGE))
    old, new = shorts[:-21], shorts[-21:]
    assert old[:, 2:].sum() == pytest.approx(0.0, abs=1e-9)
    assert old[:, :2].sum() == pytest.approx(45.0)
    assert new.sum() == pytest.approx(55.0)
    assert (chart.above[0][chart.above[1] > 0] > 1.1).all()
    longs = chart.below[1].reshape(-1, len(LEVERAGE))
    assert longs[:-21].sum() == pytest.approx(100.0), "a rise liquidates no long"


def test_the_running_hour_sweeps_too(bench: Bench) -> None:
    chart, _, _ = chart_of(bench, np.ones(500), np.full(60, 100.0), price="0.94", now="100")
    left = chart.below[0][chart.below[1] > 0]
    assert (left < 0.94).all()
    assert chart.below[1].sum() == pytest.approx(100.0)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    samples=st.integers(43, 70),
    noise=st.sampled_from([0.0, 0.02, 0.5]),
    sigma=st.sampled_from([0.001, 0.01, 0.05]),
    now=st.floats(1.0, 1e6),
)
def test_both_sides_equal_the_open_interest(
    bench: Bench, seed: int, samples: int, noise: float, sigma: float, now: float
) -> None:
    drawn = np.random.default_rng(seed)
    coins = 1000 * np.exp(np.cumsum(drawn.normal(0, noise, samples)))
    close = bench.walk(400, seed, sigma=sigma)
    chart, _, _ = chart_of(bench, close, coins, price="0.836", now=repr(now), spread=0.002)
    for prices, left in (chart.above, chart.below):
        assert left.sum() == pytest.approx(now)
        assert (left >= 0).all()
        assert np.isfinite(prices).all()
    assert (chart.above[0][chart.above[1] > 0] > chart.price).all()
    assert (chart.below[0][chart.below[1] > 0] < chart.price).all()
    worth = now * chart.mark
    assert 0 <= chart.total(Side.ABOVE) <= worth * (1 + 1e-9)
    assert 0 <= chart.total(Side.BELOW) <= worth * (1 + 1e-9)


@settings(max_examples=10, deadline=None)
@given(seed=st.integers(0, 1000), quiet=st.booleans())
def test_the_map_is_the_naive_replay(bench: Bench, seed: int, quiet: bool) -> None:
    drawn = np.random.default_rng(seed)
    close = bench.walk(260, seed, sigma=0.02)
    volume = drawn.exponential(100, 260)
    if quiet:
        volume[-40:-20] = 0.0
    candles = bench.grid(close, volume=volume, quote_volume=volume * close)
    coins = 1000 * np.exp(np.cumsum(drawn.normal(0, 0.1, 45)))
    end = bench.last_close - timedelta(hours=2)
    history = bench.series("open_interest", end, 4, coins=coins)
    data = bench.with_readings(bench.data(), price="0.83", open_interest_coins="1234.5")
    chart = liquidation_map(data, candles, history)
    assert chart is not None
    left = chart.below[1].reshape(-1, len(LEVERAGE))
    first = len(candles) + 1 - len(left)
    got = {(first + i, k): v for (i, k), v in np.ndenumerate(left) if v > 0}
    wanted = {k: v for k, v in naive_longs(candles, history, 0.83, 1234.5).items() if v > 0}
    assert got == pytest.approx(wanted)


def test_finer_samples_are_thinned(bench: Bench) -> None:
    candles = bench.grid(bench.walk(500))
    coins = np.linspace(90.0, 100.0, 400)
    hourly = bench.series("open_interest", bench.last_close, 1, coins=coins)
    fourth = hourly.where(np.arange(400) % 4 == 3)
    one = liquidation_map(bench.data(), candles, hourly)
    two = liquidation_map(bench.data(), candles, fourth)
    assert one is not None
    assert two is not None
    assert one.total(Side.ABOVE) == pytest.approx(two.total(Side.ABOVE), rel=1e-6)


def test_open_interest_may_be_newer_than_the_candles(bench: Bench) -> None:
    history = bench.series(
        "open_interest", bench.last_close + timedelta(hours=1), 1, coins=np.full(300, 100.0)
    )
    chart = liquidation_map(bench.data(), bench.grid(np.full(400, 0.836)), history)
    assert chart is not None
    assert chart.above[1].sum() == pytest.approx(43.1e6)


@pytest.mark.parametrize(
    ("samples", "age", "hours", "there"),
    [
        (43, 0, 400, True),  # seven days
        (42, 0, 400, False),
        (60, 23, 400, True),
        (60, 25, 400, False),  # the newest sample is too old
        (60, 0, 160, False),  # too few candles under the samples
        (60, 0, 180, True),
    ],
)
def test_a_short_or_old_history_gives_no_map(
    bench: Bench, samples: int, age: int, hours: int, there: bool
) -> None:
    end = bench.last_close - timedelta(hours=age)
    history = bench.series("open_interest", end, 4, coins=np.full(samples, 1e6))
    chart = liquidation_map(bench.data(), bench.grid(bench.walk(hours)), history)
    assert (chart is not None) is there


def test_no_candle_under_any_sample(bench: Bench) -> None:
    old = bench.series(
        "open_interest", bench.last_close - timedelta(hours=20), 4, coins=np.full(60, 1e6)
    )
    assert liquidation_map(bench.data(), bench.grid(bench.walk(10)), old) is None


@pytest.mark.parametrize("lacks", [metrics.PRICE, metrics.OPEN_INTEREST_COINS])
def test_no_map_without_price_or_open_interest(bench: Bench, lacks: str) -> None:
    data = bench.full().without(
        lacks, Gap(subject="FILUSDT", part="x", reason="timeout", detail="No.")
    )
    candles = bench.grid(bench.walk(500))
    assert liquidation_map(data, candles, data.history["open_interest"]) is None
    assert liquidation_map(bench.full(), None, data.history["open_interest"]) is None
    assert liquidation_map(bench.full(), candles, None) is None


def test_totals_are_modelled_dollars(bench: Bench) -> None:
    data = bench.full()
    history = data.history["open_interest"]
    chart = liquidation_map(data, bench.grid(bench.walk(500)), history)
    assert chart is not None
    part = measure_liquidations(data, chart, history, 60.0, bench.as_of)
    assert [(measure.metric, measure.unit) for measure in part.measures] == [
        (metrics.LIQUIDATIONS_ABOVE, "usd"),
        (metrics.LIQUIDATIONS_BELOW, "usd"),
        (metrics.LIQUIDATIONS_GRAVITY, "ratio"),
    ]
    for measure in part.measures:
        assert measure.nature is Nature.MODELLED
        assert measure.source == history.sources[-1]
        assert measure.formula.startswith("modelled")
        assert "venue set: binance" in measure.formula
    assert "horizon 24 h" in part.measures[-1].formula
    missing = measure_liquidations(data, None, None, None, bench.as_of)
    assert [(gap.part, gap.reason) for gap in missing.gaps] == [("liquidation map", "thin")]
    calm = measure_liquidations(data, chart, history, None, bench.as_of)
    assert [(gap.part, gap.reason) for gap in calm.gaps] == [("liquidation gravity", "thin")]


def test_own_brackets_move_the_map_and_are_said(bench: Bench) -> None:
    strict = (Bracket(cap=1e6, leverage=20, rate=0.04),)
    data = replace(bench.full(), brackets=strict)
    history = data.history["open_interest"]
    candles = bench.grid(bench.walk(500))
    own, assumed = (
        liquidation_map(one, candles, history) for one in (data, replace(data, brackets=()))
    )
    assert own is not None
    assert assumed is not None
    assert not own.assumed
    assert assumed.assumed
    assert by_leverage(own.above)[LEVERAGE > 20].sum() == 0
    assert own.above[1].sum() == pytest.approx(43.1e6)
    words = measure_liquidations(data, own, history, 60.0, bench.as_of).measures[0].formula
    assert "own margins" in words


def two_sided(up: float, down: float) -> LiquidationMap:
    """A map of one cluster 5 % above and one 10 % below a price of 100."""
    return LiquidationMap(
        price=100.0,
        mark=100.0,
        above=(np.array([105.0, 300.0]), np.array([up, 0.0])),
        below=(np.array([90.0]), np.array([down])),
    )


def test_gravity_by_hand() -> None:
    # A year's volatility of sqrt(365) x 5 % is 5 % in a day; log distances 0.0488 and 0.1054.
    volatility = 5.0 * 365**0.5
    up, down = np.exp(-np.log(1.05) / 0.05), 3 * np.exp(np.log(0.9) / 0.05)
    got = two_sided(1.0, 3.0).gravity(volatility)
    assert got == pytest.approx((up - down) / (up + down))
    assert two_sided(1.0, 0.0).gravity(volatility) == 1.0
    assert two_sided(0.0, 1e-12).gravity(volatility) == -1.0
    assert two_sided(1.0, 1e12).gravity(0.01) == 1.0, "to a quiet market only the nearest counts"
    assert two_sided(1.0, 3.0).gravity(1e12) == pytest.approx(-0.5), "to a wild one all are near"
    assert two_sided(1.0, 3.0).gravity(0.0) is None
