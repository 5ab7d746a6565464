"""History as numpy columns, and all that is known about one symbol before it is measured."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import numpy as np
import numpy.typing as npt

from reporter.model.digest import Digest
from reporter.model.market import Gap, Instrument, Observation
from reporter.signals.margins import Bracket

Floats = npt.NDArray[np.float64]
Times = npt.NDArray[np.int64]

HOUR = 3_600_000
"""One hour in milliseconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def milliseconds(moment: datetime) -> int:
    """Milliseconds since 1970 (UTC) of an aware moment."""
    return (moment - _EPOCH) // timedelta(milliseconds=1)


def moment(ms: int) -> datetime:
    """The UTC moment of that many milliseconds since 1970, cut to whole seconds.

    Venues stamp settlements a few milliseconds late; the cut gives the settlement's own time.
    """
    return _EPOCH + timedelta(seconds=int(ms) // 1000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """Rows of one kind of history, oldest first, times strictly rising, no NaN.

    ``times`` are milliseconds since 1970 (UTC): a candle's start, a settlement's or a
    sample's moment. ``step`` is the usual distance between rows in milliseconds (0 where it
    varies). ``sources`` are the digests of the bodies the rows came from.
    """

    name: str
    times: Times
    columns: Mapping[str, Floats]
    step: int
    sources: tuple[Digest, ...]
    endpoint: str

    def __len__(self) -> int:
        return len(self.times)

    def __getitem__(self, column: str) -> Floats:
        return self.columns[column]

    def in_order(self) -> Series:
        """Itself; or a copy by time, with the last of repeated rows, where that is not so."""
        if bool(np.all(self.times[1:] > self.times[:-1])):
            return self
        order = np.argsort(self.times, kind="stable")
        times = self.times[order]
        return self.where(order[np.append(times[1:] > times[:-1], True)])

    def until(self, moment_ms: int) -> Series:
        """The rows at or before that moment."""
        end = int(np.searchsorted(self.times, moment_ms, side="right"))
        return self.where(slice(0, end))

    def where(self, rows: npt.NDArray[np.bool_] | Times | slice) -> Series:
        """The rows that a mask, a slice or places keep."""
        return replace(
            self,
            times=self.times[rows],
            columns={name: column[rows] for name, column in self.columns.items()},
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SymbolData:
    """Everything that came in about one symbol.

    ``observations`` by metric name (``reporter.model.metrics``): price, mark, index,
    funding.running, funding.cap, funding.floor, open_interest.coins. ``next_settlement`` and
    ``interval_hours`` are the symbol's own, None where unknown.

    ``history`` by name, each absent where the venue has none:
    ``candles`` (open, high, low, close, volume, quote_volume, taker_buy_volume; closed hourly
    bars only), ``funding`` (rate; settled, a fraction per the interval that ended there),
    ``open_interest`` (coins, usd), ``top_position``, ``top_account``, ``global_account``
    (ratio, long, short), ``taker`` (ratio, buy, sell), ``premium`` (close; hourly fraction).

    ``brackets`` are the contract's maintenance margins, empty where the venue gives none.
    """

    instrument: Instrument
    observations: Mapping[str, Observation]
    history: Mapping[str, Series]
    interval_hours: int | None
    next_settlement: datetime | None
    brackets: tuple[Bracket, ...] = ()
    gaps: tuple[Gap, ...] = ()
    quarantined: frozenset[str] = field(default=frozenset())

    def without(self, metric: str, gap: Gap) -> SymbolData:
        """The same data with one reading or one history left out, and the gap named."""
        return replace(
            self,
            observations={k: v for k, v in self.observations.items() if k != metric},
            history={k: v for k, v in self.history.items() if k != metric},
            gaps=(*self.gaps, gap),
            quarantined=self.quarantined | {metric},
        )
