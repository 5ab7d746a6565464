"""Feed lists as OPML 2.0 (opml.org/spec2.opml), in which feed readers exchange subscriptions.

The reader is expat, fed in one pass and without a tree, so that depth costs nothing; a document
type declaration is refused at its first mark, so that no entity is ever declared or expanded.
Tier and use travel in the standard ``category`` attribute (``/tier/1,/use/full``), which other
readers keep or ignore.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import NoReturn
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from reporter.model.errors import UsageError
from reporter.newsroom.config import FeedConfig
from reporter.sources.plain_text import fold

LONGEST_NAME = 120
_MOST_BYTES = 10_000_000
_MOST_FEEDS = 2_000
_SCHEME = re.compile(r"feed:(?://)?(?=https?:)|feed:(?=//)", re.IGNORECASE)
_CATEGORIES = re.compile(r"/(tier|use)/(\w+)")
_CHOOSE = "Export the list anew from your reader, as OPML."


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of a list, as the list has it. ``tier`` and ``use`` are empty where not said."""

    name: str
    url: str
    tier: str = ""
    use: str = ""


def read_opml(data: bytes, where: str) -> tuple[Outline, ...]:
    """Every outline with an ``xmlUrl``, at any depth, in the order of the file.

    Names of elements and attributes count in any case. Raises UsageError for what is no OPML,
    too long, not well-formed, or declares a document type; ``where`` names the file then.
    """
    if len(data) > _MOST_BYTES:
        raise UsageError(
            f"the list is larger than {_MOST_BYTES // 1_000_000} MB.", where, "Split it."
        )
    reader = _Reader(where)
    try:
        reader.parser.Parse(data.lstrip(), True)  # noqa: FBT003 - expat takes no names: this is the end
    except (expat.ExpatError, LookupError, ValueError) as error:  # the latter two: the encoding
        raise UsageError(f"the list is no well-formed XML ({error}).", where, _CHOOSE) from error
    return tuple(reader.outlines)


def write_opml(feeds: Iterable[FeedConfig], title: str) -> bytes:
    """The feeds as an OPML 2.0 document in UTF-8; ``read_opml`` gives them back."""
    lines = "".join(f"    {_outline(feed)}\n" for feed in feeds)
    head = f"  <head>\n    <title>{_text(title)}</title>\n  </head>\n"
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<opml version="2.0">\n{head}  <body>\n{lines}  </body>\n</opml>\n'
    ).encode()


def _outline(feed: FeedConfig) -> str:
    name = quoteattr(fold(feed.name))
    category = f"/tier/{feed.tier},/use/{feed.use}"
    return (
        f'<outline type="rss" text={name} title={name} xmlUrl={quoteattr(fold(feed.url))}'
        f' category="{category}"/>'
    )


def _text(words: str) -> str:
    return fold(words).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


class _Reader:
    """What expat calls, and what it found."""

    def __init__(self, where: str) -> None:
        self.outlines: list[Outline] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._start
        self.parser.StartDoctypeDeclHandler = self._doctype
        self._where = where
        self._is_opml = False

    def _start(self, element: str, attributes: Mapping[str, str]) -> None:
        name = element.lower()
        if not self._is_opml and name != "opml":
            self._refuse("the file is no OPML.")
        self._is_opml = True
        if name == "outline":
            found = _found({key.lower(): value for key, value in attributes.items()})
            if found is not None:
                self.outlines.append(found)
            if len(self.outlines) > _MOST_FEEDS:
                self._refuse(f"the list has more than {_MOST_FEEDS:,} feeds.")

    def _doctype(self, *_: object) -> None:
        self._refuse("the list declares a document type, which can hide an attack.")

    def _refuse(self, what: str) -> NoReturn:
        raise UsageError(what, self._where, _CHOOSE)


def _found(attributes: Mapping[str, str]) -> Outline | None:
    url = _SCHEME.sub(_plain_scheme, attributes.get("xmlurl", "").strip(), count=1)
    if not url:
        return None
    name = fold(attributes.get("text", "")) or fold(attributes.get("title", ""))
    said = dict(_CATEGORIES.findall(attributes.get("category", "")))
    return Outline(
        name=name[:LONGEST_NAME].strip() or host(url),
        url=url,
        tier=said.get("tier", ""),
        use=said.get("use", ""),
    )


def _plain_scheme(match: re.Match[str]) -> str:
    """``feed:https://…`` and ``feed://…``, as some readers write addresses, without the mark."""
    return "" if match.string[match.end() :].lower().startswith("http") else "http:"


def host(url: str) -> str:
    """The host of an address as a name of last resort; the address where it has none."""
    try:
        return urlsplit(url).hostname or url[:LONGEST_NAME]
    except ValueError:
        return url[:LONGEST_NAME]
