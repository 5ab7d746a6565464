"""The records on a page of evidence: each figure in one must belong to the fact it is about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.ground import Ground
from reporter.checking.index import CALENDAR
from reporter.checking.scope import read_block
from reporter.checking.trace import recompute_fact
from reporter.model.facts import Fact, FactSheet
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.units import Coins, FundingRate, Quantity
from reporter.model.verdict import Finding
from reporter.numerals import Numeral

_DIGIT: Final = re.compile(r"\d")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_CONSTANTS: Final = frozenset(map(Decimal, (1, 24, 100, 365, 10_000)))
"""What formulas multiply and divide by."""


def panels(text: FinishedText, ground: Ground) -> Iterator[Finding]:
    """Figures of the page's records that the fact named above them does not license.

    A record begins with a block that is nothing but a fact's id; what stands before the first
    one belongs to no fact.
    """
    about: _Licence | None = None
    for block in text.blocks:
        if block.kind is not BlockKind.EVIDENCE:
            continue
        fact = ground.sheet.get(block.text)
        if fact is not None:
            about = _Licence(fact, ground)
            continue
        for numeral in _figures(block.text, ground.ids):
            if about is None or not about.allows(numeral):
                yield _strange(text, block, numeral, about)


def _figures(text: str, ids: frozenset[str]) -> tuple[Numeral, ...]:
    """The figures of a line; those in the ids of facts and in digests are none."""
    if not _DIGIT.search(text):
        return ()
    words = " ".join(word for word in text.split() if word.rstrip(",") not in ids)
    return read_block(words) if _DIGIT.search(_DIGEST.sub("", words)) else ()


def _strange(text: FinishedText, block: Block, numeral: Numeral, about: _Licence | None) -> Finding:
    return error(
        Code.UNBOUND,
        f"{text.name}: {block.place}",
        numeral.surface,
        f"a figure of {about.fact.id}" if about else "a fact's id above it",
        "The record of evidence holds a figure that is not its fact's.",
    )


class _Licence:
    """What the record of one fact may hold: exact values, printed forms, times, quoted words."""

    def __init__(self, fact: Fact, ground: Ground) -> None:
        self.fact = fact
        self._family = (fact, *(ground.sheet[n] for n in fact.inputs if n in ground.sheet))
        self._related = frozenset(each.id for each in self._family)
        self._values = frozenset(_values(fact, self._family, ground.sheet))
        self._moments = frozenset(moment for each in self._family for moment in _moments(each))
        self._days = frozenset(
            each.source.published.date()
            for each in self._family
            if each.source.published and each.source.whole_day
        )
        self._index = ground.index

    def allows(self, numeral: Numeral) -> bool:
        """Whether the figure is exact, printed or quoted as this fact has it."""
        return (
            (numeral.value, numeral.unit) in self._values
            or numeral.moment in self._moments
            or (numeral.unit == "date" and numeral.day in self._days)
            or self._printed(numeral)
            or self._quoted(numeral.surface)
        )

    def _printed(self, numeral: Numeral) -> bool:
        if numeral.unit in CALENDAR:
            return any(fact.id in self._related for fact in self._index.at(numeral))
        return any(entry.fact.id in self._related for entry in self._index.matching(numeral))

    def _quoted(self, surface: str) -> bool:
        told = (said for said in _texts(self._family) if surface in said)
        return any(surface == numeral.surface for said in told for numeral in read_block(said))


def _values(fact: Fact, family: Iterable[Fact], sheet: FactSheet) -> Iterator[tuple[Decimal, str]]:
    """Exact values with the unit that may stand beside them; they may stand alone as well."""
    for each in family:
        if isinstance(each.value, Quantity):
            yield from ((each.value.value, unit) for unit in ("count", each.value.unit))
        if isinstance(each.value, FundingRate):
            yield from ((Decimal(each.value.interval), unit) for unit in ("count", "hours"))
        if isinstance(each.value, Coins):
            yield each.value.value, "coins"
    if (result := recompute_fact(fact, sheet)) and isinstance(fact.value, Quantity):
        for value in (result.value, result.difference, *_CONSTANTS):
            yield from ((value, unit) for unit in ("count", fact.value.unit))


def _moments(fact: Fact) -> Iterator[datetime]:
    """To the minute, as they are printed."""
    for moment in (fact.as_of, fact.source.published, fact.value):
        if isinstance(moment, datetime):
            yield moment.astimezone(UTC).replace(second=0, microsecond=0)


def _texts(family: Iterable[Fact]) -> Iterator[str]:
    for fact in family:
        yield from (fact.id, fact.subject, fact.metric, fact.source.name, fact.source.url)
        yield from (fact.formula, fact.evidence.sentence if fact.evidence else "")
        if isinstance(fact.value, str):
            yield fact.value
