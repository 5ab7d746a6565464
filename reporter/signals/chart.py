"""Small columns for drawing: price bars, the liquidation profile, past funding."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Final

import numpy as np

from reporter.model.market import Bar
from reporter.model.setup import Side
from reporter.signals.candles import read_candles
from reporter.signals.liquidations import REACH, liquidation_map
from reporter.signals.open_interest import measure_open_interest
from reporter.signals.parts import exact, known_at
from reporter.signals.series import HOUR, SymbolData, milliseconds, moment

PROFILE_BIN: Final = 0.005
_BINS: Final = round(REACH / PROFILE_BIN)


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


def liquidation_profile(data: SymbolData, as_of: datetime) -> tuple[tuple[float, float, Side], ...]:
    """Modelled USD in bins of half a percent within 15 % of price, by rising price.

    Each entry is (the bin's middle price, USD, side); empty bins are left out. Empty where
    there is no map.
    """
    known = known_at(data, as_of)
    candles, _ = read_candles(known, as_of)
    chart = liquidation_map(known, candles, measure_open_interest(known, as_of).history)
    if chart is None:
        return ()
    rows = []
    for side, sign in ((Side.ABOVE, 1.0), (Side.BELOW, -1.0)):
        prices, usd = chart.within(side)
        distance = np.abs(prices / chart.price - 1.0)
        bins = np.minimum((distance / PROFILE_BIN).astype(np.int64), _BINS - 1)
        sizes = np.bincount(bins, weights=usd, minlength=_BINS)
        rows += [
            (chart.price * (1.0 + sign * PROFILE_BIN * (spot + 0.5)), float(size), side)
            for spot, size in enumerate(sizes)
            if size > 0
        ]
    return tuple(sorted(rows, key=lambda row: row[0]))


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
