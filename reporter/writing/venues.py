"""One contract on several venues: whether their funding agrees, and what they hold together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reporter.ledger.venues import ALL
from reporter.model import metrics as m
from reporter.model.facts import FactSheet
from reporter.model.setup import Setup
from reporter.model.text import Sentence, Table
from reporter.model.units import Quantity
from reporter.writing.cards import MISSING
from reporter.writing.readings import Readings, listed, ref
from reporter.writing.speaker import Speaker

Lines = tuple[Sentence | None, ...]

_VENUES: Final = (
    ("Venue", m.VENUE, ""),
    ("Price", m.PRICE, ""),
    ("Funding, running", m.FUNDING_RUNNING, ""),
    ("Annual rate", m.FUNDING_RUNNING_ANNUAL, "short"),
    ("Basis", m.BASIS, ""),
    ("Open interest", m.OPEN_INTEREST, "short"),
)

_OVERVIEW: Final = (
    ("Symbol", m.SYMBOL, ""),
    ("Price", m.PRICE, ""),
    ("Price change", m.PRICE_CHANGE, ""),
    ("Funding, running", m.FUNDING_RUNNING, ""),
    ("Funding, annual", m.FUNDING_RUNNING_ANNUAL, "short"),
    ("Funding spread", m.FUNDING_SPREAD, ""),
)
"""The columns of both tables: heading, metric and form."""


@dataclass(frozen=True, slots=True)
class Place:
    """The contract's readings on one venue."""

    sheet: FactSheet
    key: str

    def has(self, metric: str) -> bool:
        return f"{self.key}.{metric}" in self.sheet

    def ref(self, metric: str, form: str = "") -> str:
        return ref(f"{self.key}.{metric}", form)

    def row(self, columns: Sequence[tuple[str, str, str]]) -> tuple[str, ...]:
        """The cells of a table's row; those across all venues are looked up under ``all``."""
        symbol = self.key.partition(".")[2]
        cells = []
        for _, metric, form in columns:
            place = Place(self.sheet, f"{ALL}.{symbol}") if metric == m.FUNDING_SPREAD else self
            cells.append(place.ref(metric, form) if place.has(metric) else MISSING)
        return tuple(cells)

    def number(self, metric: str) -> float:
        fact = self.sheet[f"{self.key}.{metric}"]
        return float(fact.value.value) if isinstance(fact.value, Quantity) else 0.0


def places(sheet: FactSheet, setup: Setup) -> tuple[Place, ...]:
    """The contract on its own venue, then on the others; alone where no other is read."""
    symbol, own = setup.instrument.symbol, setup.instrument.key
    keys = [one.id.removesuffix(f".{m.VENUE}") for one in sheet if one.metric == m.VENUE]
    beside = [key for key in keys if key.endswith(f".{symbol.lower()}") and key != own]
    return tuple(Place(sheet, key) for key in (own, *beside))


def venue_lines(speaker: Speaker) -> Lines:
    """Whether running funding agrees across venues, and their open interest together."""
    return (_rates(speaker), _interest(speaker))


def _rates(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    known = [
        one
        for one in places(readings.sheet, readings.setup)
        if one.has(m.FUNDING_RUNNING_8H) and one.has(m.VENUE)
    ]
    if len(known) < 2:
        return None
    venues = listed([one.ref(m.VENUE) for one in known])
    known.sort(key=lambda one: (one.number(m.FUNDING_RUNNING_8H), one.key))
    low, high = known[0], known[-1]
    ends = low.number(m.FUNDING_RUNNING_8H), high.number(m.FUNDING_RUNNING_8H)
    if 0.0 in ends:
        return None
    return speaker.measured(
        f"venues.rates_{'opposed' if ends[0] < 0 < ends[1] else 'alike'}",
        venues=venues,
        low=low.ref(m.FUNDING_RUNNING_8H),
        high=high.ref(m.FUNDING_RUNNING_8H),
        low_venue=low.ref(m.VENUE),
        high_venue=high.ref(m.VENUE),
    )


def _interest(speaker: Speaker) -> Sentence | None:
    readings = speaker.readings
    total = readings.sheet.get(
        f"{ALL}.{readings.setup.instrument.symbol.lower()}.{m.OPEN_INTEREST}"
    )
    if total is None or not readings.has(m.OPEN_INTEREST):
        return None
    summed = [
        one
        for one in places(readings.sheet, readings.setup)
        if f"{one.key}.{m.OPEN_INTEREST}" in total.inputs
    ]
    return speaker.measured(
        "venues.interest_together",
        venues=listed([one.ref(m.VENUE) for one in summed]),
        total=ref(total.id),
        here=readings.ref(m.OPEN_INTEREST),
        venue=readings.ref(m.VENUE),
    )


def venues_table(readings: Readings) -> Table | None:
    """One row for each venue; None where there is one venue only."""
    rows = places(readings.sheet, readings.setup)
    if len(rows) < 2:
        return None
    return Table(
        caption=f"{readings.symbol} across venues",
        header=tuple(heading for heading, _, _ in _VENUES),
        rows=tuple(one.row(_VENUES) for one in rows),
    )


def overview_table(readings: Readings, keys: Sequence[str]) -> Table | None:
    """The majors and the extremes of the market; None where no bulk readings came in."""
    if not keys:
        return None
    return Table(
        caption=f"Majors, and the extremes of funding and price, on {readings.ref(m.VENUE)}",
        header=tuple(heading for heading, _, _ in _OVERVIEW),
        rows=tuple(Place(readings.sheet, key).row(_OVERVIEW) for key in keys),
    )
