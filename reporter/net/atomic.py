"""Writing a file so that a crash at any moment leaves the old file or the new one, whole."""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
from pathlib import Path

from reporter.model.errors import OutputError

_CAUSES = {
    errno.ENOSPC: ("the disk is full.", "Free some space and try again."),
    errno.EDQUOT: ("the disk quota is used up.", "Free some space and try again."),
    errno.EROFS: ("the file system is read-only.", "Choose another folder."),
    errno.EACCES: ("the folder may not be written to.", "Check its permissions."),
    errno.EPERM: ("the folder may not be written to.", "Check its permissions."),
    errno.ENOTDIR: ("a part of the path is a file, not a folder.", "Choose another folder."),
    errno.EISDIR: ("there is a folder of that name.", "Move it or choose another name."),
}


def write_atomic(path: Path, data: bytes, *, durable: bool = True) -> None:
    """Write ``data`` to ``path``, replacing what is there; missing folders are made.

    The bytes go to a file beside it, are forced to disk, and take the name in one step. Whoever
    writes thousands of files and can make them again may leave the forcing to one ``os.sync()``
    behind all of them: they are not ``durable`` until then.
    Raises OutputError, and leaves nothing behind, when that fails.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_beside(path, data, durable=durable)
        if durable:
            _sync_folder(path.parent)
    except OSError as error:
        raise output_error(error, path) from error


def output_error(error: OSError, path: Path) -> OutputError:
    """The operating system's refusal to write ``path``, in words a person can act on."""
    fallback = (f"cannot be written ({error.strerror or error}).", "Check the folder.")
    what, next_step = _CAUSES.get(error.errno or 0, fallback)
    return OutputError(what, str(path), next_step)


def _write_beside(path: Path, data: bytes, *, durable: bool) -> None:
    beside = path.parent / f".{secrets.token_hex(8)}.tmp"
    try:
        with beside.open("xb") as file:
            file.write(data)
            file.flush()
            if durable:
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        with contextlib.suppress(OSError):  # the first failure is the one to tell
            beside.unlink(missing_ok=True)
        raise


def _sync_folder(folder: Path) -> None:
    """Force the new name itself to disk: a rename lives in the folder."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
