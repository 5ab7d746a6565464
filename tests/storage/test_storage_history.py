"""Stored history in a folder and in a snapshot: equal readings, and damage that is told."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from reporter.model.digest import Digest
from reporter.model.errors import OutputError, SnapshotError, SourceRefused, UsageError
from reporter.net.archive import MemoryArchive
from reporter.net.snapshot import Snapshot
from reporter.signals.series import milliseconds
from reporter.signals.stored import Month, Rows, empty_month
from reporter.storage.history import (
    History,
    HistoryStore,
    load_history,
    recorded_history,
    with_history,
)

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
SINCE = AS_OF - timedelta(days=60)
NAME = "binance/AAAUSDT/funding-2026-03"


def month(symbol: str = "AAAUSDT", name: str = "2026-03", rate: float = 0.0001) -> Month:
    none = empty_month(
        venue="binance", symbol=symbol, kind="funding", month=name, endpoint="/data/funding"
    )
    time = milliseconds(datetime.fromisoformat(f"{name}-02").replace(tzinfo=UTC))
    figures = Rows(times=np.array([time], dtype=np.int64), columns={"rate": np.array([rate])})
    return none.with_file("a.zip", Digest("sha256:" + "0" * 64), figures)


@pytest.fixture
def store(tmp_path: Path) -> HistoryStore:
    store = HistoryStore(tmp_path)
    for name in ("2025-12", "2026-02", "2026-03"):
        store.write(month(name=name))
    store.write(month("BBBUSDT"))
    return store


def read(tmp_path: Path, symbol: str = "AAAUSDT") -> History:
    return load_history(tmp_path, "binance", symbol, since=SINCE, until=AS_OF)


def test_months_from_the_asked_one_on_are_read(store: HistoryStore, tmp_path: Path) -> None:
    assert store.names("binance", "AAAUSDT", "2026-01") == [NAME.replace("03", "02"), NAME]
    assert len(read(tmp_path).series["funding"]) == 2
    assert read(tmp_path, "CCCUSDT") == History(series={})


def test_other_files_in_the_folder_are_not_history(store: HistoryStore, tmp_path: Path) -> None:
    for name in ("notes.history", "funding-2026-03.damaged", ".0123.tmp"):
        (tmp_path / "binance" / "AAAUSDT" / name).write_bytes(b"x")
    assert read(tmp_path).gaps == ()


def test_a_damaged_month_is_a_gap_until_it_is_set_aside(
    store: HistoryStore, tmp_path: Path
) -> None:
    store.path(NAME).write_bytes(b"rubbish")
    found = read(tmp_path)
    assert [(gap.subject, gap.part, gap.reason) for gap in found.gaps] == [
        ("AAAUSDT", "stored history", "damaged")
    ]
    assert "funding-2026-03" in found.gaps[0].detail
    assert len(found.series["funding"]) == 1
    with pytest.raises(SourceRefused, match="damaged"):
        store.read(NAME)
    aside = store.set_aside(NAME)
    assert aside.read_bytes() == b"rubbish"
    assert store.read(NAME) is None
    assert read(tmp_path).gaps == ()


def test_what_cannot_be_read_or_moved_is_told(store: HistoryStore) -> None:
    store.path(NAME).unlink()
    with pytest.raises(OutputError):
        store.set_aside(NAME)
    store.path(NAME).mkdir()
    with pytest.raises(SourceRefused, match="cannot be read"):
        store.read(NAME)


@pytest.mark.parametrize("symbol", ["..", "", "A/B", "../BBBUSDT", "bbbusdt"])
def test_a_name_that_leads_elsewhere_is_refused(store: HistoryStore, symbol: str) -> None:
    with pytest.raises(UsageError):
        store.names("binance", symbol, "")


def snapshot(archive: MemoryArchive, tmp_path: Path, *symbols: str) -> Snapshot:
    return with_history(
        Snapshot(as_of=AS_OF), archive, tmp_path, venue="binance", symbols=symbols, since=SINCE
    )


def recorded(
    sealed: Snapshot, archive: MemoryArchive, symbol: str = "AAAUSDT", until: datetime = AS_OF
) -> History:
    return recorded_history(
        sealed, archive, venue="binance", symbol=symbol, since=SINCE, until=until
    )


def test_a_replay_reads_what_was_used_whatever_became_of_the_workspace(
    store: HistoryStore, tmp_path: Path
) -> None:
    archive = MemoryArchive()
    sealed = snapshot(archive, tmp_path, "AAAUSDT", "BBBUSDT", "CCCUSDT")
    assert [record.key for record in sealed.records] == [
        "HISTORY binance/AAAUSDT/funding-2026-02",
        "HISTORY binance/AAAUSDT/funding-2026-03",
        "HISTORY binance/BBBUSDT/funding-2026-03",
    ]
    before = read(tmp_path).series["funding"]
    store.write(month(rate=0.5))
    store.path(NAME.replace("03", "02")).unlink()
    again = Snapshot.from_json(sealed.to_json())
    after = recorded(again, archive).series["funding"]
    assert list(after["rate"]) == list(before["rate"]) == [0.0001, 0.0001]
    assert after.sources == before.sources == tuple(r.digest for r in sealed.records[:2])
    assert recorded(again, archive, "BBBUSDT").series["funding"]["rate"][0] == 0.0001
    assert recorded(again, archive, "CCCUSDT") == History(series={})


def test_a_snapshot_without_history_is_left_as_it_is(tmp_path: Path) -> None:
    archive = MemoryArchive()
    assert snapshot(archive, tmp_path, "AAAUSDT") == Snapshot(as_of=AS_OF)


def test_damage_found_when_recording_is_the_same_gap_in_every_replay(
    store: HistoryStore, tmp_path: Path
) -> None:
    store.path(NAME).write_bytes(b"rubbish")
    archive = MemoryArchive()
    sealed = snapshot(archive, tmp_path, "AAAUSDT")
    store.write(month())
    found = recorded(Snapshot.from_json(sealed.to_json()), archive)
    assert [gap.reason for gap in found.gaps] == ["damaged"]
    assert len(found.series["funding"]) == 1


def test_a_snapshot_that_lost_its_history_is_an_error(store: HistoryStore, tmp_path: Path) -> None:
    sealed = snapshot(MemoryArchive(), tmp_path, "AAAUSDT")
    with pytest.raises(SnapshotError, match="missing"):
        recorded(sealed, MemoryArchive())


def test_the_edition_sees_nothing_that_came_after_it(store: HistoryStore, tmp_path: Path) -> None:
    archive = MemoryArchive()
    sealed = snapshot(archive, tmp_path, "AAAUSDT")
    early = recorded(sealed, archive, until=datetime(2026, 2, 20, tzinfo=UTC))
    assert len(early.series["funding"]) == 1
