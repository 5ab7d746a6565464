"""What a numeral of a news text is as a fact: a quantity with its unit, or an instant."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final, NamedTuple

from reporter.model.units import (
    BasisPoints,
    Coins,
    Count,
    FundingRate,
    Hours,
    Money,
    Percent,
    PercentagePoints,
    Percentile,
    Quantity,
    Ratio,
)
from reporter.numerals import Numeral

_HOURS: Final = {
    "seconds": Decimal(1) / 3600,
    "minutes": Decimal(1) / 60,
    "hours": Decimal(1),
    "days": Decimal(24),
    "weeks": Decimal(168),
}
_PLAIN: Final[Mapping[str, tuple[str, Callable[[Decimal], Quantity]]]] = {
    "percent": ("share", Percent),
    "pp": ("points", PercentagePoints),
    "bps": ("rate", BasisPoints),
    "x": ("multiple", Ratio),
    "fraction": ("fraction", Ratio),
    "count": ("count", Count),
    "ordinal": ("ordinal", Count),
    "months": ("months", Count),
    "years": ("years", Count),
    "coins": ("coins", Coins),
}
_CALENDAR: Final = {
    "date": "date",
    "instant": "time",
    "month": "month",
    "quarter": "quarter",
    "half-year": "half",
    "year": "year",
}
_CURRENCY_CODE = 3


class Figure(NamedTuple):
    """``metric`` is the word in the fact's id (``amount``, ``share``, ``date`` …).

    ``whole_day`` tells a day, or the period that it begins, from an instant.
    """

    metric: str
    value: Quantity | datetime
    whole_day: bool = False


def figure(numeral: Numeral, sentence: str, published: datetime) -> Figure | None:
    """The numeral as a fact's value, or None where the text does not say enough.

    That is so for a clock time without a date, for ``millions`` without a number, and for
    units no fact can hold. A date without a year is the one nearest to ``published``; calendar
    periods are their first instant, UTC.
    """
    if numeral.unit in _CALENDAR:
        moment = _moment(numeral, published)
        whole_day = numeral.unit != "instant"
        return Figure(_CALENDAR[numeral.unit], moment, whole_day) if moment else None
    return None if numeral.approx == "many" else _quantity(numeral, sentence)


def _quantity(numeral: Numeral, sentence: str) -> Figure | None:
    unit, value = numeral.unit, numeral.value
    if unit in _HOURS:
        return Figure("duration", Hours(value * _HOURS[unit]))
    if unit == "percentile":
        return Figure("percentile", Percentile(value)) if 0 <= value <= 100 else None
    if unit == "percent" and (interval := _funding_interval(numeral, sentence)):
        return Figure("funding", FundingRate(value / 100, interval))
    if unit in _PLAIN:
        metric, kind = _PLAIN[unit]
        return Figure(metric, kind(value))
    return Figure("amount", Money(value, unit)) if len(unit) == _CURRENCY_CODE else None


def _funding_interval(numeral: Numeral, sentence: str) -> int:
    """Hours per settlement where the sentence speaks of funding and names them, else 0."""
    hours = numeral.per.removesuffix("h")
    if "funding" not in sentence.lower() or not hours.isdecimal():
        return 0
    interval = int(hours)
    return interval if 0 < interval <= 24 and 24 % interval == 0 else 0


def _moment(numeral: Numeral, published: datetime) -> datetime | None:
    if numeral.moment is not None:
        aware = numeral.moment.tzinfo is not None
        return numeral.moment.astimezone(UTC) if aware else None
    month, day = _month(numeral), numeral.day_of_month or 1
    if numeral.unit in {"instant", "time"} or month is None:
        return None
    year = int(numeral.value) if numeral.unit == "year" else numeral.year
    years = (year,) if year else range(published.year - 1, published.year + 2)
    moments = [moment for one in years if (moment := _midnight(one, month, day))]
    return min(moments, key=lambda moment: abs(moment - published), default=None)


def _month(numeral: Numeral) -> int | None:
    """The month a date or period begins with."""
    if numeral.unit == "quarter":
        return int(numeral.value) * 3 - 2
    if numeral.unit == "half-year":
        return int(numeral.value) * 6 - 5
    return 1 if numeral.unit == "year" else numeral.month


def _midnight(year: int, month: int, day: int) -> datetime | None:
    try:
        return datetime(year, month, day, tzinfo=UTC)
    except ValueError:  # 29 February of a year that has none
        return None
