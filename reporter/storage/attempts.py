"""What became of each edition that was due: one row per (desk, day, slot) of the schedule."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporter.model.digest import Digest
from reporter.model.edition import EditionKey
from reporter.storage.database import TableStore, instant
from reporter.storage.keys import key_columns, key_of, key_values

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table


class AttemptState(StrEnum):
    """What became of it so far."""

    MADE = "made"
    QUIET = "quiet"  # nothing newsworthy
    FAILED = "failed"  # may succeed later
    STOPPED = "stopped"  # held, or configured wrongly: a person must change something
    SKIPPED = "skipped"  # too late


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """The last try at an edition that was ``due``, and how many there were before and with it.

    ``ground`` is the digest of what a person can change, as it stood then; ``said`` the reason
    of a failure.
    """

    key: EditionKey
    due: datetime
    at: datetime
    state: AttemptState
    tries: int
    ground: Digest
    said: str = ""


class AttemptStore(TableStore):
    """The attempts in the workspace's database. Errors as of ``TableStore``."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _declare)

    def last(self, desk: str, most: int) -> tuple[Attempt, ...]:
        """The attempts at a desk's editions that were due last, newest first."""
        table = self.table
        query = table.select().where(table.c.desk == desk)
        query = query.order_by(table.c.due.desc(), table.c.slot.desc()).limit(most)
        with self.connection() as connection:
            return tuple(_attempt(row) for row in connection.execute(query).mappings())

    def put(self, attempt: Attempt) -> None:
        """Write or replace the row of this attempt's key, durably."""
        self.upsert([_row(attempt)])


def _declare(metadata: MetaData) -> Table:
    from sqlalchemy import Column, Integer, String, Table

    return Table(
        "attempts",
        metadata,
        *key_columns(),
        *(Column(name, String, nullable=False) for name in ("due", "at", "state")),
        Column("tries", Integer, nullable=False),
        *(Column(name, String, nullable=False) for name in ("ground", "said")),
    )


def _row(attempt: Attempt) -> dict[str, object]:
    return {
        **key_values(attempt.key),
        "due": instant(attempt.due),
        "at": instant(attempt.at),
        "state": attempt.state.value,
        "tries": attempt.tries,
        "ground": attempt.ground,
        "said": attempt.said,
    }


def _attempt(row: Any) -> Attempt:
    return Attempt(
        key=key_of(row),
        due=datetime.fromisoformat(row["due"]),
        at=datetime.fromisoformat(row["at"]),
        state=AttemptState(row["state"]),
        tries=row["tries"],
        ground=Digest(row["ground"]),
        said=row["said"],
    )
