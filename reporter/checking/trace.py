"""Each figure of a finished text with what became of it: the record behind a verdict."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Context, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from reporter.checking.figures import bind
from reporter.checking.ground import ground
from reporter.checking.identities import recompute, recomputed
from reporter.checking.known import normal
from reporter.checking.lexicon import QUOTED
from reporter.checking.resolve import Bound
from reporter.checking.scope import Passage, Subjects, passages
from reporter.model.facts import Fact, FactSheet
from reporter.model.text import BlockKind, FinishedText
from reporter.model.units import Quantity
from reporter.model.verdict import Finding
from reporter.numerals import Numeral

_DIGITS: Final = Context(prec=12)
_DIFFERENCE: Final = Context(prec=2)


class Status(StrEnum):
    """What became of a figure."""

    BOUND = "bound"
    EXEMPT = "exempt"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Traced:
    """One figure: its place within ``text.blocks[block].text``, its status, its facts.

    ``facts`` are ids, more than one where the sheet says the same twice; for an exempt figure
    within a quotation they are the source's texts that hold it. ``findings`` are the faults
    that name this very figure; a bound figure with a finding counts as refused.
    """

    block: int
    start: int
    end: int
    surface: str
    status: Status
    facts: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Recomputed:
    """A derived fact's formula on its inputs: twelve digits of the result, in the fact's unit.

    ``difference`` is the fact's value less the result; ``agrees`` says whether rounding
    explains it.
    """

    value: Decimal
    difference: Decimal
    agrees: bool


def trace(
    text: FinishedText, sheet: FactSheet | None, findings: Iterable[Finding] = ()
) -> tuple[Traced, ...]:
    """Every figure of the text in reading order, by the same binding that judged it.

    ``findings`` are those of the verdict on this text. Without a sheet nothing is bound or
    exempt, and only the figures that a finding names are given.
    """
    told = tuple(findings)
    cursor = _Cursor(text)
    found = _unbound(text, told) if sheet is None else _bound(text, sheet, told)
    return tuple(
        Traced(
            block=cursor.block_of(passage),
            start=passage.start + numeral.start,
            end=passage.start + numeral.end,
            surface=numeral.surface,
            status=Status.REFUSED if faults else status,
            facts=facts,
            findings=faults,
        )
        for passage, numeral, status, facts, faults in found
    )


def recompute_fact(fact: Fact, sheet: FactSheet) -> Recomputed | None:
    """The formula of a derived fact on the spot; None where it has none that can be computed."""
    book = {name: sheet[name] for name in fact.inputs if name in sheet}
    if not fact.inputs or not isinstance(fact.value, Quantity):
        return None
    result = recomputed(fact, book)
    if result is None:
        return None
    return Recomputed(
        value=_decimal(result, _DIGITS),
        difference=_decimal(Fraction(fact.value.value) - result, _DIFFERENCE),
        agrees=recompute(fact, book) is None,
    )


_Step = tuple[Passage, Numeral, Status, tuple[str, ...], tuple[Finding, ...]]


def _bound(text: FinishedText, sheet: FactSheet, told: Sequence[Finding]) -> Iterator[_Step]:
    tally = bind(text, ground(sheet))
    own = {finding for reading in tally.readings for _, finding in reading.refused}
    others = [finding for finding in told if finding not in own]
    texts = _Texts(sheet)
    for reading in tally.readings:
        passage = reading.passage
        bound = {b.numeral: _best(b) for b in reading.bounds}
        refused: Mapping[Numeral, Finding] = dict(reading.refused)
        for numeral in passage.numerals:
            named = _naming(numeral, passage, others)
            if numeral in refused:
                yield passage, numeral, Status.REFUSED, (), (refused[numeral], *named)
            elif facts := bound.get(numeral):
                yield passage, numeral, Status.BOUND, facts, named
            else:
                yield passage, numeral, Status.EXEMPT, texts.holding(numeral, passage), named


def _best(bound: Bound) -> tuple[str, ...]:
    """A time is rather an event than the moment of some reading."""
    events = tuple(fact.id for fact in bound.facts if isinstance(fact.value, datetime))
    return events or tuple(fact.id for fact in bound.facts)


class _Texts:
    """The sources' texts, to find the one that a quotation was taken from."""

    def __init__(self, sheet: FactSheet) -> None:
        self._said = [
            (fact.id, normal(fact.value)) for fact in sheet if isinstance(fact.value, str)
        ]

    def holding(self, numeral: Numeral, passage: Passage) -> tuple[str, ...]:
        """The texts that hold the quotation around this figure; none outside quotations."""
        for match in QUOTED.finditer(passage.text):
            if match.start() <= numeral.start < match.end():
                quote = normal(match[0][1:-1]).rstrip(".,;:!?… ")
                return tuple(fact_id for fact_id, said in self._said if quote in said)
        return ()


def _unbound(text: FinishedText, told: Sequence[Finding]) -> Iterator[_Step]:
    for passage in passages(text, Subjects(())):
        for numeral in passage.numerals:
            if passage.kind is not BlockKind.STATIC and (named := _naming(numeral, passage, told)):
                yield passage, numeral, Status.REFUSED, (), named


def _naming(numeral: Numeral, passage: Passage, findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings that are about this figure, not about the words around it.

    Such a finding shows the figure alone, or sets several side by side that do not stand so in
    the text (``68.7% and 41.3%``); one that quotes a run of words speaks of the words.
    """
    pattern = re.compile(rf"(?<![\w.,]){re.escape(numeral.surface)}(?!\w|[.,]\d)")
    return tuple(
        finding
        for finding in findings
        if finding.place == passage.place
        and (
            finding.seen == numeral.surface
            or (finding.seen not in passage.text and pattern.search(finding.seen))
        )
    )


class _Cursor:
    """Finds the block of each passage; both come in reading order."""

    def __init__(self, text: FinishedText) -> None:
        self._text = text
        self._at = 0

    def block_of(self, passage: Passage) -> int:
        blocks = self._text.blocks
        while not (
            passage.place == f"{self._text.name}: {blocks[self._at].place}"
            and blocks[self._at].text.startswith(passage.text, passage.start)
        ):
            self._at += 1
        return self._at


def _decimal(value: Fraction, context: Context) -> Decimal:
    return context.divide(Decimal(value.numerator), Decimal(value.denominator)).normalize(context)
