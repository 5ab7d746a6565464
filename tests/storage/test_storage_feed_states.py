"""The states of feeds, on a real SQLite."""

from __future__ import annotations

import sqlite3
import string
import tempfile
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.model.errors import OutputError
from reporter.model.feeds import FeedState
from reporter.storage import EditionStore, FeedStates, database

NOW = datetime(2026, 3, 27, 12, 1, tzinfo=UTC)
NEW = FeedState(url="https://a.example/feed", first_seen=NOW)
FULL = FeedState(
    url="https://b.example/feed?q=é",
    first_seen=NOW,
    moved_to="https://c.example/feed",
    etag='W/"a\'b"',
    last_modified="Fri, 27 Mar 2026 11:00:00 GMT",
    body=digest(b"feed"),
    final_url="https://c.example/feed",
    headers=(("content-type", "text/xml"), ("content-language", "de")),
    status=304,
    checked_at=NOW,
    next_at=NOW + timedelta(minutes=5),
    last_ok_at=NOW - timedelta(days=1),
    failures=2,
    reason="timeout",
    detail="no answer came in time.",
    items=20,
    newest=NOW - timedelta(hours=1),
    retired=True,
)


def test_a_state_is_found_again_and_replaced_under_its_address(tmp_path: Path) -> None:
    path = tmp_path / "state" / "reporter.db"
    with FeedStates(path) as states:
        assert states.get(NEW.url) is None
        assert states.all() == ()
        states.put(FULL, NEW)
    with FeedStates(path) as states:
        assert states.get(FULL.url) == FULL
        assert states.all() == (NEW, FULL)
        states.put(replace(FULL, failures=0, retired=False))
        assert states.all() == (NEW, replace(FULL, failures=0, retired=False))
        states.put()
        assert len(states.all()) == 2


def test_where_to_ask() -> None:
    assert NEW.address == "https://a.example/feed"
    assert FULL.address == "https://c.example/feed"


def test_times_are_kept_in_utc(tmp_path: Path) -> None:
    here = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    with FeedStates(tmp_path / "reporter.db") as states:
        states.put(replace(NEW, checked_at=here))
        found = states.get(NEW.url)
    assert found is not None
    assert found.checked_at == NOW
    assert found.checked_at.tzinfo == UTC


# What an answer's header may hold.
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
MOMENTS = st.datetimes(timezones=st.just(UTC))


@settings(max_examples=20, deadline=None)
@given(
    st.builds(
        FeedState,
        url=st.text(string.ascii_letters + "/:.'\"%", min_size=1),
        first_seen=MOMENTS,
        etag=TEXTS,
        detail=TEXTS,
        headers=st.lists(st.tuples(TEXTS, TEXTS)).map(tuple),
        next_at=st.none() | MOMENTS,
        items=st.integers(0, 10**9),
        retired=st.booleans(),
    )
)
def test_every_state_comes_back_as_it_was(state: FeedState) -> None:
    with tempfile.TemporaryDirectory() as folder, FeedStates(Path(folder) / "db") as states:
        states.put(state)
        assert states.all() == (state,)


def test_all_states_are_written_or_none(tmp_path: Path) -> None:
    with FeedStates(tmp_path / "reporter.db") as states:
        states.put(NEW)
        broken = replace(FULL, status=None)  # type: ignore[arg-type] # what the table refuses
        with pytest.raises(OutputError):
            states.put(replace(NEW, failures=7), broken)
        assert states.all() == (NEW,)


def test_editions_and_feeds_share_the_file(tmp_path: Path) -> None:
    path = tmp_path / "reporter.db"
    with EditionStore(path), FeedStates(path) as states:
        states.put(NEW)
    with sqlite3.connect(path) as connection:
        assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master")}
    connection.close()
    assert {"editions", "feeds"} <= names


def test_a_file_that_another_program_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "PATIENCE", 0.05)
    path = tmp_path / "reporter.db"
    with FeedStates(path) as states:
        other = sqlite3.connect(path)
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(OutputError, match=r"cannot be used.*no other program holds it"):
            states.put(NEW)
        other.rollback()
        other.close()
        states.put(NEW)
        assert states.all() == (NEW,)


def test_a_damaged_file_is_named_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "reporter.db"
    path.write_bytes(b"this is no database, it is a sentence that is long enough" * 20)
    with pytest.raises(OutputError, match=r"damaged.*Move the file away"):
        FeedStates(path)


@pytest.mark.parametrize(
    ("column", "value"),
    [("headers", "no JSON"), ("headers", "[1]"), ("first_seen", "soon"), ("next_at", "7")],
)
def test_a_row_that_was_changed_by_hand_is_damage(tmp_path: Path, column: str, value: str) -> None:
    path = tmp_path / "reporter.db"
    with FeedStates(path) as states:
        states.put(FULL)
        with sqlite3.connect(path) as connection:
            connection.execute(f"UPDATE feeds SET {column} = ?", (value,))
        connection.close()
        with pytest.raises(OutputError, match="damaged"):
            states.all()
