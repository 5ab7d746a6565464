"""The entries of a feed's bytes: RSS, RDF and Atom through feedparser, JSON Feed by hand."""

from __future__ import annotations

import io
import json
import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from reporter.model.errors import SourceRefused
from reporter.net.request import Reply

_MOST_ENTRIES = 10_000
_PAGE_MARKS = (b"<!doctype html", b"<html")
_WHOLE_END = re.compile(rb"</(?:\w+:)?(?:rss|feed|rdf)\s*>\s*\Z", re.IGNORECASE)
_NOT_WELL_FORMED = "The feed is not well-formed; what could be read was read."
_CUT_OFF = "The feed is cut off in the middle; its last entry was left out."


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry as the feed gives it, markup and all. Absent parts are empty."""

    guid: str
    title: str
    link: str
    summary: str
    published: str
    updated: str
    tags: tuple[str, ...]


def read_entries(reply: Reply, name: str) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    """All entries in the feed's order, and notes about the feed as a whole.

    Raises SourceRefused: ``empty``, ``too-large``, or ``unreadable`` for what is no feed.
    """
    body = reply.body.strip()
    if not body:
        raise SourceRefused("the answer is empty.", name, "Check the address.", reason="empty")
    if body.removeprefix(b"\xef\xbb\xbf").startswith(b"{"):
        return _read_json(body, name), ()
    return _read_xml(reply, name)


def _read_xml(reply: Reply, name: str) -> tuple[tuple[Entry, ...], tuple[str, ...]]:
    # feedparser takes a quarter of a millisecond an entry, and cannot be told to stop.
    if reply.body.count(b"<item") + reply.body.count(b"<entry") > _MOST_ENTRIES:
        raise SourceRefused(
            f"the feed has more than {_MOST_ENTRIES:,} entries.", name, reason="too-large"
        )
    parsed = _parse(reply, name)
    if not (parsed.get("version") or parsed.entries or _WHOLE_END.search(reply.body[-200:])):
        raise _no_feed(reply.body, name)
    entries = tuple(_xml_entry(entry) for entry in parsed.entries)
    if not _is_broken(parsed):
        return entries, ()
    if _WHOLE_END.search(reply.body[-200:]):
        return entries, (_NOT_WELL_FORMED,)
    return entries[:-1], (_CUT_OFF,)  # the cut may run through a figure


def _parse(reply: Reply, name: str) -> Any:
    import feedparser

    headers = dict(reply.headers)
    headers["content-location"] = _base(reply)
    try:
        return feedparser.parse(
            io.BytesIO(reply.body),  # never text or bytes: feedparser would open them as a file
            response_headers=headers,
            sanitize_html=False,
            resolve_relative_uris=False,
        )
    except Exception as error:  # feedparser names no errors of its own: any of them means this
        raise SourceRefused(
            "the feed cannot be read.", name, "Check the address.", reason="unreadable"
        ) from error


def _base(reply: Reply) -> str:
    """What relative links count from, unless the feed says otherwise."""
    try:
        return urljoin(reply.final_url, reply.headers.get("content-location", ""))
    except ValueError:
        return reply.final_url


def _is_broken(parsed: Any) -> bool:
    from xml.sax import SAXException

    return isinstance(parsed.get("bozo_exception"), SAXException)


def _no_feed(body: bytes, name: str) -> SourceRefused:
    start = body[:1000].lower()
    if any(mark in start for mark in _PAGE_MARKS):
        what = "a web page came instead of a feed."
        next_step = "Look on that page for the address of its feed."
    else:
        what = "what came is no feed."
        next_step = "Check the address."
    return SourceRefused(what, name, next_step, reason="unreadable")


def _xml_entry(entry: Any) -> Entry:
    def said(key: str) -> str:
        # FeedParserDict.get takes "published" for a missing "updated"; the plain look-up does not.
        value = dict.get(entry, key)
        return value if isinstance(value, str) else ""

    contents: Any = dict.get(entry, "content") or ({},)
    return Entry(
        guid=said("id"),
        title=said("title"),
        link=said("link"),
        summary=said("summary") or str(contents[0].get("value") or ""),
        published=said("published") or said("created"),
        updated=said("updated"),
        tags=tuple(str(tag.get("term") or "") for tag in dict.get(entry, "tags") or ()),
    )


def _read_json(body: bytes, name: str) -> tuple[Entry, ...]:
    """JSON Feed 1.0 and 1.1 (jsonfeed.org/version/1.1)."""
    try:
        feed = json.loads(body)
    except (ValueError, RecursionError):
        feed = None
    version, items = (feed.get("version"), feed.get("items")) if isinstance(feed, dict) else ("", 0)
    if "jsonfeed.org/version/1" not in str(version) or not isinstance(items, list):
        raise SourceRefused(
            "the JSON that came is no feed.", name, "Check the address.", reason="unreadable"
        )
    return tuple(_json_entry(item) for item in items[:_MOST_ENTRIES] if isinstance(item, dict))


def _json_entry(item: dict[str, Any]) -> Entry:
    def said(*keys: str) -> str:
        values = (item.get(key) for key in keys)
        return next((value for value in values if isinstance(value, str) and value), "")

    tags = item.get("tags")
    return Entry(
        guid=said("id") or str(item.get("id") or ""),
        title=said("title"),
        link=said("url", "external_url"),
        summary=said("summary", "content_html", "content_text"),
        published=said("date_published"),
        updated=said("date_modified"),
        tags=tuple(str(tag) for tag in tags) if isinstance(tags, list) else (),
    )
