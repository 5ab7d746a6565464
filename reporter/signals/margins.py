"""Maintenance margins: how far a position of a given leverage is from liquidation.

Venues set the maintenance margin by brackets of a position's notional: the larger, the higher
the rate and the lower the leverage that is allowed. A position opened at the price E with
leverage L and notional N is liquidated at (isolated, linear contract, Binance's published
formula):

    long   E (1 - 1/L - a/N) / (1 - m)
    short  E (1 + 1/L + a/N) / (1 + m)

m is the rate of the bracket that N lies in, and a the amount that keeps the margin continuous
from one bracket to the next.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

import numpy as np
import numpy.typing as npt

LEVERAGE: Final = np.array([3.0, 5.0, 10.0, 20.0, 25.0, 50.0])
PRIOR: Final = np.array([0.20, 0.25, 0.25, 0.15, 0.10, 0.05])
"""Share of new contracts by leverage; sums to one. An assumption, not a measurement."""

POSITION: Final = 50_000.0
"""Assumed notional of a position in USD; less where its leverage is allowed for less only."""

Shares = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bracket:
    """One bracket of a contract: positions up to ``cap`` USD that the bracket before does not hold.

    ``leverage`` is the highest that is allowed in it, ``rate`` its maintenance margin as a
    fraction of notional.
    """

    cap: float
    leverage: float
    rate: float


MIDDLING: Final = (
    Bracket(cap=50_000, leverage=75, rate=0.006),
    Bracket(cap=250_000, leverage=40, rate=0.01),
    Bracket(cap=600_000, leverage=20, rate=0.02),
    Bracket(cap=1_200_000, leverage=10, rate=0.05),
    Bracket(cap=3_000_000, leverage=5, rate=0.1),
    Bracket(cap=6_000_000, leverage=4, rate=0.125),
)
"""Where no brackets came in (Binance gives them to key holders only): those of a middling
contract, FILUSDT on Binance in 2024."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Margins:
    """By leverage: liquidation price over entry price of longs and of shorts, and the prior.

    A leverage that the brackets do not allow has no share; the shares still sum to one.
    ``assumed`` where the brackets are not the contract's own.
    """

    longs: Shares
    shorts: Shares
    prior: Shares
    assumed: bool


def margins(brackets: Sequence[Bracket]) -> Margins:
    """From a contract's brackets, or from ``MIDDLING`` where there are none that can be."""
    own = sorted(brackets, key=lambda bracket: bracket.cap)
    table = own if _possible(own) else list(MIDDLING)
    caps, rates = np.array([b.cap for b in table]), np.array([b.rate for b in table])
    amounts = np.concatenate(([0.0], np.cumsum(caps[:-1] * np.diff(rates))))
    sizes = np.array([_size(table, leverage) for leverage in LEVERAGE.tolist()])
    spots = np.searchsorted(caps, sizes)
    stake = 1.0 / LEVERAGE + amounts[spots] / np.where(sizes > 0, sizes, 1.0)
    prior = np.where(sizes > 0, PRIOR, 0.0)
    return Margins(
        longs=(1.0 - stake) / (1.0 - rates[spots]),
        shorts=(1.0 + stake) / (1.0 + rates[spots]),
        prior=prior / prior.sum(),
        assumed=table is not own,
    )


def _possible(table: Sequence[Bracket]) -> bool:
    """Whether a sorted table can be a venue's: each margin below the stake it is taken from."""
    if not table or table[0].leverage < LEVERAGE[0] or not math.isfinite(table[-1].cap):
        return False
    rising = all(one.cap < two.cap and one.rate <= two.rate for one, two in pairwise(table))
    return rising and all(b.cap > 0 and 0 <= b.rate * b.leverage < 1 <= b.leverage for b in table)


def _size(table: Sequence[Bracket], leverage: float) -> float:
    """The notional at which a position of that leverage is assumed; zero if none may have it."""
    allowed = (bracket.cap for bracket in table if bracket.leverage >= leverage)
    return min(POSITION, max(allowed, default=0.0))
