"""Feeds that move, close or want to know who asks, over real HTTP."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from reporter.model.errors import SourceRefused
from reporter.model.feeds import FeedState
from reporter.net.client import Client
from reporter.net.request import Reply, Request
from reporter.sources.feed_visits import FeedVisits, Manners
from tests.sources.visiting import FEED, OTHER, START, Desk, marked, visited_desk


@pytest.fixture
def desk() -> Iterator[Desk]:
    with visited_desk() as one:
        yield one


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
