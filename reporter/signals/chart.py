"""Small columns for drawing: price bars and past funding."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import numpy as np

from reporter.model.market import Bar
from reporter.signals.candles import read_candles
from reporter.signals.parts import exact, known_at
from reporter.signals.series import HOUR, SymbolData, milliseconds, moment


def chart_bars(data: SymbolData, as_of: datetime, hours: int = 168) -> tuple[Bar, ...]:
    """The bars that closed in the last ``hours`` hours, oldest first; none where too old."""
    candles, _ = read_candles(known_at(data, as_of), as_of)
    if candles is None:
        return ()
    first = milliseconds(as_of) - hours * HOUR
    chosen = np.flatnonzero(candles.traded & (candles.starts + HOUR > first))
    return tuple(
        Bar(
            moment(candles.start + HOUR * int(spot)),
            float(candles.open[spot]),
            float(candles.high[spot]),
            float(candles.low[spot]),
            float(candles.close[spot]),
        )
        for spot in chosen
    )


def funding_history(
    data: SymbolData, as_of: datetime, n: int = 30
) -> tuple[tuple[datetime, Decimal], ...]:
    """The last ``n`` settlements at ``as_of``, oldest first: time and fraction per interval."""
    series = known_at(data, as_of).history.get("funding")
    if series is None:
        return ()
    kept = series.where(np.abs(series["rate"]) < 1.0)
    rows = zip(kept.times[-n:].tolist(), kept["rate"][-n:].tolist(), strict=True)
    return tuple((moment(time), exact(rate)) for time, rate in rows)
