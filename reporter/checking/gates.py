"""The gates on facts: identities, plausibility and freshness, before a word is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from functools import lru_cache

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract
from reporter.checking.identities import recompute
from reporter.checking.plausibility import implausible
from reporter.model import metrics
from reporter.model.facts import Fact, FactKind
from reporter.model.market import LIVE_SLACK
from reporter.model.units import Hours
from reporter.model.verdict import Finding

AS_OF = "edition.desk.as_of"
_FRESH = timedelta(hours=8)
# What speaks of the past may be old: history and the readings that changes start from.
_HISTORY = (
    metrics.FUNDING_PERCENTILE,
    metrics.FUNDING_SAMPLE,
    metrics.FUNDING_MEDIAN,
    metrics.FUNDING_LOW,
    metrics.FUNDING_HIGH,
    metrics.OPEN_INTEREST_BEFORE,
    metrics.PRICE_DAY_AGO,
    metrics.VOLATILITY_PERCENTILE,
    metrics.BASE_RATE,
    metrics.BASE_SAMPLE,
    metrics.FUNDING_CAP,
    metrics.FUNDING_FLOOR,
    metrics.FUNDING_INTERVAL,
)


def gates(facts: Iterable[Fact]) -> tuple[Finding, ...]:
    """All faults of a fact sheet; ``place`` is the id of the fact at fault.

    Derived facts are recomputed, market facts must be plausible, fresh and not from the
    future. Nothing is repaired: whoever holds the facts leaves the faulty ones out.
    """
    book = {fact.id: fact for fact in facts}
    findings = [fault for fact in book.values() if (fault := recompute(fact, book))]
    as_of = _edition_time(book)
    for contract in contracts(book.values()):
        findings.extend(implausible(contract))
        if as_of is not None:
            findings.extend(_freshness(contract, as_of))
    if as_of is not None:
        findings.extend(_future(book.values(), as_of))
    return tuple(findings)


def is_market(fact: Fact) -> bool:
    """Whether the fact is a venue's reading or was measured from some: ``binance.filusdt.basis``.

    Its id is then ``<venue>.<symbol in lower case>.<metric>``; nobody's report has this form.
    """
    return fact.kind is not FactKind.REPORTED and _is_reading(fact.id, fact.subject)


@lru_cache(maxsize=8192)
def _is_reading(fact_id: str, subject: str) -> bool:
    """Asked of every fact of a moment for each time in a text."""
    parts = fact_id.split(".", 2)
    return (
        len(parts) == 3
        and parts[0] not in ("edition", "item", "story")
        and parts[1] == subject.lower()
    )


def contracts(facts: Iterable[Fact]) -> tuple[Contract, ...]:
    """Market facts by contract, in order of first appearance."""
    books: dict[tuple[str, str], dict[str, Fact]] = {}
    for fact in facts:
        if is_market(fact):
            venue, symbol, metric = fact.id.split(".", 2)
            books.setdefault((venue, symbol), {})[metric] = fact
    return tuple(Contract(venue, book) for (venue, _), book in books.items())


def _edition_time(book: Mapping[str, Fact]) -> datetime | None:
    fact = book.get(AS_OF)
    return fact.value if fact and isinstance(fact.value, datetime) else None


def _freshness(contract: Contract, as_of: datetime) -> Iterator[Finding]:
    interval = contract.facts.get(metrics.FUNDING_INTERVAL)
    hours = interval.value.value if interval and isinstance(interval.value, Hours) else 8
    step = timedelta(hours=float(hours))
    for metric, fact in contract.facts.items():
        age = as_of - fact.as_of
        if metric not in _HISTORY and age > _FRESH + step:
            yield error(
                Code.STALE,
                fact.id,
                f"{fact.as_of:%Y-%m-%d %H:%M} UTC, {age.total_seconds() / 3600:.1f} h old",
                f"at most {(_FRESH + step).total_seconds() / 3600:g} h old",
                "The reading is too old to stand beside this edition's time.",
            )
    yield from _next_settlement(contract, as_of, step)


def _next_settlement(contract: Contract, as_of: datetime, step: timedelta) -> Iterator[Finding]:
    fact = contract.facts.get(metrics.FUNDING_NEXT_TIME)
    if fact is None or not isinstance(fact.value, datetime):
        return
    ahead = fact.value - as_of
    if not -LIVE_SLACK <= ahead <= step + LIVE_SLACK:
        yield error(
            Code.NEXT_SETTLEMENT,
            fact.id,
            f"{fact.value:%Y-%m-%d %H:%M} UTC",
            f"after {as_of:%Y-%m-%d %H:%M} UTC, at most {step.total_seconds() / 3600:g} h later",
            "The next settlement lies in the past or further off than one interval.",
        )


def _future(facts: Iterable[Fact], as_of: datetime) -> Iterator[Finding]:
    for fact in facts:
        if fact.as_of > as_of + LIVE_SLACK:
            yield error(
                Code.FUTURE,
                fact.id,
                f"{fact.as_of:%Y-%m-%d %H:%M} UTC",
                f"not after {as_of:%Y-%m-%d %H:%M} UTC",
                "The fact is younger than the edition: its time or its zone is wrong.",
            )
