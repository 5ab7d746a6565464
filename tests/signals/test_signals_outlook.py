"""Odds, expected range and base rate of a whole setup, where a calibration is given."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Level, Side
from reporter.newsroom.stored_calibration import stored_calibration
from reporter.signals import measure
from reporter.signals.odds import pooled_confidence
from reporter.signals.outlook import look_out

if TYPE_CHECKING:
    from tests.signals.conftest import Bench

CALIBRATION = stored_calibration().calibration
LEFT = timedelta(hours=2, minutes=39)


def level(price: float) -> Level:
    side = Side.ABOVE if price > 0.836 else Side.BELOW
    return Level(side=side, price=price, size=1.0, hours=24, touch=None, sample=0)


def test_every_level_has_odds_for_every_horizon_that_grow_with_time(bench: Bench) -> None:
    setup = measure(bench.full(), bench.as_of, calibration=CALIBRATION)
    assert setup.levels
    for one in setup.levels:
        assert [name for name, _ in one.odds] == ["settlement", "24h", "72h"]
        told = [chance for _, chance in one.odds]
        assert told == sorted(told)
        assert all(0 <= chance <= 1 for chance in told)


def test_no_odds_are_given_to_a_settlement_that_nobody_knows(bench: Bench) -> None:
    data = bench.full()
    without = {name: one for name, one in data.history.items() if name != "funding"}
    data = replace(data, next_settlement=None, interval_hours=None, history=without)
    setup = measure(data, bench.as_of, calibration=CALIBRATION)
    assert setup.levels
    for one in setup.levels:
        assert [name for name, _ in one.odds] == ["24h", "72h"]


def test_nearer_levels_are_likelier(bench: Bench) -> None:
    outlook, _ = look_out(bench.full(), bench.grid(bench.walk(1000)), 0.836, CALIBRATION, LEFT)
    assert outlook is not None
    near, far, below = outlook.with_odds((level(0.85), level(0.92), level(0.80)))
    for n in range(3):
        assert near.odds[n][1] > far.odds[n][1]
        assert below.odds[n][1] > 0
    assert far.odds[0][1] < 0.01
    assert outlook.with_odds(()) == ()


def test_the_expected_range_is_measured_on_both_sides_of_the_price(bench: Bench) -> None:
    setup = measure(bench.full(), bench.as_of, calibration=CALIBRATION)
    values = {}
    for metric in (
        metrics.RANGE_LOW_THREE_DAYS, metrics.RANGE_LOW_DAY, metrics.PRICE,
        metrics.RANGE_HIGH_DAY, metrics.RANGE_HIGH_THREE_DAYS, metrics.RANGE_COVERAGE,
    ):  # fmt: skip
        found = setup.measure(metric)
        assert found is not None
        values[metric] = float(found.value)  # type: ignore[arg-type]  # prices and a share
        if metric != metrics.PRICE:
            assert found.nature is Nature.MODELLED
    assert values.pop(metrics.RANGE_COVERAGE) == 0.8
    prices = list(values.values())
    assert prices == sorted(prices)
    assert len(set(prices)) == 5


def test_the_base_rate_is_that_of_all_symbols_and_no_edge_is_claimed(bench: Bench) -> None:
    setup = measure(bench.full(), bench.as_of, calibration=CALIBRATION)
    counted = CALIBRATION.frequency(24)
    assert setup.confidence is not None
    assert counted is not None
    assert setup.confidence.base_rate == counted.higher
    assert setup.confidence.sample == counted.windows > 200_000
    assert setup.confidence.probability is None
    assert pooled_confidence(replace(CALIBRATION, frequencies=()), bench.as_of) is None


def test_without_a_calibration_nothing_changes(bench: Bench) -> None:
    setup = measure(bench.full(), bench.as_of)
    assert all(one.odds == () for one in setup.levels)
    assert setup.measure(metrics.RANGE_LOW_DAY) is None
    assert not any(gap.part == "odds" for gap in setup.gaps)


@pytest.mark.parametrize("hours", [100, 335])
def test_a_short_history_is_a_named_gap(bench: Bench, hours: int) -> None:
    data = bench.data(candles=bench.candles(bench.walk(hours)))
    setup = measure(data, bench.as_of, calibration=CALIBRATION)
    assert [gap.reason for gap in setup.gaps if gap.part == "odds"] == ["thin"]
    assert all(one.odds == () for one in setup.levels)


def test_a_missing_price_is_a_named_gap(bench: Bench) -> None:
    candles = bench.grid(bench.walk(1000))
    outlook, part = look_out(bench.full(), candles, None, CALIBRATION, LEFT)
    assert outlook is None
    assert [gap.part for gap in part.gaps] == ["odds"]


@pytest.mark.parametrize("left", [timedelta(seconds=30), timedelta(0), timedelta(hours=80)])
def test_a_settlement_at_hand_or_too_far_off_is_no_horizon(bench: Bench, left: timedelta) -> None:
    outlook, _ = look_out(bench.full(), bench.grid(bench.walk(1000)), 0.836, CALIBRATION, left)
    assert outlook is not None
    (one,) = outlook.with_odds((level(0.85),))
    assert [name for name, _ in one.odds] == ["24h", "72h"]


def test_the_odds_do_not_depend_on_bars_after_the_moment(bench: Bench) -> None:
    data = bench.full()
    candles = data.history["candles"]
    later = replace(
        candles,
        times=np.append(candles.times, candles.times[-1] + candles.step),
        columns={name: np.append(one, one[-1] * 2) for name, one in candles.columns.items()},
    )
    peeked = replace(data, history={**data.history, "candles": later})
    before = measure(data, bench.as_of, calibration=CALIBRATION)
    after = measure(peeked, bench.as_of, calibration=CALIBRATION)
    assert before.levels == after.levels
    assert before.measure(metrics.RANGE_LOW_DAY) == after.measure(metrics.RANGE_LOW_DAY)
