"""Wilder's averages: true range, average true range, directional lines and ADX.

J. Welles Wilder, New Concepts in Technical Trading Systems (1978). His smoothing starts from
the mean of the first ``length`` values; from then on each value counts one ``length``-th. Some
libraries start the directional lines a bar earlier: the start is forgotten at a rate of
(1 - 1 / length) a bar.
"""

from __future__ import annotations

import numpy as np

from reporter.signals.series import Floats


def true_range(high: Floats, low: Floats, close: Floats) -> Floats:
    """From the second bar on: the bar's range, reaching to the close before it."""
    return np.asarray(np.maximum(high[1:], close[:-1]) - np.minimum(low[1:], close[:-1]))


def smooth(values: Floats, length: int) -> Floats:
    """Wilder's average, from the value ``length`` on; empty for fewer values.

    Each value fades by (1 - 1 / length) a bar, so the average is a convolution with what is left.
    """
    if len(values) < length:
        return np.zeros(0)
    left = (1.0 - 1.0 / length) ** np.arange(len(values) - length + 1)
    fresh = np.concatenate(([values[:length].mean()], values[length:] / length))
    return np.asarray(np.convolve(fresh, left)[: len(left)])


def average_true_range(high: Floats, low: Floats, close: Floats, length: int) -> Floats:
    """Wilder's ATR in the prices' unit, from bar ``length`` on."""
    return smooth(true_range(high, low, close), length)


def directional(
    high: Floats, low: Floats, close: Floats, length: int
) -> tuple[Floats, Floats, Floats]:
    """Wilder's ADX, +DI and -DI (0 to 100), from bar ``2 * length - 1`` on."""
    up, down = np.diff(high), -np.diff(low)
    plus = np.where((up > down) & (up > 0), up, 0.0)
    minus = np.where((down > up) & (down > 0), down, 0.0)
    ranges = average_true_range(high, low, close, length)
    plus_line = 100.0 * _share(smooth(plus, length), ranges)
    minus_line = 100.0 * _share(smooth(minus, length), ranges)
    spread = 100.0 * _share(np.abs(plus_line - minus_line), plus_line + minus_line)
    return smooth(spread, length), plus_line[length - 1 :], minus_line[length - 1 :]


def _share(part: Floats, whole: Floats) -> Floats:
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0)
