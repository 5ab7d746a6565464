"""The command, what it prints, and what a kill leaves."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from reporter.cli import main as cli
from reporter.model.errors import UsageError
from reporter.newsroom.backfill import backfill
from reporter.storage.history import load_history
from tests.backfill.conftest import EARLY, NOW, SYMBOL, Answer, ArchiveSite, wrong_sum


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


@pytest.mark.parametrize(
    "address",
    [
        "", "nonsense", "archive.example", "ftp://archive.example", "http://", "http://[::1",
        "http://archive.example:port", "http://me:word@archive.example", "http://a b.example",
        "http://archive.example/?path=", "http://archive.example/#data", "http://a\n.example",
    ],
)  # fmt: skip
def test_what_is_no_address_of_an_archive_is_told_before_all_work(
    desk: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    code = cli.invoke(["backfill", "--workspace", str(desk), "--base-url", address, "--json"])
    assert code == 2
    error = json.loads(capsys.readouterr().out)
    assert "no plain http or https address" in error["what"]
    assert "word" not in error["where"]
    assert "--base-url" in error["next"]
    assert not (desk / ".reporter").exists()
