"""The register of publications, on a real SQLite."""

from __future__ import annotations

import sqlite3
import tracemalloc
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reporter.model.digest import digest
from reporter.model.edition import EditionKey
from reporter.model.errors import OutputError
from reporter.storage.publications import Publication, PublicationStore

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
KEY = EditionKey("desk", date(2026, 3, 27), "main")
FIRST = Publication(
    key=KEY,
    version=1,
    digest=digest(b"one"),
    as_of=NOW,
    published_at=NOW + timedelta(hours=1),
    correction="",
    entry={"headline": "Kalshi – “margin”", "symbols": [["FILUSDT", "$0.836"]]},
)
SECOND = replace(
    FIRST,
    version=2,
    digest=digest(b"two"),
    published_at=NOW + timedelta(hours=3),
    correction="The rate was −0.04%.",
    entry={"headline": "Another"},
)


def another(days: int, slot: str = "main") -> Publication:
    key = EditionKey("desk", KEY.day - timedelta(days=days), slot)
    return replace(FIRST, key=key, as_of=NOW - timedelta(days=days))


def test_versions_are_rows_and_every_one_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "state" / "reporter.db"
    with PublicationStore(path) as store:
        assert store.versions(KEY) == ()
        assert list(store.latest()) == []
        assert store.body(FIRST) == ""
        store.add(FIRST, "<p>one</p>")
        store.add(SECOND, "<p>two</p>")
    with PublicationStore(path) as store:
        assert store.versions(KEY) == (FIRST, SECOND)
        assert list(store.latest()) == [SECOND]
        assert store.body(FIRST) == "<p>one</p>"
        assert store.body(SECOND) == "<p>two</p>"


def test_the_latest_come_by_the_time_of_their_prices_then_by_slot(tmp_path: Path) -> None:
    with PublicationStore(tmp_path / "reporter.db") as store:
        for days, slot in ((3, "main"), (0, "evening"), (1, "main"), (0, "main")):
            store.add(another(days, slot), "")
        folders = ["2026-03-27-main", "2026-03-27-evening", "2026-03-26-main", "2026-03-24-main"]
        assert [one.key.folder for one in store.latest()] == folders
        assert [key.folder for key, _, _ in store.latest_versions()] == folders
        store.add(SECOND, "")
        assert store.latest_versions()[0] == (KEY, 2, SECOND.digest)


def test_a_listing_does_not_load_the_bodies(tmp_path: Path) -> None:
    body = "x" * 100_000
    with PublicationStore(tmp_path / "reporter.db") as store:
        for days in range(100):
            store.add(another(days), body)
        list(store.latest())  # what the library itself loads stays out of the measurement
        tracemalloc.start()
        count = sum(1 for _ in store.latest())
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert count == 100
    assert peak < 10 * len(body)


def test_a_damaged_register_is_told(tmp_path: Path) -> None:
    path = tmp_path / "reporter.db"
    with PublicationStore(path) as store:
        store.add(FIRST, "")
    connection = sqlite3.connect(path)
    connection.execute("UPDATE publications SET entry = '{'")
    connection.commit()
    connection.close()
    with PublicationStore(path) as store, pytest.raises(OutputError, match="damaged"):
        store.versions(KEY)
