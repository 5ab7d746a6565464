"""Lines on a page put together to headings, bullets and paragraphs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from reporter.model.text import BlockKind

_ADDED_HYPHEN: Final = re.compile(r"(?<=[^\W\d_])[‐\u00ad]\Z")
_DASH_AT_END: Final = re.compile(r"(?<=\S)[–—\-/]\Z")
_COUNTER: Final = re.compile(r"(?:Page )?\d{1,4}(?: of | ?/ ?)\d{1,4}|Page \d{1,4}")
_ENDED: Final = re.compile(r"[.!?:;…|][\"'”’)\]]{0,3}\Z")
_MARKER: Final = re.compile(r"[•‣▪◦·]|\d{1,3}[.)]")
_BULLET: Final = re.compile(r"(?:[•‣▪◦·–-]|\d{1,2}\.) (?=\S)")
_USUAL_LEADING: Final = 1.2
_LOOSEST_LEADING: Final = 2.2
_BLOCK_GAP: Final = 1.25
"""Blocks lie further apart than this many usual distances of lines."""
_SAME_HEIGHT: Final = 0.3
_UNBROKEN: Final = frozenset({BlockKind.HEADING, BlockKind.ROW})
_SIZE_CHANGE: Final = 1.08


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


@dataclass(frozen=True, slots=True)
class Joined:
    """Lines that belong together. ``rank`` counts headings from the largest type, from 1."""

    kind: BlockKind
    text: str
    rank: int = 0


def blocks_of(pages: Iterable[list[Line]]) -> Iterator[Joined]:
    """Blocks over all pages; one that a page break cuts in two is put together again."""
    marked = [_with_markers(lines) for lines in pages]
    ranks = _ranks(line for lines in marked for line in lines)
    leading = _leading(marked)
    waiting: Joined | None = None
    for lines in marked:
        first = True
        for block in _page_blocks(lines, ranks, leading):
            if block.kind is BlockKind.STATIC:
                if waiting and not _may_go_on(waiting):
                    yield waiting
                    waiting = None
                yield block
            elif waiting and first and _cut(waiting, block):
                waiting, first = replace(waiting, text=_joined(waiting.text, block.text)), False
            else:
                if waiting:
                    yield waiting
                waiting, first = block, False
    if waiting:
        yield waiting


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


def _cut(before: Joined, after: Joined) -> bool:
    """Whether a page break may have parted these two."""
    if after.kind is BlockKind.BULLET or after.kind in _UNBROKEN:
        return False
    return _may_go_on(before) and not after.text[:1].isupper()


def _may_go_on(block: Joined) -> bool:
    """Whether a block at the end of a page may have more lines on the next."""
    return block.kind not in _UNBROKEN and not _ENDED.search(block.text)


def _page_blocks(lines: list[Line], ranks: dict[float, int], leading: float) -> Iterator[Joined]:
    block: list[Line] = []
    for line in lines:
        if _COUNTER.fullmatch(line.text):
            if block:
                yield _block(block, ranks)
                block = []
            yield Joined(BlockKind.STATIC, line.text)
            continue
        if block and not _same_block(block[-1], line, leading):
            yield _block(block, ranks)
            block = []
        block.append(line)
    if block:
        yield _block(block, ranks)


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
    bullet = _BULLET.match(text)
    if bullet or lines[0].marked:
        return Joined(BlockKind.BULLET, text[bullet.end() :] if bullet else text)
    return Joined(BlockKind.PARAGRAPH, text)


def _joined(before: str, after: str) -> str:
    """Two lines as one: added hyphens go, dashes and a word's own hyphens join without a blank."""
    if _ADDED_HYPHEN.search(before) and after[:1].islower():
        return before[:-1] + after
    if _DASH_AT_END.search(before):
        return before + after
    return f"{before} {after}"
