"""The workspace's database: one SQLite file with a write-ahead log, a store for each table."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from reporter.model.errors import OutputError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine, MetaData, Table

PATIENCE = 10.0
"""Seconds to wait for another program that holds the file."""


class TableStore:
    """One table in the file at ``path``; the file is made when first written.

    Every method, and what reads rows inside ``connection``, raises ``OutputError`` where the
    file is damaged, locked for too long or unwritable. Use it as a context manager: it closes
    its connections.
    """

    def __init__(self, path: Path, declare: Callable[[MetaData], Table]) -> None:
        self._path = path
        with self._mapped_errors():
            self._engine, self.table = _open(path, declare)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._engine.dispose()

    def upsert(self, rows: Iterable[Mapping[str, object]]) -> None:
        """Write or replace the rows of these keys durably: all of them, or none."""
        from sqlalchemy.dialects.sqlite import insert

        key = [column.name for column in self.table.primary_key]
        with self.connection() as connection:
            for row in rows:
                statement = insert(self.table).values(**row)
                connection.execute(
                    statement.on_conflict_do_update(index_elements=key, set_=dict(row))
                )

    @contextmanager
    def connection(self) -> Iterator[Connection]:
        """A connection in a transaction, which ends with the block."""
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
        except (DatabaseError, ValueError, TypeError) as error:
            said = error.orig if isinstance(error, DatabaseError) else error
            raise OutputError(
                f"the workspace database is damaged ({said}).",
                str(self._path),
                "Move the file away and run again; editions in the output folder are not touched.",
            ) from error
        except OSError as error:
            raise OutputError(
                f"the workspace folder cannot be written ({error.strerror}).",
                str(self._path.parent),
                "Make it writable or name another with --workspace.",
            ) from error


def instant(moment: datetime) -> str:
    """In UTC to the microsecond, so that texts sort like the moments."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def _open(path: Path, declare: Callable[[MetaData], Table]) -> tuple[Engine, Table]:
    from sqlalchemy import URL, MetaData, create_engine, event

    address = URL.create("sqlite", database=str(path))  # any sign may stand in a path
    engine = create_engine(address, connect_args={"timeout": PATIENCE})

    @event.listens_for(engine, "connect")
    def durable(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=FULL")

    metadata = MetaData()
    table = declare(metadata)
    metadata.create_all(engine)
    return engine, table
