"""Units and dimensions of one contract's facts: gates G5 and G6.

A unit is a type, so nothing can be added to what it does not fit. What is left to see here is
a figure under the wrong unit, one that its unit cannot have, and a sum that somebody made
elsewhere of a rate per year and a level of one instant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract
from reporter.checking.identities import ADDS_DIMENSIONS, half_unit
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.units import (
    AnnualRate,
    BasisPoints,
    Coins,
    FundingRate,
    Hours,
    Money,
    Percent,
    Percentile,
    Price,
    Quantity,
    Ratio,
)
from reporter.model.verdict import Finding

_UNITS: Final[Mapping[str, type[Quantity]]] = {
    metrics.PRICE: Price,
    metrics.PRICE_DAY_AGO: Price,
    metrics.MARK: Price,
    metrics.INDEX: Price,
    metrics.INVALIDATION: Price,
    metrics.BASIS: BasisPoints,
    metrics.FUNDING_SETTLED: FundingRate,
    metrics.FUNDING_RUNNING: FundingRate,
    metrics.FUNDING_CAP: FundingRate,
    metrics.FUNDING_FLOOR: FundingRate,
    metrics.FUNDING_IMPLIED: FundingRate,
    metrics.FUNDING_MEDIAN: FundingRate,
    metrics.FUNDING_LOW: FundingRate,
    metrics.FUNDING_HIGH: FundingRate,
    metrics.FUNDING_SETTLED_ANNUAL: AnnualRate,
    metrics.FUNDING_RUNNING_ANNUAL: AnnualRate,
    metrics.FUNDING_SETTLED_8H: FundingRate,
    metrics.FUNDING_RUNNING_8H: FundingRate,
    metrics.FUNDING_SPREAD: FundingRate,
    metrics.FUNDING_INTERVAL: Hours,
    metrics.FUNDING_PERCENTILE: Percentile,
    metrics.VOLATILITY_PERCENTILE: Percentile,
    metrics.OPEN_INTEREST: Money,
    metrics.OPEN_INTEREST_COINS: Coins,
    metrics.OPEN_INTEREST_CHANGE: Percent,
    metrics.PRICE_CHANGE: Percent,
    metrics.TOP_POSITION_RATIO: Ratio,
    metrics.TOP_POSITION_LONG: Percent,
    metrics.TOP_POSITION_SHORT: Percent,
    metrics.TOP_ACCOUNT_RATIO: Ratio,
    metrics.TOP_ACCOUNT_LONG: Percent,
    metrics.TOP_ACCOUNT_SHORT: Percent,
    metrics.GLOBAL_ACCOUNT_RATIO: Ratio,
    metrics.GLOBAL_ACCOUNT_LONG: Percent,
    metrics.GLOBAL_ACCOUNT_SHORT: Percent,
    metrics.TAKER_RATIO: Ratio,
    metrics.LIQUIDATIONS_ABOVE: Money,
    metrics.LIQUIDATIONS_BELOW: Money,
}

_AMOUNT: Final = (Decimal(0), Decimal("1e15"))
_SHARE: Final = (Decimal(0), Decimal(100))
_RATIO: Final = (Decimal(0), Decimal(1000))
_VOLATILITY: Final = (Decimal(0), Decimal(5000))
_RANGES: Final[Mapping[str, tuple[Decimal, Decimal]]] = {
    metrics.FUNDING_INTERVAL: (Decimal(1), Decimal(24)),
    metrics.OPEN_INTEREST: _AMOUNT,
    metrics.OPEN_INTEREST_COINS: _AMOUNT,
    metrics.LIQUIDATIONS_ABOVE: _AMOUNT,
    metrics.LIQUIDATIONS_BELOW: _AMOUNT,
    metrics.PRICE_CHANGE: (Decimal(-100), Decimal(10_000)),
    metrics.TOP_POSITION_RATIO: _RATIO,
    metrics.TOP_POSITION_LONG: _SHARE,
    metrics.TOP_POSITION_SHORT: _SHARE,
    metrics.TOP_ACCOUNT_RATIO: _RATIO,
    metrics.TOP_ACCOUNT_LONG: _SHARE,
    metrics.TOP_ACCOUNT_SHORT: _SHARE,
    metrics.GLOBAL_ACCOUNT_RATIO: _RATIO,
    metrics.GLOBAL_ACCOUNT_LONG: _SHARE,
    metrics.GLOBAL_ACCOUNT_SHORT: _SHARE,
    metrics.TAKER_RATIO: _RATIO,
    metrics.VOLATILITY: _VOLATILITY,
    metrics.VOLATILITY_RANGE: _VOLATILITY,
    metrics.EFFICIENCY: (Decimal(0), Decimal(1)),
    metrics.ADX: _SHARE,
    metrics.LIQUIDATIONS_GRAVITY: (Decimal(-1), Decimal(1)),
}
"""What a metric can be at all, in its own unit: not what is likely, which other gates judge."""

_KNOWN: Final = frozenset(name for name in vars(metrics).values() if isinstance(name, str))


def dimensions(contract: Contract) -> Iterator[Finding]:
    """Facts under another unit than their metric has, and values that no such unit can have."""
    for metric, fact in contract.facts.items():
        kind, value = _UNITS.get(metric), fact.value
        if kind and not isinstance(value, kind):
            yield error(
                Code.UNIT,
                fact.id,
                type(value).__name__,
                kind.__name__,
                f"A fact named '{metric}' is a {kind.__name__}, nothing else.",
            )
        elif isinstance(value, Quantity) and metric in _RANGES:
            low, high = _RANGES[metric]
            if not low <= value.value <= high:
                yield error(
                    Code.RANGE,
                    fact.id,
                    f"{value.value:f} {value.unit}",
                    f"from {low:f} to {high:f}",
                    f"'{metric}' cannot have this value in any market: a unit or a sign is wrong.",
                )


def mixtures(contract: Contract) -> Iterator[Finding]:
    """A "spread" that is a yearly rate plus the basis of one instant, whoever summed them."""
    basis = contract.number(metrics.BASIS)
    if not basis:
        return
    yearly = list(_yearly_percent(contract))
    for metric, fact in contract.facts.items():
        value = fact.value
        if _is_known(metric) or fact.inputs or not isinstance(value, BasisPoints | Percent):
            continue
        for percent in yearly:
            in_bps = percent * 100 + basis
            right = in_bps if isinstance(value, BasisPoints) else in_bps / 100
            if any(_matches(value, total, basis) for total in (right, percent + basis)):
                yield _mixture(fact, value, percent, basis)
                break


def _is_known(metric: str) -> bool:
    """Metrics that say what they are; only an odd one can be such a sum."""
    return metric in _KNOWN or metric.startswith("level.")


def _yearly_percent(contract: Contract) -> Iterator[Decimal]:
    for rate, annual in (
        (metrics.FUNDING_SETTLED, metrics.FUNDING_SETTLED_ANNUAL),
        (metrics.FUNDING_RUNNING, metrics.FUNDING_RUNNING_ANNUAL),
    ):
        for fact in (contract.facts.get(annual), contract.facts.get(rate)):
            if fact and isinstance(fact.value, AnnualRate):
                yield fact.value.percent().value
            elif fact and isinstance(fact.value, FundingRate):
                yield fact.value.annualised().percent().value


def _matches(value: Quantity, total: Decimal, basis: Decimal) -> bool:
    """Whether the value is this sum as far as its digits go, and the basis is more than those."""
    slack = half_unit(value) + abs(Fraction(total)) / 100_000
    return abs(Fraction(value.value) - Fraction(total)) <= slack < abs(Fraction(basis))


def _mixture(fact: Fact, value: Quantity, percent: Decimal, basis: Decimal) -> Finding:
    return error(
        Code.UNIT_MIX,
        fact.id,
        f"{value.value:f} {value.unit} = {percent:.6g}% a year and {basis:.4g} bps, added",
        "the yearly rate and the basis, each for itself and in its own unit",
        ADDS_DIMENSIONS,
    )
