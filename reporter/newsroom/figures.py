"""The charts of an article: what is drawn, and from which facts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporter import signals
from reporter.ledger import display, fill_text
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactSheet
from reporter.model.setup import Setup
from reporter.model.units import Quantity
from reporter.newsroom.captions import captions, level_ids
from reporter.newsroom.measure import Measured
from reporter.rendering.charts import Chart, ChartView, LevelMark, Tag, price_chart


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The charts of an article: the one at its head, and those beside what its engine shows.

    ``words`` are the draft words of their titles, labels, sources and alternative texts.
    """

    lead: Chart | None
    rest: tuple[Chart, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[Chart, ...]:
        """The charts in reading order."""
        return (*((self.lead,) if self.lead else ()), *self.rest)


def figures(setup: Setup, measured: Measured, sheet: FactSheet) -> Figures:
    """The charts of the featured contract, as far as there is something to draw."""
    lead = _price(setup, measured, sheet)
    return Figures(lead=lead, words=captions(setup, sheet).all if lead else ())


def _price(setup: Setup, measured: Measured, sheet: FactSheet) -> Chart | None:
    """Price with modelled levels; None where there are too few bars to draw."""
    symbol, key = setup.instrument.symbol, setup.instrument.key
    data = next((one for one in measured.data if one.instrument.key == key), None)
    bars = signals.chart_bars(data, setup.as_of) if data else ()
    if data is None or len(bars) < 2:
        return None
    marks = _marks(setup, sheet)
    words = captions(setup, sheet)
    title, source, alt = (fill_text(w, sheet) for w in (words.title, words.source, words.alt))
    coming = sheet.get(f"{key}.{m.FUNDING_NEXT_TIME}")
    invalidation = sheet.get(f"{key}.{m.INVALIDATION}")
    return price_chart(
        ChartView(
            name=f"{symbol.lower()}-price",
            title=title,
            subtitle=words.subtitle,
            source=source,
            alt=alt,
            bars=bars,
            as_of=setup.as_of,
            price=Tag(
                value=_number(sheet, f"{key}.{m.PRICE}"), text=display(sheet[f"{key}.{m.PRICE}"])
            ),
            levels=marks,
            invalidation=Tag(value=_number(sheet, invalidation.id), text=display(invalidation))
            if invalidation
            else None,
            settlements=tuple(t for t, _ in signals.funding_history(data, setup.as_of)),
            next_settlement=_settlement(coming),
        )
    )


def _settlement(coming: Fact | None) -> tuple[datetime, str] | None:
    """When funding settles next; a view that was handed over may end at another time."""
    if coming is None or not isinstance(coming.value, datetime):
        return None
    return coming.value, display(coming, "clock")


def _marks(setup: Setup, sheet: FactSheet) -> tuple[LevelMark, ...]:
    found = level_ids(setup, sheet)
    sizes = {fact_id: _number(sheet, f"{fact_id}.size") for _, fact_id in found}
    marks = (
        LevelMark(
            side=side,
            price=_number(sheet, fact_id),
            weight=sizes[fact_id] / max(sizes.values()),
            text=display(sheet[fact_id]),
            size=display(sheet[f"{fact_id}.size"], "short"),
        )
        for side, fact_id in found
    )
    return tuple(sorted(marks, key=lambda mark: mark.price))


def _number(sheet: FactSheet, fact_id: str) -> float:
    value = sheet[fact_id].value
    assert isinstance(value, Quantity)  # noqa: S101 - prices and sizes are quantities by type
    return float(value.value)
