"""The calibration that counts: the package's own, a workspace's, or one that is named.

A workspace's goes into the snapshot, so that a replay uses the one that the run used.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from reporter.model.digest import Digest, digest
from reporter.model.errors import ConfigError
from reporter.net.archive import BlobStore
from reporter.net.records import Record, Snapshot
from reporter.newsroom.workspace import Workspace
from reporter.signals.calibration import Calibration, parse_calibration

FILE: Final = "calibration.json"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stored:
    """A calibration as it was read, and the digest of its file."""

    calibration: Calibration
    digest: Digest


def with_calibration(snapshot: Snapshot, archive: BlobStore, workspace: Workspace) -> Snapshot:
    """The snapshot with the workspace's ``calibration.json``, where there is one.

    Raises ``ConfigError`` for a file that cannot be read or is no calibration.
    """
    own = workspace.root / FILE
    if not own.exists():
        return snapshot
    data = _read(own)
    parse_calibration(data, str(own))
    return snapshot.with_record(Record.of_content(FILE, archive.put(data), snapshot.as_of))


def used_calibration(snapshot: Snapshot, archive: BlobStore) -> Stored:
    """That of the snapshot, or the package's where the workspace had none of its own."""
    digests = [one.digest for one in snapshot.records if one.key == FILE and one.digest]
    if not digests:
        return stored_calibration()
    data = archive.get(digests[0])
    return Stored(
        calibration=parse_calibration(data, f"{FILE} of the snapshot"), digest=digest(data)
    )


def stored_calibration(file: Path | None = None) -> Stored:
    """The calibration of a file, or the package's own.

    Raises ``ConfigError`` for a file that cannot be read or is no calibration.
    """
    if file is None:
        data = (resources.files("reporter") / "calibration" / FILE).read_bytes()
    else:
        data = _read(file)
    where = str(file or "the package's calibration")
    return Stored(calibration=parse_calibration(data, where), digest=digest(data))


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise ConfigError(
            f"the calibration cannot be read ({error.strerror}).",
            str(file),
            "Make one with 'reporter calibrate DATA'.",
        ) from error
