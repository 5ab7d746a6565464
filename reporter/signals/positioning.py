"""Long/short ratios and taker flow: the newest row of each, and its rank in own history.

What "top" means is the venue's own definition, so ratios are compared with the symbol's own
past only, never across venues.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.signals.parts import Part, exact, from_series, gap
from reporter.signals.ranks import mid_rank
from reporter.signals.series import HOUR, Series, SymbolData, milliseconds, moment

MIN_ROWS: Final = 100
MAX_RATIO: Final = 1e6

_RATIOS: Final = (
    ("top_position", metrics.TOP_POSITION_RATIO, "top-trader positions"),
    ("top_account", metrics.TOP_ACCOUNT_RATIO, "top-trader accounts"),
    ("global_account", metrics.GLOBAL_ACCOUNT_RATIO, "all accounts' positions"),
    ("taker", metrics.TAKER_RATIO, "taker flow"),
)


@dataclass(frozen=True, slots=True)
class Positioning:
    """Percentile of each current ratio by metric name, where history suffices."""

    part: Part
    percentiles: Mapping[str, float]


def measure_positioning(data: SymbolData, as_of: datetime) -> Positioning:
    """The ratios (longs over shorts; taker buys over sells) no older than two intervals."""
    part, percentiles = Part(), {}
    for name, metric, label in _RATIOS:
        series = data.history.get(name)
        if series is None or not len(series):
            if name not in data.quarantined:
                detail = f"No figures for {label} came in."
                part += gap(data, label, "empty", detail)
            continue
        found, percentile = _newest(data, series, metric, label, as_of)
        part += found
        if percentile is not None:
            percentiles[metric] = percentile
    return Positioning(part, percentiles)


def _newest(
    data: SymbolData, series: Series, metric: str, label: str, as_of: datetime
) -> tuple[Part, float | None]:
    step = series.step or HOUR
    covered = step if metric == metrics.TAKER_RATIO else 0  # taker rows are stamped at the start
    end = int(series.times[-1]) + covered
    ratio = float(series["ratio"][-1])
    if milliseconds(as_of) - end > 2 * step:
        return gap(data, label, "stale", f"The newest figure for {label} is too old."), None
    if not 0 < ratio < MAX_RATIO:
        detail = f"The newest figure for {label} is no possible ratio."
        return gap(data, label, "implausible", detail), None
    part = from_series(series, moment(end))(metric, exact(ratio), "ratio")
    sample = series["ratio"][(series["ratio"] > 0) & (series["ratio"] < MAX_RATIO)]
    percentile = mid_rank(np.asarray(sample), ratio) if len(sample) >= MIN_ROWS else None
    return part, percentile
