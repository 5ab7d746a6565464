"""A small real server on loopback whose pages a test writes itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import pytest

from reporter.net.client import Client
from reporter.net.request import Request

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)


class Visit(BaseHTTPRequestHandler):
    """One request as a page sees it."""

    protocol_version = "HTTP/1.1"
    server: Site

    def do_GET(self) -> None:
        self.server.seen.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
        self.server.pages[urlsplit(self.path).path](self)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.posted.append((self.headers["Content-Type"], body))
        self.do_GET()

    def answer(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        """Send an answer whole; header names are written with underscores."""
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def raw(self, data: bytes) -> None:
        """Send these bytes and close the connection."""
        self.wfile.write(data)
        self.close_connection = True

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        pass


class Site(ThreadingHTTPServer):
    """``pages`` maps paths to functions; ``over`` is set when the test ends."""

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.pages: dict[str, Callable[[Visit], None]] = {}
        self.seen: list[tuple[str, dict[str, str]]] = []
        self.posted: list[tuple[str, bytes]] = []
        self.over = threading.Event()

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    def url(self, path: str) -> str:
        return f"http://{self.host}{path}"

    def ask(self, path: str, **limits: Any) -> Request:
        """A request for a page, with a deadline that keeps a failing test short."""
        return Request(url=self.url(path), **{"deadline": 5.0, **limits})

    def handle_error(self, *_: Any) -> None:
        """A client that hangs up early is part of these tests."""


@pytest.fixture
def sites() -> Iterator[Callable[[], Site]]:
    """Makes as many servers as a test needs."""
    made: list[Site] = []

    def make() -> Site:
        site = Site()
        made.append(site)
        threading.Thread(target=site.serve_forever, args=(0.01,), daemon=True).start()
        return site

    yield make
    for site in made:
        site.over.set()
        site.shutdown()
        site.server_close()


@pytest.fixture
def site(sites: Callable[[], Site]) -> Site:
    return sites()


@pytest.fixture
def pauses() -> list[float]:
    """The pauses that the client made, which cost the test no time."""
    return []


@pytest.fixture
def client(site: Site, pauses: list[float]) -> Iterator[Client]:
    """A client that may visit the site."""
    with Client(
        "Reporter/1.0 (desk@example.com)",
        clock=lambda: NOW,
        jitter=lambda: 0.5,
        allow_hosts=[site.host],
        sleep=pauses.append,
    ) as client:
        yield client
