"""The client against a server that misbehaves in every way we know."""

from __future__ import annotations

import gzip
import socket
import struct
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import count
from typing import Any

import pytest

from reporter.model.digest import digest
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.net.client import Client
from reporter.net.pace import Limit
from reporter.net.request import Request

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
FEED = b"<rss version='2.0'/>" * 10
# conftest.py is no importable module under importlib mode
Site = Any
Visit = Any


def refused(client: Client, request: Request) -> SourceRefused:
    with pytest.raises(SourceRefused) as caught:
        client.fetch(request)
    return caught.value


def unavailable(client: Client, request: Request) -> SourceUnavailable:
    with pytest.raises(SourceUnavailable) as caught:
        client.fetch(request)
    return caught.value


# Good answers


def test_a_plain_answer(client: Client, site: Site) -> None:
    site.pages["/feed"] = lambda visit: visit.answer(200, FEED, ETag='"1"', Content_Type="text/xml")
    request = site.ask("/feed", params=(("b", "2"), ("a", "1 2")))
    reply = client.fetch(request)
    assert (reply.status, reply.body, reply.digest) == (200, FEED, digest(FEED))
    assert reply.url == reply.final_url == request.full_url == site.url("/feed?b=2&a=1+2")
    assert reply.received_at == NOW
    assert reply.headers["etag"] == '"1"'
    assert reply.headers["content-type"] == "text/xml"


def test_who_asks_and_for_what(client: Client, site: Site) -> None:
    site.pages["/feed"] = lambda visit: visit.answer(200, FEED, Set_Cookie="a=b")
    headers = (("Accept", "text/xml"), ("Accept-Encoding", "br"), ("User-Agent", "x"))
    client.fetch(site.ask("/feed?q=1", headers=headers))
    client.fetch(site.ask("/feed", params=(("r", "2"),)))
    (_, first), (path, second) = site.seen
    assert first["accept"] == "text/xml"
    assert first["accept-encoding"] == "gzip"
    assert first["user-agent"] == "Reporter/1.0 (desk@example.com)"
    assert second["accept"] == "*/*"
    assert "cookie" not in second
    assert path == "/feed?r=2"


def test_a_contact_may_have_an_umlaut(site: Site) -> None:
    site.pages["/feed"] = lambda visit: visit.answer(200, FEED)
    with Client("Büro", clock=lambda: NOW, jitter=lambda: 0.0, allow_hosts=[site.host]) as client:
        assert client.fetch(site.ask("/feed")).body == FEED


def test_gzip_is_decoded(client: Client, site: Site) -> None:
    packed = gzip.compress(FEED[:100]) + gzip.compress(FEED[100:])
    site.pages["/feed"] = lambda visit: visit.answer(200, packed, Content_Encoding="GZIP, identity")
    assert client.fetch(site.ask("/feed")).body == FEED


def test_an_empty_answer_is_empty(client: Client, site: Site) -> None:
    site.pages["/feed"] = lambda visit: visit.answer(200, b"", Content_Encoding="gzip")
    assert client.fetch(site.ask("/feed")).body == b""


def test_unchanged_is_an_answer_only_to_who_asked_for_it(client: Client, site: Site) -> None:
    site.pages["/feed"] = lambda visit: visit.answer(304)
    reply = client.fetch(site.ask("/feed", headers=(("If-None-Match", '"1"'),)))
    assert (reply.status, reply.body) == (304, b"")
    assert refused(client, site.ask("/feed")).status == 304


# Too much, too strange


def test_a_bomb_stops_at_the_cap(client: Client, site: Site) -> None:
    bomb = gzip.compress(b" " * 20_000_000)
    site.pages["/bomb"] = lambda visit: visit.answer(200, bomb, Content_Encoding="gzip")
    assert refused(client, site.ask("/bomb", max_bytes=100_000)).reason == "too-large"


def test_an_answer_of_just_the_cap_passes(client: Client, site: Site) -> None:
    packed = gzip.compress(b"a" * 1000)
    site.pages["/gzip"] = lambda visit: visit.answer(200, packed, Content_Encoding="gzip")
    site.pages["/plain"] = lambda visit: visit.answer(200, b"a" * 1000)
    for path in ("/gzip", "/plain"):
        assert len(client.fetch(site.ask(path, max_bytes=1000)).body) == 1000
        assert refused(client, site.ask(path, max_bytes=999)).reason == "too-large"


def test_a_body_without_end_stops_at_the_cap(client: Client, site: Site) -> None:
    def flood(visit: Visit) -> None:
        visit.wfile.write(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
        while not site.over.is_set():
            visit.wfile.write(b"1000\r\n" + b"a" * 4096 + b"\r\n")

    site.pages["/flood"] = flood
    assert refused(client, site.ask("/flood", max_bytes=50_000)).reason == "too-large"


@pytest.mark.parametrize("encoding", ["gzip, gzip", "br", "deflate", "gzip, br", "zstd"])
def test_encodings_we_did_not_ask_for_are_refused(
    client: Client, site: Site, encoding: str
) -> None:
    body = gzip.compress(gzip.compress(FEED))
    site.pages["/feed"] = lambda visit: visit.answer(200, body, Content_Encoding=encoding)
    assert refused(client, site.ask("/feed")).reason == "unreadable"


def test_damaged_gzip_is_refused(client: Client, site: Site) -> None:
    site.pages["/feed"] = lambda visit: visit.answer(200, b"no gzip", Content_Encoding="gzip")
    assert refused(client, site.ask("/feed")).reason == "unreadable"


def test_gzip_that_ends_in_the_middle_may_come_whole_again(client: Client, site: Site) -> None:
    packed, visits = gzip.compress(FEED), count()

    def page(visit: Visit) -> None:
        body = packed if next(visits) else packed[:-12]
        visit.answer(200, body, Content_Encoding="gzip")

    site.pages["/feed"] = page
    assert client.fetch(site.ask("/feed")).body == FEED


# Too slow, broken off


def test_a_drip_ends_at_the_deadline(client: Client, site: Site) -> None:
    def drip(visit: Visit) -> None:
        visit.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
        while not site.over.wait(0.02):
            visit.wfile.write(b"a")

    site.pages["/drip"] = drip
    assert unavailable(client, site.ask("/drip", deadline=0.3)).reason == "deadline"


def test_a_drip_of_headers_ends_at_the_deadline(client: Client, site: Site) -> None:
    def drip(visit: Visit) -> None:
        visit.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not site.over.wait(0.02):
            visit.wfile.write(b"a")

    site.pages["/drip"] = drip
    assert unavailable(client, site.ask("/drip", deadline=0.3)).reason == "deadline"


def test_a_silent_server_leaves_time_for_a_second_try(client: Client, site: Site) -> None:
    visits = count()

    def page(visit: Visit) -> None:
        if next(visits) == 0:
            site.over.wait(10)
        visit.answer(200, FEED)

    site.pages["/feed"] = page
    assert client.fetch(site.ask("/feed", deadline=2.0)).body == FEED


def test_one_wait_may_take_the_whole_deadline(client: Client, site: Site) -> None:
    def page(visit: Visit) -> None:
        site.over.wait(0.6)
        visit.answer(200, FEED)

    site.pages["/slow"] = page
    assert client.fetch(site.ask("/slow", deadline=1.0, waits=1)).body == FEED
    assert len(site.seen) == 1
    site.pages["/hang"] = lambda _: site.over.wait(10)
    assert unavailable(client, site.ask("/hang", deadline=0.3, waits=1)).reason == "deadline"
    assert len(site.seen) == 2


def test_a_server_that_stays_silent(client: Client, site: Site) -> None:
    site.pages["/hang"] = lambda _: site.over.wait(10)
    error = unavailable(client, site.ask("/hang", deadline=0.3))
    assert error.reason in {"timeout", "deadline"}
    assert str(error).startswith(f"{site.host}/hang: ")


def test_a_reset_is_tried_three_times(client: Client, site: Site, pauses: list[float]) -> None:
    def reset(visit: Visit) -> None:
        linger = struct.pack("ii", 1, 0)
        visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        visit.close_connection = True
        socket.close(visit.connection.detach())

    site.pages["/reset"] = reset
    assert unavailable(client, site.ask("/reset")).reason == "reset"
    assert len(site.seen) == 3
    assert pauses == [0.5, 1.0]


def test_a_short_body_is_no_answer(client: Client, site: Site) -> None:
    answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this"
    site.pages["/short"] = lambda visit: visit.raw(answer)
    assert unavailable(client, site.ask("/short")).reason == "reset"


def test_what_is_no_http(client: Client, site: Site) -> None:
    site.pages["/noise"] = lambda visit: visit.raw(b"\x00\x01\x02 noise\r\n\r\n")
    assert unavailable(client, site.ask("/noise")).reason == "reset"


def test_nobody_listens(client: Client, sites: Callable[[], Site]) -> None:
    gone = sites()
    gone.shutdown()
    gone.server_close()
    with Client(
        "x", clock=lambda: NOW, jitter=lambda: 0.0, allow_hosts=[gone.host], sleep=lambda _: None
    ) as other:
        assert unavailable(other, gone.ask("/")).reason == "unreachable"


def test_tls_with_a_server_that_speaks_none(client: Client, site: Site) -> None:
    request = Request(url=f"https://{site.host}/", deadline=5.0)
    assert unavailable(client, request).reason == "unreachable"


# Statuses


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        (400, "refused"),
        (401, "forbidden"),
        (403, "forbidden"),
        (404, "not-found"),
        (410, "gone"),
        (418, "forbidden"),
        (451, "restricted"),
        (300, "refused"),
        (302, "refused"),
    ],
)
def test_refusals(client: Client, site: Site, status: int, reason: str) -> None:
    site.pages["/page"] = lambda visit: visit.answer(status, b"hostile words")
    error = refused(client, site.ask("/page"))
    assert (error.status, error.reason) == (status, reason)
    assert str(status) in str(error)
    assert "hostile" not in str(error)
    assert len(site.seen) == 1


def test_a_challenge_for_browsers(client: Client, site: Site) -> None:
    site.pages["/page"] = lambda visit: visit.answer(403, cf_mitigated="challenge")
    error = refused(client, site.ask("/page"))
    assert (error.reason, error.status) == ("blocked", 403)
    assert "Ask the publisher to let Reporter through" in error.next_step


@pytest.mark.parametrize(
    ("server", "kind", "reason"),
    [
        ("cloudflare", "text/html; charset=UTF-8", "blocked"),
        ("cloudflare", "application/json", "forbidden"),
        ("nginx", "text/html", "forbidden"),
    ],
)
def test_a_guard_s_page_is_not_the_publisher_s_word(
    client: Client, site: Site, server: str, kind: str, reason: str
) -> None:
    def page(visit: Visit) -> None:
        visit.raw(
            f"HTTP/1.1 403 No\r\nServer: {server}\r\nContent-Type: {kind}\r\n"
            "Content-Length: 0\r\n\r\n".encode()
        )

    site.pages["/page"] = page
    assert refused(client, site.ask("/page")).reason == reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [(408, "timeout"), (429, "busy"), (500, "server-error"), (503, "server-error")],
)
def test_faults_that_may_pass(client: Client, site: Site, status: int, reason: str) -> None:
    site.pages["/page"] = lambda visit: visit.answer(status)
    error = unavailable(client, site.ask("/page"))
    assert (error.status, error.reason, error.retry_after) == (status, reason, None)
    assert len(site.seen) == 3


def test_a_fault_that_passes(client: Client, site: Site) -> None:
    visits = count()
    site.pages["/page"] = lambda visit: (
        visit.answer(200, FEED) if next(visits) == 2 else visit.answer(503)
    )
    assert client.fetch(site.ask("/page")).body == FEED


@pytest.mark.parametrize("wait", ["2", "Fri, 27 Mar 2026 21:21:02 GMT"])
def test_a_wait_that_fits_is_kept(
    client: Client, site: Site, pauses: list[float], wait: str
) -> None:
    visits = count()
    site.pages["/page"] = lambda visit: (
        visit.answer(200, FEED) if next(visits) else visit.answer(429, Retry_After=wait)
    )
    assert client.fetch(site.ask("/page")).body == FEED
    assert pauses == [2.0]


@pytest.mark.parametrize(
    ("wait", "seconds"), [("60", 60.0), ("Fri, 27 Mar 2026 21:31:00 -0000", 600.0)]
)
def test_a_wait_that_does_not_fit_is_told(
    client: Client, site: Site, pauses: list[float], wait: str, seconds: float
) -> None:
    site.pages["/page"] = lambda visit: visit.answer(429, Retry_After=wait)
    assert unavailable(client, site.ask("/page")).retry_after == seconds
    assert len(site.seen) == 1
    assert pauses == []


def test_what_one_request_was_told_holds_for_the_next(
    client: Client, site: Site, pauses: list[float]
) -> None:
    site.pages["/page"] = lambda visit: visit.answer(429, Retry_After="60")
    site.pages["/other"] = lambda visit: visit.answer(200, FEED)
    unavailable(client, site.ask("/page"))
    error = unavailable(client, site.ask("/other"))
    assert (error.reason, len(site.seen), pauses) == ("busy", 1, [])


def test_a_rest_of_one_address_is_not_its_neighbour_s(
    client: Client, site: Site, pauses: list[float]
) -> None:
    site.pages["/page"] = lambda visit: visit.answer(429, Retry_After="60")
    site.pages["/other"] = lambda visit: visit.answer(200, FEED)
    unavailable(client, site.ask("/page", alone=True))
    assert client.fetch(site.ask("/other", alone=True)).body == FEED
    error = unavailable(client, site.ask("/page", alone=True))
    assert (error.reason, error.where) == ("busy", f"{site.host}/page")
    assert (len(site.seen), pauses) == (2, [])


def test_a_short_rest_is_waited_for(client: Client, site: Site, pauses: list[float]) -> None:
    site.pages["/page"] = lambda visit: visit.answer(429, Retry_After="5")
    site.pages["/other"] = lambda visit: visit.answer(200, FEED)
    unavailable(client, site.ask("/page", deadline=1.0))
    assert client.fetch(site.ask("/other", deadline=20.0)).body == FEED
    assert [round(pause) for pause in pauses] == [5]


def test_costs_are_kept_before_the_deadline_runs(
    client: Client, site: Site, pauses: list[float]
) -> None:
    site.pages["/page"] = lambda visit: visit.answer(200, FEED)
    costs = ((Limit("weight", 1, 60.0), 1),)
    for _ in range(2):
        assert client.fetch(site.ask("/page", deadline=5.0, costs=costs)).body == FEED
    assert [round(pause) for pause in pauses] == [60]


@pytest.mark.parametrize(
    ("wait", "seconds"), [("soon", None), ("-5", None), ("Fri, 27 Mar 2020 21:31:00 GMT", 0.0)]
)
def test_a_wait_that_means_nothing(
    client: Client, site: Site, wait: str, seconds: float | None
) -> None:
    site.pages["/page"] = lambda visit: visit.answer(503, Retry_After=wait)
    assert unavailable(client, site.ask("/page")).retry_after == seconds
