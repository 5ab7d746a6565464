"""Fitting the calibration to windows of the past."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from statistics import NormalDist
from typing import Final

import numpy as np

from reporter.signals.calibration import (
    COVERAGE,
    FIT,
    FORMULA,
    MULTIPLES,
    Calibration,
    Frequencies,
    weights,
)
from reporter.signals.candles import LOOKBACK
from reporter.signals.forecast import OWN, WINDOWS, design
from reporter.signals.reach import CHANCES, table, tail_exponent
from reporter.signals.series import Floats
from reporter.signals.windows import Windows

FITTED: Final = (1, 4, 8, 24, 72)
"""Horizons in hours that are fitted; others are read between them."""

TRUST: Final[Mapping[int, float]] = {72: 0.8}
"""How far a horizon's weights go from own long-run levels towards least squares (else all the
way): over three days least squares reacts too strongly to the last hours."""

LEAST_WINDOWS: Final = 500
"""Fewer windows of a horizon are not fitted."""

_STILL: Final = 0.01
"""A window's variance counts as at least this part of the last 180 days': a window without a
trade has no logarithm."""


def fit(samples: Mapping[int, Windows]) -> Calibration | None:
    """The calibration of these windows, by hours; None with too few of them.

    The forecast is a least-squares fit of the log of the windows' squared ranges (a variance,
    Parkinson, 1980); tables, tail and band are quantiles of what happened in units of that
    forecast. Hours that are not ``FITTED`` get frequencies only.
    """
    if any(len(samples[hours]) < LEAST_WINDOWS for hours in FITTED):
        return None
    pairs = [_weigh(samples[hours]) for hours in FITTED]
    scaled = [_scaled(samples[h], scale) for h, (_, scale) in zip(FITTED, pairs, strict=True)]
    tails = [tail_exponent(np.concatenate((one[0], one[1]))) for one in scaled]
    return Calibration(
        hours=np.array(FITTED, dtype=np.float64),
        coefficients=tuple(found for found, _ in pairs),
        above=np.stack([table(one[0]) for one in scaled]),
        below=np.stack([table(one[1]) for one in scaled]),
        band=np.stack([_band(one[2]) for one in scaled]),
        tail=float(np.median(tails)),
        frequencies=tuple(_count(samples[hours]) for hours in sorted(samples)),
        methods=(FIT,) * len(FITTED),
    )


def _weigh(sample: Windows) -> tuple[Floats, Floats]:
    """A horizon's weights, and the forecast of each of its windows."""
    x = design(sample.logs, sample.start, sample.hours)
    least = _STILL * np.exp(sample.logs[:, -1])
    y = np.log(np.maximum((sample.above + sample.below) ** 2 / sample.hours, least))
    found, *_ = np.linalg.lstsq(x.T @ x, x.T @ y, rcond=None)
    trust = TRUST.get(sample.hours, 1.0)
    drawn = trust * found + (1.0 - trust) * _levels(sample.hours)
    drawn[0] += x.mean(axis=0) @ (found - drawn)
    return np.asarray(drawn), np.exp(x @ drawn / 2.0) * math.sqrt(sample.hours)


def _levels(hours: int) -> Floats:
    """Weights that forecast the mean of the log variances of the last week, 30 and 180 days."""
    found = np.zeros(weights(hours))
    found[[1 + WINDOWS.index(n) for n in (OWN, 720, LOOKBACK)]] = 1.0 / 3.0
    return found


def _scaled(sample: Windows, scale: Floats) -> tuple[Floats, Floats, Floats]:
    """Excursions above and below and the change to the close, in units of the forecast."""
    return sample.above / scale, sample.below / scale, sample.close / scale


def _band(close: Floats) -> Floats:
    """How far the close falls and rises at most in ``COVERAGE`` of the cases, equal tails."""
    low, high = np.quantile(close, [(1.0 - COVERAGE) / 2.0, (1.0 + COVERAGE) / 2.0])
    return np.asarray(np.maximum(np.array([-low, high]), 1e-3))


def _count(sample: Windows) -> Frequencies:
    """The shares of windows that touched each multiple of own volatility, and ended higher."""
    unit = sample.own * math.sqrt(sample.hours)
    above, below = (
        tuple(float((side >= multiple * unit).mean()) for multiple in MULTIPLES)
        for side in (sample.above, sample.below)
    )
    higher = float((sample.close > 0).mean())
    return Frequencies(
        hours=sample.hours, windows=len(sample), above=above, below=below, higher=higher
    )


def with_formula(fitted: Calibration, hours: Collection[int]) -> Calibration:
    """The calibration with the driftless normal formula in place of these horizons.

    Its chance of a touch is twice that of ending beyond the level (the reflection principle),
    by the volatility of the last week.
    """
    normal = NormalDist()
    reach = np.array([normal.inv_cdf(1.0 - chance / 2.0) for chance in CHANCES])
    edge = normal.inv_cdf((1.0 + COVERAGE) / 2.0)
    own = 1 + WINDOWS.index(OWN)
    chosen = np.isin(fitted.hours, sorted(hours))
    return replace(
        fitted,
        coefficients=tuple(
            np.eye(len(one))[own] if plain else one
            for plain, one in zip(chosen, fitted.coefficients, strict=True)
        ),
        above=np.where(chosen[:, None], reach, fitted.above),
        below=np.where(chosen[:, None], reach, fitted.below),
        band=np.where(chosen[:, None], edge, fitted.band),
        methods=tuple(FORMULA if plain else FIT for plain in chosen),
    )
