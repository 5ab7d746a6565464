"""Article pages: getting the bytes, and reading the article from bytes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from reporter.model.errors import SourceRefused
from reporter.net.pace import Costs
from reporter.net.request import Fetcher, Reply, Request, place
from reporter.sources.bounded import run_bounded

_ACCEPT = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_DEADLINE = 10.0
_MARKUP = re.compile(r"text/|application/(?:xhtml\+xml|xml)\b")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_CLOCK_TOLERANCE = timedelta(days=1)

LARGEST = 5_000_000
"""So many bytes of a page are read at most; a larger one is refused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """An article page as plain text.

    ``date`` is ISO 8601: an instant in UTC, a day where the page gives no clock time, or empty;
    ``date_source`` says where on the page it stands. ``text`` has its paragraphs parted by blank
    lines, and no markup. ``language`` is that of the text, or what the page declares (``en``);
    ``canonical`` is the address that the page gives itself. ``paywalled``: the publisher marks it
    as not free.
    """

    title: str
    date: str
    date_source: str
    text: str
    language: str
    site: str
    author: str
    canonical: str
    paywalled: bool


def page_request(url: str, costs: Costs = ()) -> Request:
    """The question for a page; equal for equal addresses."""
    return Request(
        url=url,
        headers=(("accept", _ACCEPT),),
        max_bytes=LARGEST,
        deadline=_DEADLINE,
        costs=costs,
    )


def fetch_page(fetcher: Fetcher, url: str, costs: Costs = ()) -> Reply:
    """The page's bytes; ``costs`` are what the site grants. Errors as of the fetcher."""
    return fetcher.fetch(page_request(url, costs))


def parse_page(reply: Reply) -> Page:
    """The article of a page that was fetched.

    Raises ``SourceRefused``: ``unreadable`` for what is no web page, and as ``read_article``.
    """
    kind = reply.headers.get("content-type", "").lower()
    if kind and not _MARKUP.match(kind):
        raise SourceRefused(
            f"what came is no web page ({kind.partition(';')[0][:40]}).",
            place(reply.final_url),
            "Nothing is to be done; the item is told from its feed.",
            reason="unreadable",
        )
    charset = _CHARSET.search(kind)
    return read_article(
        reply.body,
        where=place(reply.final_url),
        latest=reply.received_at + _CLOCK_TOLERANCE,
        url=reply.final_url,
        charset=charset[1] if charset else "",
    )


def read_article(
    body: bytes, *, where: str, latest: datetime, url: str = "", charset: str = ""
) -> Page:
    """The article in a page's bytes, read in a bounded process.

    ``where`` names the page in messages; ``latest`` is the latest time of publication that is
    believed. ``text`` is empty where the page holds no article. Raises ``SourceRefused``:
    ``empty``, ``too-large``, ``unreadable`` or ``stalled``.
    """
    if len(body) > LARGEST:
        raise SourceRefused(
            f"the page has more than {LARGEST:,} bytes.", where, "Save less.", reason="too-large"
        )
    options = {"url": url, "charset": charset, "latest": latest.isoformat()}
    return Page(**run_bounded("reporter.sources.page_text:read_page", body, options, where=where))
