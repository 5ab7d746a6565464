"""The modelled liquidation map: where open contracts would be liquidated. Never observed.

Construction, step by step through the open interest samples (about every four hours):

1. A long (short) that was opened at price E with leverage L is liquidated at
   E (1 - 1/L) / (1 - m)   (E (1 + 1/L) / (1 + m)), m the maintenance margin rate
   (isolated, linear contract; Binance's published formula without bracket amounts).
2. Contracts whose liquidation price traded since they were opened are gone (swept).
3. Every contract has a long and a short. Where open interest exceeds what is left of a side,
   the difference was opened at the hours' average prices of that step, by volume, with the
   leverages of ``PRIOR``; where it is lower, the side shrinks pro rata (decay).
   So each side equals the open interest at every step: contracts that a sweep removed and
   open interest does not miss were opened again.
4. Open interest older than its history is placed at the prices of the week before it.

The leverage prior and the margin rate are assumptions, not measurements. Positions of lower
leverage lie far off and are seldom swept; that most contracts lie outside the printed range is
meant. There is no evidence that such maps predict: context, weight zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Side
from reporter.signals.candles import Candles
from reporter.signals.parts import Maker, Part, from_series, gap, reading
from reporter.signals.series import HOUR, Floats, Series, SymbolData, Times

LEVERAGE: Final = np.array([3.0, 5.0, 10.0, 20.0, 25.0, 50.0])
PRIOR: Final = np.array([0.20, 0.25, 0.25, 0.15, 0.10, 0.05])
"""Share of new contracts by leverage; sums to one."""

MAINTENANCE: Final = 0.006
"""Maintenance margin rate of a middling contract's lowest bracket."""

REACH: Final = 0.15
"""Totals and levels count what lies within 15 % of price."""

MIN_VOLUME: Final = 1e-9
"""Less than this traded in a step is nothing (and would be lost in rounding)."""

STEP: Final = 4 * HOUR
SEED_BARS: Final = 7 * 24
MIN_SPAN: Final = 7 * 24 * HOUR
MAX_SPAN: Final = 30 * 24 * HOUR
MAX_AGE: Final = 24 * HOUR
"""How far the newest sample may lie behind the newest candle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiquidationMap:
    """Contracts in coins by liquidation price: shorts above the price, longs below it."""

    price: float
    mark: float
    above: tuple[Floats, Floats]
    below: tuple[Floats, Floats]

    def within(self, side: Side) -> tuple[Floats, Floats]:
        """Liquidation prices within reach, and the contracts' worth in USD at the mark."""
        prices, coins = self.above if side is Side.ABOVE else self.below
        near = (np.abs(prices / self.price - 1.0) <= REACH) & (coins > 0)
        return prices[near], coins[near] * self.mark

    def total(self, side: Side) -> float:
        """USD within reach on one side."""
        return float(self.within(side)[1].sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class _Path:
    """The bars from the seed week to now, and the step (open interest sample) each ends in.

    The last bar is the present price; the last step ends now. ``target`` is the open interest
    at the end of each step.
    """

    high: Floats
    low: Floats
    vwap: Floats
    volume: Floats
    step: Times
    target: Floats


def liquidation_map(
    data: SymbolData, candles: Candles | None, history: Series | None
) -> LiquidationMap | None:
    """The map at the present price, or None where a part of its ground is missing."""
    price, coins = reading(data, metrics.PRICE), reading(data, metrics.OPEN_INTEREST_COINS)
    if candles is None or history is None or price is None or coins is None:
        return None
    path = _path(candles, history, price, coins)
    if path is None:
        return None
    entries = path.vwap[:, None]
    longs = entries * (1.0 - 1.0 / LEVERAGE) / (1.0 - MAINTENANCE)
    shorts = entries * (1.0 + 1.0 / LEVERAGE) / (1.0 + MAINTENANCE)
    return LiquidationMap(
        price=price,
        mark=reading(data, metrics.MARK) or price,
        # Mirrored, a short's rising threshold is a long's falling one: one rule for both.
        above=(shorts.ravel(), _side(path, -shorts, -path.high)),
        below=(longs.ravel(), _side(path, longs, path.low)),
    )


def measure_liquidations(
    data: SymbolData, chart: LiquidationMap | None, history: Series | None, as_of: datetime
) -> Part:
    """Modelled USD within 15 % above and below the price."""
    if chart is None or history is None:
        detail = "The history is too short or incomplete for a liquidation map."
        return gap(data, "liquidation map", "thin", detail)
    make: Maker = from_series(history, as_of, Nature.MODELLED)
    words = "modelled from open interest, prices and assumed leverage, within 15 % of price"
    return make(metrics.LIQUIDATIONS_ABOVE, chart.total(Side.ABOVE), "usd", words) + make(
        metrics.LIQUIDATIONS_BELOW, chart.total(Side.BELOW), "usd", words
    )


def _path(candles: Candles, history: Series, price: float, coins: float) -> _Path | None:
    # A sample belongs to the last bar that ended by then; of samples in one block of four hours
    # (counted back from the newest) the latest counts.
    now = len(candles)  # the bar after the last: the present price
    bars = np.minimum((history.times - candles.start) // HOUR, now) - 1
    blocks = (history.times[-1] - history.times) // STEP
    latest = np.append(blocks[:-1] != blocks[1:], True)
    newest = int(history.times[-1])
    known = (bars >= 0) & latest & (history.times >= newest - MAX_SPAN)
    span = newest - int(history.times[known][0]) if known.any() else 0
    if span < MIN_SPAN or candles.end - newest > MAX_AGE:
        return None
    cuts, level = bars[known], history["coins"][known]
    last = np.append(cuts[:-1] != cuts[1:], True)
    cuts, level = cuts[last], level[last]
    first = max(0, int(cuts[0]) - SEED_BARS + 1)
    return _Path(
        high=np.append(candles.high[first:], price),
        low=np.append(candles.low[first:], price),
        vwap=np.append(candles.vwap()[first:], price),
        volume=np.append(candles.volume[first:], 0.0),
        step=np.searchsorted(np.append(cuts, now), np.arange(first, now + 1)),
        target=np.append(level, coins),
    )


def _side(path: _Path, thresholds: Floats, extremes: Floats) -> Floats:
    """Coins left at each (bar, leverage), flattened: those that no later extreme swept."""
    starts = np.searchsorted(path.step, np.arange(len(path.target)))
    alive = thresholds < _lowest_later(extremes, starts)[:, None]
    death = _death(path.step, thresholds, np.minimum.reduceat(extremes, starts))
    shares = _shares(path, alive, starts)
    return _replay(path.target, shares.ravel(), death.ravel(), starts * len(LEVERAGE))


def _lowest_later(extremes: Floats, starts: Times) -> Floats:
    """For each bar: the lowest extreme of the later bars of its own step (inf: none later)."""
    lowest = np.full(len(extremes), np.inf)
    for start, end in zip(starts, np.append(starts[1:], len(extremes)), strict=True):
        backwards = np.minimum.accumulate(extremes[start + 1 : end][::-1])
        lowest[start : end - 1] = backwards[::-1]
    return lowest


def _death(step: Times, thresholds: Floats, extremes: Floats) -> Times:
    """The first later step whose extreme reaches each threshold; the step count if none."""
    count = len(extremes)
    reached = extremes[:, None, None] <= thresholds[None, :, :]
    reached &= np.arange(count)[:, None, None] > step[None, :, None]
    return np.where(reached.any(axis=0), reached.argmax(axis=0), count)


def _shares(path: _Path, alive: np.typing.NDArray[np.bool_], starts: Times) -> Floats:
    """How the contracts opened in a step spread over its bars and leverages; sums to one."""
    open_to = alive * PRIOR
    by_volume = open_to * path.volume[:, None]
    traded = np.add.reduceat(by_volume.sum(axis=1), starts)
    evenly = np.add.reduceat(open_to.sum(axis=1), starts)
    quiet = traded < MIN_VOLUME
    spread = np.where(quiet[path.step][:, None], open_to, by_volume)
    return np.asarray(spread / np.where(quiet, evenly, traded)[path.step][:, None])


def _replay(target: Floats, shares: Floats, death: Times, starts: Times) -> Floats:
    """Sweep, then open or shrink to the open interest, step after step."""
    coins = np.zeros(len(shares))
    ends = np.append(starts[1:], len(shares))
    by_death = np.argsort(death, kind="stable")
    bounds = np.searchsorted(death[by_death], np.arange(len(target) + 1))
    for step, wanted in enumerate(target.tolist()):
        coins[by_death[bounds[step] : bounds[step + 1]]] = 0.0
        held = float(coins[: starts[step]].sum())
        if held >= wanted:
            coins[: starts[step]] *= wanted / held
        else:
            cohort = slice(starts[step], ends[step])
            coins[cohort] = shares[cohort] * (wanted - held)
    return coins
