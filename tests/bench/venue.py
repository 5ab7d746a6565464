"""A venue of many made-up contracts on loopback, with a latency and a log: for the scan.

``python -m tests.bench.venue COUNT SECONDS`` serves it until its standard input closes; the first
line it prints is its address, and ``/log`` tells the seconds and the path of every question.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qsl, urlsplit

from tests.sample.binance import Venue
from tests.sample.contracts import FILUSDT
from tests.sample.market import Contract

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
FEED = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom">
<title>Wire</title><id>urn:wire</id><updated>2026-03-27T18:00:00Z</updated>
<entry><id>urn:wire:1</id><title>Filecoin upgrade raises the storage fees of miners</title>
<link href="https://wire.example/filecoin-upgrade"/>
<published>2026-03-27T18:00:00Z</published><updated>2026-03-27T18:00:00Z</updated>
<summary>Filecoin said on Friday that an upgrade raises storage fees by 12%.</summary>
</entry></feed>
"""


def contracts(count: int) -> tuple[Contract, ...]:
    """FILUSDT and so many others, less one; each draws prices and premiums of its own."""
    others = (
        replace(
            FILUSDT,
            symbol=f"C{number:03}USDT",
            draw=number,
            daily_vol=0.025 + 0.001 * (number % 40),
            premium=(0.00002 * (number % 50 - 25), 0.0002),
            premiums=(),
            top_position=None,
        )
        for number in range(1, count)
    )
    return (FILUSDT, *others)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: seconds on a clock that only rises, and path with query."""

    at: float
    path: str


class Stand:
    """Answers for a venue's contracts and one feed; keeps the bodies, since they do not change."""

    def __init__(self, drawn: Sequence[Contract], latency: float = 0.0) -> None:
        self.venue = Venue(drawn, AS_OF)
        self.latency = latency
        self.log: list[Asked] = []
        self.changed: dict[str, tuple[int, bytes]] = {}
        self._bodies: dict[str, bytes] = {}

    def answer(self, path: str) -> tuple[int, bytes]:
        """Status and body; ``changed`` takes precedence, by the path without its query."""
        self.log.append(Asked(time.monotonic(), path))
        parts = urlsplit(path)
        if parts.path in self.changed:
            return self.changed[parts.path]
        if path not in self._bodies:
            self._bodies[path] = self._body(parts.path, dict(parse_qsl(parts.query)))
        return 200, self._bodies[path]

    def _body(self, path: str, asked: dict[str, str]) -> bytes:
        if path == "/feed":
            return FEED.encode()
        return json.dumps(self.venue.answer(path, asked)).encode()


@contextmanager
def serving(stand: Stand) -> Iterator[str]:
    """The stand on loopback; gives its address."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_GET(self) -> None:
            if self.path == "/log":
                body = json.dumps([[one.at, one.path] for one in stand.log]).encode()
                status = 200
            else:
                time.sleep(stand.latency)
                status, body = stand.answer(self.path)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def configuration(address: str, symbols: str = '"all"', more: str = "") -> str:
    """A ``reporter.toml`` that points at the stand."""
    return (
        '[desk]\nname = "desk"\nbrand = "Harbour Desk"\nconflicts = "None."\n'
        f'[[feeds]]\nname = "Wire"\nurl = "http://{address}/feed"\ntier = 2\n'
        f"[market]\nsymbols = {symbols}\n{more}"
        f'[market.binance]\nbase_url = "http://{address}"\n'
        f'[net]\nallow_hosts = ["{address}"]\n'
    )


def main() -> None:
    """Draw everything first, so that a clock on the other side measures no drawing; serve."""
    stand = Stand(contracts(int(sys.argv[1])), float(sys.argv[2]))
    for one in stand.venue.drawn.values():
        _ = one.quote, one.settlements, one.premium_candles, one.interest, one.taker
    with serving(stand) as address:
        sys.stdout.write(f"{address}\n")
        sys.stdout.flush()
        sys.stdin.read()


if __name__ == "__main__":
    main()
