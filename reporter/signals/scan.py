"""The choice: which contracts of a whole universe are worth writing about today, and why.

Every reading is ranked across the universe (mid-rank percentile; funding has point masses). A
contract scores for each reading that lies in an outer tenth, the further out the more, by the
weights below; for standing out on two venues in the same direction; and for being named in the
story, or reached by it. The score orders, it forecasts nothing. Contracts under the liquidity
floor are counted and left out: their extremes are a few orders' doing.

Cost: n log n in the contracts of the universe, linear in their bars.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reporter.model.market import Ticker
from reporter.signals.market import eight_hours
from reporter.signals.series import Floats, Series

MAJORS: Final = ("BTCUSDT", "ETHUSDT", "SOLUSDT")
VOLUME_FLOOR: Final = 5_000_000.0
"""USD traded in 24 hours below which a contract is left out."""

FUNDING: Final = "funding, 8 h equivalent"
CHANGE: Final = "price change, 24 h"
BASIS: Final = "basis"
TURNOVER: Final = "open interest over volume"
PACE: Final = "volatility, last day over the days before"
VENUES: Final = "funding on other venues"
STORY: Final = "story"
REACH: Final = "reach of the story"

WEIGHTS: Final[Mapping[str, float]] = {
    FUNDING: 1.0,
    CHANGE: 0.75,
    PACE: 0.75,
    BASIS: 0.5,
    TURNOVER: 0.5,
    VENUES: 0.5,
    STORY: 1.0,
    REACH: 0.5,
}
_ONE_SIDED: Final = {TURNOVER, PACE}
"""Readings of which only a high one is worth a word."""

_TENTH: Final = 90.0
_DAY: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a contract stands out: the reading, its value and its percentile in the universe.

    Funding, change and volume ratios are fractions, the basis is in basis points. For other
    venues' funding ``value`` is the number of venues that agree; the story and its reach have
    neither.
    """

    what: str
    value: float | None = None
    percentile: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A contract with its score and the reasons for it, weightiest first."""

    ticker: Ticker
    score: float
    reasons: tuple[Reason, ...]

    @property
    def is_named(self) -> bool:
        """Whether the story is about it."""
        return any(why.what == STORY for why in self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The candidates, best first; ``universe`` counts all contracts, ``thin`` those left out."""

    candidates: tuple[Candidate, ...]
    universe: int
    thin: int

    def first(self, count: int) -> tuple[Candidate, ...]:
        """So many of them: those that the story names, then the best of the others."""
        return tuple(sorted(self.candidates, key=lambda one: not one.is_named)[:count])


def choose(
    tickers: Sequence[Ticker],
    *,
    elsewhere: Iterable[Ticker] = (),
    bars: Mapping[str, Series] | None = None,
    named: Collection[str] = (),
    reached: Mapping[str, float] | None = None,
) -> Choice:
    """Rank a venue's universe.

    ``elsewhere`` are other venues' contracts, ``bars`` the latest hourly candles by symbol
    (99 are enough), ``named`` the symbols that the story is about, ``reached`` those that it may
    touch besides, with the strength (to 1).
    """
    liquid = [one for one in tickers if (_float(one.volume_usd) or 0.0) >= VOLUME_FLOOR]
    found: dict[str, list[tuple[float, Reason]]] = {one.instrument.symbol: [] for one in liquid}
    readings = {FUNDING: _funding, CHANGE: _change, BASIS: _basis, TURNOVER: _turnover}
    for what, read in readings.items():
        _rank(found, what, {one.instrument.symbol: read(one) for one in liquid})
    _rank(found, PACE, {name: _pace((bars or {}).get(name)) for name in found})
    _compare(found, elsewhere)
    for symbol in found.keys() & set(named):
        found[symbol].append((WEIGHTS[STORY], Reason(what=STORY)))
    for symbol, strength in (reached or {}).items():
        if symbol in found and symbol not in named:
            found[symbol].append((WEIGHTS[REACH] * strength, Reason(what=REACH)))
    candidates = [_candidate(one, found[one.instrument.symbol]) for one in liquid]
    return Choice(
        candidates=tuple(sorted(candidates, key=_order)),
        universe=len(tickers),
        thin=len(tickers) - len(liquid),
    )


def overview(tickers: Sequence[Ticker]) -> tuple[Ticker, ...]:
    """The contracts of a market overview: the majors, then the extremes among the liquid ones.

    Extremes are the two lowest and the two highest running rates (8 h equivalents), lowest
    first, and the widest fall and rise of 24 hours. Each contract appears once.
    """
    by_symbol = {one.instrument.symbol: one for one in tickers}
    majors = [by_symbol[symbol] for symbol in MAJORS if symbol in by_symbol]
    liquid = [one for one in tickers if (_float(one.volume_usd) or 0.0) >= VOLUME_FLOOR]
    rates, changes = _ordered(liquid, _funding), _ordered(liquid, _change)
    chosen = (*majors, *rates[:2], *rates[-2:], *changes[:1], *changes[-1:])
    return tuple({one.instrument.symbol: one for one in chosen}.values())


def _ordered(tickers: Iterable[Ticker], read: Callable[[Ticker], float | None]) -> list[Ticker]:
    """Those that have the reading, lowest first."""
    known = [(value, one) for one in tickers if (value := read(one)) is not None]
    return [one for _, one in sorted(known, key=lambda pair: (pair[0], pair[1].instrument.symbol))]


def _order(one: Candidate) -> tuple[float, float, str]:
    """Best first; among equals the most traded, then the alphabet."""
    return -one.score, -(_float(one.ticker.volume_usd) or 0.0), one.ticker.instrument.symbol


def _candidate(ticker: Ticker, scored: list[tuple[float, Reason]]) -> Candidate:
    ordered = sorted(scored, key=lambda pair: (-pair[0], pair[1].what))
    score = sum(points for points, _ in ordered)
    return Candidate(ticker=ticker, score=score, reasons=tuple(why for _, why in ordered))


def _rank(
    found: dict[str, list[tuple[float, Reason]]],
    what: str,
    values: Mapping[str, float | None],
) -> None:
    """Add a reason wherever a reading lies in an outer tenth of the universe."""
    known = {name: value for name, value in values.items() if value is not None}
    percentiles = mid_ranks(np.array(list(known.values()), dtype=np.float64))
    for (name, value), percentile in zip(known.items(), percentiles.tolist(), strict=True):
        out = percentile if what in _ONE_SIDED else 50.0 + abs(percentile - 50.0)
        if out > _TENTH:
            points = WEIGHTS[what] * (out - _TENTH) / (100.0 - _TENTH)
            found[name].append((points, Reason(what=what, value=value, percentile=percentile)))


def mid_ranks(values: Floats) -> Floats:
    """Each value's percentile among all of them, ties counted half: 0 to 100.

    >>> mid_ranks(np.array([1.0, 2.0, 2.0, 3.0])).tolist()
    [12.5, 50.0, 50.0, 87.5]
    """
    ordered = np.sort(values)
    below = np.searchsorted(ordered, values, side="left")
    upto = np.searchsorted(ordered, values, side="right")
    return np.asarray(50.0 * (below + upto) / max(len(values), 1))


def _compare(found: dict[str, list[tuple[float, Reason]]], elsewhere: Iterable[Ticker]) -> None:
    """Add a reason where extreme funding has the same sign and half the size elsewhere too."""
    others: dict[str, list[float]] = {}
    for one in elsewhere:
        rate = _funding(one)
        if rate is not None:
            others.setdefault(one.instrument.symbol, []).append(rate)
    for name, scored in found.items():
        own = next((why.value for _, why in scored if why.what == FUNDING), None)
        if own is None:
            continue
        alike = sum(rate * own > 0 and abs(rate) >= abs(own) / 2 for rate in others.get(name, ()))
        if alike:
            scored.append((WEIGHTS[VENUES], Reason(what=VENUES, value=float(alike))))


def _float(value: object) -> float | None:
    return None if value is None else float(str(value))


def _funding(one: Ticker) -> float | None:
    return eight_hours(one.funding, one.interval_hours)


def _change(one: Ticker) -> float | None:
    return _float(one.change_24h)


def _basis(one: Ticker) -> float | None:
    mark, index = _float(one.mark), _float(one.index)
    return None if not mark or not index else 1e4 * (mark - index) / index


def _turnover(one: Ticker) -> float | None:
    coins, volume = _float(one.open_interest_coins), _float(one.volume_usd)
    return None if coins is None or not volume else coins * float(one.price) / volume


def _pace(bars: Series | None) -> float | None:
    """Realised volatility of the last 24 bars over that of the bars before, as a ratio."""
    if bars is None or len(bars) <= 2 * _DAY:
        return None
    squares = np.diff(np.log(bars["close"])) ** 2
    before = float(squares[:-_DAY].mean())
    return float(np.sqrt(squares[-_DAY:].mean() / before)) if before > 0 else None
