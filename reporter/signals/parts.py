"""What every part of a measurement hands back: measures and gaps, and how they are made.

Details of gaps are printed in articles, where every figure has to be a fact: they hold no
figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from reporter.model import metrics
from reporter.model.digest import Digest
from reporter.model.market import Gap, Nature, Observation
from reporter.model.setup import Measure
from reporter.signals.series import HOUR, Series, SymbolData, milliseconds

MAX_PRICE: Final = 1e12
MIN_PRICE: Final = 1e-12
MAX_AMOUNT: Final = 1e24
MIN_AMOUNT: Final = 1e-12
"""Beyond these bounds a price (USD) or an amount (coins, USD) is damage, not a market."""

_BARS: Final = ("candles", "premium", "taker")
"""Histories stamped with a bar's start: a row is known when its bar has closed."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some measures of a setup, and what is missing beside them."""

    measures: tuple[Measure, ...] = ()
    gaps: tuple[Gap, ...] = ()

    def __add__(self, other: Part) -> Part:
        return Part(self.measures + other.measures, self.gaps + other.gaps)


LABELS: Final[Mapping[str, str]] = {
    "candles": "hourly candles",
    "funding": "settled funding",
    "open_interest": "open interest history",
    "top_position": "top-trader positions",
    "top_account": "top-trader accounts",
    "global_account": "all accounts' positions",
    "taker": "taker flow",
    "premium": "hourly premium",
}
"""Histories as gaps name them."""


def known_at(data: SymbolData, as_of: datetime) -> SymbolData:
    """The same data without the rows that were not known at ``as_of``, in order of time.

    Rows out of order are put in order, of repeated ones the last counts; either is a gap.
    """
    now = milliseconds(as_of)
    history, mended = {}, Part()
    for name, series in data.history.items():
        ordered = series.in_order()
        if ordered is not series:
            detail = "Rows came twice or out of order and were put in order."
            mended += gap(data, LABELS.get(name, name), "repaired", detail)
        limit = now - (series.step or HOUR) if name in _BARS else now
        history[name] = ordered.until(limit)
    return replace(data, history=history, gaps=data.gaps + mended.gaps)


def gap(data: SymbolData, part: str, reason: str, detail: str) -> Part:
    """A part that is nothing but a gap of this symbol."""
    return Part(
        gaps=(Gap(subject=data.instrument.symbol, part=part, reason=reason, detail=detail),)
    )


def exact(value: float) -> Decimal:
    """A venue's number out of a float column, with the venue's digits.

    The shortest text that gives the same float again is what the venue sent (up to 15
    significant digits), so -0.00040602 stays -0.00040602.
    """
    return Decimal(repr(float(value)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Maker:
    """Makes measures of one origin: the moment they stand for, their nature and their source.

    A judgement that rests on several histories has no single source.
    """

    as_of: datetime
    nature: Nature = Nature.LIVE
    source: Digest | None = None
    endpoint: str = ""

    def __call__(
        self, metric: str, value: Decimal | float | datetime | str, unit: str, formula: str = ""
    ) -> Part:
        """A part of one measure. ``formula`` says in words how a computed value was made."""
        made = Measure(
            metric=metric,
            value=value,
            unit=unit,
            as_of=self.as_of,
            nature=self.nature,
            source=self.source,
            endpoint=self.endpoint,
            formula=formula,
        )
        return Part(measures=(made,))


def from_series(series: Series, as_of: datetime, nature: Nature = Nature.LIVE) -> Maker:
    """For measures that rest on one history; its newest body is the source."""
    source = series.sources[-1] if series.sources else None
    return Maker(as_of=as_of, nature=nature, source=source, endpoint=series.endpoint)


_WANTED: Final[Mapping[str, tuple[str, str]]] = {
    metrics.PRICE: ("price", "No last price came in."),
    metrics.MARK: ("mark price", "No mark price came in."),
    metrics.INDEX: ("index price", "No index price came in."),
    metrics.FUNDING_RUNNING: ("funding estimate", "No running funding estimate came in."),
    metrics.OPEN_INTEREST_COINS: ("open interest", "No open interest came in."),
}
_OPTIONAL: Final = (metrics.FUNDING_CAP, metrics.FUNDING_FLOOR)
_POSITIVE: Final[Mapping[str, float]] = {
    metrics.PRICE: MAX_PRICE,
    metrics.MARK: MAX_PRICE,
    metrics.INDEX: MAX_PRICE,
    metrics.OPEN_INTEREST_COINS: MAX_AMOUNT,
}


def reading(data: SymbolData, metric: str) -> float | None:
    """An observation as a float for computing; None where missing or no possible value."""
    found = data.observations.get(metric)
    if found is None or not _possible(found):
        return None
    return float(found.value)


def observed(data: SymbolData) -> Part:
    """The readings off the wire as measures with the venue's own digits; what lacks is a gap."""
    part = Part()
    for metric in (*_WANTED, *_OPTIONAL):
        found = data.observations.get(metric)
        if found is not None and _possible(found):
            part += Part(measures=(_passed(found),))
        elif metric in _WANTED and metric not in data.quarantined:
            name, detail = _WANTED[metric]
            part += gap(
                data,
                name,
                "empty" if found is None else "implausible",
                detail if found is None else f"The {name} that came in is no possible value.",
            )
    return part


def _possible(found: Observation) -> bool:
    if not found.value.is_finite():
        return False
    highest = _POSITIVE.get(found.metric)
    if highest is None:
        return True
    return Decimal(MIN_PRICE) < found.value < Decimal(highest)


def _passed(found: Observation) -> Measure:
    return Measure(
        metric=found.metric,
        value=found.value,
        unit=found.unit,
        as_of=found.as_of,
        nature=found.nature,
        source=found.source,
        endpoint=found.endpoint,
    )
