"""Ranking says what it rests on: reach, tags, novelty, and who backs the story."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from reporter.model.news import Item
from reporter.news import build_stories, entities_in
from reporter.news.rank import Content, stand

MakeItem = Callable[..., Item]


def reasons(items: list[Item], as_of: datetime, *universe: str) -> tuple[str, ...]:
    return build_stories(items, as_of=as_of, universe=universe).stories[0].reasons


def test_reach_is_a_reason(make_item: MakeItem, as_of: datetime) -> None:
    item = make_item("Fed cuts rates by a quarter point", hours=2)
    told = reasons([item], as_of, "FILUSDT", "BTCUSDT", "ETHUSDT")
    assert told[1:] == (
        "reaches BTC, ETH through dollar rates",
        "about monetary policy",
        "2 h old",
    )
    told = reasons([item], as_of, "FILUSDT")
    assert told[1] == "reaches FIL through dollar rates"
    told = reasons([item], as_of, *(f"T{n}XUSDT" for n in range(9)))
    assert told[1] == "reaches T0X, T1X, T2X and 6 more through dollar rates"


def test_what_is_named_is_not_told_as_reached(make_item: MakeItem, as_of: datetime) -> None:
    item = make_item("Bitcoin slips before the rate decision")
    told = reasons([item], as_of, "BTCUSDT", "ETHUSDT")
    assert told[1:3] == ("names BTC", "reaches ETH through dollar rates")
    assert "reaches" not in " ".join(reasons([item], as_of, "BTCUSDT"))


def test_a_tag_is_told_as_a_tag(make_item: MakeItem, as_of: datetime) -> None:
    item = make_item("Board meets in Oslo", tags=("Filecoin",))
    assert reasons([item], as_of, "FILUSDT")[1] == "reaches FIL through a publisher's tag"


def test_news_that_reaches_the_desks_symbols_outranks_news_that_does_not(
    make_item: MakeItem, as_of: datetime
) -> None:
    rates = make_item("Fed signals a rate decision", hours=3)
    court = make_item("Broker sentenced for fraud, CFTC says", hours=3)
    stories = build_stories([rates, court], as_of=as_of, universe=("BTCUSDT",)).stories
    assert stories[0].title == rates.title
    named = make_item("Bitcoin holders await a rate decision", hours=3)
    stories = build_stories([rates, named], as_of=as_of, universe=("BTCUSDT",)).stories
    assert stories[0].title == named.title


ITEM_NAMES = "Item 2.01: Completion of an acquisition. Item 3.01: Notice of delisting."


@pytest.mark.parametrize(
    "title",
    [
        "8-K - Current report",
        "8-K",
        "8-K/A - Current report - Northmoor Mining Inc.",
        "Form 10-Q: Coinbase Global, Inc.",
        "8-K - Northmoor Mining Inc. (0001234567) (Filer)",
        "4 - Hansen Ola (0001234567) (Reporting)",
    ],
)
def test_an_entry_of_a_register_stands_behind_any_news(
    make_item: MakeItem, as_of: datetime, title: str
) -> None:
    filed = make_item(title, ITEM_NAMES, tier=1, hours=1)
    report = make_item("Bitcoin miners sell a part of their coins", tier=3, hours=40)
    stories = build_stories([filed, report], as_of=as_of, universe=("BTCUSDT",)).stories
    assert [story.title for story in stories] == [report.title, title]
    assert "of little concern to traders" in stories[1].reasons


def test_news_of_a_filing_is_news(make_item: MakeItem, as_of: datetime) -> None:
    item = make_item("Coinbase tells of stolen data in an 8-K filing", tier=2)
    (story,) = build_stories([item], as_of=as_of, universe=("BTCUSDT",)).stories
    assert story.themes == ("security-incident",)


@pytest.mark.parametrize(
    "title",
    [
        "Broker fined over late reports to its regulator",
        "Agency proposes changes to yearly reports of companies",
        "Board grants bank an exemption under section 7",
        "Bitcoin price prediction for the weekend",
    ],
)
def test_what_reaches_no_symbol_of_the_desk_stands_behind(
    make_item: MakeItem, as_of: datetime, title: str
) -> None:
    far = make_item(title, tier=1, hours=1)
    near = make_item("Fed signals a rate decision", tier=1, hours=30)
    stories = build_stories([far, near], as_of=as_of, universe=("BTCUSDT",)).stories
    assert [story.title for story in stories] == [near.title, title]
    assert "of little concern to traders" in stories[1].reasons


def test_a_desk_without_symbols_is_told_of_all(make_item: MakeItem, as_of: datetime) -> None:
    item = make_item("Jobless claims fall to a low of the year", tier=1)
    (story,) = build_stories([item], as_of=as_of, universe=()).stories
    assert "of little concern to traders" not in story.reasons


@pytest.mark.parametrize(
    ("hosts", "confirmed"),
    [
        (("wire.example", "ledger.example"), True),
        (("wire.example", "markets.wire.example"), False),
        (("a.wire.co.uk", "b.wire.co.uk"), False),
        (("wire.co.uk", "ledger.co.uk"), True),
    ],
)
def test_a_lead_without_a_primary_source_needs_two_publishers(
    make_item: MakeItem, as_of: datetime, hosts: tuple[str, str], confirmed: bool
) -> None:
    backed = [
        make_item(title, "Kalshi won in Ohio.", outlet=host, canonical=f"https://{host}/{n}")
        for n, (title, host) in enumerate(
            zip(("Kalshi wins Ohio case", "Ohio case won by Kalshi"), hosts, strict=True)
        )
    ]
    content = Content(entities=entities_in("Kalshi"), in_title=(), themes=())
    standing = stand(backed, content, as_of=as_of, own=())
    assert (standing.order[0] == 0) is confirmed
    assert standing.reasons[0].startswith("2 outlets" if confirmed else "single source")


def test_a_primary_source_alone_may_lead(make_item: MakeItem, as_of: datetime) -> None:
    content = Content(entities=(), in_title=(), themes=())
    alone = stand([make_item("CFTC rules", tier=1)], content, as_of=as_of, own=())
    weak = stand([make_item("CFTC rules", tier=3)], content, as_of=as_of, own=())
    assert (alone.order[0], weak.order[0]) == (2, 2)  # about nothing that concerns a trader
    assert alone.reasons[0] == "primary source"


def test_novelty_weighs_and_nothing_else_changes(make_item: MakeItem, as_of: datetime) -> None:
    content = Content(entities=(), in_title=(), themes=())
    items = [make_item("Kalshi wins Ohio case")]
    new = stand(items, content, as_of=as_of, own=())
    old = stand(items, content, as_of=as_of, own=(), novelty=0.5)
    assert old.score == pytest.approx(new.score / 2)
    assert old.reasons == new.reasons
