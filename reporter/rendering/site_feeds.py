"""Feeds, sitemap and robots.txt of a site.

A feed's entry holds the whole article. Its id is made from the site's address and the edition's
key and never changes; a correction moves ``updated`` and stands at the head of the content.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

from reporter.rendering.plaintext import plain
from reporter.rendering.site_views import Entry, SiteView

NEWEST: Final = 20
"""So many editions stand in a feed."""
GENERATOR: Final = "Reporter"
_ATOM: Final = "http://www.w3.org/2005/Atom"
_SITEMAP: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_MOST_ADDRESSES: Final = 50_000
"""More addresses than that no sitemap may have; the newest come first."""
_ADDRESS: Final = re.compile(r'(<(?:a|img)\b[^>]*?\b(?:href|src)=")([^"]*)"')
_HEADLINE: Final = re.compile(r"\A\s*<h1>.*?</h1>\s*", re.DOTALL)


def atom_feed(site: SiteView, bodies: Mapping[str, str]) -> bytes:
    """The Atom feed of the newest editions; ``bodies`` are the articles as HTML, by key.

    A body's addresses are as seen from its article's page; in the feed they are absolute, or
    begin at the folder of drafts.
    """
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": "en"})
    _add(feed, "title", site.brand)
    _add(feed, "id", _site_id(site))
    _add(feed, "updated", site.updated or "1970-01-01T00:00:00Z")
    _add(feed, "generator", GENERATOR)
    _add(_add(feed, "author"), "name", site.brand)
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{site.url}feed.xml")
    _add(feed, "link", rel="alternate", type="text/html", href=f"{site.url}index.html")
    for entry in site.entries[:NEWEST]:
        _atom_entry(feed, site, entry, bodies.get(entry.key, ""))
    return _xml(feed)


def _atom_entry(feed: ET.Element, site: SiteView, entry: Entry, body: str) -> None:
    node = _add(feed, "entry")
    _add(node, "title", entry.headline)
    _add(node, "id", entry_id(site, entry))
    _add(node, "link", rel="alternate", type="text/html", href=f"{site.url}{entry.article}")
    _add(node, "published", entry.published or entry.instant)
    _add(node, "updated", entry.updated)
    _add(_add(node, "author"), "name", entry.author)
    for mention in entry.mentions:
        _add(node, "category", term=mention.symbol)
    _add(node, "summary", entry.dek)
    _add(node, "content", _content(site, entry, body), type="html")


def json_feed(site: SiteView, bodies: Mapping[str, str]) -> bytes:
    """The same as a JSON Feed, version 1.1."""
    content = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": site.brand,
        "home_page_url": f"{site.url}index.html",
        "feed_url": f"{site.url}feed.json",
        "language": "en",
        "authors": [{"name": site.brand}],
        "_reporter": {"generator": GENERATOR},
        "items": [_item(site, entry, bodies.get(entry.key, "")) for entry in site.entries[:NEWEST]],
    }
    return (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode()


def _item(site: SiteView, entry: Entry, body: str) -> dict[str, Any]:
    card = {"image": f"{site.url}{entry.card}"} if entry.card else {}
    return {
        "id": entry_id(site, entry),
        "url": f"{site.url}{entry.article}",
        "title": entry.headline,
        "summary": entry.dek,
        **card,
        "date_published": entry.published or entry.instant,
        "date_modified": entry.updated,
        "authors": [{"name": entry.author}],
        "tags": [mention.symbol for mention in entry.mentions],
        "content_html": _content(site, entry, body),
    }


def entry_id(site: SiteView, entry: Entry) -> str:
    """The edition's ``tag:`` id (RFC 4151), the same as long as the site's address is."""
    return f"tag:{_host(site)},{entry.day}:{_path(site)}{entry.key}"


def _site_id(site: SiteView) -> str:
    return f"tag:{_host(site)},2026:{_path(site)}site"


def _host(site: SiteView) -> str:
    return (urlsplit(site.url).hostname or "localhost") if site.url else "draft.invalid"


def _path(site: SiteView) -> str:
    """Tells sites on one host apart; empty for the one at its root."""
    return urlsplit(site.url).path.lstrip("/")


def _content(site: SiteView, entry: Entry, body: str) -> str:
    """The corrections, then the article without the headline that the reader shows anyway."""
    notes = "".join(
        f"<p><strong>{note.label} {note.printed}:</strong> {escape(note.text)}</p>\n"
        for note in reversed(entry.corrections)
    )
    article = f"{site.url}{entry.article}"

    def absolute(match: re.Match[str]) -> str:
        return f'{match[1]}{urljoin(article, match[2])}"'

    return notes + _ADDRESS.sub(absolute, _HEADLINE.sub("", body, count=1))


# --- for machines that look for pages --------------------------------------------------------


def sitemap(site: SiteView, pages: Sequence[str]) -> bytes:
    """The addresses that search engines may list, each with its last change.

    ``pages`` are the paths of those that list editions. Sample editions are left out.
    """
    root = ET.Element("urlset", {"xmlns": _SITEMAP})
    for address, changed in list(_addresses(site, pages))[:_MOST_ADDRESSES]:
        node = _add(root, "url")
        _add(node, "loc", f"{site.url}{address}")
        if changed:
            _add(node, "lastmod", changed)
    return _xml(root)


def _addresses(site: SiteView, pages: Sequence[str]) -> Iterator[tuple[str, str]]:
    if site.sample:
        return
    for page in pages:
        yield ("" if page == "index.html" else page), site.updated
    for entry in site.entries:
        if not entry.sample:
            yield entry.article, entry.updated
            yield entry.edition, entry.updated


def robots(site: SiteView) -> bytes:
    """Everything may be read; what is not to be listed says so itself."""
    return f"User-agent: *\nAllow: /\nSitemap: {site.url}sitemap.xml\n".encode()


def _add(parent: ET.Element, name: str, text: str = "", **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, name, {key: plain(value) for key, value in attributes.items()})
    node.text = plain(text) or None
    return node


def _xml(root: ET.Element) -> bytes:
    ET.indent(root, " ")
    text = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'.encode()
