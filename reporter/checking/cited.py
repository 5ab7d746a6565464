"""A line of the list of sources against the item that it names: whole title, its own time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from reporter.checking.codes import Code, error
from reporter.checking.index import CALENDAR, FactIndex
from reporter.checking.known import normal
from reporter.checking.lexicon import QUOTED
from reporter.checking.scope import Passage
from reporter.model.facts import FactSheet
from reporter.model.text import BlockKind
from reporter.model.verdict import Finding

_LEAST = 12
"""Shorter runs begin many titles."""


class Items:
    """The titles and publishing times of a sheet's items."""

    def __init__(self, sheet: FactSheet, index: FactIndex) -> None:
        self._index = index
        self._titled: dict[str, set[str]] = {}
        for stem, title in index.titles.items():
            self._titled.setdefault(_bare(title), set()).add(f"{stem}.published")
        self._timed = frozenset(
            fact.id for fact in sheet if fact.metric == "published" and _is_time(fact.value)
        )

    def faults(self, passage: Passage) -> Iterator[Finding]:
        """A title that was cut short, a time that is not that of the title's item."""
        quoted = QUOTED.search(passage.text) if passage.kind is BlockKind.SOURCE else None
        if quoted is None:
            return
        title = _bare(quoted[0][1:-1])
        items = self._titled.get(title)
        if items is None:
            yield from self._cut(title, quoted[0], passage)
        elif items <= self._timed:
            yield from self._times(items, quoted.end(), passage)

    def _cut(self, title: str, shown: str, passage: Passage) -> Iterator[Finding]:
        whole = [t for t in self._titled if len(title) >= _LEAST and t.startswith(title)]
        if whole and "…" not in shown:
            yield error(
                Code.QUOTE, passage.place, shown, whole[0], "The title of this source is cut short."
            )

    def _times(self, items: set[str], after: int, passage: Passage) -> Iterator[Finding]:
        for numeral in passage.numerals:
            if numeral.start < after or numeral.unit not in CALENDAR:
                continue
            if not items & {fact.id for fact in self._index.at(numeral)}:
                yield error(
                    Code.WRONG_METRIC,
                    passage.place,
                    numeral.surface,
                    ", ".join(sorted(items)),
                    "The source was published at another time.",
                )


def _is_time(value: object) -> bool:
    return isinstance(value, datetime)


def _bare(title: str) -> str:
    return normal(title).strip(".,;:!? ")
