"""Odds from a calibration: never out of bounds, never likelier farther away or sooner."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.newsroom.stored_calibration import stored_calibration
from reporter.signals.calibration import Calibration
from reporter.signals.fit import FITTED, with_formula
from reporter.signals.forecast import Forecast, forecast, known, log_variances, own_volatility
from reporter.signals.hourly import Bars
from reporter.signals.reach import CHANCES, between, chances, table, tail_exponent
from reporter.signals.trials import normal_touch

CALIBRATION = stored_calibration().calibration
HOUR = 3_600_000
START = 490_000 * HOUR
FILUSDT_A_DAY = 0.043


def synthetic(
    hours: int = 1000, daily: float = FILUSDT_A_DAY, seed: int = 1, price: float = 0.836
) -> Bars:
    """Bars of a random walk that ends at ``price``: drawn for the test, recorded nowhere."""
    steps = np.random.default_rng(seed).normal(0, daily / math.sqrt(24 * 60), (hours, 60))
    path = np.cumsum(steps).reshape(hours, 60)
    path += math.log(price) - path[-1, -1]
    opening = np.concatenate((path[:1, 0], path[:-1, -1]))
    return Bars(
        symbol="SYNTHETIC",
        start=START,
        open=np.exp(opening),
        high=np.exp(np.maximum(path.max(axis=1), opening)),
        low=np.exp(np.minimum(path.min(axis=1), opening)),
        close=np.exp(path[:, -1]),
        traded=np.ones(hours, dtype=np.bool_),
    )


def made(bars: Bars | None = None, calibration: Calibration = CALIBRATION) -> Forecast:
    found = forecast(bars or synthetic(), calibration)
    assert found is not None
    return found


FORECAST = made()
PLAIN = made(calibration=with_formula(CALIBRATION, FITTED))


def odds(hours: float, *levels: float, of: Forecast = FORECAST) -> npt.NDArray[np.float64]:
    found = of.touch(0.836, np.array(levels), hours)
    assert found is not None
    return found


def test_the_golden_case_a_tenth_away_before_the_settlement_is_under_one_percent() -> None:
    for seed in range(5):
        chance = odds(2.65, 0.92, of=made(synthetic(seed=seed)))[0]
        assert 0 < chance < 0.01


@settings(max_examples=100, deadline=None)
@given(hours=st.floats(1 / 60, 72), away=st.lists(st.floats(1e-6, 3), min_size=2, max_size=9))
def test_farther_is_never_likelier_on_either_side(hours: float, away: list[float]) -> None:
    steps = np.sort(away)
    for sign in (1, -1):
        found = odds(hours, *(0.836 * np.exp(sign * steps)))
        assert ((found >= 0) & (found <= 1)).all()
        assert (np.diff(found) <= 1e-12).all()


@settings(max_examples=100, deadline=None)
@given(
    hours=st.lists(st.floats(1 / 60, 72), min_size=2, max_size=6),
    away=st.floats(-1, 1),
    plain=st.booleans(),
    seed=st.integers(0, 20),
)
def test_more_time_is_never_less_likely(
    hours: list[float], away: float, plain: bool, seed: int
) -> None:
    calibration = with_formula(CALIBRATION, FITTED) if plain else CALIBRATION
    of = made(synthetic(seed=seed, hours=400), calibration)
    found = [odds(one, 0.836 * math.exp(away), of=of)[0] for one in sorted(hours)]
    assert (np.diff(found) >= -1e-12).all()


def test_at_the_price_it_is_certain_and_near_it_almost() -> None:
    assert odds(1.0, 0.836).tolist() == [1.0]
    assert (odds(24, 0.8361, 0.8359) > 0.95).all()


def test_odds_are_smooth_at_fitted_horizons() -> None:
    for hours in FITTED:
        before, after = odds(hours * 0.9999, 0.85), odds(min(hours * 1.0001, 72), 0.85)
        assert before == pytest.approx(after, rel=1e-3)


def test_a_wilder_symbol_reaches_farther() -> None:
    calm, wild = made(synthetic(daily=0.02)), made(synthetic(daily=0.08))
    assert odds(24, 0.9, of=wild)[0] > 5 * odds(24, 0.9, of=calm)[0]


@pytest.mark.parametrize(
    ("price", "level", "hours"),
    [(0.836, 0.9, 0.0), (0.836, 0.9, 73), (0.836, 0.9, math.nan), (0.0, 0.9, 8), (0.836, 0.0, 8),
     (0.836, -1.0, 8), (math.nan, 0.9, 8), (0.836, math.nan, 8)],
)  # fmt: skip
def test_what_cannot_be_asked_has_no_odds(price: float, level: float, hours: float) -> None:
    assert FORECAST.touch(price, np.array([level]), hours) is None
    if level == 0.9:
        assert FORECAST.expected_range(price, hours) is None


def test_the_expected_range_holds_the_price_and_widens_with_time() -> None:
    ranges = [FORECAST.expected_range(0.836, hours) for hours in (0.1, 1, 5, 24, 60, 72)]
    lows, highs = zip(*(one for one in ranges if one is not None), strict=True)
    assert len(lows) == 6
    assert sorted(lows, reverse=True) == list(lows)
    assert sorted(highs) == list(highs)
    assert lows[0] < 0.836 < highs[0]
    # 80 % of a normal day lie within 1.28 standard deviations
    assert highs[3] == pytest.approx(0.836 * math.exp(1.28 * FILUSDT_A_DAY), rel=0.03)


def test_the_formula_as_a_calibration_gives_the_formula() -> None:
    bars = synthetic(hours=400)
    volatility = math.exp(log_variances(bars, np.array([399]))[0, 4] / 2)
    for hours in (1, 8, 20, 72):
        for multiple in (0.3, 1.0, 2.0, 3.0):
            level = 0.836 * math.exp(multiple * volatility * math.sqrt(hours))
            found = odds(hours, level, of=made(bars, with_formula(CALIBRATION, FITTED)))[0]
            assert found == pytest.approx(normal_touch(multiple), rel=0.03)


def test_a_short_history_has_no_forecast() -> None:
    assert forecast(synthetic(hours=335), CALIBRATION) is None
    assert forecast(synthetic(hours=336), CALIBRATION) is not None


def holed(missing: slice) -> Bars:
    bars = synthetic(hours=400)
    traded = bars.traded.copy()
    traded[missing] = False
    return Bars(
        symbol=bars.symbol, start=bars.start, open=bars.open, high=bars.high, low=bars.low,
        close=bars.close, traded=traded,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("missing", "told"),
    [(slice(300, 324), True), (slice(300, 325), False), (slice(399, 400), False)],
)
def test_too_many_missing_hours_have_no_forecast(missing: slice, told: bool) -> None:
    assert (forecast(holed(missing), CALIBRATION) is not None) is told


def test_missing_hours_do_not_pass_for_calm() -> None:
    whole, some = odds(24, 0.9), odds(24, 0.9, of=made(holed(slice(380, 395))))
    assert some[0] == pytest.approx(whole[0], rel=1.0)
    assert known(holed(slice(380, 395))).sum() == 400 - 335 - 15


def test_an_hour_without_a_move_is_no_forecast_of_standstill() -> None:
    bars = synthetic(hours=400)
    for prices in (bars.open, bars.high, bars.low, bars.close):
        prices[-1] = bars.close[-2]
    assert odds(8, 0.836 * 1.03, of=made(bars))[0] > 0.01


def test_a_market_that_never_moved_still_has_odds_within_bounds() -> None:
    flat = np.full(400, 1.0)
    bars = Bars(
        symbol="FLAT", start=START, open=flat, high=flat, low=flat, close=flat,
        traded=np.ones(400, dtype=np.bool_),
    )  # fmt: skip
    found = made(bars).touch(1.0, np.array([0.5, 1.0, 2.0]), 24)
    assert found is not None
    assert found[1] == 1.0
    assert ((found >= 0) & (found < 1e-4))[[0, 2]].all()
    assert own_volatility(bars)[-1] == 0.0


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 10), min_size=1, max_size=200))
def test_tables_rise_whatever_they_are_made_of(excursions: list[float]) -> None:
    found = table(np.array(excursions))
    assert len(found) == len(CHANCES)
    assert found[0] > 0
    assert (np.diff(found) > 0).all()
    assert 2 <= tail_exponent(np.array(excursions)) <= 10


def test_a_table_gives_back_the_shares_it_was_made_of() -> None:
    drawn = np.abs(np.random.default_rng(5).standard_t(4, 100_000))
    reach = table(drawn)[None, :]
    distances = np.array([[0.5, 1.0, 2.0, 4.0]])
    found = chances(distances, reach, tail_exponent(drawn))[0]
    shares = [(drawn > one).mean() for one in distances[0]]
    assert found == pytest.approx(shares, abs=0.003)


def test_beyond_the_table_the_chance_falls_with_a_power() -> None:
    reach = np.linspace(0.1, 3.2, len(CHANCES))[None, :]
    near, far = chances(np.array([[6.4, 12.8]]), reach, 3.0)[0]
    assert near == pytest.approx(CHANCES[-1] / 8)
    assert far == pytest.approx(near / 8)


def test_between_two_horizons_distances_are_a_power_of_time() -> None:
    values = np.array([[1.0, 2.0], [2.0, 4.0]])
    fitted = np.array([1.0, 4.0])
    assert between(values, fitted, 2.0) == pytest.approx([math.sqrt(2), 2 * math.sqrt(2)])
    assert between(values, fitted, 0.25) == pytest.approx([0.5, 1.0])
    assert between(values, fitted, 16.0) == pytest.approx([4.0, 8.0])
    falling = np.array([[2.0, 4.0], [1.0, 5.0]])
    assert between(falling, fitted, 4.0) == pytest.approx([2.0, 5.0]), "never less with more time"
