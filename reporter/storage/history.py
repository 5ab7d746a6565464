"""Stored history on disk, and in the snapshot of the edition that used it.

``<folder>/<venue>/<symbol>/<kind>-<month>.history``, one file a month, each replaced whole. A
month that has passed no longer changes, so the archive of snapshots keeps it once.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from reporter.model.errors import SourceRefused, UsageError
from reporter.model.market import Gap
from reporter.net.archive import BlobStore
from reporter.net.atomic import output_error, write_atomic
from reporter.net.snapshot import Record, RecordedError, Snapshot

if TYPE_CHECKING:
    from collections.abc import Mapping

    from reporter.signals.series import Series
    from reporter.signals.stored import Month

_SUFFIX: Final = ".history"
_FILE: Final = re.compile(r"(candles|funding|metrics)-(\d{4}-\d{2})", re.ASCII)
_NAME: Final = re.compile(r"[a-z0-9]{1,20}/[A-Z0-9]{2,30}/[a-z0-9-]*", re.ASCII)
_KEY: Final = "HISTORY "


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """Stored series by name, as ``SymbolData.history`` has them, and what could not be read."""

    series: Mapping[str, Series]
    gaps: tuple[Gap, ...] = ()


class HistoryStore:
    """The months in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def read(self, name: str) -> Month | None:
        """The month of that name (``binance/FILUSDT/candles-2026-03``), None if not stored.

        Raises ``SourceRefused`` (``damaged``) for a file that is not what was written.
        """
        from reporter.signals.stored import unpack

        data = self.read_bytes(name)
        return None if data is None else unpack(data, name)

    def read_bytes(self, name: str) -> bytes | None:
        """The month's bytes as they lie there; None if not stored."""
        try:
            return self.path(name).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SourceRefused(
                f"the stored history cannot be read ({error.strerror}).",
                str(self.path(name)),
                "Check its permissions.",
                reason="damaged",
            ) from error

    def write(self, month: Month) -> None:
        """Keep a month, in place of what was kept of it. Raises ``OutputError``."""
        from reporter.signals.stored import pack

        write_atomic(self.path(month.name), pack(month))

    def set_aside(self, name: str) -> Path:
        """Move a damaged month out of the way; gives its new place. Raises ``OutputError``."""
        path = self.path(name)
        aside = path.with_suffix(".damaged")
        try:
            path.replace(aside)
        except OSError as error:
            raise output_error(error, path) from error
        return aside

    def names(self, venue: str, symbol: str, since: str) -> list[str]:
        """The stored months of a contract from the month ``since`` (``2026-03``) on."""
        folder = self.path(f"{venue}/{symbol}/").parent
        found = (_FILE.fullmatch(path.stem) for path in folder.glob(f"*{_SUFFIX}"))
        return sorted(f"{venue}/{symbol}/{m[0]}" for m in found if m and m[2] >= since)

    def path(self, name: str) -> Path:
        """Where a month lies. Raises ``UsageError`` for a name that could lead elsewhere."""
        if not _NAME.fullmatch(name):
            symbol = name.partition("/")[2].rpartition("/")[0]
            raise UsageError(
                f"{symbol!r} is no symbol.", next_step="Write it in capitals, as FILUSDT."
            )
        return self._folder / f"{name}{_SUFFIX}"


def load_history(
    folder: Path, venue: str, symbol: str, *, since: datetime, until: datetime
) -> History:
    """What is stored of a contract from ``since`` on and was known at ``until``.

    A damaged file is a gap (``damaged``) and costs its month only.
    """
    store = HistoryStore(folder)
    names = store.names(venue, symbol, _month(since))
    return _history(((name, store.read_bytes) for name in names), symbol, since, until)


def with_history(
    snapshot: Snapshot,
    archive: BlobStore,
    folder: Path,
    *,
    venue: str,
    symbols: Iterable[str],
    since: datetime,
) -> Snapshot:
    """The snapshot with the stored months of these contracts, by content.

    The edition then depends on nothing in the workspace. What cannot be read is recorded as
    such. A contract of which nothing is stored adds no record.
    """
    store = HistoryStore(folder)
    names = [name for one in symbols for name in store.names(venue, one, _month(since))]
    records = [_record(store, archive, name, snapshot.as_of) for name in names]
    return replace(snapshot, records=(*snapshot.records, *records))


def _record(store: HistoryStore, archive: BlobStore, name: str, at: datetime) -> Record:
    from reporter.signals.stored import unpack

    try:
        data = store.read_bytes(name) or b""  # gone since it was listed: damaged like any other
        unpack(data, name)
    except SourceRefused as error:
        return Record(key=_KEY + name, error=RecordedError.of(error))
    return Record.of_content(_KEY + name, archive.put(data), at)


def recorded_history(
    snapshot: Snapshot,
    archive: BlobStore,
    *,
    venue: str,
    symbol: str,
    since: datetime,
    until: datetime,
) -> History:
    """What ``with_history`` put into the snapshot of a contract: as ``load_history`` gives it.

    Raises ``SnapshotError`` where the archive lacks or has damaged a recorded month.
    """
    records = {record.key.removeprefix(_KEY): record for record in _about(snapshot, venue, symbol)}

    def read(name: str) -> bytes | None:
        record = records[name]
        if record.error is not None:
            raise record.error.revive()
        return None if record.digest is None else archive.get(record.digest)

    return _history(((name, read) for name in records), symbol, since, until)


def _about(snapshot: Snapshot, venue: str, symbol: str) -> Iterator[Record]:
    prefix = f"{_KEY}{venue}/{symbol}/"
    start = bisect_left(snapshot.records, prefix, key=lambda record: record.key)
    for record in snapshot.records[start:]:
        if not record.key.startswith(prefix):
            return
        yield record


def _history(
    found: Iterable[tuple[str, Callable[[str], bytes | None]]],
    symbol: str,
    since: datetime,
    until: datetime,
) -> History:
    from reporter.signals.stored import stored_series, unpack

    months: list[Month] = []
    gaps: list[Gap] = []
    for name, read in found:
        try:
            data = read(name)
            months += [unpack(data, name)] if data is not None else []
        except SourceRefused as error:
            kind = name.rpartition("/")[2]
            detail = f"The stored history {kind} cannot be used: {error.what}"
            gaps.append(
                Gap(subject=symbol, part="stored history", reason=error.reason, detail=detail)
            )
    return History(series=stored_series(months, since=since, until=until), gaps=tuple(gaps))


def _month(moment: datetime) -> str:
    return moment.strftime("%Y-%m")
