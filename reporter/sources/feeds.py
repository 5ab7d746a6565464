"""News feeds: getting the bytes, and reading items from bytes. Two steps, so that old bytes
can be read again with new code."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from urllib.parse import urljoin

from reporter.model.errors import SourceRefused
from reporter.model.news import DateSource, Item, Tier
from reporter.net.request import Fetcher, Reply, Request
from reporter.news.urls import canonical_url, clean_url, followable_url
from reporter.sources.bounded import SECONDS, run_bounded
from reporter.sources.dates import names_clock, names_zone, parse_date
from reporter.sources.feed_entries import MOST_KEPT, Contents, Entry, contents
from reporter.sources.plain_text import shorten

_ACCEPT = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/rdf+xml, "
    "application/xml;q=0.9, text/xml;q=0.9, application/json;q=0.8, */*;q=0.5"
)
_BORROWED_TITLE = 120
_CLOCK_TOLERANCE = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """A feed to follow: the outlet's name, the address, and how near it is to the event.

    ``use``: with ``headline`` the teasers are left out; what else is used is the newsroom's part.
    """

    name: str
    url: str
    tier: Tier
    use: Literal["headline", "summary", "full"] = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedReading:
    """What a feed held, in its order, and in words what was left out of it.

    ``title`` is what the feed calls itself.
    """

    items: tuple[Item, ...]
    notes: tuple[str, ...]
    title: str = ""


def fetch_feed(fetcher: Fetcher, feed: FeedSpec) -> Reply:
    """The feed's bytes. Errors as of the fetcher."""
    return fetcher.fetch(Request(url=feed.url, headers=(("accept", _ACCEPT),)))


def parse_feed(reply: Reply, feed: FeedSpec) -> FeedReading:
    """The items of a feed as plain text with clean links, parsed in a process of its own.

    Entries that have no web link, no words or the address of an earlier one are left out, and
    the notes say how many. Equal bytes are parsed once in a process. Raises SourceRefused for
    what is no feed at all, or cannot be parsed within the bounds of time and memory.
    """
    held = _contents(reply, feed.name)
    counts: Counter[str] = Counter()
    known: set[str] = set()
    items: list[Item] = []
    for entry in held.entries:
        item = _item(entry, reply, feed)
        reason = _objection(item, known)
        counts[reason] += 1
        if not reason:
            items.append(item)
            known.add(item.url)
    counts[_LATER] = held.later
    counts[_UNDATED] = sum(item.published is None for item in items)
    counts[_ZONELESS] = sum(item.zone_assumed for item in items)
    said = _counted(counts) if held.entries else (_NO_ENTRIES,)
    return FeedReading(items=tuple(items), notes=(*held.notes, *said), title=held.title)


def _contents(reply: Reply, name: str) -> Contents:
    """What the reply holds; the answer for each body is kept, so that a run that reads its feeds
    while it gathers need not wait for the parser again."""
    base, content_type = _base(reply), reply.headers.get("content-type", "")
    key = (reply.digest, base, content_type)
    known = _known.get(key)
    if known is None:
        terms = {"base": base, "content_type": content_type}
        try:
            known = contents(run_bounded(_READER, reply.body, terms, where=name, seconds=SECONDS))
        except SourceRefused as error:
            known = error
        if len(_known) >= _MOST_KNOWN:
            _known.clear()
        _known[key] = known
    if isinstance(known, SourceRefused):
        raise SourceRefused(known.what, name, known.next_step, reason=known.reason)
    return known


_known: dict[tuple[str, str, str], Contents | SourceRefused] = {}
_MOST_KNOWN = 256
_READER = "reporter.sources.feed_entries:read_feed"

_NO_LINK = "left out, without a web link"
_NO_WORDS = "left out, without words"
_REPEATED = "left out, repeated"
_LATER = f"left out, beyond the first {MOST_KEPT}"
_UNDATED = "without a usable time"
_ZONELESS = "with a time that names no zone, read as UTC"
_NO_ENTRIES = "The feed holds no entries."


def _objection(item: Item, known: set[str]) -> str:
    """Why the item cannot be taken, or nothing.

    Its address makes it a repetition, never the feed's guid: some feeds give one guid to all
    entries, others a new one at each fetch.
    """
    if not item.canonical:
        return _NO_LINK
    if not item.title:
        return _NO_WORDS
    return _REPEATED if item.url in known else ""


def _counted(counts: Counter[str]) -> Iterable[str]:
    for reason in (_NO_LINK, _NO_WORDS, _REPEATED, _LATER, _UNDATED, _ZONELESS):
        if number := counts[reason]:
            yield f"{number:,} {'entry' if number == 1 else 'entries'} {reason}."


def _item(entry: Entry, reply: Reply, feed: FeedSpec) -> Item:
    url = _absolute(entry.link, reply.final_url)
    canonical = canonical_url(url)
    teaser = "" if feed.use == "headline" else entry.summary
    raw, published, date_source = _time(entry, reply.received_at + _CLOCK_TOLERANCE)
    return Item(
        id="n" + hashlib.sha256(canonical.encode()).hexdigest()[:12],
        outlet=feed.name,
        tier=feed.tier,
        title=entry.title or shorten(teaser, _BORROWED_TITLE),
        summary=teaser,
        url=url,
        link=followable_url(url),
        canonical=canonical,
        published=published,
        date_source=date_source,
        zone_assumed=published is not None and not names_zone(raw),
        whole_day=published is not None and not names_clock(raw),
        source=reply.digest,
        tags=entry.tags,
        language=entry.language,
    )


def _base(reply: Reply) -> str:
    """What relative links count from, unless the feed says otherwise."""
    try:
        return urljoin(reply.final_url, reply.headers.get("content-location", ""))
    except ValueError:
        return reply.final_url


def _absolute(link: str, base: str) -> str:
    try:
        return clean_url(urljoin(base, link.strip())) if link.strip() else ""
    except ValueError:
        return ""


def _time(entry: Entry, latest: datetime) -> tuple[str, datetime | None, DateSource]:
    """The first of the entry's times that can be, as written and as read."""
    offers = (
        (entry.published, DateSource.PUBLISHED),
        (entry.dated, DateSource.DUBLIN_CORE),
        (entry.updated, DateSource.UPDATED),
    )
    for raw, source in offers:
        moment = parse_date(raw, latest=latest)
        if moment is not None:
            return raw, moment, source
    return "", None, DateSource.NONE
