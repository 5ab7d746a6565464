"""Backfill against faults: each is named, and the rest is kept."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from reporter.model.errors import OutputError, RunLocked
from reporter.newsroom.backfill import backfill
from reporter.storage import workspace_lock
from reporter.storage.history import load_history
from tests.backfill.conftest import (
    EARLY,
    NOW,
    SYMBOL,
    Answer,
    ArchiveSite,
    Change,
    fill,
    stored,
    table,
    wrong_sum,
    zipped,
)


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
