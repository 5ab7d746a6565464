"""Small columns for drawing: price bars, past funding, open interest and premiums."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

import numpy as np

from reporter.model.market import Bar
from reporter.signals.candles import read_candles
from reporter.signals.open_interest import measure_open_interest
from reporter.signals.parts import exact, known_at
from reporter.signals.series import HOUR, SymbolData, milliseconds, moment

WEEK: Final = 7 * 24
"""Hours that most charts look back."""

Column = tuple[tuple[datetime, float], ...]
"""Times and values, oldest first."""


def chart_bars(data: SymbolData, as_of: datetime, hours: int = WEEK) -> tuple[Bar, ...]:
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
    data: SymbolData, as_of: datetime, hours: int = WEEK
) -> tuple[tuple[datetime, Decimal], ...]:
    """The settlements of the last ``hours`` hours, oldest first: time and fraction per interval."""
    series = known_at(data, as_of).history.get("funding")
    if series is None:
        return ()
    recent = series.times > milliseconds(as_of) - hours * HOUR
    kept = series.where(recent & (np.abs(series["rate"]) < 1.0))
    rows = zip(kept.times.tolist(), kept["rate"].tolist(), strict=True)
    return tuple((moment(time), exact(rate)) for time, rate in rows)


def open_interest_history(data: SymbolData, as_of: datetime, hours: int = WEEK) -> Column:
    """Samples of open interest in coins of the last ``hours`` hours; none where impossible."""
    history = measure_open_interest(known_at(data, as_of), as_of).history
    if history is None:
        return ()
    kept = history.where(history.times > milliseconds(as_of) - hours * HOUR)
    return _column(kept.times.tolist(), kept["coins"].tolist())


def premium_history(data: SymbolData, as_of: datetime, hours: int = WEEK) -> Column:
    """Hourly premiums over the index in basis points, each at the end of its hour."""
    series = known_at(data, as_of).history.get("premium")
    if series is None:
        return ()
    recent = series.times + HOUR > milliseconds(as_of) - hours * HOUR
    kept = series.where(recent & (np.abs(series["close"]) < 1.0))
    return _column((kept.times + HOUR).tolist(), (kept["close"] * 1e4).tolist())


def _column(times: list[int], values: list[float]) -> Column:
    return tuple((moment(time), value) for time, value in zip(times, values, strict=True))
