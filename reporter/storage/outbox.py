"""The outbox: what was brought to which channel, one row per edition's digest and channel.

A row says ``bringing`` before the channel is called. One that still says so afterwards stands for
an attempt whose outcome nobody knows.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporter.model.digest import Digest
from reporter.model.edition import EditionKey
from reporter.storage.database import TableStore, instant
from reporter.storage.keys import has_key, key_of, key_values

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table


class OutboxState(StrEnum):
    """How an attempt stands; only ``refused`` means that surely nothing arrived."""

    BRINGING = "bringing"
    BROUGHT = "brought"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class OutboxRow:
    """The last attempt to bring one version of an edition to one channel.

    ``folder`` is relative to the output folder; ``receipt_id`` and ``receipt_url`` are the
    channel's own; ``detail`` says what went wrong.
    """

    digest: Digest
    channel: str
    key: EditionKey
    folder: str
    state: OutboxState
    attempted_at: datetime
    brought_at: datetime | None = None
    receipt_id: str = ""
    receipt_url: str = ""
    detail: str = ""


class Outbox(TableStore):
    """The outbox in the workspace's database. Errors as of ``TableStore``."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _declare)

    def find(self, digest: Digest, channel: str) -> OutboxRow | None:
        """The row of this version and channel, or None before the first attempt."""
        table = self.table
        wanted = (table.c.digest == digest) & (table.c.channel == channel)
        with self.connection() as connection:
            row = connection.execute(table.select().where(wanted)).mappings().first()
        return None if row is None else _row(row)

    def of(self, key: EditionKey) -> tuple[OutboxRow, ...]:
        """The rows of every version of an edition, oldest attempt first."""
        table = self.table
        order = (table.c.attempted_at, table.c.channel, table.c.digest)
        query = table.select().where(has_key(table, key)).order_by(*order)
        with self.connection() as connection:
            return tuple(_row(row) for row in connection.execute(query).mappings())

    def note(self, row: OutboxRow) -> None:
        """Write or replace the row of this version and channel, durably."""
        self.upsert([_values(row)])


def _declare(metadata: MetaData) -> Table:
    from sqlalchemy import Column, String, Table

    texts = ("desk", "day", "slot", "folder", "state", "attempted_at")
    return Table(
        "outbox",
        metadata,
        Column("digest", String, primary_key=True),
        Column("channel", String, primary_key=True),
        *(Column(name, String, nullable=False) for name in texts),
        Column("brought_at", String),
        *(Column(name, String, nullable=False) for name in ("receipt_id", "receipt_url", "detail")),
    )


def _values(row: OutboxRow) -> dict[str, object]:
    return {
        "digest": row.digest,
        "channel": row.channel,
        **key_values(row.key),
        "folder": row.folder,
        "state": row.state.value,
        "attempted_at": instant(row.attempted_at),
        "brought_at": row.brought_at and instant(row.brought_at),
        "receipt_id": row.receipt_id,
        "receipt_url": row.receipt_url,
        "detail": row.detail,
    }


def _row(values: Any) -> OutboxRow:
    brought = values["brought_at"]
    return OutboxRow(
        digest=Digest(values["digest"]),
        channel=values["channel"],
        key=key_of(values),
        folder=values["folder"],
        state=OutboxState(values["state"]),
        attempted_at=datetime.fromisoformat(values["attempted_at"]),
        brought_at=brought and datetime.fromisoformat(brought),
        receipt_id=values["receipt_id"],
        receipt_url=values["receipt_url"],
        detail=values["detail"],
    )
