"""A page back to text: what a reader sees, hears or is shown by a machine."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from reporter.model.text import BlockKind, FinishedText
from reporter.reading.collect import Collector
from reporter.reading.decode import decoded, visible
from reporter.reading.styles import STYLE, UNKNOWN, printed_texts
from reporter.reading.tree import BLOCKS, Node, parse

_DROPPED: Final = frozenset({"script", "style", "template", "head", "title", "meta", "link"})
_RANKS: Final = {f"h{rank}": rank for rank in range(1, 7)}
_KINDS: Final = {
    "li": BlockKind.BULLET,
    "figcaption": BlockKind.CAPTION,
    "caption": BlockKind.CAPTION,
}
_META: Final = frozenset(
    {"description", "author", "og:title", "og:description", "og:image:alt", "twitter:title",
     "twitter:description", "twitter:image:alt"}
)  # fmt: skip
_LINKED_DATA: Final = frozenset(
    {"headline", "alternativeheadline", "name", "description", "abstract", "datepublished",
     "datemodified", "datecreated", "correction", "text"}
)  # fmt: skip
_SPOKEN: Final = ("alt", "aria-label", "title")
_MARKS: Final = frozenset({"class", "data-static", "data-evidence", "data-min"})
_TELLING: Final = frozenset({"table", *_KINDS, *_RANKS})
"""Attributes and elements that say something about the text below them."""
_NEVER_IN_CELLS: Final = frozenset({"table", *_RANKS})
_SELDOM_IN_CELLS: Final = frozenset({"p", "ul", "ol"})


def read_html(data: bytes, name: str) -> FinishedText:
    """The blocks of a page: head fields, headings, text, rows, captions, ticks, sources."""
    return FinishedText(
        name=name, format="html", blocks=tuple(page_blocks(decoded(data, name)).blocks)
    )


def page_blocks(text: str, into: Collector | None = None) -> Collector:
    """The blocks of this HTML, added to ``into`` where it is given."""
    return tree_blocks(parse(text), Collector() if into is None else into)


def tree_blocks(root: Node, collector: Collector) -> Collector:
    """The blocks of a parsed page or drawing, added to the collector."""
    _head(root, collector)
    walk = _Walk(collector)
    walk.block(root, _Context())
    walk.drawings()
    return collector


def _head(root: Node, collector: Collector) -> None:
    nodes = tuple(root.descendants())
    drawn = {id(part) for node in nodes if node.tag == "svg" for part in node.descendants()}
    for node in nodes:
        if node.tag == "title" and id(node) not in drawn:
            collector.meta("title", node.text())
        elif node.tag == "meta":
            key = (node.attributes.get("name") or node.attributes.get("property", "")).lower()
            if key in _META:
                collector.meta(key, node.attributes.get("content", ""))
        elif node.attributes.get("type", "").lower() == "application/ld+json":
            for name, value in _linked_data(node.text()):
                collector.meta(name, value)
    for printed in dict.fromkeys(printed_texts(nodes)):
        # Signs alone, as bullets are, say nothing.
        if printed == UNKNOWN or any(sign.isalnum() for sign in printed):
            collector.meta(STYLE, printed)


def _linked_data(text: str) -> Iterator[tuple[str, str]]:
    """What JSON-LD says in words and dates, by its key; a name by that of what bears it.

    Broken JSON is shown whole: it is text as well.
    """
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        yield "json-ld", text
        return
    stack: list[tuple[str, Any]] = [("name", value)]
    while stack:
        bearer, item = stack.pop()
        if isinstance(item, list):
            stack.extend((bearer, part) for part in reversed(item))
        elif isinstance(item, dict):
            stack.extend(reversed([(k, v) for k, v in item.items() if not isinstance(v, str)]))
            for key, part in item.items():
                if isinstance(part, str) and key.lower() in _LINKED_DATA:
                    yield (bearer if key == "name" else key), part
        elif isinstance(item, str) and bearer.lower() in _LINKED_DATA:
            yield bearer, item


@dataclass(frozen=True, slots=True)
class _Context:
    """What the ancestors say about a text."""

    kind: BlockKind = BlockKind.PARAGRAPH
    rank: int = 0
    static: bool = False
    evidence: bool = False
    sources: bool = False
    layout: bool = False
    domain: tuple[float, float] | None = None

    def under(self, node: Node) -> _Context:
        """The context below this element."""
        if node.tag not in _TELLING and _MARKS.isdisjoint(node.attributes):
            return self
        return _Context(
            kind=_KINDS.get(node.tag, self.kind),
            rank=_RANKS.get(node.tag, self.rank),
            static=self.static or "data-static" in node.attributes,
            evidence=self.evidence or "data-evidence" in node.attributes,
            sources=self.sources or node.has_class("sources"),
            layout=_is_layout(node) if node.tag == "table" else self.layout,
            domain=_domain(node) or self.domain,
        )


def _domain(node: Node) -> tuple[float, float] | None:
    try:
        return float(node.attributes["data-min"]), float(node.attributes["data-max"])
    except (KeyError, ValueError):
        return None


@dataclass(slots=True)
class _Run:
    """Inline text that is still open."""

    parts: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Walk:
    """One pass over the tree, top to bottom.

    Drawings in a table's cells wait until its end, so that they do not part its rows.
    """

    collector: Collector
    waiting: list[tuple[Node, _Context]] = field(default_factory=list)

    def block(self, node: Node, context: _Context) -> None:
        """The blocks of an element that stands apart from its surroundings."""
        if node.tag == "svg":
            self.svg(node, context)
            return
        for spoken in _spoken(node):
            self.add(BlockKind.CAPTION, spoken, (), context)
        if node.tag == "tr" and not context.layout:
            self.row(node, context)
        else:
            run = _Run()
            self.flow(node, context, run)
            self.flush(run, context)
        if node.tag == "table":
            self.drawings()

    def drawings(self) -> None:
        """What the drawings say that have been waiting."""
        for node, context in self.waiting:
            self.svg(node, context)
        self.waiting.clear()

    def flow(self, node: Node, context: _Context, run: _Run) -> None:
        """Children in order; a block among them ends the text before it."""
        for child in node.children:
            if isinstance(child, str):
                run.parts.append(child)
            elif child.tag in BLOCKS and child.tag not in _DROPPED:
                self.flush(run, context)
                self.block(child, context.under(child))
            elif child.tag not in _DROPPED:
                self.inline(child, context, run)

    def inline(self, node: Node, context: _Context, run: _Run) -> None:
        """An element within a line of text; it adds no blank of its own, ``br`` does."""
        if node.tag in {"br", "wbr"}:
            run.parts.append(" " if node.tag == "br" else "")
            return
        for spoken in _spoken(node):
            self.add(BlockKind.CAPTION, spoken, (), context)
        if "data-static" in node.attributes and not context.static:
            self.flush(run, context)
            self.block(node, context.under(node))
            return
        if (href := node.attributes.get("href")) and node.tag == "a":
            run.links.append(href)
        self.flow(node, context.under(node), run)

    def flush(self, run: _Run, context: _Context) -> None:
        """Close the open text as one block."""
        if not (run.parts or run.links):
            return
        text, links = "".join(run.parts), tuple(dict.fromkeys(run.links))
        run.parts.clear()
        run.links.clear()
        if context.rank and not (context.static or context.evidence):
            self.collector.heading(text, context.rank, links)
        else:
            self.add(context.kind, text, links, context)

    def add(self, kind: BlockKind, text: str, links: tuple[str, ...], context: _Context) -> None:
        if context.static:
            kind = BlockKind.STATIC
        elif context.evidence:
            kind = BlockKind.EVIDENCE
        elif context.sources and kind in {BlockKind.BULLET, BlockKind.PARAGRAPH}:
            kind = BlockKind.SOURCE
        self.collector.add(kind, text, links)

    def row(self, node: Node, context: _Context) -> None:
        """A table row: its cells joined by bars; text astray between them is shown as well."""
        cells: list[str] = []
        links: list[str] = []
        for child in node.children:
            run, is_cell = _Run(), False
            if isinstance(child, str):
                run.parts.append(child)
            elif child.tag not in _DROPPED:
                is_cell = child.tag in {"td", "th"}
                self.cell(child, context.under(child) if is_cell else context, run)
            shown = visible("".join(run.parts))
            if is_cell or shown:
                cells.append(shown)
            links += run.links
        if any(cells):
            self.add(BlockKind.ROW, " | ".join(cells), tuple(dict.fromkeys(links)), context)

    def cell(self, node: Node, context: _Context, run: _Run) -> None:
        for child in node.children:
            if isinstance(child, str):
                run.parts.append(child)
            elif child.tag in BLOCKS and child.tag != "svg":
                run.parts.append(" ")
                self.cell(child, context, run)
                run.parts.append(" ")
            elif child.tag == "svg":
                self.waiting.append((child, context))
            elif child.tag not in _DROPPED:
                self.inline(child, context, run)

    def svg(self, node: Node, context: _Context) -> None:
        """Titles, descriptions, labels and ticks of a drawing."""
        for spoken in _spoken(node):
            self.add(BlockKind.CAPTION, spoken, (), context)
        for child in node.children:
            if not isinstance(child, Node) or child.tag in {"script", "style"}:
                continue
            below = context.under(child)
            if child.tag in {"title", "desc"}:
                self.add(BlockKind.CAPTION, child.text(), (), below)
            elif child.tag == "text":
                self.label(child, below)
            else:
                self.svg(child, below)

    def label(self, node: Node, context: _Context) -> None:
        text = "".join(_lines_of(node))
        if node.has_class("tick") and not context.static:
            self.collector.add(BlockKind.TICK, text, domain=context.domain)
        else:
            self.add(BlockKind.CAPTION, text, (), context)


def _lines_of(node: Node) -> Iterator[str]:
    """The text of a label; a ``tspan`` that is placed anew stands apart."""
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag != "title":
            if {"x", "y", "dy"} & child.attributes.keys():
                yield " "
            yield from _lines_of(child)


def _spoken(node: Node) -> Iterator[str]:
    """What stands in attributes but reaches the reader, each text once."""
    yield from dict.fromkeys(
        text for name in _SPOKEN if (text := node.attributes.get(name, "").strip())
    )


def _is_layout(table: Node) -> bool:
    """Whether a table only arranges blocks, as in e-mail, and holds no data."""
    if table.attributes.get("role", "").lower() in {"presentation", "none"}:
        return True
    tags = {node.tag for node in table.descendants()}
    return bool(tags & _NEVER_IN_CELLS) or (bool(tags & _SELDOM_IN_CELLS) and "th" not in tags)
