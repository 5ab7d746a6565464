"""Markup from feeds as plain text: what a reader would see, and nothing that he would not.

Feed text is hostile. Hidden elements, comments, zero-width and direction marks can carry
words for a language model or make a figure read otherwise than it is stored; they are dropped
here, once, before anything else looks at the text.
"""

from __future__ import annotations

import html
import re
import unicodedata
from functools import cache
from html.parser import HTMLParser
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import nh3

_LONGEST_MARKUP = 40_000
_ROUNDS = 4
_DROPPED = {
    "canvas", "embed", "head", "iframe", "math", "noembed", "noframes", "noscript", "object",
    "script", "style", "svg", "template", "textarea", "title",
}  # fmt: skip
_BLOCKS = {
    "address", "button", "dialog", "dir", "fieldset", "form", "label", "legend", "main", "option",
    "section", "select",
}  # fmt: skip
_VOID = {"area", "br", "col", "hr", "img", "wbr"}
_INLINE = {
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "em", "i", "ins", "mark", "q", "s", "small",
    "span", "strong", "time", "tt", "u", "wbr",
}  # fmt: skip
"""Elements that end no word. Not ``sup``: a note's number must not become part of a figure."""

_CELL = re.compile(r"<(?=/?t[dhr]\b)", re.IGNORECASE)
_MARKUP = re.compile(r"<(?:!--|[a-zA-Z/!?][^<]*>)")
_OPENING = re.compile(r"<(?=[a-zA-Z/!?])")
_HIDING_STYLE = re.compile(r"display:none|visibility:hidden|(?:font-size|opacity):0(?![.\d])")
_UNSEEN = {"Cc", "Cf", "Cn", "Co", "Cs"}
_BLANK_MARKS = re.compile(  # drawn as nothing, though Unicode calls them letters and marks
    "[\u034f\u115f\u1160\u17b4\u17b5\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
_SENTENCE_END = re.compile(r"[.!?][\"'”’)]*(?= )")


def plain_text(markup: str, limit: int) -> str:
    """The visible text of ``markup``, entities resolved, blanks folded, at most ``limit`` long.

    Markup that was escaped twice is stripped as well.
    """
    text = fold(markup[:_LONGEST_MARKUP])
    for _ in range(_ROUNDS):
        # Folded each time: an invisible character must not keep a tag from being seen as one.
        text = fold(_visible(text) if _MARKUP.search(text) else html.unescape(text))
        if not _MARKUP.search(text):
            break
    return shorten(_OPENING.sub("< ", text), limit)


def fold(text: str) -> str:
    """Without control, invisible and private characters; runs of blanks become one."""
    spaced = " ".join(text.split())
    seen = "".join(mark for mark in spaced if unicodedata.category(mark) not in _UNSEEN)
    return " ".join(_BLANK_MARKS.sub("", seen).split())


def shorten(text: str, limit: int) -> str:
    """At most ``limit`` characters, cut where no figure can lose its rest.

    ``$36.2 million`` cut after the number would be another amount. So the cut is at a sentence
    end in the second half, or else after the last word before any figure it would touch.
    """
    if len(text) <= limit:
        return text
    room = text[: limit - 1]
    ends = [match.end() for match in _SENTENCE_END.finditer(room)]
    if ends and ends[-1] >= limit // 2:
        return room[: ends[-1]]
    words = room.split(" ")[:-1]
    while words and any(mark.isdigit() for mark in words[-1]):
        words.pop()
    return " ".join(words) + "…"


def _visible(markup: str) -> str:
    reader = _Reader()
    # Cells outside a table lose their tags: a blank keeps their figures apart.
    reader.feed(_cleaner().clean(_CELL.sub(" <", markup)))
    reader.close()
    return "".join(reader.pieces)


@cache
def _cleaner() -> nh3.Cleaner:
    """Makes well-formed what is not: html.parser takes minutes over a hostile tag soup."""
    import nh3

    tags = (nh3.ALLOWED_TAGS | _BLOCKS) - _DROPPED
    return nh3.Cleaner(
        tags=tags,
        clean_content_tags=_DROPPED,
        attributes={tag: {"hidden", "aria-hidden", "style"} for tag in tags},
        link_rel=None,
    )


class _Reader(HTMLParser):
    """Collects text outside dropped and hidden elements."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._hidden: list[str] = []  # open elements since the hidden one, that first

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _INLINE:
            self.pieces.append(" ")
        if tag not in _VOID and (self._hidden or _is_hidden(dict(attrs))):
            self._hidden.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in _INLINE:
            self.pieces.append(" ")
        if tag in self._hidden:
            innermost = len(self._hidden) - 1 - self._hidden[::-1].index(tag)
            del self._hidden[innermost:]

    def handle_data(self, data: str) -> None:
        if not self._hidden:
            self.pieces.append(data)


def _is_hidden(attributes: dict[str, str | None]) -> bool:
    style = "".join((attributes.get("style") or "").lower().split())
    return (
        "hidden" in attributes
        or (attributes.get("aria-hidden") or "").strip().lower() == "true"
        or _HIDING_STYLE.search(style) is not None
    )
