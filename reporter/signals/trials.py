"""A calibration put to the test: its probabilities for windows whose outcome is known."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from reporter.signals.calibration import MULTIPLES, Calibration, Frequencies
from reporter.signals.forecast import scales
from reporter.signals.reach import between, chances
from reporter.signals.series import HOUR, Floats, Times
from reporter.signals.windows import Windows

_AT_ONCE: Final = 4096
"""Windows worked on together, so that memory stays small."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Touches:
    """Windows times ``MULTIPLES`` times two sides, flat, the sides one after the other.

    ``frequency`` and ``normal`` are the references: the share of fitted windows that touched
    that multiple, and the driftless normal formula with own volatility.
    """

    day: Times
    multiple: Floats
    probability: Floats
    happened: Floats
    frequency: Floats
    normal: Floats


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ends:
    """A value a window: whether it ended higher, its base rate; whether the band held its end."""

    day: Times
    higher: Floats
    base_rate: Floats
    inside: Floats


def touches(sample: Windows, calibration: Calibration) -> Touches:
    """The odds of levels at ``MULTIPLES`` of own volatility times the root of the hours.

    Windows in which the symbol did not move for a week have no such levels and are left out.
    The calibration must have counted frequencies for that many hours.
    """
    sample = sample.where(sample.own > 0)
    unit = sample.own * math.sqrt(sample.hours)
    counted = _counted(calibration, sample.hours)
    levels = unit[:, None] * np.array(MULTIPLES)
    sides = (
        (calibration.above, sample.above, counted.above),
        (calibration.below, sample.below, counted.below),
    )
    both = (len(sides), len(sample), len(MULTIPLES))

    def flat(values: Floats) -> Floats:
        return np.broadcast_to(values, both).ravel()

    scale = scales(sample.logs, sample.start, calibration)
    odds = [_chances(scale, calibration, tables, sample.hours, levels) for tables, _, _ in sides]
    reached = [side[:, None] >= levels for _, side, _ in sides]
    return Touches(
        day=np.broadcast_to(_days(sample)[:, None], both).ravel(),
        multiple=flat(np.array(MULTIPLES)),
        probability=flat(np.stack(odds)),
        happened=flat(np.stack(reached).astype(np.float64)),
        frequency=flat(np.array([share for _, _, share in sides])[:, None, :]),
        normal=flat(np.array([normal_touch(one) for one in MULTIPLES])),
    )


def ends(sample: Windows, calibration: Calibration) -> Ends:
    """The direction of each window beside its base rate, and the expected range put to test."""
    scale = scales(sample.logs, sample.start, calibration)[:, :, None]
    band = between(scale * calibration.band, calibration.hours, sample.hours)
    inside = (sample.close >= -band[:, 0]) & (sample.close <= band[:, 1])
    base = _counted(calibration, sample.hours).higher
    return Ends(
        day=_days(sample),
        higher=(sample.close > 0).astype(np.float64),
        base_rate=np.full(len(sample), base),
        inside=inside.astype(np.float64),
    )


def normal_touch(multiple: float) -> float:
    """2 (1 - Phi(x)): a driftless normal walk's chance to touch x of its volatilities."""
    return math.erfc(multiple / math.sqrt(2.0))


def _counted(calibration: Calibration, hours: int) -> Frequencies:
    found = calibration.frequency(hours)
    if found is None:
        raise ValueError(f"the calibration has no frequencies for {hours} hours")
    return found


def _chances(
    scale: Floats, calibration: Calibration, tables: Floats, hours: int, levels: Floats
) -> Floats:
    found = np.zeros(levels.shape)
    for first in range(0, len(levels), _AT_ONCE):
        rows = slice(first, first + _AT_ONCE)
        reach = between(scale[rows, :, None] * tables, calibration.hours, hours)
        found[rows] = chances(levels[rows], reach, calibration.tail)
    return found


def _days(sample: Windows) -> Times:
    return np.asarray(sample.start // (24 * HOUR))
