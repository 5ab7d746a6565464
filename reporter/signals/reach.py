"""How far a price reaches: tables of excursions, and the chance of a distance read from them.

A *reach* is a row of distances (log ratios, rising) that the price's greatest excursion to one
side exceeds with the chances ``CHANCES``. It begins at distance 0 with chance 1. Beyond its end
the chance falls with a power of the distance, as the tails of returns do (Cont, 2001).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from reporter.signals.series import Floats

CHANCES: Final = np.array([
    0.95, 0.9, 0.85, 0.8, 0.75, 0.7, 0.65, 0.6, 0.55, 0.5, 0.45, 0.4, 0.35, 0.3, 0.25, 0.2, 0.16,
    0.13, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.015, 0.01, 0.007, 0.005, 0.003, 0.002, 0.001,
])  # fmt: skip
"""The chances for which a table holds an excursion."""

LEAST: Final = 1e-4
"""The least step between two entries of a table, so that tables of still prices rise too."""

_LOGS: Final = np.concatenate(([0.0], np.log(CHANCES)))
_TAIL: Final = 0.01
"""The share of greatest excursions that the tail's exponent is taken from."""

_EXPONENTS: Final = (2.0, 10.0)


def table(excursions: Floats) -> Floats:
    """The excursions that are exceeded with the chances ``CHANCES``, rising strictly."""
    values = np.quantile(excursions, 1.0 - CHANCES)
    steps = LEAST * np.arange(1, len(CHANCES) + 1)
    return np.asarray(np.maximum.accumulate(np.maximum(values, 0.0) - steps) + 2 * steps)


def tail_exponent(excursions: Floats) -> float:
    """The exponent of the tail by Hill's estimator (1975) over the greatest hundredth.

    Held between 2 and 10; a thin tail, such as the normal one, comes out at the upper end.
    """
    bound = float(np.quantile(excursions, 1.0 - _TAIL))
    beyond = excursions[excursions > bound]
    if bound <= 0 or not len(beyond):
        return _EXPONENTS[1]
    mean = float(np.log(beyond / bound).mean())
    return float(np.clip(1.0 / mean, *_EXPONENTS))


def between(values: Floats, fitted: Floats, hours: float) -> Floats:
    """Distances for any number of hours from those for the ``fitted`` ones.

    ``values`` has one row a fitted horizon (second to last axis) and is made to rise with them.
    Between two horizons distances are a power of time, before the first and beyond the last
    they go with its root.
    """
    rising = np.maximum.accumulate(values, axis=-2)
    right = int(np.searchsorted(fitted, hours))
    if right in (0, len(fitted)):
        edge = min(right, len(fitted) - 1)
        return np.asarray(rising[..., edge, :] * np.sqrt(hours / fitted[edge]))
    left = right - 1
    share = np.log(hours / fitted[left]) / np.log(fitted[right] / fitted[left])
    logs = np.log(rising[..., left : right + 1, :])
    return np.asarray(np.exp(logs[..., 0, :] * (1.0 - share) + logs[..., 1, :] * share))


def chances(distances: Floats, reach: Floats, tail: float) -> Floats:
    """The chance of each distance, given one reach a row: (rows, levels) from (rows, entries).

    Never rises with the distance, nor falls with a greater reach.
    """
    knots = np.concatenate((np.zeros((len(reach), 1)), reach), axis=1)
    right = (knots[:, None, 1:-1] <= distances[:, :, None]).sum(axis=2) + 1
    low = np.take_along_axis(knots, right - 1, axis=1)
    high = np.take_along_axis(knots, right, axis=1)
    share = np.minimum((distances - low) / (high - low), 1.0)
    logs = _LOGS[right - 1] * (1.0 - share) + _LOGS[right] * share
    beyond = np.log(np.maximum(distances / reach[:, -1:], 1.0))
    return np.asarray(np.exp(logs - tail * beyond))
