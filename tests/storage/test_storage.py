"""The register, the lock and the folders, on a real disk and a real SQLite."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from reporter.model.digest import digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.errors import OutputError, RunLocked
from reporter.storage import (
    EditionStore,
    StoredEdition,
    publish_folder,
    recover,
    workspace_lock,
)

KEY = EditionKey("desk", date(2026, 3, 27), "main")


@pytest.mark.parametrize("name", ["what?", "50%20 off", "#1 & 'more'", "é\\"])
def test_any_sign_may_stand_in_the_path_of_a_workspace(tmp_path: Path, name: str) -> None:
    path = tmp_path / name / "reporter.db"
    with EditionStore(path) as store:
        store.put(edition())
    assert path.is_file()
    assert [one.name for one in tmp_path.iterdir()] == [name]


def edition(state: EditionState = EditionState.READY) -> StoredEdition:
    return StoredEdition(
        key=KEY,
        as_of=datetime(2026, 3, 27, 21, 21, tzinfo=UTC),
        state=state,
        snapshot=digest(b"snapshot"),
        document=digest(b"document"),
        folder=KEY.folder,
    )


def test_an_edition_is_found_again_and_replaced_under_its_key(tmp_path: Path) -> None:
    path = tmp_path / "state" / "reporter.db"
    with EditionStore(path) as store:
        assert store.find(KEY) is None
        store.put(edition(EditionState.HELD))
        store.put(edition())
    with EditionStore(path) as store:
        assert store.find(KEY) == edition()


def test_the_editions_before_one_come_newest_first(tmp_path: Path) -> None:
    def at(day: int, hour: int, slot: str = "main", desk: str = "desk") -> StoredEdition:
        key = EditionKey(desk, date(2026, 3, day), slot)
        moment = datetime(2026, 3, day, hour, tzinfo=timezone(timedelta(hours=2)))
        return replace(edition(), key=key, as_of=moment.astimezone(UTC), folder=key.folder)

    noon, early, late, next_day = at(26, 12), at(27, 6, "early"), at(27, 20), at(28, 6)
    with EditionStore(tmp_path / "reporter.db") as store:
        for one in (late, noon, next_day, early, at(27, 7, desk="other")):
            store.put(one)
        assert store.before(late.key, late.as_of, 20) == (early, noon)
        assert store.before(next_day.key, next_day.as_of, 2) == (late, early)
        assert store.before(noon.key, noon.as_of, 20) == ()


def test_the_register_keeps_a_write_ahead_log(tmp_path: Path) -> None:
    path = tmp_path / "reporter.db"
    with EditionStore(path) as store:
        store.put(edition())
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    connection.close()


def test_a_damaged_register_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "reporter.db"
    path.write_bytes(b"this is no database, it is a sentence that is long enough" * 20)
    with pytest.raises(OutputError, match=r"damaged.*Move the file away"):
        EditionStore(path)


def test_a_register_in_an_impossible_place_is_an_output_error(tmp_path: Path) -> None:
    blocker = tmp_path / "file"
    blocker.write_text("not a folder")
    with pytest.raises(OutputError, match="cannot be written"):
        EditionStore(blocker / "state" / "reporter.db")


def test_a_register_that_is_a_folder_cannot_be_used(tmp_path: Path) -> None:
    (tmp_path / "reporter.db").mkdir()
    with pytest.raises(OutputError, match="cannot be used"):
        EditionStore(tmp_path / "reporter.db")


def _hold(state: str, ready: object, release: object) -> None:
    with workspace_lock(Path(state)):
        ready.set()  # type: ignore[attr-defined] # an Event of multiprocessing
        release.wait(20)  # type: ignore[attr-defined] # likewise


def test_a_second_run_is_refused_at_once_and_admitted_later(tmp_path: Path) -> None:
    context = multiprocessing.get_context("spawn")
    ready, release = context.Event(), context.Event()
    other = context.Process(target=_hold, args=(str(tmp_path), ready, release))
    other.start()
    try:
        assert ready.wait(20)
        with (
            pytest.raises(RunLocked, match="another run holds this workspace"),
            workspace_lock(tmp_path),
        ):
            pytest.fail("the lock was given twice")
    finally:
        release.set()
        other.join(20)
    with workspace_lock(tmp_path):
        assert (tmp_path / "lock").exists()


def test_a_lock_in_an_impossible_place_is_an_output_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError), workspace_lock(tmp_path / "file" / "state"):
        pytest.fail("the lock cannot be there")


def test_a_folder_holds_exactly_what_was_published_last(tmp_path: Path) -> None:
    publish_folder(tmp_path, "day", {"a.txt": b"one", "deep/b.txt": b"two"})
    target = publish_folder(tmp_path, "day", {"a.txt": b"three"})
    assert sorted(p.name for p in target.rglob("*")) == ["a.txt"]
    assert (target / "a.txt").read_bytes() == b"three"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["day"]


def test_a_blocked_staging_folder_keeps_the_last_edition(tmp_path: Path) -> None:
    publish_folder(tmp_path, "day", {"a.txt": b"one"})
    (tmp_path / ".staging").write_text("a file stands where the staging folder should be")
    with pytest.raises(OutputError, match="the last one is untouched"):
        publish_folder(tmp_path, "day", {"a.txt": b"two"})
    assert (tmp_path / "day" / "a.txt").read_bytes() == b"one"


def test_an_interrupted_exchange_is_undone(tmp_path: Path) -> None:
    publish_folder(tmp_path, "day", {"a.txt": b"one"})
    staging = tmp_path / ".staging"
    staging.mkdir()
    (tmp_path / "day").rename(staging / "aside-day")
    recover(tmp_path)
    assert (tmp_path / "day" / "a.txt").read_bytes() == b"one"
    assert not staging.exists()


@pytest.mark.skipif(os.name == "nt", reason="SIGKILL is a POSIX signal")
def test_kill_at_any_moment_leaves_a_whole_folder(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from reporter.storage import publish_folder\n"
        "n = 0\n"
        "print('ready', flush=True)\n"
        "while True:\n"
        "    n += 1\n"
        "    files = {f'{i}.txt': str(n).encode() for i in range(5)}\n"
        "    publish_folder(Path(sys.argv[1]), 'day', files)\n"
    )
    for delay in (0.001, 0.004, 0.009, 0.02):
        process = subprocess.Popen(
            [sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE
        )
        assert process.stdout is not None
        process.stdout.readline()
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
        process.wait()
        process.stdout.close()
        recover(tmp_path)
        if (tmp_path / "day").exists():
            contents = {p.read_bytes() for p in (tmp_path / "day").iterdir()}
            assert len(list((tmp_path / "day").iterdir())) == 5
            assert len(contents) == 1
