"""The register of editions: one row per (desk, day, slot), in SQLite with a write-ahead log."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from reporter.model.digest import Digest
from reporter.model.edition import EditionKey, EditionState
from reporter.model.errors import OutputError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredEdition:
    """What the register knows about an edition; ``folder`` is relative to the output folder."""

    key: EditionKey
    as_of: datetime
    state: EditionState
    snapshot: Digest
    document: Digest
    folder: str


class EditionStore:
    """The register in ``path``; the file is made when first written.

    Raises ``OutputError`` where the file is damaged, locked for too long or unwritable. Use it
    as a context manager: it closes its connections.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        with self._mapped_errors():
            self._engine, self._table = _open(path)

    def __enter__(self) -> EditionStore:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._engine.dispose()

    def find(self, key: EditionKey) -> StoredEdition | None:
        """The edition of that key, or None."""
        table = self._table
        wanted = (
            (table.c.desk == key.desk)
            & (table.c.day == key.day.isoformat())
            & (table.c.slot == key.slot)
        )
        with self._connection() as connection:
            row = connection.execute(table.select().where(wanted)).mappings().first()
        return None if row is None else _edition(row)

    def before(self, key: EditionKey, as_of: datetime, most: int) -> tuple[StoredEdition, ...]:
        """The other editions of this key's desk up to that moment, newest first."""
        table = self._table
        others = (table.c.day != key.day.isoformat()) | (table.c.slot != key.slot)
        wanted = (table.c.desk == key.desk) & (table.c.as_of <= _instant(as_of)) & others
        order = (table.c.as_of.desc(), table.c.day.desc(), table.c.slot.desc())
        query = table.select().where(wanted).order_by(*order).limit(most)
        with self._connection() as connection:
            return tuple(_edition(row) for row in connection.execute(query).mappings())

    def put(self, edition: StoredEdition) -> None:
        """Write or replace the row of this edition's key, durably."""
        from sqlalchemy.dialects.sqlite import insert

        row = _row(edition)
        statement = insert(self._table).values(**row)
        statement = statement.on_conflict_do_update(
            index_elements=["desk", "day", "slot"], set_=row
        )
        with self._connection() as connection:
            connection.execute(statement)

    @contextmanager
    def _connection(self) -> Iterator[Connection]:
        with self._mapped_errors(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def _mapped_errors(self) -> Iterator[None]:
        from sqlalchemy.exc import DatabaseError, OperationalError

        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            yield
        except OperationalError as error:
            raise OutputError(
                f"the workspace database cannot be used ({error.orig}).",
                str(self._path),
                "Check that the disk has room, the file is writable and no other program holds it.",
            ) from error
        except DatabaseError as error:
            raise OutputError(
                f"the workspace database is damaged ({error.orig}).",
                str(self._path),
                "Move the file away and run again; editions in the output folder are not touched.",
            ) from error
        except OSError as error:
            raise OutputError(
                f"the workspace folder cannot be written ({error.strerror}).",
                str(self._path.parent),
                "Make it writable or name another with --workspace.",
            ) from error


def _open(path: Path) -> tuple[Engine, Table]:
    from sqlalchemy import Column, MetaData, String, Table, create_engine, event

    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": 10})

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    metadata = MetaData()
    table = Table(
        "editions",
        metadata,
        Column("desk", String, primary_key=True),
        Column("day", String, primary_key=True),
        Column("slot", String, primary_key=True),
        Column("as_of", String, nullable=False),
        Column("state", String, nullable=False),
        Column("snapshot", String, nullable=False),
        Column("document", String, nullable=False),
        Column("folder", String, nullable=False),
    )
    metadata.create_all(engine)
    return engine, table


def _row(edition: StoredEdition) -> dict[str, str]:
    return {
        "desk": edition.key.desk,
        "day": edition.key.day.isoformat(),
        "slot": edition.key.slot,
        "as_of": _instant(edition.as_of),
        "state": edition.state.value,
        "snapshot": edition.snapshot,
        "document": edition.document,
        "folder": edition.folder,
    }


def _instant(moment: datetime) -> str:
    """In UTC to the microsecond, so that texts sort like the moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _edition(row: Any) -> StoredEdition:
    return StoredEdition(
        key=EditionKey(row["desk"], date.fromisoformat(row["day"]), row["slot"]),
        as_of=datetime.fromisoformat(row["as_of"]),
        state=EditionState(row["state"]),
        snapshot=Digest(row["snapshot"]),
        document=Digest(row["document"]),
        folder=row["folder"],
    )
