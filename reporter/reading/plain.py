"""Plain text without markup: headings, bullets and paragraphs by the look of their lines."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from reporter.model.text import BlockKind, FinishedText
from reporter.reading.collect import Collector

_BULLET: Final = re.compile(r"\s{0,8}(?:[-*•‣▪][ \t]+|\[?\d{1,2}[.)\]][ \t]+)(?=\S)")
_FINAL: Final = re.compile(r"[.!?:;…][\"'”’)\]]{0,3}\Z")
_RULE: Final = re.compile(r"[\W_]+\Z")
_URL: Final = re.compile(r"https?://[^\s<>\"')\]]+")
_SMALL_WORDS: Final = frozenset(
    ("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "is", "it", "nor", "of", "on",
     "or", "per", "the", "to", "up", "vs", "with")
)  # fmt: skip
_LONGEST_HEADING: Final = 90
_RANK: Final = 2


@dataclass(slots=True)
class _Open:
    """The block that is being read."""

    kind: BlockKind
    text: str
    marked: bool = False
    """A heading by its mark, not by its look."""

    @property
    def complete(self) -> bool:
        return self.kind is BlockKind.HEADING or _FINAL.search(self.text) is not None


def read_plain(text: str, name: str) -> FinishedText:
    """The blocks of a text without markup."""
    return FinishedText(name=name, format="text", blocks=tuple(plain_blocks(text).blocks))


def plain_blocks(text: str, into: Collector | None = None) -> Collector:
    """The blocks of this text, added to ``into`` where it is given.

    A line that does not end a sentence goes on in the next one, unless it looks like a heading.
    """
    collector = Collector() if into is None else into
    for block in _blocks(text):
        links = tuple(dict.fromkeys(_URL.findall(block.text)))
        if block.kind is BlockKind.HEADING:
            collector.heading(block.text, _RANK, links)
        else:
            collector.add(block.kind, block.text, links)
    return collector


def _blocks(text: str) -> Iterator[_Open]:
    current: _Open | None = None
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or _RULE.match(stripped):
            yield from _closed(current)
            current = None
        elif current is not None and _goes_on(current, line):
            current.text += " " + stripped
        elif current is not None and _only_looked_so(current, stripped):
            current = _Open(BlockKind.PARAGRAPH, f"{current.text} {stripped}")
        else:
            yield from _closed(current)
            current = _opened(line)
    yield from _closed(current)


def _closed(block: _Open | None) -> Iterator[_Open]:
    if block is not None:
        yield block


def _goes_on(block: _Open, line: str) -> bool:
    """Whether this line continues the block above it."""
    if (
        _BULLET.match(line)
        or line.lstrip().startswith("#")
        or block.kind in {BlockKind.HEADING, BlockKind.ROW}
    ):
        return False
    if block.kind is BlockKind.BULLET and line[:2].isspace():
        return True
    return not block.complete


def _only_looked_so(block: _Open, line: str) -> bool:
    """Whether the heading above is a sentence's first line, wrapped after its capitals."""
    looked = block.kind is BlockKind.HEADING and not block.marked
    return looked and not block.text.endswith(("?", ":")) and line[0].islower()


def _opened(line: str) -> _Open:
    stripped = line.strip()
    if bullet := _BULLET.match(line):
        return _Open(BlockKind.BULLET, line[bullet.end() :].strip())
    if stripped.startswith("#"):
        return _Open(BlockKind.HEADING, stripped.lstrip("# "), marked=True)
    if " | " in stripped:
        return _Open(BlockKind.ROW, stripped.strip("| "))
    return _Open(BlockKind.HEADING if _is_heading(stripped) else BlockKind.PARAGRAPH, stripped)


def _is_heading(line: str) -> bool:
    """A short line in capitals or title case without a full stop; a question may be one."""
    if len(line) > _LONGEST_HEADING or (_FINAL.search(line) and not line.endswith(("?", ":"))):
        return False
    words: list[str] = re.findall(r"[^\W\d_][\w’'-]*", line)
    marked = [word for word in words if word.lower() not in _SMALL_WORDS]
    return bool(marked) and all(word[0].isupper() for word in marked)
