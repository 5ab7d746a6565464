"""One contract at one moment, as its venue counts it; the invented ones stand in bulk/*.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

HOUR_MS = 3_600_000
MINUTE_MS = 60_000

_FOLDER = Path(__file__).resolve().parent / "bulk"


@dataclass(frozen=True, kw_only=True)
class Quote:
    """A contract under its venue's own code.

    ``rate`` is the running estimate, a fraction per ``hours``; ``coins`` is open interest, zero
    where the venue's bulk answers do not tell it; ``volume`` is in USD, ``before`` the price a
    day ago, ``contract`` how many coins a contract counts, ``late`` the age in minutes.
    """

    code: str
    price: Decimal
    index: Decimal
    rate: Decimal
    hours: int
    coins: Decimal
    volume: Decimal
    before: Decimal
    contract: Decimal = Decimal(1)
    late: int = 0
    has_terms: bool = False

    @property
    def change(self) -> Decimal:
        """The change of a day as a fraction."""
        return self.price / self.before - 1

    @property
    def traded(self) -> Decimal:
        """The day's volume in coins."""
        return self.volume / self.price

    @property
    def premium(self) -> Decimal:
        """The distance from the index as a fraction."""
        return self.price / self.index - 1

    def following(self, now: int) -> int:
        """The next settlement in milliseconds."""
        step = self.hours * HOUR_MS
        return (now // step + 1) * step

    def moment(self, now: int) -> int:
        """The time of the reading in milliseconds."""
        return now - self.late * MINUTE_MS


def quotes(venue: str) -> tuple[Quote, ...]:
    """The invented contracts of that venue, in the order of their file."""
    with (_FOLDER / f"{venue}.csv").open(encoding="utf-8", newline="") as file:
        return tuple(_quote(row) for row in csv.DictReader(file))


def _quote(row: dict[str, str]) -> Quote:
    price, hours = Decimal(row["price"]), int(row["hours"])
    return Quote(
        code=row["code"],
        price=price,
        index=_finer(price / (1 + Decimal(row["basis_bps"]) / 10_000), price),
        rate=Decimal(row["rate_percent"]) / 100,
        hours=hours,
        coins=Decimal(row["coins"] or 0),
        volume=Decimal(row["volume_musd"]) * 1_000_000,
        before=_finer(price / (1 + Decimal(row["change_percent"]) / 100), price),
        contract=Decimal(row.get("contract", 1)),
        late=int(row.get("minutes_late", 0)),
        has_terms=hours != 8,
    )


def _finer(value: Decimal, price: Decimal) -> Decimal:
    """The value with two places more than the price has."""
    places = -int(price.as_tuple().exponent) + 2
    return round(value, places)


def text(value: Decimal, places: int = 10) -> str:
    """Plain digits, as venues send numbers, to at most so many places."""
    digits = format(round(value, places), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits
