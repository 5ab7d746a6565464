"""What a page says of itself to machines: title, canonical link, OpenGraph, JSON-LD."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any, Final

CARD_WIDTH: Final = 1200
CARD_HEIGHT: Final = 630


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLink:
    """The picture that stands for a page where it is shared: absolute address and alt text.

    Its size is in pixels.
    """

    url: str
    alt: str
    width: int = CARD_WIDTH
    height: int = CARD_HEIGHT


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A source of the article: the name of who published it, and its web address or nothing."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The head of a page. Addresses are absolute or empty; instants are ISO 8601 in UTC.

    ``headline`` goes to those who share the page, ``title`` to the browser. Only a page that is
    ``published`` has that date and may be found by search engines, unless it is a ``sample``; a
    draft has only the instant in ``created``. ``article`` tells an article from other pages.
    """

    title: str
    headline: str = ""
    description: str = ""
    brand: str = ""
    author: str = ""
    publisher: str = ""
    article: bool = False
    sample: bool = False
    canonical: str = ""
    home: str = ""
    card: CardLink | None = None
    created: str = ""
    published: str = ""
    modified: str = ""
    tags: tuple[str, ...] = ()
    cited: tuple[Cited, ...] = ()
    corrections: tuple[str, ...] = ()

    @property
    def indexed(self) -> bool:
        """Whether search engines may list the page."""
        return bool(self.published) and not self.sample

    @property
    def linked_data(self) -> str:
        """The article as JSON-LD that is safe within a script element; nothing for other pages."""
        return _in_script(_news_article(self)) if self.article else ""


def _news_article(head: Head) -> dict[str, Any]:
    """schema.org NewsArticle; what is not known is left out."""
    entries: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": head.headline,
        "description": head.description,
        "image": _image(head.card) if head.card else {},
        "dateCreated": head.created,
        "datePublished": head.published,
        "dateModified": head.modified or head.published,
        "author": _author(head),
        "publisher": _organization(head.publisher or head.brand, head.home),
        "mainEntityOfPage": head.canonical,
        "isBasedOn": [source.url for source in head.cited if source.url],
        "citation": [
            _filled({"@type": "CreativeWork", "name": source.name, "url": source.url})
            for source in head.cited
        ],
        "correction": list(head.corrections),
        "keywords": list(head.tags),
    }
    return _filled(entries)


def _image(card: CardLink) -> dict[str, Any]:
    return {"@type": "ImageObject", "url": card.url, "width": card.width, "height": card.height}


def _author(head: Head) -> dict[str, Any]:
    """The named author; a desk that writes under its brand's name is no person."""
    if head.brand.casefold() in head.author.casefold():
        return _organization(head.author, head.home)
    return {"@type": "Person", "name": head.author} if head.author else {}


def _organization(name: str, url: str) -> dict[str, Any]:
    return _filled({"@type": "Organization", "name": name, "url": url})


def _filled(entries: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in entries.items() if value not in ("", [], {})}


def _in_script(value: dict[str, Any]) -> str:
    """JSON that cannot end its script element, nor open a comment in it."""
    text = json.dumps(value, ensure_ascii=False)
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text
