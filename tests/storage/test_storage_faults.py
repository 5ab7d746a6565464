"""Real faults: a folder that may not be written, a file that may not grow, a process killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from reporter.storage import publish_folder, recover

pytestmark = pytest.mark.skipif(os.name == "nt", reason="permissions and signals of POSIX")

OLD = {"a.txt": b"old", "deep/b.txt": b"old"}
NEW = {"a.txt": b"new", "deep/b.txt": b"new", "deep/c.txt": b"new"}

PROLOGUE = f"""
import os, resource, signal, sys
from datetime import UTC, date, datetime
from pathlib import Path
from reporter.model.digest import digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.errors import OutputError
from reporter.storage import EditionStore, StoredEdition, publish_folder, workspace_lock

root, NEW = Path(sys.argv[1]), {NEW!r}
KEY = EditionKey("desk", date(2026, 3, 27), "main")

def publish():
    publish_folder(root, "day", NEW)

def register():
    with EditionStore(root / "reporter.db") as store:
        store.put(StoredEdition(
            key=KEY, as_of=datetime(2026, 3, 27, tzinfo=UTC), state=EditionState.READY,
            snapshot=digest(b"s"), document=digest(b"d"), folder="day"))

def lock():
    with workspace_lock(root / "state"):
        pass

def expect_refusal(action):
    try:
        action()
    except OutputError as error:
        print(error)
    else:
        sys.exit("it was written")
"""

# The superuser may write anywhere, so the child becomes somebody else once all is imported.
AS_NOBODY = """
import sqlite3, sqlalchemy.dialects.sqlite
if os.geteuid() == 0:
    os.setgroups([]); os.setegid(65534); os.seteuid(65534)
assert (root / "day" / "a.txt").read_bytes() == b"old", "the folder must be readable"
"""


def child(program: str, root: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in a process of its own, on this folder."""
    return subprocess.run(
        [sys.executable, "-c", PROLOGUE + program, str(root)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def read_only() -> Iterator[Path]:
    """A folder that anybody may read and nobody may write, with an edition in it.

    It does not lie in ``tmp_path``, which only its owner may enter.
    """
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        publish_folder(root, "day", OLD)
        root.chmod(0o555)
        yield root
        root.chmod(0o755)


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("publish", "could not be written (Permission denied); the last one is untouched"),
        ("register", "cannot be used (unable to open database file)"),
        ("lock", "cannot be written (Permission denied)"),
    ],
)
def test_a_read_only_folder_is_named_and_left_as_it_was(
    read_only: Path, action: str, message: str
) -> None:
    done = child(f"{AS_NOBODY}expect_refusal({action})", read_only)
    assert done.returncode == 0, done.stderr
    assert message in done.stdout
    assert tree(read_only) == {f"day/{name}": data for name, data in OLD.items()}


@pytest.mark.parametrize(
    ("action", "message"),
    [
        ("publish", "could not be written (File too large); the last one is untouched"),
        ("register", "Check that the disk has room"),
    ],
)
def test_a_write_that_stops_midway_keeps_the_last_edition(
    tmp_path: Path, action: str, message: str
) -> None:
    """The limit on the size of a file fails a write just where a full disk would."""
    publish_folder(tmp_path, "day", OLD)
    limited = "resource.setrlimit(resource.RLIMIT_FSIZE, (1, 1))\n"
    done = child(f"{limited}expect_refusal({action})", tmp_path)
    assert done.returncode == 0, done.stderr
    assert message in done.stdout
    assert tree(tmp_path / "day") == OLD
    assert not (tmp_path / ".staging").exists()


# Kill the process at the given call of a function, just before or just after it does its work.
KILL = """
def killing(owner, name, number, *, after):
    original, calls = getattr(owner, name), [0]
    def replaced(*arguments):
        calls[0] += 1
        if calls[0] == number and not after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = original(*arguments)
        if calls[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result
    setattr(owner, name, replaced)

"""


def killed(point: str, root: Path) -> None:
    """Publish the new edition in a child that dies at this point."""
    done = child(f"{KILL}killing({point})\npublish()", root)
    assert done.returncode == -signal.SIGKILL, done.stderr


@pytest.mark.parametrize(
    ("point", "left"),
    [
        pytest.param("os, 'fsync', 2, after=False", OLD, id="while the new one is written"),
        pytest.param("Path, 'rename', 1, after=False", OLD, id="before the old one goes aside"),
        pytest.param("Path, 'rename', 1, after=True", OLD, id="after the old one went aside"),
        pytest.param(
            "Path, 'rename', 2, after=False", OLD, id="before the new one takes its place"
        ),
        pytest.param("Path, 'rename', 2, after=True", NEW, id="after the new one took its place"),
    ],
)
def test_a_kill_leaves_the_old_edition_or_the_new_one_whole(
    tmp_path: Path, point: str, left: dict[str, bytes]
) -> None:
    publish_folder(tmp_path, "day", OLD)
    killed(point, tmp_path)
    recover(tmp_path)
    assert tree(tmp_path) == {f"day/{name}": data for name, data in left.items()}
    publish_folder(tmp_path, "day", NEW)
    assert tree(tmp_path) == {f"day/{name}": data for name, data in NEW.items()}


@pytest.mark.parametrize(("after", "left"), [(False, {}), (True, NEW)])
def test_a_kill_of_the_first_publication_leaves_all_or_nothing(
    tmp_path: Path, *, after: bool, left: dict[str, bytes]
) -> None:
    killed(f"Path, 'rename', 1, after={after}", tmp_path)
    recover(tmp_path)
    assert tree(tmp_path) == {f"day/{name}": data for name, data in left.items()}
