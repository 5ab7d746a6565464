"""What may be quoted: verbatim, short, attributed, and with every figure bound to a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from reporter import news, numerals
from reporter.model.facts import Evidence, Fact, FactKind, FactSheet
from reporter.model.news import Item, Quote, Story
from reporter.model.units import Money, Quantity

MAX_WORDS: Final = 25
MIN_WORDS: Final = 6
PER_OUTLET: Final = 2
"""At most so many words a quote, and so many quotes of one outlet in an article."""

_CONSIDERED: Final = 16
_CLAUSE_END: Final = re.compile(r"[,;:](?=\s)|\s[–—]\s|(?<=\bLLC|\bInc|\bLtd)\.(?=\s[A-Z])")
"""Where a sentence that is too long may be cut."""
_PHRASE_END: Final = re.compile(
    r"\s(?=(?:after|against|and|at|by|following|from|in|on|regarding|required|that|under|which"
    r"|with)\s)"
)
"""Where a headline may be cut that has no clauses."""
_ADJUNCT: Final = re.compile(r"\s(?=(?:after|following|for|regarding|under|which|with)\s)")
"""Where a sentence may be cut whose end is missing."""
_UNFIT: Final = re.compile(r"[\"“”„«»<>\[\]{}|\\\x00-\x1f\x7f]")
"""Quotation marks would nest, control characters would break the line, and brackets of these
kinds are no part of what a person says to a reader."""

_OPENS: Final = re.compile(
    r"(?:After|Although|And|As|At|Because|Before|But|By|Earlier|For|From|However|If|In|Instead"
    r"|Later|Meanwhile|Of|On|Once|Or|Since|So|Still|Then|Though|Through|Thus|Under|Until|When"
    r"|While|With|Without|Yet)\b"
)
_POINTER: Final = re.compile(r"(\S+) (?:it|they|he|she|the (?:firm|company|group))\b")
_ABBREVIATED: Final = re.compile(r"\b(?:[A-Z]|Co|Corp|Inc|Ltd|etc|[ap]\.m)\.$")
_TAKES_CLAUSE: Final = frozenset(
    {"and", "as", "because", "but", "if", "said", "says", "that", "told", "when", "which", "while"}
)
"""Words before a pronoun whose sentence has named who is meant."""
_BACK: Final = re.compile(
    r"\bthen\b|\bof (?:that|this|these|those)\b|\bthe (?:figure|number|amount|sum|former|latter)\b"
)
_CALENDAR: Final = frozenset(
    {"date", "instant", "time", "month", "quarter", "half-year", "year", "ordinal"}
)
_ALIKE: Final = 0.75
"""Two excerpts say the same if the shorter one shares so many of its words with the other."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A verbatim run of an item. ``cut`` says that its sentence goes on."""

    item: Item
    text: str
    cut: bool = False

    @property
    def quoted(self) -> str:
        """In quotation marks, as it stands in a draft; the mark of a cut stands outside."""
        return f"“{literal(self.text)}”{' (shortened)' if self.cut else ''}"

    @property
    def closed(self) -> str:
        """As ``quoted``, at the end of a sentence: with a full stop in or after it."""
        return self.quoted if self.text.endswith((".", "!")) and not self.cut else f"{self.quoted}."

    @property
    def run(self) -> str:
        """The text without its full stop; empty where that stop belongs to an abbreviation."""
        return "" if _ABBREVIATED.search(self.text) else self.text.removesuffix(".")

    @property
    def opened(self) -> str:
        """As ``quoted``, within a sentence that goes on; empty where the stop has to stay."""
        return replace(self, text=self.run).quoted if self.run else ""

    @property
    def amounts(self) -> frozenset[str]:
        """Its figures that are no dates, each as printed."""
        figures = numerals.read(self.text)
        return frozenset(one.surface for one in figures if one.unit not in _CALENDAR)


def literal(text: str) -> str:
    """Foreign text made safe for a draft: braces cannot become a reference.

    >>> literal("{{edition.desk.as_of}}")
    '{ {edition.desk.as_of} }'
    """
    while "{{" in text or "}}" in text:
        text = text.replace("{{", "{ {").replace("}}", "} }")
    return text


def candidates(story: Story, sheet: FactSheet) -> tuple[Excerpt, ...]:
    """All quotable runs of a story, one of each item before a further one of the same.

    A sentence qualifies if it fits into 25 words (or can be cut at the end of a clause), holds
    no quotation marks, can be understood alone, and has no figure but reported ones.
    """
    items = {item.id: item for item in story.items}
    bound = _Bound(story, sheet)
    seen: set[str] = set()
    turns: dict[str, int] = {}
    ranked: list[tuple[int, int, Excerpt]] = []
    for place, quote in enumerate(news.best_sentences(story, _CONSIDERED)):
        excerpt = _excerpt(items[quote.item], quote)
        if excerpt is None or excerpt.text in seen or not _stands(excerpt.text, bound):
            continue
        seen.add(excerpt.text)
        turn = turns[excerpt.item.id] = turns.get(excerpt.item.id, 0) + 1
        ranked.append((turn, place, excerpt))
    return tuple(excerpt for _, _, excerpt in sorted(ranked, key=lambda row: row[:2]))


def excerpts(story: Story, sheet: FactSheet, limit: int) -> tuple[Excerpt, ...]:
    """The best candidates, at most two of an outlet."""
    taken: dict[str, int] = {}
    chosen: list[Excerpt] = []
    for excerpt in candidates(story, sheet):
        count = taken[excerpt.item.outlet] = taken.get(excerpt.item.outlet, 0) + 1
        if count <= PER_OUTLET:
            chosen.append(excerpt)
    return tuple(chosen[:limit])


def repeats(excerpt: Excerpt, told: Iterable[Excerpt]) -> bool:
    """Whether the excerpt says what these say already, in nearly the same words."""
    words = _words(excerpt.text)
    return any(
        len(words & other) >= _ALIKE * min(len(words), len(other))
        for other in (_words(one.text) for one in told)
    )


def _words(text: str) -> frozenset[str]:
    found = re.findall(r"[a-z]{4,}|[\d.,]*\d", text.lower())
    return frozenset(found)


def title_fits(item: Item) -> bool:
    """Whether an item's title may be quoted whole."""
    return len(item.title.split()) <= MAX_WORDS and not _UNFIT.search(item.title)


def cut_title(item: Item, story: Story, sheet: FactSheet) -> Excerpt | None:
    """A title that is too long, cut at the end of a clause or phrase; None if it cannot be."""
    for ends in (_CLAUSE_END, _PHRASE_END):
        excerpt = _fit(item, item.title.strip(), ends)
        if excerpt is not None and _Bound(story, sheet).covers(excerpt.text):
            return excerpt
    return None


def _excerpt(item: Item, quote: Quote) -> Excerpt | None:
    """The sentence as far as it can be quoted; of one that its feed cut off, whole clauses."""
    text = quote.text.strip()
    if quote.field == "title" or text.endswith((".", "!")):
        return _fit(item, text, _CLAUSE_END)
    runs = () if _UNFIT.search(text) else _runs(text, _CLAUSE_END) or _runs(text, _ADJUNCT)
    return Excerpt(item, runs[-1], cut=True) if runs else None


def _fit(item: Item, sentence: str, ends: re.Pattern[str]) -> Excerpt | None:
    if _UNFIT.search(sentence) or len(sentence.split()) < MIN_WORDS:
        return None
    if len(sentence.split()) <= MAX_WORDS:
        return Excerpt(item, sentence)
    runs = _runs(sentence, ends)
    return Excerpt(item, runs[-1], cut=True) if runs else None


def _runs(sentence: str, ends: re.Pattern[str]) -> tuple[str, ...]:
    """Beginnings of a sentence that end where a clause or phrase does, and can be quoted."""
    runs = [sentence[: match.start()].rstrip() for match in ends.finditer(sentence)]
    return tuple(run for run in runs if MIN_WORDS <= len(run.split()) <= MAX_WORDS)


def _stands(text: str, bound: _Bound) -> bool:
    """Whether a reader who sees nothing else knows who and what is meant."""
    if _BACK.search(text) or not bound.covers(text):
        return False
    pointers = _POINTER.finditer(text) if _OPENS.match(text) else ()
    return all(match[1] in _TAKES_CLAUSE for match in pointers)


class _Bound:
    """Which figures of a story are reported facts: by their place, or by value and unit."""

    def __init__(self, story: Story, sheet: FactSheet) -> None:
        prefix = f"{story.id}."
        self._facts = tuple(
            (fact.value, fact.evidence)
            for fact in sheet
            if fact.kind is FactKind.REPORTED and fact.id.startswith(prefix) and fact.evidence
        )

    def covers(self, text: str) -> bool:
        """Whether every figure in the text is one: its own fact, or one that says the same."""
        return all(
            any(
                _equals(figure, value) or _is_place(figure, evidence, text)
                for value, evidence in self._facts
            )
            for figure in numerals.read(text)
        )


def states_any(text: str, facts: Iterable[Fact]) -> bool:
    """Whether a figure in the text is one of these reported facts, by its place or its value."""
    known = tuple(facts)
    return any(
        _equals(figure, fact.value)
        or (fact.evidence is not None and _is_place(figure, fact.evidence, text))
        for figure in (numerals.read(text) if known else ())
        for fact in known
    )


def _equals(figure: numerals.Numeral, value: Quantity | datetime | str) -> bool:
    """Whether the fact has the figure's value in the figure's unit.

    Figures that need their sentence to be understood (dates without a year, clock times, coins,
    rates of an interval) are left to their place.
    """
    if isinstance(value, datetime):
        day = (figure.year, figure.month, figure.day_of_month or 1)
        return figure.clock is None and day == (value.year, value.month, value.day)
    if isinstance(value, str) or figure.approx == "many":
        return False
    unit = value.currency if isinstance(value, Money) else value.unit
    return unit == _UNITS.get(figure.unit, figure.unit) and value.value == figure.value


_UNITS: Final = {"x": "ratio", "fraction": "ratio", "coins": ""}


def _is_place(figure: numerals.Numeral, evidence: Evidence, text: str) -> bool:
    """Whether the figure stands where the fact was read."""
    sentence = evidence.sentence.strip()
    shift = len(evidence.sentence) - len(evidence.sentence.lstrip())
    at, back = sentence.find(text), text.find(sentence)
    if at < 0 and back < 0:
        return False
    offset = (-at if at >= 0 else back) - shift
    return evidence.start + offset < figure.end and figure.start < evidence.end + offset
