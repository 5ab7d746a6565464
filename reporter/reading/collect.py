"""Gathering blocks in reading order, each with the place where it stands."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from reporter.model.text import Block, BlockKind
from reporter.reading.decode import visible

_LONGEST_HEADING = 60


@dataclass(slots=True)
class Collector:
    """The blocks of one file so far.

    A section headed *Sources* turns its blocks into source lines, until a heading of the same
    or a higher rank ends it.
    """

    blocks: list[Block] = field(default_factory=list)
    _heading: str = ""
    _sources_rank: int = 0
    _counts: Counter[BlockKind] = field(default_factory=Counter)

    def heading(self, text: str, rank: int, links: tuple[str, ...] = ()) -> None:
        """A heading of rank 1 to 6."""
        shown = visible(text)
        if not shown:
            return
        if self._sources_rank and rank <= self._sources_rank:
            self._sources_rank = 0
        self.add(BlockKind.HEADING, shown, links)
        self._heading = shown
        if shown.rstrip(":").lower() == "sources":
            self._sources_rank = rank

    def meta(self, key: str, value: str) -> None:
        """``key: value`` from front matter, head or header fields."""
        shown = visible(value)
        if shown:
            self.blocks.append(Block(kind=BlockKind.META, text=f"{key}: {shown}", place=key))

    def add(
        self,
        kind: BlockKind,
        text: str,
        links: tuple[str, ...] = (),
        domain: tuple[float, float] | None = None,
    ) -> None:
        """A block; text without anything to see and without a link is left out."""
        shown = visible(text)
        if not shown and not links:
            return
        kind = self._in_section(kind)
        self._counts[kind] += 1
        self.blocks.append(
            Block(kind=kind, text=shown, place=self._place(kind), links=links, domain=domain)
        )

    def _in_section(self, kind: BlockKind) -> BlockKind:
        if self._sources_rank and kind in {BlockKind.PARAGRAPH, BlockKind.BULLET}:
            return BlockKind.SOURCE
        return kind

    def _place(self, kind: BlockKind) -> str:
        number = f"{kind.value} {self._counts[kind]}"
        if kind is BlockKind.HEADING or not self._heading:
            return number
        heading = self._heading
        if len(heading) > _LONGEST_HEADING:
            heading = heading[: _LONGEST_HEADING - 1] + "…"
        return f"{number}, under “{heading}”"
