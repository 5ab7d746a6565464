"""What was brought to the public site: a row for each version of each edition, never edited."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporter.model.digest import Digest
from reporter.model.edition import EditionKey
from reporter.storage.database import TableStore, instant
from reporter.storage.keys import has_key, key_columns, key_of, key_values

if TYPE_CHECKING:
    from sqlalchemy import MetaData, Select, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Publication:
    """One version of an edition as it went to the site; the first version has the number 1.

    ``digest`` is that of its ``edition.json`` in the output folder, ``as_of`` the time of its
    prices. ``correction`` is what readers were told, empty for the first version. ``entry`` is
    what lists, feeds and pages about symbols say of it, as JSON values.
    """

    key: EditionKey
    version: int
    digest: Digest
    as_of: datetime
    published_at: datetime
    correction: str
    entry: dict[str, Any]


class PublicationStore(TableStore):
    """The register of publications in the workspace's database. Errors as of ``TableStore``.

    The article's body stands in the register beside its row, but is read only by ``body``.
    """

    def __init__(self, path: Path) -> None:
        super().__init__(path, _declare)

    def add(self, publication: Publication, body: str) -> None:
        """Enter a version durably, with its article's body as HTML."""
        self.upsert([_row(publication) | {"body": body}])

    def versions(self, key: EditionKey) -> tuple[Publication, ...]:
        """All versions of one edition, the first one first."""
        query = self._select().where(has_key(self.table, key)).order_by(self.table.c.version)
        with self.connection() as connection:
            return tuple(_publication(row) for row in connection.execute(query).mappings())

    def latest(self) -> Iterator[Publication]:
        """The last version of every edition, the newest prices first. One row is held at a time."""
        query = self._last(self._select())
        with self.connection() as connection:
            for row in connection.execute(query).mappings():
                yield _publication(row)

    def latest_versions(self) -> tuple[tuple[EditionKey, int, Digest], ...]:
        """Key, number and digest of the last version of every edition, in the same order."""
        from sqlalchemy import select

        table = self.table
        columns = (table.c.desk, table.c.day, table.c.slot, table.c.version, table.c.digest)
        with self.connection() as connection:
            rows = connection.execute(self._last(select(*columns))).mappings()
            return tuple((key_of(row), row["version"], Digest(row["digest"])) for row in rows)

    def _last(self, query: Select[Any]) -> Select[Any]:
        from sqlalchemy import func, select

        table, same = self.table, self.table.alias()
        last = select(func.max(same.c.version)).where(
            same.c.desk == table.c.desk, same.c.day == table.c.day, same.c.slot == table.c.slot
        )
        order = (table.c.as_of.desc(), table.c.day.desc(), table.c.slot.desc(), table.c.desk)
        return query.where(table.c.version == last.scalar_subquery()).order_by(*order)

    def body(self, publication: Publication) -> str:
        """The body of that version's article; empty where there is no such version."""
        from sqlalchemy import select

        table = self.table
        wanted = has_key(table, publication.key) & (table.c.version == publication.version)
        with self.connection() as connection:
            return connection.execute(select(table.c.body).where(wanted)).scalar() or ""

    def _select(self) -> Select[Any]:
        from sqlalchemy import select

        return select(*(column for column in self.table.c if column.name != "body"))


def _declare(metadata: MetaData) -> Table:
    from sqlalchemy import Column, Integer, String, Table

    texts = ("digest", "as_of", "published_at", "correction", "entry", "body")
    return Table(
        "publications",
        metadata,
        *key_columns(),
        Column("version", Integer, primary_key=True),
        *(Column(name, String, nullable=False) for name in texts),
    )


def _row(publication: Publication) -> dict[str, object]:
    return {
        **key_values(publication.key),
        "version": publication.version,
        "digest": publication.digest,
        "as_of": instant(publication.as_of),
        "published_at": instant(publication.published_at),
        "correction": publication.correction,
        "entry": json.dumps(publication.entry, ensure_ascii=False, separators=(",", ":")),
    }


def _publication(row: Any) -> Publication:
    return Publication(
        key=key_of(row),
        version=row["version"],
        digest=Digest(row["digest"]),
        as_of=datetime.fromisoformat(row["as_of"]),
        published_at=datetime.fromisoformat(row["published_at"]),
        correction=row["correction"],
        entry=json.loads(row["entry"]),
    )
