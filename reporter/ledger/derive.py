"""What follows from a contract's facts by formula."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from reporter.ledger.arithmetic import compute
from reporter.model.facts import Fact, FactKind
from reporter.model.formulas import Formula
from reporter.model.market import Instrument, Nature
from reporter.model.units import Quantity


@dataclass(frozen=True, slots=True)
class Rule:
    """``metric`` follows by ``formula`` from the facts of these metrics, in this order."""

    metric: str
    formula: Formula
    inputs: tuple[str, ...]


_NEED_EQUAL_UNITS: Final = {Formula.PERCENT_CHANGE, Formula.PERCENT_OF}
_DIVIDE_BY_LAST: Final = {Formula.PERCENT_CHANGE, Formula.PERCENT_OF}


def derived(
    instrument: Instrument, rules: Iterable[Rule], known: Mapping[str, Fact]
) -> dict[str, Fact]:
    """The facts that the rules give, by metric, in the rules' order.

    ``known`` are the contract's facts by metric. A later rule may rest on an earlier one; of
    rules for one metric the first that can be met wins.
    """
    book = dict(known)
    found: dict[str, Fact] = {}
    for rule in rules:
        if rule.metric not in found and _can_be_met(rule, book):
            found[rule.metric] = book[rule.metric] = _derive(instrument, rule, book)
    return found


def _can_be_met(rule: Rule, known: Mapping[str, Fact]) -> bool:
    if any(name not in known for name in rule.inputs):
        return False
    values = [known[name].value for name in rule.inputs]
    if rule.formula in _NEED_EQUAL_UNITS:
        units = {value.unit if isinstance(value, Quantity) else "" for value in values}
        if len(units) != 1:
            return False
    last = values[-1]
    divides = rule.formula in _DIVIDE_BY_LAST and isinstance(last, Quantity)
    return not (divides and isinstance(last, Quantity) and last.value == 0)


def _derive(instrument: Instrument, rule: Rule, known: Mapping[str, Fact]) -> Fact:
    inputs = tuple(known[name] for name in rule.inputs)
    modelled = any(fact.nature is Nature.MODELLED for fact in inputs)
    return Fact(
        id=f"{instrument.key}.{rule.metric}",
        kind=FactKind.DERIVED,
        subject=instrument.symbol,
        metric=rule.metric,
        value=compute(rule.formula, tuple(fact.value for fact in inputs)),
        as_of=inputs[0].as_of,  # a change stands at its newer reading, which comes first
        source=inputs[0].source,
        nature=Nature.MODELLED if modelled else inputs[0].nature,
        formula=rule.formula,
        inputs=tuple(fact.id for fact in inputs),
    )
