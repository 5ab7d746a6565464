"""What an article's page adds to its story: facts and sentences of its opening."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

import pytest

from reporter.model.digest import digest
from reporter.model.news import OPENING, Item, Story
from reporter.model.units import usd
from reporter.news import best_sentences, build_stories, story_facts
from reporter.news.order import domain

MakeItem = Callable[..., Item]
PAGE = digest(b"page")
AMOUNT = "Kalshi expects collateral of $36.2 million to move within a week of the start."
OTHERS = "The firm across the street paid $40 million in a similar case some years ago."


def story_of(as_of: datetime, *items: Item) -> Story:
    (story,) = build_stories(items, as_of=as_of, universe=[]).stories
    return story


@pytest.fixture
def item(make_item: MakeItem) -> Item:
    return make_item("Kalshi may carry margined positions", "The venue has its approval.")


def with_text(item: Item, *paragraphs: str) -> Item:
    return replace(item, text="\n\n".join(paragraphs), page=PAGE)


def test_a_figure_of_the_page_is_a_fact_of_that_page(item: Item, as_of: datetime) -> None:
    (fact,) = story_facts(story_of(as_of, with_text(item, AMOUNT)))

    assert fact.value == usd(Decimal(36_200_000))
    assert fact.subject == "Kalshi"
    assert fact.evidence is not None
    assert fact.evidence.sentence == AMOUNT
    assert fact.source.digest == PAGE
    assert fact.source.name == item.outlet


def test_a_sentence_of_the_page_that_names_nobody_gives_no_fact(
    item: Item, as_of: datetime
) -> None:
    assert story_facts(story_of(as_of, with_text(item, OTHERS))) == ()
    assert story_facts(story_of(as_of, replace(item, summary=OTHERS))) != ()


def test_what_the_teaser_says_too_stays_the_teaser_s(item: Item, as_of: datetime) -> None:
    teased = with_text(replace(item, summary=AMOUNT), AMOUNT)

    (fact,) = story_facts(story_of(as_of, teased))

    assert fact.source.digest == item.source


def test_pages_do_not_change_the_ids_of_what_the_feeds_say(
    item: Item, make_item: MakeItem, as_of: datetime
) -> None:
    told = "Kalshi holds $12 million of it."
    second = make_item("Kalshi may carry margined positions now", told, outlet="Daily Ledger")
    before = story_facts(story_of(as_of, item, second))
    after = story_facts(story_of(as_of, with_text(item, AMOUNT), second))

    assert after[: len(before)] == before
    assert [fact.source.digest for fact in after[len(before) :]] == [PAGE]


def test_only_the_opening_is_read(item: Item, as_of: datetime) -> None:
    long = "The venue has worked on its approval for many months with great care. " * 20
    text = with_text(item, long.strip(), long.strip(), AMOUNT)

    assert len(text.opening) <= OPENING < len(text.text)
    assert text.opening == long.strip()
    assert story_facts(story_of(as_of, text)) == ()


@pytest.mark.parametrize(
    ("text", "opening"),
    [
        ("", ""),
        ("a" * OPENING, "a" * OPENING),
        ("a" * OPENING + "\n\nb", "a" * OPENING),
        ("a" * (OPENING - 1) + "\n\nb", "a" * (OPENING - 1)),
        ("a" * (OPENING + 1) + "\n\nb", ""),
    ],
)
def test_an_opening_is_whole_paragraphs(item: Item, text: str, opening: str) -> None:
    assert replace(item, text=text).opening == opening


def test_sentences_of_the_page_can_be_quoted(item: Item, as_of: datetime) -> None:
    said = "Kalshi may now carry margined positions for all of its customers."
    read = with_text(replace(item, summary=""), AMOUNT, said)

    quotes = best_sentences(story_of(as_of, read), 5)

    page = [quote for quote in quotes if quote.field == "text"]
    assert {quote.text for quote in page} == {AMOUNT, said}
    assert all(read.text[quote.start : quote.end] == quote.text for quote in page)


def test_a_sentence_of_teaser_and_page_is_quoted_once(item: Item, as_of: datetime) -> None:
    read = with_text(replace(item, summary=AMOUNT), AMOUNT)

    assert [quote.field for quote in best_sentences(story_of(as_of, read), 5)] == ["summary"]


def test_pages_do_not_change_the_stories_or_their_order(
    item: Item, make_item: MakeItem, as_of: datetime
) -> None:
    other = make_item("Grain houses move margin to stablecoins", outlet="Daily Ledger")
    plain = build_stories([item, other], as_of=as_of, universe=[]).stories
    read = build_stories([with_text(item, AMOUNT), other], as_of=as_of, universe=[]).stories

    assert [(one.id, one.score) for one in read] == [(one.id, one.score) for one in plain]


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.news.example/a", "news.example"),
        ("https://amp.news.example/a", "news.example"),
        ("https://a.b.news.co.uk/a", "news.co.uk"),
        ("http://127.0.0.1:8701/a", "127.0.0.1"),
        ("http://[::1]/a", "::1"),
        ("http://localhost/a", "localhost"),
        ("", ""),
    ],
)
def test_the_domain_of_an_address_is_what_is_registered(address: str, expected: str) -> None:
    assert domain(address) == expected
