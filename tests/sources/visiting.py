"""A desk of one feed that is visited in rounds, by a clock that the test turns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.feeds import FeedState
from reporter.net.archive import MemoryArchive
from reporter.net.client import Client
from reporter.net.request import Reply, Request
from reporter.net.snapshot import Recorder, Replayer
from reporter.sources.feed_visits import FeedVisits, Manners
from tests.net.conftest import Site, Visit

START = datetime(2026, 3, 27, 12, 1, tzinfo=UTC)
FEED = b"<rss version='2.0'><channel><title>One</title></channel></rss>"
OTHER = b"<rss version='2.0'><channel><title>Two</title></channel></rss>"
Fault = SourceRefused | SourceUnavailable


class Desk:
    """One feed at ``/feed``, visited in rounds; the archive and the state last between them."""

    def __init__(self, site: Site, contact: str = "") -> None:
        self.site = site
        self.url = site.url("/feed")
        self.now = START
        self.archive = MemoryArchive()
        self.pauses: list[float] = []
        self.contact = contact
        self.own = True
        self.known: FeedState | None = None

    @property
    def state(self) -> FeedState:
        assert self.known is not None
        return self.known

    def serve(self, page: Callable[[Visit], None], path: str = "/feed") -> None:
        self.site.pages[path] = page

    def visit(self, wait: timedelta = timedelta()) -> Reply:
        """One round, some time after the last: what the recorder got."""
        self.now += wait
        state = self.known or FeedState(url=self.url, first_seen=self.now)
        request = Request(url=self.url, headers=(("accept", "text/xml"),))
        with Client(
            "Reporter/1.0",
            clock=lambda: self.now,
            jitter=lambda: 0.5,
            allow_hosts=["127.0.0.1"],
            sleep=self.pauses.append,
        ) as client:
            visits = FeedVisits(
                client,
                self.archive,
                [state],
                clock=lambda: self.now,
                manners=Manners(contact=self.contact, is_own=lambda _: self.own),
            )
            recorder = Recorder(visits, self.archive)
            try:
                reply = recorder.fetch(request)
            finally:
                (self.known,) = visits.states
        snapshot = recorder.seal(self.now)
        assert Replayer(snapshot, self.archive).fetch(request) == reply
        return reply

    def fails(self, wait: timedelta = timedelta()) -> Fault:
        try:
            self.visit(wait)
        except (SourceRefused, SourceUnavailable) as fault:
            return fault
        pytest.fail("the feed was read")

    @property
    def asked(self) -> list[tuple[str, str | None, str | None]]:
        """Path and conditions of every request so far."""
        return [
            (path, headers.get("if-none-match"), headers.get("if-modified-since"))
            for path, headers in self.site.seen
        ]


def marked(body: bytes, **marks: str) -> Callable[[Visit], None]:
    """A page that answers 304 to whoever has these marks."""

    def page(visit: Visit) -> None:
        etag, modified = marks.get("ETag"), marks.get("Last_Modified")
        sent = visit.headers
        known = (etag is not None and sent["If-None-Match"] == etag) or (
            etag is None and modified is not None and sent["If-Modified-Since"] == modified
        )
        visit.answer(304 if known else 200, b"" if known else body, **marks)

    return page


@contextmanager
def visited_desk() -> Iterator[Desk]:
    """A desk whose feed is served over real HTTP."""
    site = Site()
    thread = threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield Desk(site)
    site.over.set()
    site.shutdown()
    site.server_close()
    thread.join()
