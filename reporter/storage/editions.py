"""The register of editions: one row per (desk, day, slot)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporter.model.digest import Digest
from reporter.model.edition import EditionKey, EditionState
from reporter.storage.database import TableStore, instant
from reporter.storage.keys import has_key, key_columns, key_of, key_values

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEdition:
    """What the register knows about an edition; ``folder`` is relative to the output folder."""

    key: EditionKey
    as_of: datetime
    state: EditionState
    snapshot: Digest
    document: Digest
    folder: str


class EditionStore(TableStore):
    """The register in the workspace's database. Errors as of ``TableStore``."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, _declare)

    def find(self, key: EditionKey) -> StoredEdition | None:
        """The edition of that key, or None."""
        table = self.table
        query = table.select().where(has_key(table, key))
        with self.connection() as connection:
            row = connection.execute(query).mappings().first()
        return None if row is None else _edition(row)

    def before(self, key: EditionKey, as_of: datetime, most: int) -> tuple[StoredEdition, ...]:
        """The other editions of this key's desk up to that moment, newest first."""
        table = self.table
        others = (table.c.day != key.day.isoformat()) | (table.c.slot != key.slot)
        wanted = (table.c.desk == key.desk) & (table.c.as_of <= instant(as_of)) & others
        order = (table.c.as_of.desc(), table.c.day.desc(), table.c.slot.desc())
        query = table.select().where(wanted).order_by(*order).limit(most)
        with self.connection() as connection:
            return tuple(_edition(row) for row in connection.execute(query).mappings())

    def put(self, edition: StoredEdition) -> None:
        """Write or replace the row of this edition's key, durably."""
        self.upsert([_row(edition)])


def _declare(metadata: MetaData) -> Table:
    from sqlalchemy import Column, String, Table

    return Table(
        "editions",
        metadata,
        *key_columns(),
        Column("as_of", String, nullable=False),
        Column("state", String, nullable=False),
        Column("snapshot", String, nullable=False),
        Column("document", String, nullable=False),
        Column("folder", String, nullable=False),
    )


def _row(edition: StoredEdition) -> dict[str, str]:
    return {
        **key_values(edition.key),
        "as_of": instant(edition.as_of),
        "state": edition.state.value,
        "snapshot": edition.snapshot,
        "document": edition.document,
        "folder": edition.folder,
    }


def _edition(row: Any) -> StoredEdition:
    return StoredEdition(
        key=key_of(row),
        as_of=datetime.fromisoformat(row["as_of"]),
        state=EditionState(row["state"]),
        snapshot=Digest(row["snapshot"]),
        document=Digest(row["document"]),
        folder=row["folder"],
    )
