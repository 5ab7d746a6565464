"""The facts of one setup: what was observed and modelled, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from reporter.ledger.arithmetic import compute
from reporter.ledger.rounding import decimal_of
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactKind, Source
from reporter.model.formulas import Formula
from reporter.model.market import Nature
from reporter.model.setup import Confidence, Level, Measure, Setup, Side
from reporter.model.units import Quantity, quantity

ENGINE: Final = Source(name="Engine", url="")
"""The source of what no venue says: views, levels and odds of our own model."""

_AS_OF: Final = "as_of"
_VENUES: Final = {
    "binance": "Binance",
    "bybit": "Bybit",
    "okx": "OKX",
    "hyperliquid": "Hyperliquid",
}


@dataclass(frozen=True, slots=True)
class _Rule:
    """``metric`` follows by ``formula`` from the facts of these metrics, in this order."""

    metric: str
    formula: Formula
    inputs: tuple[str, ...]


_RULES: Final = (
    _Rule(m.FUNDING_SETTLED_ANNUAL, Formula.ANNUAL_SIMPLE, (m.FUNDING_SETTLED,)),
    _Rule(m.FUNDING_RUNNING_ANNUAL, Formula.ANNUAL_SIMPLE, (m.FUNDING_RUNNING,)),
    _Rule(m.FUNDING_NEXT_IN, Formula.HOURS_UNTIL, (m.FUNDING_NEXT_TIME, _AS_OF)),
    _Rule(m.BASIS, Formula.BASIS_BPS, (m.MARK, m.INDEX)),
    _Rule(m.PRICE_CHANGE, Formula.PERCENT_CHANGE, (m.PRICE, m.PRICE_DAY_AGO)),
    _Rule(m.OPEN_INTEREST, Formula.WORTH, (m.OPEN_INTEREST_COINS, m.MARK)),
    _Rule(m.OPEN_INTEREST, Formula.WORTH, (m.OPEN_INTEREST_COINS, m.PRICE)),
    _Rule(
        m.OPEN_INTEREST_CHANGE,
        Formula.PERCENT_CHANGE,
        (m.OPEN_INTEREST_COINS, m.OPEN_INTEREST_BEFORE),
    ),
    _Rule(
        m.OPEN_INTEREST_CHANGE, Formula.PERCENT_CHANGE, (m.OPEN_INTEREST, m.OPEN_INTEREST_BEFORE)
    ),
    _Rule(m.TOP_POSITION_LONG, Formula.SHARE_FROM_RATIO, (m.TOP_POSITION_RATIO,)),
    _Rule(m.TOP_POSITION_SHORT, Formula.REST_OF_HUNDRED, (m.TOP_POSITION_LONG,)),
    _Rule(
        m.LIQUIDATIONS_SHARE,
        Formula.PERCENT_OF,
        (m.LIQUIDATIONS_ABOVE, m.LIQUIDATIONS_BELOW, m.OPEN_INTEREST),
    ),
    _Rule(m.INVALIDATION_DISTANCE, Formula.DISTANCE_PERCENT, (m.INVALIDATION, m.PRICE)),
)
"""In order: a later rule may rest on an earlier one, and the first that can be met wins."""

_NEED_EQUAL_UNITS: Final = {Formula.PERCENT_CHANGE, Formula.PERCENT_OF}
_DIVIDE_BY_LAST: Final = {Formula.PERCENT_CHANGE, Formula.PERCENT_OF}


def market_facts(setup: Setup, as_of: Fact) -> tuple[Fact, ...]:
    """All facts of one setup, ``as_of`` being the edition's own instant.

    A derived fact takes the place of a measure of the same name, because it can be computed
    again; the measure stays where its inputs are missing. Raises ``UnitError`` for a measure
    whose value does not fit its unit.
    """
    facts = {fact.metric: fact for fact in _views(setup)}
    facts |= {fact.metric: fact for fact in (_measured(setup, one) for one in setup.measures)}
    facts |= {fact.metric: fact for fact in _levels(setup)}
    known = {**facts, _AS_OF: as_of}
    derived: dict[str, Fact] = {}
    levels = tuple(
        _Rule(f"{metric}.distance", Formula.DISTANCE_PERCENT, (metric, m.PRICE))
        for metric in facts
        if metric.startswith("level.") and metric.count(".") == 2
    )
    for rule in (*_RULES, *levels):
        if rule.metric not in derived and _can_be_met(rule, known):
            fact = _derive(setup, rule, known)
            derived[rule.metric] = known[rule.metric] = fact
    return tuple({**facts, **derived}.values())


def _can_be_met(rule: _Rule, known: Mapping[str, Fact]) -> bool:
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


def _derive(setup: Setup, rule: _Rule, known: Mapping[str, Fact]) -> Fact:
    inputs = tuple(known[name] for name in rule.inputs)
    modelled = any(fact.nature is Nature.MODELLED for fact in inputs)
    return Fact(
        id=f"{setup.instrument.key}.{rule.metric}",
        kind=FactKind.DERIVED,
        subject=setup.instrument.symbol,
        metric=rule.metric,
        value=compute(rule.formula, tuple(fact.value for fact in inputs)),
        as_of=inputs[0].as_of,  # a change stands at its newer reading, which comes first
        source=inputs[0].source,
        nature=Nature.MODELLED if modelled else inputs[0].nature,
        formula=rule.formula,
        inputs=tuple(fact.id for fact in inputs),
    )


def _measured(setup: Setup, measure: Measure) -> Fact:
    """A measure as a fact: a venue's own digits are observed, computed values are modelled."""
    computed = isinstance(measure.value, float) and bool(measure.formula)
    engine = computed or isinstance(measure.value, str) or measure.nature is Nature.MODELLED
    return Fact(
        id=f"{setup.instrument.key}.{measure.metric}",
        kind=FactKind.MODELLED if engine else FactKind.OBSERVED,
        subject=setup.instrument.symbol,
        metric=measure.metric,
        value=_value(measure.value, measure.unit),
        as_of=measure.as_of,
        source=Source(name=_venue(setup), url=measure.endpoint, digest=measure.source),
        nature=measure.nature,
        formula=measure.formula,
    )


def _value(value: Decimal | float | datetime | str, unit: str) -> Quantity | datetime | str:
    if isinstance(value, str | datetime):
        return value
    exact = decimal_of(value, unit) if isinstance(value, float) else Decimal(value)
    return quantity(exact, unit)


def _venue(setup: Setup) -> str:
    venue = setup.instrument.venue
    return _VENUES.get(venue, venue.capitalize())


def _modelled(setup: Setup, metric: str, value: Quantity | datetime | str) -> Fact:
    return Fact(
        id=f"{setup.instrument.key}.{metric}",
        kind=FactKind.MODELLED,
        subject=setup.instrument.symbol,
        metric=metric,
        value=value,
        as_of=setup.as_of,
        source=ENGINE,
        nature=Nature.MODELLED,
    )


def _name(setup: Setup, metric: str, text: str) -> Fact:
    return Fact(
        id=f"{setup.instrument.key}.{metric}",
        kind=FactKind.OBSERVED,
        subject=setup.instrument.symbol,
        metric=metric,
        value=text,
        as_of=setup.as_of,
        source=Source(name=_venue(setup), url=""),
    )


def _views(setup: Setup) -> Iterator[Fact]:
    """Names, and what the setup says beside its measures."""
    yield _name(setup, m.SYMBOL, setup.instrument.symbol)
    yield _name(setup, m.BASE, setup.instrument.base)
    yield _name(setup, m.VENUE, _venue(setup))
    yield _modelled(setup, m.BIAS, str(setup.bias))
    yield _modelled(setup, m.REGIME, str(setup.regime))
    yield _modelled(setup, m.VALID_UNTIL, setup.valid_until)
    if setup.volatility is not None:
        yield _modelled(setup, m.VOLATILITY_CLASS, str(setup.volatility))
    if setup.confidence is not None:
        yield from _odds(setup, setup.confidence)
    if setup.invalidation is not None:
        yield _number(setup, m.INVALIDATION, setup.invalidation, "price_usd")


def _odds(setup: Setup, confidence: Confidence) -> Iterator[Fact]:
    yield _number(setup, m.BASE_RATE, confidence.base_rate, "probability")
    yield _number(setup, m.BASE_SAMPLE, confidence.sample, "count")
    yield _number(setup, m.HORIZON, confidence.hours, "hours")
    if confidence.probability is not None:
        yield _number(setup, m.PROBABILITY, confidence.probability, "probability")


def _number(setup: Setup, metric: str, value: float, unit: str) -> Fact:
    return _modelled(setup, metric, quantity(decimal_of(value, unit), unit))


def _levels(setup: Setup) -> Iterator[Fact]:
    """Levels by side, numbered from the one nearest to price."""
    for side, stem in ((Side.ABOVE, m.LEVEL_ABOVE), (Side.BELOW, m.LEVEL_BELOW)):
        levels = sorted(
            (level for level in setup.levels if level.side is side),
            key=lambda level: level.price,
            reverse=side is Side.BELOW,
        )
        for number, level in enumerate(levels, start=1):
            yield from _level(setup, f"{stem}.{number}", level)


def _level(setup: Setup, stem: str, level: Level) -> Iterator[Fact]:
    yield _number(setup, stem, level.price, "price_usd")
    yield _number(setup, f"{stem}.size", level.size, "usd")
    if level.touch is not None:
        yield _number(setup, f"{stem}.odds", level.touch, "probability")
        yield _number(setup, f"{stem}.hours", level.hours, "hours")
        yield _number(setup, f"{stem}.sample", level.sample, "count")
