"""What the page of evidence shows: a text's figures, the facts behind them, the findings."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from reporter.checking import Status, Traced, trace
from reporter.model.digest import Digest
from reporter.model.facts import FactSheet
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Finding, Verdict
from reporter.newsroom.evidence_facts import Printed, fact_views, is_web
from reporter.rendering.evidence import (
    STYLES,
    BlockGroup,
    BlockView,
    EvidenceView,
    FindingView,
    Piece,
    evidence_page,
)
from reporter.rendering.head import Head
from reporter.rendering.views import Shell

_TOGETHER = frozenset({"bullet", "source", "row", "meta", "tick", "caption"})
"""Blocks that stand together where they follow each other."""
_CELLS = re.compile(r" \| ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A file's texts with their verdict. ``cited`` are the facts that its writer referred to."""

    texts: Sequence[FinishedText]
    verdict: Verdict
    sheet: FactSheet | None
    digest: Digest
    cited: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """What stands around the text: whose page it is, and where the article itself stands."""

    brand: str = "Reporter"
    home: str = ""
    edition: str = ""
    sample: bool = False


def evidence_view(judged: Judged, frame: Frame) -> EvidenceView:
    """The view of one judged file; equal input gives an equal view."""
    page = _Page(judged)
    groups = tuple(group for text in judged.texts for group in page.groups(text))
    status = [traced.status for traced in page.traced]
    sheet, verdict = judged.sheet, judged.verdict
    nav = (("Back to the article", frame.home),) if frame.home else ()
    return EvidenceView(
        shell=Shell(brand=frame.brand, home=frame.home, nav=nav, styles=STYLES),
        head=Head(title=f"Evidence | {frame.brand}", brand=frame.brand, sample=frame.sample),
        name=verdict.subject,
        edition=frame.edition,
        digest=judged.digest,
        judged="against a sheet of facts" if sheet is not None else "against itself, without facts",
        held=verdict.held,
        sample=frame.sample,
        figures=verdict.numerals,
        bound=status.count(Status.BOUND),
        exempt=status.count(Status.EXEMPT),
        refused=status.count(Status.REFUSED),
        groups=groups,
        facts=fact_views(sheet, page.printed) if sheet is not None else (),
        findings=page.findings(),
    )


def evidence_html(judged: Judged, frame: Frame, user_dirs: Sequence[Path] = ()) -> bytes:
    """The page itself."""
    return evidence_page(evidence_view(judged, frame), user_dirs).encode()


class _Page:
    """One pass over the texts: anchors are given in reading order."""

    def __init__(self, judged: Judged) -> None:
        self._verdict = judged.verdict
        self._cited = frozenset(judged.cited)
        self._places: dict[str, str] = {}
        self._figures: dict[Finding, str] = {}
        self._anchored = _Anchors()
        self._sheet = judged.sheet
        self.traced: list[Traced] = []
        self.printed = Printed()

    def groups(self, text: FinishedText) -> Iterator[BlockGroup]:
        """The text's blocks, those of one list or table together."""
        found = trace(text, self._sheet, self._verdict.findings)
        self.traced += found
        by_block: dict[int, list[Traced]] = {}
        for traced in found:
            by_block.setdefault(traced.block, []).append(traced)
        shown = (
            (block, self._block(text, block, by_block.get(number, ())))
            for number, block in enumerate(text.blocks)
            if block.kind is not BlockKind.EVIDENCE
        )
        for (kind, _), run in groupby(shown, key=_Runs()):
            yield BlockGroup(kind=kind, blocks=tuple(view for _, view in run))

    def _block(self, text: FinishedText, block: Block, traced: Sequence[Traced]) -> BlockView:
        place = f"{text.name}: {block.place}"
        about = any(finding.place == place for finding in self._verdict.findings)
        anchor = self._anchored.next("place") if about and place not in self._places else ""
        if anchor:
            self._places[place] = anchor
        return BlockView(
            cells=tuple(
                tuple(self._pieces(block.text, traced, start, end)) for start, end in _cells(block)
            ),
            anchor=anchor,
            links=tuple(link for link in block.links if is_web(link)),
        )

    def _pieces(self, text: str, traced: Sequence[Traced], start: int, end: int) -> Iterator[Piece]:
        reached = start
        for figure in traced:
            if not reached <= figure.start < end:
                continue
            if text[reached : figure.start]:
                yield Piece(text=text[reached : figure.start])
            yield self._figure(figure)
            reached = figure.end
        if text[reached:end]:
            yield Piece(text=text[reached:end])

    def _figure(self, figure: Traced) -> Piece:
        if figure.status is not Status.REFUSED and not figure.facts:
            return Piece(text=figure.surface, status=figure.status)
        anchor = self._anchored.next("figure")
        if figure.status is Status.REFUSED:
            for finding in figure.findings:
                self._figures.setdefault(finding, anchor)
            target = self._finding_anchor(figure.findings[0])
        else:
            target = self.printed.add(figure, anchor, self._cited)
        return Piece(text=figure.surface, status=figure.status, target=target, anchor=anchor)

    def _finding_anchor(self, finding: Finding) -> str:
        return f"finding-{self._verdict.findings.index(finding) + 1}"

    def findings(self) -> tuple[FindingView, ...]:
        """The findings, errors and warnings in the order in which they were found."""
        return tuple(
            FindingView(
                anchor=f"finding-{number}",
                target=self._figures.get(finding) or self._places.get(finding.place, ""),
                severity=finding.severity.value,
                code=finding.code,
                message=finding.message,
                place=finding.place,
                seen=finding.seen,
                expected=finding.expected,
            )
            for number, finding in enumerate(self._verdict.findings, 1)
        )


class _Anchors:
    """``figure-1``, ``figure-2``, … in reading order."""

    def __init__(self) -> None:
        self._given: dict[str, int] = {}

    def next(self, kind: str) -> str:
        self._given[kind] = self._given.get(kind, 0) + 1
        return f"{kind}-{self._given[kind]}"


class _Runs:
    """A key that keeps lists and tables together and everything else apart."""

    def __init__(self) -> None:
        self._number = 0

    def __call__(self, entry: tuple[Block, BlockView]) -> tuple[str, int]:
        kind = entry[0].kind.value
        self._number += kind not in _TOGETHER
        return kind, self._number


def _cells(block: Block) -> Iterator[tuple[int, int]]:
    """Where the cells of a table row stand; any other block is one."""
    start = 0
    if block.kind is BlockKind.ROW:
        for bar in _CELLS.finditer(block.text):
            yield start, bar.start()
            start = bar.end()
    yield start, len(block.text)
