"""Texts that others wrote: titles and sentences of the sources, and names with digits."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final

from reporter.checking.gates import is_market
from reporter.checking.lexicon import FAMILIAR, QUOTED
from reporter.checking.scope import sentences
from reporter.model.facts import Fact
from reporter.numerals import read

COPY_LIMIT: Final = 12
"""The longest run of words that may stand unquoted in both a source and our text."""

TEASERS: Final = frozenset({"summary", "text"})
"""Metrics of the text facts that hold an item's teaser and the opening of its page."""

STAND_IN: Final = "\N{WHITE SQUARE}"
"""What a PDF shows for a run of signs that its fonts lack."""
_FOREIGN: Final = r"[^\x00-\x7f]+"
"""What such a run can have been: never a figure or a Latin letter."""

_FIGURE_ENDS: Final = (
    r"(?![.,]?\d| ?%| (?:hundred|thousand|million|billion|trillion|percent|bps)\b)"
)

_WORD: Final = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_PLAIN_MARKS: Final = str.maketrans('“”‘’«»"\u2010\u2011', "'''''''--")
"""One mark for all: double ones turn single inside a quotation."""
_NAME: Final = 80
"""Longer texts are no names."""
_UNSEEN: Final = {"Cf", "Me", "Mn"}


class KnownTexts:
    """Titles, evidence sentences and text facts of a sheet."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        book = tuple(facts)
        told = {fact.value for fact in book if isinstance(fact.value, str)}
        origins = {fact.evidence.sentence for fact in book if fact.evidence is not None}
        titles = {fact.value for fact in book if fact.metric == "title"}
        summaries = {fact.value for fact in book if fact.metric in TEASERS}
        self.complete = bool(summaries)
        """Whether the sheet holds the sources' whole teasers, so that a quotation can be judged."""
        texts = sorted(told | origins)
        names = {name for fact in book for name in (fact.source.name, fact.subject)}
        names |= {fact.id.partition(".")[0] for fact in book if is_market(fact)}
        self._words = FAMILIAR.union(*(_lowered(text) for text in (*texts, *sorted(names))))
        self._texts = "\n".join(normal(text) for text in texts)
        said = sorted({*texts, *_own_sentences(book)})
        self._figured = tuple(text for text in said if _has_figure(text))
        foreign = origins | {text for text in told if text in summaries}
        self._runs = {run for text in foreign - titles for run in _runs(text)}

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where a known text with figures, or a verbatim quotation of one, stands."""
        for known in self._figured:
            start = text.find(known)
            while start >= 0:
                yield start, start + len(known)
                start = text.find(known, start + 1)
        for match in QUOTED.finditer(text):
            if self.holds(match[0][1:-1]):
                yield match.span()

    def holds(self, quote: str) -> bool:
        """Whether these words stand verbatim in a known text; a final ``…`` is not theirs."""
        wanted = normal(quote).rstrip(".,;:!?… ")
        if STAND_IN in wanted:
            pieces = (re.escape(piece) for piece in wanted.split(STAND_IN))
            return re.search(_FOREIGN.join(pieces), self._texts) is not None
        if wanted[-1:].isdigit() and wanted in self._texts:
            # "$22" of "$22 billion" is another figure.
            return re.search(re.escape(wanted) + _FIGURE_ENDS, self._texts) is not None
        return bool(wanted) and wanted in self._texts

    def resembles(self, quote: str) -> bool:
        """Whether four words of this quotation follow each other in a known text."""
        words = normal(quote).split()
        return any(
            " ".join(words[start : start + 4]) in self._texts for start in range(len(words) - 3)
        )

    def mentions(self, word: str) -> bool:
        """Whether any source, subject or text of the sheet has this word, or each of its parts.

        ``FIL-USDT-SWAP`` has three.
        """
        return all(part in self._words for part in _lowered(word))

    def copied(self, text: str) -> str:
        """The first run of more than ``COPY_LIMIT`` words taken over unquoted, or nothing."""
        if not self._runs:
            return ""
        for run in _runs(QUOTED.sub(" \N{BULLET} ", text)):
            if run in self._runs:
                return " ".join(run)
        return ""


def _own_sentences(facts: Iterable[Fact]) -> Iterator[str]:
    """The publisher's own words and notes, sentence by sentence, as a text is judged."""
    for fact in facts:
        if isinstance(fact.value, str) and fact.id.startswith("edition."):
            yield from (fact.value[start:end] for start, end in sentences(fact.value))


def _has_figure(text: str) -> bool:
    """Whether a text holds a digit, or a name such as ``Zero Hedge`` a number word."""
    return any(map(str.isdigit, text)) or (len(text) <= _NAME and bool(read(text)))


def normal(text: str) -> str:
    """Lower case, one quotation mark, plain hyphens, single blanks, no accents or joiners."""
    bare = text.translate(_PLAIN_MARKS)
    if not bare.isascii():
        parted = unicodedata.normalize("NFD", bare)
        bare = "".join(sign for sign in parted if unicodedata.category(sign) not in _UNSEEN)
    return " ".join(bare.lower().split())


def _lowered(text: str) -> set[str]:
    return {word.lower().removesuffix("'s").removesuffix("’s") for word in _WORD.findall(text)}


def _runs(text: str) -> Iterator[tuple[str, ...]]:
    """All runs of one word more than is allowed; a bullet mark breaks a run."""
    for part in text.split("\N{BULLET}"):
        words = [word.lower() for word in _WORD.findall(part)]
        for start in range(len(words) - COPY_LIMIT):
            yield tuple(words[start : start + COPY_LIMIT + 1])
