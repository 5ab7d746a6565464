"""Facts by the unit in which a text may print them, sorted for look-up."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from reporter.checking.gates import is_market
from reporter.checking.kept import Kept
from reporter.model.facts import Fact, FactKind
from reporter.model.units import (
    AnnualRate,
    BasisPoints,
    Coins,
    Count,
    FundingRate,
    Hours,
    Money,
    Percent,
    PercentagePoints,
    Percentile,
    Price,
    Probability,
    Quantity,
    Ratio,
)
from reporter.numerals import Numeral, read

HOURS_OF: Final[Mapping[str, Decimal]] = {
    "seconds": Decimal(1) / 3600,
    "minutes": Decimal(1) / 60,
    "hours": Decimal(1),
    "days": Decimal(24),
    "weeks": Decimal(168),
}
CALENDAR: Final = frozenset({"date", "time", "instant", "month", "quarter", "half-year", "year"})
_WINDOW: Final = re.compile(r"_(\d+)h\b")


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as it may be printed in one unit. ``per`` is the interval of a rate."""

    value: Decimal
    fact: Fact
    per: str = ""


class FactIndex:
    """Look-up of facts by printed unit and size, of instants, and of lengths of windows."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        families: dict[str, list[Entry]] = {}
        self._moments: dict[datetime, list[Fact]] = {}
        self._at = Kept[tuple[Fact, ...]]()
        book = tuple(facts)
        self._windows = frozenset(_windows(book))
        self.titles = {
            fact.id.rpartition(".")[0]: fact.value
            for fact in book
            if fact.metric == "title" and isinstance(fact.value, str)
        }
        for fact in book:
            for unit, entry in _printed(fact):
                families.setdefault(unit, []).append(entry)
            for moment in _moments(fact):
                self._moments.setdefault(moment.astimezone(UTC), []).append(fact)
        self._families = {
            unit: sorted(entries, key=lambda entry: abs(entry.value))
            for unit, entries in families.items()
        }
        self._sizes = {
            unit: [abs(entry.value) for entry in entries]
            for unit, entries in self._families.items()
        }

    def matching(self, numeral: Numeral, factor: Decimal = Decimal(1)) -> tuple[Entry, ...]:
        """Facts whose size rounds to the numeral's, whatever their sign.

        ``factor`` asks for facts that many times the printed size, to name a slip.
        """
        unit, value, step = _normal(numeral)
        size, half = abs(value * factor), abs(step * factor) / 2
        sizes = self._sizes.get(unit, [])
        first, last = bisect_left(sizes, size - half), bisect_right(sizes, size + half)
        return tuple(self._families[unit][first:last]) if sizes else ()

    def family(self, numeral: Numeral) -> tuple[Entry, ...]:
        """All facts that could be printed in the numeral's unit."""
        return tuple(self._families.get(_normal(numeral)[0], ()))

    def others(self, numeral: Numeral) -> tuple[Entry, ...]:
        """Facts of other units with exactly the printed size: a swapped unit."""
        unit, value, step = _normal(numeral)
        half = step / 2
        return tuple(
            entry
            for name in sorted(self._sizes)
            if name != unit
            for entry in self._families[name][
                bisect_left(self._sizes[name], abs(value) - half) : bisect_right(
                    self._sizes[name], abs(value) + half
                )
            ]
        )

    def at(self, numeral: Numeral) -> tuple[Fact, ...]:
        """Facts that happened at, or hold as of, the printed date or time."""
        clock = numeral.clock and (numeral.clock.hour, numeral.clock.minute)
        day = (numeral.year, numeral.month, numeral.day_of_month)
        return self._at.of(
            (numeral.unit, numeral.value, *day, clock), lambda: tuple(self._happened(numeral))
        )

    def _happened(self, numeral: Numeral) -> Iterator[Fact]:
        for moment, facts in self._moments.items():
            if _same_moment(numeral, moment):
                yield from (fact for fact in facts if not (numeral.clock and fact.whole_day))

    def is_window(self, numeral: Numeral) -> bool:
        """Whether a length of time is that of a metric's own window (``24 h``)."""
        factor = HOURS_OF.get(numeral.unit)
        return factor is not None and numeral.value * factor in self._windows


def _normal(numeral: Numeral) -> tuple[str, Decimal, Decimal]:
    """Unit, value and step, lengths of time in hours."""
    factor = HOURS_OF.get(numeral.unit)
    if factor is None:
        return numeral.unit, numeral.value, numeral.step
    # A third of a minute keeps 28 digits only: allow for it.
    step = numeral.step * factor + Decimal("1e-12")
    return "hours", numeral.value * factor, step


def _printed(fact: Fact) -> Iterator[tuple[str, Entry]]:
    quantity = fact.value
    if not isinstance(quantity, Quantity):
        return
    value = quantity.value
    if isinstance(quantity, Percent | PercentagePoints | BasisPoints):
        yield quantity.name, Entry(value, fact, _told_interval(fact))
    elif isinstance(quantity, FundingRate):
        yield "percent", Entry(value * 100, fact, f"{quantity.interval}h")
        yield "bps", Entry(value * 10_000, fact, f"{quantity.interval}h")
    elif isinstance(quantity, AnnualRate):
        yield "percent", Entry(value * 100, fact, "year")
    elif isinstance(quantity, Money | Price):
        yield quantity.currency, Entry(value, fact)
    else:
        for unit, factor in _PLAIN.get(type(quantity), ()):
            yield unit, Entry(value * factor, fact)


_PLAIN: Final[Mapping[type[Quantity], tuple[tuple[str, int], ...]]] = {
    Probability: (("percent", 100), ("fraction", 1)),
    Ratio: (("count", 1), ("x", 1), ("fraction", 1)),
    Hours: (("hours", 1),),
    Count: (("count", 1), ("ordinal", 1), ("months", 1), ("years", 1)),
    Coins: (("coins", 1),),
    Percentile: (("percentile", 1), ("ordinal", 1)),
}


def _told_interval(fact: Fact) -> str:
    """The interval that a reported rate names in its own sentence."""
    if fact.evidence is None:
        return ""
    figures = read(fact.evidence.sentence)
    return next((n.per for n in figures if n.start == fact.evidence.start), "")


def _moments(fact: Fact) -> Iterator[datetime]:
    if isinstance(fact.value, datetime):
        yield fact.value
    elif is_market(fact):
        yield fact.as_of


def _windows(facts: Iterable[Fact]) -> Iterator[Decimal]:
    """Hours in metrics' names: ``price.change_24h`` licenses "over 24 hours"."""
    for metric in {fact.metric for fact in facts if is_market(fact)}:
        for hours in _WINDOW.findall(metric):
            yield Decimal(hours)


def _same_moment(numeral: Numeral, moment: datetime) -> bool:
    """Whether every part of the time that the numeral prints is that of this moment (UTC)."""
    if numeral.unit == "quarter":
        return numeral.value == (moment.month + 2) // 3 and numeral.year in (None, moment.year)
    if numeral.unit == "half-year":
        return numeral.value == (moment.month + 5) // 6 and numeral.year in (None, moment.year)
    if numeral.unit == "year":
        return numeral.value == moment.year
    clock = numeral.clock
    return (
        numeral.year in (None, moment.year)
        and numeral.month in (None, moment.month)
        and numeral.day_of_month in (None, moment.day)
        and (clock is None or (clock.hour, clock.minute) == (moment.hour, moment.minute))
    )


def is_reported(fact: Fact) -> bool:
    """Whether a publisher vouches for the fact."""
    return fact.kind is FactKind.REPORTED
