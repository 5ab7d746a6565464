"""Scales, round ticks and label placement for the charts."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

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

    def within(self, low: float, high: float) -> Axis:
        """The same ticks as far as they lie in a narrower domain."""
        return Axis(low, high, tuple(tick for tick in self.ticks if low <= tick[0] <= high))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """How ticks are printed: around what, and whether large amounts take a letter (``42M``)."""

    prefix: str = ""
    suffix: str = ""
    scaled: bool = False


PLAIN: Final = Ticks()
_SCALES: Final = ((1e12, "T"), (1e9, "B"), (1e6, "M"), (1e3, "K"))


ROUND: Final = (1.0, 2.0, 2.5, 5.0, 10.0)
FINE: Final = (1.0, 1.25, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0)
"""Steps from tick to tick, times a power of ten: few, or more where as many as can be count."""


def value_axis(
    values: Sequence[float],
    *,
    wanted: int = 5,
    printed: Ticks = PLAIN,
    steps: Sequence[float] = ROUND,
) -> Axis:
    """An axis that holds all values, with about ``wanted`` steps and no more than one beyond.

    The domain ends on ticks, so nothing touches the frame. Fails on values that are no
    numbers.
    """
    if not values or not all(math.isfinite(value) for value in values):
        raise RenderFailed("an axis needs finite values.", "chart")
    low, high = min(values), max(values)
    if math.isclose(low, high, rel_tol=1e-12, abs_tol=1e-300):
        margin = abs(low) * 0.01 or 1.0
        low, high = low - margin, high + margin
    step = _round_step((high - low) / wanted, steps)
    first, last = math.floor(low / step), math.ceil(high / step)
    size, letter = _scale(max(abs(low), abs(high))) if printed.scaled else (1.0, "")
    labels = (tick_label(n * step / size, step / size) for n in range(first, last + 1))
    ticks = tuple(
        (n * step, f"{printed.prefix}{text + letter if n else 0}{printed.suffix}")
        for n, text in enumerate(labels, start=first)
    )
    return Axis(ticks[0][0], ticks[-1][0], ticks)


def _scale(largest: float) -> tuple[float, str]:
    """What amounts of that size are divided by, and the letter that says so."""
    return next(((size, letter) for size, letter in _SCALES if largest >= size), (1.0, ""))


def _round_step(rough: float, steps: Sequence[float]) -> float:
    power = 10.0 ** math.floor(math.log10(rough))
    return next(power * m for m in steps if power * m >= rough * 0.999)


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
