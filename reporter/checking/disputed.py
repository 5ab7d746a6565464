"""Figures that publishers contradict each other on are never told as settled."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.checking.attribution import Origins
from reporter.checking.codes import Code, error
from reporter.checking.figures import Reading
from reporter.checking.index import FactIndex
from reporter.checking.known import normal
from reporter.checking.lexicon import QUOTED
from reporter.checking.scope import Passage
from reporter.model.facts import Fact
from reporter.model.text import BlockKind
from reporter.model.verdict import Finding
from reporter.numerals import Numeral

_TELLING: Final = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.HEADING, BlockKind.CAPTION, BlockKind.META}
)


def told_as_settled(reading: Reading, index: FactIndex, origins: Origins) -> Iterator[Finding]:
    """Disputed figures that stand neither beside a value they are disputed with nor with a source.

    A figure that some other fact holds as well is not taken for the disputed one.
    """
    passage = reading.passage
    if passage.kind not in _TELLING:
        return
    bound = {one.numeral: one.facts for one in reading.bounds}
    present = {fact.id for facts in bound.values() for fact in facts}
    for numeral in passage.numerals:
        facts = bound.get(numeral) or _quoted(numeral, passage, index)
        if not facts or not all(fact.disputed_with for fact in facts):
            continue
        beside = present.intersection(*(fact.disputed_with for fact in facts))
        if not beside and not _is_credited(facts, passage, origins):
            yield error(
                Code.DISPUTED,
                passage.place,
                numeral.surface,
                "both values, or whose value it is",
                "Sources contradict each other on this figure, and it is told as settled.",
            )


def _quoted(numeral: Numeral, passage: Passage, index: FactIndex) -> tuple[Fact, ...]:
    """The disputed facts whose own sentence is quoted around the figure."""
    for match in QUOTED.finditer(passage.text):
        if match.start() <= numeral.start < match.end():
            quote = normal(match[0][1:-1]).rstrip(".,;:!?… ")
            facts = (*(entry.fact for entry in index.matching(numeral)), *index.at(numeral))
            return tuple(
                fact
                for fact in facts
                if fact.disputed_with and fact.evidence and quote in normal(fact.evidence.sentence)
            )
    return ()


def _is_credited(facts: tuple[Fact, ...], passage: Passage, origins: Origins) -> bool:
    """Whether the words around name an outlet, in full or by its first word."""
    own = QUOTED.sub(" ", passage.context or passage.text)
    first = (fact.source.name.split()[:1] for fact in facts)
    return bool(origins.named(own)) or any(name[0] in own for name in first if name)
