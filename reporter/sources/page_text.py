"""The article of a web page: its words as plain paragraphs, and what the page says about it.

This runs in a worker process (``reporter.sources.bounded``), since pages are hostile.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from reporter.model.errors import SourceRefused
from reporter.sources.language import language_of
from reporter.sources.page_charset import decoded
from reporter.sources.page_metadata import Said, Tree
from reporter.sources.plain_text import fold, plain_text

MOST_ELEMENTS = 40_000
"""A page that has more is refused. The slowest take a tenth of a millisecond for each."""

_MANY = 8_000
"""With more elements, other extractors are not tried beside the first."""

_SHORT = 250
"""Bytes in UTF-8: with fewer, the careful extraction has probably missed the article. A Chinese
sign says as much as three letters, and takes as many."""

_FAR_MORE = 1.5
_MOST_PARAGRAPHS, _LONGEST_PARAGRAPH = 5_000, 20_000
_RULE = re.compile(r"\|[\s|:-]*\|?")
_BREAK = re.compile(r"\n|<(?:/p|br|/div|/li|/h[1-6])\b[^>]*>", re.IGNORECASE)


def read_page(payload: bytes, options: dict[str, str]) -> dict[str, Any]:
    """The fields of a ``reporter.sources.pages.Page`` from a page's bytes.

    ``options``: ``charset`` as the server named it, ``url`` of the page (both may be empty) and
    ``latest``, the latest time of publication that is believed, in ISO 8601. Raises
    ``SourceRefused``: ``empty``, ``too-large``, or ``unreadable`` for what is no page.
    """
    tree = _parsed(payload, options["charset"])
    said = Said.by(tree)
    url = options["url"]
    date, date_source = said.time(url, datetime.fromisoformat(options["latest"]))
    title = said.title
    text = "\n\n".join(_article(tree, said, title))
    return {
        "title": title,
        "date": date,
        "date_source": date_source,
        "text": text,
        "language": language_of(text) or said.language,
        "site": said.site,
        "author": said.author,
        "canonical": said.canonical(url),
        "paywalled": said.paywalled,
    }


def _parsed(payload: bytes, charset: str) -> Tree:
    from trafilatura.utils import load_html

    if not payload.strip():
        raise SourceRefused("the page is empty.", "", "Check the address.", reason="empty")
    tree = load_html(decoded(payload, charset).lstrip())  # it looks for marks at the beginning
    if tree is None:
        raise SourceRefused(
            "what came is no web page.", "", "Give the address of a page.", reason="unreadable"
        )
    if _elements(tree) > MOST_ELEMENTS:
        raise SourceRefused(
            f"the page has more than {MOST_ELEMENTS:,} elements.",
            "",
            "Nothing is to be done; an article has a few thousand.",
            reason="too-large",
        )
    return tree


def _article(tree: Tree, said: Said, title: str) -> list[str]:
    """The article's paragraphs, without its title.

    Where the page's data hold far more of it than its elements do, as with pages that a script
    builds, the data are taken, unless the publisher sells that text.
    """
    for script in tree.xpath("//script"):
        script.drop_tree()  # trafilatura would take text from there, also what is sold
    for hidden in tree.xpath("//body//*[@hidden or @style]"):
        if _is_hidden(hidden):
            hidden.drop_tree()  # what no reader of the page sees may be addressed to machines
    found = _paragraphs(_extracted(tree))
    if said.body and not said.paywalled:
        parts = _BREAK.split(said.body)[:_MOST_PARAGRAPHS]
        stated = [text for part in parts if (text := plain_text(part, _LONGEST_PARAGRAPH))]
        if _size(stated) > _FAR_MORE * _size(found):
            found = stated
    if found and found[0].casefold() == title.casefold():
        del found[0]
    return found


def _is_hidden(element: Tree) -> bool:
    """Whether the element itself says that it is not shown."""
    style = (element.get("style") or "").replace(" ", "").casefold()
    shown_later = element.get("hidden") == "until-found"
    return (element.get("hidden") is not None and not shown_later) or "display:none" in style


def _elements(tree: Tree) -> int:
    return sum(1 for _ in tree.iter())


def _size(paragraphs: list[str]) -> int:
    return sum(map(len, paragraphs))


def _extracted(tree: Tree) -> str:
    """The main text, rather too little than too much; all that can be found if that is short."""
    from trafilatura import bare_extraction

    text = ""
    fast = _elements(tree) > _MANY
    for precise in (True, False):
        document = bare_extraction(tree, include_comments=False, favor_precision=precise, fast=fast)
        text = getattr(document, "text", None) or ""  # no document: no text was found
        if len(text.encode(errors="replace")) >= _SHORT:
            break
    return text


def _paragraphs(text: str) -> list[str]:
    """Clean lines. A table's row becomes its cells parted by upright strokes."""
    lines = (line for line in text.splitlines()[:_MOST_PARAGRAPHS] if not _RULE.fullmatch(line))
    seen = (fold(line[:_LONGEST_PARAGRAPH]).strip("| ") for line in lines)
    return [line.removeprefix("- ") for line in seen if line]
