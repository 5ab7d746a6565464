"""A desk's earlier view on a contract is remembered, disclosed, and replayed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reporter.ledger import EarlierView
from reporter.model.digest import digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.setup import Bias
from reporter.net.archive import Archive
from reporter.net.snapshot import Snapshot
from reporter.newsroom.document import SCHEMA
from reporter.newsroom.earlier import earlier_views, remember_views
from reporter.newsroom.index import earlier_documents
from reporter.newsroom.memory import RunMemory
from reporter.newsroom.run import Done, replay_edition
from reporter.storage import EditionStore, StoredEdition
from tests.newsroom.conftest import document, quiet

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
KEY = EditionKey("desk", AS_OF.date(), "main")
pytestmark = pytest.mark.usefixtures("without_pictures")
Run = Callable[..., Done]


def enter(store: EditionStore, output: Path, days: int, **views: Bias) -> datetime:
    """An edition of so many days before, with these views; without any its document is lost."""
    moment = AS_OF - timedelta(days=days)
    key = EditionKey("desk", moment.date(), f"day-{days}")
    calls = [
        {"instrument": f"binance.{name}", "as_of": moment.isoformat(), "bias": bias}
        for name, bias in views.items()
    ]
    if views:
        content = {
            "schema": SCHEMA,
            "as_of": moment.isoformat(),
            "sample": False,
            "articles": [{"headline": {"text": "Before"}}],
            "calls": calls,
        }
        (output / key.folder).mkdir(parents=True)
        (output / key.folder / "edition.json").write_text(json.dumps(content), encoding="utf-8")
    store.put(
        StoredEdition(
            key=key,
            as_of=moment,
            state=EditionState.READY,
            snapshot=digest(b"snapshot"),
            document=digest(b"document"),
            folder=key.folder,
        )
    )
    return moment


@pytest.fixture
def memory(tmp_path: Path) -> RunMemory:
    archive = Archive(tmp_path / "archive")
    return RunMemory(Snapshot(as_of=AS_OF), archive, api_key=None, clock=lambda: AS_OF)


def test_the_newest_view_before_this_edition_counts(memory: RunMemory, tmp_path: Path) -> None:
    with EditionStore(tmp_path / "r.db") as store:
        enter(store, tmp_path, 0, filusdt=Bias.NEUTRAL)
        enter(store, tmp_path, 1)
        two = enter(store, tmp_path, 2, filusdt=Bias.SHORT)
        three = enter(store, tmp_path, 3, filusdt=Bias.LONG, btcusdt=Bias.LONG)
        remember_views(memory, earlier_documents(store, tmp_path, KEY, AS_OF), AS_OF)
    assert earlier_views(memory) == (
        EarlierView(instrument="binance.btcusdt", as_of=three, bias=Bias.LONG),
        EarlierView(instrument="binance.filusdt", as_of=two, bias=Bias.SHORT),
    )


def test_a_desk_without_editions_remembers_nothing(memory: RunMemory, tmp_path: Path) -> None:
    before = memory.snapshot.digest
    with EditionStore(tmp_path / "r.db") as store:
        remember_views(memory, earlier_documents(store, tmp_path, KEY, AS_OF), AS_OF)
    assert earlier_views(memory) == ()
    assert memory.snapshot.digest == before


def test_a_run_discloses_the_change_and_a_replay_does_too(
    desk: Path, run: Run, tmp_path: Path
) -> None:
    (desk / ".reporter").mkdir()
    with EditionStore(desk / ".reporter" / "reporter.db") as store:
        enter(store, desk / "output", 1, filusdt=Bias.SHORT)
    done = run()
    content = document(done)
    assert content["state"] == "ready"
    assert content["articles"][0]["disclosure"]["earlier"] == (
        "The earlier view on FILUSDT, of 26 March 2026, 21:21 UTC, took a short lean; "
        "this one differs."
    )
    again = replay_edition(
        done.folder.name, root=desk, out=tmp_path / "again", export=None, tell=quiet
    )
    assert again.differs == ()
