"""Who is long: ratios by population, the takers' flow, and their ranks in own history.

Four populations, never mixed: the venue's top traders by the size of their positions, the same
traders by head, all accounts by head, and takers by volume. What "top" means is the venue's own
definition, so ratios are compared with the symbol's own past only, never across venues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.signals.candles import Candles
from reporter.signals.parts import LABELS, Part, exact, from_series, gap
from reporter.signals.ranks import mid_rank
from reporter.signals.series import HOUR, Series, SymbolData, milliseconds, moment

MIN_ROWS: Final = 100
MAX_RATIO: Final = 1e6

_DAY: Final = 24
_PRESENT: Final = 22
"""Hours of a day that must have been given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Population:
    """Where a population's history stands, its metrics, and what its ratio compares."""

    history: str
    metric: str
    percentile: str
    words: str

    @property
    def label(self) -> str:
        """How gaps name it."""
        return LABELS[self.history]


_POPULATIONS: Final = (
    _Population(
        history="top_position",
        metric=metrics.TOP_POSITION_RATIO,
        percentile=metrics.TOP_POSITION_PERCENTILE,
        words="longs over shorts by position size, the venue's top traders",
    ),
    _Population(
        history="top_account",
        metric=metrics.TOP_ACCOUNT_RATIO,
        percentile=metrics.TOP_ACCOUNT_PERCENTILE,
        words="longs over shorts by number of accounts, the venue's top traders",
    ),
    _Population(
        history="global_account",
        metric=metrics.GLOBAL_ACCOUNT_RATIO,
        percentile=metrics.GLOBAL_ACCOUNT_PERCENTILE,
        words="longs over shorts by number of accounts, all of the venue's accounts",
    ),
    _Population(
        history="taker",
        metric=metrics.TAKER_RATIO,
        percentile=metrics.TAKER_PERCENTILE,
        words="takers' buys over their sells by volume",
    ),
)


@dataclass(frozen=True, slots=True)
class Positioning:
    """Percentile of each current ratio by metric name, where history suffices."""

    part: Part
    percentiles: Mapping[str, float]


def measure_positioning(data: SymbolData, as_of: datetime) -> Positioning:
    """The ratios (longs over shorts; taker buys over sells) no older than two intervals."""
    part, percentiles = Part(), {}
    for population in _POPULATIONS:
        series = data.history.get(population.history)
        if series is None or not len(series):
            if population.history not in data.quarantined:
                detail = f"No figures for {population.label} came in."
                part += gap(data, population.label, "empty", detail)
            continue
        found, percentile = _newest(data, series, population, as_of)
        part += found
        if percentile is not None:
            percentiles[population.metric] = percentile
    return Positioning(part, percentiles)


def _newest(
    data: SymbolData, series: Series, population: _Population, as_of: datetime
) -> tuple[Part, float | None]:
    step, label = series.step or HOUR, population.label
    flow = population.metric == metrics.TAKER_RATIO
    end = int(series.times[-1]) + (step if flow else 0)  # taker rows are stamped at the start
    ratio = float(series["ratio"][-1])
    if milliseconds(as_of) - end > 2 * step:
        return gap(data, label, "stale", f"The newest figure for {label} is too old."), None
    if not 0 < ratio < MAX_RATIO:
        detail = f"The newest figure for {label} is no possible ratio."
        return gap(data, label, "implausible", detail), None
    make = from_series(series, moment(end))
    part = make(population.metric, exact(ratio), "ratio", population.words)
    if flow:
        window = Decimal(step) / HOUR
        part += make(metrics.TAKER_WINDOW, window, "hours", "hours that the ratio covers")
    sample = series["ratio"][(series["ratio"] > 0) & (series["ratio"] < MAX_RATIO)]
    if len(sample) < MIN_ROWS:
        return part, None
    percentile = mid_rank(np.asarray(sample), ratio)
    words = f"mid-rank percentile of {len(sample)} past ratios"
    return part + make(population.percentile, percentile, "percentile", words), percentile


def measure_taker_day(candles: Candles | None) -> Part:
    """Taker buys as a share of all that traded in the last 24 closed bars, in percent.

    Nothing where the venue's candles do not tell takers' buys, or where a day is not there.
    """
    if candles is None or candles.taker_buy_volume is None:
        return Part()
    buys = float(candles.taker_buy_volume[-_DAY:].sum())
    volume = float(candles.volume[-_DAY:].sum())
    whole = int(candles.traded[-_DAY:].sum()) >= _PRESENT
    if not whole or not 0 <= buys <= volume * (1 + 1e-9) or volume <= 0:
        return Part()
    share = min(100.0 * (buys / volume), 100.0)
    words = "takers' buys over all volume of the last 24 closed hourly bars"
    return candles.maker(metrics.TAKER_BUYS_DAY, share, "percent", words)
