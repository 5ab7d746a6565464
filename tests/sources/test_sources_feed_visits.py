"""Feeds visited again and again over real HTTP: conditions, freshness, failures."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from email.utils import format_datetime

import pytest

from reporter.model.errors import SourceUnavailable
from reporter.model.feeds import FeedState
from reporter.net.archive import MemoryArchive
from reporter.net.client import Client
from reporter.net.request import Request
from reporter.sources.feed_visits import FeedVisits, Manners
from tests.sources.visiting import FEED, OTHER, START, Desk, marked, visited_desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    with visited_desk() as one:
        yield one


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
