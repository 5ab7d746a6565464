"""Bounds on one contract's funding: gates G1 to G3, and rates against one another.

All rates are compared per eight hours. The limits never fire on years of Binance history of a
dozen contracts (hourly, four-hourly and eight-hourly settlements, crashes included), yet a
resting rate of 1 bp that comes in 100 times too large exceeds one of them. The limit against
the basis is reasoned from the funding formula; no history of bases was at hand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract, Rule
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.units import FundingRate
from reporter.model.verdict import Finding

RATES: Final = (metrics.FUNDING_RUNNING, metrics.FUNDING_SETTLED)
# The worst settlement in the data lay 2.2 bps beyond three times its history's extreme.
HISTORY_SLACK: Final = Decimal("0.0010")

# Per settlement, where the venue's own limit is not known. Binance's measured floor is -2 % and
# its highest announced cap 3 %; Hyperliquid allows 4 % an hour. Bybit and OKX name their own
# limit for each contract; without it they are held to Binance's.
_HARD_LIMIT: Final[Mapping[str, Decimal]] = {"hyperliquid": Decimal("0.04")}
_HARD_LIMIT_ELSEWHERE: Final = Decimal("0.03")
# No venue announced a limit above 4 % a settlement, and the narrowest are 0.3 %: beyond this
# a limit is itself 100 times too large.
_WIDEST_LIMIT: Final = Decimal("0.10")
# Without history: an average premium may differ from the basis of one instant this much.
_PREMIUM_SLACK: Final = Decimal("0.0050")
_APART_SLACK: Final = Decimal("0.0050")
# Hourly closes stand for the mean of the premium: measured residuals stay within 5 bps.
_FORMULA_SLACK: Final = Decimal("0.0005")


def _limits(contract: Contract) -> Iterator[Finding]:
    """The venue's cap and floor themselves: one that comes in scaled protects nothing."""
    for metric, side in ((metrics.FUNDING_CAP, 1), (metrics.FUNDING_FLOOR, -1)):
        fact = contract.facts.get(metric)
        if fact is None or not isinstance(fact.value, FundingRate):
            continue
        if not 0 <= side * fact.value.value <= _WIDEST_LIMIT:
            low, high = sorted((Decimal(0), side * _WIDEST_LIMIT * 100))
            yield error(
                Code.CAP,
                fact.id,
                _printed(fact.value),
                f"from {low:f}% to {high:f}% per settlement",
                "No venue sets its cap or floor here: the limit itself is a wrong unit.",
            )


def _cap(contract: Contract) -> Iterator[Finding]:
    for fact, value in _rates(contract):
        low, high, whose = _bounds(contract, value)
        if not low <= value.per(8).value <= high:
            yield error(
                Code.CAP,
                fact.id,
                _printed(value),
                f"from {percent(low)} to {percent(high)} per 8 h, {whose}"
                f"{_as_bps(value, low, high)}",
                "The funding rate lies beyond the cap or floor that the venue enforces.",
            )


def _bounds(contract: Contract, rate: FundingRate) -> tuple[Decimal, Decimal, str]:
    """Floor and cap per eight hours, and whose they are: the contract's or the hard limit's."""
    hard = _HARD_LIMIT.get(contract.venue, _HARD_LIMIT_ELSEWHERE) * 8 / rate.interval
    cap, floor = contract.rate(metrics.FUNDING_CAP), contract.rate(metrics.FUNDING_FLOOR)
    own = cap is not None and floor is not None
    whose = "the contract's own limits" if own else "the widest of the venue's limits"
    return -hard if floor is None else floor, hard if cap is None else cap, whose


def _as_bps(value: FundingRate, low: Decimal, high: Decimal) -> str:
    """What the same digits would be as basis points, where that could be true."""
    less = FundingRate(value.value / 100, value.interval)
    if not low <= less.per(8).value <= high:
        return ""
    digits = f"{less.percent().value.normalize():f}"
    return f"; the same digits as basis points would be {digits}%: is the unit wrong?"


def _against_premium(contract: Contract) -> Iterator[Finding]:
    basis = contract.number(metrics.BASIS)
    if basis is None:
        return
    premium, history = abs(basis) / 10_000, contract.history
    # Funding is the mean premium of an interval and basis one instant of it, hence the room.
    if history is None:
        limit = _PREMIUM_SLACK + 10 * premium
    else:
        limit = HISTORY_SLACK + 3 * max(premium, history)
    for fact, value in _rates(contract):
        rate = value.per(8).value
        if abs(rate) > limit:
            yield error(
                Code.FUNDING_PREMIUM,
                fact.id,
                f"{rate * 10_000:.4g} bps per 8 h",
                f"at most {limit * 10_000:.4g} bps beside a basis of {basis:.4g} bps",
                "Funding follows the premium: a rate this large does not go with this basis. "
                "Look for a factor of 100 between percent and basis points.",
            )


def _against_formula(contract: Contract) -> Iterator[Finding]:
    """The settled rate against the one that the venue's formula gives from the premium."""
    fact, implied = (
        contract.facts.get(metrics.FUNDING_SETTLED),
        contract.rate(metrics.FUNDING_IMPLIED),
    )
    if fact is None or not isinstance(fact.value, FundingRate) or implied is None:
        return
    low, high, _ = _bounds(contract, fact.value)
    settled, held = fact.value.per(8).value, min(max(implied, low), high)
    room = _FORMULA_SLACK + max(abs(settled), abs(held)) / 2
    if abs(settled - held) > room:
        yield error(
            Code.FUNDING_FORMULA,
            fact.id,
            f"{percent(settled)} per 8 h",
            f"about {percent(held)} per 8 h by the venue's formula",
            "The settled rate is not what the venue's own formula makes of the premium.",
        )


def _running_and_settled(contract: Contract) -> Iterator[Finding]:
    running, settled = (contract.rate(metric) for metric in RATES)
    if running is None or settled is None:
        return
    history = contract.history
    limit = _APART_SLACK if history is None else history + _APART_SLACK / 2
    sizes = {metrics.FUNDING_RUNNING: abs(running), metrics.FUNDING_SETTLED: abs(settled)}
    small, large = sorted(sizes, key=lambda metric: sizes[metric])
    if sizes[large] > limit and sizes[large] > 20 * sizes[small]:
        yield error(
            Code.FUNDING_APART,
            contract.facts[large].id,
            f"{percent(sizes[large])} per 8 h",
            f"within 20 times {percent(sizes[small])} per 8 h",
            "The running estimate and the last settled rate cannot be this far apart.",
        )


def _intervals(contract: Contract) -> Iterator[Finding]:
    hours = contract.number(metrics.FUNDING_INTERVAL)
    for fact, value in _rates(contract):
        if hours is not None and value.interval != hours:
            yield error(
                Code.INTERVAL,
                fact.id,
                f"per {value.interval} h",
                f"per {hours:f} h",
                "The rate is stated for another settlement interval than the contract has.",
            )


def _rates(contract: Contract) -> Iterator[tuple[Fact, FundingRate]]:
    for metric in RATES:
        fact = contract.facts.get(metric)
        if fact is not None and isinstance(fact.value, FundingRate):
            yield fact, fact.value


def percent(rate: Decimal) -> str:
    """A fraction in percent, as findings name it."""
    return f"{float(rate * 100):.4g}%"


def _printed(rate: FundingRate) -> str:
    return f"{float(rate.percent().value):.6g}% per {rate.interval} h"


FUNDING_RULES: Final[tuple[Rule, ...]] = (
    _limits,
    _cap,
    _against_premium,
    _against_formula,
    _running_and_settled,
    _intervals,
)
