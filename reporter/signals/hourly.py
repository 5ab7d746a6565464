"""Hourly bars out of a text of columns, with every row that was left out counted and named."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

import numpy as np

from reporter.model.errors import UsageError
from reporter.signals.candles import Bools
from reporter.signals.parts import MAX_PRICE, MIN_PRICE
from reporter.signals.series import HOUR, Floats

COLUMNS: Final = ("time_ms", "open", "high", "low", "close")
"""What is read; other columns may stand beside them."""

MOST_BAD: Final = 0.05
"""With more than this share of bad rows a file is not believed at all."""

MOST_JUMP: Final = 10.0
"""A price this many times the last one, or a part of it, is another unit and no move."""

_FIRST: Final = 1_230_768_000_000
_LAST: Final = 4_102_444_800_000
"""2009 and 2100 in milliseconds: outside of them a time is in another unit."""

_Row = tuple[int, float, float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bars:
    """Hourly bars on an unbroken grid, oldest first.

    An hour that is missing stands flat at the close before it and is not ``traded``. ``start``
    is the first bar's start in milliseconds.
    """

    symbol: str
    start: int
    open: Floats
    high: Floats
    low: Floats
    close: Floats
    traded: Bools

    def __len__(self) -> int:
        return len(self.close)


@dataclass(slots=True)
class _Faults:
    """Rows left out, by reason: how many, and the line of the first."""

    found: dict[str, list[int]] = field(default_factory=dict)

    def add(self, reason: str, line: int) -> None:
        self.found.setdefault(reason, [0, line])[0] += 1

    @property
    def count(self) -> int:
        return sum(count for count, _ in self.found.values())

    def notes(self, where: str) -> list[str]:
        return [
            f"{where}: {count} {'row' if count == 1 else 'rows'} left out: {reason} "
            f"(first in line {line})"
            for reason, (count, line) in self.found.items()
        ]


def read_bars(text: str, symbol: str, where: str) -> tuple[Bars, tuple[str, ...]]:
    """The bars of a CSV text with the columns ``time_ms, open, high, low, close``.

    The times are starts of hours in milliseconds (UTC). Rows that cannot be believed are left
    out and named in the notes, as are missing hours; the last row is left out too, as its hour
    may be unfinished. Raises ``UsageError`` naming ``where`` and the line for a text without
    the columns, without two sound rows, or with more than 5 % of bad ones.
    """
    faults = _Faults()
    rows, tidied = _in_order(_rows(text, where, faults), faults)
    total = len(rows) + faults.count
    if faults.count > MOST_BAD * total:
        reason, (_, line) = max(faults.found.items(), key=lambda item: item[1][0])
        raise UsageError(
            f"{faults.count} of {total} rows cannot be believed; most often {reason}.",
            f"{where}, line {line}",
            "Mend the file or take it out of the folder.",
        )
    if len(rows) < 2:
        raise UsageError("there are no hours in this file.", where, "Give it rows, or take it out.")
    notes = faults.notes(where) + [f"{where}: {one}" for one in tidied]
    bars = _grid(rows[:-1], symbol)
    missing = len(bars) - int(bars.traded.sum())
    if missing:
        notes.append(f"{where}: {missing} hours are missing between the first and the last")
    return bars, tuple(notes)


def _rows(text: str, where: str, faults: _Faults) -> list[tuple[int, _Row]]:
    """The line number and the values of each sound row."""
    reader = csv.reader(io.StringIO(text))
    found: list[tuple[int, _Row]] = []
    try:
        header = next(reader, [])
        places = _places(header, where)
        for fields in reader:
            row = _row(fields, places, len(header))
            if isinstance(row, str):
                faults.add(row, reader.line_num)
            else:
                found.append((reader.line_num, row))
    except csv.Error as error:
        raise UsageError(
            f"this is no CSV ({error}).", f"{where}, line {reader.line_num}", "Write it again."
        ) from error
    return found


def _places(header: list[str], where: str) -> list[int]:
    names = [name.strip() for name in header]
    for name in COLUMNS:
        if names.count(name) != 1:
            raise UsageError(
                f"the column {name!r} is missing or stands there twice.",
                f"{where}, line 1",
                f"The first line must name the columns {', '.join(COLUMNS)}.",
            )
    return [names.index(name) for name in COLUMNS]


def _row(fields: list[str], places: list[int], width: int) -> _Row | str:
    """The values of a row, or what is wrong with it."""
    if len(fields) != width:
        return "the row has another number of fields than the first line"
    texts = [fields[place] for place in places]
    try:
        time = int(texts[0])
        opening, high, low, close = (float(one) for one in texts[1:])
    except ValueError:
        return "a value is no number"
    if not _FIRST <= time < _LAST or time % HOUR:
        return "the time is no full hour in milliseconds"
    # Comparisons with NaN are false, so this also refuses what is no number.
    if not all(MIN_PRICE < one < MAX_PRICE for one in (opening, high, low, close)):
        return "a price is not above zero and below the bound"
    if not (low <= opening <= high and low <= close <= high):
        return "open or close lies outside low and high"
    return time, opening, high, low, close


def _in_order(found: list[tuple[int, _Row]], faults: _Faults) -> tuple[list[_Row], list[str]]:
    """The rows by time, each hour once and no price in another unit; what was put in order."""
    displaced = sum(later[1][0] < earlier[1][0] for earlier, later in pairwise(found))
    rows: list[_Row] = []
    repeated = 0
    for line, row in sorted(found, key=lambda one: (one[1][0], one[0])):
        if rows and row == rows[-1]:
            repeated += 1
        elif rows and row[0] == rows[-1][0]:
            faults.add("the hour stands there twice, with different prices", line)
        elif rows and not 1 / MOST_JUMP < row[4] / rows[-1][4] < MOST_JUMP:
            faults.add("the price is ten times the last one, or a tenth of it", line)
        else:
            rows.append(row)
    tidied = [f"{repeated} rows stood there twice and count once"] if repeated else []
    if displaced:
        tidied.append(f"rows went back in time in {displaced} places and were put in order")
    return rows, tidied


def _grid(rows: list[_Row], symbol: str) -> Bars:
    times = np.array([row[0] for row in rows], dtype=np.int64)
    spots = (times - times[0]) // HOUR
    traded = np.zeros(int(spots[-1]) + 1, dtype=np.bool_)
    traded[spots] = True
    source = np.maximum.accumulate(np.where(traded, np.arange(len(traded)), 0))
    prices = np.ones((4, len(traded)))
    prices[:, spots] = np.array([row[1:] for row in rows]).T
    close = prices[3][source]
    opening, high, low = (np.where(traded, prices[n], close) for n in range(3))
    return Bars(
        symbol=symbol,
        start=int(times[0]),
        open=opening,
        high=high,
        low=low,
        close=close,
        traded=traded,
    )
