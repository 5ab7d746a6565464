"""What a desk's last editions said is remembered, kept with the snapshot, and replayed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporter.model.digest import digest
from reporter.model.edition import EditionKey, EditionState
from reporter.net.archive import Archive
from reporter.net.snapshot import Snapshot, load_snapshot
from reporter.newsroom import environment
from reporter.newsroom.document import SCHEMA
from reporter.newsroom.index import earlier_documents
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.run import Done, replay_edition
from reporter.newsroom.turns import past_wordings, remember_wordings
from reporter.storage import EditionStore, StoredEdition
from reporter.writing.voice import Spoken
from tests.newsroom.conftest import document, quiet

SAMPLE = Path(__file__).parents[2] / "reporter" / "sample" / "snapshot.zip"
AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
KEY = EditionKey("desk", AS_OF.date(), "main")
pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]


def looked_back_on(desk: Path, done: Done) -> tuple[Spoken, ...]:
    """What the snapshot of that edition holds of the editions before it."""
    archive = Archive(desk / ".reporter" / "archive")
    snapshot = Snapshot.from_json(archive.get(document(done)["manifest"]["snapshot"]))
    memory = RunMemory(snapshot, archive, api_key=None, clock=environment.now)
    return past_wordings(memory)


def said(done: Done) -> Spoken:
    return tuple((message, key) for message, key in document(done)["articles"][0]["wordings"])


def engine(done: Done) -> set[str]:
    sections = document(done)["articles"][0]["sections"]
    section: dict[str, Any] = next(one for one in sections if one["kind"] == "engine")
    return {sentence["text"] for sentence in section["sentences"]}


def test_editions_of_one_market_take_turns_and_replay_as_they_were(
    good: Done, run: Run, desk: Path, tmp_path: Path
) -> None:
    second = run(slot="b")
    assert looked_back_on(desk, good) == ()
    assert looked_back_on(desk, second) == (said(good),)
    assert not engine(good) & engine(second)
    assert looked_back_on(desk, run(force=True)) == (said(second),)
    again = replay_edition(
        second.folder.name, root=desk, out=tmp_path / "again", export=None, tell=quiet
    )
    assert again.differs == ()


@pytest.fixture
def memory(tmp_path: Path) -> RunMemory:
    archive = Archive(tmp_path / "archive")
    snapshot = Snapshot(as_of=AS_OF)
    return RunMemory(snapshot, archive, api_key=None, clock=lambda: AS_OF)


@pytest.fixture
def register(tmp_path: Path) -> Callable[..., None]:
    """Enters an edition of so many days before, with the articles that its document names."""

    def enter(store: EditionStore, days: int, *articles: dict[str, Any]) -> None:
        moment = AS_OF - timedelta(days=days)
        key = EditionKey("desk", date(2026, 3, 27) - timedelta(days=days), "main")
        content = json.dumps({"schema": SCHEMA, "articles": articles}).encode()
        if articles:
            (tmp_path / key.folder).mkdir()
            (tmp_path / key.folder / "edition.json").write_bytes(content)
        store.put(
            StoredEdition(
                key=key,
                as_of=moment,
                state=EditionState.READY,
                snapshot=digest(b"snapshot"),
                document=digest(content),
                folder=key.folder,
            )
        )

    return enter


def test_twenty_editions_are_remembered_newest_first(
    tmp_path: Path, memory: RunMemory, register: Callable[..., None]
) -> None:
    with EditionStore(tmp_path / "reporter.db") as store:
        for days in range(25):
            register(store, days, {"wordings": [["price", f"key {days}"]]})
        remember_wordings(memory, earlier_documents(store, tmp_path, KEY, AS_OF))
    assert past_wordings(memory) == tuple((("price", f"key {n}"),) for n in range(1, 21))


def test_editions_without_wordings_and_lost_ones_count_for_nothing(
    tmp_path: Path, memory: RunMemory, register: Callable[..., None]
) -> None:
    before = memory.snapshot.digest
    with EditionStore(tmp_path / "reporter.db") as store:
        register(store, 1)
        register(store, 2, {"slug": "older than wordings"})
        remember_wordings(memory, earlier_documents(store, tmp_path, KEY, AS_OF))
        assert past_wordings(memory) == ()
        assert memory.snapshot.digest == before
        register(store, 3, {"wordings": [["a", "x"]]}, {"wordings": [["b", "y"]]})
        remember_wordings(memory, earlier_documents(store, tmp_path, KEY, AS_OF))
    assert past_wordings(memory) == ((("a", "x"), ("b", "y")),)


def test_the_sample_has_no_past() -> None:
    snapshot, archive = load_snapshot(SAMPLE)
    assert past_wordings(RunMemory(snapshot, archive, api_key=None, clock=environment.now)) == ()
