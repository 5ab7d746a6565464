"""Lines on a page put together to headings, bullets and paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from enum import Enum
from itertools import pairwise
from typing import Final

from reporter.model.text import BlockKind

_ADDED_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[‐\u00ad]\Z")
_DASH_AT_END: Final = re.compile(r"(?<=\S)[–—\-/]\Z")
_COUNTER: Final = re.compile(r"(?:Page )?\d{1,4}(?: of | ?/ ?)\d{1,4}|Page \d{1,4}")
_ENDED: Final = re.compile(r"[.!?:;…|][\"'”’)\]]{0,3}\Z")
_SENTENCE_ENDED: Final = re.compile(r"[.!?…][\"'”’)\]]{0,3}(?:\s\[\d{1,3}\])*\Z")
_MARKER: Final = re.compile(r"[•‣▪◦·]|\d{1,3}[.)]")
_BULLET: Final = re.compile(r"(?:[•‣▪◦·–-]|\d{1,2}\.) (?=\S)")
_USUAL_LEADING: Final = 1.2
_LOOSEST_LEADING: Final = 2.2
_BLOCK_GAP: Final = 1.25
"""Blocks lie further apart than this many usual distances of lines."""
_SAME_HEIGHT: Final = 0.3
_UNBROKEN: Final = frozenset({BlockKind.HEADING, BlockKind.ROW, BlockKind.STATIC})
_WHOLE: Final = _UNBROKEN | {BlockKind.BULLET}
"""What never begins with the second half of something."""
_SIZE_CHANGE: Final = 1.08
_PROSE: Final = 24
"""The lines of a paragraph in columns have more characters, those of a chart's labels fewer."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line: text, height of its first and of its last base line, type size, in points.

    The two heights differ where a hyphen has already joined two lines. ``marked`` says that a
    list marker stands before it, ``is_row`` that it holds cells of a table.
    """

    text: str
    top: float
    base: float
    size: float
    marked: bool = False
    is_row: bool = False


class Start(Enum):
    """Where a block begins."""

    BELOW = "below the block before it"
    COLUMN = "higher up on the same page"
    PAGE = "at the top of a page, counters aside"


@dataclass(frozen=True, slots=True)
class Joined:
    """Lines that belong together. ``rank`` counts headings from the largest type, from 1.

    ``size`` is the type size of running text of several lines, and 0 of all else.
    """

    kind: BlockKind
    text: str
    rank: int = 0
    size: float = 0.0
    start: Start = Start.BELOW


def blocks_of(pages: Iterable[list[Line]]) -> Iterator[Joined]:
    """Blocks over all pages; one cut in two by a page's or a column's end is whole again.

    What stands between the two halves, such as a page's head and foot, comes before them.
    """
    marked = [_with_markers(lines) for lines in pages]
    ranks = _ranks(line for lines in marked for line in lines)
    leading = _leading(marked)
    waiting: Joined | None = None
    is_passing = False
    for block in (b for lines in marked for b in _page_blocks(lines, ranks, leading)):
        if waiting and _cut(waiting, block):
            waiting = replace(waiting, text=_joined(waiting.text, block.text), size=block.size)
            is_passing = False
        elif waiting and _passes(waiting, block, is_passing=is_passing):
            is_passing = is_passing or block.kind is not BlockKind.STATIC
            yield block
        else:
            if waiting:
                yield waiting
            waiting, is_passing = block, False
    if waiting:
        yield waiting


def _cut(before: Joined, after: Joined) -> bool:
    """Whether the end of a page or of a column may have parted these two."""
    if after.start is Start.BELOW or after.kind in _WHOLE or not _may_go_on(before):
        return False
    if before.size and before.size == after.size:
        return True
    return after.start is Start.PAGE and not after.text[:1].isupper()


def _passes(waiting: Joined, block: Joined, *, is_passing: bool) -> bool:
    """Whether a block may stand between the halves of a cut one: a counter, a head, a foot."""
    if not _may_go_on(waiting):
        return False
    if block.kind is BlockKind.STATIC:
        return True
    is_apart = is_passing or block.start is not Start.BELOW
    return bool(waiting.size) and is_apart and block.size != waiting.size and not block.rank


def _may_go_on(block: Joined) -> bool:
    """Whether a block at the end of a page or a column may have more lines on the next."""
    ended = _SENTENCE_ENDED if block.size else _ENDED
    return block.kind not in _UNBROKEN and not ended.search(block.text)


def _with_markers(lines: list[Line]) -> list[Line]:
    """The lines without list markers that stand alone; their items are marked instead."""
    alone = [line for line in lines if _MARKER.fullmatch(line.text)]
    others = [line for line in lines if not _MARKER.fullmatch(line.text)]
    items = {
        index
        for marker in alone
        for index, line in enumerate(others)
        if abs(marker.base - line.top) < _SAME_HEIGHT * line.size
    }
    if not items:
        return lines
    return [replace(line, marked=index in items) for index, line in enumerate(others)]


def _ranks(lines: Iterable[Line]) -> dict[float, int]:
    """Ranks of the type sizes that are larger than that of most of the text."""
    sizes = Counter[float]()
    for line in lines:
        sizes[round(line.size, 1)] += len(line.text)
    body = max(sizes, key=lambda size: (sizes[size], -size), default=0.0)
    larger = sorted((size for size in sizes if size > body * _SIZE_CHANGE), reverse=True)
    return {size: min(rank, 6) for rank, size in enumerate(larger, start=1)}


def _leading(pages: Iterable[list[Line]]) -> float:
    """The most common distance of two lines of equal size, in type sizes."""
    gaps = Counter[float]()
    for lines in pages:
        for last, line in pairwise(lines):
            gap = (last.base - line.top) / line.size if line.size > 0 else 0.0
            if last.size == line.size and 0 < gap < _LOOSEST_LEADING:
                gaps[round(gap, 1)] += 1
    return max(gaps, key=lambda gap: (gaps[gap], -gap), default=_USUAL_LEADING)


def _page_blocks(lines: list[Line], ranks: dict[float, int], leading: float) -> Iterator[Joined]:
    start, last = Start.PAGE, None
    for group in _groups(lines, leading):
        if last and group[0].top - last.base > group[0].size:
            start = Start.COLUMN
        if _COUNTER.fullmatch(group[0].text):
            yield Joined(BlockKind.STATIC, group[0].text)
            continue
        yield replace(_block(group, ranks), start=start)
        start, last = Start.BELOW, group[-1]


def _groups(lines: list[Line], leading: float) -> Iterator[list[Line]]:
    """The lines of each block; a counter is one of its own."""
    group: list[Line] = []
    for line in lines:
        counts = any(_COUNTER.fullmatch(one.text) for one in (line, *group[-1:]))
        if group and (counts or not _same_block(group[-1], line, leading)):
            yield group
            group = []
        group.append(line)
    if group:
        yield group


def _same_block(last: Line, line: Line, leading: float) -> bool:
    if line.marked or _BULLET.match(line.text) or last.size <= 0:
        return False
    if line.is_row or last.is_row:
        return False
    gap = (last.base - line.top) / last.size
    ratio = line.size / last.size
    return -_SAME_HEIGHT < gap < leading * _BLOCK_GAP and 1 / _SIZE_CHANGE < ratio < _SIZE_CHANGE


def _block(lines: list[Line], ranks: dict[float, int]) -> Joined:
    text = lines[0].text
    for line in lines[1:]:
        text = _joined(text, line.text)
    if lines[0].is_row:
        return Joined(BlockKind.ROW, text)
    if rank := ranks.get(round(lines[0].size, 1), 0):
        return Joined(BlockKind.HEADING, text, rank)
    size = round(lines[0].size, 1) if _is_prose(lines) else 0.0
    bullet = _BULLET.match(text)
    if bullet or lines[0].marked:
        return Joined(BlockKind.BULLET, text[bullet.end() :] if bullet else text, size=size)
    return Joined(BlockKind.PARAGRAPH, text, size=size)


def _is_prose(lines: list[Line]) -> bool:
    return len(lines) > 1 and all(len(line.text) > _PROSE for line in lines[:-1])


def _joined(before: str, after: str) -> str:
    """Two lines as one: added hyphens go, dashes and a word's own hyphens join without a blank."""
    if _ADDED_HYPHEN.search(before) and after[:1].islower():
        return before[:-1] + after
    if _DASH_AT_END.search(before):
        return before + after
    return f"{before} {after}"
