"""Levels on their sides of the price, and the price that voids a view."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Bias, Level, Side
from reporter.signals.levels import invalidation, levels, measure_invalidation, round_level
from reporter.signals.liquidations import LiquidationMap
from reporter.signals.odds import past_moves
from reporter.signals.volatility import daily_range

if TYPE_CHECKING:
    from tests.signals.conftest import Bench


def chart(
    above: list[tuple[float, float]], below: list[tuple[float, float]], price: float = 1.0
) -> LiquidationMap:
    """A map of these (price, coins)."""

    def columns(side: list[tuple[float, float]]) -> tuple[np.ndarray, np.ndarray]:
        return np.array([p for p, _ in side]), np.array([c for _, c in side])

    return LiquidationMap(price=price, mark=price, above=columns(above), below=columns(below))


@pytest.mark.parametrize(
    ("value", "price", "side", "rounded"),
    [
        (0.871249, 0.836, Side.ABOVE, 0.8712),
        (65228.7, 65231.5, Side.BELOW, 65230.0),
        (65234.9, 65234.5, Side.ABOVE, 65240.0),  # 65,230 would be below the price
        (1.00004, 1.00003, Side.ABOVE, 1.001),
        (0.99999, 1.0, Side.BELOW, 0.9999),
        (0.0000084217, 0.0000081, Side.ABOVE, 0.000008422),
    ],
)
def test_levels_are_rounded_on_their_side(
    value: float, price: float, side: Side, rounded: float
) -> None:
    assert round_level(value, price, side) == rounded


@settings(max_examples=100, deadline=None)
@given(st.floats(1e-9, 1e9), st.floats(1e-7, 0.5))
def test_rounding_never_changes_sides(price: float, away: float) -> None:
    up, down = price * (1 + away), price * (1 - away)
    assert round_level(up, price, Side.ABOVE) > price
    assert 0 < round_level(down, price, Side.BELOW) < price
    assert round_level(up, price, Side.ABOVE) == pytest.approx(up, rel=2e-3)
    assert round_level(down, price, Side.BELOW) == pytest.approx(down, rel=2e-3)


def test_clusters_are_found_sized_and_ordered(bench: Bench) -> None:
    moves = past_moves(bench.grid(bench.walk(500)))
    found = levels(
        chart(
            above=[(1.04, 30.0), (1.045, 10.0), (1.10, 50.0), (1.30, 900.0)],
            below=[(0.97, 5.0), (0.90, 20.0), (0.60, 75.0)],
        ),
        moves,
    )
    got = [(level.side, level.price, round(level.size, 6)) for level in found]
    assert got == [
        (Side.ABOVE, 1.041, 40.0),
        (Side.ABOVE, 1.1, 50.0),
        (Side.BELOW, 0.97, 5.0),
        (Side.BELOW, 0.9, 20.0),
    ]
    assert all(level.hours == 24 and level.sample == moves.sample for level in found)
    assert found[0].touch == moves.touched(Side.ABOVE, 1.041)
    assert found[3].touch == moves.touched(Side.BELOW, 0.9)


def test_at_most_three_a_side_none_near_and_none_small(bench: Bench) -> None:
    moves = past_moves(bench.grid(bench.walk(50)))
    above = [(1.003, 500.0), (1.03, 40.0), (1.06, 50.0), (1.09, 60.0), (1.12, 30.0)]
    found = levels(chart(above=above, below=[(0.95, 1.0), (0.70, 99.0)]), moves)
    assert [level.price for level in found] == [1.03, 1.06, 1.09]
    assert all(level.touch is None for level in found), "too few windows for odds"
    assert levels(None, moves) == ()


def test_nothing_in_reach_gives_no_levels(bench: Bench) -> None:
    moves = past_moves(None)
    assert levels(chart(above=[(1.5, 10.0)], below=[(0.5, 10.0)]), moves) == ()
    assert levels(chart(above=[(1.1, 0.0)], below=[]), moves) == ()


def level(side: Side, price: float) -> Level:
    return Level(side=side, price=price, size=1.0, hours=24, touch=None, sample=0)


def test_invalidation_takes_a_level_in_range_or_a_distance(bench: Bench) -> None:
    candles = bench.grid(bench.walk(600))
    reach = daily_range(candles)
    price = 0.836
    near = level(Side.BELOW, price * math.exp(-0.4 * reach))
    good = level(Side.BELOW, price * math.exp(-1.0 * reach))
    far = level(Side.BELOW, price * math.exp(-1.6 * reach))
    above = level(Side.ABOVE, price * math.exp(0.9 * reach))
    every = (above, near, good, far)
    assert invalidation(Bias.LONG, price, candles, every) == good.price
    assert invalidation(Bias.SHORT, price, candles, every) == above.price
    plain = invalidation(Bias.LONG, price, candles, (near, far))
    assert plain == pytest.approx(price * math.exp(-1.5 * reach), rel=1e-3)
    other = invalidation(Bias.SHORT, price, candles, ())
    assert other == pytest.approx(price * math.exp(1.5 * reach), rel=1e-3)


def test_no_lean_has_no_invalidation_and_no_gap(bench: Bench) -> None:
    candles = bench.grid(bench.walk(600))
    assert invalidation(Bias.NEUTRAL, 0.836, candles, ()) is None
    assert measure_invalidation(bench.data(), Bias.NEUTRAL, candles, None).gaps == ()


def test_a_lean_without_ground_for_a_price_names_the_gap(bench: Bench) -> None:
    flat = bench.grid(np.full(600, 0.836), spread=0.0)
    for price, candles in ((None, flat), (0.836, None), (0.836, flat)):
        assert invalidation(Bias.LONG, price, candles, ()) is None
    part = measure_invalidation(bench.data(), Bias.LONG, flat, None)
    assert [(gap.part, gap.reason) for gap in part.gaps] == [("invalidation", "thin")]


def test_invalidation_is_a_modelled_price(bench: Bench) -> None:
    candles = bench.grid(bench.walk(600))
    measure = measure_invalidation(bench.data(), Bias.SHORT, candles, 0.9).measures[0]
    assert measure.metric == metrics.INVALIDATION
    assert measure.value == 0.9
    assert measure.unit == "price_usd"
    assert measure.nature is Nature.MODELLED
