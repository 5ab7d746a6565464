"""Contracts that count many coins as one: cheap coins are quoted by the thousand or the million.

Venues differ in how many: one asset is ``1000SHIBUSDT`` here, ``SHIB1000USDT`` there, plain
``SHIB-USDT-SWAP`` and ``kSHIB`` elsewhere. The desk counts as Binance does. A contract of
another count is converted at the edge: with ``ratio`` = desk's count / venue's count, prices are
multiplied by it and coins divided.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

_LEADING: Final = re.compile(r"(10{3,6}|1M)(?=[A-Z])", re.ASCII)
_TRAILING: Final = re.compile(r"(?<=[A-Z])10{3,6}$", re.ASCII)

_DESK: Final = {
    "1000": (
        "BONK",
        "CAT",
        "CHEEMS",
        "FLOKI",
        "LUNC",
        "PEPE",
        "RATS",
        "SATS",
        "SHIB",
        "WHY",
        "XEC",
    ),
    "1000000": ("BOB", "MOG"),
    "1M": ("BABYDOGE",),
}
_BASES: Final = {asset: mark + asset for mark, assets in _DESK.items() for asset in assets}


def split_base(base: str) -> tuple[int, str]:
    """How many coins a base counts as one, and the coin.

    >>> split_base("1000PEPE"), split_base("SHIB1000"), split_base("1INCH")
    ((1000, 'PEPE'), (1000, 'SHIB'), (1, '1INCH'))
    """
    if found := _LEADING.match(base):
        mark = found.group()
        return (1_000_000 if mark == "1M" else int(mark)), base[found.end() :]
    if found := _TRAILING.search(base):
        return int(found.group()), base[: found.start()]
    return 1, base


def desk_base(coin: str) -> str:
    """The desk's spelling of a coin's contract: ``1000PEPE`` of ``PEPE``, ``FIL`` of ``FIL``."""
    return _BASES.get(coin, coin)


def ratio(base: str, count: int) -> Decimal:
    """The desk's count of coins in ``base`` over a venue's ``count``."""
    return Decimal(split_base(base)[0]) / count
