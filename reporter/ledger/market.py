"""The facts of one setup: what was observed and modelled, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from typing import Final

from reporter.ledger.derive import Rule, derived
from reporter.ledger.rounding import decimal_of
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactKind, Source
from reporter.model.formulas import Formula
from reporter.model.market import Nature, venue_name
from reporter.model.setup import Confidence, Level, Measure, Setup, Side
from reporter.model.units import Quantity, quantity

ENGINE: Final = Source(name="Engine", url="")
"""The source of what no venue says: views, levels and odds of our own model."""

_AS_OF: Final = "as_of"

_RULES: Final = (
    Rule(m.FUNDING_SETTLED_ANNUAL, Formula.ANNUAL_SIMPLE, (m.FUNDING_SETTLED,)),
    Rule(m.FUNDING_RUNNING_ANNUAL, Formula.ANNUAL_SIMPLE, (m.FUNDING_RUNNING,)),
    Rule(m.FUNDING_SETTLED_8H, Formula.EIGHT_HOURLY, (m.FUNDING_SETTLED,)),
    Rule(m.FUNDING_RUNNING_8H, Formula.EIGHT_HOURLY, (m.FUNDING_RUNNING,)),
    Rule(m.FUNDING_NEXT_IN, Formula.HOURS_UNTIL, (m.FUNDING_NEXT_TIME, _AS_OF)),
    Rule(m.BASIS, Formula.BASIS_BPS, (m.MARK, m.INDEX)),
    Rule(m.PRICE_CHANGE, Formula.PERCENT_CHANGE, (m.PRICE, m.PRICE_DAY_AGO)),
    Rule(m.OPEN_INTEREST, Formula.WORTH, (m.OPEN_INTEREST_COINS, m.MARK)),
    Rule(m.OPEN_INTEREST, Formula.WORTH, (m.OPEN_INTEREST_COINS, m.PRICE)),
    Rule(
        m.OPEN_INTEREST_CHANGE,
        Formula.PERCENT_CHANGE,
        (m.OPEN_INTEREST_COINS, m.OPEN_INTEREST_BEFORE),
    ),
    Rule(m.OPEN_INTEREST_CHANGE, Formula.PERCENT_CHANGE, (m.OPEN_INTEREST, m.OPEN_INTEREST_BEFORE)),
    Rule(m.TOP_POSITION_LONG, Formula.SHARE_FROM_RATIO, (m.TOP_POSITION_RATIO,)),
    Rule(m.TOP_POSITION_SHORT, Formula.REST_OF_HUNDRED, (m.TOP_POSITION_LONG,)),
    Rule(m.TOP_ACCOUNT_LONG, Formula.SHARE_FROM_RATIO, (m.TOP_ACCOUNT_RATIO,)),
    Rule(m.TOP_ACCOUNT_SHORT, Formula.REST_OF_HUNDRED, (m.TOP_ACCOUNT_LONG,)),
    Rule(m.GLOBAL_ACCOUNT_LONG, Formula.SHARE_FROM_RATIO, (m.GLOBAL_ACCOUNT_RATIO,)),
    Rule(m.GLOBAL_ACCOUNT_SHORT, Formula.REST_OF_HUNDRED, (m.GLOBAL_ACCOUNT_LONG,)),
    Rule(
        m.LIQUIDATIONS_SHARE,
        Formula.PERCENT_OF,
        (m.LIQUIDATIONS_ABOVE, m.LIQUIDATIONS_BELOW, m.OPEN_INTEREST),
    ),
    Rule(m.INVALIDATION_DISTANCE, Formula.DISTANCE_PERCENT, (m.INVALIDATION, m.PRICE)),
)
"""In order: a later rule may rest on an earlier one, and the first that can be met wins."""


def market_facts(setup: Setup, as_of: Fact) -> tuple[Fact, ...]:
    """All facts of one setup, ``as_of`` being the edition's own instant.

    A derived fact takes the place of a measure of the same name, because it can be computed
    again; the measure stays where its inputs are missing. Raises ``UnitError`` for a measure
    whose value does not fit its unit.
    """
    facts = {fact.metric: fact for fact in _views(setup)}
    facts |= {fact.metric: fact for fact in (_measured(setup, one) for one in setup.measures)}
    facts |= {fact.metric: fact for fact in (*_levels(setup), *_horizons(setup))}
    known = {**facts, _AS_OF: as_of}
    levels = tuple(
        Rule(f"{metric}.distance", Formula.DISTANCE_PERCENT, (metric, m.PRICE))
        for metric in facts
        if metric.startswith("level.") and metric.count(".") == 2
    )
    return tuple({**facts, **derived(setup.instrument, (*_RULES, *levels), known)}.values())


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
        source=Source(name=_origin(setup), url=measure.endpoint, digest=measure.source),
        nature=measure.nature,
        formula=measure.formula,
    )


def _origin(setup: Setup) -> str:
    """Who says what is read of the contract: its venue, or the publisher's own engine."""
    return setup.engine.name if setup.engine else venue_name(setup.instrument.venue)


def _value(value: Decimal | float | datetime | str, unit: str) -> Quantity | datetime | str:
    if isinstance(value, str | datetime):
        return value
    exact = decimal_of(value, unit) if isinstance(value, float) else Decimal(value)
    return quantity(exact, unit)


def _modelled(setup: Setup, metric: str, value: Quantity | datetime | str) -> Fact:
    return Fact(
        id=f"{setup.instrument.key}.{metric}",
        kind=FactKind.MODELLED,
        subject=setup.instrument.symbol,
        metric=metric,
        value=value,
        as_of=setup.as_of,
        source=_model(setup),
        nature=Nature.MODELLED,
    )


def _model(setup: Setup) -> Source:
    """Whose views, levels and odds these are."""
    own = setup.engine
    return Source(name=own.name, url=own.method_url) if own else ENGINE


def _name(setup: Setup, metric: str, text: str) -> Fact:
    return Fact(
        id=f"{setup.instrument.key}.{metric}",
        kind=FactKind.OBSERVED,
        subject=setup.instrument.symbol,
        metric=metric,
        value=text,
        as_of=setup.as_of,
        source=Source(name=_origin(setup), url=""),
    )


def _views(setup: Setup) -> Iterator[Fact]:
    """Names, and what the setup says beside its measures."""
    yield _name(setup, m.SYMBOL, setup.instrument.symbol)
    yield _name(setup, m.BASE, setup.instrument.base)
    yield _name(setup, m.VENUE, venue_name(setup.instrument.venue))
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
    for horizon, chance in level.odds:
        yield _number(setup, f"{stem}.odds_{horizon}", chance, "probability")


def _horizons(setup: Setup) -> Iterator[Fact]:
    """The lengths of time that odds and expected ranges are for, where there are any."""
    if any(level.odds for level in setup.levels) or setup.measure(m.RANGE_COVERAGE):
        yield _number(setup, m.HORIZON_DAY, 24, "hours")
        yield _number(setup, m.HORIZON_THREE_DAYS, 72, "hours")
