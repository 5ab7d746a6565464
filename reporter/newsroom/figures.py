"""The charts of an article: what is drawn, and from which facts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise

from reporter import signals
from reporter.ledger import display
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactSheet
from reporter.model.setup import Setup, Side
from reporter.newsroom.captions import captions, level_ids
from reporter.newsroom.figures_map import heatmap
from reporter.newsroom.figures_rows import odds, positioning
from reporter.newsroom.figures_subject import Drawn, Subject
from reporter.newsroom.figures_week import basis, funding, open_interest
from reporter.newsroom.measure import Measured
from reporter.rendering.charts import Bin, Chart, ChartView, LevelMark, price_chart
from reporter.rendering.charts_spark import sparkline
from reporter.rendering.tokens import Palette


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The charts of an article: the one at its head, and those beside what its engine shows.

    ``words`` are the draft words of their titles, labels, sources and alternative texts;
    ``sparks`` show the past week of every contract measured, by its symbol.
    """

    lead: Chart | None
    rest: tuple[Chart, ...] = ()
    words: tuple[str, ...] = ()
    sparks: Mapping[str, Chart] = field(default_factory=dict)

    @property
    def all(self) -> tuple[Chart, ...]:
        """The charts in reading order."""
        return (*((self.lead,) if self.lead else ()), *self.rest)

    @property
    def drawings(self) -> tuple[Chart, ...]:
        """Every drawing of them: that for a phone after the wide one."""
        both = ((chart, chart.narrow) for chart in self.all)
        return tuple(drawing for pair in both for drawing in pair if drawing)


def figures(setup: Setup, measured: Measured, sheet: FactSheet, colours: Palette) -> Figures:
    """The charts of the featured contract; a measure that is missing has none."""
    key = setup.instrument.key
    data = next((one for one in measured.data if one.instrument.key == key), None)
    subject = Subject(setup=setup, data=data, sheet=sheet, palette=colours)
    lead = _price(subject)
    halves = [draw(subject) for draw in (funding, open_interest, positioning, basis)]
    paired = sum(half is not None for half in halves) % 2 == 0
    rest = [drawn for drawn in (*halves, odds(subject, wide=paired), heatmap(subject)) if drawn]
    sparks = _sparks(measured, setup.as_of, colours)
    return Figures(
        lead=lead.chart if lead else None,
        rest=tuple(one.chart for one in rest),
        words=(
            *(word for one in ([lead] if lead else []) + rest for word in one.words),
            *(spark.alt for spark in sparks.values()),
        ),
        sparks=sparks,
    )


def _sparks(measured: Measured, as_of: datetime, colours: Palette) -> dict[str, Chart]:
    """The closes of a week of each contract that has a view."""
    of_views = {setup.instrument.key for setup in measured.setups}
    drawn = {}
    for data in measured.data:
        closes = [bar.close for bar in signals.chart_bars(data, as_of)]
        if data.instrument.key in of_views and len(closes) > 1:
            symbol = data.instrument.symbol
            alt = f"{symbol}, hourly closes of the past week"
            drawn[symbol] = sparkline(closes, f"{symbol.lower()}-week", alt, colours)
    return drawn


def _price(subject: Subject) -> Drawn | None:
    """Price with modelled levels; None where there are too few bars to draw."""
    setup, data = subject.setup, subject.data
    bars = signals.chart_bars(data, setup.as_of) if data else ()
    if data is None or len(bars) < 2:
        return None
    marks = _marks(subject)
    profile = _profile(subject) if marks else ()
    words = captions(
        setup, subject.sheet, {mark.side for mark in marks} | {part.side for part in profile}
    )
    void = subject.read.has(m.INVALIDATION)
    view = ChartView(
        **subject.told("price", words),
        bars=bars,
        as_of=setup.as_of,
        price=subject.tag(m.PRICE, "full", ""),
        levels=marks,
        profile=profile,
        invalidation=subject.tag(m.INVALIDATION, "full", "") if void else None,
        settlements=tuple(t for t, _ in signals.funding_history(data, setup.as_of)),
        next_settlement=_settlement(subject.sheet.get(subject.read.id(m.FUNDING_NEXT_TIME))),
    )
    return Drawn(chart=price_chart(view), words=words.all)


def _settlement(coming: Fact | None) -> tuple[datetime, str] | None:
    """When funding settles next; a view that was handed over may end at another time."""
    if coming is None or not isinstance(coming.value, datetime):
        return None
    return coming.value, display(coming, "clock")


def _marks(subject: Subject) -> tuple[LevelMark, ...]:
    start = len(subject.setup.instrument.key) + 1
    found = [(side, name[start:]) for side, name in level_ids(subject.setup, subject.sheet)]
    sizes = {metric: subject.number(f"{metric}.size") for _, metric in found}
    marks = (
        LevelMark(
            side=side,
            price=subject.number(metric),
            weight=sizes[metric] / max(sizes.values()),
            text=subject.printed(metric),
            size=subject.printed(f"{metric}.size", "short"),
        )
        for side, metric in found
    )
    return tuple(sorted(marks, key=lambda mark: mark.price))


def _profile(subject: Subject) -> tuple[Bin, ...]:
    """The map of now by price, where the engine is ours."""
    heat = subject.heat
    if heat is None or not any(heat.usd[-1]):
        return ()
    price, most = subject.number(m.PRICE), max(heat.usd[-1])
    return tuple(
        Bin(
            side=Side.ABOVE if low + high > 2 * price else Side.BELOW,
            low=low,
            high=high,
            weight=usd / most,
        )
        for (low, high), usd in zip(pairwise(heat.edges), heat.usd[-1], strict=True)
        if usd
    )
