"""A snapshot in one file: the same bytes for the same content, and no damage goes unseen."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import OutputError, SnapshotError, SourceRefused
from reporter.net import bundle
from reporter.net.archive import Archive, MemoryArchive
from reporter.net.request import Reply, Request
from reporter.net.snapshot import (
    Record,
    Recorder,
    Replayer,
    Snapshot,
    export_snapshot,
    load_snapshot,
)

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
GONE = Request(url="https://b.example/feed")


class Closed:
    """A source that refuses everything."""

    def fetch(self, request: Request) -> Reply:
        raise SourceRefused("closed.", "b.example", reason="gone", status=410)


def recorded() -> tuple[Snapshot, MemoryArchive]:
    archive = MemoryArchive()
    recorder = Recorder(Closed(), archive)
    with pytest.raises(SourceRefused):
        recorder.fetch(GONE)
    snapshot = recorder.seal(NOW, (("desk", "a"),))
    for key, body in (("model 1", b"a reply"), ("model 2", b"another reply")):
        snapshot = snapshot.with_record(Record.of_content(key, archive.put(body), NOW))
    return snapshot, archive


@pytest.fixture
def sealed() -> tuple[Snapshot, MemoryArchive]:
    return recorded()


def test_one_file_holds_everything(sealed: tuple[Snapshot, MemoryArchive], tmp_path: Path) -> None:
    path = tmp_path / "edition.snapshot"
    export_snapshot(*sealed, path)
    snapshot, archive = load_snapshot(path)
    assert snapshot == sealed[0]
    replayer = Replayer(snapshot, archive)
    kept = {record.key: record.digest for record in snapshot.records if record.digest}
    assert archive.get(kept["model 1"]) == b"a reply"
    assert archive.get(kept["model 2"]) == b"another reply"
    with pytest.raises(SourceRefused, match="closed"):
        replayer.fetch(GONE)


def test_equal_snapshots_give_equal_bytes(
    sealed: tuple[Snapshot, MemoryArchive], tmp_path: Path
) -> None:
    snapshot, memory = sealed
    folder = Archive(tmp_path / "archive")
    for record in reversed(snapshot.records):
        if record.digest is not None:
            folder.put(memory.get(record.digest))
    folder.put(b"of another edition")
    export_snapshot(snapshot, memory, tmp_path / "a")
    export_snapshot(snapshot, folder, tmp_path / "b")
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_an_incomplete_snapshot_is_not_exported(
    sealed: tuple[Snapshot, MemoryArchive], tmp_path: Path
) -> None:
    with pytest.raises(SnapshotError, match="missing"):
        export_snapshot(sealed[0], MemoryArchive(), tmp_path / "a")
    with pytest.raises(OutputError):
        export_snapshot(*sealed, tmp_path)
    assert list(tmp_path.iterdir()) == []


def repacked(path: Path, change: Any) -> None:
    """Write the zip again with ``change`` applied to its members."""
    with zipfile.ZipFile(path) as old:
        members = {name: old.read(name) for name in old.namelist()}
    change(members)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, data in members.items():
            new.writestr(name, data)


@pytest.fixture
def exported(sealed: tuple[Snapshot, MemoryArchive], tmp_path: Path) -> Path:
    path = tmp_path / "edition.snapshot"
    export_snapshot(*sealed, path)
    return path


def refusal(path: Path) -> SnapshotError:
    with pytest.raises(SnapshotError) as caught:
        load_snapshot(path)
    assert caught.value.where == str(path)
    assert caught.value.next_step
    return caught.value


def first_blob(members: dict[str, bytes]) -> str:
    return min(name for name in members if name.startswith("blobs/"))


def test_a_changed_content_is_found_out(exported: Path) -> None:
    repacked(exported, lambda members: members.update({first_blob(members): b"other"}))
    assert "does not match" in str(refusal(exported))


def test_a_missing_blob_is_found_out(exported: Path) -> None:
    repacked(exported, lambda members: members.pop(first_blob(members)))
    assert re.search("model [12]' is missing", str(refusal(exported)))


def test_a_missing_blob_is_named_without_the_parameters_of_its_address(tmp_path: Path) -> None:
    archive, path = MemoryArchive(), tmp_path / "one.snapshot"
    url = "https://a.example/feed?apikey=hush"
    record = Record(key=f"GET {url}", url=url, digest=archive.put(b"x"), received_at=NOW)
    export_snapshot(Snapshot(as_of=NOW, records=(record,)), archive, path)
    repacked(path, lambda members: members.pop(first_blob(members)))
    assert "a.example/feed' is missing" in str(refusal(path))
    assert "hush" not in str(refusal(path))


def test_a_missing_or_damaged_list_is_found_out(exported: Path) -> None:
    repacked(exported, lambda members: members.update({"snapshot.json": b"{}"}))
    assert "damaged" in str(refusal(exported))
    repacked(exported, lambda members: members.pop("snapshot.json"))
    assert "snapshot.json" in str(refusal(exported))


def test_a_stranger_in_the_zip_is_found_out(exported: Path) -> None:
    repacked(exported, lambda members: members.update({"../evil": b"x"}))
    assert "../evil" in str(refusal(exported))


def test_a_name_that_stands_twice_is_found_out(exported: Path) -> None:
    with zipfile.ZipFile(exported, "a") as file, pytest.warns(UserWarning, match="Duplicate"):
        file.writestr("snapshot.json", b"{}")
    assert "twice" in str(refusal(exported))


def test_another_compression_is_refused(exported: Path) -> None:
    with zipfile.ZipFile(exported, "a") as file:
        file.writestr("blobs/other", b"x", zipfile.ZIP_BZIP2)
    assert "compressed in another way" in str(refusal(exported))


def test_a_bomb_is_not_unpacked(exported: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundle, "_LARGEST", 1_000_000)
    repacked(exported, lambda members: members.update({"blobs/bomb": b" " * 2_000_000}))
    assert "1,000,000" in str(refusal(exported))


def test_a_zip_that_lies_about_its_size(exported: Path) -> None:
    data = exported.read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as file:
        size = file.getinfo("snapshot.json").file_size
    exported.write_bytes(data.replace(size.to_bytes(4, "little"), (9).to_bytes(4, "little")))
    assert "damaged" in str(refusal(exported))


@pytest.mark.parametrize("keep", [0.0, 0.3, 0.9, 0.999])
def test_a_cut_file_is_no_snapshot(exported: Path, keep: float) -> None:
    data = exported.read_bytes()
    exported.write_bytes(data[: int(len(data) * keep)])
    assert "no snapshot" in str(refusal(exported))


@settings(max_examples=100, deadline=None)
@given(position=st.integers(0, 10_000), flip=st.integers(1, 255))
def test_no_flipped_byte_gives_another_snapshot(
    tmp_path_factory: pytest.TempPathFactory, position: int, flip: int
) -> None:
    path = tmp_path_factory.getbasetemp() / "flipped.snapshot"
    snapshot, archive = recorded()
    export_snapshot(snapshot, archive, path)
    data = bytearray(path.read_bytes())
    data[position % len(data)] ^= flip
    path.write_bytes(data)
    try:
        loaded, _ = load_snapshot(path)
    except SnapshotError:
        return
    assert loaded == snapshot


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    assert "no such file" in str(refusal(tmp_path / "none"))
    assert "cannot be read" in str(refusal(tmp_path))
