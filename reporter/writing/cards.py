"""The tables of the engine section: the setup card, the levels, the other symbols."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.text import Table
from reporter.writing.ranks import funding_cell, percentile
from reporter.writing.readings import Readings

MISSING: Final = "—"
"""Stands in a cell whose reading is a gap; the section on gaps names it."""

_CARD: Final[tuple[tuple[str, tuple[str, str], tuple[tuple[str, str], ...]], ...]] = (
    ("Price", (m.PRICE, ""), ((m.PRICE_CHANGE, "{} day on day"),)),
    (
        "Funding, settled",
        (m.FUNDING_SETTLED, ""),
        ((m.FUNDING_SETTLED_ANNUAL, "{}, simple"), (m.FUNDING_PERCENTILE, "{}")),
    ),
    ("Funding, running", (m.FUNDING_RUNNING, ""), ((m.FUNDING_RUNNING_ANNUAL, "{}, simple"),)),
    ("Basis", (m.BASIS, ""), ((m.INDEX, "index {}"),)),
    ("Open interest", (m.OPEN_INTEREST, ""), ((m.OPEN_INTEREST_CHANGE, "{} day on day"),)),
    (
        "Top traders, longs over shorts",
        (m.TOP_POSITION_RATIO, ""),
        ((m.TOP_POSITION_LONG, "{} long"), (m.TOP_POSITION_SHORT, "{} short")),
    ),
    (
        "All accounts, longs over shorts",
        (m.GLOBAL_ACCOUNT_RATIO, ""),
        ((m.TOP_ACCOUNT_RATIO, "{} among top traders' accounts"),),
    ),
    ("Takers, bought over sold", (m.TAKER_RATIO, ""), ()),
    (
        "Realised volatility, annualised",
        (m.VOLATILITY, ""),
        ((m.VOLATILITY_PERCENTILE, "{}"),),
    ),
    (
        "Base rate of a higher price",
        (m.BASE_RATE, ""),
        ((m.BASE_SAMPLE, "{} past windows"), (m.HORIZON, "{} ahead")),
    ),
    ("Invalidation", (m.INVALIDATION, ""), ((m.INVALIDATION_DISTANCE, "{} from price"),)),
    ("Next settlement", (m.FUNDING_NEXT_TIME, ""), ((m.FUNDING_NEXT_IN, "in {}"),)),
)
"""Row heading, the reading, and what it is compared with (metric and words around it)."""


def setup_card(readings: Readings) -> Table:
    """Metric, reading and comparison of the featured symbol; a gap has no row."""
    rows = []
    for heading, (metric, form), comparisons in _CARD:
        if not readings.has(metric):
            continue
        compared = [
            words.format(cell)
            for other, words in comparisons
            if (cell := _compared(readings, other))
        ]
        rows.append((heading, readings.ref(metric, form), ", ".join(compared) or MISSING))
    return Table(
        caption=f"Setup card for {readings.symbol}",
        header=("Metric", "Reading", "Comparison"),
        rows=tuple(rows),
    )


def _compared(readings: Readings, metric: str) -> str:
    """The cell's text for a comparison; empty where there is none to print."""
    if metric == m.FUNDING_PERCENTILE:
        return funding_cell(readings)
    if metric == m.VOLATILITY_PERCENTILE:
        return percentile(readings, metric)
    return readings.ref(metric) if readings.has(metric) else ""


def levels_table(readings: Readings) -> Table | None:
    """All modelled levels in ascending order, with distance and odds; None without levels."""
    below = _numbered(readings, m.LEVEL_BELOW)
    above = _numbered(readings, m.LEVEL_ABOVE)
    if not below and not above:
        return None
    rows = [(level, "below") for level in reversed(below)] + [(level, "above") for level in above]
    return Table(
        caption=f"Modelled liquidation levels of {readings.symbol}, ascending",
        header=("Level", "Side of price", "Distance", "Past windows that reached it"),
        rows=tuple(
            (
                readings.ref(level),
                side,
                _cell(readings, f"{level}.distance"),
                _reached(readings, level),
            )
            for level, side in rows
        ),
    )


def _numbered(readings: Readings, stem: str) -> list[str]:
    """The levels of one side, nearest first."""
    found: list[str] = []
    while readings.has(f"{stem}.{len(found) + 1}"):
        found.append(f"{stem}.{len(found) + 1}")
    return found


def _reached(readings: Readings, level: str) -> str:
    if not readings.has(f"{level}.odds", f"{level}.hours"):
        return MISSING
    return f"{readings.ref(f'{level}.odds')} within {readings.ref(f'{level}.hours')}"


def others_table(featured: Readings, others: tuple[Readings, ...]) -> Table | None:
    """One row for every other symbol, with its venue where not all are of one; None without any."""
    if not others:
        return None
    venues = {one.setup.instrument.venue for one in (featured, *others)}
    columns = [column for column in _COLUMNS if column[1] != m.VENUE or len(venues) > 1]
    return Table(
        caption="The other symbols measured",
        header=("Symbol", *(heading for heading, _, _ in columns)),
        rows=tuple(
            (one.symbol, *(_cell(one, metric, form) for _, metric, form in columns))
            for one in others
        ),
    )


_COLUMNS: Final = (
    ("Venue", m.VENUE, ""),
    ("Price", m.PRICE, ""),
    ("Funding, settled", m.FUNDING_SETTLED, ""),
    ("Annual rate", m.FUNDING_SETTLED_ANNUAL, "short"),
    ("Basis", m.BASIS, ""),
    ("Open interest, change", m.OPEN_INTEREST_CHANGE, ""),
    ("View", m.BIAS, ""),
)
"""The columns of the other symbols: heading, metric and form."""


def _cell(readings: Readings, metric: str, form: str = "") -> str:
    return readings.ref(metric, form) if readings.has(metric) else MISSING
