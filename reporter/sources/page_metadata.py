"""What a web page says about itself: title, time, author, site, address, and whether it is free.

A page says it several times over: in JSON-LD (schema.org), in meta elements, in its headings.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urljoin

from reporter.news.urls import clean_url
from reporter.sources.dates import EARLIEST, parse_date
from reporter.sources.plain_text import plain_text

Tree = Any
"""A parsed page (``lxml.html.HtmlElement``)."""
Node = dict[str, Any]

_LINE = 300
_MOST_NODES = 400
_LONGEST_DATA = 2_000_000
_ARTICLE = re.compile(r"\w*Article|BlogPosting|LiveBlogPosting|Report|\w*Review|SocialMediaPosting")
_WRAPPING = re.compile(r"^\s*(?:<!--|//<!\[CDATA\[|/\*<!\[CDATA\[\*/)|(?:-->|//\]\]>)\s*;?\s*$")
_META_TIME = (
    "article:published_time", "og:article:published_time", "og:published_time", "datepublished",
    "publishdate", "publish-date", "pubdate", "parsely-pub-date", "sailthru.date",
    "dc.date.issued", "dcterms.issued", "dcterms.created", "dc.date", "date",
)  # fmt: skip
_META_AUTHOR = ("author", "parsely-author", "sailthru.author", "dc.creator", "byl")
_META_SITE = ("og:site_name", "application-name", "dc.publisher")
_JOINT = re.compile(r"\s+[|–—·•»:-]\s+|\s*\|\s*")
_CLOCK = re.compile(r"\d:\d\d|\d{8}T\d{4}|^\d{10,13}$")
_ADDRESS = re.compile(r"https?://|www\.|@")


@dataclass(frozen=True, slots=True)
class Said:
    """The page's own statements, as found: JSON-LD nodes, and meta elements by name."""

    tree: Tree
    meta: dict[str, str]
    nodes: tuple[Node, ...]
    article: Node = field(default_factory=dict)

    @classmethod
    def by(cls, tree: Tree) -> Said:
        """What this page says."""
        nodes = tuple(_nodes(tree))
        articles = [node for node in nodes if _is_article(node)]
        # Of several the fullest is the page's own; the others are links to more.
        return cls(tree, _meta(tree), nodes, max(articles, key=len, default={}))

    @property
    def site(self) -> str:
        """The publisher's name, or nothing."""
        names = [self.meta.get(name, "") for name in _META_SITE]
        names.append(_name(self.article.get("publisher")))
        names += [_text(node.get("name")) for node in self.nodes if _types(node) & {"WebSite"}]
        return next((line for name in names if (line := _line(name))), "")

    @property
    def author(self) -> str:
        """Who is named as the author; several are parted by commas."""
        names = [_name(self.article.get("author"))]
        names += [self.meta.get(name, "") for name in _META_AUTHOR]
        lines = (_line(name) for name in names)
        return next((line for line in lines if line and not _ADDRESS.search(line)), "")

    @property
    def title(self) -> str:
        """The headline, without the name of the site behind or before it.

        Taken is what two places agree on: one that another one begins with.
        """
        offers = [_line(offer) for offer in self._titles()]
        bare = list(dict.fromkeys(self._bare(offer) for offer in offers if offer))
        for offer in bare:
            if any(other.startswith(offer) for other in offers if other != offer):
                return offer
        return next(iter(bare), "")

    def _titles(self) -> Iterator[str]:
        yield _text(self.article.get("headline"))
        yield self.meta.get("og:title", "")
        yield from (heading.text_content() for heading in self.tree.xpath("(//h1)[position()<4]"))
        yield from (title.text_content() for title in self.tree.xpath("(//head//title)[1]"))
        yield self.meta.get("twitter:title", "")

    def _bare(self, title: str) -> str:
        """Without the site's name, where it is known to be one."""
        site = self.site.casefold()
        joints = list(_JOINT.finditer(title))
        if site and joints:
            if title[joints[-1].end() :].casefold() == site:
                return title[: joints[-1].start()]
            if title[: joints[0].start()].casefold() == site:
                return title[joints[0].end() :]
        return title

    def time(self, url: str, latest: datetime) -> tuple[str, str]:
        """When it was published, in ISO 8601, and where that stands; both empty if nowhere.

        A day where no clock time is given, else an instant in UTC. No later than ``latest``.
        """
        for raw, place in self._times():
            if (moment := parse_date(raw, latest=latest)) is not None:
                exact = _CLOCK.search(raw.strip()) is not None
                return (moment if exact else moment.date()).isoformat(), place
        day = _searched_day(self.tree, url, latest)
        return (day, "page text") if day else ("", "")

    def _times(self) -> Iterator[tuple[str, str]]:
        yield _text(self.article.get("datePublished")), "JSON-LD"
        yield from ((self.meta.get(name, ""), "meta element") for name in _META_TIME)
        marked = self.tree.xpath("//*[@itemprop='datePublished' or @pubdate]")
        first = self.tree.xpath("(//article//time | //main//time | //header//time)[1]")
        for element in (*marked[:3], *first):
            given = element.get("datetime") or element.get("content") or element.text_content()
            yield given, "time element"

    @property
    def paywalled(self) -> bool:
        """Whether the publisher marks the article as not free to read (schema.org's
        ``isAccessibleForFree``)."""
        own = self.article.get("isAccessibleForFree")
        if own is not None:
            return _is_false(own)
        parts = _listed(self.article.get("hasPart"))
        return any(_is_false(p.get("isAccessibleForFree")) for p in parts if isinstance(p, dict))

    @property
    def body(self) -> str:
        """The article's text as the page's data have it, perhaps with markup, or nothing."""
        return _text(self.article.get("articleBody"))

    @property
    def language(self) -> str:
        """The language that the page declares, such as ``en``."""
        given = self.tree.get("lang") or _text(self.article.get("inLanguage"))
        match = re.match(r"[a-z]{2,3}(?![a-z])", given.strip().lower())
        return match[0] if match else ""

    def canonical(self, base: str) -> str:
        """The address that the page gives itself, absolute, or nothing."""
        links = self.tree.xpath("//link[@rel='canonical']/@href")
        for href in (*links[:1], self.meta.get("og:url", "")):
            try:
                address = clean_url(urljoin(base, href.strip())) if href.strip() else ""
            except ValueError:
                address = ""
            if address:
                return address
        return ""


def _meta(tree: Tree) -> dict[str, str]:
    """The first content of each meta element, by lower-case name."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = element.get("content") or ""
        if name and content.strip():
            found.setdefault(name.strip().lower(), content)
    return found


def _nodes(tree: Tree) -> Iterator[Node]:
    """All JSON-LD nodes, up to a bound. What is no JSON is passed over, as browsers do."""
    waiting: list[Any] = []
    for script in tree.iter("script"):
        kind = (script.get("type") or "").strip().lower()
        if kind.startswith("application/ld+json") and len(script.text or "") <= _LONGEST_DATA:
            waiting.append(_parsed(script.text or ""))
    waiting.reverse()
    seen = 0
    while waiting and seen < _MOST_NODES:
        seen += 1
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(reversed(value))
        elif isinstance(value, dict):
            yield value
            waiting.extend(value[key] for key in ("mainEntity", "@graph") if key in value)


def _parsed(text: str) -> Any:
    try:
        return json.loads(_WRAPPING.sub("", text), strict=False)
    except (ValueError, RecursionError):
        return None


def _listed(value: Any) -> Sequence[Any]:
    return value if isinstance(value, list) else [value]


def _types(node: Node) -> set[str]:
    named = (_text(kind) for kind in _listed(node.get("@type")))
    return {kind.rpartition("/")[2] for kind in named}


def _is_article(node: Node) -> bool:
    return any(_ARTICLE.fullmatch(kind) for kind in _types(node))


def _is_false(value: Any) -> bool:
    return value is False or str(value).strip().lower() == "false"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _name(value: Any) -> str:
    """The name of a person or organisation, or the names of several."""
    names = (_text(one.get("name")) if isinstance(one, dict) else one for one in _listed(value))
    return ", ".join(
        dict.fromkeys(name.strip() for name in names if isinstance(name, str) and name)
    )


def _line(text: str) -> str:
    return plain_text(text, _LINE)


def _searched_day(tree: Tree, url: str, latest: datetime) -> str:
    """The day that htmldate finds in the page's text or address, or nothing."""
    from htmldate import find_date

    found = find_date(
        tree,
        extensive_search=False,
        original_date=True,
        url=url or None,
        min_date=EARLIEST.replace(tzinfo=None),
        max_date=latest.replace(tzinfo=None),
    )
    return found or ""
