"""The tables of a letter, as wide as a phone shows them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from reporter.model.text import Table

COLUMNS: Final = 4
"""A table of more columns is cut off on a phone, because mail programs do not scroll it."""
_SPARE: Final = (
    "Odds to settlement",
    "Funding spread",
    "Basis",
    "Annual rate",
    "Open interest, change",
    "Funding, running",
    "Venue",
)
"""Headings of the columns that a wider table gives up, the least telling first; then its last."""


def narrowed(table: Table) -> Table:
    """The table with its most telling columns; the article's page and the PDF show all.

    The first column stays, as it says what the rows are. Of a draft it gives the draft.
    """
    kept = list(range(len(table.header)))
    for heading in _SPARE:
        if len(kept) > COLUMNS:
            kept = [n for n in kept if n == 0 or table.header[n] != heading]
    kept = kept[:COLUMNS]
    header, *rows = (tuple(cells[n] for n in kept) for cells in (table.header, *table.rows))
    return replace(table, header=header, rows=tuple(rows))
