"""What style sheets print: strings before and after elements, marks of lists, quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from typing import Final

from reporter.model.errors import UsageError
from reporter.model.text import FinishedText
from reporter.reading.tree import Node

STYLE: Final = "style"
"""The place of a text that a style sheet prints."""
UNKNOWN: Final = "\N{REPLACEMENT CHARACTER}"
"""Such a text that cannot be read."""
_STRING: Final = r""""(?:\\.|[^"\\\n])*(?:"|(?=\n)|\Z)|'(?:\\.|[^'\\\n])*(?:'|(?=\n)|\Z)"""
_URL: Final = (
    r"(?:(?<![\w-])|(?<=<!--))"
    r"(?:\\?u|\\0{0,4}[57]5\s?)(?:\\?r|\\0{0,4}[57]2\s?)(?:\\?l|\\0{0,4}[46]c\s?)\("
)
"""The start of an address; each of its letters may be written as an escape."""
_TOKEN: Final = re.compile(
    rf"(?P<comment>/\*.*?(?:\*/|\Z))"
    rf"|{_URL}\s*(?:(?:{_STRING})\s*\)|(?P<address>(?![\"'\s])(?:\\.|[^)\\])*(?:\)|\Z)))"
    rf"|(?P<string>{_STRING})"
    rf"|(?P<end>[;{{}}])"
    rf"|(?P<rest>\\.|[^\\/\"'u;{{}}]+|.)",
    re.DOTALL | re.IGNORECASE,
)
_ODD: Final = re.compile(r"[\"'(]|/\*")
"""What ends one thing for one reader of style sheets, and another for the next."""
_ESCAPE: Final = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|\n|(.))", re.DOTALL | re.IGNORECASE)
_PRINTED: Final = frozenset(
    {"content", "quotes", "list-style", "list-style-type", "text-overflow", "hyphenate-character",
     "text-emphasis", "text-emphasis-style", "string-set"}
)  # fmt: skip
"""Properties whose strings can reach the reader."""
_COUNTED: Final = re.compile(r"\bcounters?\(|\bsymbols\(|@counter-style")
_ATTRIBUTE: Final = re.compile(r"\battr\(\s*([\w-]+)")
_LINKS: Final = frozenset({"a", "area", "link"})


@dataclass
class _Declaration:
    """What was written outside of its strings, and the strings, one after the other."""

    words: list[str] = field(default_factory=list)
    strings: list[str] = field(default_factory=list)

    @cached_property
    def said(self) -> str:
        return _unescaped("".join(self.words)).lower()

    @property
    def name(self) -> str:
        name, colon, _ = self.said.partition(":")
        return name.strip() if colon else ""

    @property
    def is_variable(self) -> bool:
        return self.name.startswith("--") or self.name == "initial-value"


def printed_texts(nodes: Sequence[Node]) -> Iterator[str]:
    """The texts that the style sheets of a page, and its ``style`` attributes, can print.

    Selectors are not weighed: a rule may come to apply by a script or on another screen. One is
    ``UNKNOWN`` for sheets that print numbers which stand nowhere, as counters do, or that other
    readers of style sheets may read otherwise.
    """
    declared = [one for sheet in _sheets(nodes) for one in _declarations(sheet)]
    if any(_COUNTED.search(one.said) for one in declared):
        yield UNKNOWN
    shown = [one for one in declared if one.name in _PRINTED]
    if any("var(" in one.said for one in shown):
        shown += [one for one in declared if one.is_variable]
    for one in shown:
        yield "".join(one.strings)
        for name in _ATTRIBUTE.findall(one.said):
            yield from _values(nodes, name)


def require_known_styles(texts: Iterable[FinishedText]) -> None:
    """Raises ``UsageError`` where a style sheet prints what cannot be read.

    Pages of ours are held to that; many a page from elsewhere counts its headings.
    """
    for text in texts:
        if any(block.place == STYLE and UNKNOWN in block.text for block in text.blocks):
            raise UsageError(
                "its style sheet cannot be read: it counts, or an address in it is none.",
                text.name,
                "Write what readers shall see into the page, or take the rule out.",
            )


def _sheets(nodes: Sequence[Node]) -> Iterator[str]:
    for node in nodes:
        if node.tag == "style":
            sheet = node.text()
            # Within a drawing, a browser reads entities in a sheet; elsewhere it does not.
            yield from dict.fromkeys((sheet, unescape(sheet)))
        if style := node.attributes.get("style"):
            yield style


def _declarations(sheet: str) -> Iterator[_Declaration]:
    declaration = _Declaration()
    for token in _TOKEN.finditer(re.sub(r"\r\n?|\f", "\n", sheet)):
        kind, text = token.lastgroup, token[0]
        if kind == "address" and _ODD.search(token["address"]):
            yield _Declaration(words=["content:"], strings=[UNKNOWN])
        if kind == "end":
            yield declaration
            declaration = _Declaration()
        elif kind == "string":
            declaration.strings.append(_unescaped(text[1:].removesuffix(text[0])))
        elif kind == "rest":
            declaration.words.append(text)
    yield declaration


def _unescaped(text: str) -> str:
    return _ESCAPE.sub(lambda found: _sign(found[1]) if found[1] else found[2] or "", text)


def _sign(code: str) -> str:
    number = int(code, 16)
    return chr(number) if 0 < number < 0xD800 or 0xDFFF < number < 0x110000 else "\ufffd"


def _values(nodes: Sequence[Node], name: str) -> Iterator[str]:
    """What every attribute of that name holds; the address of a link is no text."""
    for node in nodes:
        if not (name == "href" and node.tag in _LINKS):
            yield node.attributes.get(name, "")
