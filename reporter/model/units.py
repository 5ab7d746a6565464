"""Quantities whose unit is their type.

A percent cannot be added to basis points, a rate per settlement interval cannot be added to
a rate per year, an open interest in coins cannot be subtracted from one in dollars: each of
these raises ``UnitError``. Values are ``Decimal`` inside, never binary floats, so that a
figure keeps the digits it came with.

>>> from decimal import Decimal
>>> settled = FundingRate(Decimal("-0.00040602"), interval=8)
>>> str(settled.annualised().percent().value)
'-44.45919000'
>>> Percent(Decimal(1)) + BasisPoints(Decimal(1))
Traceback (most recent call last):
...
reporter.model.errors.UnitError: percent and bps cannot be added: convert one of them first.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import ClassVar, Self

from reporter.model.errors import UnitError

HOURS_PER_YEAR = 24 * 365


@dataclass(frozen=True, slots=True)
class Quantity:
    """A finite decimal value with a unit. Use the subclasses; this class holds the algebra.

    Sums, differences and comparisons need equal units. A quantity may be scaled by a
    ``Decimal`` or an ``int``; one divided by another of its own unit is a ``Ratio``.
    """

    name: ClassVar[str] = "quantity"

    value: Decimal

    def __post_init__(self) -> None:
        if not isinstance(self.value, Decimal):
            raise UnitError(f"a {self.name} takes a Decimal, was {type(self.value).__name__}.")
        if not self.value.is_finite():
            raise UnitError(f"a {self.name} takes a finite number, was {self.value}.")

    @property
    def unit(self) -> str:
        """The unit's label, as it stands in ``edition.json``."""
        return self.name

    def _same(self, other: object, verb: str) -> Decimal:
        if not isinstance(other, Quantity):
            raise UnitError(f"{self.unit} and a bare {type(other).__name__} cannot be {verb}.")
        if type(other) is not type(self) or other.unit != self.unit:
            raise UnitError(
                f"{self.unit} and {other.unit} cannot be {verb}: convert one of them first."
            )
        return other.value

    def _with(self, value: Decimal) -> Self:
        return replace(self, value=value)

    def __add__(self, other: Self) -> Self:
        return self._with(self.value + self._same(other, "added"))

    def __sub__(self, other: Self) -> Self:
        return self._with(self.value - self._same(other, "subtracted"))

    def __mul__(self, factor: Decimal | int) -> Self:
        if isinstance(factor, bool) or not isinstance(factor, Decimal | int):
            raise UnitError(f"{self.unit} can only be scaled by a plain number.")
        return self._with(self.value * factor)

    __rmul__ = __mul__

    def __truediv__(self, other: Self) -> Ratio:
        divisor = self._same(other, "divided")
        if divisor == 0:
            raise UnitError(f"{self.unit} cannot be divided by zero.")
        return Ratio(self.value / divisor)

    def __neg__(self) -> Self:
        return self._with(-self.value)

    def __abs__(self) -> Self:
        return self._with(abs(self.value))

    def __lt__(self, other: Self) -> bool:
        return self.value < self._same(other, "compared")

    def __le__(self, other: Self) -> bool:
        return self.value <= self._same(other, "compared")

    def __gt__(self, other: Self) -> bool:
        return self.value > self._same(other, "compared")

    def __ge__(self, other: Self) -> bool:
        return self.value >= self._same(other, "compared")


@dataclass(frozen=True, slots=True)
class Percent(Quantity):
    """Hundredths: 5 means 5 %."""

    name: ClassVar[str] = "percent"


@dataclass(frozen=True, slots=True)
class PercentagePoints(Quantity):
    """A difference of two percentages."""

    name: ClassVar[str] = "pp"


@dataclass(frozen=True, slots=True)
class BasisPoints(Quantity):
    """Ten-thousandths: 5 means 0.05 %."""

    name: ClassVar[str] = "bps"


@dataclass(frozen=True, slots=True)
class Ratio(Quantity):
    """A pure number, such as longs over shorts."""

    name: ClassVar[str] = "ratio"

    def share(self) -> Percent:
        """For a ratio a/b of two parts of a whole: a's share, a / (a + b).

        >>> round(Ratio(Decimal("2.19")).share().value, 2)
        Decimal('68.65')
        """
        if self.value < 0:
            raise UnitError(f"a ratio of two shares cannot be negative, was {self.value}.")
        return Percent(self.value / (1 + self.value) * 100)


@dataclass(frozen=True, slots=True)
class Hours(Quantity):
    """A span of time in hours."""

    name: ClassVar[str] = "hours"


@dataclass(frozen=True, slots=True)
class Count(Quantity):
    """A number of things."""

    name: ClassVar[str] = "count"


@dataclass(frozen=True, slots=True)
class Coins(Quantity):
    """An amount in units of the base asset."""

    name: ClassVar[str] = "coins"


@dataclass(frozen=True, slots=True)
class Percentile(Quantity):
    """A rank from 0 to 100 within a stated sample."""

    name: ClassVar[str] = "percentile"

    def __post_init__(self) -> None:
        super(Percentile, self).__post_init__()
        if not 0 <= self.value <= 100:
            raise UnitError(f"a percentile lies from 0 to 100, was {self.value}.")


@dataclass(frozen=True, slots=True)
class Probability(Quantity):
    """A probability from 0 to 1 of a stated event."""

    name: ClassVar[str] = "probability"

    def __post_init__(self) -> None:
        super(Probability, self).__post_init__()
        if not 0 <= self.value <= 1:
            raise UnitError(f"a probability lies from 0 to 1, was {self.value}.")

    def percent(self) -> Percent:
        """The same chance in percent."""
        return Percent(self.value * 100)


@dataclass(frozen=True, slots=True)
class Money(Quantity):
    """An amount of money; ``currency`` is an ISO 4217 code in lower case."""

    name: ClassVar[str] = "money"

    currency: str = "usd"

    @property
    def unit(self) -> str:
        return self.currency


def usd(value: Decimal) -> Money:
    """An amount in US dollars (stablecoin-margined amounts count as dollars here)."""
    return Money(value, "usd")


@dataclass(frozen=True, slots=True)
class Price(Quantity):
    """The price of one unit of an asset."""

    name: ClassVar[str] = "price"

    currency: str = "usd"

    def __post_init__(self) -> None:
        super(Price, self).__post_init__()
        if self.value <= 0:
            raise UnitError(f"a price is above zero, was {self.value}.")

    @property
    def unit(self) -> str:
        return f"price_{self.currency}"

    def worth(self, amount: Coins) -> Money:
        """What that many coins cost at this price."""
        return Money(self.value * amount.value, self.currency)


@dataclass(frozen=True, slots=True)
class FundingRate(Quantity):
    """A funding rate as venues give it: a fraction paid once per ``interval`` hours.

    ``FundingRate(Decimal("0.0001"), interval=8)`` is 0.01 % every eight hours. Positive:
    longs pay shorts.
    """

    name: ClassVar[str] = "funding rate"

    interval: int = 0

    def __post_init__(self) -> None:
        super(FundingRate, self).__post_init__()
        if self.interval < 1 or self.interval > 24 or 24 % self.interval:
            raise UnitError(
                f"a settlement interval is a divisor of 24 in hours, was {self.interval}."
            )

    @property
    def unit(self) -> str:
        return f"fraction_per_{self.interval}h"

    def percent(self) -> Percent:
        """Percent per settlement interval."""
        return Percent(self.value * 100)

    def annualised(self) -> AnnualRate:
        """Simple annual rate: rate x settlements a day x 365, no compounding."""
        return AnnualRate(self.value * (24 // self.interval) * 365)

    def per(self, hours: int) -> FundingRate:
        """The same rate for another interval, for comparing symbols (simple scaling)."""
        return FundingRate(self.value * hours / self.interval, hours)


@dataclass(frozen=True, slots=True)
class AnnualRate(Quantity):
    """A fraction per year, simple. Never added to a level such as a basis."""

    name: ClassVar[str] = "fraction_per_year"

    def percent(self) -> Percent:
        """Percent per year."""
        return Percent(self.value * 100)


_PLAIN: dict[str, type[Quantity]] = {
    kind.name: kind
    for kind in (
        Percent, PercentagePoints, BasisPoints, Ratio, Hours, Count, Coins,
        Percentile, Probability, AnnualRate,
    )
}  # fmt: skip


def quantity(value: Decimal, unit: str) -> Quantity:
    """The quantity with this unit label: the inverse of ``Quantity.unit``.

    Raises ``UnitError`` for a label that no quantity has.

    >>> quantity(Decimal("0.836"), "price_usd")
    Price(value=Decimal('0.836'), currency='usd')
    """
    if unit in _PLAIN:
        return _PLAIN[unit](value)
    if match := re.fullmatch(r"fraction_per_(\d+)h", unit):
        return FundingRate(value, int(match[1]))
    if match := re.fullmatch(r"price_([a-z]{3,5})", unit):
        return Price(value, match[1])
    if re.fullmatch(r"[a-z]{3}", unit):
        return Money(value, unit)
    raise UnitError(f"there is no unit {unit!r}.")
