"""Scales, round ticks and label placement for the charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from reporter.rendering.failures import RenderFailed


@dataclass(frozen=True, slots=True)
class Scale:
    """A straight line from values to pixels."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        """The pixel of a value."""
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)


@dataclass(frozen=True, slots=True)
class Axis:
    """Round ticks with their labels, and the domain they lie in."""

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...]


def value_axis(values: Sequence[float], *, wanted: int = 5) -> Axis:
    """An axis that holds all values, with about ``wanted`` steps of 1, 2, 2.5 or 5 times ten.

    The domain ends on ticks, so nothing touches the frame. Fails on values that are no
    numbers.
    """
    if not values or not all(math.isfinite(value) for value in values):
        raise RenderFailed("an axis needs finite values.", "chart")
    low, high = min(values), max(values)
    if math.isclose(low, high, rel_tol=1e-12, abs_tol=1e-300):
        margin = abs(low) * 0.01 or 1.0
        low, high = low - margin, high + margin
    step = _round_step((high - low) / wanted)
    first, last = math.floor(low / step), math.ceil(high / step)
    ticks = tuple((n * step, tick_label(n * step, step)) for n in range(first, last + 1))
    return Axis(ticks[0][0], ticks[-1][0], ticks)


def _round_step(rough: float) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * m for m in (1.0, 2.0, 2.5, 5.0, 10.0) if power * m >= rough * 0.999)


def tick_label(value: float, step: float) -> str:
    """The value with as many decimals as the step needs, grouped, with a true minus sign."""
    decimals = 0
    while decimals < 12 and not math.isclose(step, round(step, decimals), rel_tol=1e-6):
        decimals += 1
    label = f"{abs(value):,.{decimals}f}"
    return f"−{label}" if value < -step / 2 else label


def spread(wanted: Sequence[float], *, gap: float, low: float, high: float) -> tuple[float, ...]:
    """Places for labels near where they are ``wanted``, at least ``gap`` apart.

    The order is kept; equal wishes keep the order in which they came. Where ``low`` to
    ``high`` is too narrow for all, the gap shrinks evenly.
    """
    if not wanted:
        return ()
    order = sorted(range(len(wanted)), key=lambda index: wanted[index])
    gap = min(gap, (high - low) / max(len(wanted) - 1, 1))
    placed: list[float] = []
    for index in order:
        floor = placed[-1] + gap if placed else low
        placed.append(max(wanted[index], floor))
    ceiling = high
    for place in range(len(placed) - 1, -1, -1):
        placed[place] = min(placed[place], ceiling)
        ceiling = placed[place] - gap
    result = [0.0] * len(wanted)
    for index, position in zip(order, placed, strict=True):
        result[index] = position
    return tuple(result)
