"""Stored history: months of rows as bytes, and as series.

A month holds one kind of history of one contract. The three kinds are those of the archive:
``candles``, ``funding``, and ``metrics`` (open interest and long/short ratios, one sample an
hour). Its bytes are a line that names the format, a JSON header, the rows (times, then each
column, eight little-endian bytes a figure) and the SHA-256 of all of that, so that damage is
noticed before a figure is used. Nothing is compressed: reading is what must be quick.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

import numpy as np

from reporter.model.digest import Digest, canonical_json, digest
from reporter.model.errors import SourceRefused
from reporter.signals.series import HOUR, Floats, Series, Times, milliseconds

COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "candles": (
        "open", "high", "low", "close", "volume", "quote_volume", "taker_buy_volume",
    ),
    "funding": ("rate",),
    "metrics": ("coins", "usd", "top_position", "top_account", "global_account"),
}  # fmt: skip
"""The columns of each kind. In ``metrics`` a ratio of 0 stands for one that was not given."""

RATIOS: Final = ("top_position", "top_account", "global_account")

_MAGIC: Final = b"reporter history 1\n"
_SEAL: Final = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """Figures by column with the moments they belong to, in milliseconds, strictly rising."""

    times: Times
    columns: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """One month of one kind of history, and where it came from.

    ``files`` maps the archive files whose rows are in it to their digests, ``absent`` those
    that the archive did not have to the day on which it was asked (ISO 8601). ``source`` is
    the digest of the bytes that the month was read from, None for one that never was stored.
    """

    venue: str
    symbol: str
    kind: str
    month: str
    endpoint: str
    rows: Rows
    files: Mapping[str, Digest] = field(default_factory=dict)
    absent: Mapping[str, str] = field(default_factory=dict)
    source: Digest | None = None

    @property
    def name(self) -> str:
        """``binance/FILUSDT/candles-2026-03``."""
        return f"{self.venue}/{self.symbol}/{self.kind}-{self.month}"

    def with_file(self, name: str, source: Digest, rows: Rows) -> Month:
        """The month with a file's rows added; where both have a row, the old one stays."""
        times = np.concatenate([self.rows.times, rows.times])
        rising, first = np.unique(times, return_index=True)
        columns = {
            column: np.concatenate([self.rows.columns[column], rows.columns[column]])[first]
            for column in COLUMNS[self.kind]
        }
        return replace(
            self,
            rows=Rows(times=rising, columns=columns),
            files={**self.files, name: source},
            absent={key: day for key, day in self.absent.items() if key != name},
        )

    def without(self, name: str, asked: str) -> Month:
        """The month with the note that the archive has no file of this name."""
        return replace(self, absent={**self.absent, name: asked})


def empty_month(*, venue: str, symbol: str, kind: str, month: str, endpoint: str) -> Month:
    """A month without rows."""
    none = Rows(
        times=np.empty(0, dtype=np.int64),
        columns={column: np.empty(0) for column in COLUMNS[kind]},
    )
    return Month(venue=venue, symbol=symbol, kind=kind, month=month, endpoint=endpoint, rows=none)


def pack(month: Month) -> bytes:
    """The month's bytes; equal months give equal bytes."""
    header = canonical_json(
        {
            "venue": month.venue,
            "symbol": month.symbol,
            "kind": month.kind,
            "month": month.month,
            "endpoint": month.endpoint,
            "columns": COLUMNS[month.kind],
            "rows": len(month.rows.times),
            "files": month.files,
            "absent": month.absent,
        }
    )
    arrays = [month.rows.times.astype("<i8")]
    arrays += [month.rows.columns[name].astype("<f8") for name in COLUMNS[month.kind]]
    body = b"".join(array.tobytes() for array in arrays)
    data = _MAGIC + len(header).to_bytes(4, "little") + header + body
    return data + hashlib.sha256(data).digest()


def unpack(data: bytes, name: str) -> Month:
    """The month of that name in these bytes.

    Raises ``SourceRefused`` with the reason ``damaged`` for anything but what ``pack`` gives,
    or another month.
    """
    sealed = data[:-_SEAL]
    if not data.startswith(_MAGIC) or hashlib.sha256(sealed).digest() != data[-_SEAL:]:
        raise _damaged(name)
    start = len(_MAGIC) + 4
    end = start + int.from_bytes(data[len(_MAGIC) : start], "little")
    try:
        header = json.loads(data[start:end])
        rows = _rows(header, sealed[end:])
        month = Month(
            **{key: header[key] for key in ("venue", "symbol", "kind", "month", "endpoint")},
            rows=rows,
            files=header["files"],
            absent=header["absent"],
            source=digest(data),
        )
    except (ValueError, KeyError, TypeError) as error:
        raise _damaged(name) from error
    if month.name != name:
        raise _damaged(name)
    return month


def _damaged(where: str) -> SourceRefused:
    return SourceRefused(
        "the stored history is damaged.", where, "Run 'reporter backfill'.", reason="damaged"
    )


def _rows(header: Mapping[str, Any], body: bytes) -> Rows:
    names, count = COLUMNS[header["kind"]], header["rows"]
    if tuple(header["columns"]) != names:
        raise ValueError("other columns")
    table = np.frombuffer(body, dtype="<f8").reshape(1 + len(names), count)
    times = np.frombuffer(body, dtype="<i8", count=count)
    return Rows(times=times, columns=dict(zip(names, table[1:], strict=True)))


def stored_series(
    months: Iterable[Month], *, since: datetime, until: datetime
) -> dict[str, Series]:
    """What the months of one contract hold from ``since`` on, as ``SymbolData.history`` has it.

    Only what was known at ``until``: candles that had closed, samples and settlements up to
    it. The taker's two sides come from the candles, whose hour they cover whole; the archive's
    own taker ratio covers five minutes only and is not kept. The premium is not in the archive.
    """
    from_ms, to_ms = milliseconds(since), milliseconds(until)
    found: dict[str, Series] = {}
    by_kind: dict[str, list[Month]] = {}
    for month in sorted(months, key=lambda one: one.name):
        by_kind.setdefault(month.kind, []).append(month)
    for kind, parts in by_kind.items():
        closed = to_ms - HOUR if kind == "candles" else to_ms
        whole = _together(kind, parts).until(closed)
        whole = whole.where(slice(int(np.searchsorted(whole.times, from_ms)), None))
        found |= {series.name: series for series in _SPLIT[kind](whole) if len(series)}
    return found


def _together(kind: str, parts: Sequence[Month]) -> Series:
    """The parts as one, rows in order; of a moment that two parts hold, the earlier part's."""
    times = np.concatenate([part.rows.times for part in parts])
    columns = {
        name: np.concatenate([part.rows.columns[name] for part in parts]) for name in COLUMNS[kind]
    }
    if (times[1:] <= times[:-1]).any():
        times, first = np.unique(times, return_index=True)
        columns = {name: column[first] for name, column in columns.items()}
    return Series(
        name=kind,
        times=times,
        columns=columns,
        step=0 if kind == "funding" else HOUR,
        sources=tuple(part.source for part in parts if part.source),
        endpoint=parts[-1].endpoint,
    )


def _candles(whole: Series) -> list[Series]:
    buy = whole["taker_buy_volume"]
    sell = whole["volume"] - buy
    both = (buy > 0) & (sell > 0)
    columns = {"ratio": buy[both] / sell[both], "buy": buy[both], "sell": sell[both]}
    return [whole, replace(whole, name="taker", times=whole.times[both], columns=columns)]


def _metrics(whole: Series) -> list[Series]:
    """One sample an hour, the last one in it; a day's file may hold its neighbour's first."""
    hours = -(-whole.times // HOUR)
    last = np.append(hours[1:] != hours[:-1], True)[: len(hours)]
    whole = whole if last.all() else whole.where(last)
    coins = {name: whole[name] for name in ("coins", "usd")}
    found = [replace(whole, name="open_interest", columns=coins)]
    for name in RATIOS:
        given = whole[name] > 0
        ratio = whole[name][given]
        sides = {"ratio": ratio, "long": ratio / (1 + ratio), "short": 1 / (1 + ratio)}
        found.append(replace(whole, name=name, times=whole.times[given], columns=sides))
    return found


_SPLIT: Final = {"candles": _candles, "funding": lambda whole: [whole], "metrics": _metrics}
