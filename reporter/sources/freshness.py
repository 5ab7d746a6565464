"""When a feed may be asked again: what its publisher says, and how failures slow us down."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Final

from reporter.model.feeds import FeedState
from reporter.net.request import Reply

LONGEST_FRESH: Final = timedelta(hours=1)
"""However long a publisher calls his feed fresh, news is looked for again after this."""

SHORTEST_FRESH: Final = timedelta(minutes=3)
LONGEST_REST: Final = timedelta(days=1)
"""However long a source asks to be left alone (Retry-After), it is asked again after this."""

_FIRST_PAUSE: Final = timedelta(minutes=5)
_LONGEST_PAUSE: Final = timedelta(hours=6)
_HEAD: Final = 65_536
_ENTRY: Final = re.compile(rb"<(?:\w{1,20}:)?(?:item|entry)[\s>/]")
_TTL: Final = re.compile(rb"<ttl>\s*(\d{1,6})\s*</ttl>")
_PERIOD: Final = re.compile(rb"<sy:updatePeriod>\s*(\w{1,20})\s*</sy:updatePeriod>")
_FREQUENCY: Final = re.compile(rb"<sy:updateFrequency>\s*(\d{1,6})\s*</sy:updateFrequency>")
_PERIODS: Final = {
    b"hourly": timedelta(hours=1),
    b"daily": timedelta(days=1),
    b"weekly": timedelta(days=7),
    b"monthly": timedelta(days=30),
    b"yearly": timedelta(days=365),
}

KEPT_UNTIL: Final = "reporter-kept-until"
"""Header of an answer that was not asked for: the copy is fresh until then (ISO 8601)."""


def fresh_for(headers: Mapping[str, str], body: bytes, at: datetime) -> timedelta:
    """For how long the publisher calls this answer fresh; zero where he says nothing.

    The longest of Cache-Control's max-age, Expires, ``ttl`` of RSS and ``updatePeriod`` of the
    syndication module (RFC 9111 4.2; RSS 2.0; RSS 1.0 modules), from three minutes to an hour.
    ``headers`` have lower-case names; ``at`` is when the answer came.
    """
    longest = max((*_cached_for(headers, at), *_hinted(body)), default=timedelta())
    if longest <= timedelta():
        return timedelta()
    return min(max(longest, SHORTEST_FRESH), LONGEST_FRESH)


def _cached_for(headers: Mapping[str, str], at: datetime) -> Iterator[timedelta]:
    rules = dict(_directives(headers.get("cache-control", "")))
    if "no-cache" in rules or "no-store" in rules:
        return
    if "max-age" in rules:  # it overrides Expires
        age = _whole(rules["max-age"]) - _whole(headers.get("age", ""))
        yield timedelta(seconds=age)
        return
    end, start = (_http_date(headers.get(name, "")) for name in ("expires", "date"))
    if end is not None:
        yield end - (start or at)


def _directives(text: str) -> Iterator[tuple[str, str]]:
    for part in text.split(","):
        name, _, value = part.partition("=")
        yield name.strip().lower(), value.strip().strip('"')


def _whole(text: str) -> int:
    return int(text[:9]) if text.isascii() and text.isdigit() else 0


def _http_date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, IndexError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _hinted(body: bytes) -> Iterator[timedelta]:
    """What the head of the feed says; looked for in bytes, since the feed may be hostile."""
    head = _ENTRY.split(body[:_HEAD], maxsplit=1)[0]
    if ttl := _TTL.search(head):
        yield timedelta(minutes=int(ttl[1]))
    if (period := _PERIOD.search(head)) and period[1].lower() in _PERIODS:
        times = _FREQUENCY.search(head)
        yield _PERIODS[period[1].lower()] / max(1, int(times[1]) if times else 1)


def pause_after(failures: int, asked: float | None) -> timedelta:
    """How long a feed is left alone after so many failures in a row.

    Nothing after the first, which a second try may heal, then five minutes, doubling to six
    hours; never for good. ``asked`` are the seconds that the source itself named: they count
    where they are longer, up to a day.
    """
    own = timedelta()
    if failures > 1:
        own = min(_FIRST_PAUSE * 2 ** min(failures - 2, 10), _LONGEST_PAUSE)
    return max(own, min(timedelta(seconds=asked or 0.0), LONGEST_REST))


def rests(state: FeedState, now: datetime) -> bool:
    """Whether the feed is not to be asked yet.

    A state from the future was written by a clock that was wrong, and binds nobody.
    """
    if state.next_at is None or state.checked_at is None or state.checked_at > now:
        return False
    return now < state.next_at <= now + LONGEST_REST


def copy_notes(reply: Reply) -> tuple[str, ...]:
    """In words, that an answer is an earlier copy which is still fresh; nothing for others."""
    try:
        until = datetime.fromisoformat(reply.headers.get(KEPT_UNTIL, ""))
    except ValueError:
        return ()
    copied = f"{reply.received_at:%H:%M} UTC"
    return (f"Read from the copy of {copied}, fresh until {until:%H:%M} UTC by its publisher.",)
