"""The outbox: one row per version and channel, written before the channel is called."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from reporter.model.digest import digest
from reporter.model.edition import EditionKey
from reporter.model.errors import OutputError
from reporter.storage.outbox import Outbox, OutboxRow, OutboxState

KEY = EditionKey("desk", date(2026, 3, 27), "main")
ROW = OutboxRow(
    digest=digest(b"edition"),
    channel="blog",
    key=KEY,
    folder="2026-03-27-main",
    state=OutboxState.BRINGING,
    attempted_at=datetime(2026, 3, 27, 21, 30, 1, 5, tzinfo=UTC),
)


def test_a_row_is_kept_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "reporter.db"
    with Outbox(path) as outbox:
        assert outbox.find(ROW.digest, "blog") is None
        outbox.note(ROW)
        assert outbox.find(ROW.digest, "blog") == ROW
        done = replace(
            ROW,
            state=OutboxState.BROUGHT,
            brought_at=ROW.attempted_at + timedelta(seconds=2),
            receipt_id="7",
            receipt_url="https://blog.example/7",
        )
        outbox.note(done)
    with Outbox(path) as outbox:
        assert outbox.find(ROW.digest, "blog") == done
        assert outbox.find(ROW.digest, "mail") is None


def test_an_edition_has_its_rows_in_the_order_of_the_attempts(tmp_path: Path) -> None:
    later = replace(ROW, digest=digest(b"second"), attempted_at=ROW.attempted_at + timedelta(1))
    mail = replace(ROW, channel="mail", state=OutboxState.REFUSED, detail="refused (400).")
    other = replace(ROW, digest=digest(b"x"), key=replace(KEY, slot="evening"))
    with Outbox(tmp_path / "reporter.db") as outbox:
        for row in (later, mail, other, ROW):
            outbox.note(row)
        assert outbox.of(KEY) == (ROW, mail, later)
        assert outbox.of(replace(KEY, desk="other")) == ()


def test_a_damaged_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "reporter.db").write_bytes(b"no database at all, but long enough to look at" * 9)
    with pytest.raises(OutputError), Outbox(tmp_path / "reporter.db") as outbox:
        outbox.note(ROW)
