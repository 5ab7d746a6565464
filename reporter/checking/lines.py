"""What an edition recorded of its own words, made ready to be held against finished text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import Enum, auto
from math import log
from typing import Final

from reporter.checking.index import CALENDAR, FactIndex
from reporter.checking.tokens import SLOT, Token, tokens
from reporter.model.facts import Fact, FactSheet
from reporter.model.record import Record, RecordedSource
from reporter.model.text import Stance
from reporter.numerals import Numeral

_REFERENCE: Final = re.compile(r"\{\{([a-z0-9._-]+)(?:\|(\w+))?\}\}")
_MOST_CANDIDATES: Final = 4
_LEAST_SHARE: Final = 0.4
FIGURE: Final = "#"
_TELLING: Final = 3


class Kind(Enum):
    """What a recorded line is; each is looked for in blocks of its own kind."""

    SENTENCE = auto()
    ROW = auto()
    SOURCE = auto()


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a fact's figure. ``form`` is the display form that was asked for."""

    fact: Fact
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One recorded sentence, row or source line.

    ``slots`` and ``texts`` run beside ``tokens``: the figure's slot at that token, and the id
    of the text fact (a title, an outlet, a symbol) that the token belongs to.
    """

    number: int
    kind: Kind
    words: str
    tokens: tuple[Token, ...]
    slots: tuple[Slot | None, ...]
    texts: tuple[str, ...]
    stance: Stance = Stance.FRAME
    notes: tuple[int, ...] = ()
    source: RecordedSource | None = None

    @property
    def timed(self) -> bool:
        """Whether it is a few words with a figure (``Completed at …``), short but telling."""
        return len(self.tokens) == _TELLING and self.slots.count(None) == _TELLING - 1

    @property
    def keys(self) -> tuple[str, ...]:
        """What may find the line: its words, and the facts of its figures."""
        return tuple(
            slot.fact.id if slot else token.text
            for token, slot in zip(self.tokens, self.slots, strict=True)
        )


class Book:
    """All lines of a record, found by how they begin or by what they hold."""

    def __init__(self, record: Record, sheet: FactSheet, index: FactIndex) -> None:
        self.index = index
        self.lines = tuple(_lines(record, sheet))
        self._openings: dict[tuple[str, str], list[Line]] = {}
        self._holding: dict[str, list[Line]] = {}
        keys = [frozenset(line.keys) for line in self.lines]
        for line, held in zip(self.lines, keys, strict=True):
            self._openings.setdefault(_opening(line), []).append(line)
            for key in sorted(held):
                self._holding.setdefault(key, []).append(line)
        self._weights = {
            key: log(1 + len(self.lines) / len(found)) for key, found in self._holding.items()
        }
        self._totals = [sum(self._weights[key] for key in sorted(held)) for held in keys]

    def beginning(self, first: Iterable[str], second: Iterable[str]) -> Iterator[Line]:
        """Lines whose first two tokens are among these; ``FIGURE`` stands for any figure."""
        after = tuple(second)
        for word in first:
            for other in after:
                yield from self._openings.get((word, other), ())

    def resembling(
        self, words: Iterable[str], numerals: Iterable[Numeral], kind: Kind, least: int
    ) -> list[Line]:
        """The few lines of a kind that share most, by weight, with these words and figures.

        A word or fact weighs more the fewer lines have it. Lines have at least ``least`` tokens.
        """
        keys = set(words)
        for numeral in numerals:
            keys.update(fact.id for fact in self.facts(numeral))
        shared: dict[int, float] = {}
        for key in sorted(keys & self._holding.keys()):
            for line in self._holding[key]:
                if line.kind is kind and (len(line.tokens) >= least or line.timed):
                    shared[line.number] = shared.get(line.number, 0.0) + self._weights[key]
        ranked = sorted(
            (-weight * weight / self._totals[number], number)
            for number, weight in shared.items()
            if weight >= _LEAST_SHARE * self._totals[number]
        )
        return [self.lines[number] for _, number in ranked[:_MOST_CANDIDATES]]

    def facts(self, numeral: Numeral) -> tuple[Fact, ...]:
        """The facts that this figure can be, whatever sign it shows."""
        if numeral.unit in CALENDAR:
            return tuple(f for f in self.index.at(numeral) if isinstance(f.value, datetime))
        return tuple(entry.fact for entry in self.index.matching(numeral))


def _opening(line: Line) -> tuple[str, str]:
    first = [
        FIGURE if slot else token.text
        for token, slot in zip(line.tokens[:2], line.slots[:2], strict=True)
    ]
    return first[0], first[1] if len(first) > 1 else ""


def _lines(record: Record, sheet: FactSheet) -> Iterator[Line]:
    made = (
        # A page's head and a chart's legend are rows of words.
        *(
            (Kind.ROW if " | " in s.words else Kind.SENTENCE, s.words, s.stance, s.notes, None)
            for s in record.sentences
        ),
        *((Kind.ROW, " | ".join(r.cells), Stance.MEASURED, (), None) for r in record.rows),
        *((Kind.SOURCE, s.words, Stance.FRAME, (), s) for s in record.sources),
    )
    number = 0
    for kind, words, stance, notes, source in dict.fromkeys(made):
        found, slots, texts = _parts(words, sheet)
        if found:
            yield Line(
                number=number,
                kind=kind,
                words=words,
                tokens=found,
                slots=slots,
                texts=texts,
                stance=stance,
                notes=notes,
                source=source,
            )
            number += 1


def _parts(
    words: str, sheet: FactSheet
) -> tuple[tuple[Token, ...], tuple[Slot | None, ...], tuple[str, ...]]:
    """The tokens of a draft's words; texts are filled in, figures leave a slot."""
    text, end = "", 0
    slots: dict[int, Slot] = {}
    spans: list[tuple[int, int, str]] = []
    for match in _REFERENCE.finditer(words):
        text += words[end : match.start()].replace(SLOT, " ")
        fact, end = sheet[match[1]], match.end()
        if isinstance(fact.value, str):
            told = fact.value.replace(SLOT, " ")
            spans.append((len(text), len(text) + len(told), fact.id))
        else:
            told = SLOT
            slots[len(text)] = Slot(fact, match[2] or "full")
        text += told
    text += words[end:].replace(SLOT, " ")
    found = tokens(text)
    return (
        found,
        tuple(slots.get(token.start) for token in found),
        tuple(_span_at(token, spans) for token in found),
    )


def _span_at(token: Token, spans: Iterable[tuple[int, int, str]]) -> str:
    return next((name for start, end, name in spans if token.start < end and start < token.end), "")


HOLDING: Final[Mapping[str, Kind]] = {"row": Kind.ROW, "source": Kind.SOURCE}
"""Kind of a finished block -> kind of the lines that it may be a copy of; else sentences."""
