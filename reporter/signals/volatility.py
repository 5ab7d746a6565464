"""Realised volatility of the last 24 hours and its class within the symbol's own history."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from reporter.model import metrics
from reporter.model.setup import VolatilityClass
from reporter.model.units import HOURS_PER_YEAR
from reporter.signals.candles import Candles
from reporter.signals.parts import Part, gap
from reporter.signals.ranks import mid_rank
from reporter.signals.series import Floats, SymbolData

WINDOW: Final = 24
PRESENT: Final = 22
"""Hours of a window that must have been given, so that a hole does not pass for calm."""

_BOUNDS: Final = (
    (33.0, VolatilityClass.LOW),
    (80.0, VolatilityClass.MEDIUM),
    (97.0, VolatilityClass.HIGH),
)


@dataclass(frozen=True, slots=True)
class Volatility:
    """Percent a year, and the class, each None where it is a gap."""

    part: Part
    percent: float | None = None
    label: VolatilityClass | None = None


def rolling_volatility(candles: Candles) -> tuple[Floats, float | None]:
    """All full 24 h windows' realised volatility in percent a year, and the newest window's.

    Close to close: the root of the sum of squared hourly log returns of a day, times the root
    of 365 days (perpetuals trade around the clock). The mean return is taken as zero.
    """
    if len(candles) <= WINDOW:
        return np.zeros(0), None
    squares = np.diff(np.log(candles.close)) ** 2
    daily = sliding_window_view(squares, WINDOW).sum(axis=1)
    present = sliding_window_view(candles.traded[1:], WINDOW).sum(axis=1) >= PRESENT
    values = 100.0 * np.sqrt(365.0 * daily)
    newest = float(values[-1]) if present[-1] else None
    return values[present], newest


def parkinson(candles: Candles) -> float:
    """The last day's volatility from hourly highs and lows, in percent a year.

    The root of the mean of ln(high / low)^2 / (4 ln 2) over the bars that were given, which
    for the same prices varies about a fifth as much as close to close. M. Parkinson, The
    Extreme Value Method for Estimating the Variance of the Rate of Return (1980).
    """
    given = candles.traded[-WINDOW:]
    spans = np.log(candles.high[-WINDOW:][given] / candles.low[-WINDOW:][given])
    variance = math.fsum(spans**2) / len(spans) / (4.0 * math.log(2.0))
    return 100.0 * math.sqrt(HOURS_PER_YEAR * variance)


def classify(percentile: float) -> VolatilityClass:
    """Low to the 33rd percentile, medium to the 80th, high to the 97th, extreme beyond."""
    for bound, label in _BOUNDS:
        if percentile <= bound:
            return label
    return VolatilityClass.EXTREME


def measure_volatility(data: SymbolData, candles: Candles | None) -> Volatility:
    """Volatility, its percentile over up to 180 days, and the class."""
    sample, newest = rolling_volatility(candles) if candles else (np.zeros(0), None)
    if candles is None or newest is None:
        detail = "There are too few candles for a day's volatility."
        part = gap(data, "volatility", "thin", detail)
        return Volatility(part + _no_class(data))
    make = candles.maker
    words = "hourly close to close over 24 h, annualised by sqrt(24 x 365)"
    part = make(metrics.VOLATILITY, newest, "percent", words)
    words = "hourly highs and lows over 24 h (Parkinson), annualised by sqrt(24 x 365)"
    part += make(metrics.VOLATILITY_RANGE, parkinson(candles), "percent", words)
    if not candles.ample:
        return Volatility(part + _no_class(data), newest)
    percentile = mid_rank(sample, newest)
    label = classify(percentile)
    words = f"mid-rank percentile of {len(sample)} rolling 24 h windows"
    part += make(metrics.VOLATILITY_PERCENTILE, percentile, "percentile", words)
    part += make(metrics.VOLATILITY_CLASS, label.value, "", "by percentile: 33, 80, 97")
    return Volatility(part, newest, label)


def _no_class(data: SymbolData) -> Part:
    detail = "The price history is too short to say what volatility is usual."
    return gap(data, "volatility class", "thin", detail)


def daily_range(candles: Candles) -> float:
    """The average true range of a day as a log ratio, over up to 14 days (ATR of 24 h bars).

    A day is 24 bars counted back from the newest; its true range reaches to the close before
    it. Zero where not even one day is known.
    """
    days = min((len(candles) - 1) // WINDOW, 14)
    if days < 1:
        return 0.0
    size = days * WINDOW
    high = candles.high[-size:].reshape(days, WINDOW).max(axis=1)
    low = candles.low[-size:].reshape(days, WINDOW).min(axis=1)
    before = candles.close[-size - 1 : -1 : WINDOW]
    ranges = np.log(np.maximum(high, before) / np.minimum(low, before))
    return math.fsum(ranges) / days
