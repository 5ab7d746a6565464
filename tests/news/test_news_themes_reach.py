"""Which symbols a story reaches, by which channel, and on what evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

import pytest

from reporter.model.news import Item, Story
from reporter.news import build_stories, known_tickers, reach, themes
from reporter.news.gazetteer import gazetteer

MakeItem = Callable[..., Item]
UNIVERSE = ("FILUSDT", "BTCUSDT", "ETH-PERP", "1000PEPEUSDT")


@pytest.fixture
def told(make_item: MakeItem, as_of: datetime) -> Callable[..., Story]:
    def one(title: str, summary: str = "", tags: tuple[str, ...] = ()) -> Story:
        items = [make_item(title, summary, tags=tags)]
        return build_stories(items, as_of=as_of, universe=UNIVERSE).stories[0]

    return one


Told = Callable[..., Story]


def ways(story: Story, universe: Sequence[str] = UNIVERSE) -> list[tuple[str, str, str, float]]:
    return [(one.symbol, one.channel, one.group, one.strength) for one in reach(story, universe)]


def test_a_decision_on_rates_reaches_the_majors_first_and_then_all(told: Told) -> None:
    story = told("Fed holds; FOMC statement due")
    assert ways(story) == [
        ("BTCUSDT", "dollar rates", "majors", 1.0),
        ("ETH-PERP", "dollar rates", "majors", 1.0),
        ("FILUSDT", "dollar rates", "all", 0.5),
        ("1000PEPEUSDT", "dollar rates", "all", 0.5),
    ]
    evidence = reach(story, UNIVERSE)[0].evidence
    assert (evidence.field, evidence.text) == ("title", "FOMC statement")
    assert story.items[0].title[evidence.start : evidence.end] == evidence.text


def test_a_named_asset_is_reached_by_the_themes_channel_and_by_itself(told: Told) -> None:
    found = [one for one in reach(told("Filecoin ETF files"), UNIVERSE) if one.symbol == "FILUSDT"]
    assert [(one.channel, one.theme, one.evidence.text) for one in found] == [
        ("fund flows", "etf", "Filecoin"),
        ("the asset itself", "", "Filecoin"),
    ]


def test_who_stands_behind_an_asset_reaches_it(told: Told) -> None:
    story = told("Hackers drained a wallet of Hyperliquid")
    assert ways(story, ("HYPEUSDT",))[:1] == [("HYPEUSDT", "custody risk", "own", 0.9)]
    assert ways(told("Hyperliquid opens an office"), ("HYPEUSDT",)) == [
        ("HYPEUSDT", "its issuer", "own", 0.6)
    ]


def test_a_tag_reaches_with_its_words_as_evidence(told: Told) -> None:
    (only,) = reach(told("Board meets", tags=("News", "Filecoin")), UNIVERSE)
    assert (only.symbol, only.channel, only.group) == ("FILUSDT", "a publisher's tag", "tagged")
    assert (only.evidence.field, only.evidence.text) == ("tags.1", "Filecoin")


def test_the_evidence_may_stand_in_a_teaser(told: Told) -> None:
    story = told("Board meets", "\u0130zmir spoke of Inflation.")
    assert {one.evidence.text for one in reach(story, UNIVERSE)} == {"Inflation"}


def test_minor_news_and_news_without_a_theme_reach_nothing_by_a_theme(told: Told) -> None:
    assert ways(told("Board appoints a chair for interest rate policy")) == []
    assert ways(told("Rain stops play")) == []


def test_only_the_leading_two_themes_reach(told: Told) -> None:
    title = "Fraud, fraud: broker sentenced, lawsuit over stablecoin, stablecoins"
    story = told(title, "Inflation fell.")
    assert story.themes == ("enforcement", "stablecoins", "inflation")
    assert {one.channel for one in reach(story, UNIVERSE)} == {"dollar liquidity"}


@pytest.mark.parametrize(
    ("title", "channels"),
    [
        ("Senate passes a bill on yearly reports of companies", set()),
        ("Senate passes a bill on digital assets", {"market access", "risk appetite"}),
        (
            "Agency backs a proposed rule for Filecoin brokers",
            {"market access", "the asset itself"},
        ),
        ("Agency issues a statement on novel ETFs for bonds", set()),
        ("Brokers agree on futures for wheat", set()),
    ],
)
def test_rules_for_other_markets_reach_none_of_ours(
    told: Told, title: str, channels: set[str]
) -> None:
    assert {one.channel for one in reach(told(title), UNIVERSE)} == channels


@pytest.mark.parametrize("word", ["Speech at", "Testimony before", "Opening remarks for"])
def test_the_occasion_of_a_speech_is_not_its_matter(told: Told, word: str) -> None:
    occasion = f"{word} the Yearly Monetary Policy Conference of the Senate, Oslo"
    assert told("Hansen, Notes on Lending", occasion).themes == ()
    assert told("Hansen, Notes on Lending", f"She said: {occasion}").themes != ()
    long = f"{occasion}. {'She spoke of many things. ' * 10}"
    assert told("Hansen, Notes on Lending", long).themes != ()


@pytest.mark.parametrize(
    ("title", "first"),
    [
        ("Bitcoin treasury firm raises $40 million", "deals"),
        ("Crypto lender acquires a rival", "deals"),
        ("Bitcoin miners move coins", "crypto-market"),
        ("Bank tests tokenization of deposits", "crypto-market"),
        ("Bitcoin price analysis: the week's charts", "column"),
        ("What happened in crypto on Friday", "column"),
    ],
)
def test_the_general_theme_gives_way_to_what_is_more_special(
    told: Told, title: str, first: str
) -> None:
    assert told(title, "Bitcoin, bitcoin, bitcoin and more bitcoin.").themes[0] == first


def test_a_theme_that_no_longer_stands_in_the_text_reaches_nothing(told: Told) -> None:
    story = replace(told("Rain stops play"), themes=("inflation", "gone"))
    assert ways(story) == []


def test_every_theme_of_weight_has_a_channel_and_reaches_groups_that_exist() -> None:
    groups = {"named", "own", "all", *gazetteer().groups}
    for theme in themes():
        assert bool(theme.channel) is not theme.minor
        assert set(theme.reaches) <= groups
        assert all(0 < strength <= 1 for strength in theme.reaches.values())
    assert "FIL" in known_tickers()
