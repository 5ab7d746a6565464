"""Links of items to entities: one item is read as a whole, and tags are evidence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from reporter.model.news import EntityKind, Item, Link, LinkRule
from reporter.news import build_stories, links
from reporter.news.links import entity_of, is_tagged, named

MakeItem = Callable[..., Item]


def shown(found: tuple[Link, ...]) -> list[tuple[str, str, str, str]]:
    return [(one.entity, one.field, one.surface, one.rule.name) for one in found]


def test_the_teaser_decides_a_name_in_the_title(make_item: MakeItem) -> None:
    item = make_item("Circle wants a charter", "It issues USDC.")
    assert shown(links(item)) == [
        ("circle", "title", "Circle", "CONTEXT"),
        ("usdc", "summary", "USDC", "TICKER"),
    ]
    assert links(make_item("Circle wants a charter", "It runs tills.")) == ()


def test_what_is_named_in_full_once_counts_in_short_everywhere(make_item: MakeItem) -> None:
    item = make_item("Curve rises", "Curve Finance pays less.")
    assert shown(links(item)) == [
        ("curve", "title", "Curve", "ITEM"),
        ("curve", "summary", "Curve Finance", "NAME"),
    ]


def test_the_outlets_name_is_context(make_item: MakeItem) -> None:
    assert links(make_item("Waller, Opening Remarks", outlet="Harbour Wire")) == ()
    (link,) = links(make_item("Waller, Opening Remarks", outlet="Federal Reserve Speeches"))
    assert link.entity == "christopher-waller"


@pytest.mark.parametrize(
    ("title", "tags", "expected"),
    [
        ("Fees fall", ("Bitcoin",), [("bitcoin", "tags.0", "Bitcoin", "TAG")]),
        ("Fees fall", ("News", "BTC"), [("bitcoin", "tags.1", "BTC", "TAG")]),
        ("Fees fall", ("LINK",), []),
        ("Token fees fall", ("LINK",), [("chainlink", "tags.0", "LINK", "TAG")]),
        ("Token fees fall", ("AI", "ONE", "link"), []),
        ("Token fees fall", ("ZORK",), [("zork", "tags.0", "ZORK", "TAG")]),
        (
            "Shares fall",
            (" MSTR, COIN ",),
            [
                ("strategy", "tags.0", "MSTR", "TAG"),
                ("coinbase", "tags.0", "COIN", "TAG"),
            ],
        ),
        ("Shares fall", ("Strategy", "Gemini", "Optimism"), []),
        (
            "Bitcoin falls",
            ("Strategy",),
            [
                ("bitcoin", "title", "Bitcoin", "NAME"),
                ("strategy", "tags.0", "Strategy", "TAG"),
            ],
        ),
        ("Crypto desk pays", ("gemini",), []),
        (
            "Fees at Avalanche fall",
            ("Avalanche",),
            [
                ("avalanche", "title", "Avalanche", "TAGGED"),
            ],
        ),
        ("Fees in APT fall", ("Aptos",), [("aptos", "title", "APT", "TAGGED")]),
        ("The Gemini chatbot of Google, in crypto", ("Gemini",), []),
    ],
)
def test_tags(
    make_item: MakeItem,
    title: str,
    tags: tuple[str, ...],
    expected: list[tuple[str, str, str, str]],
) -> None:
    assert shown(links(make_item(title, tags=tags), ["ZORK"])) == expected


def test_an_entity_is_found_again_by_its_link(make_item: MakeItem) -> None:
    listed, own = links(make_item("Filecoin and $ZORK"), ["ZORK"])
    assert (entity_of(listed).name, entity_of(listed).ticker) == ("Filecoin", "FIL")
    assert (entity_of(own).ticker, entity_of(own).kind) == ("ZORK", EntityKind.ASSET)


def test_a_story_carries_its_links_and_only_text_makes_its_entities(
    make_item: MakeItem, as_of: datetime
) -> None:
    item = make_item("Cboe lists a contract", "Cboe and Kraken agree.", tags=("Bitcoin",))
    (story,) = build_stories([item], as_of=as_of, universe=("BTCUSDT",)).stories
    assert [one.id for one in story.entities] == ["cboe", "kraken"]
    assert [one.entity for one in story.links] == ["cboe", "cboe", "kraken", "bitcoin"]
    assert [is_tagged(one) for one in story.links] == [False, False, False, True]
    assert story.links[-1].rule is LinkRule.TAG
    assert [one.id for one in named(story.links)] == ["cboe", "kraken"]
