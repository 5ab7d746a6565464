"""One symbol on several venues: each venue's readings as facts, and what they give together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from reporter.ledger.arithmetic import compute
from reporter.ledger.derive import Rule, derived
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactKind, Source
from reporter.model.formulas import Formula
from reporter.model.market import Nature, Ticker, venue_name
from reporter.model.units import FundingRate, Quantity, quantity

ALL: Final = "all"
"""Begins the ids of what several venues give together; such facts name the venues."""

_HUNDRED: Final = Decimal(100)

_RULES: Final = (
    Rule(m.FUNDING_RUNNING_8H, Formula.EIGHT_HOURLY, (m.FUNDING_RUNNING,)),
    Rule(m.FUNDING_RUNNING_ANNUAL, Formula.ANNUAL_SIMPLE, (m.FUNDING_RUNNING,)),
    Rule(m.BASIS, Formula.BASIS_BPS, (m.MARK, m.INDEX)),
    Rule(m.OPEN_INTEREST, Formula.WORTH, (m.OPEN_INTEREST_COINS, m.MARK)),
    Rule(m.OPEN_INTEREST, Formula.WORTH, (m.OPEN_INTEREST_COINS, m.PRICE)),
)


def ticker_facts(ticker: Ticker) -> tuple[Fact, ...]:
    """What a venue's bulk answers say of one contract, and what follows from it."""
    facts = {fact.metric: fact for fact in _observed(ticker)}
    return tuple({**facts, **derived(ticker.instrument, _RULES, facts)}.values())


def _observed(ticker: Ticker) -> Iterator[Fact]:
    yield _fact(ticker, m.SYMBOL, ticker.instrument.symbol)
    yield _fact(ticker, m.BASE, ticker.instrument.base)
    yield _fact(ticker, m.VENUE, venue_name(ticker.instrument.venue))
    hours = ticker.interval_hours
    readings: list[tuple[str, Decimal | int | None, str]] = [
        (m.PRICE, ticker.price, "price_usd"),
        (m.MARK, ticker.mark, "price_usd"),
        (m.INDEX, ticker.index, "price_usd"),
        (m.OPEN_INTEREST_COINS, ticker.open_interest_coins, "coins"),
        (m.VOLUME, ticker.volume_usd, "usd"),
        (m.PRICE_CHANGE, _percent(ticker.change_24h), "percent"),
    ]
    if hours:
        rate = f"fraction_per_{hours}h"
        readings += [
            (m.FUNDING_INTERVAL, hours, "hours"),
            (m.FUNDING_RUNNING, ticker.funding, rate),
            (m.FUNDING_CAP, ticker.cap, rate),
            (m.FUNDING_FLOOR, ticker.floor, rate),
        ]
    for metric, value, unit in readings:
        if value is not None:
            yield _fact(ticker, metric, quantity(Decimal(value), unit))
    if ticker.next_settlement is not None:
        yield _fact(ticker, m.FUNDING_NEXT_TIME, ticker.next_settlement)


def _percent(fraction: Decimal | None) -> Decimal | None:
    return None if fraction is None else fraction * _HUNDRED


def _fact(ticker: Ticker, metric: str, value: Quantity | datetime | str) -> Fact:
    name = venue_name(ticker.instrument.venue)
    return Fact(
        id=f"{ticker.instrument.key}.{metric}",
        kind=FactKind.OBSERVED,
        subject=ticker.instrument.symbol,
        metric=metric,
        value=value,
        as_of=ticker.as_of,
        source=Source(name=name, url=ticker.endpoint, digest=ticker.source),
        nature=Nature.LIVE,
    )


def together_facts(venues: Sequence[Mapping[str, Fact]]) -> tuple[Fact, ...]:
    """What one symbol's facts on at least two venues, by metric, give together.

    Open interest is the sum over the venues that gave it, the spread of running rates the
    highest less the lowest; each names its venues, because a sum over others is another sum.
    """
    if len(venues) < 2:
        return ()
    found = []
    for metric, unit in ((m.OPEN_INTEREST, "usd"), (m.FUNDING_RUNNING_8H, "fraction_per_8h")):
        known = [book[metric] for book in venues if metric in book]
        alike = [one for one in known if isinstance(one.value, Quantity) and one.value.unit == unit]
        if len(alike) >= 2:
            found.append(_sum(alike) if metric == m.OPEN_INTEREST else _spread(alike))
    names = [str(book[m.VENUE].value) for book in venues]
    return (*found, replace(_shared(venues[0][m.VENUE], m.VENUES), value=_listed(names)))


def _sum(facts: Sequence[Fact]) -> Fact:
    return _combined(m.OPEN_INTEREST, Formula.TOTAL, facts)


def _spread(facts: Sequence[Fact]) -> Fact:
    ordered = sorted(facts, key=_rate)
    return _combined(m.FUNDING_SPREAD, Formula.DIFFERENCE, (ordered[-1], ordered[0]))


def _rate(fact: Fact) -> Decimal:
    return fact.value.value if isinstance(fact.value, FundingRate) else Decimal()


def _combined(metric: str, formula: Formula, facts: Sequence[Fact]) -> Fact:
    return replace(
        _shared(facts[0], metric),
        kind=FactKind.DERIVED,
        value=compute(formula, tuple(fact.value for fact in facts)),
        source=Source(name=_listed(fact.source.name for fact in facts), url=""),
        formula=formula,
        inputs=tuple(fact.id for fact in facts),
    )


def _shared(fact: Fact, metric: str) -> Fact:
    """A fact of the same symbol that no single venue has."""
    return replace(
        fact,
        id=f"{ALL}.{fact.subject.lower()}.{metric}",
        metric=metric,
        source=Source(name="Desk", url=""),
    )


def _listed(names: Iterable[str]) -> str:
    *first, last = dict.fromkeys(names)
    return f"{', '.join(first)} and {last}" if first else last
