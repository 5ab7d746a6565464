"""Bounds on market facts: what no venue ever showed is refused before a word is written.

The limits on rates and open interest never fire on years of Binance history of a dozen contracts
(hourly, four-hourly and eight-hourly settlements, crashes included), yet a resting rate of 1 bp
that comes in 100 times too large exceeds one of them. The limit against the basis is reasoned
from the funding formula; no history of bases was at hand. All rates are compared per eight hours.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract, Rule
from reporter.checking.identities import half_unit
from reporter.checking.prices import prices
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.setup import Bias
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

# Binance's measured floor is -2 % and its highest announced cap 3 % per settlement;
# Hyperliquid allows 4 % an hour.
_HARD_LIMIT = {"hyperliquid": Decimal("0.04")}
_HARD_LIMIT_ELSEWHERE = Decimal("0.03")
# The worst settlement in the data lay 2.2 bps beyond three times its history's extreme.
_HISTORY_SLACK = Decimal("0.0010")
# Without history: an average premium may differ from the basis of one instant this much.
_PREMIUM_SLACK = Decimal("0.0050")
_APART_SLACK = Decimal("0.0050")
# Hourly closes stand for the mean of the premium: measured residuals stay within 5 bps.
_FORMULA_SLACK = Decimal("0.0005")
_BASIS_LIMIT = Decimal(500)
# Real open interest rose fivefold and fell by two thirds within a day.
_OI_RISE, _OI_FALL = Decimal(1000), Decimal(-90)

_RATES = (metrics.FUNDING_RUNNING, metrics.FUNDING_SETTLED)
_UNITS: Mapping[str, type[Quantity]] = {
    metrics.PRICE: Price,
    metrics.MARK: Price,
    metrics.INDEX: Price,
    metrics.INVALIDATION: Price,
    metrics.BASIS: BasisPoints,
    metrics.FUNDING_SETTLED: FundingRate,
    metrics.FUNDING_RUNNING: FundingRate,
    metrics.FUNDING_CAP: FundingRate,
    metrics.FUNDING_FLOOR: FundingRate,
    metrics.FUNDING_MEDIAN: FundingRate,
    metrics.FUNDING_LOW: FundingRate,
    metrics.FUNDING_HIGH: FundingRate,
    metrics.FUNDING_SETTLED_ANNUAL: AnnualRate,
    metrics.FUNDING_RUNNING_ANNUAL: AnnualRate,
    metrics.FUNDING_INTERVAL: Hours,
    metrics.FUNDING_PERCENTILE: Percentile,
    metrics.VOLATILITY_PERCENTILE: Percentile,
    metrics.OPEN_INTEREST: Money,
    metrics.OPEN_INTEREST_COINS: Coins,
    metrics.OPEN_INTEREST_CHANGE: Percent,
    metrics.TOP_POSITION_RATIO: Ratio,
    metrics.TOP_POSITION_LONG: Percent,
    metrics.TOP_POSITION_SHORT: Percent,
    metrics.LIQUIDATIONS_ABOVE: Money,
    metrics.LIQUIDATIONS_BELOW: Money,
}


def implausible(contract: Contract) -> Iterator[Finding]:
    """Every fault of one contract's facts.

    A wrong unit, then a wrong price ends the search: what is measured against it (a basis, the
    sides of levels, open interest in dollars) would be named for a fault that is not its own.
    """
    for first in (_units, prices):
        wrong = list(first(contract))
        yield from wrong
        if wrong:
            return
    for rule in _RULES:
        yield from rule(contract)


def _units(contract: Contract) -> Iterator[Finding]:
    for metric, fact in contract.facts.items():
        kind = _UNITS.get(metric)
        if kind and not isinstance(fact.value, kind):
            yield error(
                Code.UNIT,
                fact.id,
                type(fact.value).__name__,
                kind.__name__,
                f"A fact named '{metric}' is a {kind.__name__}, nothing else.",
            )


def _cap(contract: Contract) -> Iterator[Finding]:
    hard = _HARD_LIMIT.get(contract.venue, _HARD_LIMIT_ELSEWHERE)
    cap = contract.rate(metrics.FUNDING_CAP)
    floor = contract.rate(metrics.FUNDING_FLOOR)
    for metric in _RATES:
        fact = contract.facts.get(metric)
        if fact is None or not isinstance(fact.value, FundingRate):
            continue
        bound = hard * 8 / fact.value.interval
        high = bound if cap is None else cap
        low = -bound if floor is None else floor
        if not low <= fact.value.per(8).value <= high:
            yield error(
                Code.CAP,
                fact.id,
                _percent(fact.value),
                f"from {low * 100:.4g}% to {high * 100:.4g}% per 8 h",
                "The funding rate lies beyond the cap or floor that the venue enforces.",
            )


def _against_premium(contract: Contract) -> Iterator[Finding]:
    basis = contract.number(metrics.BASIS)
    if basis is None:
        return
    premium, history = abs(basis) / 10_000, contract.history
    # Funding is the mean premium of an interval and basis one instant of it, hence the room.
    if history is None:
        limit = _PREMIUM_SLACK + 10 * premium
    else:
        limit = _HISTORY_SLACK + 3 * max(premium, history)
    for metric in _RATES:
        rate = contract.rate(metric)
        if rate is not None and abs(rate) > limit:
            yield error(
                Code.FUNDING_PREMIUM,
                contract.facts[metric].id,
                f"{rate * 10_000:.4g} bps per 8 h",
                f"at most {limit * 10_000:.4g} bps beside a basis of {basis:.4g} bps",
                "Funding follows the premium: a rate this large does not go with this basis. "
                "Look for a factor of 100 between percent and basis points.",
            )


def _against_formula(contract: Contract) -> Iterator[Finding]:
    """The settled rate against the one that the venue's formula gives from the premium."""
    settled, implied = (
        contract.rate(metrics.FUNDING_SETTLED),
        contract.rate(metrics.FUNDING_IMPLIED),
    )
    if settled is None or implied is None:
        return
    room = _FORMULA_SLACK + max(abs(settled), abs(implied)) / 2
    if abs(settled - implied) > room:
        yield error(
            Code.FUNDING_FORMULA,
            contract.facts[metrics.FUNDING_SETTLED].id,
            f"{settled * 100:.4g}% per 8 h",
            f"about {implied * 100:.4g}% per 8 h by the venue's formula",
            "The settled rate is not what the venue's own formula makes of the premium.",
        )


def _against_history(contract: Contract) -> Iterator[Finding]:
    history = contract.history
    if history is None:
        return
    limit = 3 * history + _HISTORY_SLACK
    for metric in _RATES:
        rate = contract.rate(metric)
        if rate is not None and abs(rate) > limit:
            yield error(
                Code.HISTORY_RANK,
                contract.facts[metric].id,
                f"{rate * 100:.4g}% per 8 h",
                f"at most {limit * 100:.4g}% per 8 h by its own history",
                "The rate lies more than three times beyond everything this contract settled at.",
            )


def _running_and_settled(contract: Contract) -> Iterator[Finding]:
    running, settled = (contract.rate(metric) for metric in _RATES)
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
            f"{sizes[large] * 100:.4g}% per 8 h",
            f"within 20 times {sizes[small] * 100:.4g}% per 8 h",
            "The running estimate and the last settled rate cannot be this far apart.",
        )


def _intervals(contract: Contract) -> Iterator[Finding]:
    hours = contract.number(metrics.FUNDING_INTERVAL)
    for metric in _RATES:
        fact = contract.facts.get(metric)
        if hours is None or fact is None or not isinstance(fact.value, FundingRate):
            continue
        if fact.value.interval != hours:
            yield error(
                Code.INTERVAL,
                fact.id,
                f"per {fact.value.interval} h",
                f"per {hours:f} h",
                "The rate is stated for another settlement interval than the contract has.",
            )


def _liquidations(contract: Contract) -> Iterator[Finding]:
    total = contract.number(metrics.OPEN_INTEREST)
    if total is None:
        return
    for metric, fact in contract.facts.items():
        sized = metric in (metrics.LIQUIDATIONS_ABOVE, metrics.LIQUIDATIONS_BELOW)
        size = contract.number(metric)
        if (
            (sized or metric.endswith(".size"))
            and size is not None
            and size > total * Decimal("1.01")
        ):
            yield error(
                Code.LIQUIDATIONS_OI,
                fact.id,
                f"{size:,.0f} USD",
                f"at most the open interest of {total:,.0f} USD",
                "More positions cannot be liquidated than are open on the same venue.",
            )


def _open_interest(contract: Contract) -> Iterator[Finding]:
    change = contract.number(metrics.OPEN_INTEREST_CHANGE)
    if change is not None and not _OI_FALL <= change <= _OI_RISE:
        yield error(
            Code.OI_CHANGE,
            contract.facts[metrics.OPEN_INTEREST_CHANGE].id,
            f"{change:.4g}%",
            f"from {_OI_FALL}% to {_OI_RISE}% in 24 h",
            "Open interest does not change this much within a day: a unit is probably wrong.",
        )


def _levels(contract: Contract) -> Iterator[Finding]:
    price = contract.number(metrics.PRICE)
    for metric, fact in contract.facts.items():
        wanted = _side_of(metric, contract)
        value = contract.number(metric)
        if wanted == 0 or value is None:
            continue
        reference = Decimal(0) if metric.endswith(".distance") else price
        if reference is not None and (value - reference) * wanted <= 0:
            yield error(
                Code.SIDE,
                fact.id,
                f"{value:f}",
                f"{'above' if wanted > 0 else 'below'} {reference:f}",
                "The level lies on the wrong side of the price.",
            )


def _side_of(metric: str, contract: Contract) -> int:
    """+1 where the metric's value must lie above price (or zero), -1 below, 0 not known."""
    name = metric.removesuffix(".distance")
    if name == metrics.INVALIDATION:
        bias = contract.facts.get(metrics.BIAS)
        stated = bias.value if bias else ""
        return {Bias.LONG.value: -1, Bias.SHORT.value: 1}.get(str(stated), 0)
    parts = name.rpartition(".")
    return {metrics.LEVEL_ABOVE: 1, metrics.LEVEL_BELOW: -1}.get(parts[0], 0)


def _shares(contract: Contract) -> Iterator[Finding]:
    long = contract.facts.get(metrics.TOP_POSITION_LONG)
    short = contract.facts.get(metrics.TOP_POSITION_SHORT)
    if long and short and isinstance(long.value, Percent) and isinstance(short.value, Percent):
        total = long.value + short.value
        slack = float(half_unit(long.value) + half_unit(short.value)) + 0.01
        if abs(float(total.value) - 100) > slack:
            yield error(
                Code.SHARES,
                long.id,
                f"{long.value.value:f} + {short.value.value:f} = {total.value:f}",
                "100",
                "The long and the short share do not add up to the whole.",
            )
    ratio = contract.facts.get(metrics.TOP_POSITION_RATIO)
    if long and ratio and isinstance(long.value, Percent) and isinstance(ratio.value, Ratio):
        yield from _ratio_and_share(ratio, ratio.value, long.value)


def _ratio_and_share(fact: Fact, ratio: Ratio, long: Percent) -> Iterator[Finding]:
    expected = Percent(Decimal(0)) if ratio.value < 0 else ratio.share()
    # d(share)/d(ratio) is at most 100, reached at a ratio of zero.
    slope = 100 / (1 + abs(ratio.value)) ** 2
    slack = float(half_unit(ratio)) * float(slope) + float(half_unit(long)) + 0.05
    if abs(float(expected.value) - float(long.value)) > slack:
        yield error(
            Code.RATIO_SHARE,
            fact.id,
            f"ratio {ratio.value:f}, long share {long.value:f}%",
            f"a long share of {expected.value:.2f}%",
            "The long/short ratio and the long share tell different stories.",
        )


def _basis(contract: Contract) -> Iterator[Finding]:
    basis = contract.number(metrics.BASIS)
    if basis is not None and abs(basis) > _BASIS_LIMIT:
        yield error(
            Code.BASIS,
            contract.facts[metrics.BASIS].id,
            f"{basis:.6g} bps",
            f"within {_BASIS_LIMIT} bps of zero",
            "A basis this wide is a wrong unit or a dead market.",
        )


def _percent(rate: FundingRate) -> str:
    return f"{rate.percent().value:.6g}% per {rate.interval} h"


_RULES: tuple[Rule, ...] = (
    _cap,
    _against_premium,
    _against_formula,
    _against_history,
    _running_and_settled,
    _intervals,
    _liquidations,
    _open_interest,
    _levels,
    _shares,
    _basis,
)
