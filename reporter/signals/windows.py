"""All windows of one length in recorded bars: what was known at their start, what came of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from reporter.signals.candles import Bools
from reporter.signals.forecast import ends, known, log_variances, own_volatility
from reporter.signals.hourly import Bars
from reporter.signals.series import Floats, Times

_DAY = 24


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Windows:
    """One row a window of ``hours`` hours: its start in milliseconds, and its symbol's number.

    ``logs`` are the log variances known at its start, ``own`` the own volatility of an hour.
    ``above`` and ``below`` are the greatest excursions, ``close`` the change to the end (all log
    ratios to the price at the start).
    """

    hours: int
    symbol: Times
    start: Times
    logs: Floats
    own: Floats
    above: Floats
    below: Floats
    close: Floats

    def __len__(self) -> int:
        return len(self.start)

    def where(self, rows: Bools) -> Windows:
        """The windows that a mask keeps."""
        columns = (one.name for one in fields(self) if one.name != "hours")
        return replace(self, **{name: getattr(self, name)[rows] for name in columns})


def windows(tracks: Sequence[Bars], hours: int) -> Windows:
    """The windows of all symbols, in the order of ``tracks``.

    A window counts where 14 days before it are known, the bar before it traded, and of each
    full day inside no more than one hour is missing.
    """
    found = [_windows(bars, number, hours) for number, bars in enumerate(tracks)]
    columns = [one.name for one in fields(Windows) if one.name != "hours"]
    joined = {name: np.concatenate([getattr(one, name) for one in found]) for name in columns}
    return Windows(hours=hours, **joined)


def _windows(bars: Bars, number: int, hours: int) -> Windows:
    rows = _sound(bars, hours)
    price = bars.close[rows]
    highest = sliding_window_view(bars.high[1:], hours).max(axis=1)[rows] if len(rows) else price
    lowest = sliding_window_view(bars.low[1:], hours).min(axis=1)[rows] if len(rows) else price
    return Windows(
        hours=hours,
        symbol=np.full(len(rows), number, dtype=np.int64),
        start=ends(bars)[rows],
        logs=log_variances(bars, rows),
        own=own_volatility(bars)[rows],
        above=np.maximum(np.log(highest / price), 0.0),
        below=np.maximum(np.log(price / lowest), 0.0),
        close=np.log(bars.close[rows + hours] / price),
    )


def _sound(bars: Bars, hours: int) -> Times:
    """The bars after which a whole window follows."""
    count = len(bars) - hours
    if count <= 0:
        return np.zeros(0, dtype=np.int64)
    present = sliding_window_view(bars.traded[1:], hours).sum(axis=1)
    return np.flatnonzero(known(bars)[:count] & (present >= hours - hours // _DAY))
