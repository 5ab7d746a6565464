"""``article.md``: the source of an article's body in every format."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from reporter.model.text import Table
from reporter.rendering.environment import render
from reporter.rendering.plaintext import plain
from reporter.rendering.views import ArticleView, Image, Line

_MARKS = str.maketrans(
    {mark: f"\\{mark}" for mark in "*_[]#"}
    | {"\\": "&bsol;", "`": "&grave;", "{": "&lcub;", "}": "&rcub;", "|": "&vert;"}
    | {"<": "&lt;", ">": "&gt;", "&": "&amp;", "@": "&commat;"}
)
_WEB = ("http://", "https://")
_LINK_LIKE = re.compile(r"://|\bwww\.|~(?=~)", re.IGNORECASE)
_LIST_LIKE = re.compile(r"(?P<mark>[-+:~])(?=[\s~-]|$)|(?P<number>\d+)(?P<stop>[.)])(?=\s|$)")
_ENTITIES = {":": "&colon;", ".": "&period;", ")": "&rpar;", "~": "&#126;", "-": "\\-", "+": "\\+"}


def escape(text: str) -> str:
    """Text as Markdown that shows exactly this text: none of it can become markup.

    Named entities stand where a backslash is not understood by every reader of Markdown, or not
    inside a table. Bare addresses are broken up, because many readers turn them into links, and
    a bracket with a colon behind it would begin a definition of one.

    >>> escape("1. *Buy* <b>now</b>, 2.5% off")
    '1&period; \\\\*Buy\\\\* &lt;b&gt;now&lt;/b&gt;, 2.5% off'
    """
    quiet = _LINK_LIKE.sub(_quiet_address, plain(text).translate(_MARKS)).replace("]:", "]&colon;")
    start = _LIST_LIKE.match(quiet)
    return _quiet_start(start) + quiet[start.end() :] if start else quiet


def _quiet_address(match: re.Match[str]) -> str:
    found = match[0]
    if found == "~":
        return _ENTITIES["~"]
    return found.replace(":", _ENTITIES[":"]).replace(".", _ENTITIES["."])


def _quiet_start(match: re.Match[str]) -> str:
    return (match["number"] or "") + _ENTITIES[match["mark"] or match["stop"]]


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkdownView:
    """What ``article.md.j2`` sees: strings that are Markdown already."""

    front: tuple[tuple[str, str], ...]
    headline: str
    dek: str
    byline: str
    sample: bool
    image: str
    body: str


def article_markdown(view: ArticleView, user_dirs: Sequence[Path] = ()) -> str:
    """The whole file: front matter, headline, dek, byline, chart, body."""
    byline = f"{view.author}, {view.brand}. Prices as of {view.as_of}."
    page = MarkdownView(
        front=_front_matter(view),
        headline=escape(view.headline),
        dek=escape(view.dek),
        byline=escape(byline),
        sample=view.sample,
        image=_image(view.image) if view.image else "",
        body=body_markdown(view),
    )
    return render("article.md.j2", page, user_dirs)


def body_markdown(view: ArticleView) -> str:
    """The body: lede, sections, tables, bullets, sources. Blocks are parted by blank lines.

    The setup card opens what the engine shows; the other tables come after its words.
    """
    blocks: list[str] = []
    for part in view.parts:
        is_engine = part.kind == "engine"
        card, tables = (part.tables[:1], part.tables[1:]) if is_engine else ((), part.tables)
        if part.heading:
            blocks.append(f"## {escape(part.heading)}")
        blocks.extend(table_markdown(table) for table in card)
        for passage in part.passages:
            label = "_Inference:_ " if passage.inference else ""
            blocks.append(label + _prose(passage.lines))
        if is_engine:
            blocks.extend(_image(figure) for figure in view.figures)
        blocks.extend(table_markdown(table) for table in tables)
        if part.points:
            blocks.append("\n".join(_point(p.lead, p.lines) for p in part.points))
        if part.kind == "sources":
            blocks.append("\n".join(_source(view)))
    return "\n\n".join(blocks) + "\n"


def _image(image: Image) -> str:
    return f"![{escape(image.alt)}]({_address(image.path)})"


def _prose(lines: Sequence[Line]) -> str:
    return " ".join(escape(line.text) + _notes(line) for line in lines)


def _notes(line: Line) -> str:
    return "".join(f" [\\[{number}\\]](#source-{number})" for number in line.notes)


def _point(lead: str, lines: Sequence[Line]) -> str:
    return f"- **{escape(lead)}:** {_prose(lines)}"


def table_markdown(table: Table) -> str:
    """The table below its caption, which is a bold line."""
    text = [_row(table.header), "| " + " | ".join("---" for _ in table.header) + " |"]
    text += [_row(row) for row in table.rows]
    return f"**{escape(table.caption)}**\n\n" + "\n".join(text)


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(escape(cell) for cell in cells) + " |"


def _source(view: ArticleView) -> list[str]:
    return [
        f'{s.number}. <a id="source-{s.number}"></a>{escape(s.outlet)}, '
        f"{_link(f'“{escape(s.title)}”', s.url)}, {escape(s.published)}"
        for s in view.sources
    ]


def _link(label: str, url: str) -> str:
    """A link, or the bare label where the address is no web address."""
    return f"[{label}]({_address(url)})" if url.lower().startswith(_WEB) else label


def _address(url: str) -> str:
    """An address that cannot end its Markdown link early."""
    return quote(plain(url), safe=":/?#@!$&'*+,;=%~").replace("&", "&amp;").replace("'", "%27")


def _front_matter(view: ArticleView) -> tuple[tuple[str, str], ...]:
    """Keys and JSON values, which are YAML as well."""
    values: dict[str, object] = {
        "title": view.headline,
        "date": view.instant,
        "slug": view.slug,
        "description": view.dek,
        "author": view.author,
        "tags": [view.subject],
        "draft": True,
        "sample": view.sample,
    }
    return tuple((key, json.dumps(value, ensure_ascii=False)) for key, value in values.items())
