"""A venue's whole market: what one contract's funding is compared with."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np

from reporter.model.market import Tickers
from reporter.model.units import FundingRate
from reporter.signals.ranks import mid_rank
from reporter.signals.series import Floats

MIN_CONTRACTS: Final = 20
"""Fewer contracts are no market."""

DIVISORS: Final = (1, 2, 3, 4, 6, 8, 12, 24)
"""Hours between settlements that a contract can have."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """The running funding rates of a venue's contracts, as fractions per 8 h, lowest first.

    Computed once for all symbols of the venue.
    """

    venue: str
    rates: Floats

    @property
    def ample(self) -> bool:
        """Whether there are contracts enough to compare with."""
        return len(self.rates) >= MIN_CONTRACTS

    def percentile(self, rate: float) -> float:
        """The mid-rank percentile of a rate per 8 h among all contracts. Not for no contracts."""
        return mid_rank(self.rates, rate)


def market_of(tickers: Tickers) -> Market:
    """The market that a venue's bulk answers tell of, without contracts that give no rate."""
    found = (eight_hours(one.funding, one.interval_hours) for one in tickers.tickers)
    rates = sorted(rate for rate in found if rate is not None)
    return Market(venue=tickers.venue, rates=np.array(rates, dtype=np.float64))


def eight_hours(rate: Decimal | None, hours: int | None) -> float | None:
    """A rate per ``hours`` as a fraction per 8 h; None where either is no possible one."""
    if rate is None or hours not in DIVISORS or not rate.is_finite():
        return None
    equivalent = float(FundingRate(rate, hours).per(8).value)
    return equivalent if abs(equivalent) < 1.0 else None
