"""Basis: the mark over the index, in basis points. The ledger prints it; the bias uses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.signals.parts import Part, from_series, reading
from reporter.signals.ranks import mid_rank
from reporter.signals.series import Series, SymbolData

MIN_ROWS: Final = 168


@dataclass(frozen=True, slots=True)
class Basis:
    """Perpetual minus spot index, not annualised; the rank among past hourly premiums.

    ``part`` holds that rank as a measure, where there is one.
    """

    bps: float
    percentile: float | None
    part: Part


def measure_basis(data: SymbolData) -> Basis | None:
    """(mark - index) / index x 10,000, or None where either price is missing."""
    mark, index = reading(data, metrics.MARK), reading(data, metrics.INDEX)
    if mark is None or index is None:
        return None
    bps = (mark - index) / index * 1e4
    premium = data.history.get("premium")
    return Basis(bps, None, Part()) if premium is None else _ranked(data, premium, bps)


def _ranked(data: SymbolData, premium: Series, bps: float) -> Basis:
    past = premium["close"][np.isfinite(premium["close"])] * 1e4
    if len(past) < MIN_ROWS:
        return Basis(bps, None, Part())
    percentile = mid_rank(past, bps)
    make = from_series(premium, data.observations[metrics.MARK].as_of)
    words = f"mid-rank percentile of {len(past)} hourly premiums"
    return Basis(bps, percentile, make(metrics.BASIS_PERCENTILE, percentile, "percentile", words))
