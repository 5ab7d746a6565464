"""Hourly candles on an unbroken grid, the ground that all price measures stand on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.model import metrics
from reporter.signals.parts import (
    MAX_AMOUNT,
    MAX_PRICE,
    MIN_PRICE,
    Maker,
    Part,
    exact,
    from_series,
    gap,
    reading,
)
from reporter.signals.series import HOUR, Floats, Series, SymbolData, Times, milliseconds, moment

Bools = npt.NDArray[np.bool_]

LOOKBACK: Final = 180 * 24
"""Hours of own history that anything is compared with."""

ENOUGH: Final = 14 * 24
"""Hours of history below which nothing is said about what is usual for a symbol."""

_FRESH: Final = 2 * HOUR
_APART: Final = 20.0
"""Further apart, prices of one day are not in one unit."""

_JUMP: Final = 10.0
"""A price this many times that of the hour beside it, or a part of it, is another unit."""

_PRICES: Final = ("open", "high", "low", "close")
_AMOUNTS: Final = ("volume", "quote_volume")
_TAKER: Final = "taker_buy_volume"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candles:
    """Closed hourly bars without a hole, oldest first.

    An hour that the venue did not give stands as a flat bar at the close before it, without
    volume, and is not ``traded``. ``start`` is the first bar's start in milliseconds. Not all
    venues split the volume by taker side.
    """

    series: Series
    start: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    volume: Floats
    quote_volume: Floats
    taker_buy_volume: Floats | None
    traded: Bools

    def __len__(self) -> int:
        return len(self.close)

    @property
    def starts(self) -> Times:
        """The bars' starts in milliseconds."""
        return self.start + HOUR * np.arange(len(self), dtype=np.int64)

    @property
    def end(self) -> int:
        """The last bar's end in milliseconds."""
        return self.start + HOUR * len(self)

    @property
    def ample(self) -> bool:
        """Whether there are 14 days up to now of which no more than one day is missing."""
        return int(self.traded[-ENOUGH:].sum()) >= ENOUGH - 24 and len(self) >= ENOUGH

    @property
    def maker(self) -> Maker:
        """For measures as of the last bar's end."""
        return from_series(self.series, moment(self.end))

    def vwap(self) -> Floats:
        """Each bar's average traded price: quote volume over volume, within low and high."""
        some = self.volume > 0
        average = np.divide(self.quote_volume, self.volume, out=self.close.copy(), where=some)
        return np.clip(average, self.low, self.high)


def read_candles(data: SymbolData, as_of: datetime) -> tuple[Candles | None, Part]:
    """The last 180 days of bars closed at ``as_of``, and gaps: none, old or unusable bars."""
    series = data.history.get("candles")
    if series is None or not len(series):
        quiet = "candles" in data.quarantined
        return None, Part() if quiet else gap(
            data, "hourly candles", "empty", "No candles came in."
        )
    sound = _sound(series)
    part = Part()
    if not sound.all():
        detail = "Some candles are no possible bars and were left out."
        part = gap(data, "hourly candles", "implausible", detail)
    newest = int(series.times[sound][-1]) // HOUR * HOUR + HOUR if sound.any() else 0
    if milliseconds(as_of) - newest > _FRESH:
        detail = "The newest closed candle is too old to measure anything by."
        return None, part + gap(data, "hourly candles", "stale", detail)
    candles = _grid(series, sound)
    if not _agrees(candles, reading(data, metrics.PRICE)):
        detail = "The candles and the last price are so far apart that a unit must be wrong."
        return None, part + gap(data, "hourly candles", "implausible", detail)
    return candles, part


def _agrees(candles: Candles, price: float | None) -> bool:
    """Whether the last price lies within a factor of 20 of the last day's middle close."""
    apart = 1.0 if price is None else price / float(np.median(candles.close[-24:]))
    return 1 / _APART <= apart <= _APART


def _sound(series: Series) -> Bools:
    prices = np.stack([series[name] for name in _PRICES])
    amounts = np.stack([series[name] for name in _AMOUNTS])
    low, high = series["low"], series["high"]
    # Comparisons with NaN are false, so these also drop what is no number.
    inside = (prices > MIN_PRICE) & (prices < MAX_PRICE) & (prices >= low) & (prices <= high)
    countable = (amounts >= 0) & (amounts < MAX_AMOUNT)
    sound = np.asarray(inside.all(axis=0) & countable.all(axis=0))
    sound[sound] &= high[sound] < _JUMP * low[sound]
    sound[sound] &= _of_one_unit(series["close"][sound])
    return sound


def _of_one_unit(close: Floats) -> Bools:
    """Which closes are of the newest one's unit: going back, none is ten times the one after."""
    kept = np.ones(len(close), dtype=np.bool_)
    if not (np.abs(np.diff(np.log(close))) >= np.log(_JUMP)).any():
        return kept
    last = close[-1]
    for spot in range(len(close) - 2, -1, -1):
        kept[spot] = 1 / _JUMP < close[spot] / last < _JUMP
        last = close[spot] if kept[spot] else last
    return kept


def _grid(series: Series, sound: Bools) -> Candles:
    hours = series.times[sound] // HOUR
    first = max(int(hours[0]), int(hours[-1]) - LOOKBACK + 1)
    keep = hours >= first
    spots = hours[keep] - first
    size = int(spots[-1]) + 1
    traded = np.zeros(size, dtype=np.bool_)
    traded[spots] = True
    source = np.maximum.accumulate(np.where(traded, np.arange(size), 0))

    def column(name: str) -> Floats:
        values = np.zeros(size)
        values[spots] = series[name][sound][keep]
        return values

    close = column("close")[source]
    prices = {name: np.where(traded, column(name), close) for name in ("open", "high", "low")}
    return Candles(
        series=series,
        start=first * HOUR,
        close=close,
        volume=column("volume"),
        quote_volume=column("quote_volume"),
        taker_buy_volume=column(_TAKER) if _TAKER in series.columns else None,
        traded=traded,
        **prices,
    )


def price_day_ago(
    data: SymbolData, candles: Candles | None, as_of: datetime
) -> tuple[float | None, Part]:
    """The close nearest to 24 hours before ``as_of``, within an hour of it (USD)."""
    spot = -1
    if candles is not None:
        spot = round((milliseconds(as_of) - 24 * HOUR - candles.start) / HOUR) - 1
    if candles is None or not 0 <= spot < len(candles) or not candles.traded[spot]:
        detail = "No candle closed a day before."
        return None, gap(data, "price a day ago", "empty", detail)
    make = from_series(candles.series, moment(candles.start + HOUR * (spot + 1)))
    close = float(candles.close[spot])
    words = "close of the hourly candle"
    return close, make(metrics.PRICE_DAY_AGO, exact(close), "price_usd", words)
