"""The text part of the e-mail: an article's body as text that reads well without any markup."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser

from reporter.rendering.html import body_html

_WIDEST = 110
"""Columns are lined up while a row stays within so many letters."""
_HEADINGS = {"h1", "h2", "h3"}
_LISTS = {"ul", "ol"}
_STARTS_TEXT = _HEADINGS | {"p", "li", "caption", "th", "td"}


def text_of_markdown(markdown_text: str) -> str:
    """Headings underlined, bullets with dashes, one line a paragraph, tables in columns.

    Every link that leads outside is followed by its address, so no source is lost.
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
        self._address = ""
        self._items: list[str] = []
        self._rows: list[list[str]] = []
        self._numbered = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _STARTS_TEXT:
            self._text = ""
        if tag in _LISTS:
            self._items, self._numbered = [], tag == "ol"
        elif tag == "table":
            self._rows = []
        elif tag == "tr":
            self._rows.append([])
        elif tag == "a":
            self._address = dict(attrs).get("href") or ""

    def handle_data(self, data: str) -> None:
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        text = " ".join(self._text.split(" ")).strip()
        if tag in _HEADINGS:
            self.blocks.append(f"{text}\n{'-' * len(text)}")
        elif tag in ("p", "caption") and text:
            self.blocks.append(text)
        elif tag == "li":
            self._items.append(f"{len(self._items) + 1}. {text}" if self._numbered else f"- {text}")
        elif tag in _LISTS:
            self.blocks.append("\n".join(self._items))
        elif tag in ("th", "td"):
            self._rows[-1].append(text)
        elif tag == "table":
            self.blocks.append(_columns(self._rows))
        elif tag == "a" and self._address.startswith("http"):
            self._text += f" <{self._address}>"


def _columns(rows: Sequence[Sequence[str]]) -> str:
    """The rows in columns that stand below each other, where a line can hold them."""
    widths = [max(len(cell) for cell in column) for column in zip(*rows, strict=True)]
    if sum(widths) + 3 * (len(widths) - 1) > _WIDEST:
        widths = [0] * len(widths)
    return "\n".join(
        " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    )
