"""What is expected of one symbol from now on: odds of its levels, and its expected range."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Level, Side
from reporter.signals.calibration import COVERAGE, Calibration
from reporter.signals.candles import Candles
from reporter.signals.forecast import Forecast, forecast
from reporter.signals.levels import round_level
from reporter.signals.parts import Part, from_series, gap
from reporter.signals.series import SymbolData, moment

SETTLEMENT: Final = "settlement"
DAYS: Final = (("24h", 24.0), ("72h", 72.0))

_RANGES: Final = (
    (24.0, metrics.RANGE_LOW_DAY, metrics.RANGE_HIGH_DAY),
    (72.0, metrics.RANGE_LOW_THREE_DAYS, metrics.RANGE_HIGH_THREE_DAYS),
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outlook:
    """A symbol's forecast at its price, and the horizons (names and hours) that it is asked for."""

    price: float
    forecast: Forecast
    candles: Candles
    horizons: tuple[tuple[str, float], ...]

    def with_odds(self, found: tuple[Level, ...]) -> tuple[Level, ...]:
        """The levels with their odds by horizon."""
        if not found:
            return ()
        prices = np.array([level.price for level in found])
        told = [
            (name, self.forecast.touch(self.price, prices, hours)) for name, hours in self.horizons
        ]
        return tuple(
            replace(
                level, odds=tuple((name, float(odds[n])) for name, odds in told if odds is not None)
            )
            for n, level in enumerate(found)
        )


def look_out(
    data: SymbolData,
    candles: Candles | None,
    price: float | None,
    calibration: Calibration,
    settlement: timedelta | None,
) -> tuple[Outlook | None, Part]:
    """The outlook of one symbol, and its expected range as measures.

    ``settlement`` is the time to the next settlement, None where that is unknown; it is a horizon
    while it lies between a minute and three days ahead. Without a price, or 14 days of hours,
    there is a gap instead.
    """
    made = forecast(candles, calibration) if candles is not None and price is not None else None
    if made is None or candles is None or price is None:
        detail = "The price history is too short or has too many holes for odds of levels."
        return None, gap(data, "odds", "thin", detail)
    due = () if settlement is None else ((SETTLEMENT, settlement / timedelta(hours=1)),)
    horizons = (*due, *DAYS)
    found = Outlook(price=price, forecast=made, candles=candles, horizons=horizons)
    return found, _ranges(found)


def _ranges(outlook: Outlook) -> Part:
    candles = outlook.candles
    make = from_series(candles.series, moment(candles.end), Nature.MODELLED)
    part = make(metrics.RANGE_COVERAGE, Decimal(str(COVERAGE)), "probability", "chosen")
    for hours, lowest, highest in _RANGES:
        band = outlook.forecast.expected_range(outlook.price, hours)
        if band is not None:
            words = f"calibrated forecast of volatility over {hours:.0f} h, equal tails"
            low = round_level(band[0], outlook.price, Side.BELOW)
            high = round_level(band[1], outlook.price, Side.ABOVE)
            part += make(lowest, low, "price_usd", words) + make(highest, high, "price_usd", words)
    return part
