"""A snapshot with all its contents in one file: a zip whose bytes depend on nothing else."""

from __future__ import annotations

import io
import zipfile
import zlib
from pathlib import Path

from reporter.model.digest import Digest, digest
from reporter.model.errors import SnapshotError
from reporter.net.archive import BlobStore, MemoryArchive, hex_of
from reporter.net.atomic import write_atomic
from reporter.net.records import DAMAGED, Record, Snapshot
from reporter.net.request import place

_LIST = "snapshot.json"
_BLOBS = "blobs/"
_LEVEL = 6
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip can hold
_UNIX = 3
_COMPRESSIONS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_LARGEST = 500_000_000
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a feature that zipfile lacks
    RuntimeError,  # encrypted
    ValueError,
)


def export_snapshot(snapshot: Snapshot, archive: BlobStore, path: Path) -> None:
    """Write the snapshot and every content it names as one file; equal input, equal bytes.

    Raises SnapshotError when a content is missing, OutputError when the file cannot be written.
    """
    digests = {record.digest for record in snapshot.records if record.digest is not None}
    members = [(_BLOBS + hex_of(key), archive.get(key)) for key in sorted(digests)]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as file:
        for name, data in [*members, (_LIST, snapshot.to_json())]:
            file.writestr(_member(name), data, zipfile.ZIP_DEFLATED, _LEVEL)
    write_atomic(path, packed.getvalue())


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.create_system = _UNIX
    info.external_attr = 0o644 << 16
    return info


def load_snapshot(path: Path) -> tuple[Snapshot, MemoryArchive]:
    """The snapshot in a file, with its contents in memory, every one of them verified.

    Raises SnapshotError that names what is wrong: no such file, no zip, damaged, too large,
    a content missing or other than its digest.
    """
    try:
        with zipfile.ZipFile(path) as file:
            members = _members(file, path)
    except FileNotFoundError:
        raise SnapshotError("there is no such file.", str(path), "Check the path.") from None
    except OSError as error:
        raise SnapshotError(f"cannot be read ({error}).", str(path), "Check the path.") from error
    except _FAULTS as error:
        raise SnapshotError(
            f"the file is no snapshot or is damaged ({error}).", str(path), DAMAGED
        ) from error
    return _unpack(members, path)


def _members(file: zipfile.ZipFile, path: Path) -> dict[str, bytes]:
    infos = file.infolist()
    # zipfile never gives more bytes than a member declares, so the sum bounds the memory.
    if sum(info.file_size for info in infos) > _LARGEST:
        raise SnapshotError(f"it unpacks to more than {_LARGEST:,} bytes.", str(path), DAMAGED)
    if len({info.filename for info in infos}) != len(infos):
        raise SnapshotError("a name stands twice in it.", str(path), DAMAGED)
    if any(info.compress_type not in _COMPRESSIONS for info in infos):
        raise SnapshotError("it is compressed in another way than ours.", str(path), DAMAGED)
    return {info.filename: file.read(info) for info in infos}


def _unpack(members: dict[str, bytes], path: Path) -> tuple[Snapshot, MemoryArchive]:
    listing = members.pop(_LIST, None)
    if listing is None:
        raise SnapshotError(f"it holds no {_LIST}.", str(path), DAMAGED)
    archive = MemoryArchive()
    for name, data in members.items():
        if digest(data) != "sha256:" + name.removeprefix(_BLOBS):
            raise SnapshotError(
                f"the content {name} does not match its digest.", str(path), DAMAGED
            )
        archive.put(data)
    try:
        snapshot = Snapshot.from_json(listing)
    except SnapshotError as error:
        raise SnapshotError(error.what, str(path), error.next_step) from error
    _check_complete(snapshot, archive, path)
    return snapshot, archive


def _check_complete(snapshot: Snapshot, archive: MemoryArchive, path: Path) -> None:
    for record in snapshot.records:
        key: Digest | None = record.digest
        if key is not None and not archive.has(key):
            raise SnapshotError(f"the content of {_spot(record)!r} is missing.", str(path), DAMAGED)


def _spot(record: Record) -> str:
    """What a record is about, in messages: a key that is no address holds no secret."""
    return place(record.url) if record.url else record.key
