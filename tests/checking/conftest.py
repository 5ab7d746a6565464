"""A small fact sheet of our own: two contracts, one story, and texts about them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from reporter.model.facts import Evidence, Fact, FactKind, FactSheet, Source
from reporter.model.formulas import Formula
from reporter.model.market import Nature
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.units import quantity

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
SETTLED = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
NEXT = datetime(2026, 3, 28, 0, 0, tzinfo=UTC)
PUBLISHED = datetime(2026, 3, 27, 14, 5, tzinfo=UTC)

BINANCE = Source(name="Binance", url="https://fapi.example.org/fapi/v1/premiumIndex")
WIRE = Source(name="Example Wire", url="https://wire.example.org/kalshi", published=PUBLISHED)

TITLE = "Kalshi cleared to offer margin after 24 months of talks"
SENTENCES = {
    "volume": "Weekly volume at Kalshi has passed $3 billion, the exchange told clients on Friday.",
    "month": "Its monthly volume reached $10.4 billion, up 12% from February.",
    "round": "Kalshi raised $1.2 billion at a valuation of $22 billion.",
    "rule": "Margin requirements fell by 25% for members of the Polymarket pool in a pilot.",
    "filed": "The filing reached the National Futures Association on 24 March 2026.",
}


def fact(fact_id: str, value: str | datetime, unit: str = "", **changes: object) -> Fact:
    """A market fact from its id, ``binance.filusdt.basis``; text and instants have no unit."""
    venue, symbol, metric = fact_id.split(".", 2)
    made = Fact(
        id=fact_id,
        kind=FactKind.OBSERVED,
        subject=symbol.upper() if venue != "edition" else "edition",
        metric=metric if venue != "edition" else f"{symbol}.{metric}",
        value=quantity(Decimal(value), unit) if unit and isinstance(value, str) else value,
        as_of=AS_OF,
        source=BINANCE,
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests choose any field


def derived(fact_id: str, value: str, unit: str, formula: str, *inputs: str) -> Fact:
    return fact(fact_id, value, unit, kind=FactKind.DERIVED, formula=formula, inputs=tuple(inputs))


def reported(
    fact_id: str, value: str | datetime, unit: str, sentence: str, figure: str, subject: str
) -> Fact:
    start = sentence.index(figure)
    return Fact(
        id=fact_id,
        kind=FactKind.REPORTED,
        subject=subject,
        metric=fact_id.split(".", 2)[2],
        value=quantity(Decimal(value), unit) if isinstance(value, str) else value,
        as_of=PUBLISHED,
        source=WIRE,
        evidence=Evidence(sentence=sentence, start=start, end=start + len(figure)),
    )


def fil(metric: str, value: str | datetime, unit: str = "", **changes: object) -> Fact:
    return fact(f"binance.filusdt.{metric}", value, unit, **changes)


def fil_derived(metric: str, value: str, unit: str, formula: str, *inputs: str) -> Fact:
    """Its inputs are metrics of the same contract, or whole ids of the edition."""
    own = (one if one.startswith("edition.") else f"binance.filusdt.{one}" for one in inputs)
    return derived(f"binance.filusdt.{metric}", value, unit, formula, *own)


def filusdt() -> list[Fact]:
    return [*prices(), *funding(), *holdings(), *levels(), *view()]


def prices() -> list[Fact]:
    return [
        fil("symbol", "FILUSDT"),
        fil("price", "0.836", "price_usd", nature=Nature.LIVE),
        fil("mark", "0.8354", "price_usd", nature=Nature.LIVE),
        fil("index", "0.83635", "price_usd", nature=Nature.LIVE),
        fil_derived("basis", "-11.359", "bps", Formula.BASIS_BPS, "mark", "index"),
    ]


def funding() -> list[Fact]:
    per, settled = "fraction_per_8h", {"nature": Nature.SETTLED, "as_of": SETTLED}
    annual, until = Formula.ANNUAL_SIMPLE, Formula.HOURS_UNTIL
    next_time = ("funding.next_time", "edition.desk.as_of")
    return [
        fil("funding.settled", "-0.00040602", per, **settled),
        fil("funding.settled_time", SETTLED, as_of=SETTLED),
        fil_derived(
            "funding.settled_annual", "-0.4445919", "fraction_per_year", annual, "funding.settled"
        ),
        fil("funding.running", "-0.00021", per, nature=Nature.PREDICTED),
        fil("funding.next_time", NEXT),
        fil_derived("funding.next_in", "2.65", "hours", until, *next_time),
        fil("funding.interval", "8", "hours"),
        fil("funding.cap", "0.02", per),
        fil("funding.floor", "-0.02", per),
        fil("funding.percentile", "2.5", "percentile"),
        fil("funding.sample", "540", "count"),
        fil("funding.low", "-0.00120615", per),
        fil("funding.high", "0.0001", per),
    ]


def holdings() -> list[Fact]:
    """Open interest, whose side the top traders are on, and how the price moved."""
    ratio = "positioning.top_position"
    coins = "open_interest.coins"
    return [
        fil(coins, "43140000", "coins"),
        fil_derived("open_interest", "36039156", "usd", Formula.WORTH, coins, "mark"),
        fil("open_interest.change_24h", "3.24", "percent"),
        fil("price.change_24h", "-2.13", "percent"),
        fil(ratio, "2.19", "ratio"),
        fil_derived(f"{ratio}_long", "68.652", "percent", Formula.SHARE_FROM_RATIO, ratio),
        fil_derived(
            f"{ratio}_short", "31.348", "percent", Formula.REST_OF_HUNDRED, f"{ratio}_long"
        ),
        fil("volatility.realised_24h", "71.4", "percent"),
        fil("volatility.percentile", "55", "percentile"),
        fil("volatility.class", "medium"),
    ]


def levels() -> list[Fact]:
    return [
        fil("liquidations.above", "12600000", "usd"),
        fil("liquidations.below", "9100000", "usd"),
        *level("above.1", "0.92", "10.0478"),
        fil("level.above.1.size", "4800000", "usd"),
        fil("level.above.1.odds", "0.059", "probability"),
        *level("above.2", "0.94", "12.44"),
        *level("below.1", "0.79", "-5.5024"),
    ]


def level(place: str, price: str, distance: str) -> list[Fact]:
    own, formula = f"level.{place}", Formula.DISTANCE_PERCENT
    return [
        fil(own, price, "price_usd"),
        fil_derived(f"{own}.distance", distance, "percent", formula, own, "price"),
    ]


def view() -> list[Fact]:
    return [
        fil("bias", "lean long"),
        fil("invalidation", "0.803", "price_usd"),
        fil("confidence.base_rate", "0.487", "probability"),
        fil("confidence.horizon", "24", "hours"),
        fil("valid_until", NEXT),
    ]


def btcusdt() -> list[Fact]:
    key = "binance.btcusdt"
    return [
        fact(f"{key}.price", "65231.50", "price_usd", nature=Nature.LIVE),
        fact(
            f"{key}.funding.settled",
            "0.0001",
            "fraction_per_8h",
            nature=Nature.SETTLED,
            as_of=SETTLED,
        ),
        fact(f"{key}.open_interest", "5120000000", "usd"),
        fact(f"{key}.price.change_24h", "1.87", "percent"),
    ]


def story() -> list[Fact]:
    item = [
        Fact(
            id=f"item.wire-1.{metric}",
            kind=FactKind.REPORTED,
            subject=WIRE.name,
            metric=metric,
            value=value,
            as_of=PUBLISHED,
            source=WIRE,
        )
        for metric, value in (
            ("title", TITLE),
            ("outlet", WIRE.name),
            ("published", PUBLISHED),
        )
    ]
    stem = "kalshi-margin.kalshi"
    nfa = "National Futures Association"
    return [
        *item,
        reported(
            f"{stem}.amount", "3000000000", "usd", SENTENCES["volume"], "$3 billion", "Kalshi"
        ),
        reported(
            f"{stem}.amount.2", "10400000000", "usd", SENTENCES["month"], "$10.4 billion", "Kalshi"
        ),
        reported(f"{stem}.change", "12", "percent", SENTENCES["month"], "12%", "Kalshi"),
        reported(
            f"{stem}.amount.3", "1200000000", "usd", SENTENCES["round"], "$1.2 billion", "Kalshi"
        ),
        reported(
            f"{stem}.amount.4", "22000000000", "usd", SENTENCES["round"], "$22 billion", "Kalshi"
        ),
        reported(
            "kalshi-margin.polymarket.change", "25", "percent", SENTENCES["rule"], "25%",
            "Polymarket",
        ),
        reported(
            "kalshi-margin.nfa.date",
            datetime(2026, 3, 24, tzinfo=UTC),
            "",
            SENTENCES["filed"],
            "24 March 2026",
            nfa,
        ),
        Fact(
            id="story.kalshi-margin.outlets",
            kind=FactKind.OBSERVED,
            subject="kalshi-margin",
            metric="outlets",
            value=quantity(Decimal(2), "count"),
            as_of=AS_OF,
            source=Source(name="Desk", url=""),
        ),
    ]  # fmt: skip


def edition() -> list[Fact]:
    return [
        fact("edition.desk.as_of", AS_OF),
        fact("edition.desk.brand", "Lighthouse 7"),
        fact("edition.news.stories", "3", "count"),
    ]


def sheet_of(*groups: Iterable[Fact]) -> FactSheet:
    return FactSheet(tuple(fact for group in groups for fact in group))


def whole_sheet(*more: Iterable[Fact]) -> FactSheet:
    """The edition, its story and both contracts, and what a test adds."""
    return sheet_of(edition(), story(), filusdt(), btcusdt(), *more)


def paragraph(text: str, place: str = "paragraph 1") -> Block:
    return Block(kind=BlockKind.PARAGRAPH, text=text, place=place)


def finished(*blocks: Block | str, form: str = "markdown", **fields: object) -> FinishedText:
    """A finished text; plain strings become paragraphs."""
    made = tuple(
        block if isinstance(block, Block) else paragraph(block, f"paragraph {number}")
        for number, block in enumerate(blocks, start=1)
    )
    text = FinishedText(name="article.md", format=form, blocks=made)
    return replace(text, **fields)  # type: ignore[arg-type]  # tests choose any field


@pytest.fixture(scope="session")
def sheet() -> FactSheet:
    return whole_sheet()
