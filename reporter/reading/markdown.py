"""Markdown back to text: front matter first, then the body as its reader sees it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reporter.model.text import Block, BlockKind, FinishedText
from reporter.reading.collect import Collector
from reporter.reading.decode import with_line_feeds
from reporter.reading.html import page_blocks

_FRONT_MATTER: Final = re.compile(
    r"\A\ufeff?---[ \t]*\n(.*?)^(?:---|\.\.\.)[ \t]*$\n?", re.DOTALL | re.MULTILINE
)
_FIELD: Final = re.compile(r"([A-Za-z][\w.-]{0,63})[ \t]*:[ \t]*(.*)")
_LIST_ITEM: Final = re.compile(r"(?:[-*+]|\d{1,3}\.)[ \t]+\S")
_SOURCES: Final = re.compile(
    r"^#{1,6}[ \t]+sources:?[ \t#]*$(.*?)(?=^#{1,6}[ \t]|\Z)",
    re.DOTALL | re.MULTILINE | re.IGNORECASE,
)
_MARKER: Final = re.compile(r"^ {0,3}(\d{1,3})[.)][ \t]+\S", re.MULTILINE)
_EXTENSIONS: Final = ("tables", "fenced_code", "sane_lists", "attr_list", "md_in_html")


def read_markdown(text: str, name: str) -> FinishedText:
    """The blocks of a Markdown file: a field of the front matter each, then the body."""
    collector = Collector()
    body = text = with_line_feeds(text)
    if match := _FRONT_MATTER.match(text):
        for key, value in _fields(match[1]):
            collector.meta(key, value)
        body = text[match.end() :]
    page_blocks(_html(body), collector)
    blocks = _numbered(collector.blocks, body)
    return FinishedText(name=name, format="markdown", blocks=blocks)


def _numbered(blocks: Sequence[Block], body: str) -> tuple[Block, ...]:
    """The source lines with the numbers that stand before them: a renderer counts anew."""
    section = _SOURCES.search(body)
    markers = [int(number) for number in _MARKER.findall(section[1])] if section else []
    if len(markers) != sum(block.kind is BlockKind.SOURCE for block in blocks):
        return tuple(blocks)
    numbers = iter(markers)
    return tuple(
        replace(block, marker=next(numbers)) if block.kind is BlockKind.SOURCE else block
        for block in blocks
    )


def _html(body: str) -> str:
    from markdown import markdown

    return markdown(_with_lists_apart(body), extensions=list(_EXTENSIONS), output_format="html")


def _with_lists_apart(body: str) -> str:
    """A blank line before each list that follows text directly, as most readers show it."""
    lines: list[str] = []
    fenced = False
    for line in body.splitlines():
        before = lines[-1] if lines else ""
        if line.startswith(("```", "~~~")):
            fenced = not fenced
        starts_list = not fenced and _LIST_ITEM.match(line)
        if starts_list and before.strip() and not _continues_list(lines):
            lines.append("")
        lines.append(line)
    return "\n".join(lines)


def _continues_list(lines: list[str]) -> bool:
    """Whether the last block of lines began with a list item."""
    for line in reversed(lines):
        if _LIST_ITEM.match(line):
            return True
        if not line.strip():
            return False
    return False


def _fields(block: str) -> Iterator[tuple[str, str]]:
    """``key: value`` lines; indented lines and list items belong to the key above them."""
    key, values = "", list[str]()
    for line in block.splitlines():
        field = _FIELD.match(line)
        if field:
            if key:
                yield key, ", ".join(values)
            key, values = field[1], [_unquoted(field[2])] if field[2].strip() else []
        elif line.strip() and key:
            values.append(_unquoted(line.strip().removeprefix("- ")))
    if key:
        yield key, ", ".join(values)


def _unquoted(value: str) -> str:
    """The text of a quoted scalar; anything else as it stands."""
    plain = value.strip()
    if len(plain) < 2 or plain[0] != plain[-1] or plain[0] not in "\"'":
        return plain
    if plain[0] == "'":
        return plain[1:-1].replace("''", "'")
    try:
        decoded = json.loads(plain)
    except ValueError:
        return plain[1:-1]
    return decoded if isinstance(decoded, str) else plain[1:-1]
