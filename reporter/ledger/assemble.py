"""One fact sheet from everything that was read and measured."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Final

from reporter.ledger.market import market_facts
from reporter.ledger.odds import event_facts
from reporter.ledger.venues import ticker_facts, together_facts
from reporter.model.desk import Desk
from reporter.model.facts import Evidence, Fact, FactKind, FactSheet, Source
from reporter.model.market import Gap, Ticker
from reporter.model.news import Item, Story
from reporter.model.odds import EventOdds
from reporter.model.setup import Setup
from reporter.model.units import Count, Quantity

AS_OF: Final = "edition.desk.as_of"
_DESK: Final = Source(name="Desk", url="")


def assemble(
    *,
    desk: Desk,
    as_of: datetime,
    stories: Sequence[Story],
    reported: Sequence[Fact],
    setups: Sequence[Setup],
    tickers: Sequence[Ticker] = (),
    odds: Sequence[EventOdds] = (),
) -> FactSheet:
    """The sheet of an edition: its own facts, the news, the reported figures, the setups.

    ``tickers`` are bulk readings: other venues' of the same symbols, and the market overview's;
    ``odds`` are the markets of event contracts on a story's event.

    Raises ``UnitError`` for a value that does not fit its unit and ``PermanentError`` for an
    id that stands twice.
    """
    edition = (
        *_desk_facts(desk, as_of),
        *_engine_facts(setups, as_of),
        *_counts(as_of, stories, setups),
    )
    items = {item.id: item for story in stories for item in story.items}
    moment = edition[0]
    return FactSheet(
        (
            *edition,
            *(fact for story in stories for fact in _story_facts(story, as_of)),
            *(fact for item in items.values() for fact in _item_facts(item, as_of)),
            *reported,
            *event_facts(odds),
            *_market_facts(setups, tickers, moment),
        )
    )


def _market_facts(
    setups: Sequence[Setup], tickers: Sequence[Ticker], moment: Fact
) -> Iterator[Fact]:
    """Each symbol's facts venue by venue, its setup's first, and what they give together."""
    by_symbol: dict[str, list[tuple[Fact, ...]]] = {}
    for setup in setups:
        found = by_symbol.setdefault(setup.instrument.symbol, [])
        found.append(market_facts(setup, moment))
    for one in tickers:
        by_symbol.setdefault(one.instrument.symbol, []).append(ticker_facts(one))
    for venues in by_symbol.values():
        for facts in venues:
            yield from facts
        yield from together_facts([{fact.metric: fact for fact in facts} for facts in venues])


def edition_fact(
    metric: str,
    value: Quantity | datetime | str,
    as_of: datetime,
    source: Source = _DESK,
) -> Fact:
    """``edition.<metric>``: what the desk itself states at the edition's time."""
    return Fact(
        id=f"edition.{metric}",
        kind=FactKind.OBSERVED,
        subject="edition",
        metric=metric,
        value=value,
        as_of=as_of,
        source=source,
    )


def _desk_facts(desk: Desk, as_of: datetime) -> Iterator[Fact]:
    yield edition_fact("desk.as_of", as_of, as_of)
    for metric, text in (
        ("desk.brand", desk.brand),
        ("desk.author", desk.author),
        ("desk.role", desk.role),
        ("desk.publisher", desk.publisher or desk.brand),
        ("desk.contact", desk.contact),
        ("desk.conflicts", desk.conflicts),
    ):
        yield edition_fact(metric, text, as_of)
    for notice in desk.notices:
        rule = Source(name=notice.basis[0].name, url=notice.basis[0].url)
        yield edition_fact(f"notice.{notice.id}.title", notice.title, as_of, rule)
        yield edition_fact(f"notice.{notice.id}", notice.text, as_of, rule)


def _engine_facts(setups: Sequence[Setup], as_of: datetime) -> Iterator[Fact]:
    """Whose setups were handed over, where any were: an edition takes them of one engine."""
    engine = next((setup.engine for setup in setups if setup.engine), None)
    if engine is not None:
        source = Source(name=engine.name, url=engine.method_url)
        yield edition_fact("engine.name", engine.name, as_of, source)
        yield edition_fact("engine.version", engine.version, as_of, source)


def _counts(as_of: datetime, stories: Sequence[Story], setups: Sequence[Setup]) -> Iterator[Fact]:
    counted = {
        "market.symbols": len(setups),
        "news.items": len({item.id for story in stories for item in story.items}),
        "news.stories": len(stories),
        "news.outlets": len({outlet for story in stories for outlet in story.outlets}),
    }
    for metric, number in counted.items():
        yield edition_fact(metric, Count(Decimal(number)), as_of)


def gap_facts(gaps: Iterable[Gap], as_of: datetime) -> tuple[Fact, ...]:
    """The names of what is missing, so that a feed or symbol with a digit in it can be named.

    To be added to the sheet (``FactSheet.with_facts``) once all gaps are known.
    """
    subjects = sorted({gap.subject for gap in gaps})
    return tuple(
        edition_fact(f"gap.{number}", subject, as_of) for number, subject in enumerate(subjects, 1)
    )


def _story_facts(story: Story, as_of: datetime) -> Iterator[Fact]:
    values: list[tuple[str, Quantity | datetime]] = [
        ("outlets", Count(Decimal(len(story.outlets)))),
        ("items", Count(Decimal(len(story.items)))),
        ("first_seen", story.first_seen),
        ("last_seen", story.last_seen),
    ]
    if story.earlier is not None and story.earlier.led is not None:
        values.append(("led", story.earlier.led))
    for metric, value in values:
        yield Fact(
            id=f"story.{story.id}.{metric}",
            kind=FactKind.OBSERVED,
            subject=story.id,
            metric=metric,
            value=value,
            as_of=as_of,
            source=Source(name="Desk", url=""),
        )


def _item_facts(item: Item, as_of: datetime) -> Iterator[Fact]:
    source = Source(
        name=item.outlet,
        url=item.link,
        digest=item.source,
        published=item.published,
        whole_day=item.whole_day,
    )
    values: list[tuple[str, datetime | str]] = [("title", item.title), ("outlet", item.outlet)]
    if item.summary:
        values.append(("summary", item.summary))  # so that quotations can be judged
    if item.opening:
        values.append(("text", item.opening))
    if item.published is not None:
        values.append(("published", item.published))
    for metric, value in values:
        yield Fact(
            id=f"item.{item.id}.{metric}",
            kind=FactKind.REPORTED,
            subject=item.outlet,
            metric=metric,
            value=value,
            as_of=item.published or as_of,
            source=replace(source, digest=item.page) if metric == "text" else source,
            evidence=Evidence(sentence=item.title, start=0, end=len(item.title))
            if metric == "title"
            else None,
            whole_day=item.whole_day and metric == "published",
        )
