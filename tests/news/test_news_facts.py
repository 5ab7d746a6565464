from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from reporter.model.facts import Fact, FactKind, FactSheet
from reporter.model.news import Item, Story
from reporter.model.units import (
    BasisPoints,
    Coins,
    Count,
    FundingRate,
    Hours,
    Money,
    Percent,
    PercentagePoints,
    Percentile,
    Quantity,
    Ratio,
    usd,
)
from reporter.news import build_stories, story_facts

MakeItem = Callable[..., Item]
KALSHI = "Kalshi raised over $1 billion at a valuation of $22 billion on March 24."


def story_of(items: Sequence[Item], as_of: datetime) -> Story:
    (story,) = build_stories(items, as_of=as_of, universe=["FILUSDT", "WIFUSDT"]).stories
    return story


def facts_of(
    make_item: MakeItem, as_of: datetime, summary: str, **more: object
) -> tuple[Fact, ...]:
    item = make_item("Plain notice from harbour office", summary, **more)
    return story_facts(story_of([item], as_of))


def test_each_figure_is_a_fact_with_its_evidence_and_source(
    make_item: MakeItem, as_of: datetime
) -> None:
    item = make_item("Kalshi valued anew", KALSHI, outlet="Harbour Wire", hours=5)
    facts = story_facts(story_of([item], as_of))
    assert [(fact.id, fact.value) for fact in facts] == [
        ("kalshi-valued-anew.kalshi.amount", usd(Decimal(1_000_000_000))),
        ("kalshi-valued-anew.kalshi.amount.2", usd(Decimal(22_000_000_000))),
        ("kalshi-valued-anew.kalshi.date", datetime(2026, 3, 24, tzinfo=UTC)),
    ]
    second = facts[1]
    assert second.evidence is not None
    assert second.evidence.sentence == KALSHI
    assert KALSHI[second.evidence.start : second.evidence.end] == "$22 billion"
    assert (second.kind, second.subject, second.as_of) == (
        FactKind.REPORTED,
        "Kalshi",
        item.published,
    )
    source = second.source
    assert (source.name, source.url, source.digest, source.published) == (
        "Harbour Wire",
        item.link,
        item.source,
        item.published,
    )
    FactSheet(facts)  # ids are distinct


@pytest.mark.parametrize(
    ("text", "metric", "value"),
    [
        ("It rose 3.2% on the day.", "share", Percent(Decimal("3.2"))),
        ("It rose 25 basis points.", "rate", BasisPoints(Decimal(25))),
        ("It rose 0.5 percentage points.", "points", PercentagePoints(Decimal("0.5"))),
        ("It paid €36 million.", "amount", Money(Decimal(36_000_000), "eur")),
        ("It hired 29 people.", "count", Count(Decimal(29))),
        ("It used 3x leverage.", "multiple", Ratio(Decimal(3))),
        ("It waited 90 minutes.", "duration", Hours(Decimal("1.5"))),
        ("It waited two weeks.", "duration", Hours(Decimal(336))),
        ("It slept for 8 years.", "years", Count(Decimal(8))),
        ("It slept for 3 months.", "months", Count(Decimal(3))),
        ("It stood in the 97th percentile.", "percentile", Percentile(Decimal(97))),
        (
            "Funding stood at -0.0406% per 8 hours.",
            "funding",
            FundingRate(Decimal("-0.000406"), 8),
        ),
        ("The fee is 0.02% per 8 hours.", "share", Percent(Decimal("0.02"))),
    ],
)
def test_units_become_types(
    make_item: MakeItem, as_of: datetime, text: str, metric: str, value: Quantity
) -> None:
    (fact,) = facts_of(make_item, as_of, text)
    assert (fact.metric, fact.subject) == (metric, "Harbour Wire")
    assert isinstance(fact.value, Quantity)
    assert fact.value.unit == value.unit
    assert abs(fact.value.value - value.value) < Decimal("1e-20")
    assert fact.id.endswith(f".harbour-wire.{metric}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opens on 27 March 2026 at 14:00 UTC.", datetime(2026, 3, 27, 14, tzinfo=UTC)),
        ("It opened on Dec. 5.", datetime(2025, 12, 5, tzinfo=UTC)),
        ("It opens on January 5, 2027.", datetime(2027, 1, 5, tzinfo=UTC)),
        ("It opens in the third quarter.", datetime(2026, 7, 1, tzinfo=UTC)),
        ("It opens in Q4 2027.", datetime(2027, 10, 1, tzinfo=UTC)),
        ("It opens in the second half of 2027.", datetime(2027, 7, 1, tzinfo=UTC)),
        ("It opened in 2019.", datetime(2019, 1, 1, tzinfo=UTC)),
        ("It opened in December.", datetime(2025, 12, 1, tzinfo=UTC)),
    ],
)
def test_dates_are_instants_nearest_to_publication(
    make_item: MakeItem, as_of: datetime, text: str, expected: datetime
) -> None:
    assert expected in [fact.value for fact in facts_of(make_item, as_of, text)]


@pytest.mark.parametrize(
    "text",
    [
        "It opens at 14:00 UTC.",
        "It opens on May 5, 2026 at 2:30 p.m. ET.",
        "It drew millions of users.",
    ],
)
def test_what_the_text_leaves_open_is_no_fact(
    make_item: MakeItem, as_of: datetime, text: str
) -> None:
    assert facts_of(make_item, as_of, text) == ()


def test_the_leap_day_needs_a_year_that_has_one(make_item: MakeItem, as_of: datetime) -> None:
    assert facts_of(make_item, as_of, "It opened on February 29.") == ()


def test_a_figure_belongs_to_who_is_named_last_before_it(
    make_item: MakeItem, as_of: datetime
) -> None:
    text = "Cboe fell 2%, Kalshi rose 3%. Some $4 went to Tether. Another 5% was lost."
    facts = facts_of(make_item, as_of, text)
    assert [(fact.subject, fact.metric) for fact in facts] == [
        ("Cboe", "share"),
        ("Kalshi", "share"),
        ("Tether", "amount"),
        ("Cboe", "share"),
    ]
    assert facts[-1].id.endswith(".cboe.share.2")


def test_coins_belong_to_their_asset(make_item: MakeItem, as_of: datetime) -> None:
    text = "Kalshi sold 43.1 million FIL and 500 WIF."
    facts = facts_of(make_item, as_of, text)
    assert [(fact.id.split(".")[1], fact.subject, fact.value) for fact in facts] == [
        ("filecoin", "FIL", Coins(Decimal(43_100_000))),
        ("wif", "WIF", Coins(Decimal(500))),
    ]


def test_what_several_report_alike_is_one_fact_of_the_best_source(
    make_item: MakeItem, as_of: datetime
) -> None:
    wire = make_item("Kalshi raises $1 billion", "Kalshi raises $1 billion in a round.", hours=9)
    primary = make_item(
        "Kalshi round of $1 billion",
        "The Kalshi round of $1 billion closed.",
        outlet="Kalshi",
        tier=1,
    )
    (fact,) = story_facts(story_of([wire, primary], as_of))
    assert fact.source.name == "Kalshi"


def test_an_outlet_without_a_latin_name_still_has_a_subject(
    make_item: MakeItem, as_of: datetime
) -> None:
    (fact,) = facts_of(make_item, as_of, "It hired 29 people.", outlet="연합")
    assert (fact.id.split(".")[1], fact.subject) == ("outlet", "연합")
