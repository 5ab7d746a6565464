"""Sixty drawn contracts of every kind that the engine can meet, behind the venue's endpoints.

Symbols of well-known coins stand among invented ones; no series is a recorded one. Everything
is drawn by the walks of ``tests.sample.market``, bent here: trends, crashes, dull markets,
rates at the cap or at zero, one-hour and four-hour settlement, parts that the venue lacks.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any

from tests.sample.binance import Venue
from tests.sample.market import Contract, Drawn
from tests.sample.quotes import HOUR_MS, Quote

KNOWN = (
    "BTC", "ETH", "SOL", "XRP", "DOGE", "FIL", "ARB", "LINK", "AVAX", "ADA", "BNB", "1000PEPE",
    "1INCH", "C98", "1000SHIB", "NEAR", "UNI", "LTC",
)  # fmt: skip
INVENTED = (
    "VANT", "1000MOKA", "K9X", "OLMO", "QUIL", "TERN", "4LEAF", "HEDGO", "BRYN", "1000000ZOOT",
    "MAREL", "NUVO", "OKTA7", "PLIM", "RUSK", "SABLE", "TIDE", "U2B", "VELD", "WREN", "XANTH",
    "YOLM", "ZEPH", "AMBRO", "BOLT9", "CINDR", "DUNE", "EGRET", "FJORD", "GROAT", "HUMBL",
    "IBEX", "JUNO8", "KESTR", "LUMEN", "MIDGE", "NOVA3", "OSIER", "PIKE", "QUARK", "RIVET",
    "SKUA",
)  # fmt: skip
SYMBOLS = tuple(f"{base}USDT" for base in (*KNOWN, *INVENTED))

PRICES = (
    "96412.30", "3120.55", "0.836", "0.00012345", "1.2345", "0.06123", "24.517", "0.4021",
    "612.40", "0.0071234", "0.00001234", "12.086", "148.25", "0.9987", "5.614",
)  # fmt: skip
INTERVALS = (8, 8, 4, 8, 1, 4, 8)
PREMIUMS = (
    (-0.0012, 0.0003),  # shorts pay
    (0.0011, 0.0003),  # longs pay
    (0.0002, 0.0002),  # inside the dead band: the rate rests
    (-0.0005, 0.0),  # a rate of zero
    (-0.0150, 0.0030),  # an extreme negative rate
    (0.0120, 0.0020),  # an extreme positive rate
    (-0.0007, 0.0006),
    (0.0006, 0.0009),
)
VOLATILITIES = (0.02, 0.045, 0.007, 0.11, 0.03)
SHAPES = ("ranging", "up", "down", "crash", "surge", "flat", "ranging")
LONGS = ((0.67, 0.65, 0.66), (0.44, 0.47, 0.52), (0.5, 0.5, 0.5), (0.82, 0.71, 0.74))
MISSING: tuple[tuple[str, ...], ...] = (
    (),
    (),
    ("LongShortPositionRatio",),
    (),
    ("openInterest",),
    (),
    ("premiumIndexKlines",),
    (),
    ("LongShort", "takerlongshort"),
    (),
    ("fundingRate",),
    ("/premiumIndex",),
    (),
)


@dataclass(frozen=True, kw_only=True)
class Listing:
    """A contract with the shape of its price path and the endpoints that fail for it."""

    contract: Contract
    shape: str
    missing: tuple[str, ...]


def listing(symbol: str, moment: int) -> Listing:
    """How that symbol stands at that moment: equal arguments give equal markets."""
    n = SYMBOLS.index(symbol)
    price, turn = PRICES[n % len(PRICES)], n + moment
    scale = float(price)
    contract = Contract(
        symbol=symbol,
        price=price,
        tick=format(Decimal(1).scaleb(Decimal(price).normalize().as_tuple().exponent), "f"),  # type: ignore[arg-type]  # a finite number has a whole exponent
        interval=INTERVALS[n % len(INTERVALS)],
        daily_vol=VOLATILITIES[turn % len(VOLATILITIES)],
        volume=max(5_000.0, round(2_000_000 / scale, 1)),
        open_interest=round((3, 40, 900, 12, 4_000)[n % 5] * 1e6 / scale, 1),
        premium=PREMIUMS[(n + 3 * moment) % len(PREMIUMS)],
        long_shares=LONGS[turn % len(LONGS)],
        draw=moment,
        listed=n % 3 == 0,
    )
    return Listing(
        contract=contract,
        shape=SHAPES[turn % len(SHAPES)],
        missing=MISSING[turn % len(MISSING)],
    )


class Bent(Drawn):
    """A drawn contract whose path was given a shape."""

    shape = "ranging"

    @cached_property
    def closes(self) -> list[float]:
        """The walk of the sample times the shape, ending at the price."""
        walk = Drawn.closes.func(self)  # type: ignore[attr-defined]  # a cached property's function
        path = [x * self._factor(len(walk) - 1 - i) for i, x in enumerate(walk)]
        return [float(self.contract.price) * point / path[-1] for point in path]

    def _factor(self, ago: int) -> float:
        """How the price ``ago`` hours before compares with that of a walk without a shape."""
        daily = self.contract.daily_vol
        return {
            "up": 1 - min(0.6, daily * ago / 240),
            "down": 1 + daily * ago / 120,
            "crash": 1.45 if ago > 5 else 1 + 0.05 * ago,
            "surge": 0.7 if ago > 8 else 1 - 0.03 * ago,
        }.get(self.shape, 1.0)

    @cached_property
    def candles(self) -> list[list[Any]]:
        """Rows of ``klines``; a bar that has only just begun has its first trade."""
        rows: list[list[Any]] = Drawn.candles.func(self)  # type: ignore[attr-defined]  # as above
        for row in rows:
            if float(row[5]) < 0.2:
                row[5], row[9] = "0.2", "0.1"
        return rows

    def rate(self, end: int) -> Decimal:
        """As in the sample; an interval that begins this instant goes on from the last one."""
        return super().rate(end if end - self.contract.interval * HOUR_MS < self.now else self.now)

    def _rounded(self, value: float) -> str:
        return format(Decimal(super()._rounded(value)), "f")


class Market(Venue):
    """Those contracts behind the venue's endpoints; what is missing answers without rows."""

    def __init__(self, listings: tuple[Listing, ...], as_of: datetime) -> None:
        super().__init__((), as_of)
        now = int(as_of.timestamp()) * 1000
        self._missing = {one.contract.symbol: one.missing for one in listings}
        for one in listings:
            bent = Bent(_calmed(one), now, hours=1000, days=91)
            bent.shape = one.shape
            self.drawn[one.contract.symbol] = bent

    def answer(self, path: str, params: dict[str, str]) -> Any:
        """The JSON value of one answer."""
        missing = self._missing.get(params.get("symbol", ""), ())
        if any(part in path for part in missing):
            return []
        return super().answer(path, params)

    def listed(self, path: str, one: Quote) -> dict[str, Any] | None:
        """A contract's row in a bulk answer; None where the venue lacks it."""
        missing = any(part in path for part in self._missing[one.code])
        return None if missing else super().listed(path, one)


def _calmed(one: Listing) -> Contract:
    """A flat market hardly moves."""
    return replace(one.contract, daily_vol=0.0015) if one.shape == "flat" else one.contract
