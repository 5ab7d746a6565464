"""How a feed stands, in one of five words, and what to do about it. No I/O: judged from a reading,
an error or a stored state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from urllib.parse import urlsplit

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.feeds import FeedState
from reporter.model.news import Tier
from reporter.news.urls import clean_url

STALE_AFTER = timedelta(days=14)
STALE_AFTER_PRIMARY = timedelta(days=100)
"""Of tier 1: a listed company files a report every quarter and a regulator speaks at least as
often, so silence counts after a quarter and ten days."""


class Health(StrEnum):
    """OK and STALE can be read; EMPTY, DEAD and BLOCKED give no item."""

    OK = "OK"
    STALE = "STALE"  # read, but nothing new for long
    EMPTY = "EMPTY"  # answered, but holds no item
    DEAD = "DEAD"  # no answer, no such address, or no feed
    BLOCKED = "BLOCKED"  # it is there, and we may not have it


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkup:
    """A feed's health, what was seen, and the remedy; no remedy where nothing is wrong."""

    health: Health
    detail: str
    remedy: str = ""

    @property
    def is_readable(self) -> bool:
        """Whether an edition can use the feed."""
        return self.health in {Health.OK, Health.STALE}


_BLOCKED = frozenset(
    {"forbidden", "blocked", "restricted", "busy", "robots", "private-address", "no-contact"}
)
_SITE = "Look on the publisher's site: 'reporter feeds add SITE' finds the feed that a page names."
_REMEDIES = {
    "forbidden": "Read the site's terms, set contact under [desk], or remove the feed.",
    "blocked": "No setting helps: take another feed of this publisher, or remove it.",
    "restricted": "Remove it here, or run Reporter where the publisher allows it.",
    "no-contact": "Set contact under [desk] in reporter.toml: an address for questions.",
    "not-found": _SITE,
    "gone": "The publisher has closed it: remove it from reporter.toml.",
    "empty": f"Try again later; if it stays so, {_SITE[0].lower()}{_SITE[1:]}",
    "unreadable": _SITE,
    "redirects": "Open the address in a browser and take the one where it ends.",
    "too-large": "Look for a feed of the publisher that holds its latest items only.",
}
_KEPT_REMEDIES = _REMEDIES | {
    "private-address": "If that is meant, add its host to allow_hosts under [net]; else remove it.",
}
"""Where the error itself, which names the place, is no longer at hand."""
_LATER = "Try again later; every run asks again by itself. If it stays so, remove it."

_KNOWN_DEAD = (
    ("feeds.reuters.com", "", "Reuters has had no public feed since 2020; take CNBC or Bloomberg."),
    ("reuters.com", "/rssfeed", "Reuters has had no public feed since 2020; take CNBC."),
    ("cftc.gov", "/rss/pressreleases.xml", "Use https://www.cftc.gov/RSS/RSSGP/rssgp.xml."),
    (
        "sec.gov",
        "/rss/litigation/litreleases.xml",
        "Closed in September 2026; use https://www.sec.gov/rss/litigation/admin.xml.",
    ),
    (
        "home.treasury.gov",
        "/rss/press.xml",
        "Closed in September 2026; the Federal Reserve's press feed tells the nearest.",
    ),
    ("blockworks.co", "/feed", "It shows programs a bot challenge; take The Block or Decrypt."),
    (
        "coindesk.com",
        "/feed",
        "Use https://www.coindesk.com/arc/outboundfeeds/rss/.",
    ),
    ("theblockcrypto.com", "", "The Block is at https://www.theblock.co/rss.xml."),
)


def known_dead(url: str) -> str:
    """What to use in place of an address that is known to be dead or wrong; else nothing."""
    parts = urlsplit(clean_url(url))
    host = (parts.hostname or "").removeprefix("www.")
    path = parts.path.lower().rstrip("/")
    for dead, place, instead in _KNOWN_DEAD:
        if host == dead and (not place or path == place or path.startswith(f"{place}/")):
            return f"This address is known to be dead. {instead}"
    return ""


def judge_items(
    items: int, newest: datetime | None, tier: Tier, now: datetime, *, moved_to: str = ""
) -> Checkup:
    """The health of a feed that could be read: so many items, the newest of that moment.

    ``moved_to`` is where permanent redirects led.
    """
    if not items:
        return Checkup(
            health=Health.EMPTY, detail="it reads, but holds no item.", remedy=_REMEDIES["empty"]
        )
    moved = f"It has moved for good: put {moved_to} into reporter.toml." if moved_to else ""
    count = f"{items} item{'' if items == 1 else 's'}"
    if newest is None:
        detail = f"{count}, none with a usable time."
        return Checkup(health=Health.OK, detail=detail, remedy=moved)
    age = now - newest
    limit = STALE_AFTER_PRIMARY if tier == Tier.PRIMARY else STALE_AFTER
    told = f"{count}, the newest of {newest:%Y-%m-%d}"
    if age <= limit:
        return Checkup(health=Health.OK, detail=f"{told}.", remedy=moved)
    return Checkup(
        health=Health.STALE,
        detail=f"{told}, {age.days} days ago.",
        remedy=moved or f"The publisher may have left it. {_SITE}",
    )


def judge_error(
    error: SourceRefused | SourceUnavailable, url: str, named: Sequence[str] = ()
) -> Checkup:
    """The health of a feed that could not be read.

    ``named`` are the addresses of feeds that a web page named which came in its place.
    """
    remedy = known_dead(url)
    if not remedy and named:
        remedy = f"The page names a feed; use its address: {named[0]}"
    if not remedy and isinstance(error, SourceUnavailable):
        remedy = _wait(error.retry_after)
    return Checkup(
        health=_health(error.reason),
        detail=error.what,
        remedy=remedy or _REMEDIES.get(error.reason) or error.next_step or _SITE,
    )


def judge_state(state: FeedState | None, tier: Tier, now: datetime) -> Checkup | None:
    """The health as the last visits of the runs left it; None before the first."""
    if state is None or state.checked_at is None:
        return None
    if state.retired:
        return Checkup(
            health=Health.DEAD, detail="closed by its publisher.", remedy=_REMEDIES["gone"]
        )
    if state.failures:
        return Checkup(
            health=_health(state.reason),
            detail=state.detail,
            remedy=known_dead(state.url) or _KEPT_REMEDIES.get(state.reason, _LATER),
        )
    return judge_items(state.items, state.newest, tier, now, moved_to=state.moved_to)


def _health(reason: str) -> Health:
    if reason in _BLOCKED:
        return Health.BLOCKED
    return Health.EMPTY if reason == "empty" else Health.DEAD


def _wait(seconds: float | None) -> str:
    if seconds is None:
        return _LATER
    minutes = max(1, round(seconds / 60))
    span = f"{minutes} minute{'' if minutes == 1 else 's'}"
    return f"Ask again in {span}, as it wishes; a run waits for that by itself."
