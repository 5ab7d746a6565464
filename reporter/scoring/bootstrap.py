"""Intervals by a block bootstrap over days.

All symbols of a day are one bet, and windows of several days overlap, so whole runs of days are
drawn, each with all that was forecast in it. Rows drawn one by one would pass chance for skill.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

BLOCK: Final = 7
"""Days of a block: more than twice the longest horizon that is scored."""

DRAWS: Final = 1000
LEAST_BLOCKS: Final = 4
"""Under this many blocks' worth of days no interval is given."""

INTERVAL: Final = (0.025, 0.975)


def generator(seed: int) -> np.random.Generator:
    """The source of chance that the other functions take, equal for equal seeds."""
    return np.random.default_rng(seed)


def ratio_interval(
    part: Floats, whole: Floats, days: Whole, rng: np.random.Generator
) -> tuple[float, float] | None:
    """The 95 % interval of sum(part) / sum(whole), by circular blocks of days.

    ``part`` and ``whole`` have one value a trial, ``days`` the trial's day (any integer that
    counts days). None where there are too few days, or where a drawn ``whole`` sums to zero.
    """
    present, spots = np.unique(days, return_inverse=True)
    count = len(present)
    if count < LEAST_BLOCKS * BLOCK:
        return None
    by_day = np.stack([np.bincount(spots, weights=values) for values in (part, whole)])
    starts = rng.integers(0, count, size=(DRAWS, -(-count // BLOCK)))
    chosen = (starts[:, :, None] + np.arange(BLOCK)) % count
    sums = by_day[:, chosen.reshape(DRAWS, -1)].sum(axis=2)
    if (sums[1] <= 0).any():
        return None
    low, high = np.quantile(sums[0] / sums[1], INTERVAL)
    return float(low), float(high)
