"""Stories over editions: known again, and news only by new figures, dates and primary sources."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import permutations

import pytest

from reporter.model.news import Earlier, Item, NoveltyKind, Story
from reporter.news import KnownItem, Remembered, build_stories

MakeItem = Callable[..., Item]


def remembered(
    *items: Item,
    as_of: datetime,
    led: bool = True,
    name: str = "kalshi-margin",
    figures: Sequence[tuple[str, str]] = (),
    primary: bool = False,
) -> Remembered:
    """A story of yesterday's edition."""
    yesterday = as_of - timedelta(days=1)
    return Remembered(
        id=name,
        earlier=Earlier(first=yesterday, last=yesterday, led=yesterday if led else None),
        items=tuple(
            KnownItem(
                address=item.canonical,
                title=item.title,
                summary=item.summary,
                published=item.published or as_of,
            )
            for item in items
        ),
        outlets=frozenset(item.outlet for item in items),
        figures=frozenset(figures),
        primary=primary,
    )


def read(items: Sequence[Item], as_of: datetime, *before: Remembered) -> tuple[Story, ...]:
    return build_stories(items, as_of=as_of, universe=(), remembered=before).stories


@pytest.fixture
def old(make_item: MakeItem) -> Item:
    return make_item("Kalshi opens margin trading in event contracts", outlet="Wire", hours=30)


@pytest.fixture
def other(make_item: MakeItem) -> Item:
    return make_item("Deribit delists rarely traded options", outlet="Daily", tier=3, hours=40)


def test_a_story_that_led_stands_behind_all_others(old: Item, other: Item, as_of: datetime) -> None:
    first, last = read([old, other], as_of, remembered(old, as_of=as_of))
    assert first.title == other.title
    assert last.id == "kalshi-margin"
    assert not last.may_lead
    assert not last.is_update
    assert last.reasons[0] == "led on 26 March, nothing new since"


def test_one_that_was_told_but_did_not_lead_is_only_lowered(
    old: Item, other: Item, as_of: datetime
) -> None:
    fresh = {story.title: story for story in read([old, other], as_of)}
    again = {
        story.title: story
        for story in read([old, other], as_of, remembered(old, as_of=as_of, led=False))
    }
    assert again[old.title].may_lead
    assert again[old.title].score == pytest.approx(0.6 * fresh[old.title].score)
    assert again[old.title].reasons[0] == "told on 26 March, nothing new since"
    assert again[other.title] == fresh[other.title]


def test_a_new_figure_makes_an_update_without_the_old_item(
    old: Item, make_item: MakeItem, as_of: datetime
) -> None:
    new = make_item(
        "Kalshi opens margin trading with $1.2 billion in event contracts", outlet="Wire", hours=1
    )
    (story,) = read([new], as_of, remembered(old, as_of=as_of))
    assert story.id == "kalshi-margin"
    assert story.is_update
    assert [(one.kind, one.words) for one in story.news] == [(NoveltyKind.FIGURE, "$1.2 billion")]
    assert story.reasons[0] == "new since 26 March: the figure $1.2 billion"
    (story,) = read([new], as_of, remembered(old, as_of=as_of, figures=[("usd", "1200000000")]))
    assert not story.may_lead


@pytest.mark.parametrize(
    ("detail", "news"),
    [
        ("from 14 April 2026", ["14 April 2026"]),
        ("since 2 March 2026", []),
        ("on the day of 26 March 2026", []),
        ("within 48 hours", []),
        ("for two members", []),
        ("for 1,400 members", ["1,400"]),
        ("for a third time", []),
        ("in 2027", []),
    ],
)
def test_what_is_news_and_what_is_wording(
    old: Item, make_item: MakeItem, as_of: datetime, detail: str, news: list[str]
) -> None:
    title = f"Kalshi opens margin trading in event contracts {detail}"
    new = make_item(title, outlet="Wire", hours=1)
    (story,) = read([old, new], as_of, remembered(old, as_of=as_of))
    assert [one.words for one in story.new_facts] == news
    assert story.is_update is bool(news)


@pytest.mark.parametrize(
    ("known", "detail", "news"),
    [
        (("usd", "298600000"), "for $300 million", []),
        (("usd", "1234000000"), "for $1.2 billion", []),
        (("usd", "310000000"), "for $300 million", ["$300 million"]),
        (("usd", "264500000"), "for $300 million", ["$300 million"]),
        (("usd", "300000000"), "for $298.6 million", ["$298.6 million"]),
        (("percent", "298.6"), "for $300 million", ["$300 million"]),
        (("pp", "0.25"), "at 25 basis points", []),
        (("pp", "0.25"), "at 50 basis points", ["50 basis points"]),
    ],
)
def test_a_known_figure_rounded_or_in_another_unit_is_no_news(
    old: Item,
    make_item: MakeItem,
    as_of: datetime,
    known: tuple[str, str],
    detail: str,
    news: list[str],
) -> None:
    title = f"Kalshi opens margin trading in event contracts {detail}"
    before = remembered(old, as_of=as_of, figures=[known])
    (story,) = read([old, make_item(title, outlet="Wire", hours=1)], as_of, before)
    assert [one.words for one in story.new_facts] == news


@pytest.mark.parametrize(
    ("title", "news"),
    [
        ("Kalshi opens margin trading in event contracts", []),
        ("Kalshi opens margin trading in Bitcoin event contracts", ["$65,000", "2%"]),
    ],
)
def test_the_price_of_a_coin_that_no_title_names_is_no_news(
    old: Item, make_item: MakeItem, as_of: datetime, title: str, news: list[str]
) -> None:
    new = make_item(title, "Bitcoin traded at $65,000, up 2%.", outlet="Post", hours=1)
    (story,) = read([old, new], as_of, remembered(old, as_of=as_of))
    assert [one.words for one in story.new_facts] == news


def test_a_primary_source_is_news_once_and_a_further_outlet_is_not(
    old: Item, make_item: MakeItem, as_of: datetime
) -> None:
    echo = make_item("Kalshi opens its margin trading in event contracts", outlet="Echo", hours=2)
    body = make_item(
        "Margin trading in event contracts: Kalshi opens", outlet="Register", tier=1, hours=2
    )
    (story,) = read([old, echo], as_of, remembered(old, as_of=as_of))
    assert [(one.kind, one.outlet) for one in story.news] == [(NoveltyKind.OUTLET, "Echo")]
    assert not story.may_lead
    (story,) = read([old, body], as_of, remembered(old, as_of=as_of))
    assert [one.outlet for one in story.new_facts] == ["Register"]
    assert story.reasons[0] == "new since 26 March: a primary source, Register"
    (story,) = read([old, body], as_of, remembered(old, as_of=as_of, primary=True))
    assert not story.may_lead


def test_an_edited_title_under_a_known_address_continues_its_story(
    old: Item, make_item: MakeItem, as_of: datetime
) -> None:
    edited = make_item("Exchange for events widens credit", canonical=old.canonical, hours=1)
    (story,) = read([edited], as_of, remembered(old, as_of=as_of))
    assert story.id == "kalshi-margin"


def test_an_unlike_story_of_the_same_slug_gets_an_id_of_its_own(
    old: Item, other: Item, as_of: datetime
) -> None:
    (fresh,) = read([old], as_of)
    (story,) = read([old], as_of, remembered(other, as_of=as_of, name=fresh.id))
    assert story.id == f"{fresh.id}-b"
    assert story.earlier is None


def test_what_is_new_leads_among_equal_sources(
    old: Item, make_item: MakeItem, as_of: datetime
) -> None:
    new = make_item("Kalshi opens margin trading in event contracts to all", hours=1)
    (story,) = read([old, new], as_of, remembered(old, as_of=as_of))
    assert story.items[0] == new


def test_more_than_three_new_facts_are_counted(
    old: Item, make_item: MakeItem, as_of: datetime
) -> None:
    title = "Kalshi opens margin trading in event contracts"
    new = make_item(
        title, "Kalshi lends $20 million, $30 million, $40 million or $50 million.", hours=1
    )
    (story,) = read([new], as_of, remembered(old, as_of=as_of))
    assert story.reasons[0].endswith("the figure $40 million and 1 more")


def test_the_order_of_items_does_not_matter(
    old: Item, other: Item, make_item: MakeItem, as_of: datetime
) -> None:
    new = make_item("Kalshi opens margin trading in event contracts at 14%", hours=1)
    before = (
        remembered(old, as_of=as_of),
        remembered(other, as_of=as_of, name="deribit", led=False),
    )
    readings = {read(items, as_of, *before) for items in permutations([old, other, new])}
    assert len(readings) == 1


def test_what_is_older_than_three_days_stands_behind_what_is_newer(
    make_item: MakeItem, as_of: datetime
) -> None:
    archive = make_item("SEC sues Binance over bitcoin custody", tier=1, hours=80)
    today = make_item("CFTC consults on event contracts", tier=1, hours=70)
    assert [story.title for story in read([archive, today], as_of)] == [today.title, archive.title]
    assert read([archive], as_of)[0].title == archive.title
