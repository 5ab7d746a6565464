"""What a site allows robots to read: its robots.txt (RFC 9309), read with protego."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.net.pace import Costs, Limit
from reporter.net.request import Fetcher, Request

AGENT = "reporter"
"""The name by which a robots.txt can speak to us; it stands in our User-Agent."""

LONGEST_DELAY = 5.0
"""Seconds. A site that wants more between two requests is asked for one page only."""

_LARGEST = 500_000
_DEADLINE = 10.0
_ABSENT = range(400, 500)


@dataclass(frozen=True, slots=True)
class Robots:
    """A site's rules for us. ``delay`` is in seconds between two requests (0: none asked).

    ``fault`` is why they could not be had; nothing is allowed then.
    """

    site: str
    allows: Callable[[str], bool]
    delay: float = 0.0
    fault: SourceRefused | SourceUnavailable | None = None

    @property
    def costs(self) -> Costs:
        """What one page takes of the site's patience."""
        if not self.delay:
            return ()
        return ((Limit(f"robots.txt of {self.site}", 1, min(self.delay, LONGEST_DELAY)), 1),)

    @property
    def most(self) -> int | None:
        """How many pages may be read at a time, where the site wants longer pauses than ours."""
        return 1 if self.delay > LONGEST_DELAY else None


def site_of(url: str) -> str:
    """Scheme and authority of an address: what one robots.txt speaks for."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def robots_of(fetcher: Fetcher, site: str) -> Robots:
    """The rules of a site such as ``https://example.com``.

    A site that has no robots.txt (an answer from 400 to 499) allows everything; one whose
    robots.txt cannot be had now (server fault, no connection, 429, too large) allows nothing
    for the time being (RFC 9309, 2.3.1).
    """
    request = Request(url=f"{site}/robots.txt", max_bytes=_LARGEST, deadline=_DEADLINE)
    try:
        reply = fetcher.fetch(request)
    except (SourceRefused, SourceUnavailable) as error:
        if isinstance(error, SourceRefused) and error.status in _ABSENT:
            return Robots(site, lambda _: True)
        return Robots(site, lambda _: False, fault=error)
    return _rules(site, reply.body.decode("utf-8-sig", errors="replace"))


def _rules(site: str, text: str) -> Robots:
    from protego import Protego

    rules = Protego.parse(text)
    delay = rules.crawl_delay(AGENT) or 0.0
    return Robots(site, lambda url: bool(rules.can_fetch(url, AGENT)), delay if delay > 0 else 0.0)
