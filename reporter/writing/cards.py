"""The tables of the engine section: the setup card, the levels, the other symbols."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from reporter.model import metrics as m
from reporter.model.text import Table
from reporter.writing.ranks import funding_cell, market_cell, percentile_cell
from reporter.writing.readings import Readings, base_windows

MISSING: Final = "—"
"""Stands in a cell whose reading is a gap; the section on gaps names it."""

_PAST: Final = "odds"
"""The share of past windows that reached a level, in place of calibrated odds."""

_CARD: Final[tuple[tuple[str, tuple[str, ...], str, tuple[tuple[str, str], ...]], ...]] = (
    ("Price", (m.PRICE,), "{}", ((m.PRICE_CHANGE, "{} day on day"),)),
    (
        "Funding, settled",
        (m.FUNDING_SETTLED,),
        "{}",
        ((m.FUNDING_SETTLED_ANNUAL, "{}, simple"), (m.FUNDING_PERCENTILE, "{}")),
    ),
    (
        "Funding, running",
        (m.FUNDING_RUNNING,),
        "{}",
        (
            (m.FUNDING_RUNNING_ANNUAL, "{}"),
            (m.FUNDING_MARKET_PERCENTILE, "{}"),
        ),
    ),
    ("Next settlement", (m.FUNDING_NEXT_TIME,), "{}", ((m.FUNDING_NEXT_IN, "in {}"),)),
    ("Basis", (m.BASIS,), "{}", ((m.INDEX, "index {}"), (m.BASIS_PERCENTILE, "{}"))),
    (
        "Open interest",
        (m.OPEN_INTEREST,),
        "{}",
        (
            (m.OPEN_INTEREST_CHANGE, "{} day on day"),
            (m.OPEN_INTEREST_CHANGE_PERCENTILE, "{}"),
        ),
    ),
    (
        "Open interest over a day's volume",
        (m.OPEN_INTEREST_TURNOVER,),
        "{}",
        ((m.OPEN_INTEREST_TURNOVER_PERCENTILE, "{}"),),
    ),
    (
        "Top traders, longs over shorts",
        (m.TOP_POSITION_RATIO,),
        "{}",
        (
            (m.TOP_POSITION_LONG, "{} long"),
            (m.TOP_POSITION_SHORT, "{} short"),
            (m.TOP_POSITION_PERCENTILE, "{}"),
        ),
    ),
    (
        "Top accounts, longs over shorts",
        (m.TOP_ACCOUNT_RATIO,),
        "{}",
        ((m.TOP_ACCOUNT_LONG, "{} long"), (m.TOP_ACCOUNT_PERCENTILE, "{}")),
    ),
    (
        "All accounts, longs over shorts",
        (m.GLOBAL_ACCOUNT_RATIO,),
        "{}",
        ((m.GLOBAL_ACCOUNT_LONG, "{} long"), (m.GLOBAL_ACCOUNT_PERCENTILE, "{}")),
    ),
    (
        "Takers, bought over sold",
        (m.TAKER_RATIO,),
        "{}",
        (
            (m.TAKER_WINDOW, "over {}"),
            (m.TAKER_PERCENTILE, "{}"),
            (m.TAKER_BUYS_DAY, "{} bought in a day"),
        ),
    ),
    (
        "Realised volatility, annualised",
        (m.VOLATILITY,),
        "{}",
        ((m.VOLATILITY_PERCENTILE, "{}"), (m.VOLATILITY_RANGE, "{} by highs and lows")),
    ),
    (
        "Regime",
        (m.REGIME, m.EFFICIENCY),
        "{}, efficiency {}",
        ((m.ADX, "ADX {}"), (m.VARIANCE_RATIO, "variance ratio {}")),
    ),
    (
        "Expected range a day ahead",
        (m.RANGE_LOW_DAY, m.RANGE_HIGH_DAY),
        "{} to {}",
        ((m.RANGE_COVERAGE, "modelled probability {}"),),
    ),
    (
        "Base rate of a higher price",
        (m.BASE_RATE,),
        "{}",
        ((m.BASE_SAMPLE, "{}"),),
    ),
    ("Invalidation", (m.INVALIDATION,), "{}", ((m.INVALIDATION_DISTANCE, "{} from price"),)),
)
"""Row heading, the readings that it needs, how they stand in their cell, and what they are
compared with (metric and words around it). Short, so that a printed page breaks few of them."""


_CORE: Final = frozenset(
    (m.FUNDING_SETTLED, m.BASIS, m.OPEN_INTEREST, m.VOLATILITY, m.REGIME),
)
"""What a reader looks for: a gap in it is shown, so that the card alone does not hide it."""


def setup_card(readings: Readings) -> Table:
    """Metric, reading and comparison of the featured symbol.

    What is missing has no row, unless it belongs to the core: that is "n/a".
    """
    rows = []
    for heading, needed, words, comparisons in _CARD:
        if not readings.has(*needed):
            rows += [(heading, "n/a", MISSING)] if _CORE.intersection(needed) else []
            continue
        told = words.format(*(readings.ref(metric) for metric in needed))
        compared = [
            around.format(cell)
            for metric, around in comparisons
            if (cell := _compared(readings, metric))
        ]
        rows.append((heading, told, ", ".join(compared) or MISSING))
    return Table(
        caption=f"Setup card for {readings.symbol}",
        header=("Metric", "Reading", "Comparison"),
        rows=tuple(rows),
    )


def _compared(readings: Readings, metric: str) -> str:
    """The cell's text for a comparison; empty where there is none to print."""
    if metric in _CELLS:
        return _CELLS[metric](readings)
    if metric.endswith("percentile"):
        return percentile_cell(readings, metric)
    return readings.ref(metric) if readings.has(metric) else ""


def _takers(readings: Readings) -> str:
    """The ratio's rank, or without one the side that took more."""
    ratio = readings.number(m.TAKER_RATIO)
    if rank := percentile_cell(readings, m.TAKER_PERCENTILE):
        return rank
    if ratio is None or round(ratio, 2) == 1:
        return "in balance"
    return "more bought than sold" if ratio > 1 else "more sold than bought"


def _windows(readings: Readings) -> str:
    return f"{readings.ref(m.BASE_SAMPLE)} past windows of {base_windows(readings)}"


_CELLS: Final[Mapping[str, Callable[[Readings], str]]] = {
    m.FUNDING_PERCENTILE: funding_cell,
    m.FUNDING_MARKET_PERCENTILE: market_cell,
    m.TAKER_PERCENTILE: _takers,
    m.BASE_SAMPLE: _windows,
}
"""Comparisons that more than one fact makes up, or words where there is no fact."""


def levels_table(readings: Readings) -> Table | None:
    """All modelled levels in ascending order, with distance and odds; None without levels.

    The odds are the calibrated ones; where there are none, the share of past windows.
    """
    below = _numbered(readings, m.LEVEL_BELOW)
    above = _numbered(readings, m.LEVEL_ABOVE)
    if not below and not above:
        return None
    rows = [(level, "below") for level in reversed(below)] + [(level, "above") for level in above]
    columns = _odds_columns(readings, (*below, *above))
    return Table(
        caption=f"Modelled liquidation levels of {readings.symbol}, ascending",
        header=("Level", "Side of price", "Distance", *(head for head, _ in columns)),
        rows=tuple(
            (
                readings.ref(level),
                side,
                _cell(readings, f"{level}.distance"),
                *(_odds(readings, level, kind) for _, kind in columns),
            )
            for level, side in rows
        ),
    )


def _odds_columns(readings: Readings, levels: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Heads and kinds of the odds that any of the levels has."""
    columns = (
        ("Odds to settlement", "odds_settlement"),
        (f"Within {readings.ref(m.HORIZON_DAY)}", "odds_24h"),
        (f"Within {readings.ref(m.HORIZON_THREE_DAYS)}", "odds_72h"),
    )
    known = tuple(
        (head, kind)
        for head, kind in columns
        if any(readings.has(f"{level}.{kind}") for level in levels)
    )
    return known or (("Past windows that reached it", _PAST),)


def _odds(readings: Readings, level: str, kind: str) -> str:
    if kind != _PAST or not readings.has(f"{level}.hours"):
        return _cell(readings, f"{level}.{kind}")
    return f"{readings.ref(f'{level}.{kind}')} within {readings.ref(f'{level}.hours')}"


def _numbered(readings: Readings, stem: str) -> list[str]:
    """The levels of one side, nearest first."""
    found: list[str] = []
    while readings.has(f"{stem}.{len(found) + 1}"):
        found.append(f"{stem}.{len(found) + 1}")
    return found


def others_table(featured: Readings, others: tuple[Readings, ...]) -> Table | None:
    """A row for each of the first other symbols, with its venue where not all are of one.

    None without any.
    """
    if not others:
        return None
    shown = others[:_OTHERS]
    venues = {one.setup.instrument.venue for one in (featured, *shown)}
    columns = [column for column in _COLUMNS if column[1] != m.VENUE or len(venues) > 1]
    return Table(
        caption="The other symbols measured" if shown == others else "Other symbols that stand out",
        header=("Symbol", *(heading for heading, _, _ in columns)),
        rows=tuple(
            (one.symbol, *(_cell(one, metric, form) for _, metric, form in columns))
            for one in shown
        ),
    )


_OTHERS: Final = 12
"""So many other symbols have a row, best first: mail programs cut long letters off."""
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
