"""A forecast of volatility from hourly bars, and what it says of reach and range.

The log variance of the coming hours is a weighted sum of the logs of the variance over the last
hour, 6 h, day, three days, week, 30 and 180 days (the heterogeneous autoregression of Corsi,
2009), the weekend's share of the coming hours and, for horizons under a day, the hour of the day.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np

from reporter.signals.calibration import Calibration
from reporter.signals.candles import ENOUGH, LOOKBACK, Bools
from reporter.signals.reach import between, chances
from reporter.signals.series import HOUR, Floats, Times

WINDOWS: Final = (1, 6, 24, 72, 168, 720, LOOKBACK)
"""Hours over which past variance is averaged, or as many of them as there are."""

OWN: Final = 168
"""Hours of the symbol's own volatility, in which distances of levels are told."""

LONGEST: Final = 72.0
"""No odds are given for more hours than this."""

SHORTEST: Final = 1.0 / 60.0

_CALM: Final = 0.02
"""A window counts as no calmer than this part of the longest: one hour without a trade is no
forecast of standstill."""

_LEAST: Final = 1e-12
_ABSENT: Final = 24
"""Hours that may be missing in the last 14 days."""


class Hours(Protocol):
    """Hourly bars on an unbroken grid, such as ``Candles`` and ``Bars``."""

    @property
    def start(self) -> int: ...
    @property
    def open(self) -> Floats: ...
    @property
    def high(self) -> Floats: ...
    @property
    def low(self) -> Floats: ...
    @property
    def close(self) -> Floats: ...
    @property
    def traded(self) -> Bools: ...
    def __len__(self) -> int: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Forecast:
    """What is expected of one symbol from its last bar on.

    ``above`` and ``below`` hold a reach for each fitted horizon, ``band`` how far the close
    falls and rises at most in the calibration's ``coverage`` of all cases.
    """

    calibration: Calibration
    above: Floats
    below: Floats
    band: Floats

    def touch(self, price: float, levels: Floats, hours: float) -> Floats | None:
        """The chance that each level trades within that many hours, the price being ``price``.

        1 at the price. None for less than a minute or more than 72 hours, or where a price is
        not above zero.
        """
        if not SHORTEST <= hours <= LONGEST or not (price > 0 and bool((levels > 0).all())):
            return None
        distances = np.log(levels / price)
        fitted = self.calibration.hours
        both = np.stack([between(reach, fitted, hours) for reach in (self.above, self.below)])
        given = chances(np.abs(np.stack([distances] * 2)), both, self.calibration.tail)
        return np.asarray(np.where(distances >= 0, given[0], given[1]))

    def expected_range(self, price: float, hours: float) -> tuple[float, float] | None:
        """The prices between which the price is expected to stand after that many hours.

        It does so in the calibration's ``coverage`` of all cases (0.8). None as for ``touch``.
        """
        if not SHORTEST <= hours <= LONGEST or not price > 0:
            return None
        fall, rise = between(self.band, self.calibration.hours, hours)
        return price * math.exp(-fall), price * math.exp(rise)


def forecast(bars: Hours, calibration: Calibration) -> Forecast | None:
    """The forecast from the last bar on; None with under 14 days of hours, or too many missing."""
    last = np.array([len(bars) - 1])
    if not len(bars) or not known(bars)[-1]:
        return None
    scale = scales(log_variances(bars, last), ends(bars)[last], calibration)[0][:, None]
    return Forecast(
        calibration=calibration,
        above=scale * calibration.above,
        below=scale * calibration.below,
        band=scale * calibration.band,
    )


def scales(logs: Floats, end: Times, calibration: Calibration) -> Floats:
    """Expected volatility over each fitted horizon (a log ratio): (rows, horizons)."""
    columns = [
        np.exp(design(logs, end, hours) @ weights / 2.0) * math.sqrt(hours)
        for hours, weights in zip(calibration.hours, calibration.coefficients, strict=True)
    ]
    return np.stack(columns, axis=1)


def ends(bars: Hours) -> Times:
    """The ends of the bars in milliseconds."""
    return bars.start + HOUR * np.arange(1, len(bars) + 1, dtype=np.int64)


def known(bars: Hours) -> Bools:
    """For each bar whether it traded and 14 days up to it are known, but for a day's hours."""
    present = _sums(bars.traded.astype(np.float64), ENOUGH)
    enough = (present >= ENOUGH - _ABSENT) & bars.traded
    enough[: ENOUGH - 1] = False
    return np.asarray(enough)


def hourly_variance(bars: Hours) -> Floats:
    """The variance of each hour from its four prices and the close before it; 0 if not traded.

    Garman and Klass (1980), with the jump from the close before to the open.
    """
    opening, high, low, close = (
        np.log(one) for one in (bars.open, bars.high, bars.low, bars.close)
    )
    jump = opening - np.concatenate((opening[:1], close[:-1]))
    inside = 0.5 * (high - low) ** 2 - (2.0 * math.log(2.0) - 1.0) * (close - opening) ** 2
    return np.asarray(np.where(bars.traded, inside + jump**2, 0.0))


def log_variances(bars: Hours, rows: Times) -> Floats:
    """Logs of the mean hourly variance over the last ``WINDOWS`` hours: (rows, windows)."""
    variance, traded = hourly_variance(bars), bars.traded.astype(np.float64)
    means = [
        _sums(variance, hours)[rows] / np.maximum(_sums(traded, hours)[rows], 1.0)
        for hours in WINDOWS
    ]
    longest = np.maximum(means[-1], _LEAST)
    return np.asarray(np.log(np.stack([np.maximum(one, _CALM * longest) for one in means], axis=1)))


def own_volatility(bars: Hours) -> Floats:
    """For each bar the root mean square of hourly log returns, close to close, of a week."""
    squares = np.diff(np.log(bars.close), prepend=math.log(bars.close[0])) ** 2
    traded = bars.traded.astype(np.float64)
    return np.asarray(np.sqrt(_sums(squares, OWN) / np.maximum(_sums(traded, OWN), 1.0)))


def design(logs: Floats, end: Times, hours: float) -> Floats:
    """What the forecast weighs, a row a bar: a constant, the log variances, the weekend's share,
    and for less than a day the hour of the day as two waves."""
    columns = [np.ones(len(logs)), *logs.T, _weekend(end / HOUR, hours)]
    if hours < 24:
        angle = 2.0 * math.pi * (end // HOUR % 24) / 24.0
        columns += [wave(n * angle) for n in (1, 2) for wave in (np.sin, np.cos)]
    return np.stack(columns, axis=1)


def _weekend(end: Floats, hours: float) -> Floats:
    """The share of Saturday and Sunday (UTC) in the coming hours; ``end`` in hours since 1970."""
    return np.asarray((_weekend_hours(end + hours) - _weekend_hours(end)) / hours)


def _weekend_hours(until: Floats) -> Floats:
    """Hours of weekends since 1970, which began on a Thursday."""
    return 48.0 * np.floor(until / 168.0) + np.clip(until % 168.0 - 48.0, 0.0, 48.0)


def _sums(values: Floats, hours: int) -> Floats:
    """The sum of the last ``hours`` values up to each, or of as many as there are."""
    total = np.concatenate(([0.0], np.cumsum(values)))
    spots = np.arange(1, len(values) + 1)
    return np.asarray(total[spots] - total[np.maximum(spots - hours, 0)])
