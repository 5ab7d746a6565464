"""Atomic writes and the archive."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import Digest, digest
from reporter.model.errors import OutputError, SnapshotError
from reporter.net.archive import Archive, BlobStore, MemoryArchive
from reporter.net.atomic import write_atomic


def test_a_file_is_written_and_replaced(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "a.html"
    write_atomic(path, b"one")
    assert path.read_bytes() == b"one"
    write_atomic(path, b"two")
    assert path.read_bytes() == b"two"
    assert list(path.parent.iterdir()) == [path]


def test_a_file_has_the_usual_permissions(tmp_path: Path) -> None:
    plain, atomic = tmp_path / "plain", tmp_path / "atomic"
    plain.write_bytes(b"")
    write_atomic(atomic, b"")
    assert atomic.stat().st_mode == plain.stat().st_mode


@pytest.mark.parametrize("step", ["os.fsync", "pathlib.Path.replace"])
@pytest.mark.parametrize(
    ("number", "word"),
    [
        (errno.ENOSPC, "full"),
        (errno.EDQUOT, "quota"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "may not be written"),
        (errno.EIO, "cannot be written"),
    ],
)
def test_a_failed_write_leaves_the_old_file_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, step: str, number: int, word: str
) -> None:
    path = tmp_path / "a.html"
    write_atomic(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(step, fail)
    with pytest.raises(OutputError, match=word) as caught:
        write_atomic(path, b"new")
    assert caught.value.where == str(path)
    assert caught.value.next_step
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_an_interruption_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        write_atomic(tmp_path / "a", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_path_through_a_file(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(OutputError):
        write_atomic(tmp_path / "file" / "a", b"new")
    (tmp_path / "folder").mkdir()
    with pytest.raises(OutputError, match="folder of that name"):
        write_atomic(tmp_path / "folder", b"new")


@pytest.fixture(params=["folder", "memory"])
def archive(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    return Archive(tmp_path / "archive") if request.param == "folder" else MemoryArchive()


def test_what_is_put_comes_back(archive: BlobStore) -> None:
    key = archive.put(b"body")
    assert key == digest(b"body")
    assert archive.has(key)
    assert archive.get(key) == b"body"
    assert archive.put(b"body") == key


def test_what_is_missing_is_named(archive: BlobStore) -> None:
    key = digest(b"nothing")
    assert not archive.has(key)
    with pytest.raises(SnapshotError, match=key) as caught:
        archive.get(key)
    assert caught.value.next_step


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_round_trip(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    archive = Archive(tmp_path_factory.getbasetemp() / "shared")
    assert archive.get(archive.put(data)) == data


def only_file(root: Path) -> Path:
    (path,) = [path for path in root.rglob("*") if path.is_file()]
    return path


def test_a_blob_lies_under_its_digest(tmp_path: Path) -> None:
    key = Archive(tmp_path).put(b"body")
    digits = key.removeprefix("sha256:")
    assert only_file(tmp_path) == tmp_path / digits[:2] / digits[2:]


def test_a_changed_blob_is_found_out_and_mended(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    key = archive.put(b"body")
    path = only_file(tmp_path)
    path.write_bytes(b"bodi")
    with pytest.raises(SnapshotError, match="does not match") as caught:
        archive.get(key)
    assert caught.value.where == str(path)
    archive.put(b"body")
    assert archive.get(key) == b"body"


def test_a_blob_that_cannot_be_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    key = archive.put(b"body")
    path = only_file(tmp_path)
    path.unlink()
    path.mkdir()
    with pytest.raises(SnapshotError, match="cannot be read"):
        archive.get(key)
    with pytest.raises(OutputError):
        archive.put(b"body")


@pytest.mark.parametrize("key", ["", "sha256:../../etc/hostname", "sha256:" + "A" * 64, "md5:0"])
def test_a_key_is_no_path(tmp_path: Path, key: str) -> None:
    with pytest.raises(SnapshotError, match="no digest"):
        Archive(tmp_path).get(Digest(key))


def test_many_writers_of_one_blob(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(archive.put, [b"body"] * 40))
    assert keys == {digest(b"body")}
    assert only_file(tmp_path).read_bytes() == b"body"
