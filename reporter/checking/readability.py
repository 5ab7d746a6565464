"""How hard an article is to read: grade, words a sentence, sentences that run on.

Flesch-Kincaid grade: 0.39 × words a sentence + 11.8 × syllables a word − 15.59 (Kincaid et al.,
Naval Technical Training Command, Research Branch Report 8-75, 1975). Measured is the article's
own prose: whole sentences of paragraphs and bullets. Sentences with a quotation, tables,
captions, sources and the disclosure are left out. A figure, with its sign and currency, is one
word of two syllables, and so is a ticker or an acronym: both are taken in at a glance.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reporter.checking.codes import Code, warning
from reporter.checking.lexicon import QUOTED
from reporter.checking.scope import sentences
from reporter.checking.syllables import syllables
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Finding, Readability, Verdict

HARDEST_GRADE: Final = 12.0
MOST_MEAN_WORDS: Final = 20.0
MOST_WORDS: Final = 40
"""A sentence of more words is named."""
LEAST_WORDS: Final = 100
"""A text with less prose of its own has no grade."""

_QUOTE_WORDS: Final = 4
"""Shorter runs in quotation marks are terms and stay part of the sentence."""
_QUOTE: Final = "\ufffc"
_NOTE: Final = re.compile(r"\s?\[\d{1,3}\]")
_LEAD: Final = re.compile(r"\A((?:[^.!?]|\.(?=\d)){1,120}?):(?=\s+[A-Z“\"\d$])")
_WHOLE: Final = re.compile(r"[.!?][\"”’')\]]*\Z")
_SMALL_PRINT: Final = re.compile(r"\A\W*(?:sources?|references|disclosures?|disclaimer)\b", re.I)
_WORD: Final = re.compile(r"[^\s—]*[^\W_][^\s—]*")
_GLANCE: Final = re.compile(r"\d|\A[^\w]*[A-Z]{2,}(?:['’]s)?[^\w]*\Z")


@dataclass(frozen=True, slots=True)
class _Sentence:
    place: str
    text: str
    words: int
    syllables: int


def readability(text: FinishedText) -> Verdict:
    """Grade and words a sentence of a finished text, with warnings where they are too high.

    A verdict without figures: ``readability`` is empty for a text of too little prose.
    """
    prose = tuple(_prose(text))
    measured = _measure(text.name, prose)
    findings = [*_too_hard(measured)] if measured else []
    return Verdict(
        subject=text.name,
        findings=(*findings, *_too_long(prose)),
        readability=(measured,) if measured else (),
    )


def _measure(subject: str, prose: tuple[_Sentence, ...]) -> Readability | None:
    words = sum(sentence.words for sentence in prose)
    if words < LEAST_WORDS:
        return None
    mean = words / len(prose)
    a_word = sum(sentence.syllables for sentence in prose) / words
    return Readability(
        subject=subject,
        grade=round(0.39 * mean + 11.8 * a_word - 15.59, 1),
        mean_words=round(mean, 1),
        sentences=len(prose),
    )


def _too_hard(measured: Readability) -> Iterator[Finding]:
    if measured.grade > HARDEST_GRADE:
        yield warning(
            Code.READABILITY,
            measured.subject,
            f"Flesch-Kincaid grade {measured.grade}",
            f"grade {HARDEST_GRADE:.0f} or lower",
            "The article is hard to read; shorter sentences and words lower the grade.",
        )
    if measured.mean_words > MOST_MEAN_WORDS:
        yield warning(
            Code.READABILITY,
            measured.subject,
            f"{measured.mean_words} words a sentence, over {measured.sentences} sentences",
            f"{MOST_MEAN_WORDS:.0f} words or fewer on average",
            "The sentences are long on average.",
        )


def _too_long(prose: tuple[_Sentence, ...]) -> Iterator[Finding]:
    for sentence in prose:
        if sentence.words > MOST_WORDS:
            yield warning(
                Code.LONG_SENTENCE,
                sentence.place,
                f"{sentence.words} words: {sentence.text[:80]}…",
                f"{MOST_WORDS} words or fewer",
                "The sentence runs on; two would be easier to read.",
            )


def _prose(text: FinishedText) -> Iterator[_Sentence]:
    for block in _own(text):
        for sentence in _sentences(block):
            found = [word.group() for word in _WORD.finditer(sentence)]
            if _QUOTE not in sentence and found and _WHOLE.search(sentence):
                yield _Sentence(
                    place=f"{text.name}: {block.place}",
                    text=sentence,
                    words=len(found),
                    syllables=sum(_spoken(word) for word in found),
                )


def _own(text: FinishedText) -> Iterator[Block]:
    """Paragraphs and bullets, without sources and disclosure."""
    small_print = False
    for block in text.blocks:
        if block.kind is BlockKind.HEADING:
            small_print = _SMALL_PRINT.match(block.text) is not None
        elif block.kind in (BlockKind.PARAGRAPH, BlockKind.BULLET) and not small_print:
            yield block


def _sentences(block: Block) -> Iterator[str]:
    plain = _NOTE.sub("", QUOTED.sub(_hidden, block.text))
    if block.kind is BlockKind.BULLET:
        # The bold claim that opens a bullet is a sentence of its own.
        plain = _LEAD.sub(r"\1.", plain)
    for start, end in sentences(plain):
        yield plain[start:end].strip()


def _hidden(match: re.Match[str]) -> str:
    quote = match[0]
    if len(quote.split()) < _QUOTE_WORDS:
        return quote
    return _QUOTE + (quote[-2] if quote[-2] in ".!?" else "")


def _spoken(word: str) -> int:
    return 2 if _GLANCE.search(word) else syllables(word)
