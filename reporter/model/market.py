"""What venues say: instruments, readings, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass, field
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

    ``symbol`` is the desk's spelling, the same on every venue (``FILUSDT``), ``base`` the asset
    (``FIL``); multiplied contracts such as ``1000PEPEUSDT`` keep ``base = "1000PEPE"``.
    ``code`` is the venue's own spelling where it differs (``FIL-USDT-SWAP``); venue and symbol
    name the contract, so it takes no part in comparisons.
    """

    venue: str
    symbol: str
    base: str
    quote: str
    code: str = field(default="", compare=False)

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

    ``subject`` is a feed's name, a symbol, a symbol on a venue (``FILUSDT on Bybit``) or a venue
    as it is printed, ``part`` what is missing of it (``feed``, ``open interest``), ``reason`` a
    short stable word (``timeout``, ``restricted``, ``empty``, ``stale``, ``implausible``),
    ``detail`` a sentence for the reader.
    """

    subject: str
    part: str
    reason: str
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticker:
    """One contract in a venue's bulk answers; None for what the venue does not give.

    Prices in USD. ``funding`` is the running estimate, ``cap`` and ``floor`` its limits, all
    fractions per ``interval_hours``; ``open_interest_coins`` counts the instrument's base,
    ``volume_usd`` the last 24 hours, ``change_24h`` is the price change as a fraction.
    ``source`` is the digest of the body that the price stood in, ``endpoint`` its address.
    """

    instrument: Instrument
    as_of: datetime
    price: Decimal
    mark: Decimal | None
    index: Decimal | None
    funding: Decimal | None
    interval_hours: int | None
    next_settlement: datetime | None
    cap: Decimal | None
    floor: Decimal | None
    open_interest_coins: Decimal | None
    volume_usd: Decimal | None
    change_24h: Decimal | None
    source: Digest
    endpoint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Tickers:
    """A venue's whole universe of dollar perpetuals, by symbol, and what could not be read."""

    venue: str
    tickers: tuple[Ticker, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """One candle of the price chart."""

    start: datetime
    open: float
    high: float
    low: float
    close: float


_VENUES: Final = {
    "binance": "Binance",
    "bybit": "Bybit",
    "okx": "OKX",
    "hyperliquid": "Hyperliquid",
}


def venue_name(venue: str) -> str:
    """A venue as it is printed.

    >>> venue_name("okx"), venue_name("deribit")
    ('OKX', 'Deribit')
    """
    return _VENUES.get(venue, venue.capitalize())
