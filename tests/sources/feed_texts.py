"""Feeds in the formats of the web, with one invented item or several, and how they are read."""

from __future__ import annotations

from datetime import UTC, datetime

from reporter.model.digest import digest
from reporter.model.news import Tier
from reporter.net.request import Reply
from reporter.sources.feeds import FeedReading, FeedSpec, parse_feed

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
FEED = FeedSpec(name="Example Wire", url="https://news.example/feed.xml", tier=Tier.MAJOR)
DAY = "Fri, 27 Mar 2026 10:00:00 GMT"


def reply(body: bytes | str, content_type: str = "application/rss+xml", **headers: str) -> Reply:
    data = body.encode() if isinstance(body, str) else body
    return Reply(
        url=FEED.url,
        final_url=FEED.url,
        status=200,
        headers={"content-type": content_type, **headers},
        body=data,
        digest=digest(data),
        received_at=NOW,
    )


def read(body: bytes | str, **headers: str) -> FeedReading:
    return parse_feed(reply(body, **headers), FEED)


def item(n: int = 1, **parts: str) -> str:
    known = {"title": f"Notice {n}", "link": f"https://news.example/{n}", "pubDate": DAY} | parts
    return "<item>" + "".join(f"<{k}>{v}</{k}>" for k, v in known.items()) + "</item>"


def rss(*items: str) -> str:
    head = "<?xml version='1.0'?><rss version='2.0'><channel><title>Example</title>"
    return f"{head}{''.join(items)}</channel></rss>"


RDF = """<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
 xmlns="http://purl.org/rss/1.0/" xmlns:dc="http://purl.org/dc/elements/1.1/">
 <item rdf:about="https://news.example/1"><title>Notice 1</title>
 <link>https://news.example/1</link><dc:date>2026-03-27T11:00:00+01:00</dc:date></item></rdf:RDF>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom"><entry><title>Notice 1</title>
 <link rel="alternate" href="https://news.example/1"/><id>urn:1</id>
 <updated>2026-03-27T12:00:00Z</updated><published>2026-03-27T10:00:00Z</published>
 <content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One</p></div></content>
 </entry></feed>"""
