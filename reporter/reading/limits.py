"""What a file may hold at most to be read: limits by structure, tried before any parser runs.

An article in good faith stays far below each of them. Beyond them the time of parsers and rules,
which grows with the square of some of these lengths, would turn from seconds into minutes.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable
from typing import Final

from reporter.model.errors import UsageError
from reporter.model.text import FinishedText

MOST_BYTES: Final = 20_000_000
"""Of any file, PDF and e-mail with their pictures included."""

MOST_SOURCE: Final = 2_000_000
"""Characters of a text, a page or a drawing with its markup."""

MOST_SHOWN: Final = 300_000
"""Characters that a reader sees in one file; an hour of reading has a fifth of it."""

MOST_PAGES: Final = 500
"""Pages of a PDF."""

_LONGEST_BLOCK: Final = 50_000
_LONGEST_WORD: Final = 2_000
_MOST_DIGITS: Final = 60
"""Digits of one number; the grammar of figures reads none that is longer."""
_MOST_RUNS: Final = 700
"""Runs of digits in one block."""
_MOST_SIGNS: Final = 30_000
"""Signs in one file at which a figure can begin."""
_MOST_TAGS: Final = 50_000
_MOST_OPEN: Final = 100
_MOST_BRACKETS: Final = 500
_MOST_TAGS_TOGETHER: Final = 2_000
_MOST_BRACKETS_IN_ALL: Final = 10_000
_MOST_PARTS_IN_PARTS: Final = 50
_MOST_INFLATED: Final = 100_000_000
_PACKED: Final = 65_536
_UNPACKED: Final = 1_000_000

_WORD: Final = re.compile(rf"\S{{{_LONGEST_WORD + 1}}}")
_NUMBER: Final = re.compile(rf"\d{{{_MOST_DIGITS + 1}}}")
_SIGNS: Final = re.compile(r"[+\-−–$€£¥]")
_DIGITS: Final = re.compile(r"\d+")
_NESTED: Final = re.compile(
    r"^(?:[ \t]{0,3}(?:>|[-*+](?=[ \t])|\d{1,9}[.)](?=[ \t]))|\t| {4}){21}", re.MULTILINE
)
_LOST: Final = re.compile(r"(?<![^\s(|])[?\ufffd]\d\S{0,20}")
"""A sign before a number that an editor could not save: its place holder stands there."""
_GAP: Final = re.compile(r"\n[ \t]*\n")
_CLOSED_BY: Final = (("<!--", "-->"), ("<![", "]>"), ("<?", ">"), ("<", ">"))
_CONTAINER: Final = re.compile(rb"\b(?:multipart/|message/rfc822)", re.IGNORECASE)
_STREAM: Final = re.compile(rb"stream\r?\n")


def admit_bytes(data: bytes, name: str) -> None:
    """Raises ``UsageError`` for a file that is larger than any article."""
    at_most(len(data), MOST_BYTES, "bytes", name)


def admit_plain(text: str, name: str) -> None:
    """Raises ``UsageError`` for a text that is too long."""
    at_most(len(text), MOST_SOURCE, "characters", name)


def admit_markup(text: str, name: str) -> None:
    """Raises ``UsageError`` for HTML or SVG that is too long or whose tags never end."""
    at_most(len(text), MOST_SOURCE, "characters with its markup", name)
    at_most(text.count("<"), _MOST_TAGS, "tags", name)
    for opens, closes in _CLOSED_BY:
        left = text.count(opens, text.rfind(closes) + 1)
        at_most(left, _MOST_OPEN, f"times {opens!r} that nothing closes", name)


def admit_markdown(text: str, name: str) -> None:
    """Raises ``UsageError`` for Markdown that is too long, too deep or all brackets."""
    admit_markup(text, name)
    if _NESTED.search(text):
        raise _refused("it nests lists or quotations more than 20 deep", name)
    at_most(text.count("["), _MOST_BRACKETS_IN_ALL, "brackets", name)
    for stretch in _GAP.split(text):
        at_most(stretch.count("["), _MOST_BRACKETS, "brackets in one paragraph", name)
        at_most(stretch.count("<"), _MOST_TAGS_TOGETHER, "tags in one paragraph", name)
        longest = max(map(len, stretch.split("\n")))
        at_most(longest, _LONGEST_BLOCK, "characters in one line", name)


def admit_message(data: bytes, name: str) -> None:
    """Raises ``UsageError`` for an e-mail whose parts hold parts without end."""
    nested = len(_CONTAINER.findall(data))
    at_most(nested, _MOST_PARTS_IN_PARTS, "parts that hold other parts", name)


def admit_pdf(data: bytes, name: str) -> None:
    """Raises ``UsageError`` for a PDF whose packed streams unfold beyond any document."""
    total = 0
    for match in _STREAM.finditer(data):
        total += _inflated(data, match.end(), _MOST_INFLATED - total)
        at_most(total, _MOST_INFLATED, "bytes once it is unpacked", name)


def _inflated(data: bytes, start: int, most: int) -> int:
    """The unpacked size of the stream that begins here, counted no further than just over ``most``.

    Zero for a stream that is not packed by Flate: it is no larger than the file.
    """
    unpacker, size, rest, position = zlib.decompressobj(), 0, b"", start
    while size <= most and not unpacker.eof:
        if not rest:
            rest, position = data[position : position + _PACKED], position + _PACKED
        try:
            size += len(unpacker.decompress(rest, _UNPACKED))
        except zlib.error:
            return size
        if position >= len(data) and not unpacker.unconsumed_tail:
            return size
        rest = unpacker.unconsumed_tail
    return size


def admit_texts(texts: Iterable[FinishedText], name: str) -> None:
    """Raises ``UsageError`` for a text with more to see than an article can have.

    So does a text whose signs an editor lost: no reader could tell a loss from a gain in it.
    """
    for text in texts:
        at_most(sum(len(b.text) for b in text.blocks), MOST_SHOWN, "characters to read", name)
        signs = sum(len(_SIGNS.findall(b.text)) for b in text.blocks)
        at_most(signs, _MOST_SIGNS, "signs at which a figure can begin", name)
        for block in text.blocks:
            _admit_block(block.text, name)


def _admit_block(text: str, name: str) -> None:
    at_most(len(text), _LONGEST_BLOCK, "characters in one paragraph", name)
    at_most(len(_DIGITS.findall(text)), _MOST_RUNS, "runs of digits in one paragraph", name)
    if _NUMBER.search(text):
        raise _refused(f"a number in it has more than {_MOST_DIGITS} digits", name)
    if _WORD.search(text):
        raise _refused(f"a word in it has more than {_LONGEST_WORD:,} characters", name)
    if lost := _LOST.search(text):
        raise UsageError(
            f"signs were lost when the file was saved: {lost[0]!r} has a place holder.",
            name,
            "Save the original as UTF-8, which can hold every sign.",
        )


def at_most(found: int, most: int, what: str, name: str) -> None:
    """Raises ``UsageError`` where a file has more of something than is read."""
    if found > most:
        raise _refused(f"it has {found:,} {what}", name, f"At most {most:,} are read.")


def _refused(why: str, name: str, next_step: str = "") -> UsageError:
    advice = next_step or "Give the article alone, as its readers see it."
    return UsageError(f"this is no article: {why}.", name, advice)
