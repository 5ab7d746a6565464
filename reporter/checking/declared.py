"""Identities between facts that were handed over, not derived here: gate G7.

What the ledger derives is computed again by ``reporter.checking.identities``. A sheet of
somebody else's, or a setup of a publisher's own engine, states both sides of an identity; they
must agree as far as their digits go.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from typing import Final, TypeVar

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract, Rule
from reporter.checking.identities import half_unit
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.units import (
    AnnualRate,
    BasisPoints,
    FundingRate,
    Money,
    Percent,
    Price,
    Quantity,
    Ratio,
)
from reporter.model.verdict import Finding

_Q = TypeVar("_Q", bound=Quantity)

_RELATIVE: Final = Fraction(1, 10**6)
# Mark and index of one answer may be a second apart.
_BASIS_SLACK: Final = Fraction(1)
# A total in dollars may be valued at the mean price of its sampling time: the worst row of the
# recorded history differs by 2 %.
_WORTH_SLACK: Final = Fraction(3, 100)


def _annual(contract: Contract) -> Iterator[Finding]:
    for metric, annual in (
        (metrics.FUNDING_SETTLED, metrics.FUNDING_SETTLED_ANNUAL),
        (metrics.FUNDING_RUNNING, metrics.FUNDING_RUNNING_ANNUAL),
    ):
        stated, rate = _stated(contract, annual, AnnualRate), _value(contract, metric, FundingRate)
        if stated and rate:
            settlements = Fraction(24 * 365, rate.interval)
            slack = half_unit(rate) * settlements + half_unit(stated[1])
            expected = Fraction(rate.value) * settlements
            yield from _identity(*stated, expected, slack, f"{metric} x settlements a year")


def _basis(contract: Contract) -> Iterator[Finding]:
    stated = _stated(contract, metrics.BASIS, BasisPoints)
    mark, index = (_value(contract, metric, Price) for metric in (metrics.MARK, metrics.INDEX))
    if stated and mark and index:
        expected = (Fraction(mark.value) / Fraction(index.value) - 1) * 10_000
        rounding = (half_unit(mark) + half_unit(index)) / Fraction(index.value) * 10_000
        slack = _BASIS_SLACK + rounding + half_unit(stated[1])
        yield from _identity(*stated, expected, slack, "mark against index")


def _worth(contract: Contract) -> Iterator[Finding]:
    stated = _stated(contract, metrics.OPEN_INTEREST, Money)
    coins = contract.number(metrics.OPEN_INTEREST_COINS)
    price = _value(contract, metrics.MARK, Price) or _value(contract, metrics.PRICE, Price)
    if stated and price and coins is not None:
        expected = Fraction(coins) * Fraction(price.value)
        slack = expected * _WORTH_SLACK + half_unit(stated[1])
        yield from _identity(*stated, expected, slack, "coins x price")


def _distances(contract: Contract) -> Iterator[Finding]:
    price = _value(contract, metrics.PRICE, Price)
    for metric in contract.facts:
        level, ending, _ = metric.rpartition(".distance")
        stated, reference = _stated(contract, metric, Percent), _value(contract, level, Price)
        if ending and stated and price and reference:
            expected = (Fraction(reference.value) / Fraction(price.value) - 1) * 100
            rounding = (half_unit(reference) + half_unit(price)) / Fraction(price.value) * 100
            slack = rounding + half_unit(stated[1])
            yield from _identity(*stated, expected, slack, "the level against the price")


def _stated(contract: Contract, metric: str, kind: type[_Q]) -> tuple[Fact, _Q] | None:
    """The fact and its value, unless it is derived: then it is computed again elsewhere."""
    fact, value = contract.facts.get(metric), _value(contract, metric, kind)
    return None if fact is None or fact.inputs or value is None else (fact, value)


def _value(contract: Contract, metric: str, kind: type[_Q]) -> _Q | None:
    fact = contract.facts.get(metric)
    return fact.value if fact and isinstance(fact.value, kind) else None


def _identity(
    fact: Fact, value: Quantity, expected: Fraction, slack: Fraction, made_of: str
) -> Iterator[Finding]:
    if abs(Fraction(value.value) - expected) > slack + abs(expected) * _RELATIVE:
        yield error(
            Code.IDENTITY,
            fact.id,
            _shown(value, Fraction(value.value)),
            _shown(value, expected),
            f"The value is not what the facts beside it give: {made_of}.",
        )


def _shown(kind: Quantity, value: Fraction) -> str:
    if isinstance(kind, AnnualRate):
        return f"{float(value * 100):.6g}% a year"
    return f"{float(value):.9g} {kind.unit}"


def _shares(contract: Contract) -> Iterator[Finding]:
    """Long and short share of each population, and its ratio."""
    for metric in (
        metrics.TOP_POSITION_RATIO,
        metrics.TOP_ACCOUNT_RATIO,
        metrics.GLOBAL_ACCOUNT_RATIO,
        metrics.TAKER_RATIO,
    ):
        long, short = contract.facts.get(f"{metric}_long"), contract.facts.get(f"{metric}_short")
        if long and short and isinstance(long.value, Percent) and isinstance(short.value, Percent):
            yield from _whole(long, long.value, short.value)
        ratio = contract.facts.get(metric)
        if long and ratio and isinstance(long.value, Percent) and isinstance(ratio.value, Ratio):
            yield from _ratio_and_share(ratio, ratio.value, long.value)


def _whole(fact: Fact, long: Percent, short: Percent) -> Iterator[Finding]:
    total = long + short
    slack = half_unit(long) + half_unit(short) + Fraction(1, 100)
    if abs(Fraction(total.value) - 100) > slack:
        yield error(
            Code.SHARES,
            fact.id,
            f"{long.value:f} + {short.value:f} = {total.value:f}",
            "100",
            "The long and the short share do not add up to the whole.",
        )


def _ratio_and_share(fact: Fact, ratio: Ratio, long: Percent) -> Iterator[Finding]:
    expected = ratio.share()
    # d(share)/d(ratio) is at most 100, reached at a ratio of zero.
    slope = Decimal(100) / (1 + ratio.value) ** 2
    slack = half_unit(ratio) * Fraction(slope) + half_unit(long) + Fraction(1, 20)
    if abs(Fraction(expected.value) - Fraction(long.value)) > slack:
        yield error(
            Code.RATIO_SHARE,
            fact.id,
            f"ratio {ratio.value:f}, long share {long.value:f}%",
            f"a long share of {expected.value:.2f}%",
            "The long/short ratio and the long share tell different stories.",
        )


DECLARED_RULES: Final[tuple[Rule, ...]] = (_shares, _annual, _basis, _worth, _distances)
