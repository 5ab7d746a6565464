"""Reach odds and base rates: what happened in the symbol's own past windows.

Windows start every hour and overlap, so they are far fewer independent trials than their
count. The shares are base rates from own history, not forecasts.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Confidence, Side
from reporter.signals.calibration import Calibration
from reporter.signals.candles import Candles
from reporter.signals.parts import Maker, Part, gap
from reporter.signals.series import Floats, SymbolData

HOURS: Final = 24
MIN_WINDOWS: Final = 100


@dataclass(frozen=True, slots=True)
class Moves:
    """Per past window, as multiples of the close it started from: high, low and close."""

    highest: Floats
    lowest: Floats
    last: Floats

    @property
    def sample(self) -> int:
        """How many windows there are."""
        return len(self.last)

    def touched(self, side: Side, ratio: float) -> float | None:
        """The share of windows that reached ``ratio`` (level over price) on that side.

        None under 100 windows.
        """
        if self.sample < MIN_WINDOWS:
            return None
        reached = self.highest >= ratio if side is Side.ABOVE else self.lowest <= ratio
        return float(np.count_nonzero(reached) / self.sample)


def past_moves(candles: Candles | None, hours: int = HOURS) -> Moves:
    """All past windows of that many hours whose bars (but one or two) were given."""
    if candles is None or len(candles) <= hours:
        return Moves(np.zeros(0), np.zeros(0), np.zeros(0))
    start = candles.close[:-hours]
    highest = sliding_window_view(candles.high[1:], hours).max(axis=1)
    lowest = sliding_window_view(candles.low[1:], hours).min(axis=1)
    present = sliding_window_view(candles.traded[1:], hours).sum(axis=1) >= hours - 2
    sound = present & candles.traded[:-hours]
    return Moves(
        (highest / start)[sound], (lowest / start)[sound], (candles.close[hours:] / start)[sound]
    )


def pooled_confidence(calibration: Calibration, as_of: datetime) -> tuple[Confidence, Part] | None:
    """The event "price higher" with the base rate of all the calibration's symbols together.

    On recorded data it was a better forecast than a symbol's own past share, however the two
    were mixed. None where the calibration did not count that horizon.
    """
    counted = calibration.frequency(HOURS)
    if counted is None:
        return None
    make = Maker(as_of=as_of, nature=Nature.MODELLED)
    words = f"share of overlapping windows of {HOURS} h that ended higher, in the calibration"
    part = make(metrics.BASE_RATE, counted.higher, "probability", words)
    part += make(metrics.BASE_SAMPLE, Decimal(counted.windows), "count", "windows of calibration")
    part += Maker(as_of=as_of)(metrics.HORIZON, Decimal(HOURS), "hours", "chosen")
    event = f"price higher {HOURS} hours later"
    found = Confidence(
        event=event, hours=HOURS, base_rate=counted.higher, sample=counted.windows, pooled=True
    )
    return found, part


def confidence(
    data: SymbolData, candles: Candles | None, moves: Moves, as_of: datetime
) -> tuple[Confidence | None, Part]:
    """The event "price higher", its horizon and its base rate. No edge is claimed.

    On recorded data a model of these inputs was no better than the base rate, so there is no
    probability of our own to print.
    """
    if candles is None or moves.sample < MIN_WINDOWS:
        detail = "The price history is too short for a base rate."
        return None, gap(data, "base rate", "thin", detail)
    rate = float(np.count_nonzero(moves.last > 1.0) / moves.sample)
    words = f"share of {moves.sample} overlapping past windows of {HOURS} h that ended higher"
    make = candles.maker
    part = make(metrics.BASE_RATE, rate, "probability", words)
    part += make(metrics.BASE_SAMPLE, Decimal(moves.sample), "count", "past windows")
    part += Maker(as_of=as_of)(metrics.HORIZON, Decimal(HOURS), "hours", "chosen")
    event = f"price higher {HOURS} hours later"
    return Confidence(event=event, hours=HOURS, base_rate=rate, sample=moves.sample), part
