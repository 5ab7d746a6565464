"""A venue's rows as history: checked one by one, in order, bounded by the edition's time.

A row that cannot be read, or that contradicts itself (a high under its close, a ratio that is
not the quotient of its two sides), is left out. Repeated rows count once, misplaced rows are
put in order, rows after ``as_of`` and bars that had not closed by then are dropped. Of bars
(candles, premium) only the unbroken run up to the newest one is kept, because a hole would
shift every window that is counted in rows. All such repairs are reported to the caller. What a
venue's rows look like is its ``Layout``; the order newest first is such a look, no fault.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import numpy as np

from reporter.model.errors import SourceRefused
from reporter.signals.series import Series
from reporter.sources.wire import Answer, milliseconds, natural, positive, refused, rows, to_ms

HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000

Reader = Callable[[Any], Decimal]
Field = str | int | tuple[str, ...]
Figures = tuple[Decimal, ...]
Row = tuple[int, Figures]


LABELS: Final = {
    "candles": "hourly candles",
    "funding": "settled funding",
    "open_interest": "open interest history",
    "top_position": "top-trader positions",
    "top_account": "top-trader accounts",
    "global_account": "all accounts' positions",
    "taker": "taker flow",
    "premium": "hourly premium",
}
"""What each history of ``SymbolData`` is called where it is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the rows of one endpoint look.

    ``columns`` are (column, field, reader), of several fields the first that is not empty;
    ``added`` are (column, formula over the row's figures). ``agrees`` says whether a row's
    figures fit each other, ``finished`` whether the venue calls the raw row finished. ``key`` is
    the field in which a row names its contract, if it does; ``spans`` marks rows that are
    stamped with the start of an hour and known only after its end; ``unbroken`` keeps the run
    without a hole; ``newest_first`` allows that order; ``patience`` is the age in hours beyond
    which the newest row is too old to stand for now (0: the caller judges).
    """

    name: str
    time: str | int
    columns: tuple[tuple[str, Field, Reader], ...]
    added: tuple[tuple[str, Callable[[Figures], Decimal]], ...] = ()
    agrees: Callable[[Figures], bool] = lambda _: True
    finished: Callable[[Any], bool] = lambda _: True
    key: str = "symbol"
    step: int = HOUR_MS
    spans: bool = False
    unbroken: bool = False
    newest_first: bool = False
    patience: int = 6

    @property
    def label(self) -> str:
        """What it is called where it is missing."""
        return LABELS[self.name]


def multiplied(read: Reader, factor: Decimal) -> Reader:
    """The reader, its figures multiplied: the venue's own digits where the factor is one."""
    return read if factor == 1 else lambda value: read(value) * factor


_WICK: Final = 20
"""An hour's high and low lie within this factor of its open and close; beyond, a unit is wrong."""


def bar_agrees(row: Figures) -> bool:
    """Whether open, high, low and close, the first four figures, make a possible bar."""
    first, high, low, last = row[:4]
    below, above = min(first, last), max(first, last)
    ordered = low <= below and above <= high
    return ordered and high <= _WICK * above and below <= _WICK * low


def listed_candles(
    factor: Decimal,
    *,
    volume: int,
    turnover: int,
    finished: Callable[[Any], bool] = lambda _: True,
) -> Layout:
    """Hourly bars as lists, newest first: start, open, high, low, close, and the two columns given.

    ``volume`` is in coins and ``turnover`` in USD; ``factor`` as in ``reporter.sources.multiples``.
    """
    price, coins = multiplied(positive, factor), multiplied(natural, 1 / factor)
    return Layout(
        name="candles",
        time=0,
        columns=(
            ("open", 1, price),
            ("high", 2, price),
            ("low", 3, price),
            ("close", 4, price),
            ("volume", volume, coins),
            ("quote_volume", turnover, natural),
        ),
        agrees=bar_agrees,
        finished=finished,
        spans=True,
        unbroken=True,
        newest_first=True,
        patience=2,
    )


def sides_agree(row: Figures) -> bool:
    """Whether the ratio is the quotient of the two sides, within the wire's rounding."""
    ratio, left, right = row
    return abs(ratio * right - left) <= left * Decimal("0.02") + Decimal("0.0002") * (1 + ratio)


def read_history(
    layout: Layout, answer: Answer, code: str, as_of: datetime, further: Sequence[Answer] = ()
) -> tuple[Series, bool]:
    """The history in an answer, and whether rows had to be dropped or put in order.

    ``code`` is the venue's name of the contract, ``further`` the next pages in their order.
    Raises ``SourceRefused``: ``unreadable`` where no row can be read, ``empty`` where none lies
    before ``as_of``, ``stale`` where the newest one is too old.
    """
    pages = (answer, *further)
    given = [raw for page in pages for raw in rows(page.value) if layout.finished(raw)]
    good = [row for raw in given if (row := _row(layout, raw, code)) is not None]
    if not good:
        raise refused("No row can be read.")
    falling = layout.newest_first and good[0][0] > good[-1][0]
    kept, mended = _in_order(good[::-1] if falling else good)
    mended = mended or len(good) < len(given)
    limit = to_ms(as_of) - (layout.step if layout.spans else 0)
    known = [row for row in kept if row[0] <= limit]
    if not known:
        raise refused("No row lies before the edition's time.", "empty")
    if layout.patience and known[-1][0] < limit - layout.patience * HOUR_MS:
        raise refused("The newest row is too old.", "stale")
    run = _unbroken(known, layout.step) if layout.unbroken else known
    return _series(layout, run, pages), mended or len(run) < len(known)


def _row(layout: Layout, raw: Any, code: str) -> Row | None:
    """The row's time, cut to the minute (settlements jitter by milliseconds), and figures."""
    try:
        time = milliseconds(_field(raw, layout.time)) // _MINUTE_MS * _MINUTE_MS
        figures = tuple(read(_field(raw, field)) for _, field, read in layout.columns)
        if not layout.agrees(figures):
            return None
        figures += tuple(formula(figures) for _, formula in layout.added)
    except SourceRefused:
        return None  # the caller counts the rows that are left and reports the difference
    foreign = isinstance(raw, Mapping) and raw.get(layout.key, code) != code
    return None if foreign else (time, figures)


def _field(raw: Any, key: Field) -> Any:
    if isinstance(key, tuple):
        return next((found for one in key if (found := _field(raw, one)) not in (None, "")), None)
    if isinstance(key, str):
        return raw.get(key) if isinstance(raw, Mapping) else None
    return raw[key] if isinstance(raw, list) and key < len(raw) else None


def _in_order(found: Sequence[Row]) -> tuple[list[Row], bool]:
    """Rows by time, the first of repeated ones; and whether that changed anything."""
    first: dict[int, Row] = {}
    for row in found:
        first.setdefault(row[0], row)
    ordered = [first[time] for time in sorted(first)]
    return ordered, ordered != list(found)


def _unbroken(known: list[Row], step: int) -> list[Row]:
    start = len(known) - 1
    while start and known[start][0] - known[start - 1][0] == step:
        start -= 1
    return known[start:]


def _series(layout: Layout, run: Sequence[Row], pages: Sequence[Answer]) -> Series:
    figures = np.array([[float(x) for x in row[1]] for row in run], dtype=np.float64)
    names = [name for name, *_ in layout.columns] + [name for name, _ in layout.added]
    return Series(
        name=layout.name,
        times=np.array([row[0] for row in run], dtype=np.int64),
        columns={name: figures[:, i] for i, name in enumerate(names)},
        step=layout.step,
        sources=tuple(page.source for page in pages),
        endpoint=pages[0].endpoint,
    )
