"""The words around an article's text: its chart's captions and labels, its byline, as drafts."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.facts import FactSheet
from reporter.model.setup import Setup, Side
from reporter.model.units import Price
from reporter.writing.levels import nearest
from reporter.writing.readings import AS_OF, Readings, listed, ref


@dataclass(frozen=True, slots=True, kw_only=True)
class Captions:
    """Draft words with fact references; ``labels`` are those drawn within the chart.

    ``legend`` are those of them that say what the levels' marks mean, in their order.
    """

    title: str
    subtitle: str
    source: str
    alt: str
    labels: tuple[str, ...]
    legend: tuple[str, ...] = ()

    @property
    def all(self) -> tuple[str, ...]:
        """All of them, in reading order."""
        row = (" | ".join(self.legend),) if len(self.legend) > 1 else ()
        return (self.title, self.alt, self.subtitle, self.source, *self.labels, *row)


def level_ids(setup: Setup, sheet: FactSheet) -> tuple[tuple[Side, str], ...]:
    """The side and the fact's id of every level that the sheet has, in ascending order."""
    found = [
        (price.value.value, side, fact_id)
        for side in Side
        for number in range(1, len(setup.levels) + 1)
        if (price := sheet.get(fact_id := f"{setup.instrument.key}.level.{side.value}.{number}"))
        and isinstance(price.value, Price)
    ]
    return tuple((side, fact_id) for _, side, fact_id in sorted(found))


def captions(setup: Setup, sheet: FactSheet, drawn: Collection[Side]) -> Captions:
    """The words of the price chart; ``drawn`` are the sides that it shows liquidations on."""
    read, symbol, levels = Readings(sheet, setup), setup.instrument.symbol, level_ids(setup, sheet)
    price, venue = read.ref(m.PRICE), setup.instrument.venue.capitalize()
    sides = ", ".join(f"{ref(fact_id)} {side.value}" for side, fact_id in levels)
    told = f", with modelled liquidation levels at {sides}" if levels else ""
    return Captions(
        title=f"{symbol} at {price}{_finding(read)}",
        subtitle="Hourly closes and ranges of the past week, in USDT",
        source=f"{venue}, as of {ref(AS_OF)}{'. Levels are modelled.' if levels or drawn else ''}",
        alt=f"{symbol} trades at {price} as of {ref(AS_OF)}{told}.",
        labels=(*_labels(read, levels), *_legend(drawn)),
        legend=_legend(drawn),
    )


def _finding(read: Readings) -> str:
    """How far the modelled levels are; without levels, how the price has moved."""
    found = [
        f"{read.ref(f'{level}.distance', 'size')} {side.value}"
        for side in (Side.BELOW, Side.ABOVE)
        if read.has(level := nearest(side.value), f"{level}.distance")
    ]
    if found:
        return f": nearest modelled level{'s' if len(found) > 1 else ''} {listed(found)}"
    moved = {1: "up", -1: "down"}.get(read.sign(m.PRICE_CHANGE))
    return f", {moved} {read.ref(m.PRICE_CHANGE, 'size')} in a day" if moved else ""


def _labels(read: Readings, levels: tuple[tuple[Side, str], ...]) -> Iterator[str]:
    yield f"{read.ref(m.PRICE)} last"
    for _, fact_id in levels:
        yield f"{ref(fact_id)} {ref(f'{fact_id}.size', 'short')}"
    if read.has(m.INVALIDATION):
        yield f"{read.ref(m.INVALIDATION)} void"
    if read.has(m.FUNDING_NEXT_TIME):
        yield f"Next funding {read.ref(m.FUNDING_NEXT_TIME, 'clock')}"


def _legend(drawn: Collection[Side]) -> tuple[str, ...]:
    liquidated = {Side.ABOVE: "short", Side.BELOW: "long"}
    return tuple(
        f"Modelled {word} liquidations" for side, word in liquidated.items() if side in drawn
    )


def validity_words(setup: Setup, sheet: FactSheet) -> str:
    """How long the view holds, for the head of the page."""
    return f"View valid until {Readings(sheet, setup).ref(m.VALID_UNTIL)}."


def mastheads(desk: Desk, subject: str) -> tuple[str, ...]:
    """The byline and the other lines, front matter included, that say when prices were read."""
    return (
        f"{desk.author}, {desk.brand}. Prices as of {ref(AS_OF)}.",
        f"Edition of {ref(AS_OF)}",
        f"{desk.brand}, edition of {ref(AS_OF)}",
        f"{desk.brand} | As of {ref(AS_OF)}",
        f"date: {ref(AS_OF)}",
        f"author: {desk.author}",
        f'tags: ["{subject}"]',
    )
