"""Feeds visited again and again over real HTTP, by a clock that the test turns."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

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


@pytest.fixture
def desk() -> Iterator[Desk]:
    site = Site()
    thread = threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield Desk(site)
    site.over.set()
    site.shutdown()
    site.server_close()
    thread.join()


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


# Conditional requests

MODIFIED = "Fri, 27 Mar 2026 11:00:00 GMT"


@pytest.mark.parametrize(
    ("marks", "conditions"),
    [
        ({"ETag": '"1"'}, ('"1"', None)),
        ({"Last_Modified": MODIFIED}, (None, MODIFIED)),
        ({"ETag": 'W/"1"', "Last_Modified": MODIFIED}, ('W/"1"', MODIFIED)),
    ],
)
def test_an_unchanged_feed_is_answered_from_the_archive(
    desk: Desk, marks: dict[str, str], conditions: tuple[str | None, str | None]
) -> None:
    desk.serve(marked(FEED, **marks, Content_Type="text/xml", Content_Language="de"))
    first = desk.visit()
    second = desk.visit(timedelta(hours=1))
    assert desk.asked == [("/feed", None, None), ("/feed", *conditions)]
    assert (second.status, second.body, second.digest) == (200, FEED, first.digest)
    assert second.final_url == first.final_url
    assert second.headers == {"content-type": "text/xml", "content-language": "de"}
    assert second.received_at == desk.now
    assert desk.state.status == 304
    assert desk.state.last_ok_at == desk.state.checked_at == desk.now
    assert desk.state.first_seen == START


def test_without_marks_everything_is_asked_for(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(200, FEED))
    desk.visit()
    desk.visit()
    assert desk.asked == [("/feed", None, None)] * 2


def test_a_changed_feed_takes_the_place_of_the_old_one(desk: Desk) -> None:
    desk.serve(marked(FEED, ETag='"1"'))
    desk.visit()
    desk.serve(marked(OTHER, ETag='"2"'))
    assert desk.visit().body == OTHER
    assert (desk.state.etag, desk.state.status) == ('"2"', 200)
    assert desk.visit().body == OTHER
    assert desk.state.status == 304


def test_a_server_that_knows_no_conditions_is_believed(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(200, OTHER, ETag='"1"'))
    desk.visit()
    assert desk.visit().body == OTHER
    assert desk.state.status == 200


def test_an_unchanged_answer_may_renew_the_marks(desk: Desk) -> None:
    desk.serve(marked(FEED, ETag='"1"', Last_Modified=MODIFIED))
    desk.visit()
    later = "Fri, 27 Mar 2026 11:30:00 GMT"
    desk.serve(lambda visit: visit.answer(304, Last_Modified=later))
    desk.visit()
    assert (desk.state.etag, desk.state.last_modified) == ('"1"', later)


def test_a_copy_that_is_lost_is_asked_for_anew(desk: Desk) -> None:
    desk.serve(marked(FEED, ETag='"1"', Cache_Control="max-age=600"))
    desk.visit()
    desk.archive = MemoryArchive()
    assert desk.visit().body == FEED
    assert desk.asked[1:] == [("/feed", None, None)]


def test_an_absurd_mark_is_not_kept(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(200, FEED, ETag=f'"{"x" * 2_000}"'))
    desk.visit()
    assert desk.state.etag == ""


# Fresh copies


def test_a_fresh_feed_is_read_from_its_copy_and_says_so(desk: Desk) -> None:
    desk.serve(marked(FEED, ETag='"1"', Cache_Control="max-age=600"))
    desk.visit()
    copy = desk.visit(timedelta(minutes=9))
    assert len(desk.asked) == 1
    assert (copy.body, copy.received_at) == (FEED, START)
    assert copy.headers["reporter-kept-until"] == "2026-03-27T12:11:00+00:00"
    assert "reporter-kept-until" not in desk.visit(timedelta(minutes=1)).headers
    assert len(desk.asked) == 2


def test_no_server_speaks_in_our_name(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(200, FEED, Reporter_Kept_Until="2026-03-27T12:11:00Z"))
    assert "reporter-kept-until" not in desk.visit().headers


def test_an_unchanged_feed_is_fresh_by_its_own_hint(desk: Desk) -> None:
    desk.serve(marked(b"<rss><channel><ttl>10</ttl></channel></rss>", ETag='"1"'))
    desk.visit()
    desk.visit(timedelta(minutes=10))
    assert desk.state.status == 304
    desk.visit(timedelta(minutes=9))
    assert len(desk.asked) == 2


def test_a_clock_that_went_wrong_does_not_block_a_feed(desk: Desk) -> None:
    desk.serve(marked(FEED, ETag='"1"', Cache_Control="max-age=3600"))
    desk.now += timedelta(days=400)
    desk.visit()
    desk.now = START
    desk.visit()
    desk.serve(lambda visit: visit.answer(429, Retry_After="7200"))
    desk.now += timedelta(days=400)
    desk.fails()
    desk.now = START
    desk.serve(lambda visit: visit.answer(200, FEED))
    assert desk.visit().body == FEED


# Failures


def test_failures_slow_us_down_and_never_end_it(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(500))
    waits = []
    for _ in range(10):
        error = desk.fails()
        assert error.reason == "server-error"
        assert desk.state.next_at is not None
        waits.append((desk.state.next_at - desk.now) / timedelta(minutes=1))
        desk.now = desk.state.next_at
    assert waits == [0, 5, 10, 20, 40, 80, 160, 320, 360, 360]
    assert (desk.state.failures, desk.state.status) == (10, 500)
    desk.serve(lambda visit: visit.answer(200, FEED))
    assert desk.visit().body == FEED
    assert (desk.state.failures, desk.state.reason, desk.state.detail) == (0, "", "")


def test_a_resting_feed_is_a_gap_with_its_last_reason_and_no_old_body(desk: Desk) -> None:
    desk.serve(marked(FEED, ETag='"1"'))
    desk.visit()
    desk.serve(lambda visit: visit.answer(404))
    desk.fails()
    desk.fails()
    asked = len(desk.asked)
    error = desk.fails(timedelta(minutes=2))
    assert len(desk.asked) == asked
    assert isinstance(error, SourceUnavailable)
    assert (error.reason, error.retry_after) == ("not-found", 180.0)
    assert error.what == (
        "not asked again before 27 March, 12:06 UTC, after 2 failures in a row; the last: "
        "there is nothing at this address (404)."
    )
    desk.serve(marked(FEED, ETag='"1"'))
    assert desk.visit(timedelta(minutes=3)).body == FEED
    assert desk.state.status == 304


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("form", ["seconds", "date"])
def test_who_asks_to_be_left_alone_is_left_alone(desk: Desk, status: int, form: str) -> None:
    until = START + timedelta(minutes=30)
    wait = "1800" if form == "seconds" else format_datetime(until, usegmt=True)
    desk.serve(lambda visit: visit.answer(status, Retry_After=wait))
    desk.fails()
    assert desk.state.next_at == until
    asked = len(desk.asked)
    error = desk.fails(timedelta(minutes=29))
    assert "after one failure; the last" in error.what
    assert len(desk.asked) == asked
    desk.serve(lambda visit: visit.answer(200, FEED))
    assert desk.visit(timedelta(minutes=1)).body == FEED


def test_nobody_is_left_alone_for_more_than_a_day(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(429, Retry_After="99999999"))
    desk.fails()
    assert desk.state.next_at == START + timedelta(days=1)


def test_a_feed_that_asks_for_rest_speaks_for_itself_alone(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(429, Retry_After="60"))
    desk.serve(lambda visit: visit.answer(200, OTHER), "/other")
    states = [FeedState(url=desk.site.url(path), first_seen=START) for path in ("/feed", "/other")]
    with Client("x", clock=lambda: START, jitter=lambda: 0.0, allow_hosts=["127.0.0.1"]) as client:
        manners = Manners(contact="", is_own=lambda _: True)
        visits = FeedVisits(client, desk.archive, states, clock=lambda: START, manners=manners)
        with pytest.raises(SourceUnavailable):
            visits.fetch(Request(url=states[0].url))
        assert visits.fetch(Request(url=states[1].url)).body == OTHER


def test_where_nothing_can_be_reached_the_fault_is_ours(desk: Desk) -> None:
    desk.site.shutdown()
    desk.site.server_close()
    for _ in range(3):
        assert desk.fails().reason == "unreachable"
        assert desk.state.next_at is None
    assert desk.state.failures == 3


def test_a_private_address_may_be_allowed_at_once(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(302, Location="http://10.0.0.1/"))
    for _ in range(3):
        assert desk.fails().reason == "private-address"
    assert (desk.state.failures, desk.state.next_at) == (1, None)
    desk.serve(lambda visit: visit.answer(404))
    desk.fails()
    assert desk.state.failures == 1


# Moves and closures


def test_a_permanent_move_is_remembered(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(301, Location="/second"))
    desk.serve(lambda visit: visit.answer(308, Location="/third"), "/second")
    desk.serve(marked(FEED, ETag='"1"'), "/third")
    desk.visit()
    assert desk.state.moved_to == desk.state.final_url == desk.site.url("/third")
    reply = desk.visit()
    assert desk.asked[3:] == [("/third", '"1"', None)]
    assert (reply.url, reply.final_url) == (desk.url, desk.site.url("/third"))
    assert desk.state.moved_to == desk.site.url("/third")
    desk.serve(lambda visit: visit.answer(301, Location="/fourth"), "/third")
    desk.serve(lambda visit: visit.answer(200, FEED), "/fourth")
    desk.visit()
    assert desk.state.moved_to == desk.site.url("/fourth")


@pytest.mark.parametrize(("status", "path"), [(302, ""), (303, ""), (307, ""), (301, "/second")])
def test_a_move_counts_as_far_as_it_is_permanent(desk: Desk, status: int, path: str) -> None:
    desk.serve(lambda visit: visit.answer(status, Location="/second"))
    desk.serve(lambda visit: visit.answer(302, Location="/third"), "/second")
    desk.serve(lambda visit: visit.answer(301, Location="/fourth"), "/third")
    desk.serve(lambda visit: visit.answer(200, FEED), "/fourth")
    desk.visit()
    assert desk.state.moved_to == (desk.site.url(path) if path else "")


def test_a_new_address_that_leads_nowhere_is_forgotten(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(301, Location="/second"))
    desk.serve(lambda visit: visit.answer(200, FEED), "/second")
    desk.visit()
    desk.serve(lambda visit: visit.answer(200, OTHER))
    desk.serve(lambda visit: visit.answer(404), "/second")
    assert desk.visit().body == OTHER
    assert desk.state.moved_to == ""


def test_a_fault_of_the_new_address_leads_back_to_the_old_one(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(301, Location="/second"))
    desk.serve(lambda visit: visit.answer(200, FEED), "/second")
    desk.visit()
    desk.serve(lambda visit: visit.answer(500), "/second")
    desk.fails()
    desk.site.seen.clear()
    desk.serve(lambda visit: visit.answer(200, OTHER))
    assert desk.visit().body == OTHER
    assert [path for path, *_ in desk.asked] == ["/feed"]


def test_a_web_page_is_neither_kept_nor_moved_to(desk: Desk) -> None:
    page = b"\n<!DOCTYPE html><html><body>Sign in to this network</body></html>"
    desk.serve(lambda visit: visit.answer(301, Location="/portal"))
    desk.serve(
        lambda visit: visit.answer(200, page, ETag='"1"', Cache_Control="max-age=600"), "/portal"
    )
    assert desk.visit().body == page
    assert (desk.state.moved_to, desk.state.etag, desk.state.body) == ("", "", None)
    desk.serve(lambda visit: visit.answer(200, FEED))
    assert desk.visit().body == FEED


def test_what_was_encrypted_is_never_remembered_as_plain() -> None:
    from reporter.model.digest import digest
    from reporter.sources.feed_visits import _moved

    reply = Reply(
        url="https://a.example/",
        final_url="http://a.example/feed",
        status=200,
        headers={},
        body=b"",
        digest=digest(b""),
        received_at=START,
        moved_to="http://a.example/feed",
    )
    assert _moved(FeedState(url="https://a.example/", first_seen=START), reply) == ""
    plain = FeedState(url="http://a.example/", first_seen=START)
    assert _moved(plain, reply) == "http://a.example/feed"


def test_a_closed_feed_is_not_asked_again_and_every_round_says_so(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(410))
    assert desk.fails().reason == "gone"
    assert desk.state.retired
    for _ in range(2):
        error = desk.fails(timedelta(days=30))
        assert (error.reason, error.status) == ("gone", 410)
        assert "remove it from reporter.toml, or give its new address" in error.what
    assert len(desk.asked) == 1
    assert desk.state.failures == 1


# Manners


@pytest.mark.parametrize("host", ["www.sec.gov", "SEC.gov", "sec.gov:443", "data.sec.gov."])
def test_the_sec_is_not_asked_anonymously(desk: Desk, host: str) -> None:
    desk.url = f"https://{host}/news/pressreleases.rss"
    error = desk.fails()
    assert error.reason == "no-contact"
    assert "set contact under [desk]" in error.what
    assert (desk.state.reason, desk.state.next_at) == ("no-contact", None)


def test_a_host_that_is_not_the_desk_s_own_is_asked_slowly(desk: Desk) -> None:
    desk.serve(lambda visit: visit.answer(200, FEED))
    desk.serve(lambda visit: visit.answer(302, Location="/feed"), "/other")
    states = [FeedState(url=desk.site.url(path), first_seen=START) for path in ("/feed", "/other")]
    for own, pauses in ((True, []), (False, [0.5])):
        slept: list[float] = []
        with Client(
            "x",
            clock=lambda: START,
            jitter=lambda: 0.0,
            allow_hosts=["127.0.0.1"],
            sleep=slept.append,
        ) as client:
            manners = Manners(contact="", is_own=lambda _, own=own: own)  # type: ignore[misc] # a lambda's default has no type
            visits = FeedVisits(client, desk.archive, states, clock=lambda: START, manners=manners)
            for state in states:
                visits.fetch(Request(url=state.url))
        assert [round(pause, 1) for pause in slept] == pauses


def test_what_is_no_feed_of_ours_goes_straight_through(desk: Desk) -> None:
    class Other:
        def fetch(self, request: Request) -> Reply:
            raise SourceRefused("seen", request.url)

    visits = FeedVisits(
        Other(),
        desk.archive,
        [],
        clock=lambda: START,
        manners=Manners(contact="", is_own=lambda _: True),
    )
    with pytest.raises(SourceRefused, match="seen"):
        visits.fetch(Request(url="https://a.example/"))
    assert visits.states == ()


def test_a_damaged_copy_is_asked_for_anew(desk: Desk, tmp_path: Path) -> None:
    from reporter.net.archive import Archive

    desk.archive = Archive(tmp_path)  # type: ignore[assignment] # another store of the same form
    desk.serve(marked(FEED, ETag='"1"'))
    desk.visit()
    (blob,) = (path for path in tmp_path.rglob("*") if path.is_file())
    blob.write_bytes(b"damaged")
    assert desk.visit().body == FEED
    assert desk.asked[1:] == [("/feed", None, None)]
