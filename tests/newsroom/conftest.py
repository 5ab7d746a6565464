"""A desk with a venue and feeds of its own on loopback: the sample's answers over real HTTP."""

from __future__ import annotations

import json
import re
import shutil
import threading
from base64 import b64decode
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pypdfium2
import pytest

from reporter.net.snapshot import load_snapshot
from reporter.newsroom.run import Done, run_edition
from tests.newsroom.site_desk import NAME, Desk, desk_with

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


@cache
def sample_answers() -> dict[str, Answer]:
    """What the hosts of the sample answered."""
    snapshot, archive = load_snapshot(SAMPLE)
    answers: dict[str, Answer] = {}
    for record in snapshot.records:
        if record.digest is not None:
            parts = urlsplit(record.key.split()[1])  # the method stands before the address
            path = f"/{parts.netloc}{parts.path}" + (f"?{parts.query}" if parts.query else "")
            answers[path] = (record.status, archive.get(record.digest))
    return answers


class Site:
    """Answers as the sample's hosts did: ``/HOST/path?query``. Faults change what matches."""

    def __init__(self) -> None:
        self.address = ""
        self.forget()

    def forget(self) -> None:
        """Begin anew at the same address."""
        self.answers = dict(sample_answers())
        self.faults: list[tuple[re.Pattern[str], Fault]] = []
        self.headers: list[tuple[re.Pattern[str], dict[str, str]]] = []
        self.seen: list[str] = []

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
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    made.address = f"127.0.0.1:{server.server_address[1]}"
    yield made
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def demo(demo_made: Done) -> Path:
    """The folder of the demo edition. Nobody may change it."""
    return demo_made.folder


@pytest.fixture(scope="session")
def published(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """A desk that has brought the demo edition to its site once. Nobody may change it."""
    desk = desk_with(demo, tmp_path_factory.mktemp("published") / "desk")
    assert desk.bring() == f"{NAME}/1"
    return desk


@cache
def blank_page() -> bytes:
    """A PDF of one empty page: sound to its reader, and without a word to check."""
    pdf = pypdfium2.PdfDocument.new()
    pdf.new_page(595, 842)
    written = BytesIO()
    pdf.save(written)
    pdf.close()
    return written.getvalue()


PIXEL = b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGP4DwABAQEAsTj2FAAAAABJRU5ErkJggg=="
)
"""A PNG of one pixel."""


PRINTING = "reporter.newsroom.render.printing"
"""What makes the PDF of an edition."""


def draw_nothing(patch: pytest.MonkeyPatch) -> None:
    """Editions get an empty PDF, and one pixel for each picture of the e-mail and for the card.

    Drawing takes more than half of an edition's time. All else is real, charts as SVG among it,
    and every file stands at its place.
    """
    patch.setattr(PRINTING, lambda *_: blank_page)
    patch.setattr("reporter.newsroom.render.card_png", lambda _: PIXEL)
    patch.setattr("reporter.newsroom.letter.png", lambda *_, **__: PIXEL)


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """For tests that ask nothing of the PDF and the pictures; fixtures of a wider scope have them.

    A module asks for it with ``pytestmark``, a single test with ``usefixtures``.
    """
    draw_nothing(monkeypatch)


@pytest.fixture(scope="session")
def site_of_all() -> Iterator[Site]:
    with serving() as made:
        yield made


@pytest.fixture
def site(site_of_all: Site) -> Site:
    """The site as it is without any fault. One server answers for all tests, at one address."""
    site_of_all.forget()
    return site_of_all


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
    return new_desk(tmp_path / "desk", site)


def new_desk(root: Path, site: Site) -> Path:
    root.mkdir()
    (root / "reporter.toml").write_text(configuration(site.address), encoding="utf-8")
    return root


@pytest.fixture
def run(desk: Path) -> Callable[..., Done]:
    """Make the edition of the sample's moment in that workspace."""

    def make(*, force: bool = False, offline: bool = True, slot: str = "main") -> Done:
        return run_edition(desk, as_of=AS_OF, slot=slot, offline=offline, force=force, tell=quiet)

    return make


@pytest.fixture(scope="session")
def made_once(site_of_all: Site, tmp_path_factory: pytest.TempPathFactory) -> Done:
    """That edition, without pictures, in a workspace of its own. Nobody may change it."""
    site_of_all.forget()
    root = new_desk(tmp_path_factory.mktemp("made-once") / "desk", site_of_all)
    with pytest.MonkeyPatch.context() as patch:
        draw_nothing(patch)
        return run_edition(root, as_of=AS_OF, slot="main", offline=True, force=False, tell=quiet)


@pytest.fixture
def good(made_once: Done, desk: Path, without_pictures: None) -> Done:
    """That edition in the test's own workspace, where a run has left it."""
    shutil.copytree(made_once.folder.parents[1], desk, dirs_exist_ok=True)
    return replace(made_once, folder=desk / "output" / made_once.folder.name)


def quiet(_stage: str, _detail: str) -> None:
    """No progress."""


def document(done: Done) -> dict[str, Any]:
    """The edition's ``edition.json``."""
    content: dict[str, Any] = json.loads((done.folder / "edition.json").read_bytes())
    return content


def reasons(done: Done) -> set[tuple[str, str]]:
    """Subject and reason of every gap of the edition."""
    return {(gap["subject"], gap["reason"]) for gap in document(done)["gaps"]}
