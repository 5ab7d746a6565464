"""Where the client goes and where it does not, how politely, and what it says of a failure."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import httpcore
import httpx
import pytest

from reporter.model.errors import PermanentError, SourceRefused, SourceUnavailable
from reporter.net import transport
from reporter.net.budget import Budget
from reporter.net.client import Client
from reporter.net.request import Request, place

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


# Redirects and the guard


def test_three_redirects_are_followed(client: Client, site: Site) -> None:
    site.pages["/0"] = lambda visit: visit.answer(301, Location="/1")
    site.pages["/1"] = lambda visit: visit.answer(302, Location="2?q=1")
    site.pages["/2"] = lambda visit: visit.answer(308, Location=site.url("/end"))
    site.pages["/end"] = lambda visit: visit.answer(200, FEED)
    reply = client.fetch(site.ask("/0"))
    assert reply.body == FEED
    assert (reply.url, reply.final_url) == (site.url("/0"), site.url("/end"))


@pytest.mark.parametrize(
    ("statuses", "moved"),
    [((301, 308), "/2"), ((301, 302), "/1"), ((302, 301), ""), ((307, 303), "")],
)
def test_a_reply_says_how_far_a_move_is_permanent(
    client: Client, site: Site, statuses: tuple[int, int], moved: str
) -> None:
    first, second = statuses
    site.pages["/0"] = lambda visit: visit.answer(first, Location="/1")
    site.pages["/1"] = lambda visit: visit.answer(second, Location="/2")
    site.pages["/2"] = lambda visit: visit.answer(200, FEED)
    assert client.fetch(site.ask("/0")).moved_to == (site.url(moved) if moved else "")
    assert client.fetch(site.ask("/2")).moved_to == ""


def test_conditions_go_with_a_redirect_to_another_host(sites: Callable[[], Site]) -> None:
    here, there = sites(), sites()
    here.pages["/a"] = lambda visit: visit.answer(302, Location=there.url("/b"))
    there.pages["/b"] = lambda visit: visit.answer(304)
    marks = (("If-None-Match", '"1"'), ("If-Modified-Since", "Fri, 27 Mar 2026 11:00:00 GMT"))
    with Client("x", clock=lambda: NOW, jitter=lambda: 0.0, allow_hosts=["127.0.0.1"]) as client:
        assert client.fetch(here.ask("/a", headers=marks)).status == 304
    assert there.seen[0][1]["if-none-match"] == '"1"'


def test_a_loop_ends(client: Client, site: Site) -> None:
    site.pages["/loop"] = lambda visit: visit.answer(302, Location="/loop")
    assert refused(client, site.ask("/loop")).reason == "redirects"
    assert len(site.seen) == 4


@pytest.mark.parametrize(
    ("location", "reason"),
    [
        ("http://127.0.0.1:1/", "private-address"),
        ("http://localhost:1/", "private-address"),
        ("http://169.254.169.254/latest/meta-data/", "private-address"),
        ("http://10.0.0.1/", "private-address"),
        ("http://[::1]:1/", "private-address"),
        ("http://[::ffff:127.0.0.1]:1/", "private-address"),
        ("http://[64:ff9b::7f00:1]:1/", "private-address"),
        ("http://2130706433:1/", "private-address"),
        ("http://0x7f.1:1/", "private-address"),
        ("http://0.0.0.0:1/", "private-address"),
        ("//127.1:1/", "private-address"),
        ("file:///etc/hostname", "redirects"),
        ("ftp://example.com/", "redirects"),
        ("javascript:alert(1)", "redirects"),
        ("http://user:secret@example.com/", "redirects"),
        ("http://[::1", "redirects"),
        ("http://", "redirects"),
        ("http://xn--/", "refused"),
        ("http://xn--harbour-.example/", "refused"),
    ],
)
def test_a_redirect_leads_nowhere_private(
    client: Client, site: Site, location: str, reason: str
) -> None:
    site.pages["/away"] = lambda visit: visit.answer(302, Location=location)
    assert refused(client, site.ask("/away")).reason == reason


def test_what_is_meant_for_one_host_is_not_told_to_another(
    sites: Callable[[], Site],
) -> None:
    here, there = sites(), sites()
    here.pages["/a"] = lambda visit: visit.answer(302, Location=there.url("/b"))
    there.pages["/b"] = lambda visit: visit.answer(200, FEED)
    headers = (("X-Key", "secret"), ("Accept", "text/xml"))
    with Client("x", clock=lambda: NOW, jitter=lambda: 0.0, allow_hosts=["127.0.0.1"]) as client:
        client.fetch(here.ask("/a", headers=headers))
    assert here.seen[0][1]["x-key"] == "secret"
    assert "x-key" not in there.seen[0][1]
    assert there.seen[0][1]["accept"] == "text/xml"


@pytest.mark.parametrize(
    "url", ["file:///etc/hostname", "example.com", "ftp://a/", "http://a:b@c.d/", "http://[", ""]
)
def test_only_plain_web_addresses(client: Client, url: str) -> None:
    assert refused(client, Request(url=url)).reason == "refused"


def test_an_address_that_httpx_rejects(client: Client) -> None:
    assert refused(client, Request(url="http://a.example:99999/")).reason == "refused"
    assert refused(client, Request(url="http://ex\x00ample/")).reason == "refused"


# Names


Names = Callable[..., Client]


@pytest.fixture
def named(site: Site) -> Iterator[Names]:
    """A client whose names resolve as the test says."""
    opened: list[Client] = []

    def make(resolve: Callable[[str, int], tuple[str, ...]], *allow: str) -> Client:
        client = Client(
            "x",
            clock=lambda: NOW,
            jitter=lambda: 0.0,
            allow_hosts=allow,
            sleep=lambda _: None,
            resolve=resolve,
        )
        opened.append(client.__enter__())
        return client

    yield make
    for client in opened:
        client.__exit__()


def test_one_private_address_among_public_ones_is_enough(named: Names) -> None:
    client = named(lambda *_: ("93.184.215.14", "10.0.0.1"))
    assert refused(client, Request(url="http://a.example/")).reason == "private-address"


def test_a_name_is_resolved_once_for_check_and_connection(named: Names, site: Site) -> None:
    site.pages["/feed"] = lambda visit: visit.answer(200, FEED)
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> tuple[str, ...]:
        asked.append((host, port))
        return ("127.0.0.1",)

    client = named(resolve, f"a.example:{site.server_port}")
    url = f"http://a.example:{site.server_port}/feed"
    assert client.fetch(Request(url=url)).body == FEED
    assert client.fetch(Request(url=url)).body == FEED
    assert asked == [("a.example", site.server_port)]
    assert site.seen[0][1]["host"] == f"a.example:{site.server_port}"


def test_the_next_address_is_tried(named: Names, site: Site) -> None:
    site.pages["/feed"] = lambda visit: visit.answer(200, FEED)
    client = named(lambda *_: ("::1", "127.0.0.1"), "a.example")
    assert client.fetch(Request(url=f"http://a.example:{site.server_port}/feed")).body == FEED


@pytest.mark.parametrize("error", [OSError("no such host"), UnicodeError("bad label")])
def test_a_name_that_does_not_resolve(named: Names, error: Exception) -> None:
    def resolve(host: str, port: int) -> tuple[str, ...]:
        raise error

    assert unavailable(named(resolve), Request(url="http://a.example/")).reason == "unreachable"


def test_a_name_without_addresses(named: Names) -> None:
    client = named(lambda *_: ())
    assert unavailable(client, Request(url="http://a.example/")).reason == "unreachable"


def test_a_resolver_that_hangs(named: Names, site: Site) -> None:
    def resolve(host: str, port: int) -> tuple[str, ...]:
        site.over.wait(10)
        return ()

    request = Request(url="http://a.example/", deadline=0.2)
    assert unavailable(named(resolve), request).reason in {"timeout", "deadline"}


# Politeness


def crowded(client: Client, site: Site, asked: int, *, wave: int, **limits: int) -> int:
    """How many of so many requests were answered at the same time, in waves of this size."""
    lock, together = threading.Lock(), threading.Barrier(wave)
    busy, most = 0, 0

    def page(visit: Visit) -> None:
        nonlocal busy, most
        with lock:
            busy += 1
            most = max(most, busy)
        together.wait(10)
        with lock:
            busy -= 1
        visit.answer(200, FEED)

    site.pages["/feed"] = page
    with ThreadPoolExecutor(asked) as pool:
        asks = (pool.submit(client.fetch, site.ask("/feed", **limits)) for _ in range(asked))
        assert [one.result().body for one in list(asks)] == [FEED] * asked
    return most


def test_six_at_a_time_on_one_host(client: Client, site: Site) -> None:
    assert crowded(client, site, 12, wave=6) == 6


def test_each_kind_of_request_has_its_own_turns(client: Client, site: Site) -> None:
    assert crowded(client, site, 6, wave=2, at_once=2) == 2


def test_waiting_for_a_turn_ends_at_the_deadline(client: Client, site: Site) -> None:
    arrived, go = threading.Semaphore(0), threading.Event()

    def page(visit: Visit) -> None:
        arrived.release()
        go.wait(10)
        visit.answer(200, FEED)

    site.pages["/feed"] = page
    with ThreadPoolExecutor(6) as pool:
        slow = [pool.submit(client.fetch, site.ask("/feed", deadline=20.0)) for _ in range(6)]
        for _ in slow:
            assert arrived.acquire(timeout=10)
        error = unavailable(client, site.ask("/feed", deadline=0.1))
        go.set()
        assert all(future.result().body == FEED for future in slow)
    assert error.reason == "deadline"


# Errors


def test_no_error_repeats_a_query(client: Client, site: Site) -> None:
    site.pages["/page"] = lambda visit: visit.answer(404)
    site.pages["/away"] = lambda visit: visit.answer(302, Location="http://10.0.0.1/?key=secret")
    site.pages["/loop"] = lambda visit: visit.answer(302, Location="/loop?key=secret")
    for path in ("/page", "/away", "/loop"):
        error = refused(client, site.ask(path, params=(("key", "secret"),)))
        assert "secret" not in f"{error!r} {error}"


def test_place_names_host_and_path_only() -> None:
    assert place("https://u:p@a.example:8443/b/c?d=e#f") == "a.example:8443/b/c"
    assert place("http://a.example/\x1b[31m") == "a.example/?[31m"
    assert place("http://[::1") == "(not a readable address)"
    assert place("") == "(no address)"
    assert len(place("http://a.example/" + "b" * 1000)) <= 160


def test_a_closed_client_says_so(client: Client, site: Site) -> None:
    closed = Client("x", clock=lambda: NOW, jitter=lambda: 0.0)
    closed.__exit__()
    with pytest.raises(PermanentError, match="closed"):
        closed.fetch(site.ask("/"))


HTTPX_ERRORS = sorted(
    (
        kind
        for kind in vars(httpx).values()
        if isinstance(kind, type) and issubclass(kind, Exception)
    ),
    key=lambda kind: kind.__name__,
)
HTTPCORE_ERRORS = sorted(
    (
        kind
        for kind in vars(httpcore).values()
        if isinstance(kind, type)
        and issubclass(kind, Exception)
        and kind is not httpcore.ConnectionNotAvailable  # the pool keeps it to itself
    ),
    key=lambda kind: kind.__name__,
)


def test_the_trees_are_there() -> None:
    assert len(HTTPX_ERRORS) > 20
    assert len(HTTPCORE_ERRORS) > 10


@pytest.mark.parametrize("kind", HTTPX_ERRORS)
def test_every_error_of_httpx_is_mapped(kind: type[Exception]) -> None:
    assert issubclass(kind, transport.FAULTS)
    error = transport.source_error(kind.__new__(kind), "a.example", Budget(5))
    assert isinstance(error, SourceUnavailable | SourceRefused)
    assert error.where == "a.example"


@pytest.mark.parametrize("kind", HTTPCORE_ERRORS)
def test_no_error_of_httpcore_leaks(
    client: Client, site: Site, monkeypatch: pytest.MonkeyPatch, kind: type[Exception]
) -> None:
    def fail(*_: object) -> None:
        raise kind("fault")

    monkeypatch.setattr(httpcore.ConnectionPool, "handle_request", fail)
    with pytest.raises((SourceUnavailable, SourceRefused)):
        client.fetch(site.ask("/"))


def test_a_bad_certificate_does_not_become_good() -> None:
    fault = httpx.ConnectError("tls")
    fault.__context__ = ssl.SSLCertVerificationError("self-signed")
    error = transport.source_error(fault, "a.example", Budget(5))
    assert isinstance(error, SourceRefused)
    assert error.reason == "certificate"
