"""What has traded since a moment."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from reporter.model import metrics
from reporter.signals.candles import read_candles
from reporter.signals.parts import exact, known_at
from reporter.signals.series import HOUR, SymbolData, milliseconds


def traded_span(
    data: SymbolData, since: datetime, as_of: datetime
) -> tuple[Decimal, Decimal] | None:
    """The lowest and highest price between two moments; None where bars do not reach back.

    Whole hourly bars count, from the first that began at or after ``since``, and the present
    price: what traded in the rest of an hour is not known apart.
    """
    candles, _ = read_candles(known_at(data, as_of), as_of)
    now = data.observations.get(metrics.PRICE)
    if candles is None or now is None or milliseconds(since) < candles.start:
        return None
    first = -(-(milliseconds(since) - candles.start) // HOUR)
    lows, highs = candles.low[first:], candles.high[first:]
    if not len(lows):
        return now.value, now.value
    return (
        min(now.value, exact(float(lows.min()))),
        max(now.value, exact(float(highs.max()))),
    )
