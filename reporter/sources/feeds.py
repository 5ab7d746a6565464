"""News feeds: getting the bytes, and reading items from bytes. Two steps, so that old bytes
can be read again with new code."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urljoin

from reporter.model.news import DateSource, Item, Tier
from reporter.net.request import Fetcher, Reply, Request
from reporter.news.urls import canonical_url, clean_url, followable_url
from reporter.sources.dates import parse_date
from reporter.sources.feed_entries import Entry, read_entries
from reporter.sources.plain_text import plain_text

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_MOST_ITEMS = 500
_MOST_TAGS = 20
_TITLE = 300
_SUMMARY = 2_000
_BORROWED_TITLE = 120
_TAG = 60
_CLOCK_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """A feed to follow: the outlet's name, the address, and how near it is to the event."""

    name: str
    url: str
    tier: Tier


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """What a feed held, in its order, and in words what was left out of it."""

    items: tuple[Item, ...]
    notes: tuple[str, ...]


def fetch_feed(fetcher: Fetcher, feed: FeedSpec) -> Reply:
    """The feed's bytes. Errors as of the fetcher."""
    return fetcher.fetch(Request(url=feed.url, headers=(("accept", _ACCEPT),)))


def parse_feed(reply: Reply, feed: FeedSpec) -> FeedReading:
    """The items of a feed as plain text with clean links.

    Entries that have no web link, no words or the identity of an earlier one are left out, and
    the notes say how many. Raises SourceRefused for what is no feed at all.
    """
    entries, notes = read_entries(reply, feed.name)
    counts: Counter[str] = Counter()
    known: set[str] = set()
    items: list[Item] = []
    for entry in entries[:_MOST_ITEMS]:
        item = _item(entry, reply, feed)
        reason = _objection(entry, item, known)
        counts[reason] += 1
        if not reason:
            items.append(item)
            known |= {entry.guid, item.url}
    counts[_LATER] = max(0, len(entries) - _MOST_ITEMS)
    counts[_UNDATED] = sum(item.published is None for item in items)
    said = (*notes, *_counted(counts)) if entries else (*notes, _NO_ENTRIES)
    return FeedReading(items=tuple(items), notes=said)


_NO_LINK = "left out, without a web link"
_NO_WORDS = "left out, without words"
_REPEATED = "left out, repeated"
_LATER = f"left out, beyond the first {_MOST_ITEMS}"
_UNDATED = "without a usable time"
_NO_ENTRIES = "The feed holds no entries."


def _objection(entry: Entry, item: Item, known: set[str]) -> str:
    """Why the item cannot be taken, or nothing."""
    if not item.canonical:
        return _NO_LINK
    if not item.title:
        return _NO_WORDS
    if item.url in known or (entry.guid and entry.guid in known):
        return _REPEATED
    return ""


def _counted(counts: Counter[str]) -> Iterable[str]:
    for reason in (_NO_LINK, _NO_WORDS, _REPEATED, _LATER, _UNDATED):
        if number := counts[reason]:
            yield f"{number} {'entry' if number == 1 else 'entries'} {reason}."


def _item(entry: Entry, reply: Reply, feed: FeedSpec) -> Item:
    url = _absolute(entry.link, reply.final_url)
    canonical = canonical_url(url)
    summary = plain_text(entry.summary, _SUMMARY)
    published, date_source = _time(entry, reply.received_at + _CLOCK_TOLERANCE)
    return Item(
        id="n" + hashlib.sha256(canonical.encode()).hexdigest()[:12],
        outlet=feed.name,
        tier=feed.tier,
        title=plain_text(entry.title, _TITLE) or plain_text(entry.summary, _BORROWED_TITLE),
        summary=summary,
        url=url,
        link=followable_url(url),
        canonical=canonical,
        published=published,
        date_source=date_source,
        source=reply.digest,
        tags=_tags(entry),
    )


def _absolute(link: str, base: str) -> str:
    try:
        return clean_url(urljoin(base, link.strip())) if link.strip() else ""
    except ValueError:
        return ""


def _time(entry: Entry, latest: datetime) -> tuple[datetime | None, DateSource]:
    offers = ((entry.published, DateSource.PUBLISHED), (entry.updated, DateSource.UPDATED))
    for raw, source in offers:
        moment = parse_date(raw, latest=latest)
        if moment is not None:
            return moment, source
    return None, DateSource.NONE


def _tags(entry: Entry) -> tuple[str, ...]:
    words = (plain_text(tag, _TAG) for tag in entry.tags[:_MOST_TAGS])
    return tuple(dict.fromkeys(word for word in words if word))
