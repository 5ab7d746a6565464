"""HTML and SVG as a light tree, on the standard library's tokenizer.

Any bytes give a tree: unclosed and misplaced tags are repaired as far as reading needs it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

_VOID: Final = frozenset(
    {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
     "wbr"}
)  # fmt: skip
_PLAIN_TAG: Final = re.compile(
    r"<(?P<tag>[a-z][a-z0-9]*)(?P<attributes>(?: [a-z][a-z-]*=\"[^\"&<>]*\")*)(?P<end> ?/)?>"
)
_PLAIN_ATTRIBUTE: Final = re.compile(r" ([a-z-]+)=\"([^\"]*)\"")
_DEEPEST: Final = 150
"""Deeper elements are read as part of their ancestor: nobody nests so deeply in good faith."""

BLOCKS: Final = frozenset(
    {"address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details",
     "dialog", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2",
     "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main", "menu", "nav", "ol",
     "p", "pre", "search", "section", "summary", "svg", "table", "tbody", "td", "tfoot", "th",
     "thead", "tr", "ul"}
)  # fmt: skip
"""Elements that stand apart from the text around them."""

_ENDS_P: Final = frozenset({"p"})
_OPEN_IN_P: Final = frozenset({"svg", "html", "body"})
_CLOSED_BY: Final = {
    "li": frozenset({"li"}),
    "dt": frozenset({"dt", "dd"}),
    "dd": frozenset({"dt", "dd"}),
    "tr": frozenset({"tr", "td", "th"}),
    "td": frozenset({"td", "th"}),
    "th": frozenset({"td", "th"}),
    "tbody": frozenset({"tr", "td", "th", "thead", "tbody"}),
    "tfoot": frozenset({"tr", "td", "th", "tbody"}),
    "option": frozenset({"option"}),
}
_ENDS: Final = {
    tag: _CLOSED_BY.get(tag, frozenset()) | (_ENDS_P if tag in BLOCKS - _OPEN_IN_P else frozenset())
    for tag in (*BLOCKS, *_CLOSED_BY)
}
"""What each element ends where its end was not written."""

_KNOWN: Final = (
    BLOCKS
    | {"a", "b", "circle", "code", "em", "g", "i", "img", "line", "path", "rect"}
    | {"small", "span", "strong", "sub", "sup", "text", "time", "tspan"}
)
"""Elements whose content is markup like any other; that of a script or a title is not."""

_WALLS: Final = frozenset({"table", "ul", "ol", "dl", "menu"})
"""An implied end never reaches beyond these."""


@dataclass(slots=True)
class Node:
    """One element: its tag in lower case, attributes, and children (elements and text)."""

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list[Node | str] = field(default_factory=list)

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()

    def descendants(self) -> Iterator[Node]:
        """All elements below this one, in document order."""
        stack = [child for child in reversed(self.children) if isinstance(child, Node)]
        while stack:
            node = stack.pop()
            yield node
            stack.extend(child for child in reversed(node.children) if isinstance(child, Node))

    def text(self) -> str:
        """All text below this element, exactly as written."""
        parts: list[str] = []
        stack: list[Node | str] = [self]
        while stack:
            node = stack.pop()
            if isinstance(node, str):
                parts.append(node)
            else:
                stack.extend(reversed(node.children))
        return "".join(parts)


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#document")
        self.open = [self.root]

    def updatepos(self, i: int, j: int) -> int:  # noqa: ARG002 - the parser's own signature
        """Nobody asks for lines and columns, which cost a tenth of the parsing."""
        return j

    def parse_starttag(self, i: int) -> int:
        """A tag written as nearly all are goes straight in; the parser takes the others."""
        match = _PLAIN_TAG.match(self.rawdata, i)
        if match is None or match["tag"] not in _KNOWN:
            return super().parse_starttag(i)
        tag, attributes, end = match["tag"], match["attributes"], match["end"]
        self.lasttag = tag
        found = _PLAIN_ATTRIBUTE.findall(attributes) if attributes else []
        self._enter(tag, dict(reversed(found)))
        if end:
            self._leave(tag)
        return match.end()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._enter(tag, {name: value or "" for name, value in reversed(attrs)})

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        self._leave(tag)

    def _enter(self, tag: str, attributes: dict[str, str]) -> None:
        if tag in _ENDS:
            self._imply_ends(tag)
        if len(self.open) >= _DEEPEST:
            return
        node = Node(tag, attributes)
        self.open[-1].children.append(node)
        if tag not in _VOID:
            self.open.append(node)

    def _leave(self, tag: str) -> None:
        """The end of a tag that closes itself, which counts in drawings only."""
        if tag not in _VOID and self.open[-1].tag == tag and "svg" in self._open_tags():
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        for depth in range(len(self.open) - 1, 0, -1):
            if self.open[depth].tag == tag:
                del self.open[depth:]
                return

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)

    def _open_tags(self) -> set[str]:
        return {node.tag for node in self.open}

    def _imply_ends(self, tag: str) -> None:
        """``<li>`` ends an open ``<li>``, any block ends an open ``<p>``."""
        closing = _ENDS[tag]
        for depth in range(len(self.open) - 1, 0, -1):
            name = self.open[depth].tag
            if name in _WALLS or (name in {"td", "th", "li"} and name not in closing):
                return
            if name in closing:
                del self.open[depth:]
                self._imply_ends(tag)
                return


def parse(text: str) -> Node:
    """The tree of a page or a fragment."""
    builder = _Builder()
    builder.feed(text)
    builder.close()
    return builder.root
