"""Folders that appear whole or not at all.

A new edition is written beside its place, flushed to disk, and renamed into it. Where an older
one stands there, it is first renamed aside; ``recover`` puts it back if the process died in
between. A reader therefore meets the old edition or the new one, never a mixture.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from reporter.model.errors import OutputError

STAGING = ".staging"
_ASIDE = "aside-"


def publish_folder(output: Path, name: str, files: Mapping[str, bytes]) -> Path:
    """Make ``output/name`` hold exactly these files (relative path -> content).

    Raises ``OutputError`` (read-only folder, full disk) and then leaves what was there before.
    """
    staging = output / STAGING
    fresh, aside, target = staging / name, staging / f"{_ASIDE}{name}", output / name
    try:
        recover(output)
        _write_tree(fresh, files)
        if target.exists():
            target.rename(aside)
        fresh.rename(target)
        _flush(output)
    except OSError as error:
        recover(output)
        raise OutputError(
            f"the edition could not be written ({error.strerror}); the last one is untouched.",
            str(target),
            "Make room on the disk or choose a writable folder in [output] dir.",
        ) from error
    shutil.rmtree(staging, ignore_errors=True)
    return target


def recover(output: Path) -> None:
    """Undo a publication that a crash cut short: put the older folder back, drop leftovers."""
    staging = output / STAGING
    if not staging.is_dir():
        return
    for aside in sorted(staging.glob(f"{_ASIDE}*")):
        target = output / aside.name.removeprefix(_ASIDE)
        if not target.exists():
            aside.rename(target)
    shutil.rmtree(staging, ignore_errors=True)


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
