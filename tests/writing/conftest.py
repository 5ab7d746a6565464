"""A hand-made edition: one story, one featured symbol, two others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cache
from typing import Any

from reporter import ledger, news
from reporter.model import metrics as m
from reporter.model.desk import Desk
from reporter.model.digest import digest
from reporter.model.facts import FactSheet
from reporter.model.market import Gap, Instrument, Nature
from reporter.model.news import DateSource, Entity, EntityKind, Item, Story, Tier
from reporter.model.setup import (
    Bias,
    Confidence,
    Level,
    Measure,
    Regime,
    Setup,
    Side,
    Signal,
    VolatilityClass,
)
from reporter.model.text import (
    Article,
    Block,
    BlockKind,
    Bullet,
    Draft,
    FinishedText,
    Outline,
    Paragraph,
    SectionKind,
    Sentence,
    Stance,
    Table,
)
from reporter.writing import plan, write_offline
from reporter.writing.engine import engine_section
from reporter.writing.implications import implications_section
from reporter.writing.readings import Readings
from reporter.writing.telling import telling
from reporter.writing.voice import Spoken, Voice

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
SETTLED_AT = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
NEXT_AT = datetime(2026, 3, 28, 0, 0, tzinfo=UTC)
DIGEST = digest(b"body")

DESK = Desk(
    name="main",
    brand="Northlight",
    timezone="UTC",
    contact="desk@example.org",
    author="A. Writer",
    conflicts="The author holds no position in the assets named.",
)


def measure(metric: str, value: Any, unit: str = "", **more: Any) -> Measure:
    return Measure(
        **{
            "metric": metric,
            "value": value,
            "unit": unit,
            "as_of": AS_OF,
            "nature": Nature.LIVE,
            "source": DIGEST,
            "endpoint": "https://venue.example/api",
            **more,
        }
    )


def market_measures(rate: str = "-0.00040602", hours: int = 8) -> tuple[Measure, ...]:
    settled: dict[str, Any] = {"as_of": SETTLED_AT, "nature": Nature.SETTLED}
    modelled: dict[str, Any] = {"nature": Nature.MODELLED, "formula": "liquidation map"}
    fraction = f"fraction_per_{hours}h"
    return (
        measure(m.PRICE, Decimal("0.8360"), "price_usd"),
        measure(m.MARK, Decimal("0.83570000"), "price_usd"),
        measure(m.INDEX, Decimal("0.83665300"), "price_usd"),
        measure(m.FUNDING_SETTLED, Decimal(rate), fraction, **settled),
        measure(m.FUNDING_SETTLED_TIME, SETTLED_AT, **settled),
        measure(m.FUNDING_RUNNING, Decimal("-0.00016115"), fraction, nature=Nature.PREDICTED),
        measure(m.FUNDING_NEXT_TIME, NEXT_AT),
        measure(m.FUNDING_INTERVAL, Decimal(hours), "hours"),
        measure(m.FUNDING_PERCENTILE, 2.25, "percentile", formula="mid-rank", **settled),
        measure(m.FUNDING_SAMPLE, Decimal(200), "count"),
        measure(m.FUNDING_MEDIAN, 0.00005, fraction, formula="median", **settled),
        measure(m.OPEN_INTEREST_COINS, Decimal("43100000"), "coins"),
        measure(m.OPEN_INTEREST_BEFORE, Decimal("41750000"), "coins"),
        measure(m.PRICE_DAY_AGO, Decimal("0.8640"), "price_usd"),
        measure(m.TOP_POSITION_RATIO, Decimal("2.19"), "ratio"),
        measure(m.TOP_ACCOUNT_RATIO, Decimal("1.87"), "ratio"),
        measure(m.GLOBAL_ACCOUNT_RATIO, Decimal("2.41"), "ratio"),
        measure(m.TAKER_RATIO, Decimal("0.93"), "ratio"),
        measure(m.VOLATILITY, 82.4, "percent", formula="close to close"),
        measure(m.VOLATILITY_PERCENTILE, 61.2, "percentile", formula="mid-rank"),
        measure(m.LIQUIDATIONS_ABOVE, 9_140_000.0, "usd", **modelled),
        measure(m.LIQUIDATIONS_BELOW, 7_880_000.0, "usd", **modelled),
    )


def signal(metric: str, direction: int, weight: float = 0.5, band: str = "typical") -> Signal:
    return Signal(metric=metric, direction=direction, weight=weight, band=band)


def level(side: Side, price: float, touch: float | None = 0.059) -> Level:
    return Level(side=side, price=price, size=2_000_000.0, hours=24, touch=touch, sample=2160)


def make_setup(symbol: str = "FILUSDT", **changes: Any) -> Setup:
    base = symbol.removesuffix("USDT")
    setup = Setup(
        instrument=Instrument(venue="binance", symbol=symbol, base=base, quote="USDT"),
        as_of=AS_OF,
        bias=Bias.LONG,
        regime=Regime.RANGING,
        volatility=VolatilityClass.MEDIUM,
        confidence=Confidence(
            event="price higher 24 hours later", hours=24, base_rate=0.482, sample=2160
        ),
        supporting=(signal(m.OPEN_INTEREST_CHANGE, 1, 1.0), signal(m.FUNDING_PERCENTILE, 1)),
        opposing=(signal(m.BASIS, -1, 0.25),),
        levels=(
            level(Side.ABOVE, 0.94, 0.021),
            level(Side.ABOVE, 0.92),
            level(Side.BELOW, 0.79, 0.144),
        ),
        invalidation=0.7905,
        valid_until=NEXT_AT,
        measures=market_measures(),
        gaps=(),
    )
    return replace(setup, **changes)


def without(setup: Setup, *metrics: str) -> Setup:
    """The setup without the measures whose name begins so."""
    kept = tuple(one for one in setup.measures if not one.metric.startswith(metrics))
    return replace(setup, measures=kept)


def with_measure(setup: Setup, metric: str, value: Any, unit: str) -> Setup:
    old = setup.measure(metric)
    assert old is not None
    return replace(
        setup,
        measures=tuple(
            replace(one, value=value, unit=unit) if one is old else one for one in setup.measures
        ),
    )


def make_item(number: int, outlet: str, title: str, summary: str, tier: Tier = Tier.MAJOR) -> Item:
    return Item(
        id=f"item-{number}",
        outlet=outlet,
        tier=tier,
        title=title,
        summary=summary,
        url=f"https://news.example/{number}?utm_source=feed",
        link=f"https://news.example/{number}",
        canonical=f"https://news.example/{number}",
        published=AS_OF - timedelta(hours=5 + number),
        date_source=DateSource.PUBLISHED,
        source=DIGEST,
    )


ITEMS = (
    make_item(
        1,
        "Harbour Wire",
        "Kalshi affiliate cleared to intermediate margin trades",
        "A Kalshi affiliate may now act as a futures commission merchant, the regulator's file "
        "shows. Monthly volume on the exchange was $10.4 billion, the company said.",
    ),
    make_item(
        2,
        "Ledger Post",
        "Margin comes to event contracts",
        "Institutions will be able to post margin instead of full collateral on the exchange.",
    ),
)

STORY = Story(
    id="kalshi-margin",
    title=ITEMS[0].title,
    items=ITEMS,
    entities=(Entity(id="kalshi", name="Kalshi", kind=EntityKind.COMPANY),),
    themes=("derivatives", "prediction-markets"),
    outlets=("Harbour Wire", "Ledger Post"),
    first_seen=AS_OF - timedelta(hours=7),
    last_seen=AS_OF - timedelta(hours=6),
    score=3.2,
    reasons=("two outlets",),
)

RELATED = Story(
    id="cboe-contracts",
    title="Cboe plans contracts with partial payouts",
    items=(
        make_item(
            3,
            "Harbour Wire",
            "Cboe plans contracts with partial payouts",
            "Cboe said so in a notice.",
        ),
    ),
    entities=(Entity(id="cboe", name="Cboe", kind=EntityKind.VENUE),),
    themes=("prediction-markets",),
    outlets=("Harbour Wire",),
    first_seen=AS_OF - timedelta(hours=9),
    last_seen=AS_OF - timedelta(hours=9),
    score=1.2,
    reasons=(),
)

OTHERS = (
    make_setup(
        "BTCUSDT",
        bias=Bias.NEUTRAL,
        measures=market_measures("0.0001")[:7],
        levels=(),
        invalidation=None,
    ),
    make_setup(
        "1000PEPEUSDT",
        bias=Bias.SHORT,
        measures=market_measures("0")[:4],
        levels=(),
        invalidation=0.91,
    ),
)

Made = tuple[Outline, FactSheet]


@cache
def edition(
    *setups: Setup,
    stories: tuple[Story, ...] = (STORY, RELATED),
    gaps: tuple[Gap, ...] = (),
    desk: Desk = DESK,
) -> Made:
    """The outline and the sheet of an edition over these setups and stories."""
    measured = setups or (make_setup(), *OTHERS)
    reported = [fact for story in stories for fact in news.story_facts(story)]
    sheet = ledger.assemble(
        desk=desk, as_of=AS_OF, stories=stories, reported=reported, setups=measured
    ).with_facts(ledger.gap_facts(gaps, AS_OF))
    return plan(stories, measured, sheet, gaps, as_of=AS_OF), sheet


@cache
def written(*setups: Setup, desk: Desk = DESK, **more: Any) -> tuple[Draft, Article]:
    """The offline draft of an edition, and the article it fills into."""
    outline, sheet = edition(*setups, desk=desk, **more)
    draft = write_offline(outline, sheet, desk, Voice(outline.slug))
    items = [item for story in (outline.story, *outline.related) for item in story.items]
    return draft, ledger.fill(draft, sheet, items=items)


@cache
def series(*setups: Setup, editions: int = 8) -> tuple[tuple[Draft, Article], ...]:
    """So many editions of one market and one story, each with the wordings before it."""
    outline, sheet = edition(*setups)

    def write(voice: Voice) -> Draft:
        return write_offline(outline, sheet, DESK, voice)

    return _in_turn(write, outline, sheet, editions)


@cache
def market_series(*setups: Setup, editions: int = 8) -> tuple[tuple[Draft, Article], ...]:
    """The same with the engine's sections alone, which takes less time."""
    outline, sheet = edition(*setups)
    readings = Readings(sheet, outline.featured)
    others = tuple(Readings(sheet, setup) for setup in outline.others)
    told = telling(outline, readings, Voice("told"))
    title = Sentence(text="Title", stance=Stance.FRAME)

    def write(voice: Voice) -> Draft:
        sections = (
            engine_section(readings, others, voice),
            implications_section(told, readings, voice),
        )
        return Draft(
            slug="any",
            headline=title,
            dek=title,
            sections=sections,
            writer="offline",
            wordings=voice.spoken,
        )

    return _in_turn(write, outline, sheet, editions)


def _in_turn(
    write: Callable[[Voice], Draft], outline: Outline, sheet: FactSheet, editions: int
) -> tuple[tuple[Draft, Article], ...]:
    items = [item for story in (outline.story, *outline.related) for item in story.items]
    past: list[Spoken] = []
    made = []
    for number in range(editions):
        draft = write(Voice(f"{number}", past))
        past.insert(0, draft.wordings)
        made.append((draft, ledger.fill(draft, sheet, items=items)))
    return tuple(made)


def bullets(article: Article) -> tuple[Bullet, ...]:
    """The bullets of the last section."""
    return next(one.bullets for one in article.sections if one.bullets)


def engine_paragraphs(article: Article) -> tuple[Paragraph, ...]:
    """The paragraphs of the engine section."""
    return next(one.paragraphs for one in article.sections if one.kind is SectionKind.ENGINE)


def sentences(text: Draft | Article) -> Iterator[Sentence]:
    """Every sentence, headline first."""
    yield from (text.headline, text.dek)
    for section in text.sections:
        for paragraph in section.paragraphs:
            yield from paragraph.sentences
        for bullet in section.bullets:
            yield from (bullet.lead, *bullet.sentences)


def prose(text: Draft | Article, kind: SectionKind | None = None) -> str:
    """All sentences, or those of one kind of section, as one text."""
    if kind is None:
        return " ".join(sentence.text for sentence in sentences(text))
    section = next(one for one in text.sections if one.kind is kind)
    lines = [one.text for part in section.paragraphs for one in part.sentences]
    lines += [one.text for part in section.bullets for one in (part.lead, *part.sentences)]
    return " ".join(lines)


def table(article: Article, number: int) -> Table:
    """A table of the engine section."""
    engine = next(one for one in article.sections if one.kind is SectionKind.ENGINE)
    return engine.tables[number]


def finished(article: Article) -> FinishedText:
    """The article as a reader meets it."""
    urls = {line.item: line.url for line in article.sources}

    def blocks() -> Iterator[Block]:
        yield Block(kind=BlockKind.HEADING, text=article.headline.text, place="headline")
        yield Block(kind=BlockKind.PARAGRAPH, text=article.dek.text, place="dek")
        for section in article.sections:
            if section.heading:
                yield Block(kind=BlockKind.HEADING, text=section.heading, place=section.kind)
            for part in section.paragraphs:
                links = tuple(urls[item] for one in part.sentences for item in one.sources)
                text = " ".join(one.text for one in part.sentences)
                yield Block(kind=BlockKind.PARAGRAPH, text=text, place=section.kind, links=links)
            for table in section.tables:
                yield Block(kind=BlockKind.CAPTION, text=table.caption, place="table")
                for row in (table.header, *table.rows):
                    yield Block(kind=BlockKind.ROW, text=" | ".join(row), place="table")
            for bullet in section.bullets:
                text = " ".join(one.text for one in bullet.sentences)
                yield Block(
                    kind=BlockKind.BULLET, text=f"{bullet.lead.text}: {text}", place="bullet"
                )
        for line in article.sources:
            text = f"{line.outlet}: {line.title}, {line.published}"
            yield Block(kind=BlockKind.SOURCE, text=text, place="sources", links=(line.url,))

    return FinishedText(name="article.md", format="markdown", blocks=tuple(blocks()))
