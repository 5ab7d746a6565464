"""What may be quoted: verbatim, short, attributed, and with every figure bound to a fact."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from reporter import news, numerals
from reporter.model.facts import FactKind, FactSheet
from reporter.model.news import Item, Story

MAX_WORDS: Final = 25
MIN_WORDS: Final = 6
PER_OUTLET: Final = 2
"""At most so many words a quote, and so many quotes of one outlet in an article."""

_CONSIDERED: Final = 12
_CLAUSE_END: Final = re.compile(r"[,;:](?=\s)|\s[–—]\s")
_UNFIT: Final = re.compile(r"[\"“”„«»\x00-\x1f\x7f]")
"""Quotation marks would nest and control characters would break the line."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A verbatim run of an item. ``cut`` says that its sentence goes on."""

    item: Item
    text: str
    cut: bool = False

    @property
    def quoted(self) -> str:
        """In quotation marks, as it stands in a draft."""
        return f"“{literal(self.text)}{'…' if self.cut else ''}”"


def literal(text: str) -> str:
    """Foreign text made safe for a draft: braces cannot become a reference.

    >>> literal("{{edition.desk.as_of}}")
    '{ {edition.desk.as_of} }'
    """
    while "{{" in text or "}}" in text:
        text = text.replace("{{", "{ {").replace("}}", "} }")
    return text


def excerpts(story: Story, sheet: FactSheet, limit: int) -> tuple[Excerpt, ...]:
    """The best quotable runs of a story, other outlets before a further one of the same.

    A sentence qualifies if it fits into 25 words (or can be cut at the end of a clause), holds
    no quotation marks, and every figure in it stands at the place of a reported fact.
    """
    items = {item.id: item for item in story.items}
    bound = _Bound(sheet)
    seen: set[str] = set()
    taken: dict[str, int] = {}
    ranked: list[tuple[int, int, Excerpt]] = []
    for place, quote in enumerate(news.best_sentences(story, _CONSIDERED)):
        excerpt = _fit(items[quote.item], quote.text.strip())
        if excerpt is None or excerpt.text in seen or not bound.covers(excerpt.text):
            continue
        seen.add(excerpt.text)
        turn = taken[excerpt.item.outlet] = taken.get(excerpt.item.outlet, 0) + 1
        if turn <= PER_OUTLET:
            ranked.append((turn, place, excerpt))
    return tuple(excerpt for _, _, excerpt in sorted(ranked, key=lambda row: row[:2])[:limit])


def title_fits(item: Item) -> bool:
    """Whether an item's title may be quoted whole."""
    return len(item.title.split()) <= MAX_WORDS and not _UNFIT.search(item.title)


def _fit(item: Item, sentence: str) -> Excerpt | None:
    if _UNFIT.search(sentence) or len(sentence.split()) < MIN_WORDS:
        return None
    if len(sentence.split()) <= MAX_WORDS:
        return Excerpt(item, sentence)
    ends = [match.start() for match in _CLAUSE_END.finditer(sentence)]
    runs = [sentence[:end].rstrip() for end in ends]
    fitting = [run for run in runs if MIN_WORDS <= len(run.split()) <= MAX_WORDS]
    return Excerpt(item, fitting[-1], cut=True) if fitting else None


class _Bound:
    """Where in the sources' sentences reported figures stand."""

    def __init__(self, sheet: FactSheet) -> None:
        self._spans: dict[str, list[tuple[int, int]]] = {}
        for fact in sheet:
            if fact.kind is FactKind.REPORTED and fact.evidence is not None:
                spans = self._spans.setdefault(fact.evidence.sentence.strip(), [])
                shift = len(fact.evidence.sentence) - len(fact.evidence.sentence.lstrip())
                if not isinstance(fact.value, str):
                    spans.append((fact.evidence.start - shift, fact.evidence.end - shift))

    def covers(self, text: str) -> bool:
        """Whether every figure in the text lies on a reported fact's place."""
        figures = numerals.read(text)
        if not figures:
            return True
        spans = list(self._within(text))
        return all(
            any(start < figure.end and figure.start < end for start, end in spans)
            for figure in figures
        )

    def _within(self, text: str) -> Iterable[tuple[int, int]]:
        for sentence, spans in self._spans.items():
            at = sentence.find(text)
            back = text.find(sentence) if at < 0 else -1
            offset = -at if at >= 0 else back
            if at >= 0 or back >= 0:
                yield from ((start + offset, end + offset) for start, end in spans)
