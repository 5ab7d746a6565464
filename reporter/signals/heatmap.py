"""The liquidation map over time, for the chart: the same replay, looked at after every step."""

from __future__ import annotations

from datetime import datetime
from typing import Final

import numpy as np

from reporter.model.setup import Heatmap
from reporter.signals.candles import read_candles
from reporter.signals.liquidations import REACH, Model, model
from reporter.signals.open_interest import measure_open_interest
from reporter.signals.parts import known_at
from reporter.signals.series import Floats, SymbolData, Times, moment

BINS: Final = 60
MOST_TIMES: Final = 80


def liquidation_heatmap(data: SymbolData, as_of: datetime) -> Heatmap | None:
    """Modelled USD by price bin (within 15 % of the present price) and time; None without a map.

    The last column is the map that the setup's totals and levels come from.
    """
    known = known_at(data, as_of)
    candles, _ = read_candles(known, as_of)
    found = model(known, candles, measure_open_interest(known, as_of).history)
    return None if found is None else _heatmap(found, as_of)


def _heatmap(found: Model, as_of: datetime) -> Heatmap:
    """The last 80 steps (of about four hours) of a model whose last step ended at ``as_of``."""
    edges = found.price * np.linspace(1.0 - REACH, 1.0 + REACH, BINS + 1)
    count = len(found.ends) + 1
    steps = range(max(0, count - MOST_TIMES), count)
    above, below = _bins(found.above / found.price), _bins(found.below / found.price)
    coins = (
        _by_bin(above, found.shorts.coins(step)) + _by_bin(below, found.longs.coins(step))
        for step in steps
    )
    return Heatmap(
        times=(*(moment(end) for end in found.ends[steps.start :].tolist()), as_of),
        edges=tuple(edges.tolist()),
        usd=tuple(tuple((column * found.mark).tolist()) for column in coins),
    )


def _bins(ratios: Floats) -> Times:
    """The bin of each price over the present one; one beyond the last where out of reach."""
    place = np.clip((ratios - 1.0 + REACH) / (2 * REACH) * BINS, 0, BINS - 1)
    return np.where(np.abs(ratios - 1.0) <= REACH, place.astype(np.int64), BINS)


def _by_bin(bins: Times, coins: Floats) -> Floats:
    sums = np.bincount(bins, weights=coins, minlength=BINS + 1)
    return sums[:BINS].astype(np.float64)
