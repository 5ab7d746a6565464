"""The liquidation heatmap."""

from __future__ import annotations

from datetime import timedelta

from reporter import signals
from reporter.model import metrics as m
from reporter.newsroom.captions import Captions
from reporter.newsroom.figures_subject import Drawn, Subject
from reporter.rendering.charts_heat import HeatView, heat_chart

_HOUR = timedelta(hours=1)


def heatmap(subject: Subject) -> Drawn | None:
    """Modelled liquidations by time and price; None where the map is empty or young."""
    heat, data = subject.heat, subject.data
    if heat is None or data is None or len(heat.times) < 2 or not any(map(any, heat.usd)):
        return None
    as_of = subject.setup.as_of
    hours = -((heat.times[0] - as_of) // _HOUR)
    bars = signals.chart_bars(data, as_of, hours)
    words = _words(subject)
    view = HeatView(
        **subject.told("liquidations", words),
        heat=heat,
        closes=tuple((bar.start + _HOUR, bar.close) for bar in bars),
        price=subject.tag(m.PRICE, "full", ""),
    )
    return Drawn(chart=heat_chart(view), words=words.all)


def _words(subject: Subject) -> Captions:
    read, symbol = subject.read, subject.symbol
    sides = [
        (subject.number(m.LIQUIDATIONS_ABOVE), f"{read.ref(m.LIQUIDATIONS_ABOVE, 'short')} above"),
        (subject.number(m.LIQUIDATIONS_BELOW), f"{read.ref(m.LIQUIDATIONS_BELOW, 'short')} below"),
    ]
    first, second = (words for _, words in sorted(sides, key=lambda side: -side[0]))
    title = f"Modelled {symbol} liquidations: {first} the price, {second}"
    return Captions(
        title=title,
        subtitle="Modelled USD by price and time; the line is the price",
        source=f"{subject.source}. Liquidations are modelled, never observed.",
        alt=f"{title}. {symbol} trades at {read.ref(m.PRICE)}.",
        labels=(read.ref(m.PRICE),),
    )
