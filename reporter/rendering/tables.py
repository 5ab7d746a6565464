"""Tables of a body: with captions and heading cells, in boxes that scroll, figures in columns."""

from __future__ import annotations

import re
from itertools import count

WIDE = re.compile(r'(<div class="table wide".*?</table></div>)', re.DOTALL)
_TABLE = re.compile(
    r"(?:<p><strong>([^<]*)</strong></p>\s*)?<table>(.*?</thead>)(.*?)</table>", re.DOTALL
)
_ROW = re.compile(r"<tr>(.*?)</tr>", re.DOTALL)
_CELL = re.compile(r"<t[hd]>(.*?)</t[hd]>", re.DOTALL)
_FIGURE = re.compile(r"[−+]?[$€£]?\d|—\Z")
_COLUMNS = 4
"""A table of more columns is marked as wide, and its figures stand in columns."""


def boxed_tables(body: str) -> str:
    """Every table of the body in a box of its own; the bold line before it is its caption."""
    numbers = count(1)
    return _TABLE.sub(lambda match: _boxed(match, next(numbers)), body)


def _boxed(match: re.Match[str], number: int) -> str:
    title, head, rows = match[1], match[2], match[3]
    name = f'aria-labelledby="table-{number}"' if title else 'aria-label="Table"'
    caption = f'<caption id="table-{number}">{title}</caption>' if title else ""
    wide = len(_CELL.findall(head)) > _COLUMNS
    figures = _figure_columns(rows) if wide else frozenset()
    head, rows = _cells(head, figures, head=True), _cells(rows, figures, head=False)
    box = f'<div class="table{" wide" if wide else ""}" tabindex="0" role="region" {name}>'
    return f"{box}<table>{caption}{head}{rows}</table></div>"


def _figure_columns(rows: str) -> frozenset[int]:
    """The columns that hold nothing but figures; the first holds the rows' heads."""
    cells = [_CELL.findall(row) for row in _ROW.findall(rows)]
    columns = [
        (number, column) for number, column in enumerate(zip(*cells, strict=False)) if number
    ]
    return frozenset(n for n, column in columns if all(_FIGURE.match(cell) for cell in column))


def _cells(rows: str, figures: frozenset[int], *, head: bool) -> str:
    def row(match: re.Match[str]) -> str:
        numbers = count()
        return _CELL.sub(lambda cell: _cell(cell[1], next(numbers), figures, head=head), match[0])

    return _ROW.sub(row, rows)


def _cell(text: str, column: int, figures: frozenset[int], *, head: bool) -> str:
    kind = ' class="num"' if column in figures else ""
    if head:
        return f'<th scope="col"{kind}>{text}</th>'
    return f"<td{kind}>{text}</td>" if column else f'<th scope="row">{text}</th>'
