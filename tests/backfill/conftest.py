"""An archive of our own on loopback: real zips, checksums and faults."""

from __future__ import annotations

import hashlib
import io
import re
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from reporter.newsroom import environment
from reporter.newsroom.backfill import Backfilled, backfill
from reporter.storage.history import load_history

NOW = datetime(2026, 3, 10, 6, 0, tzinfo=UTC)
EARLY = datetime(2025, 1, 1, tzinfo=UTC)
SYMBOL = "AAAUSDT"
HEADS = {
    "klines": "open_time,open,high,low,close,volume,close_time,quote_volume,count,"
    "taker_buy_volume,taker_buy_quote_volume,ignore",
    "fundingRate": "calc_time,funding_interval_hours,last_funding_rate",
    "metrics": "create_time,symbol,sum_open_interest,sum_open_interest_value,"
    "count_toptrader_long_short_ratio,sum_toptrader_long_short_ratio,"
    "count_long_short_ratio,sum_taker_long_short_vol_ratio",
}
PATH = re.compile(
    r"/data/futures/um/(daily|monthly)/(klines|fundingRate|metrics)/(\w+)/(?:1h/)?"
    r"\w+-(?:1h|fundingRate|metrics)-([\d-]+)\.zip(\.CHECKSUM)?"
)
Answer = tuple[int, bytes]
Change = Callable[[Answer], Answer]


def zipped(text: str, name: str = "rows.csv") -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        file.writestr(zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0)), text, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def days_of(period: str) -> Iterator[datetime]:
    day = datetime.fromisoformat(f"{period}-01" if len(period) == 7 else period).replace(tzinfo=UTC)
    month = day.month
    while day.month == month:
        yield day
        if len(period) > 7:
            return
        day += timedelta(days=1)


@cache
def table(kind: str, symbol: str, period: str) -> str:
    """Figures that follow from the time alone, so that any test can tell what is right."""
    lines = [HEADS[kind]]
    for day in days_of(period):
        start = int(day.timestamp()) * 1000
        if kind == "klines":
            for i in range(24):
                t, p = start + i * 3_600_000, 100 + i
                lines.append(f"{t},{p},{p + 2},{p - 2},{p + 1},10,{t + 3_599_999},1000,7,4,400,0")
        elif kind == "fundingRate":
            lines += [f"{start + h * 3_600_000 + 3},8,0.0001" for h in (0, 8, 16)]
        else:
            for i in range(1, 289):
                stamp = day + timedelta(minutes=5 * i)
                lines.append(
                    f"{stamp:%Y-%m-%d %H:%M:%S},{symbol},{1000 + i},{2000 + i},1.5,2.19,1,2"
                )
    return "\n".join(lines) + "\n"


class ArchiveSite(ThreadingHTTPServer):
    """Serves every file of the known symbols from ``listed`` to ``published``.

    ``changes`` are applied where their pattern is found in the path; ``seen`` are the paths
    asked for.
    """

    daemon_threads = True
    block_on_close = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Page)
        self.seen: list[str] = []
        self.changes: list[tuple[str, Change]] = []
        self.listed = "2025-01-01"
        self.published = "9999"
        self.over = threading.Event()

    def handle_error(self, *_: Any) -> None:
        """A client that is killed hangs up: that is part of these tests."""

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.server_port}"

    @property
    def zips(self) -> list[str]:
        return sorted(path.rpartition("/")[2] for path in self.seen if path.endswith(".zip"))

    def answer(self, path: str) -> Answer:
        self.seen.append(path)
        return self.changed(path)

    def changed(self, path: str) -> Answer:
        answer = self.plain(path)
        for pattern, change in list(self.changes):
            if re.search(pattern, path):
                answer = change(answer)
        return answer

    def plain(self, path: str) -> Answer:
        found = PATH.fullmatch(path)
        if not found or found[3] == "NONEUSDT":
            return 404, b""
        _, kind, symbol, period, checksum = found.groups()
        if not self.listed[: len(period)] <= period <= self.published[: len(period)]:
            return 404, b""
        if not checksum:
            return 200, zipped(table(kind, symbol, period))
        _, body = self.changed(path.removesuffix(".CHECKSUM"))
        name = path.rpartition("/")[2].removesuffix(".CHECKSUM")
        return 200, f"{hashlib.sha256(body).hexdigest()}  {name}\n".encode()


class _Page(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    wbufsize = 65_536  # head and body leave together
    server: ArchiveSite

    def do_GET(self) -> None:
        status, body = self.server.answer(self.path)
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        pass


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[ArchiveSite]:
    monkeypatch.setattr(environment, "now", lambda: NOW)
    monkeypatch.setattr(environment, "pause", lambda _: None)
    server = ArchiveSite()
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.over.set()
    server.shutdown()
    server.server_close()


@pytest.fixture
def desk(tmp_path: Path, site: ArchiveSite) -> Path:
    (tmp_path / "reporter.toml").write_text(
        f"""\
[desk]
name = "desk"
brand = "Desk"
[[feeds]]
name = "Wire"
url = "https://wire.example/rss"
[market]
symbols = ["{SYMBOL}"]
[net]
allow_hosts = ["{site.host}"]
""",
        encoding="utf-8",
    )
    return tmp_path


def fill(desk: Path, site: ArchiveSite, *symbols: str, days: int = 12) -> Backfilled:
    return backfill(
        desk, symbols=symbols, days=days, base_url=f"http://{site.host}", tell=lambda *_: None
    )


def stored(desk: Path, symbol: str = SYMBOL) -> dict[str, Any]:
    folder = desk / ".reporter" / "history"
    return dict(load_history(folder, "binance", symbol, since=EARLY, until=NOW).series)


def wrong_sum(_: Answer) -> Answer:
    return 200, f"{'0' * 64}  {SYMBOL}-1h-2026-03-05.zip\n".encode()
