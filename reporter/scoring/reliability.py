"""Whether what was called 20 % happened in 20 of 100 cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reporter.scoring.bootstrap import Floats

BINS: Final = 10
"""Bins of equal width from 0 to 1."""


@dataclass(frozen=True, slots=True)
class Bin:
    """Trials with forecasts of one tenth: how many, their mean forecast, and what happened."""

    count: int
    forecast: float
    happened: float


def reliability(probability: Floats, happened: Floats) -> tuple[Bin, ...]:
    """The bins that hold a trial, lowest first."""
    spots = np.minimum((probability * BINS).astype(np.int64), BINS - 1)
    counts = np.bincount(spots, minlength=BINS)
    forecasts = np.bincount(spots, weights=probability, minlength=BINS)
    events = np.bincount(spots, weights=happened, minlength=BINS)
    return tuple(
        Bin(int(count), float(forecast / count), float(event / count))
        for count, forecast, event in zip(counts, forecasts, events, strict=True)
        if count
    )


def calibration_error(bins: tuple[Bin, ...]) -> float:
    """The mean distance of forecast and frequency over the bins, weighted by their trials.

    The expected calibration error of Naeini, Cooper and Hauskrecht (2015), as a fraction.
    """
    total = sum(one.count for one in bins)
    return sum(one.count * abs(one.forecast - one.happened) for one in bins) / total
