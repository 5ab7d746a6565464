"""Backfill: history from the public archive into the workspace, a month at a time.

Each month of each kind is read, completed with the archive's files that it lacks, and written
once, whole. A crash therefore loses the files of the months at work, at most four of them, and
the next backfill goes on from there.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reporter.model.errors import SourceRefused, SourceUnavailable, UsageError
from reporter.net.client import check_url
from reporter.net.request import Fetcher, place
from reporter.newsroom import environment
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace
from reporter.sources import binance_archive
from reporter.sources.binance import VENUE
from reporter.sources.binance_archive import ArchiveFile
from reporter.storage import workspace_lock
from reporter.storage.history import HistoryStore

if TYPE_CHECKING:
    from reporter.newsroom.gather import Tell
    from reporter.signals.stored import Month

_WORKERS: Final = 4
_GIVE_UP: Final = 5
"""After this many failures in a row nothing more is asked."""
_SHUT: Final = frozenset({418, 429, 451})
_FINAL: Final = frozenset({"private-address", "certificate", "busy"})
_CONTENT: Final = frozenset({"checksum", "unreadable"})
_PATIENCE: Final = {True: timedelta(days=14), False: timedelta(days=7)}
"""How long after its end a monthly (or daily) file that is not there may still appear."""

SourceError = SourceUnavailable | SourceRefused


@dataclass(frozen=True, slots=True)
class Span:
    """One month of one kind of history of a contract, as far as it is asked for."""

    symbol: str
    kind: str
    first: date
    last: date
    whole: bool
    """Whether the month is over."""

    @property
    def month(self) -> str:
        return f"{self.first:%Y-%m}"

    @property
    def by_month(self) -> ArchiveFile:
        return ArchiveFile(self.kind, self.symbol, self.month)

    @property
    def by_day(self) -> list[ArchiveFile]:
        """The files of its days, oldest first."""
        days = (self.last - self.first).days + 1
        return [
            ArchiveFile(self.kind, self.symbol, f"{self.first + timedelta(days=i)}")
            for i in range(days)
        ]


@dataclass(slots=True)
class Filled:
    """What became of a span: files by what happened to them, and what is stored now.

    ``failed`` are (file, error); ``absent`` the archive does not have; ``notes`` name rows
    that could not be used and stored files that were damaged. ``start`` and ``end`` are the
    first and last moment stored.
    """

    span: Span
    fetched: list[str] = field(default_factory=list)
    present: int = 0
    absent: list[ArchiveFile] = field(default_factory=list)
    failed: list[tuple[str, SourceError]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    rows: int = 0
    start: datetime | None = None
    end: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Backfilled:
    """All spans in order, and the error that made the backfill stop early, if one did."""

    folder: Path
    first: date
    last: date
    filled: tuple[Filled, ...]
    stopped: SourceError | None

    @property
    def complete(self) -> bool:
        """Whether nothing failed and something is stored of every contract."""
        stored: dict[str, int] = {}
        for one in self.filled:
            stored[one.span.symbol] = stored.get(one.span.symbol, 0) + one.rows
        failed = self.stopped is not None or any(one.failed for one in self.filled)
        return not failed and all(stored.values())


def backfill(
    root: Path, *, symbols: Sequence[str], days: int, base_url: str | None, tell: Tell
) -> Backfilled:
    """Fetch what the workspace lacks of the last ``days`` whole days (UTC) of each contract.

    Without ``symbols`` those of the configuration. Raises ``ConfigError``, ``UsageError`` for
    what is no symbol or no address of an archive, ``OutputError`` where the workspace cannot be
    written, and ``RunLocked`` while another backfill is at work there. What the archive fails to
    give is in the result.
    """
    workspace = Workspace(root)
    config = workspace.load()
    address = _archive(base_url)
    now = environment.now()
    last = now.date() - timedelta(days=1)
    first = last - timedelta(days=days - 1)
    store = HistoryStore(workspace.history)
    chosen = list(dict.fromkeys(symbols or config.market.listed))
    if not chosen:
        raise UsageError(
            "the configuration asks for all symbols, which are too many to fetch.",
            str(workspace.config_file),
            "Name them: reporter backfill BTCUSDT FILUSDT.",
        )
    for symbol in chosen:
        store.names(VENUE, symbol, "")  # a word that is no symbol is told before all work
    tell("backfill", f"{len(chosen)} symbols, {first} to {last}")
    with workspace_lock(workspace.history), open_client(config) as client:
        work = _Work(client, address, store, now.date())
        filled = tuple(_all(work, list(plan(chosen, first, last)), tell))
    return Backfilled(
        folder=workspace.history, first=first, last=last, filled=filled, stopped=work.door.shut
    )


def _archive(base_url: str | None) -> str:
    """Where the archive is asked: at that address, by default at the public one."""
    if base_url is None:
        return binance_archive.BASE_URL
    try:
        check_url(base_url)
        # The files' paths are put behind it, which no query or fragment may come before.
        plain = base_url.isprintable() and not set(" ?#") & set(base_url)
    except SourceRefused:
        plain = False
    if not plain:
        raise UsageError(
            "the archive's address is no plain http or https address.",
            place(base_url),
            f"Give --base-url one like {binance_archive.BASE_URL}: without user name, query or "
            "fragment.",
        )
    return base_url


def plan(symbols: Iterable[str], first: date, last: date) -> Iterator[Span]:
    """The spans from ``first`` to ``last``, contract by contract, kind by kind.

    Funding is in the archive by month only, so the days of a month that is not over are the
    venue's to tell.
    """
    for symbol in symbols:
        for kind in binance_archive.KINDS:
            start = first
            while start <= last:
                month_end = ArchiveFile(kind, symbol, f"{start:%Y-%m}").last
                whole = month_end <= last
                if whole or kind != "funding":
                    yield Span(symbol, kind, start, min(month_end, last), whole)
                start = month_end + timedelta(days=1)


class _Door:
    """Shuts once asking on makes no sense: the archive refuses us, or nothing gets through."""

    def __init__(self) -> None:
        self.shut: SourceError | None = None
        self.closed = False
        self._failures = 0
        self._lock = threading.Lock()

    def passed(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self, error: SourceError) -> None:
        with self._lock:
            # A file that cannot be used says nothing against the next one.
            self._failures += error.reason not in _CONTENT
            final = error.status in _SHUT or error.reason in _FINAL
            if self.shut is None and (final or self._failures >= _GIVE_UP):
                self.shut, self.closed = error, True

    def close(self) -> None:
        self.closed = True


class _Work:
    """What every span needs: the way to the archive, the store, and the day of asking."""

    def __init__(self, fetcher: Fetcher, base_url: str, store: HistoryStore, today: date) -> None:
        self.fetcher = fetcher
        self.base_url = base_url
        self.store = store
        self.today = today
        self.door = _Door()


def _all(work: _Work, spans: Sequence[Span], tell: Tell) -> Iterator[Filled]:
    """Fill every span, four at a time; results come in the order of the spans."""
    pool = ThreadPoolExecutor(_WORKERS)
    try:
        for filled in pool.map(lambda span: _fill(work, span), spans):
            if filled.fetched:
                span = filled.span
                tell("stored", f"{span.symbol} {span.kind} {span.month}: {filled.rows:,} rows")
            yield filled
    finally:
        work.door.close()  # an interruption waits for the files at work, not for all
        pool.shutdown(cancel_futures=True)


def _fill(work: _Work, span: Span) -> Filled:
    filled = Filled(span)
    before = _stored(work, span, filled)
    if span.kind in binance_archive.MONTHLY and span.whole:
        month = _fill_whole(work, before, filled)
    else:
        month = _add(work, before, span.by_day, filled)
    if month is not before:
        work.store.write(month)
    _measure(month, filled)
    return filled


def _stored(work: _Work, span: Span, filled: Filled) -> Month:
    """What is stored of the span; a damaged file is set aside and named."""
    from reporter.signals.stored import empty_month

    empty = empty_month(
        venue=VENUE,
        symbol=span.symbol,
        kind=span.kind,
        month=span.month,
        endpoint=binance_archive.endpoint(span.kind, span.symbol),
    )
    try:
        return work.store.read(empty.name) or empty
    except SourceRefused as error:
        aside = work.store.set_aside(empty.name)
        filled.notes.append(f"{error.where}: {error.what} It was moved to {aside} and made anew.")
        return empty


def _fill_whole(work: _Work, month: Month, filled: Filled) -> Month:
    """A month that is over: one file, or its days where that is not published yet."""
    span = filled.span
    days = [] if span.kind == "funding" else span.by_day
    if days and span.by_month.name not in month.files and _has_all(month, days):
        filled.present += len(days)
        return month
    month = _add(work, month, [span.by_month], filled)
    missing = filled.absent[-1:] == [span.by_month]
    if missing and days and not _settled(span.by_month, work.today):
        filled.absent.clear()
        month = _add(work, month, days, filled)
    return month


def _has_all(month: Month, files: Iterable[ArchiveFile]) -> bool:
    return all(file.name in month.files for file in files)


def _settled(file: ArchiveFile, asked: date) -> bool:
    """Whether a file that was not there on that day will not appear any more."""
    return asked > file.last + _PATIENCE[file.monthly]


def _add(work: _Work, month: Month, files: Iterable[ArchiveFile], filled: Filled) -> Month:
    """The month with those files that it lacks and the archive gives."""
    for file in files:
        asked = month.absent.get(file.name)
        if file.name in month.files:
            filled.present += 1
        elif asked and _settled(file, date.fromisoformat(asked)):
            filled.absent.append(file)
        elif not work.door.closed:
            month = _fetch(work, month, file, filled)
    return month


def _fetch(work: _Work, month: Month, file: ArchiveFile, filled: Filled) -> Month:
    try:
        reply = binance_archive.fetch_file(work.fetcher, work.base_url, file)
        rows, unusable = binance_archive.read_file(file, reply.body)
    except (SourceRefused, SourceUnavailable) as error:
        if error.reason == "not-found":
            work.door.passed()
            filled.absent.append(file)
            return month.without(file.name, work.today.isoformat())
        work.door.failed(error)
        filled.failed.append((file.name, error))
        return month
    work.door.passed()
    filled.fetched.append(file.name)
    if unusable:
        filled.notes.append(f"{file.name}: {unusable} rows could not be used")
    return month.with_file(file.name, reply.digest, rows)


def _measure(month: Month, filled: Filled) -> None:
    from reporter.signals.series import moment

    times = month.rows.times
    filled.rows = len(times)
    if len(times):
        filled.start, filled.end = moment(int(times[0])), moment(int(times[-1]))
