"""Folders that appear whole or not at all.

A new edition is written beside its place, flushed to disk, and renamed into it. Where an older
one stands there, it is first renamed aside; ``recover`` puts it back if the process died in
between. A reader therefore meets the old edition or the new one, never a mixture.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from reporter.model.errors import OutputError
from reporter.storage.lock import wait_for

STAGING = ".staging"
_ASIDE = "aside-"


def publish_folder(output: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Make ``output/name`` hold exactly these files (relative path -> content).

    Several processes may publish into one output folder; they wait for each other. Raises
    ``OutputError`` (read-only folder, full disk) and then leaves what was there before.
    """
    target = output / name
    try:
        output.mkdir(parents=True, exist_ok=True)
        with _alone_in(output):
            _undo(output)
            try:
                _exchange(output, name, files)
            finally:
                _undo(output)
    except OSError as error:
        raise OutputError(
            f"the edition could not be written ({error.strerror}); the last one is untouched.",
            str(target),
            "Make room on the disk or choose a writable folder in [output] dir.",
        ) from error
    return target


def recover(output: Path) -> None:
    """Undo a publication that a crash cut short: put the older folder back, drop leftovers.

    Raises ``OutputError`` where the output folder cannot be written.
    """
    if not (output / STAGING).is_dir():
        return
    try:
        with _alone_in(output):
            _undo(output)
    except OSError as error:
        raise OutputError(
            f"the output folder cannot be written ({error.strerror}).",
            str(output),
            "Make it writable or choose another in [output] dir.",
        ) from error


def _exchange(output: Path, name: str, files: Mapping[str, bytes]) -> None:
    staging = output / STAGING
    fresh, target = staging / name, output / name
    _write_tree(fresh, files)
    if target.exists():
        target.rename(staging / f"{_ASIDE}{name}")
    fresh.rename(target)
    _flush(output)


def _undo(output: Path) -> None:
    staging = output / STAGING
    for aside in sorted(staging.glob(f"{_ASIDE}*")):
        target = output / aside.name.removeprefix(_ASIDE)
        if not target.exists():
            aside.rename(target)
    shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _alone_in(output: Path) -> Iterator[None]:
    """Hold the output folder; the operating system lets go when the process ends."""
    descriptor = os.open(output, os.O_RDONLY)
    try:
        wait_for(descriptor)
        yield
    finally:
        os.close(descriptor)


def _write_tree(root: Path, files: Mapping[str, bytes]) -> None:
    for relative, data in sorted(files.items()):
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as handle:
            handle.write(data)
            handle.flush()
            os.fsync(handle.fileno())
    for folder in {root, *(p for p in root.rglob("*") if p.is_dir())}:
        _flush(folder)


def _flush(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
