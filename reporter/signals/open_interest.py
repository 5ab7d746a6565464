"""Open interest: a day ago, how unusual the day's change is, and its size beside the volume."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.signals.candles import Candles
from reporter.signals.parts import MAX_AMOUNT, MIN_AMOUNT, Part, exact, from_series, gap, reading
from reporter.signals.ranks import mid_rank
from reporter.signals.series import HOUR, Floats, Series, SymbolData, milliseconds, moment

DAY: Final = 24 * HOUR
TOLERANCE: Final = 2 * HOUR
MIN_CHANGES: Final = 30

MIN_TURNOVER: Final = 1.0
"""A market that traded less than one dollar in a day did not trade."""

_DAYS_BARS: Final = 24
_PRESENT: Final = 22
"""Hours of a day that must have been given, so that a hole does not pass for a lull."""


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
    if len(changes) < MIN_CHANGES:
        return OpenInterest(part, series, change)
    percentile = mid_rank(changes, change)
    words = f"mid-rank percentile of {len(changes)} changes over 24 h"
    make = from_series(series, as_of)
    part += make(metrics.OPEN_INTEREST_CHANGE_PERCENTILE, percentile, "percentile", words)
    return OpenInterest(part, series, change, percentile)


def measure_turnover(data: SymbolData, candles: Candles | None, history: Series | None) -> Part:
    """Open interest over the volume of the last 24 closed bars, and its rank in own history.

    Above one, what is open takes longer than a day to change hands. Nothing where candles or
    open interest are missing (named elsewhere); a gap where the day's volume is.
    """
    coins = reading(data, metrics.OPEN_INTEREST_COINS)
    price = reading(data, metrics.MARK) or reading(data, metrics.PRICE)
    if candles is None or coins is None or price is None:
        return Part()
    volume = _daily_volume(candles)
    if not len(volume) or not volume[-1] >= MIN_TURNOVER:
        detail = "There is no day of traded volume to compare open interest with."
        return gap(data, "traded volume", "thin", detail)
    share = coins * price / float(volume[-1])
    words = "open interest in USD over the quote volume of the last 24 closed hourly bars"
    part = candles.maker(metrics.OPEN_INTEREST_TURNOVER, share, "ratio", words)
    past = np.zeros(0) if history is None else _past_shares(candles, volume, history)
    if len(past) < MIN_CHANGES:
        return part
    percentile = mid_rank(past, share)
    words = f"mid-rank percentile of {len(past)} past samples"
    return part + candles.maker(
        metrics.OPEN_INTEREST_TURNOVER_PERCENTILE, percentile, "percentile", words
    )


def _daily_volume(candles: Candles) -> Floats:
    """USD traded in the 24 bars that end with each bar from the 24th on (NaN: bars missing)."""
    if len(candles) < _DAYS_BARS:
        return np.zeros(0)
    day = np.ones(_DAYS_BARS)
    present = np.convolve(candles.traded.astype(np.float64), day, mode="valid")
    volume = np.convolve(candles.quote_volume, day, mode="valid")
    return np.where(present >= _PRESENT - 0.5, volume, np.nan)


def _past_shares(candles: Candles, volume: Floats, history: Series) -> Floats:
    """The same share at each sample, at the close of the bar that had ended by then."""
    bars = (history.times - candles.start) // HOUR - 1
    inside = (bars >= _DAYS_BARS - 1) & (bars < len(candles))
    days = volume[bars[inside] - _DAYS_BARS + 1]
    traded = days >= MIN_TURNOVER
    worth = history["coins"][inside] * candles.close[bars[inside]]
    return np.asarray(worth[traded] / days[traded])


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
    kept = series.where((series["coins"] > MIN_AMOUNT) & (series["coins"] < MAX_AMOUNT))
    return kept if len(kept) else None


def _changes(series: Series) -> Floats:
    """Changes over 24 h (within two hours) that ended at each sample, as fractions."""
    spots = np.searchsorted(series.times, series.times - DAY)
    distance = np.abs(series.times - DAY - series.times[spots])
    paired = distance <= TOLERANCE
    coins = series["coins"]
    return np.asarray(coins[paired] / coins[spots[paired]] - 1.0)
