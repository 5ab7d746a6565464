"""The entries of a feed's bytes as plain text: RSS, RDF and Atom through feedparser, JSON Feed.

Meant for a process of its own (``bounded``), since the bytes are hostile.
"""

from __future__ import annotations

import io
import re
from dataclasses import asdict, dataclass
from typing import Any, Final

from reporter.model.errors import SourceRefused
from reporter.sources import feed_json
from reporter.sources.feed_bytes import (
    first_entries,
    is_last_entry_whole,
    narrowed,
    without_controls,
    without_traps,
)
from reporter.sources.language import language_of
from reporter.sources.plain_text import plain_text

MOST_KEPT: Final = 500
_MOST_TAGS = 20
_TITLE = 300
_SUMMARY = 2_000
_TAG = 60
_LONGEST_VALUE = 4_000  # of a link or a time: whatever is longer is neither
_PAGE_MARKS = (b"<!doctype html", b"<html")
_WHOLE_END = re.compile(rb"</(?:[\w.-]+:)?(?:rss|feed|rdf)\s*>", re.IGNORECASE)
_AFTER_END = 2_000  # bytes that a server may add: comments, counters
_WEB = re.compile(r"\s*https?://", re.IGNORECASE)
_NOT_WELL_FORMED = "The feed is not well-formed; what could be read was read."
_TRAPS = "The feed declares entities that stand for others or for files; they were left out."
_CUT_OFF = "The feed is cut off in the middle; what follows the cut is not known."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as plain text; link and times as the feed gives them. Absent parts are empty.

    ``dated`` is the time of Dublin Core (``dc:date``), ``language`` what title and teaser are
    written in, where that is clear.
    """

    title: str
    link: str
    summary: str
    published: str
    dated: str
    updated: str
    tags: tuple[str, ...]
    language: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a feed's bytes hold: its title, its first entries, and how many more there are."""

    title: str
    entries: tuple[Entry, ...]
    later: int
    notes: tuple[str, ...]


def read_feed(payload: bytes, options: dict[str, Any]) -> dict[str, Any]:
    """A job for ``bounded``: the ``Contents`` as JSON. Options: ``base``, ``content_type``."""
    return asdict(read_contents(payload, **options))


def contents(answer: dict[str, Any]) -> Contents:
    """The ``Contents`` that a job has answered."""
    entries = (Entry(**entry | {"tags": tuple(entry["tags"])}) for entry in answer["entries"])
    return Contents(
        title=answer["title"],
        entries=tuple(entries),
        later=answer["later"],
        notes=tuple(answer["notes"]),
    )


def read_contents(body: bytes, *, base: str, content_type: str = "") -> Contents:
    """What the feed holds, in its order, and notes about the feed as a whole.

    ``base`` is what relative links count from, unless the feed says otherwise. Raises
    SourceRefused: ``empty``, or ``unreadable`` for what is no feed.
    """
    body, was_wide = narrowed(body.strip())
    if not body:
        raise SourceRefused("the answer is empty.", "", "Check the address.", reason="empty")
    if body.removeprefix(b"\xef\xbb\xbf").startswith(b"{"):
        return _read_json(body)
    return _read_xml(body, base, "text/xml; charset=utf-8" if was_wide else content_type)


def _read_json(body: bytes) -> Contents:
    title, items = feed_json.json_feed(body)
    return Contents(
        title=plain_text(title, _TITLE),
        entries=tuple(_json_entry(item) for item in items[:MOST_KEPT]),
        later=max(0, len(items) - MOST_KEPT),
        notes=(),
    )


def _read_xml(body: bytes, base: str, content_type: str) -> Contents:
    body, has_traps = without_traps(without_controls(body))
    body, later = first_entries(body)
    parsed = _parse(body, base, content_type)
    is_whole = _WHOLE_END.search(body[-_AFTER_END:]) is not None
    if not (parsed.get("version") or parsed.entries or is_whole):
        raise _no_feed(body)
    found: list[Any] = parsed.entries
    notes = [_TRAPS] if has_traps else []
    if _is_broken(parsed):
        notes.append(_NOT_WELL_FORMED if is_whole else _CUT_OFF)
        if not (is_whole or is_last_entry_whole(body)):
            found = found[:-1]  # the cut may run through a figure
    title = dict.get(parsed.feed, "title")
    return Contents(
        title=plain_text(title, _TITLE) if isinstance(title, str) else "",
        entries=tuple(_xml_entry(entry, parsed.get("version", "")) for entry in found[:MOST_KEPT]),
        later=later + max(0, len(found) - MOST_KEPT),
        notes=tuple(notes),
    )


def _parse(body: bytes, base: str, content_type: str) -> Any:
    import feedparser

    try:
        return feedparser.parse(
            io.BytesIO(body),  # never text or bytes: feedparser would open them as a file
            response_headers={"content-type": content_type, "content-location": base},
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except MemoryError:
        raise
    except Exception as error:  # feedparser names no errors of its own: any of them means this
        raise SourceRefused(
            "the feed cannot be read.", "", "Check the address.", reason="unreadable"
        ) from error


def _is_broken(parsed: Any) -> bool:
    from xml.sax import SAXException

    return isinstance(parsed.get("bozo_exception"), SAXException)


def _no_feed(body: bytes) -> SourceRefused:
    start = body[:1000].lower()
    if any(mark in start for mark in _PAGE_MARKS):
        what = "a web page came instead of a feed."
        next_step = "Look on that page for the address of its feed."
    else:
        what = "what came is no feed."
        next_step = "Check the address."
    return SourceRefused(what, "", next_step, reason="unreadable")


def _xml_entry(entry: Any, version: str) -> Entry:
    def said(key: str) -> str:
        # FeedParserDict.get takes "published" for a missing "updated"; the plain look-up does not.
        value = dict.get(entry, key)
        return value if isinstance(value, str) else ""

    bodies: Any = dict.get(entry, "content") or ({},)
    # An RSS item has no time of its last change: what feedparser calls so is its dc:date.
    is_rss = version.startswith("rss")
    return _entry(
        title=said("title"),
        # FeedBurner's own link leads there by way of a counter.
        link=said("feedburner_origlink") or said("link") or _address(said("id")),
        summary=said("summary") or str(bodies[0].get("value") or ""),
        published=said("published") or said("created"),
        dated=said("updated") if is_rss else "",
        updated="" if is_rss else said("updated"),
        tags=_tags(entry),
    )


def _tags(entry: Any) -> tuple[str, ...]:
    """The entry's categories, and the tickers that Nasdaq's feeds name."""
    tickers = dict.get(entry, "nasdaq_tickers")
    terms = (tag.get("term") for tag in dict.get(entry, "tags") or ())
    return tuple(str(term or "") for term in (*terms, *([tickers] if tickers else [])))


def _json_entry(item: dict[str, Any]) -> Entry:
    said = feed_json.said
    return _entry(
        title=said(item, "title"),
        link=said(item, "url", "external_url") or _address(said(item, "id")),
        summary=said(item, "summary", "content_html", "content_text"),
        published=said(item, "date_published"),
        dated="",
        updated=said(item, "date_modified"),
        tags=feed_json.tags(item),
    )


def _entry(
    *,
    title: str,
    link: str,
    summary: str,
    published: str,
    dated: str,
    updated: str,
    tags: tuple[str, ...],
) -> Entry:
    """The entry, its parts made plain."""
    words = (plain_text(tag, _TAG) for tag in tags[:_MOST_TAGS])
    headline, teaser = plain_text(title, _TITLE), plain_text(summary, _SUMMARY)
    return Entry(
        title=headline,
        link=link if len(link) <= _LONGEST_VALUE else "",
        summary=teaser,
        published=published[:_LONGEST_VALUE],
        dated=dated[:_LONGEST_VALUE],
        updated=updated[:_LONGEST_VALUE],
        tags=tuple(dict.fromkeys(word for word in words if word)),
        language=language_of(f"{headline} {teaser}"),
    )


def _address(identity: str) -> str:
    """An identity that is a web address, as a link where the feed gives no other."""
    return identity if _WEB.match(identity) else ""
