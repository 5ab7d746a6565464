"""The form of a text: glued tokens, times, links, quotations, and the parts it must have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

from reporter.checking.codes import Code, error, warning
from reporter.checking.known import KnownTexts
from reporter.checking.lexicon import ATTRIBUTED, QUOTED
from reporter.checking.scope import Passage, read_block
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Finding

_URL: Final = re.compile(r"(?:https?://|www\.)\S+")
_WORD_AFTER: Final = "in|on|of|at|to|and|for|or|from|with|is|as|by|the|a|long|short|per|above|below"
_GLUED: Final = tuple(
    re.compile(pattern)
    for pattern in (
        # a currency glued to a word; US$, A$, C$ … are currencies themselves
        r"[A-Za-z]*[a-z]\$\d",
        r"%[A-Za-z]\w*",
        r"%,[$€£]?\d",
        r"[%,;][$€£]\d",
        rf"\d(?:M|K|B|T|bn)(?:{_WORD_AFTER})\b",
        rf"\b\d[\d.,]*(?:bps|%)(?:{_WORD_AFTER})\b",
        r"\bbps[a-z]+\b",
        r"\d(?:UTC|USD)\b|UTC[a-z]+",
        r"[a-z]{2,}[\u2212+]\d",
        r"\b[a-z]{2,}\d[\d.,]*(?:%| bps\b)",
        r"[a-z][.!?]\*{0,2}- [A-Z]",
    )
)

_MAY_BE_GLUED: Final = re.compile(r"[\d%]|UTC|bps|[.!?]\*{0,2}- ")
"""Asked first: most lines of a page have none of it."""

_AHEAD: Final = re.compile(
    r"(?:\b\d[\d.,]*|\b(?:one|two|three|four|five|six|seven|eight|few|couple of))[ -]?"
    r"(?:hours?|hrs?|h|minutes?|mins?)(?: (?:and )?\d+ ?(?:minutes?|mins?))?[`*_]?"
    r" (?:out|away|from now|ago|left|to go)\b",
    re.IGNORECASE,
)
_IN_HOURS: Final = re.compile(
    r"\bin[ \n]+[`*_(]*(?:about |roughly |approximately |around |just over |under )?[~≈]?"
    r"\d[\d.,]*[ -]?(?:hours?|hrs?|h|minutes?|mins?)\b",
    re.IGNORECASE,
)
_EVENT: Final = re.compile(
    r"\b(?:next|settle(?:s|d|ment)?|print|expir\w+|due|opens?|closes?|starts?)\b", re.IGNORECASE
)
_CLOCK: Final = re.compile(r"\b\d{1,2}:\d{2}\b")
_CLOCK_UTC: Final = re.compile(r"\b\d{1,2}:\d{2}(?::\d{2})?\s?(?:UTC|GMT|Z)\b")

_INVALIDATION: Final = re.compile(
    r"\binvalidat\w+|\b(?:view|setup|lean|bias|reading|call|idea) (?:is|becomes) (?:void|wrong)"
    r"|\bvoids? (?:the|this)\b|\bvoid (?:above|below|if|once|after)\b|\bno longer holds?\b"
    r"|\bproves? (?:it|this|us) wrong|\bwould be wrong\b|\bstops? (?:being valid|holding)\b",
    re.IGNORECASE,
)
_DISCLOSURE: Final = re.compile(
    r"\bdisclosures?\b|\bdisclaimer\b|\bnot (?:investment|financial|trading) advice\b"
    r"|\bconflicts? of interest\b",
    re.IGNORECASE,
)
_SOURCES: Final = re.compile(r"\A\W*(?:sources?|references)\b", re.IGNORECASE)
_SCHEMES: Final = frozenset({"", "http", "https", "mailto"})
_WHOLE: Final = 120
_ZONED: Final = (BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.SOURCE)
"""Where each clock time says its zone."""


def glued(place: str, text: str) -> Iterator[Finding]:
    """Letters or digits that lost the blank between them and a figure."""
    for seen, lost in _lost_blanks(text):
        expected = "a blank between word and figure"
        yield error(Code.GLUED, place, seen, expected, f"'{lost}' has lost a blank.")


@lru_cache(maxsize=4096)
def _lost_blanks(text: str) -> tuple[tuple[str, str], ...]:
    """Each run that lost a blank, with the words around it and by itself."""
    if not _MAY_BE_GLUED.search(text):
        return ()
    plain = _URL.sub(" ", text)
    spans = sorted(match.span() for pattern in _GLUED for match in pattern.finditer(plain))
    found, reached = [], -1
    for start, end in spans:
        if start >= reached:
            around = " ".join(plain[max(0, start - 12) : end + 12].split())
            found.append((around, plain[start:end]))
        reached = max(reached, end)
    return tuple(found)


def relative_times(place: str, text: str) -> Iterator[Finding]:
    """``in 2.65 hours`` without the clock time it stands for."""
    if _CLOCK.search(text):
        return
    match = _AHEAD.search(text)
    if match is None and _EVENT.search(text):
        match = _IN_HOURS.search(text)
    if match:
        yield error(
            Code.RELATIVE_TIME,
            place,
            match[0],
            "the clock time in UTC",
            "The time counts from a moment that the reader does not know; give the clock time.",
        )


def zones(passage: Passage) -> Iterator[Finding]:
    """Clock times without UTC. Tables, captions and axes may name it once, but no other zone."""
    if passage.kind is BlockKind.TICK:
        return
    allowed = {"UTC"} if passage.kind in _ZONED else {"UTC", ""}
    quoted = [match.span() for match in QUOTED.finditer(passage.text)]
    for numeral in passage.numerals:
        inside = any(start <= numeral.start < end for start, end in quoted)
        if numeral.clock is not None and numeral.zone not in allowed and not inside:
            yield error(
                Code.ZONE,
                passage.place,
                numeral.surface,
                f"{numeral.clock:%H:%M} UTC",
                "The clock time does not say that it is UTC.",
            )


def links(place: str, block: Block) -> Iterator[Finding]:
    """Addresses that are neither web, mail nor local."""
    for link in block.links:
        try:
            scheme = urlsplit(link.strip()).scheme.lower()
        except ValueError:
            scheme = "unreadable"
        if scheme not in _SCHEMES:
            yield error(
                Code.LINK,
                place,
                link[:60],
                "an http or https address",
                f"A link with the scheme '{scheme}' does not belong in an article.",
            )


def quotations(passage: Passage, known: KnownTexts) -> Iterator[Finding]:
    """Attributed quotations that no source holds, and runs copied without quotation marks."""
    if passage.kind not in (BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.CAPTION):
        return
    plain = QUOTED.sub(" ", passage.text)
    for match in QUOTED.finditer(passage.text):
        quote = match[0][1:-1]
        if len(quote.split()) < 4 or known.holds(quote):
            continue
        altered = known.resembles(quote)
        if altered or ATTRIBUTED.search(plain):
            make = error if altered or known.complete else warning
            yield make(
                Code.QUOTE,
                passage.place,
                match[0],
                "words that stand verbatim in a source",
                "The quotation is not what the source says.",
            )
    if run := known.copied(passage.text):
        yield error(
            Code.COPIED,
            passage.place,
            run,
            "own words, or quotation marks",
            "More than twelve words in a row are a source's own.",
        )


def is_whole(text: FinishedText) -> bool:
    """Whether the file is a whole article rather than a chart, a list or a fragment."""
    prose = (b for b in text.blocks if b.kind in (BlockKind.PARAGRAPH, BlockKind.BULLET))
    return text.format != "svg" and sum(len(b.text.split()) for b in prose) >= _WHOLE


def required_parts(text: FinishedText, as_of: datetime | None) -> Iterator[Finding]:
    """Sources, time, invalidation and disclosure: each article needs all four."""
    whole = text.text
    links_out = any(link.startswith("http") for block in text.blocks for link in block.links)
    listed = any(
        block.kind is BlockKind.SOURCE
        or (block.kind is BlockKind.HEADING and _SOURCES.search(block.text))
        for block in text.blocks
    )
    if not (links_out or listed or _URL.search(whole)):
        yield _lacking(Code.NO_SOURCES, text, "at least one link or source line", "no source")
    if not _states_time(text, as_of):
        expected = f"{as_of:%H:%M} UTC with its date" if as_of else "a date and a time in UTC"
        yield _lacking(Code.NO_AS_OF, text, expected, "no time as of which its figures hold")
    if not _INVALIDATION.search(whole):
        expected = "the level or the time that voids the view"
        yield _lacking(Code.NO_INVALIDATION, text, expected, "no invalidation")
    if not _DISCLOSURE.search(whole):
        yield _lacking(Code.NO_DISCLOSURE, text, "a disclosure", "no disclosure")


def _states_time(text: FinishedText, as_of: datetime | None) -> bool:
    if as_of is None:
        return _CLOCK_UTC.search(text.text) is not None
    return any(
        numeral.clock is not None
        and numeral.zone == "UTC"
        and (numeral.clock.hour, numeral.clock.minute) == (as_of.hour, as_of.minute)
        for block in text.blocks
        if _CLOCK.search(block.text)
        for numeral in read_block(block.text)
    )


def _lacking(code: Code, text: FinishedText, expected: str, what: str) -> Finding:
    return error(code, text.name, "", expected, f"The article states {what}.")
