"""The text part of the e-mail: an article's body as text that reads well without any markup."""

from __future__ import annotations

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from textwrap import fill
from typing import Final

from reporter.rendering.html import body_html
from reporter.rendering.spacing import NO_BREAK, unbroken

WIDTH: Final = 76
"""Letters of a line; addresses, headings and rows of tables are longer where they must be."""
_HEADINGS: Final = {"h1", "h2", "h3"}
_LISTS: Final = {"ul", "ol"}
_STARTS_TEXT: Final = _HEADINGS | {"p", "li", "caption", "th", "td"}
_NO_LINE_END: Final = re.compile(
    r"(?:(?<=[.!?:;…])|(?<=[.!?:;…][\"'”’)\]])|(?<=[.!?:;…][\"'”’)\]]{2}))[ ]"
    r"|[ ](?=#|[^\w\s]+(?:\s|$)|\[?\d{1,2}[.)\]](?:\s|$))"
)
"""Where a new line would look like a new paragraph, a list item or a rule: after the end of a
sentence, before marks and notes."""


def wrapped(text: str, mark: str = "") -> str:
    """The text in lines of at most ``WIDTH`` letters, the first after ``mark``, none of which
    parts a figure from its unit or can be taken for the start of another block.
    """
    lines = fill(
        _NO_LINE_END.sub(NO_BREAK, unbroken(text)),
        WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
    return lines.replace(NO_BREAK, " ")


def text_of_markdown(markdown_text: str) -> str:
    """Headings underlined, bullets with dashes, short lines, tables in columns.

    The address of a link that leads outside stands on a line of its own after the text that
    holds it, so no source is lost. Of a chart, its alternative text stands there.
    """
    layout = _Layout()
    layout.feed(body_html(markdown_text))
    layout.close()
    return "\n\n".join(layout.blocks) + "\n"


class _Layout(HTMLParser):
    """Our own sanitised HTML, block by block, as text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.blocks: list[str] = []
        self._text = ""
        self._addresses: list[str] = []
        self._items: list[str] = []
        self._rows: list[list[str]] = []
        self._numbered = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _STARTS_TEXT:
            self._text, self._addresses = "", []
        if tag in _LISTS:
            self._items, self._numbered = [], tag == "ol"
        elif tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag == "img":
            self._text = f"Chart: {dict(attrs).get('alt') or ''}"
        elif tag == "a":
            address = dict(attrs).get("href") or ""
            self._addresses += [address] if address.startswith("http") else []

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        text = self._text.replace(NO_BREAK, " ").strip()
        if tag in _HEADINGS:
            self.blocks.append(f"{text}\n{'-' * len(text)}")
        elif tag in ("p", "caption") and text:
            self.blocks.append(self._passage(text))
        elif tag == "li":
            number = f"{len(self._items) + 1}. "
            self._items.append(self._passage(text, number if self._numbered else "- "))
        elif tag in _LISTS:
            self.blocks.append("\n".join(self._items))
        elif tag in ("th", "td"):
            self._rows[-1].append(" ".join([text, *self._addresses]))
        elif tag == "table":
            self.blocks.append(_columns(self._rows))

    def _passage(self, text: str, mark: str = "") -> str:
        lines = [wrapped(text, mark)]
        return "\n".join(lines + [" " * len(mark) + address for address in self._addresses])


def _columns(rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns that stand below each other, where a line can hold them."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    if sum(widths) + 3 * (len(widths) - 1) > WIDTH:
        widths = [0] * len(widths)
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
