"""The key of an edition (desk, day, slot) as columns of a table."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from reporter.model.edition import EditionKey

if TYPE_CHECKING:
    from sqlalchemy import Column, ColumnElement, Table


def key_columns() -> Iterator[Column[str]]:
    """The three columns, as parts of a table's primary key."""
    from sqlalchemy import Column, String

    return (Column(name, String, primary_key=True) for name in ("desk", "day", "slot"))


def key_values(key: EditionKey) -> dict[str, str]:
    """What stands in them for this key."""
    return {"desk": key.desk, "day": key.day.isoformat(), "slot": key.slot}


def key_of(row: Mapping[Any, Any]) -> EditionKey:
    """The key that a row has."""
    return EditionKey(row["desk"], date.fromisoformat(row["day"]), row["slot"])


def has_key(table: Table, key: EditionKey) -> ColumnElement[bool]:
    """The condition that finds the rows of this key."""
    from sqlalchemy import and_

    return and_(*(table.c[name] == value for name, value in key_values(key).items()))
