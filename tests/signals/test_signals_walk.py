"""Windows against naive counting, and a walk forward that never looks ahead."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import replace

import numpy as np
import pytest

from reporter.signals import walk
from reporter.signals.calibration import MULTIPLES, Calibration
from reporter.signals.fit import fit
from reporter.signals.hourly import Bars
from reporter.signals.series import HOUR
from reporter.signals.trials import touches
from reporter.signals.windows import Windows, windows

START = 490_000 * HOUR


def synthetic(seed: int, hours: int = 1500, symbol: str = "") -> Bars:
    """Bars of a random walk, drawn for the test."""
    rng = np.random.default_rng(seed)
    path = np.cumsum(rng.normal(0, 0.002, (hours, 12))).reshape(hours, 12)
    opening = np.concatenate((path[:1, 0], path[:-1, -1]))
    return Bars(
        symbol=symbol or f"S{seed}",
        start=START,
        open=np.exp(opening),
        high=np.exp(np.maximum(path.max(axis=1), opening)),
        low=np.exp(np.minimum(path.min(axis=1), opening)),
        close=np.exp(path[:, -1]),
        traded=np.ones(hours, dtype=np.bool_),
    )


def cut(bars: Bars, hours: int) -> Bars:
    return replace(
        bars, open=bars.open[:hours], high=bars.high[:hours], low=bars.low[:hours],
        close=bars.close[:hours], traded=bars.traded[:hours],
    )  # fmt: skip


@pytest.mark.parametrize("hours", [1, 8, 72])
def test_windows_are_what_a_naive_count_gives(hours: int) -> None:
    bars = synthetic(1, 500)
    found = windows([bars], hours)
    assert len(found) == 500 - 335 - hours
    for row in (0, 17, len(found) - 1):
        bar = 335 + row
        assert found.start[row] == START + HOUR * (bar + 1)
        ahead = slice(bar + 1, bar + 1 + hours)
        price = bars.close[bar]
        assert found.above[row] == pytest.approx(max(0.0, math.log(bars.high[ahead].max() / price)))
        assert found.below[row] == pytest.approx(max(0.0, math.log(price / bars.low[ahead].min())))
        assert found.close[row] == pytest.approx(math.log(bars.close[bar + hours] / price))
        returns = np.diff(np.log(bars.close[bar - 168 : bar + 1]))
        assert found.own[row] == pytest.approx(math.sqrt((returns**2).mean()))


def test_a_symbol_shorter_than_the_window_has_none() -> None:
    assert len(windows([synthetic(1, 50)], 72)) == 0


def test_windows_with_missing_hours_do_not_count() -> None:
    bars = synthetic(1, 500)
    bars.traded[450] = False
    whole, eight = windows([synthetic(1, 500)], 8), windows([bars], 8)
    assert len(whole) - len(eight) == 9, "eight windows that hold it, one that starts after it"
    assert len(windows([bars], 24)) == len(windows([synthetic(1, 500)], 24)) - 1


def test_the_references_are_the_shares_of_the_fitted_windows_and_the_formula() -> None:
    samples = walk.samples_of([synthetic(1), synthetic(2)])
    calibration = fit(samples)
    assert calibration is not None
    found = touches(samples[24], calibration)
    assert len(found.happened) == 2 * len(MULTIPLES) * len(samples[24])
    for multiple in MULTIPLES:
        here = found.multiple == multiple
        assert found.frequency[here].mean() == pytest.approx(found.happened[here].mean())
        assert found.normal[here] == pytest.approx(math.erfc(multiple / math.sqrt(2)))
        assert found.probability[here].mean() == pytest.approx(
            found.happened[here].mean(), abs=0.03
        )


def test_a_horizon_that_was_not_counted_is_not_judged() -> None:
    samples = walk.samples_of([synthetic(1)])
    calibration = fit(samples)
    assert calibration is not None
    few = replace(calibration, frequencies=calibration.frequencies[:1])
    assert list(walk.judge([synthetic(1)], few)) == []
    with pytest.raises(ValueError, match="no frequencies for 24 hours"):
        touches(samples[24], few)


def test_what_comes_after_a_moment_changes_nothing_before_it() -> None:
    tracks = [synthetic(seed) for seed in range(3)]
    until = START + HOUR * 1200
    whole = walk.walk_forward(walk.samples_of(tracks), START + HOUR * 900, until)
    known = walk.samples_of([cut(bars, 1200) for bars in tracks])
    told = walk.walk_forward(known, START + HOUR * 900, until)
    assert set(whole) == set(walk.HORIZONS)
    for name, one in whole.items():
        assert np.array_equal(one.touches.probability, told[name].touches.probability)
        assert np.array_equal(one.ends.base_rate, told[name].ends.base_rate)


@pytest.mark.parametrize("count", [2, 3, 7])
def test_no_fit_sees_what_it_forecasts(monkeypatch: pytest.MonkeyPatch, count: int) -> None:
    trained: list[Mapping[int, Windows]] = []
    tested: list[Windows] = []

    def fitted(samples: Mapping[int, Windows]) -> Calibration | None:
        trained.append(samples)
        return fit(samples)

    def judged(sample: Windows, calibration: Calibration) -> object:
        tested.append(sample)
        return touches(sample, calibration)

    monkeypatch.setattr(walk, "fit", fitted)
    monkeypatch.setattr(walk, "touches", judged)
    samples = walk.samples_of([synthetic(seed) for seed in range(count)])
    walk.walk_forward(samples, START + HOUR * 1000, START + HOUR * 1500)
    per_fit = len(walk.HORIZONS)
    assert len(tested) == len(trained) * per_fit
    for number, training in enumerate(trained):
        for test in tested[number * per_fit : (number + 1) * per_fit]:
            own = training[test.hours]
            gap = int(test.start.min()) - int(own.start.max() + HOUR * own.hours)
            assert gap >= HOUR * own.hours, "purged, with an embargo of a window's length"
            if count > 2:
                assert not set(test.symbol.tolist()) & set(own.symbol.tolist())
    everything = sum(len(test) for test in tested if test.hours == 24)
    assert everything == (samples[24].start >= START + HOUR * 1000).sum()


def test_folds_without_enough_before_them_are_left_out() -> None:
    samples = walk.samples_of([synthetic(1, 900)])
    assert walk.walk_forward(samples, START, START + HOUR * 300) == {}


def test_thirds_are_by_recorded_hours() -> None:
    first, second, end = walk.thirds([synthetic(1, 300), synthetic(2, 300)])
    assert (first, second, end) == tuple(START + HOUR * n for n in (100, 200, 300))
