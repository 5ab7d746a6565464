"""Rows, captions and front matter: nobody rewords them, so each is one recorded line as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reporter.checking.align import Seen, fit
from reporter.checking.codes import Code
from reporter.checking.differences import Fault
from reporter.checking.lines import Book, Kind, Line
from reporter.model.text import BlockKind, FinishedText

_ALIKE: Final = 0.6
_ROWS_ALIKE: Final = 0.5
"""A block with this share of a line's words and figures was that line."""

STRICT: Final = frozenset({BlockKind.ROW, BlockKind.CAPTION, BlockKind.META})


def differing(book: Book, seen: Seen, block: BlockKind, kind: Kind) -> Iterator[Fault]:
    """The fault of a row, caption or field that is no recorded line, yet has most of one."""
    words = [token.text for token in seen.tokens]
    numerals = [numeral for numeral, _ in seen.figures.values()]
    if block is BlockKind.META:
        lines = [line for line in book.lines if _same_field(line, seen)]
    else:
        keys = {*words, *(fact.id for numeral in numerals for fact in book.facts(numeral))}
        found = book.resembling(words, numerals, kind, 1)
        least = _ROWS_ALIKE if block is BlockKind.ROW else _ALIKE
        lines = [line for line in found if _share(line, keys) >= least]
    if lines and not any(_is(line, seen, book) for line in lines):
        yield Fault(
            Code.REWORDED,
            seen.text[:120],
            lines[0].words[:120],
            "The words are not those that were recorded, and nobody rewords such a line.",
        )


def _is(line: Line, seen: Seen, book: Book) -> bool:
    return fit(line, seen, 0, book.index) == len(seen.tokens)


def _same_field(line: Line, seen: Seen) -> bool:
    """Whether both are ``key: value`` with the same key."""
    key, colon, _ = seen.text.partition(": ")
    return bool(colon) and line.words.startswith(f"{key}: ")


def _share(line: Line, keys: set[str]) -> float:
    return sum(key in keys for key in line.keys) / len(line.tokens)


def legends(text: FinishedText) -> Sequence[str]:
    """The runs of captions of a file, each as one row: what a chart's marks mean comes in order."""
    runs: list[list[str]] = [[]]
    for block in text.blocks:
        if block.kind is BlockKind.CAPTION:
            runs[-1].append(block.text)
        elif runs[-1]:
            runs.append([])
    return [" | ".join(run) for run in runs if len(run) > 1]
