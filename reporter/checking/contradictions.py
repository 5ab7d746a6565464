"""Where a fact sheet's publishers contradict each other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from reporter.checking.codes import Code, warning
from reporter.model.facts import Fact
from reporter.model.verdict import Finding


def contradictions(book: Mapping[str, Fact]) -> Iterator[Finding]:
    """A warning for each quantity that publishers give different values for."""
    told: set[str] = set()
    for fact in book.values():
        others = [book[one] for one in fact.disputed_with if one in book]
        if others and told.isdisjoint((fact.id, *fact.disputed_with)):
            told.update((fact.id, *fact.disputed_with))
            yield warning(
                Code.DISPUTED,
                fact.id,
                "; ".join(map(_said, (fact, *others))),
                "one value",
                f"Sources contradict each other on this {fact.metric} of {fact.subject}.",
            )


def _said(fact: Fact) -> str:
    """The value as its outlet printed it."""
    evidence = fact.evidence
    shown = evidence.sentence[evidence.start : evidence.end] if evidence else str(fact.value)
    return f"{fact.source.name}: {shown}"
