"""Visits to feeds that remember the last one: conditional, scheduled, and never given up.

A fetcher stands around the client and answers what is asked of a configured feed by the feed's
state; whatever else is asked goes straight through. What it gives out of the archive looks to
the recorder like an answer that just came, so that a replay needs neither state nor clock.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from reporter.model.errors import SnapshotError, SourceRefused, SourceUnavailable
from reporter.model.feeds import FeedState
from reporter.net.archive import BlobStore
from reporter.net.pace import Limit
from reporter.net.request import Fetcher, Reply, Request, host_of, place
from reporter.sources.freshness import KEPT_UNTIL, fresh_for, pause_after, rests

MOST_BYTES = 10_000_000
DEADLINE = 6.0
"""Seconds for a feed: an edition waits for the slowest, and the next run asks again."""

AT_ONCE = 24
"""How many feeds are asked at once."""

LANES = 2
"""How many of them on one host."""

_APART = 0.5  # seconds between two requests to one host
_READ_WITH = ("content-type", "content-location", "content-language")
_LONGEST_MARK = 1_000
_NOT_THEIRS = frozenset({"private-address", "no-contact"})
"""Reasons that the publisher has no part in: what is mended here may be tried at once."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manners:
    """How hosts are asked. ``contact`` is what the User-Agent names; empty for none.

    ``is_own`` tells the hosts of the desk itself (by address), which are asked as fast as they
    answer; of any other, two feeds at once, half a second apart.
    """

    contact: str
    is_own: Callable[[str], bool]


class FeedVisits:
    """A fetcher that knows feeds by their states; safe to share between threads.

    ``states`` are those of the feeds to be visited, new ones included; ``clock`` gives the time
    in UTC.
    """

    def __init__(
        self,
        fetcher: Fetcher,
        archive: BlobStore,
        states: Iterable[FeedState],
        *,
        clock: Callable[[], datetime],
        manners: Manners,
    ) -> None:
        self._fetcher = fetcher
        self._archive = archive
        self._states = {state.url: state for state in states}
        self._clock = clock
        self._manners = manners

    @property
    def states(self) -> tuple[FeedState, ...]:
        """The states of all feeds as they are now, in the order given.

        Where none at all could be reached the fault is on this side, and no feed rests for it.
        """
        states = tuple(self._states.values())
        if all(state.reason == "unreachable" for state in states if not state.retired):
            return tuple(replace(state, next_at=None) for state in states)
        return states

    def fetch(self, request: Request) -> Reply:
        """The answer. Errors as of the fetcher; a feed that rests raises its last one again.

        ``gone`` stands for a feed that its publisher closed, ``no-contact`` for one that may
        not be asked anonymously.
        """
        state = self._states.get(request.full_url)
        if state is None:
            return self._fetcher.fetch(request)
        kept = _kept_copy(state, self._archive)
        now = self._clock()
        if not state.retired and not state.failures and kept and rests(state, now):
            return _as_answer(state, kept, state.checked_at or now, state.next_at)
        self._object(state, now)
        try:
            reply = self._asked(request, state, kept)
        except (SourceUnavailable, SourceRefused) as error:
            self._states[state.url] = _failed(state, error, self._clock())
            raise
        return self._arrived(state, reply, kept)

    def _object(self, state: FeedState, now: datetime) -> None:
        """Raise where the feed may not be asked."""
        where = place(state.address)
        if state.retired:
            raise SourceRefused(_GONE, where, reason="gone", status=410)
        if state.failures and rests(state, now):
            assert state.next_at is not None  # noqa: S101 - a feed rests until then
            raise SourceUnavailable(
                f"not asked again before {_instant(state.next_at)}, after "
                f"{_times(state.failures)}; the last: {state.detail}",
                where,
                "It is asked again by itself.",
                reason=state.reason,
                retry_after=(state.next_at - now).total_seconds(),
            )

    def _asked(self, request: Request, state: FeedState, kept: bytes | None) -> Reply:
        """Ask where the feed has moved to; should that lead nowhere, at its old address."""
        if _wants_contact(state.address) and not self._manners.contact:
            where = place(state.address)
            raise SourceRefused(_NO_CONTACT, where, _SEE, reason="no-contact")
        marks = _marks(state) if kept is not None else ()
        try:
            return self._fetcher.fetch(self._polite(request, state.address, marks))
        except SourceRefused:
            if not state.moved_to:
                raise
            return self._fetcher.fetch(self._polite(request, state.url, marks))

    def _polite(self, request: Request, url: str, marks: tuple[tuple[str, str], ...]) -> Request:
        own = self._manners.is_own(url)
        return replace(
            request,
            url=url,
            headers=(*request.headers, *marks),
            max_bytes=MOST_BYTES,
            deadline=DEADLINE,
            costs=() if own else ((Limit(f"feeds of {host_of(url)}", 1, _APART), 1),),
            waits=1,
            at_once=AT_ONCE if own else LANES,
            alone=True,
        )

    def _arrived(self, state: FeedState, reply: Reply, kept: bytes | None) -> Reply:
        """Note what came; an unchanged feed is answered with its kept copy."""
        unchanged = reply.status == 304
        body = kept if unchanged and kept is not None else reply.body
        after = _unchanged(state, reply) if unchanged else _renewed(state, reply)
        now = reply.received_at
        self._states[state.url] = replace(
            after,
            status=reply.status,
            checked_at=now,
            last_ok_at=now,
            next_at=now + fresh_for(reply.headers, body, now),
            failures=0,
            reason="",
            detail="",
        )
        if unchanged:
            return _as_answer(after, body, now)
        return replace(reply, url=state.url)


_GONE = (
    "the publisher has closed this feed for good (410): remove it from reporter.toml, or give "
    "its new address."
)
_NO_CONTACT = "sec.gov answers nobody without a contact: set contact under [desk]."
_SEE = "Write an address for questions into reporter.toml."


def _wants_contact(url: str) -> bool:
    host = host_of(url).partition(":")[0].rstrip(".")
    return host == "sec.gov" or host.endswith(".sec.gov")


def _instant(moment: datetime) -> str:
    return f"{moment.day} {moment:%B}, {moment:%H:%M} UTC"


def _times(failures: int) -> str:
    return "one failure" if failures == 1 else f"{failures} failures in a row"


def _kept_copy(state: FeedState, archive: BlobStore) -> bytes | None:
    """The body of the last answer; None where the archive has lost it: it is asked for anew."""
    if state.body is None:
        return None
    try:
        return archive.get(state.body)
    except SnapshotError:
        return None


def _marks(state: FeedState) -> tuple[tuple[str, str], ...]:
    marks = (("if-none-match", state.etag), ("if-modified-since", state.last_modified))
    return tuple((name, value) for name, value in marks if value)


def _as_answer(state: FeedState, body: bytes, at: datetime, until: datetime | None = None) -> Reply:
    assert state.body is not None  # noqa: S101 - the copy was found under this digest
    headers = dict(state.headers)
    if until is not None:
        headers[KEPT_UNTIL] = until.isoformat()
    return Reply(
        url=state.url,
        final_url=state.final_url,
        status=200,
        headers=headers,
        body=body,
        digest=state.body,
        received_at=at,
    )


def _renewed(state: FeedState, reply: Reply) -> FeedState:
    """A new body with its marks. A web page is no feed: neither it nor a move to it is kept."""
    if _is_page(reply.body):
        return replace(state, moved_to="", etag="", last_modified="", body=None)
    return replace(
        state,
        moved_to=_moved(state, reply),
        etag=_mark(reply.headers, "etag"),
        last_modified=_mark(reply.headers, "last-modified"),
        body=reply.digest,
        final_url=reply.final_url,
        headers=tuple((n, reply.headers[n]) for n in _READ_WITH if n in reply.headers),
    )


def _unchanged(state: FeedState, reply: Reply) -> FeedState:
    """The kept body, with the marks that a 304 may renew (RFC 9111 3.2)."""
    return replace(
        state,
        moved_to=_moved(state, reply),
        etag=_mark(reply.headers, "etag") or state.etag,
        last_modified=_mark(reply.headers, "last-modified") or state.last_modified,
    )


def _failed(state: FeedState, error: SourceUnavailable | SourceRefused, now: datetime) -> FeedState:
    """A feed that could not be had; its copy stays for the next conditional request."""
    ours = error.reason in _NOT_THEIRS
    failures = 1 if ours or state.reason in _NOT_THEIRS else state.failures + 1
    asked = error.retry_after if isinstance(error, SourceUnavailable) else None
    return replace(
        state,
        moved_to=state.moved_to if ours else "",
        status=error.status or 0,
        checked_at=now,
        next_at=None if ours else now + pause_after(failures, asked),
        failures=failures,
        reason=error.reason,
        detail=error.what,
        retired=error.reason == "gone",
    )


def _moved(state: FeedState, reply: Reply) -> str:
    """Where the feed lives now, by permanent redirects; never from https to http."""
    target = reply.moved_to or (state.moved_to if reply.url == state.moved_to else "")
    if state.url.startswith("https:") and not target.startswith("https:"):
        return ""
    return "" if target == state.url else target


def _mark(headers: Mapping[str, str], name: str) -> str:
    value = headers.get(name, "")
    return value if len(value) <= _LONGEST_MARK else ""


def _is_page(body: bytes) -> bool:
    start = body[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return start.startswith((b"<!doctype html", b"<html"))
