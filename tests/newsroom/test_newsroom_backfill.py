"""Backfill against an archive of our own on loopback: real zips, checksums and faults."""

from __future__ import annotations

import hashlib
import io
import json
import re
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from reporter.cli import main as cli
from reporter.model.errors import OutputError, RunLocked, UsageError
from reporter.newsroom import environment
from reporter.newsroom.backfill import Backfilled, backfill
from reporter.storage import workspace_lock
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


def test_a_month_comes_whole_and_the_rest_by_day(desk: Path, site: ArchiveSite) -> None:
    done = fill(desk, site)
    assert done.complete
    assert (f"{done.first}", f"{done.last}") == ("2026-02-26", "2026-03-09")
    days = [f"2026-02-{d}" for d in (26, 27, 28)] + [f"2026-03-0{d}" for d in range(1, 10)]
    assert site.zips == sorted(
        [f"{SYMBOL}-1h-2026-02.zip", f"{SYMBOL}-fundingRate-2026-02.zip"]
        + [f"{SYMBOL}-1h-{day}.zip" for day in days[3:]]
        + [f"{SYMBOL}-metrics-{day}.zip" for day in days]
    )
    series = stored(desk)
    assert {name: len(one) for name, one in series.items()} == {
        "candles": 37 * 24,
        "taker": 37 * 24,
        "funding": 28 * 3,
        "open_interest": 12 * 24,
        "top_position": 12 * 24,
        "top_account": 12 * 24,
        "global_account": 12 * 24,
    }
    assert list(series["candles"]["close"][:3]) == [101.0, 102.0, 103.0]
    assert list(series["open_interest"]["coins"][:2]) == [1012.0, 1024.0]
    assert series["top_position"]["ratio"][0] == 2.19
    assert series["top_account"]["ratio"][0] == 1.5
    assert series["taker"]["ratio"][0] == pytest.approx(4 / 6)


def test_what_is_stored_is_not_fetched_again(desk: Path, site: ArchiveSite) -> None:
    fill(desk, site)
    site.seen.clear()
    again = fill(desk, site)
    assert again.complete
    assert site.seen == []
    assert sum(one.present for one in again.filled) == 23


def test_a_day_later_only_the_new_day_is_fetched(
    desk: Path, site: ArchiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk, site)
    site.seen.clear()
    monkeypatch.setattr(environment, "now", lambda: NOW + timedelta(days=1))
    fill(desk, site)
    assert site.zips == [f"{SYMBOL}-1h-2026-03-10.zip", f"{SYMBOL}-metrics-2026-03-10.zip"]


def test_a_month_that_its_days_made_whole_is_not_fetched_anew(
    desk: Path, site: ArchiveSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(desk, site, days=9)
    monkeypatch.setattr(environment, "now", lambda: datetime(2026, 4, 2, tzinfo=UTC))
    site.changes.append((r"monthly/klines", lambda _: (404, b"")))
    assert fill(desk, site, days=32).complete
    site.seen.clear()
    assert fill(desk, site, days=32).complete
    assert not [name for name in site.zips if "1h" in name]


def test_a_newly_listed_contract_has_named_gaps_that_are_not_asked_for_again(
    desk: Path, site: ArchiveSite
) -> None:
    site.listed = "2026-03-04"
    done = fill(desk, site, days=60)
    assert done.complete
    absent = {file.name for one in done.filled for file in one.absent}
    assert f"{SYMBOL}-1h-2026-01.zip" in absent
    assert f"{SYMBOL}-metrics-2026-03-03.zip" in absent
    site.seen.clear()
    fill(desk, site, days=60)
    old = [name for name in site.zips if "2026-01" in name]
    assert old == []
    assert f"{SYMBOL}-metrics-2026-03-03.zip" in site.zips  # may still be published


def test_a_file_that_appears_later_is_taken_then(desk: Path, site: ArchiveSite) -> None:
    site.published = "2026-03-08"
    assert [f.name for one in fill(desk, site).filled for f in one.absent] == [
        f"{SYMBOL}-1h-2026-03-09.zip",
        f"{SYMBOL}-metrics-2026-03-09.zip",
    ]
    site.published = "9999"
    done = fill(desk, site)
    assert not [f for one in done.filled for f in one.absent]
    assert len(stored(desk)["candles"]) == 37 * 24


def test_a_month_not_yet_published_comes_by_day(desk: Path, site: ArchiveSite) -> None:
    site.changes.append((r"monthly/klines", lambda _: (404, b"")))
    done = fill(desk, site)
    assert done.complete
    assert not [f for one in done.filled if one.span.kind == "candles" for f in one.absent]
    assert len(stored(desk)["candles"]) == 12 * 24


def wrong_sum(_: Answer) -> Answer:
    return 200, f"{'0' * 64}  {SYMBOL}-1h-2026-03-05.zip\n".encode()


def truncated(answer: Answer) -> Answer:
    return answer[0], answer[1][:-30]


def two_members(_: Answer) -> Answer:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        file.writestr("a.csv", "1")
        file.writestr("b.csv", "2")
    return 200, packed.getvalue()


ONE = r"1h-2026-03-05\.zip$"


@pytest.mark.parametrize(
    ("pattern", "change", "reason"),
    [
        (r"1h-2026-03-05\.zip\.CHECKSUM", wrong_sum, "checksum"),
        (r"1h-2026-03-05\.zip\.CHECKSUM", lambda _: (200, b"none"), "checksum"),
        (r"1h-2026-03-05\.zip\.CHECKSUM", lambda _: (404, b""), "checksum"),
        (r"1h-2026-03-05\.zip\.CHECKSUM", lambda _: (403, b""), "forbidden"),
        (ONE, truncated, "unreadable"),
        (ONE, two_members, "unreadable"),
        (ONE, lambda _: (200, zipped("0" * 9_000_000)), "unreadable"),
        (ONE, lambda _: (200, zipped("x", "../../evil.csv")), "unreadable"),
        (ONE, lambda _: (200, b"0" * 2_100_000), "too-large"),
        (ONE, lambda _: (403, b""), "forbidden"),
        (ONE, lambda _: (503, b""), "server-error"),
    ],
)
def test_a_file_that_fails_is_named_and_the_rest_kept(
    desk: Path, site: ArchiveSite, pattern: str, change: Change, reason: str
) -> None:
    site.changes.append((pattern, change))
    done = fill(desk, site)
    assert not done.complete
    assert done.stopped is None
    failed = [(name, error.reason) for one in done.filled for name, error in one.failed]
    assert failed == [(f"{SYMBOL}-1h-2026-03-05.zip", reason)]
    assert len(stored(desk)["candles"]) == 36 * 24
    site.changes.clear()
    site.seen.clear()
    assert fill(desk, site).complete
    assert site.zips == [f"{SYMBOL}-1h-2026-03-05.zip"]
    assert len(stored(desk)["candles"]) == 37 * 24


def test_a_fault_that_passes_is_waited_out(desk: Path, site: ArchiveSite) -> None:
    left = [2]

    def busy(answer: Answer) -> Answer:
        left[0] -= 1
        return (503, b"") if left[0] >= 0 else answer

    site.changes.append((ONE, busy))
    assert fill(desk, site).complete


@pytest.mark.parametrize("status", [418, 429, 451])
def test_an_archive_that_shuts_its_door_is_not_asked_on(
    desk: Path, site: ArchiveSite, status: int
) -> None:
    site.changes.append((r"metrics", lambda _: (status, b"")))
    done = fill(desk, site)
    assert done.stopped is not None
    assert done.stopped.status == status
    assert not done.complete
    assert sum("metrics" in name for name in site.zips) <= 4 * 3  # at most four at work, retried
    assert len(stored(desk)["candles"]) > 0


def test_an_archive_that_is_down_is_given_up(desk: Path, site: ArchiveSite) -> None:
    site.changes.append((r"", lambda _: (500, b"")))
    done = fill(desk, site, days=170)
    assert done.stopped is not None
    assert done.stopped.reason == "server-error"
    assert len(set(site.zips)) <= 5 + 4
    assert stored(desk) == {}


def test_a_host_that_is_not_allowed_is_refused_at_once(desk: Path, site: ArchiveSite) -> None:
    (desk / "reporter.toml").write_text(
        (desk / "reporter.toml").read_text(encoding="utf-8").replace(site.host, "other:1"),
        encoding="utf-8",
    )
    done = fill(desk, site)
    assert done.stopped is not None
    assert done.stopped.reason == "private-address"
    assert site.seen == []


def test_a_damaged_month_is_named_set_aside_and_fetched_again(
    desk: Path, site: ArchiveSite
) -> None:
    fill(desk, site)
    path = desk / ".reporter" / "history" / "binance" / SYMBOL / "candles-2026-02.history"
    good = path.read_bytes()
    path.write_bytes(good[:-40] + b"\0" * 40)
    history = load_history(desk / ".reporter/history", "binance", SYMBOL, since=EARLY, until=NOW)
    assert [(gap.subject, gap.reason) for gap in history.gaps] == [(SYMBOL, "damaged")]
    assert len(history.series["candles"]) == 9 * 24
    site.seen.clear()
    done = fill(desk, site)
    assert site.zips == [f"{SYMBOL}-1h-2026-02.zip"]
    assert "candles-2026-02" in done.filled[0].notes[0]
    assert path.with_suffix(".damaged").exists()
    assert len(stored(desk)["candles"]) == 37 * 24
    assert path.read_bytes() == good


def test_an_unusable_row_is_named(desk: Path, site: ArchiveSite) -> None:
    text = table("klines", SYMBOL, "2026-03-05").replace(",105,107,103,106,", ",105,1,103,106,")
    site.changes.append((ONE, lambda _: (200, zipped(text))))
    done = fill(desk, site)
    notes = [note for one in done.filled for note in one.notes]
    assert notes == [f"{SYMBOL}-1h-2026-03-05.zip: 1 rows could not be used"]
    assert len(stored(desk)["candles"]) == 37 * 24 - 1


def test_the_disk_that_refuses_is_told(desk: Path, site: ArchiveSite) -> None:
    (desk / ".reporter" / "history").mkdir(parents=True)
    (desk / ".reporter" / "history" / "binance").write_text("a file in the way")
    with pytest.raises(OutputError):
        fill(desk, site)


def test_two_backfills_do_not_work_in_one_workspace(desk: Path, site: ArchiveSite) -> None:
    with workspace_lock(desk / ".reporter" / "history"), pytest.raises(RunLocked):
        fill(desk, site)


def test_an_interruption_keeps_the_months_that_are_whole(desk: Path, site: ArchiveSite) -> None:
    def interrupt(stage: str, _: str) -> None:
        if stage == "stored":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        backfill(desk, symbols=(), days=60, base_url=f"http://{site.host}", tell=interrupt)
    first = set(site.zips)
    site.seen.clear()
    assert fill(desk, site, days=60).complete
    assert f"{SYMBOL}-1h-2026-01.zip" in first - set(site.zips)


def command(
    capsys: pytest.CaptureFixture[str], desk: Path, site: ArchiveSite, *arguments: str
) -> tuple[int, str]:
    code = cli.invoke(
        ["backfill", *arguments, "--workspace", str(desk), "--base-url", f"http://{site.host}"]
    )
    return code, capsys.readouterr().out


def test_the_command_tells_what_is_stored_and_missing(
    desk: Path, site: ArchiveSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site.listed = "2026-03-04"
    site.changes.append((r"1h-2026-03-05\.zip\.CHECKSUM", wrong_sum))
    code, out = command(capsys, desk, site, "--days", "12")
    assert code == 4
    assert "incomplete  2026-02-26 to 2026-03-09" in out
    assert "candles  120 rows, 2026-03-04T00:00 to 2026-03-09T23:00 UTC; 5 files fetched" in out
    assert f"{SYMBOL} metrics: 6 not in the archive (2026-02-26 to 2026-03-03)" in out
    assert f"failed   {SYMBOL}-1h-2026-03-05.zip: the file does not match" in out


def test_the_result_as_json(
    desk: Path, site: ArchiveSite, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = command(capsys, desk, site, "BBBUSDT", "--days", "2", "--json")
    assert code == 0
    result = json.loads(out)
    assert result["complete"] is True
    assert result["stopped"] is None
    assert result["series"][0] == {
        "symbol": "BBBUSDT",
        "kind": "candles",
        "rows": 48,
        "from": "2026-03-08T00:00:00+00:00",
        "to": "2026-03-09T23:00:00+00:00",
        "fetched": 2,
        "present": 0,
        "absent": 0,
        "failed": 0,
    }


def test_a_contract_that_the_archive_does_not_know_ends_with_code_4(
    desk: Path, site: ArchiveSite, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = command(capsys, desk, site, SYMBOL, "NONEUSDT", "--days", "40")
    assert code == 4
    assert re.search(r"NONEUSDT +candles +0 rows; 0 files fetched", out)
    assert "AAAUSDT" in out


def test_a_shut_door_is_told_with_what_to_do(
    desk: Path, site: ArchiveSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site.changes.append((r"", lambda _: (451, b"")))
    code, out = command(capsys, desk, site)
    assert code == 4
    assert "stopped  " in out
    assert "not available from this country" in out


def test_many_lines_of_one_sort_are_cut(
    desk: Path, site: ArchiveSite, capsys: pytest.CaptureFixture[str]
) -> None:
    site.changes.append((r"2026-0\d-\d\d\.zip\.CHECKSUM", lambda _: (200, b"none")))
    _, out = command(capsys, desk, site, "--days", "30")
    assert "and 19 more; --json lists them all" in out


@pytest.mark.parametrize("word", ["../../AAAUSDT", "AAA/USDT", "AAA USDT", "aaausdt", ""])
def test_what_is_no_symbol_is_a_usage_error(
    desk: Path, site: ArchiveSite, word: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert command(capsys, desk, site, word)[0] == 2
    assert site.seen == []


def test_a_kill_in_the_middle_leaves_whole_months_and_the_next_run_goes_on(
    desk: Path, site: ArchiveSite
) -> None:
    hanging = threading.Event()

    def hang(answer: Answer) -> Answer:
        hanging.set()
        site.over.wait(20)
        return answer

    site.changes.append((r"metrics", hang))
    arguments = ["backfill", "--workspace", str(desk), "--base-url", f"http://{site.host}"]
    call = [sys.executable, "-m", "reporter", *arguments, "--days", "70"]
    with subprocess.Popen(call, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        assert hanging.wait(20)
        folder = desk / ".reporter" / "history" / "binance" / SYMBOL
        deadline = time.monotonic() + 20
        while len(list(folder.glob("funding*"))) < 2 and time.monotonic() < deadline:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
    before = [path.name for path in folder.glob("*.history")]
    history = load_history(folder.parents[1], "binance", SYMBOL, since=EARLY, until=NOW)
    assert history.gaps == ()  # every file that is there is whole
    site.over.set()
    site.changes.clear()
    site.seen.clear()
    site.over.clear()
    again = subprocess.run([*call, "--json"], check=False, capture_output=True, text=True)
    assert again.returncode == 0
    done = {f"{SYMBOL}-fundingRate-{name[8:15]}.zip" for name in before if name[:4] == "fund"}
    assert len(done) >= 2
    assert not done & set(site.zips)
    assert json.loads(again.stdout)["complete"] is True


def test_all_symbols_are_too_many_to_fetch(tmp_path: Path) -> None:
    (tmp_path / "reporter.toml").write_text(
        '[desk]\nname = "desk"\nbrand = "Desk"\n[[feeds]]\nname = "f"\nurl = "https://f.example/"\n'
        '[market]\nsymbols = "all"\n',
        encoding="utf-8",
    )
    with pytest.raises(UsageError, match="too many to fetch"):
        backfill(tmp_path, symbols=(), days=1, base_url=None, tell=lambda *_: None)
