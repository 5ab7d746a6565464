"""Funding: the last settled rate, and where it stands within the symbol's own settlements.

Rates are fractions per settlement interval. The interval is the symbol's own and changes
over time, so rates are compared in 8 h equivalents. The running estimate is another thing
(a prediction) and passes through as an observation.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.units import HOURS_PER_YEAR
from reporter.signals.parts import Maker, Part, exact, from_series, gap
from reporter.signals.ranks import mid_rank
from reporter.signals.series import HOUR, Floats, Series, SymbolData, milliseconds, moment

MIN_SETTLEMENTS: Final = 30
MIN_SPAN: Final = 7 * 24 * HOUR
LOOKBACK: Final = 180 * 24 * HOUR
INTEREST: Final = 0.0001
BAND: Final = 0.0005

_DIVISORS: Final = (1, 2, 3, 4, 6, 8, 12, 24)

Hours = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Funding:
    """What was measured of a symbol's funding.

    ``annual`` is the last settled rate as a simple fraction a year, ``percentile`` its rank and
    ``settled`` its time.
    """

    part: Part
    interval: int | None
    annual: float | None = None
    percentile: float | None = None
    settled: datetime | None = None


def measure_funding(data: SymbolData, as_of: datetime) -> Funding:
    """Settled rate, interval, next settlement, percentile and median."""
    series = _possible(data.history.get("funding"))
    interval = _interval(data, series)
    part = _schedule(data, interval, as_of)
    if series is None:
        if "funding" not in data.quarantined:
            part += gap(data, "settled funding", "empty", "No settled funding rates came in.")
        return Funding(part, interval)
    hours = settlement_hours(series, data.interval_hours)
    if hours is None:
        detail = "The settled funding rate is left out, as its interval is unknown."
        return Funding(part + gap(data, "settled funding", "unknown-interval", detail), None)
    last, own = int(series.times[-1]), int(hours[-1])
    if milliseconds(as_of) - last > 2 * own * HOUR:
        detail = "The last settled funding rate that came in is too old to be the last."
        return Funding(part + gap(data, "settled funding", "stale", detail), interval)
    make = from_series(series, moment(last), Nature.SETTLED)
    rate = float(series["rate"][-1])
    part += make(metrics.FUNDING_SETTLED, exact(rate), f"fraction_per_{own}h")
    part += make(metrics.FUNDING_SETTLED_TIME, moment(last), "")
    ranked, percentile = _rank(data, series, hours, make)
    part += _implied(data, last, own)
    annual = rate * HOURS_PER_YEAR / own
    return Funding(part + ranked, interval, annual, percentile, moment(last))


def _implied(data: SymbolData, settled: int, hours: int) -> Part:
    """The rate that the premium of the settled interval implies; nothing where rows are missing.

    ``F = [P + clamp(I - P, -0.05 %, +0.05 %)] / (8 / N)`` with I = 0.01 % per 8 h, the formula
    that Binance publishes; P is here the mean of the hourly closes of the premium index. It
    comes from another answer than the rate itself, so a rate that is off by 100 shows.
    """
    premium = data.history.get("premium")
    if premium is None:
        return Part()
    inside = (premium.times >= settled - hours * HOUR) & (premium.times < settled)
    closes = premium["close"][inside]
    if len(closes) != hours or not bool(np.all(np.abs(closes) < 1.0)):
        return Part()  # rows missing, or no premiums at all
    mean = float(closes.mean())
    rate = (mean + min(max(INTEREST - mean, -BAND), BAND)) * hours / 8.0
    make = from_series(premium, moment(settled), Nature.MODELLED)
    words = "venue's formula on the mean hourly premium of the settled interval"
    return make(metrics.FUNDING_IMPLIED, rate, f"fraction_per_{hours}h", words)


def settlement_hours(series: Series, nominal: int | None) -> Hours | None:
    """The interval, in hours, that ended at each settlement.

    It is the distance to the settlement before. Where that distance is a multiple of what both
    neighbours agree on, a row is missing, and the neighbours' interval holds; single steps
    between two different intervals are real (a symbol that switches from 1 h to 4 h may settle
    once after 2 h). ``nominal`` is the interval that is running now, if known; distances that
    are no divisor of a day count as it, or else as the most frequent one. None where nothing
    tells the interval: it is never assumed.
    """
    steps = np.rint(np.diff(series.times) / HOUR).astype(np.int64)
    usual = nominal if _divides(nominal) else _most_frequent(steps)
    if usual is None:
        return None
    if not len(steps):
        return np.full(len(series), usual, dtype=np.int64)
    hours = np.concatenate((steps[:1], steps))
    before = np.concatenate((hours[:1], hours[:-1]))
    after = np.concatenate((hours[1:], [usual]))
    missing = (before == after) & (hours % np.maximum(before, 1) == 0)
    hours = np.where(missing, before, hours)
    return np.where(np.isin(hours, _DIVISORS), hours, usual)


def _divides(hours: int | None) -> bool:
    return hours in _DIVISORS


def _most_frequent(steps: Hours) -> int | None:
    real = steps[np.isin(steps, _DIVISORS)]
    return int(np.bincount(real).argmax()) if len(real) else None


def _possible(series: Series | None) -> Series | None:
    if series is None:
        return None
    kept = series.where(np.abs(series["rate"]) < 1.0)  # also drops what is no number
    return kept if len(kept) else None


def _interval(data: SymbolData, series: Series | None) -> int | None:
    if _divides(data.interval_hours):
        return data.interval_hours
    hours = None if series is None else settlement_hours(series, None)
    return None if hours is None else int(hours[-1])


def _schedule(data: SymbolData, interval: int | None, as_of: datetime) -> Part:
    running = data.observations.get(metrics.FUNDING_RUNNING) or data.observations.get(metrics.MARK)
    make = Maker(as_of=as_of)
    if running is not None:
        make = Maker(as_of=as_of, source=running.source, endpoint=running.endpoint)
    part = Part()
    if interval is None:
        part += gap(data, "settlement interval", "empty", "The settlement interval is unknown.")
    else:
        part += make(metrics.FUNDING_INTERVAL, Decimal(interval), "hours")
    coming = data.next_settlement
    if coming is None or coming <= as_of:
        detail = "The time of the next settlement is unknown."
        return part + gap(data, "next settlement", "empty", detail)
    return part + make(metrics.FUNDING_NEXT_TIME, coming, "")


def _rank(data: SymbolData, series: Series, hours: Hours, make: Maker) -> tuple[Part, float | None]:
    recent = series.times >= series.times[-1] - LOOKBACK
    sample: Floats = series["rate"][recent] * 8.0 / hours[recent]
    count = len(sample)
    span = int(series.times[-1] - series.times[recent][0])
    if count < MIN_SETTLEMENTS or span < MIN_SPAN:
        detail = "There are too few settlements to say what funding is usual."
        return gap(data, "funding percentile", "thin", detail), None
    percentile = mid_rank(sample, float(sample[-1]))
    own = int(hours[-1])
    median, low, high = (
        float(reading) * own / 8.0
        for reading in (np.median(sample), sample[:-1].min(), sample[:-1].max())
    )
    words = f"of {count} settlements in 8 h equivalents"
    unit = f"fraction_per_{own}h"
    part = make(
        metrics.FUNDING_PERCENTILE, percentile, "percentile", f"mid-rank percentile {words}"
    )
    part += make(metrics.FUNDING_SAMPLE, Decimal(count), "count", "settlements compared")
    part += make(metrics.FUNDING_MEDIAN, median, unit, f"median {words}, per {own} h")
    part += make(metrics.FUNDING_LOW, low, unit, "lowest rate before the latest settlement")
    part += make(metrics.FUNDING_HIGH, high, unit, "highest rate before the latest settlement")
    return part, percentile
