"""Bounds on one contract's facts: what no venue ever showed is refused before a word is written.

Funding has a module of its own, ``reporter.checking.funding``; what several venues say of one
contract is compared in ``reporter.checking.across``. ``docs/gates.md`` lists every limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract, Rule
from reporter.checking.declared import DECLARED_RULES
from reporter.checking.dimensions import dimensions, mixtures
from reporter.checking.funding import FUNDING_RULES
from reporter.checking.prices import prices
from reporter.model import metrics
from reporter.model.setup import Bias
from reporter.model.verdict import Finding

_BASIS_LIMIT: Final = Decimal(500)
# Real open interest rose fivefold and fell by two thirds within a day.
_OI_RISE, _OI_FALL = Decimal(1000), Decimal(-90)


def implausible(contract: Contract) -> Iterator[Finding]:
    """Every fault of one contract's facts.

    A wrong unit, then a wrong price ends the search: what is measured against it (a basis, the
    sides of levels, open interest in dollars) would be named for a fault that is not its own.
    """
    for first in (dimensions, prices):
        wrong = list(first(contract))
        yield from wrong
        if wrong:
            return
    for rule in _RULES:
        yield from rule(contract)


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


_RULES: Final[tuple[Rule, ...]] = (
    *FUNDING_RULES,
    _liquidations,
    _open_interest,
    _levels,
    _basis,
    mixtures,
    *DECLARED_RULES,
)
