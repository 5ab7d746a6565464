"""Funding: the last settled rate, and where it stands within the symbol's own settlements.

Rates are fractions per settlement interval. The interval is the symbol's own and changes
over time, so rates are compared in 8 h equivalents. The running estimate is another thing
(a prediction): it passes through as an observation, and stands beside the running estimates of
all other contracts of the venue.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import numpy as np
import numpy.typing as npt

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.units import HOURS_PER_YEAR
from reporter.signals.market import DIVISORS, Market, eight_hours
from reporter.signals.parts import Maker, Part, exact, from_series, gap, reading
from reporter.signals.ranks import mid_rank
from reporter.signals.series import HOUR, Floats, Series, SymbolData, milliseconds, moment

MIN_SETTLEMENTS: Final = 30
MIN_SPAN: Final = 7 * 24 * HOUR
LOOKBACK: Final = 180 * 24 * HOUR
INTEREST: Final = 0.0001
BAND: Final = 0.0005

FORMULA_VENUES: Final = ("binance",)
"""Where the formula of ``_implied`` is published, scaling by interval included."""

_SCALED_SINCE: Final = milliseconds(datetime(2025, 9, 18, tzinfo=UTC))
"""From this settlement on Binance divides by 8 / N; before, it did so for no interval."""

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


def measure_funding(data: SymbolData, as_of: datetime, market: Market | None = None) -> Funding:
    """Settled rate, interval, next settlement, percentile and median; the running rate's rank.

    ``market`` is the venue's; without it nothing is said about the market.
    """
    series = _possible(data.history.get("funding"))
    interval = _interval(data, series)
    part = _schedule(data, interval, as_of) + _among_contracts(data, market)
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
    part += _implied(data, last, own, rate)
    annual = rate * HOURS_PER_YEAR / own
    return Funding(part + ranked, interval, annual, percentile, moment(last))


def _among_contracts(data: SymbolData, market: Market | None) -> Part:
    """The percentile of the running rate among the contracts of the venue."""
    found = data.observations.get(metrics.FUNDING_RUNNING)
    rate = None if found is None else eight_hours(found.value, _hours_of(found.unit))
    if market is None or found is None or rate is None:
        return Part()
    if not market.ample:
        detail = "Too few contracts of the venue came in to compare funding with."
        return gap(data, "funding across the market", "thin", detail)
    make = Maker(
        as_of=found.as_of, nature=found.nature, source=found.source, endpoint=found.endpoint
    )
    words = f"mid-rank percentile among the running rates of {market.venue}, in 8 h equivalents"
    part = make(metrics.FUNDING_MARKET_PERCENTILE, market.percentile(rate), "percentile", words)
    count = Decimal(len(market.rates))
    return part + make(metrics.FUNDING_MARKET_SAMPLE, count, "count", "contracts compared")


def _hours_of(unit: str) -> int | None:
    """The interval in a unit such as ``fraction_per_8h``."""
    match = re.fullmatch(r"fraction_per_(\d+)h", unit)
    return int(match[1]) if match else None


def _implied(data: SymbolData, settled: int, hours: int, rate: float) -> Part:
    """The rate that the premium of the settled interval implies, and what the settled one has
    beyond it; nothing where rows are missing.

    ``F = [P + clamp(I - P, -0.05 %, +0.05 %)] / (8 / N)`` with I = 0.01 % per 8 h, the formula
    that Binance publishes (the division only ``_SCALED_SINCE``), within the contract's cap and
    floor; P is here the mean of the hourly closes of the premium index. It comes from another
    answer than the rate itself, so a rate that is off by 100 shows.
    """
    premium = data.history.get("premium")
    if premium is None or data.instrument.venue not in FORMULA_VENUES:
        return Part()
    inside = (premium.times >= settled - hours * HOUR) & (premium.times < settled)
    closes = premium["close"][inside]
    if len(closes) != hours or not bool(np.all(np.abs(closes) < 1.0)):
        return Part()  # rows missing, or no premiums at all
    mean = float(closes.mean())
    scale = hours / 8.0 if settled >= _SCALED_SINCE else 1.0
    implied = (mean + min(max(INTEREST - mean, -BAND), BAND)) * scale
    implied = _within_limits(data, implied, hours)
    make = from_series(premium, moment(settled), Nature.MODELLED)
    unit = f"fraction_per_{hours}h"
    words = "venue's formula on the mean hourly premium of the settled interval"
    part = make(metrics.FUNDING_IMPLIED, implied, unit, words)
    return part + make(metrics.FUNDING_RESIDUAL, rate - implied, unit, "settled minus implied rate")


def _within_limits(data: SymbolData, rate: float, hours: int) -> float:
    """The rate no higher than the cap and no lower than the floor, where they fit and are known."""
    low, high = (
        reading(data, metric) if _limits(data, metric) == hours else None
        for metric in (metrics.FUNDING_FLOOR, metrics.FUNDING_CAP)
    )
    if high is not None and high >= 0.0:
        rate = min(rate, high)
    return max(rate, low) if low is not None and low <= 0.0 else rate


def _limits(data: SymbolData, metric: str) -> int | None:
    found = data.observations.get(metric)
    return None if found is None else _hours_of(found.unit)


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
    return np.where(np.isin(hours, DIVISORS), hours, usual)


def _divides(hours: int | None) -> bool:
    return hours in DIVISORS


def _most_frequent(steps: Hours) -> int | None:
    real = steps[np.isin(steps, DIVISORS)]
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
