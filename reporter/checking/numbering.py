"""What is numbered must count: notes and their anchors, pages, the labels of an axis."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.index import CALENDAR
from reporter.checking.scope import read_block
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Finding
from reporter.numerals import Numeral

_NOTE: Final = re.compile(r"\[(\d{1,3})\]")
_ANCHOR: Final = re.compile(r"#source-(\d{1,3})\Z")
_PAGE: Final = re.compile(r"Page (\d{1,4}) of (\d{1,4})", re.IGNORECASE)
_LISTED: Final = re.compile(r"Page (\d{1,4})", re.IGNORECASE)


def numbering(text: FinishedText) -> Iterator[Finding]:
    """Notes that lead elsewhere, lists and pages that do not count up, labels at uneven
    distances."""
    yield from _listed(text)
    for block in text.blocks:
        yield from _anchors(text.name, block)
    yield from _pages(text)
    for domain, blocks in groupby(text.blocks, key=lambda b: (b.kind, b.domain)):
        if domain[0] is BlockKind.TICK:
            yield from _even(text.name, list(blocks))


def _anchors(name: str, block: Block) -> Iterator[Finding]:
    """A printed note and its link must have the same number."""
    linked = [match[1] for link in block.links if (match := _ANCHOR.match(link))]
    printed = list(dict.fromkeys(_NOTE.findall(block.text)))
    if linked and printed != linked:
        yield error(
            Code.NOTE,
            f"{name}: {block.place}",
            " ".join(f"[{number}]" for number in printed),
            " ".join(f"[{number}]" for number in linked),
            "A note's number is not that of the source it is linked to.",
        )


def _listed(text: FinishedText) -> Iterator[Finding]:
    """The numbers of the source lines, as the file itself has them, count up from one.

    A list that repeats one number counts by itself where it is shown.
    """
    numbered = [block for block in text.blocks if block.marker]
    if len({block.marker for block in numbered}) == 1:
        return
    for number, block in enumerate(numbered, start=1):
        if block.marker != number:
            yield error(
                Code.NOTE,
                f"{text.name}: {block.place}",
                f"{block.marker}.",
                f"{number}.",
                "The sources are not numbered one after the other.",
            )


def _pages(text: FinishedText) -> Iterator[Finding]:
    counters = [
        (block, int(match[1]), int(match[2]))
        for block in text.blocks
        if block.kind is BlockKind.STATIC and (match := _PAGE.fullmatch(block.text))
    ]
    for position, (block, number, total) in enumerate(counters, start=1):
        if (number, total) != (position, len(counters)):
            yield error(
                Code.PAGE,
                f"{text.name}: {block.place}",
                block.text,
                f"Page {position} of {len(counters)}",
                "The page counter does not count the pages.",
            )
    yield from _contents(text, len(counters))


def _contents(text: FinishedText, total: int) -> Iterator[Finding]:
    """The pages that a list of contents names are there, and in their order."""
    before = 1
    for block in text.blocks if total else ():
        match = _LISTED.fullmatch(block.text) if block.kind is BlockKind.STATIC else None
        if match is None:
            continue
        if not before <= int(match[1]) <= total:
            yield error(
                Code.PAGE,
                f"{text.name}: {block.place}",
                block.text,
                f"Page {before} to {total}",
                "The list of contents leads to a page that it cannot mean.",
            )
        before = int(match[1])


def _even(name: str, blocks: list[Block]) -> Iterator[Finding]:
    """The labels of one value axis lie at equal distances."""
    labels = [(block, figure) for block in blocks if (figure := _value(block)) is not None]
    steps = [after.value - before.value for (_, before), (_, after) in pairwise(labels)]
    if len(steps) < 2:
        return
    usual = sorted(steps)[len(steps) // 2]
    for step, ((_, before), (block, figure)) in zip(steps, pairwise(labels), strict=True):
        if abs(step - usual) >= max(figure.step, before.step):
            yield error(
                Code.TICK,
                f"{name}: {block.place}",
                figure.surface,
                f"{before.value + usual:f}, as the other labels lie {usual:f} apart",
                "The labels of the axis do not lie at equal distances.",
            )
            return


def _value(block: Block) -> Numeral | None:
    figures = read_block(block.text)
    return figures[0] if len(figures) == 1 and figures[0].unit not in CALENDAR else None
