"""The venue's rows as history: checked one by one, in order, bounded by the edition's time.

A row that cannot be read, or that contradicts itself (a high under its close, a ratio that is
not the quotient of its two sides), is left out. Repeated rows count once, misplaced rows are
put in order, rows after ``as_of`` and bars that had not closed by then are dropped. Of bars
(candles, premium) only the unbroken run up to the newest one is kept, because a hole would
shift every window that is counted in rows. All such repairs are reported to the caller.
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
from reporter.sources.binance_wire import (
    Answer,
    milliseconds,
    number,
    positive,
    refused,
    rows,
    to_ms,
)

HOUR_MS: Final = 3_600_000
_MINUTE_MS: Final = 60_000

Reader = Callable[[Any], Decimal]
Row = tuple[int, tuple[Decimal, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How the rows of one endpoint look.

    ``columns`` are (column, field, reader); ``spans`` marks rows that are stamped with the
    start of an hour and known only after its end; ``unbroken`` keeps the run without a hole;
    ``patience`` is the age in hours beyond which the newest row is too old to stand for now
    (0: the caller judges). ``agrees`` says whether a row's figures fit each other.
    """

    name: str
    label: str
    time: str | int
    columns: tuple[tuple[str, str | int, Reader], ...]
    agrees: Callable[[tuple[Decimal, ...]], bool] = lambda _: True
    step: int = HOUR_MS
    spans: bool = False
    unbroken: bool = False
    patience: int = 6


def _natural(value: Any) -> Decimal:
    found = number(value)
    if found < 0:
        raise refused("A field that must not be negative is.")
    return found


_WICK: Final = 20
"""An hour's high and low lie within this factor of its open and close; beyond, a unit is wrong."""


def _candle(row: tuple[Decimal, ...]) -> bool:
    first, high, low, last, volume, _, taker = row
    below, above = min(first, last), max(first, last)
    ordered = low <= below and above <= high
    return ordered and high <= _WICK * above and below <= _WICK * low and taker <= volume


def _sides(row: tuple[Decimal, ...]) -> bool:
    """Whether the ratio is the quotient of the two sides, within the wire's rounding."""
    ratio, left, right = row
    return abs(ratio * right - left) <= left * Decimal("0.02") + Decimal("0.0002") * (1 + ratio)


def _ratio(name: str, label: str) -> Layout:
    columns = (
        ("ratio", "longShortRatio", _natural),
        ("long", "longAccount", _natural),
        ("short", "shortAccount", _natural),
    )
    return Layout(name=name, label=label, time="timestamp", columns=columns, agrees=_sides)


FUNDING: Final = Layout(
    name="funding",
    label="settled funding",
    time="fundingTime",
    columns=(("rate", "fundingRate", number),),
    step=0,
    patience=0,
)

LAYOUTS: Final = (
    Layout(
        name="candles",
        label="hourly candles",
        time=0,
        columns=(
            ("open", 1, positive),
            ("high", 2, positive),
            ("low", 3, positive),
            ("close", 4, positive),
            ("volume", 5, _natural),
            ("quote_volume", 7, _natural),
            ("taker_buy_volume", 9, _natural),
        ),
        agrees=_candle,
        spans=True,
        unbroken=True,
        patience=2,
    ),
    FUNDING,
    Layout(
        name="open_interest",
        label="open interest history",
        time="timestamp",
        columns=(
            ("coins", "sumOpenInterest", positive),
            ("usd", "sumOpenInterestValue", positive),
        ),
    ),
    _ratio("top_position", "top-trader positions"),
    _ratio("top_account", "top-trader accounts"),
    _ratio("global_account", "all accounts' positions"),
    Layout(
        name="taker",
        label="taker flow",
        time="timestamp",
        columns=(
            ("ratio", "buySellRatio", _natural),
            ("buy", "buyVol", _natural),
            ("sell", "sellVol", _natural),
        ),
        agrees=_sides,
        spans=True,
    ),
    Layout(
        name="premium",
        label="hourly premium",
        time=0,
        columns=(("close", 4, number),),
        spans=True,
        unbroken=True,
        patience=2,
    ),
)


def read_history(
    layout: Layout, answer: Answer, symbol: str, as_of: datetime
) -> tuple[Series, bool]:
    """The history in an answer, and whether rows had to be dropped or put in order.

    Raises ``SourceRefused``: ``unreadable`` where no row can be read, ``empty`` where none lies
    before ``as_of``, ``stale`` where the newest one is too old.
    """
    given = rows(answer.value)
    good = [row for raw in given if (row := _row(layout, raw, symbol)) is not None]
    if not good:
        raise refused("No row can be read.")
    kept, mended = _in_order(good)
    mended = mended or len(good) < len(given)
    limit = to_ms(as_of) - (layout.step if layout.spans else 0)
    known = [row for row in kept if row[0] <= limit]
    if not known:
        raise refused("No row lies before the edition's time.", "empty")
    if layout.patience and known[-1][0] < limit - layout.patience * HOUR_MS:
        raise refused("The newest row is too old.", "stale")
    run = _unbroken(known, layout.step) if layout.unbroken else known
    return _series(layout, run, answer), mended or len(run) < len(known)


def _row(layout: Layout, raw: Any, symbol: str) -> Row | None:
    """The row's time, cut to the minute (settlements jitter by milliseconds), and figures."""
    try:
        time = milliseconds(_field(raw, layout.time)) // _MINUTE_MS * _MINUTE_MS
        figures = tuple(read(_field(raw, field)) for _, field, read in layout.columns)
    except SourceRefused:
        return None  # the caller counts the rows that are left and reports the difference
    foreign = isinstance(raw, Mapping) and raw.get("symbol", symbol) != symbol
    return None if foreign or not layout.agrees(figures) else (time, figures)


def _field(raw: Any, key: str | int) -> Any:
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


def _series(layout: Layout, run: Sequence[Row], answer: Answer) -> Series:
    figures = np.array([[float(x) for x in row[1]] for row in run], dtype=np.float64)
    return Series(
        name=layout.name,
        times=np.array([row[0] for row in run], dtype=np.int64),
        columns={column[0]: figures[:, i] for i, column in enumerate(layout.columns)},
        step=layout.step,
        sources=(answer.source,),
        endpoint=answer.endpoint,
    )
