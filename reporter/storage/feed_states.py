"""What is known of every feed between runs: one row per configured address."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporter.model.digest import Digest
from reporter.model.feeds import FeedState
from reporter.storage.database import TableStore, instant

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table

_TIMES = ("first_seen", "checked_at", "next_at", "last_ok_at", "newest")


class FeedStates(TableStore):
    """The states in the workspace's database. Errors as of ``TableStore``."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _declare)

    def get(self, url: str) -> FeedState | None:
        """The state of the feed configured with this address, or None before its first visit."""
        query = self.table.select().where(self.table.c.url == url)
        with self.connection() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _state(row)

    def all(self) -> tuple[FeedState, ...]:
        """Every state, by address; also those of feeds that are no longer configured."""
        query = self.table.select().order_by(self.table.c.url)
        with self.connection() as connection:
            return tuple(_state(row) for row in connection.execute(query).mappings())

    def put(self, *states: FeedState) -> None:
        """Write or replace the states of these addresses durably: all of them, or none."""
        self.upsert([_row(state) for state in states])


def _declare(metadata: MetaData) -> Table:
    from sqlalchemy import Boolean, Column, Integer, String, Table

    texts = ("moved_to", "etag", "last_modified", "final_url", "headers", "reason", "detail")
    return Table(
        "feeds",
        metadata,
        Column("url", String, primary_key=True),
        *(Column(name, String, nullable=False) for name in texts),
        *(Column(name, String, nullable=name != "first_seen") for name in _TIMES),
        *(Column(name, Integer, nullable=False) for name in ("status", "failures", "items")),
        Column("body", String),
        Column("retired", Boolean, nullable=False),
    )


def _row(state: FeedState) -> dict[str, object]:
    row: dict[str, object] = asdict(state)
    times = {name: getattr(state, name) for name in _TIMES}
    row |= {name: moment and instant(moment) for name, moment in times.items()}
    return row | {"headers": json.dumps(state.headers)}


def _state(row: Any) -> FeedState:
    values = dict(row)
    for name in _TIMES:
        values[name] = values[name] and datetime.fromisoformat(values[name])
    values["body"] = values["body"] and Digest(values["body"])
    values["headers"] = tuple((name, value) for name, value in json.loads(values["headers"]))
    return FeedState(**values)
