"""A desk with a venue and feeds of its own on loopback: the sample's answers over real HTTP."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from reporter.net.snapshot import load_snapshot
from reporter.newsroom.run import Done, make_demo, run_edition

SAMPLE = Path(__file__).parents[2] / "reporter" / "sample" / "snapshot.zip"
AS_OF = "2026-03-27T21:21:00Z"
FEEDS = {
    "Registry": ("registry-notices.example", 1),
    "Wire": ("northgatewire.example", 2),
    "Review": ("harbourreview.example", 2),
    "Daily": ("blocksidedaily.example", 3),
}

Answer = tuple[int, bytes]
Fault = Callable[[Answer], Answer | None]


class Site:
    """Answers as the sample's hosts did: ``/HOST/path?query``. Faults change what matches."""

    def __init__(self) -> None:
        snapshot, archive = load_snapshot(SAMPLE)
        self.answers: dict[str, Answer] = {}
        for record in snapshot.records:
            if record.digest is not None:
                parts = urlsplit(record.key.split()[1])  # the method stands before the address
                path = f"/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
                self.answers[path] = (record.status, archive.get(record.digest))
        self.faults: list[tuple[re.Pattern[str], Fault]] = []
        self.headers: list[tuple[re.Pattern[str], dict[str, str]]] = []
        self.seen: list[str] = []
        self.address = ""

    def fault(self, pattern: str, change: Fault | int | bytes) -> None:
        """Change what is answered where ``pattern`` matches: a status, a body, or a function.

        A function that gives None leaves the connection without an answer.
        """
        if isinstance(change, int):
            status = change
            self.faults.append((re.compile(pattern), lambda _: (status, b"")))
        elif isinstance(change, bytes):
            body = change
            self.faults.append((re.compile(pattern), lambda _: (200, body)))
        else:
            self.faults.append((re.compile(pattern), change))

    def header(self, pattern: str, **headers: str) -> None:
        """Send these headers (with underscores) where ``pattern`` matches; an ETag gives 304."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.headers.append((re.compile(pattern), named))

    def headers_of(self, path: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for pattern, headers in self.headers:
            found |= headers if pattern.search(path) else {}
        return found

    def answer(self, path: str) -> Answer | None:
        self.seen.append(path)
        found: Answer | None = self.answers.get(path, (404, b""))
        for pattern, change in self.faults:
            if found is not None and pattern.search(path):
                found = change(found)
        return found


@contextmanager
def serving() -> Iterator[Site]:
    """The site, from when it answers to the end of the block."""
    made = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def do_GET(self) -> None:
            answer = made.answer(self.path)
            if answer is None:
                self.close_connection = True
                return
            status, body = answer
            headers = made.headers_of(self.path)
            if status == 200 and self.headers["If-None-Match"] == headers.get("ETag", ""):
                status, body = 304, b""
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            with suppress(BrokenPipeError, ConnectionResetError):
                self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    made.address = f"127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demo edition's folder, in an output folder of its own. Nobody may change it."""
    return make_demo(tmp_path_factory.mktemp("demo"), lambda *_: None).folder


@pytest.fixture
def site() -> Iterator[Site]:
    with serving() as made:
        yield made


def configuration(address: str, symbols: str = '"FILUSDT", "BTCUSDT"', more: str = "") -> str:
    """A ``reporter.toml`` that points at the site."""
    paths = {
        "registry-notices.example": "/notices.atom",
        "northgatewire.example": "/markets/rss.xml",
        "harbourreview.example": "/feeds/markets.atom",
        "blocksidedaily.example": "/feed",
    }
    feeds = "".join(
        f'[[feeds]]\nname = "{name}"\nurl = "http://{address}/{host}{paths[host]}"\ntier = {tier}\n'
        for name, (host, tier) in FEEDS.items()
    )
    return (
        '[desk]\nname = "desk"\nbrand = "Harbour Desk"\nconflicts = "None."\n'
        f"{feeds}"
        f"[market]\nsymbols = [{symbols}]\n"
        f'[market.binance]\nbase_url = "http://{address}/fapi.sample.example"\n'
        f'[net]\nallow_hosts = ["{address}"]\n{more}'
    )


@pytest.fixture
def desk(tmp_path: Path, site: Site) -> Path:
    """A workspace whose feeds and venue are the site."""
    root = tmp_path / "desk"
    root.mkdir()
    (root / "reporter.toml").write_text(configuration(site.address), encoding="utf-8")
    return root


@pytest.fixture
def run(desk: Path) -> Callable[..., Done]:
    """Make the edition of the sample's moment in that workspace."""

    def make(*, force: bool = False, offline: bool = True, slot: str = "main") -> Done:
        return run_edition(
            desk, as_of=AS_OF, slot=slot, offline=offline, force=force, tell=lambda *_: None
        )

    return make


def quiet(_stage: str, _detail: str) -> None:
    """No progress."""


def document(done: Done) -> dict[str, Any]:
    """The edition's ``edition.json``."""
    content: dict[str, Any] = json.loads((done.folder / "edition.json").read_bytes())
    return content


def reasons(done: Done) -> set[tuple[str, str]]:
    """Subject and reason of every gap of the edition."""
    return {(gap["subject"], gap["reason"]) for gap in document(done)["gaps"]}
