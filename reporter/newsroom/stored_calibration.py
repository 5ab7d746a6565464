"""The calibration that counts: the package's own, a workspace's, or one that is named."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Final

from reporter.model.digest import Digest, digest
from reporter.model.errors import ConfigError
from reporter.newsroom.workspace import Workspace
from reporter.signals.calibration import Calibration, parse_calibration

FILE: Final = "calibration.json"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Stored:
    """A calibration as it was read, and the digest of its file."""

    calibration: Calibration
    digest: Digest


def workspace_calibration(workspace: Workspace) -> Stored:
    """That of the workspace's ``calibration.json``, or the package's where there is none."""
    own = workspace.root / FILE
    return stored_calibration(own if own.exists() else None)


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
