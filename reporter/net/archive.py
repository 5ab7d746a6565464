"""Bytes kept under their own digest: what came in stays as it was."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from reporter.model.digest import Digest, digest
from reporter.model.errors import SnapshotError
from reporter.net.atomic import write_atomic

_DIGEST = re.compile(r"sha256:([0-9a-f]{64})")


class BlobStore(Protocol):
    """Where bodies are kept: a folder, or memory."""

    def put(self, data: bytes) -> Digest:
        """Keep these bytes; their digest is the way back to them."""
        ...

    def get(self, key: Digest) -> bytes:
        """The bytes of that digest. Raises SnapshotError when missing or damaged."""
        ...

    def has(self, key: Digest) -> bool:
        """Whether bytes of that digest are kept."""
        ...


def hex_of(key: str) -> str:
    """The 64 hexadecimal digits of a digest. Raises SnapshotError for anything else."""
    match = _DIGEST.fullmatch(key)
    if match is None:
        raise SnapshotError(f"{key!r} is no digest.", next_step="Make the snapshot again.")
    return match[1]


class Archive:
    """Blobs in a folder, as ``<root>/ab/cdef…``; safe for several writers at once."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def put(self, data: bytes) -> Digest:
        key = digest(data)
        path = self._path(key)
        if not self._holds(path, data):
            write_atomic(path, data)
        return key

    def get(self, key: Digest) -> bytes:
        path = self._path(key)
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            raise _missing(key, str(self._root)) from None
        except OSError as error:
            raise SnapshotError(
                f"cannot be read ({error.strerror}).", str(path), "Check the workspace."
            ) from error
        if digest(data) != key:
            raise SnapshotError(
                "the content does not match its digest.",
                str(path),
                "The file was changed or damaged: restore it or gather again.",
            )
        return data

    def has(self, key: Digest) -> bool:
        return self._path(key).is_file()

    def _path(self, key: str) -> Path:
        digits = hex_of(key)
        return self._root / digits[:2] / digits[2:]

    @staticmethod
    def _holds(path: Path, data: bytes) -> bool:
        """Whether the file is there and whole; a damaged one is written again."""
        try:
            return path.read_bytes() == data
        except OSError:
            return False


class MemoryArchive:
    """The same in memory, for bundled and exported snapshots."""

    def __init__(self) -> None:
        self._blobs: dict[str, bytes] = {}

    def put(self, data: bytes) -> Digest:
        key = digest(data)
        self._blobs[key] = data
        return key

    def get(self, key: Digest) -> bytes:
        try:
            return self._blobs[key]
        except KeyError:
            raise _missing(key, "snapshot") from None

    def has(self, key: Digest) -> bool:
        return key in self._blobs


def _missing(key: str, where: str) -> SnapshotError:
    return SnapshotError(
        f"the content {key} is missing.", where, "Gather again or use a complete snapshot."
    )
