"""Open interest a day ago, and how unusual the day's change is for the symbol."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.signals.parts import MAX_AMOUNT, Part, exact, from_series, gap, reading
from reporter.signals.ranks import mid_rank
from reporter.signals.series import HOUR, Floats, Series, SymbolData, milliseconds, moment

DAY: Final = 24 * HOUR
TOLERANCE: Final = 2 * HOUR
MIN_CHANGES: Final = 30


@dataclass(frozen=True, slots=True)
class OpenInterest:
    """``change`` is the fraction gained in a day; ``percentile`` its rank in own history.

    ``history`` holds the possible samples only (None where there are none).
    """

    part: Part
    history: Series | None = None
    change: float | None = None
    percentile: float | None = None


def measure_open_interest(data: SymbolData, as_of: datetime) -> OpenInterest:
    """The sample nearest to 24 h before ``as_of``, within two hours, in coins."""
    series = _possible(data.history.get("open_interest"))
    if series is None:
        quiet = "open_interest" in data.quarantined
        detail = "No open interest history came in."
        part = Part() if quiet else gap(data, "open interest history", "empty", detail)
        return OpenInterest(part + _no_day_ago(data))
    target = milliseconds(as_of) - DAY
    spot = nearest(series, target)
    if spot is None:
        return OpenInterest(_no_day_ago(data), series)
    before = float(series["coins"][spot])
    make = from_series(series, moment(int(series.times[spot])))
    part = make(
        metrics.OPEN_INTEREST_BEFORE, exact(before), "coins", "sample nearest to 24 h before"
    )
    now = reading(data, metrics.OPEN_INTEREST_COINS)
    if now is None:
        return OpenInterest(part, series)
    change = now / before - 1.0
    changes = _changes(series)
    percentile = mid_rank(changes, change) if len(changes) >= MIN_CHANGES else None
    return OpenInterest(part, series, change, percentile)


def nearest(series: Series, target: int) -> int | None:
    """The row nearest to that moment, if it lies within two hours of it."""
    distance = np.abs(series.times - target)
    spot = int(np.argmin(distance))
    return spot if distance[spot] <= TOLERANCE else None


def _no_day_ago(data: SymbolData) -> Part:
    detail = "No open interest sample lies near a day before."
    return gap(data, "open interest a day ago", "empty", detail)


def _possible(series: Series | None) -> Series | None:
    if series is None:
        return None
    kept = series.where((series["coins"] > 0) & (series["coins"] < MAX_AMOUNT))
    return kept if len(kept) else None


def _changes(series: Series) -> Floats:
    """Changes over 24 h (within two hours) that ended at each sample, as fractions."""
    spots = np.searchsorted(series.times, series.times - DAY)
    distance = np.abs(series.times - DAY - series.times[spots])
    paired = distance <= TOLERANCE
    coins = series["coins"]
    return np.asarray(coins[paired] / coins[spots[paired]] - 1.0)
