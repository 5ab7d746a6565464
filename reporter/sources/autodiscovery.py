"""The feeds that a web page names (``<link rel="alternate">``), and the title of a feed.

Both read the head of the bytes alone, with bounded expressions: a hostile page costs no time.
"""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from urllib.parse import urljoin

from reporter.net.request import Reply
from reporter.news.urls import clean_url
from reporter.sources.page_charset import web_codec
from reporter.sources.plain_text import plain_text

_HEAD = 300_000
_LONGEST_TITLE = 120
_LONGEST_MARKUP = 2_000
_MOST_FEEDS = 20
_FEED_TYPES = frozenset(
    {
        "application/rss+xml",
        "application/atom+xml",
        "application/feed+json",
        "application/rdf+xml",
    }
)
_TAG = re.compile(r"<(link|base)\s([^<>]{1,2000})>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z]{1,20})\s{0,9}=\s{0,9}(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+))")
_ENTRY = re.compile(r"<(?:\w{1,20}:)?(?:item|entry)[\s>]")
_TITLE = re.compile(r"<(?:\w{1,20}:)?title(?:\s[^<>]{0,500})?>")
_CDATA = re.compile(r"\s*<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_ENCODING = re.compile(rb"""(?:encoding|charset)\s{0,9}=\s{0,9}["']?([A-Za-z0-9_.:-]{1,40})""")


def feeds_named_in(reply: Reply) -> tuple[str, ...]:
    """The addresses of feeds that the page names for programs to find, feeds of comments last."""
    page = _without_comments(_text(reply))
    base = reply.final_url
    found: dict[str, bool] = {}
    for kind, attributes in _tags(page):
        if kind == "base":
            base = _joined(reply.final_url, attributes.get("href", "")) or base
        elif _is_feed(attributes) and (url := _joined(base, attributes.get("href", ""))):
            found.setdefault(url, "comment" in (attributes.get("title", "") + url).lower())
    return tuple(sorted(found, key=lambda url: found[url]))[:_MOST_FEEDS]


def feed_title(reply: Reply) -> str:
    """What the feed calls itself, as plain text; empty where it does not say."""
    text = _text(reply)
    if text.lstrip().startswith("{"):
        return plain_text(_json_title(reply.body), _LONGEST_TITLE)
    entry = _ENTRY.search(text)
    title = _TITLE.search(text, 0, entry.start() if entry else len(text))
    if title is None:
        return ""
    said = text[title.end() : title.end() + _LONGEST_MARKUP]
    cdata = _CDATA.match(said)
    markup = cdata[1] if cdata else html.unescape(said.partition("</")[0])
    return plain_text(markup, _LONGEST_TITLE)


def _text(reply: Reply) -> str:
    """The head of the bytes in the encoding that they name, or else in UTF-8."""
    head = reply.body[:_HEAD]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return head.decode("utf-16", errors="replace")
    named = reply.headers.get("content-type", "").encode("ascii", "ignore")
    match = _ENCODING.search(named) or _ENCODING.search(head[:2000])
    codec = web_codec(match[1].decode()) if match else ""
    return head.decode(codec or "utf-8", errors="replace")


def _without_comments(page: str) -> str:
    first, *others = page.split("<!--")
    return first + "".join(other.partition("-->")[2] for other in others)


def _tags(page: str) -> Iterator[tuple[str, dict[str, str]]]:
    for tag in _TAG.finditer(page):
        attributes = {
            name.lower(): html.unescape(one or two or bare)
            for name, one, two, bare in _ATTRIBUTE.findall(tag[2])
        }
        yield tag[1].lower(), attributes


def _is_feed(attributes: dict[str, str]) -> bool:
    kind = attributes.get("type", "").partition(";")[0].strip().lower()
    return "alternate" in attributes.get("rel", "").lower().split() and kind in _FEED_TYPES


def _joined(base: str, link: str) -> str:
    try:
        return clean_url(urljoin(base, link.strip()))
    except ValueError:
        return ""


def _json_title(body: bytes) -> str:
    try:
        title = json.loads(body)["title"]
    except (ValueError, RecursionError, KeyError):
        return ""
    return title if isinstance(title, str) else ""
