"""What venues say: instruments, readings, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from reporter.model.digest import Digest

LIVE_SLACK: Final = timedelta(minutes=10)
"""How far a live reading's stamp may lie from the edition's time, before or after it."""


class Nature(StrEnum):
    """How a reading came to be. A settled rate is never called current."""

    LIVE = "live"
    SETTLED = "settled"
    PREDICTED = "predicted"
    MODELLED = "modelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A perpetual contract on one venue.

    ``symbol`` is the venue's spelling (``FILUSDT``), ``base`` the asset (``FIL``); multiplied
    contracts such as ``1000PEPEUSDT`` keep ``base = "1000PEPE"``.
    """

    venue: str
    symbol: str
    base: str
    quote: str

    @property
    def key(self) -> str:
        """``binance.filusdt``: how fact ids begin."""
        return f"{self.venue}.{self.symbol.lower()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """One reading off the wire: ``value`` keeps the venue's own digits.

    ``metric`` is a dotted name (see ``reporter.model.metrics``); ``source`` is the digest of
    the body it stood in, ``endpoint`` the address it came from.
    """

    instrument: Instrument
    metric: str
    value: Decimal
    unit: str
    as_of: datetime
    nature: Nature
    source: Digest
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """Something that was asked for and is not there. It is printed, never dropped.

    ``subject`` is a feed's name or a symbol, ``part`` what is missing of it (``feed``,
    ``open interest``), ``reason`` a short stable word (``timeout``, ``restricted``, ``empty``,
    ``stale``, ``implausible``), ``detail`` a sentence for the reader.
    """

    subject: str
    part: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One candle of the price chart."""

    start: datetime
    open: float
    high: float
    low: float
    close: float
