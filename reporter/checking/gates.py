"""The gates on facts, before a word is written. ``docs/gates.md`` lists them with their limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from itertools import groupby

from reporter.checking.across import across
from reporter.checking.contract import Contract
from reporter.checking.contradictions import contradictions
from reporter.checking.freshness import freshness, future
from reporter.checking.identities import recompute
from reporter.checking.plausibility import implausible
from reporter.model.facts import Fact, FactKind
from reporter.model.verdict import Finding, Severity

AS_OF = "edition.desk.as_of"


def gates(facts: Iterable[Fact]) -> tuple[Finding, ...]:
    """All faults of a fact sheet; ``place`` is the id of the fact at fault.

    Derived facts are recomputed, market facts must be plausible by themselves and between
    venues, fresh and not from the future; where publishers contradict each other, a warning says
    so. Nothing is repaired: whoever holds the facts leaves
    the faulty ones out.
    """
    book = {fact.id: fact for fact in facts}
    findings = [fault for fact in book.values() if (fault := recompute(fact, book))]
    as_of = _edition_time(book)
    known = contracts(book.values())
    for contract in known:
        findings.extend(implausible(contract))
        if as_of is not None:
            findings.extend(freshness(contract, as_of))
    if as_of is not None:
        findings.extend(future(book.values(), as_of))
    refused = frozenset(f.place for f in findings if f.severity is Severity.ERROR)
    for _, same in groupby(sorted(known, key=_symbol), key=_symbol):
        findings.extend(across(tuple(same), refused))
    return (*findings, *contradictions(book))


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


def _symbol(contract: Contract) -> str:
    return next(iter(contract.facts.values())).subject


def _edition_time(book: Mapping[str, Fact]) -> datetime | None:
    fact = book.get(AS_OF)
    return fact.value if fact and isinstance(fact.value, datetime) else None
