"""Levels: prices where modelled liquidations cluster, and the price that voids a view."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Bias, Level, Side
from reporter.signals.candles import Candles
from reporter.signals.liquidations import REACH, LiquidationMap
from reporter.signals.odds import HOURS, Moves
from reporter.signals.parts import Part, from_series, gap
from reporter.signals.series import Floats, SymbolData, moment
from reporter.signals.volatility import daily_range

BIN: Final = 0.0025
"""Width of a bin of distance from price, as a fraction."""

SPREAD: Final = 3
"""Bins to either side of a peak that belong to its cluster."""

NEAREST: Final = 0.005
"""Nothing nearer to the price than half a percent is a level."""

MOST: Final = 3
LEAST_SHARE: Final = 0.02
"""A cluster holds at least this share of its side's contracts."""

_BINS: Final = round(REACH / BIN)
_KERNEL: Final = np.array([1.0, 2.0, 3.0, 2.0, 1.0]) / 9.0


def round_level(value: float, price: float, side: Side) -> float:
    """``value`` to four significant digits, strictly on its side of ``price``.

    >>> round_level(0.871249, 0.836, Side.ABOVE), round_level(65228.7, 65231.5, Side.BELOW)
    (0.8712, 65230.0)
    """
    places = 3 - math.floor(math.log10(value))
    rounded = round(value, places)
    sign = 1.0 if side is Side.ABOVE else -1.0
    if sign * (rounded - price) <= 0:
        rounded = round(value + sign * 10.0**-places, places)
    return rounded


def levels(chart: LiquidationMap | None, moves: Moves) -> tuple[Level, ...]:
    """Up to three clusters above, then up to three below, each side nearest first."""
    if chart is None:
        return ()
    return tuple(
        Level(
            side=side,
            price=price,
            size=size,
            hours=HOURS,
            touch=moves.touched(side, price / chart.price),
            sample=moves.sample,
        )
        for side in (Side.ABOVE, Side.BELOW)
        for price, size in _clusters(chart, side)
    )


def _clusters(chart: LiquidationMap, side: Side) -> list[tuple[float, float]]:
    """Prices and USD of the densest clusters of one side, nearest first."""
    prices, usd = chart.within(side)
    distance = np.abs(prices / chart.price - 1.0)
    far = distance >= NEAREST
    prices, usd, distance = prices[far], usd[far], distance[far]
    bins = np.minimum((distance / BIN).astype(np.int64), _BINS - 1)
    dense = np.bincount(bins, weights=usd, minlength=_BINS).astype(np.float64)
    least = LEAST_SHARE * float((chart.above if side is Side.ABOVE else chart.below)[1].sum())
    found = []
    for peak in _peaks(dense):
        inside = np.abs(bins - peak) <= SPREAD
        size = float(usd[inside].sum())
        if size > 0 and size >= least * chart.mark:
            centre = float(np.average(prices[inside], weights=usd[inside]))
            found.append((round_level(centre, chart.price, side), size))
    return sorted(found, key=lambda level: abs(level[0] - chart.price))


def _peaks(dense: Floats) -> list[int]:
    """Bins of the highest smoothed density, each clear of the clusters of those before."""
    smooth = np.convolve(dense, _KERNEL, mode="same")
    peaks: list[int] = []
    for _ in range(MOST):
        peak = int(np.argmax(smooth))
        if smooth[peak] <= 0:
            break
        peaks.append(peak)
        smooth[max(0, peak - 2 * SPREAD) : peak + 2 * SPREAD + 1] = 0.0
    return peaks


def invalidation(
    bias: Bias, price: float | None, candles: Candles | None, found: tuple[Level, ...]
) -> float | None:
    """The price at which the view is void: below for a long lean, above for a short one.

    The nearest level on that side that lies 0.5 to 1.5 average daily ranges away; without one,
    1.5 average daily ranges. A view without a lean has none: it ends with its validity.
    """
    if bias is Bias.NEUTRAL or price is None or candles is None:
        return None
    reach = daily_range(candles)
    if reach <= 0:
        return None
    side = Side.BELOW if bias is Bias.LONG else Side.ABOVE
    for level in found:
        away = abs(math.log(level.price / price))
        if level.side is side and 0.5 * reach <= away <= 1.5 * reach:
            return level.price
    sign = -1.0 if side is Side.BELOW else 1.0
    return round_level(price * math.exp(sign * 1.5 * reach), price, side)


def measure_invalidation(
    data: SymbolData, bias: Bias, candles: Candles | None, value: float | None
) -> Part:
    """The invalidation as a measure; a gap where a view with a lean has none."""
    if bias is Bias.NEUTRAL:
        return Part()
    if value is None or candles is None:
        detail = "No price can be named at which the view is void."
        return gap(data, "invalidation", "thin", detail)
    make = from_series(candles.series, moment(candles.end), Nature.MODELLED)
    words = "nearest modelled level 0.5 to 1.5 average daily ranges away, or 1.5 such ranges"
    return make(metrics.INVALIDATION, value, "price_usd", words)
