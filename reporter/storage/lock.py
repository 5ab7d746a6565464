"""One run at a time in a workspace."""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reporter.model.errors import OutputError, RunLocked


@contextmanager
def workspace_lock(state: Path) -> Iterator[None]:
    """Hold the workspace whose state folder this is.

    The operating system drops the lock when the process ends, however it ends. Raises
    ``RunLocked`` at once where another process holds it.
    """
    path = state / "lock"
    try:
        state.mkdir(parents=True, exist_ok=True)
        handle = path.open("a+b")
    except OSError as error:
        raise OutputError(
            f"the workspace folder cannot be written ({error.strerror}).",
            str(state),
            "Make it writable or name another with --workspace.",
        ) from error
    with handle:
        if not _take(handle.fileno()):
            raise RunLocked(
                "another run holds this workspace.",
                str(state),
                "Wait for it to end, then try again.",
            )
        yield


def wait_for(descriptor: int) -> None:
    """Hold an open file or folder alone, waiting for whoever holds it now."""
    fcntl.flock(descriptor, fcntl.LOCK_EX)


def _take(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
