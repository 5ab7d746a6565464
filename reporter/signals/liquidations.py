"""The modelled liquidation map: where open contracts would be liquidated. Never observed.

Construction, step by step through the open interest samples (about every four hours):

1. A long (short) opened at price E with leverage L is liquidated where its stake is down to
   the maintenance margin of its bracket (``margins``).
2. Contracts whose liquidation price traded since they were opened are gone (swept).
3. Every contract has a long and a short. Where open interest exceeds what is left of a side,
   the difference was opened at the hours' average prices of that step, by volume, with the
   leverages of the prior; where it is lower, the side shrinks pro rata (decay).
   So each side equals the venue's open interest at every step: contracts that a sweep removed
   and open interest does not miss were opened again.
4. Open interest older than its history is placed at the prices of the week before it.

The leverage prior, the size of positions and, where the venue gives no brackets, the margins
are assumptions, not measurements. Positions of lower leverage lie far off and are seldom swept;
that most contracts lie outside the printed range is meant. There is no evidence that such maps
predict: context, weight zero.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import numpy as np

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Side
from reporter.model.units import HOURS_PER_YEAR
from reporter.signals.candles import Candles
from reporter.signals.margins import margins
from reporter.signals.parts import Maker, Part, from_series, gap, reading
from reporter.signals.replay import Path, Replay, replay
from reporter.signals.series import HOUR, Floats, Series, SymbolData, Times

REACH: Final = 0.15
"""Totals and levels count what lies within 15 % of price."""

STEP: Final = 4 * HOUR
SEED_BARS: Final = 7 * 24
MIN_SPAN: Final = 7 * 24 * HOUR
MAX_SPAN: Final = 30 * 24 * HOUR
MAX_AGE: Final = 24 * HOUR
"""How far the newest sample may lie behind the newest candle."""

MIN_SIGMA: Final = 1e-6
"""Below this, a day's volatility (a fraction) is a market that does not move: no gravity."""

HORIZON: Final = 24
"""Hours ahead that gravity is weighed for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiquidationMap:
    """Contracts in coins by liquidation price: shorts above the price, longs below it.

    ``assumed``: the margins are not the contract's own.
    """

    price: float
    mark: float
    above: tuple[Floats, Floats]
    below: tuple[Floats, Floats]
    assumed: bool = True

    def within(self, side: Side) -> tuple[Floats, Floats]:
        """Liquidation prices within reach, and the contracts' worth in USD at the mark."""
        prices, coins = self.above if side is Side.ABOVE else self.below
        near = (np.abs(prices / self.price - 1.0) <= REACH) & (coins > 0)
        return prices[near], coins[near] * self.mark

    def total(self, side: Side) -> float:
        """USD within reach on one side."""
        return float(self.within(side)[1].sum())

    def gravity(self, volatility: float) -> float | None:
        """Which side weighs more over ``HORIZON`` hours: -1 (all below) to 1 (all above).

        (A - B) / (A + B), where a side's contracts count exp(-d / s) each: d is the log distance
        of their liquidation price, s one standard deviation of the horizon's moves at that
        ``volatility`` (percent a year). None for a market that does not move.
        """
        sigma = volatility / 100.0 * (HORIZON / HOURS_PER_YEAR) ** 0.5
        if sigma < MIN_SIGMA:
            return None
        prices, coins = (np.concatenate(pair) for pair in zip(self.above, self.below, strict=True))
        held = coins > 0
        away = np.abs(np.log(prices[held] / self.price))
        # Counted from the nearest, so that no weight is lost in rounding: the ratio is the same.
        weight = coins[held] * np.exp((away.min() - away) / sigma)
        signed = np.where(prices[held] > self.price, weight, -weight)
        return float(signed.sum() / weight.sum())


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """Both sides replayed: how the map came about.

    ``above`` and ``below`` are the liquidation prices of ``shorts`` and ``longs``, ``ends`` the
    ends in milliseconds of all steps but the last, which ends now.
    """

    price: float
    mark: float
    above: Floats
    below: Floats
    shorts: Replay
    longs: Replay
    ends: Times
    assumed: bool


def model(data: SymbolData, candles: Candles | None, history: Series | None) -> Model | None:
    """The replay up to the present price, or None where a part of its ground is missing."""
    price, coins = reading(data, metrics.PRICE), reading(data, metrics.OPEN_INTEREST_COINS)
    if candles is None or history is None or price is None or coins is None:
        return None
    path = _path(candles, history, price, coins)
    if path is None:
        return None
    kept = margins(data.brackets)
    above, below = path.vwap[:, None] * kept.shorts, path.vwap[:, None] * kept.longs
    return Model(
        price=price,
        mark=reading(data, metrics.MARK) or price,
        above=above.ravel(),
        below=below.ravel(),
        shorts=replay(path, -above, -path.high, kept.prior),
        longs=replay(path, below, path.low, kept.prior),
        ends=path.ends,
        assumed=kept.assumed,
    )


def liquidation_map(
    data: SymbolData, candles: Candles | None, history: Series | None
) -> LiquidationMap | None:
    """The map at the present price, or None where a part of its ground is missing."""
    found = model(data, candles, history)
    if found is None:
        return None
    return LiquidationMap(
        price=found.price,
        mark=found.mark,
        above=(found.above, found.shorts.coins()),
        below=(found.below, found.longs.coins()),
        assumed=found.assumed,
    )


def measure_liquidations(
    data: SymbolData,
    chart: LiquidationMap | None,
    history: Series | None,
    volatility: float | None,
    as_of: datetime,
) -> Part:
    """Modelled USD within 15 % above and below the price, and the side that weighs more.

    ``volatility`` is the last day's in percent a year, None where it is a gap.
    """
    if chart is None or history is None:
        detail = "The history is too short or incomplete for a liquidation map."
        return gap(data, "liquidation map", "thin", detail)
    make: Maker = from_series(history, as_of, Nature.MODELLED)
    margin = "assumed leverage and margins" if chart.assumed else "assumed leverage, own margins"
    venues = f"venue set: {data.instrument.venue}"
    words = f"modelled from open interest, prices, {margin}; within 15 % of price; {venues}"
    part = make(metrics.LIQUIDATIONS_ABOVE, chart.total(Side.ABOVE), "usd", words)
    part += make(metrics.LIQUIDATIONS_BELOW, chart.total(Side.BELOW), "usd", words)
    gravity = None if volatility is None else chart.gravity(volatility)
    if gravity is None:
        detail = "Without a day's volatility the liquidation map cannot be weighed by distance."
        return part + gap(data, "liquidation gravity", "thin", detail)
    words = (
        "modelled (above - below) / (above + below), each contract by exp(-distance / realised "
        f"24 h volatility); horizon {HORIZON} h; {venues}"
    )
    return part + make(metrics.LIQUIDATIONS_GRAVITY, gravity, "ratio", words)


def _path(candles: Candles, history: Series, price: float, coins: float) -> Path | None:
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
    return Path(
        high=np.append(candles.high[first:], price),
        low=np.append(candles.low[first:], price),
        vwap=np.append(candles.vwap()[first:], price),
        volume=np.append(candles.volume[first:], 0.0),
        step=np.searchsorted(np.append(cuts, now), np.arange(first, now + 1)),
        target=np.append(level, coins),
        ends=candles.start + HOUR * (cuts + 1),
    )
