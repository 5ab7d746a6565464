"""Binance's public archive of USD-M futures: which files there are, and what stands in them.

The archive keeps zip files of one CSV file each, by month and by day, with a file beside each
that holds its SHA-256. Traps that are met here: a header that is there or not; metrics files
that hold every row twice; a day's last sample stamped with the next day's midnight; times in
milliseconds, in microseconds or as text in UTC; cells left empty.

Metrics come every five minutes. The last sample of each hour is kept, with its own time,
which is the full hour as a rule.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
import zlib
from calendar import monthrange
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final

import numpy as np

from reporter.model.errors import SourceRefused
from reporter.net.request import Fetcher, Reply, Request
from reporter.signals.series import HOUR, milliseconds
from reporter.signals.stored import COLUMNS, Rows
from reporter.sources.wire import natural, number, positive

BASE_URL: Final = "https://data.binance.vision"

KINDS: Final = tuple(COLUMNS)
MONTHLY: Final = frozenset({"candles", "funding"})
"""The kinds that the archive keeps by month; ``candles`` and ``metrics`` also come by day."""

_MOST_BYTES: Final = 2_000_000
_MOST_TEXT: Final = 8_000_000
_MINUTE: Final = 60_000
_CHECKSUM: Final = re.compile(r"([0-9a-fA-F]{64})[ *]+(\S+)\s*", re.ASCII)
_EPOCH_TIME: Final = re.compile(r"\d{13}(\d{3})?", re.ASCII)
_TEXT_TIME: Final = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(\.\d{1,6})?", re.ASCII)
_COMPRESSIONS: Final = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})
_FAULTS: Final = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,  # a feature that zipfile lacks
    RuntimeError,  # encrypted
    ValueError,
)


@dataclass(frozen=True, slots=True)
class ArchiveFile:
    """One file of the archive; ``period`` is a month (``2026-03``) or a day (``2026-03-27``)."""

    kind: str
    symbol: str
    period: str

    @property
    def name(self) -> str:
        """The file's name, which holds contract, kind and period."""
        return f"{self.symbol}-{_FORMS[self.kind].label}-{self.period}.zip"

    @property
    def path(self) -> str:
        span = "monthly" if self.monthly else "daily"
        return f"/data/futures/um/{span}{_FORMS[self.kind].place(self.symbol)}/{self.name}"

    @property
    def monthly(self) -> bool:
        return len(self.period) == len("2026-03")

    @property
    def first(self) -> date:
        """The first day it covers."""
        return date.fromisoformat(f"{self.period}-01" if self.monthly else self.period)

    @property
    def last(self) -> date:
        """The last day it covers."""
        first = self.first
        days = monthrange(first.year, first.month)[1]
        return first.replace(day=days) if self.monthly else first


def endpoint(kind: str, symbol: str) -> str:
    """Where a kind of history of a contract lies, short enough to print."""
    return f"/data/futures/um{_FORMS[kind].place(symbol)}"


def fetch_file(fetcher: Fetcher, base_url: str, file: ArchiveFile) -> Reply:
    """The zip file, its SHA-256 compared with the one that the archive states.

    Raises what the fetcher raises (``not-found`` where there is no such file), and
    ``SourceRefused`` with the reason ``checksum`` where the two differ or none is stated.
    """
    address = base_url.rstrip("/") + file.path
    reply = fetcher.fetch(Request(url=address, max_bytes=_MOST_BYTES))
    try:
        stated = fetcher.fetch(Request(url=f"{address}.CHECKSUM", max_bytes=1000))
    except SourceRefused as error:
        if error.reason != "not-found":
            raise
        raise _mismatch(file, "the archive states no checksum for this file.") from error
    found = _CHECKSUM.fullmatch(stated.body.decode("ascii", "replace"))
    if found is None or found[2] != file.name:
        raise _mismatch(file, "the archive's checksum cannot be read.")
    if f"sha256:{found[1].lower()}" != reply.digest:
        raise _mismatch(file, "the file does not match the archive's checksum.")
    return reply


def _mismatch(file: ArchiveFile, what: str) -> SourceRefused:
    return SourceRefused(what, file.name, "Run the backfill again later.", reason="checksum")


def read_file(file: ArchiveFile, body: bytes) -> tuple[Rows, int]:
    """The rows of a zip file, and how many of its rows could not be used.

    Repeated rows count once. A row that cannot be read, contradicts itself, lies outside the
    file's own period or names another contract is left out. Raises ``SourceRefused``
    (``unreadable``) for a zip that is damaged, hostile or of another layout, or without rows.
    """
    form = _FORMS[file.kind]
    table = _table(file, _text(file, body))
    given = list(table)
    kept: dict[int, tuple[float, ...]] = {}
    used = 0
    for raw in given:
        row = _row(file, form, raw)
        if row is not None:
            used += 1
            kept.setdefault(*row)
    if not kept:
        raise _unreadable(file, "no row of the file can be read.")
    times = sorted(kept)
    if file.kind == "metrics":
        times = list({-(-time // HOUR): time for time in times}.values())
    figures = np.array([kept[time] for time in times], dtype=np.float64)
    columns = {name: figures[:, i] for i, name in enumerate(COLUMNS[file.kind])}
    return Rows(times=np.array(times, dtype=np.int64), columns=columns), len(given) - used


def _unreadable(file: ArchiveFile, what: str) -> SourceRefused:
    return SourceRefused(what, file.name, "Run the backfill again later.", reason="unreadable")


def _text(file: ArchiveFile, body: bytes) -> str:
    """The one CSV file in the zip, read no further than its cap."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as archive:
            members = archive.infolist()
            if len(members) != 1 or not _plain(members[0]):
                raise _unreadable(file, "the zip holds something else than one CSV file.")
            with archive.open(members[0]) as member:
                data = member.read(_MOST_TEXT + 1)
        text = data.decode("utf-8-sig")
    except _FAULTS as error:
        raise _unreadable(file, "the zip file is damaged.") from error
    if len(data) > _MOST_TEXT:
        raise _unreadable(file, f"the zip unpacks to more than {_MOST_TEXT:,} bytes.")
    return text


def _plain(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    return (
        re.fullmatch(r"[A-Za-z0-9_.-]+\.csv", name) is not None
        and member.compress_type in _COMPRESSIONS
    )


def _table(file: ArchiveFile, text: str) -> Iterator[Sequence[str]]:
    """The file's rows, each with the cells of its form in order; a header says where they are."""
    fields = _FORMS[file.kind].fields
    places = list(fields.values())
    try:
        for number_, cells in enumerate(csv.reader(text.splitlines())):
            if number_ == 0 and cells and not cells[0][:1].isdigit():
                names = [cell.strip().lower() for cell in cells]
                places = [names.index(name) for name in fields]
            elif cells:
                yield [cells[i].strip() if i < len(cells) else "" for i in places]
    except (ValueError, csv.Error) as error:
        raise _unreadable(file, "the file is no CSV table of the known layout.") from error


def _row(
    file: ArchiveFile, form: _Form, raw: Sequence[str]
) -> tuple[int, tuple[float, ...]] | None:
    """A row's time in milliseconds, cut to the minute, and its figures; None if unusable."""
    try:
        time = _time(raw[0]) // _MINUTE * _MINUTE
        figures = form.read(raw, file.symbol)
    except SourceRefused:
        return None  # the caller counts what is left out
    start = milliseconds(datetime.combine(file.first, datetime.min.time(), UTC))
    end = milliseconds(datetime.combine(file.last + timedelta(days=1), datetime.min.time(), UTC))
    inside = start <= time < end or (time == end and file.kind == "metrics")
    on_grid = file.kind != "candles" or time % HOUR == 0
    return (time, figures) if inside and on_grid else None


def _time(cell: str) -> int:
    """Milliseconds since 1970 of a time in milliseconds, in microseconds or as UTC text."""
    if found := _EPOCH_TIME.fullmatch(cell):
        return int(cell) // (1000 if found[1] else 1)
    try:
        if _TEXT_TIME.fullmatch(cell):
            return milliseconds(datetime.fromisoformat(cell).replace(tzinfo=UTC))
    except ValueError:
        pass  # 30 February: refused below like any other text
    raise SourceRefused("A field holds no time.", reason="unreadable")


def _candle(raw: Sequence[str], _symbol: str) -> tuple[float, ...]:
    prices = tuple(positive(cell) for cell in raw[1:5])
    amounts = tuple(natural(cell) for cell in raw[5:8])
    first, high, low, last = prices
    volume, _, taker = amounts
    ordered = low <= min(first, last) and max(first, last) <= high
    if not ordered or taker > volume:
        raise SourceRefused("A bar contradicts itself.", reason="unreadable")
    return tuple(float(figure) for figure in (*prices, *amounts))


def _funding(raw: Sequence[str], _symbol: str) -> tuple[float, ...]:
    return (float(number(raw[1])),)


def _sample(raw: Sequence[str], symbol: str) -> tuple[float, ...]:
    if raw[1] != symbol:
        raise SourceRefused("A row names another contract.", reason="unreadable")
    coins, usd = positive(raw[2]), positive(raw[3])
    return (float(coins), float(usd), *(_ratio(cell) for cell in raw[4:7]))


def _ratio(cell: str) -> float:
    """The ratio, or 0 where the archive gives none: its open interest is worth keeping."""
    try:
        return float(positive(cell))
    except SourceRefused:
        return 0.0


@dataclass(frozen=True, slots=True)
class _Form:
    """How a kind's files are named and laid out: field by name, with its usual place."""

    label: str
    folder: str
    below: str
    fields: Mapping[str, int]
    read: Callable[[Sequence[str], str], tuple[float, ...]]

    def place(self, symbol: str) -> str:
        return f"/{self.folder}/{symbol}{self.below}"


_FORMS: Final = {
    "candles": _Form(
        "1h",
        "klines",
        "/1h",
        {
            "open_time": 0,
            "open": 1,
            "high": 2,
            "low": 3,
            "close": 4,
            "volume": 5,
            "quote_volume": 7,
            "taker_buy_volume": 9,
        },
        _candle,
    ),
    "funding": _Form(
        "fundingRate", "fundingRate", "", {"calc_time": 0, "last_funding_rate": 2}, _funding
    ),
    "metrics": _Form(
        "metrics",
        "metrics",
        "",
        {
            "create_time": 0,
            "symbol": 1,
            "sum_open_interest": 2,
            "sum_open_interest_value": 3,
            "sum_toptrader_long_short_ratio": 5,
            "count_toptrader_long_short_ratio": 4,
            "count_long_short_ratio": 6,
        },
        _sample,
    ),
}
