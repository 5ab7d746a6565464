"""Basis: the mark over the index, in basis points. The ledger prints it; the bias uses it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.signals.parts import reading
from reporter.signals.ranks import mid_rank
from reporter.signals.series import SymbolData

MIN_ROWS: Final = 168


@dataclass(frozen=True, slots=True)
class Basis:
    """Perpetual minus spot index, not annualised; the rank among past hourly premiums."""

    bps: float
    percentile: float | None


def measure_basis(data: SymbolData) -> Basis | None:
    """(mark - index) / index x 10,000, or None where either price is missing."""
    mark, index = reading(data, metrics.MARK), reading(data, metrics.INDEX)
    if mark is None or index is None:
        return None
    bps = (mark - index) / index * 1e4
    premium = data.history.get("premium")
    if premium is None:
        return Basis(bps, None)
    past = premium["close"][np.isfinite(premium["close"])] * 1e4
    return Basis(bps, mid_rank(past, bps) if len(past) >= MIN_ROWS else None)
