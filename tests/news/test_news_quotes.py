from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import pytest

from reporter.model.news import Item, Story
from reporter.news import best_sentences, build_stories

MakeItem = Callable[..., Item]
LEAD = "Kalshi may now carry margined positions for its customers."
MORE = "The registration of its affiliate was recorded on Tuesday."


def story_of(items: Sequence[Item], as_of: datetime) -> Story:
    (story,) = build_stories(items, as_of=as_of, universe=[]).stories
    return story


def quoted(story: Story, n: int = 5) -> list[str]:
    return [quote.text for quote in best_sentences(story, n)]


def test_a_quote_is_verbatim_and_says_where_it_stands(make_item: MakeItem, as_of: datetime) -> None:
    item = make_item("Kalshi and margin", f"{MORE} {LEAD}")
    quotes = best_sentences(story_of([item], as_of), 5)
    assert {quote.text for quote in quotes} == {LEAD, MORE}
    for quote in quotes:
        assert (quote.item, quote.field) == (item.id, "summary")
        assert item.summary[quote.start : quote.end] == quote.text


@pytest.mark.parametrize(
    "other",
    [
        "It said that customers would be told in time.",
        "This would be the first such venue in the country.",
        "Will other venues follow the example of this one?",
        "The venue said that customers would be told in…",
        "The venue said that customers would be told in time [...]",
        "The venue said that customers would be told in",
        "Subscribe to our daily letter for the whole story.",
        "The post on margin appeared first on the Daily Ledger.",
        "Doors open to all customers at 14:00 UTC.",
        "Too short.",
        "But customers of the venue would be told in time.",
        "Meanwhile, other venues wait for a word of the regulator.",
        "Long " + "and longer " * 40 + "it went.",
    ],
)
def test_sentences_that_cannot_stand_alone_are_left_out(
    make_item: MakeItem, as_of: datetime, other: str
) -> None:
    story = story_of([make_item("Kalshi and margin", f"{LEAD} {other}")], as_of)
    assert quoted(story) == [LEAD]


def test_not_more_than_two_of_one_item(make_item: MakeItem, as_of: datetime) -> None:
    text = f"{LEAD} {MORE} The venue hopes for larger customers. Brokers wait for the fee table."
    assert len(quoted(story_of([make_item("Kalshi and margin", text)], as_of))) == 2


def test_another_source_is_heard_before_the_same_thing_twice(
    make_item: MakeItem, as_of: datetime
) -> None:
    first = make_item(
        "Kalshi and margin",
        f"{LEAD} Kalshi may carry margined positions for customers now.",
        tier=1,
    )
    second = make_item(
        "Kalshi margin questioned", "Brokers at Kalshi ask who guards the margin.", outlet="Other"
    )
    story = story_of([first, second], as_of)
    assert quoted(story, 2) == [LEAD, "Brokers at Kalshi ask who guards the margin."]
    assert quoted(story, 1) == [LEAD]
    assert quoted(story, 0) == []


def test_where_no_sentence_is_left_the_title_is_quoted(
    make_item: MakeItem, as_of: datetime
) -> None:
    (quote,) = best_sentences(story_of([make_item("Kalshi and margin")], as_of), 3)
    assert (quote.field, quote.text, quote.start, quote.end) == (
        "title",
        "Kalshi and margin",
        0,
        17,
    )


def test_a_title_with_a_figure_that_is_no_fact_is_not_quoted(
    make_item: MakeItem, as_of: datetime
) -> None:
    assert quoted(story_of([make_item("Kalshi opens at 14:00 UTC")], as_of)) == []


def test_of_a_leading_sentence_that_is_cut_off_there_is_what_it_has(
    make_item: MakeItem, as_of: datetime
) -> None:
    text = "Kalshi said on its page that customers, brokers and banks would be told…"
    (quote,) = best_sentences(story_of([make_item("Kalshi and margin", text)], as_of), 5)
    assert quote.text == "Kalshi said on its page that customers, brokers and banks would be told"
    assert (quote.start, quote.end) == (0, len(quote.text))


@pytest.mark.parametrize(
    "line",
    ["NEW YORK (Harbour Wire) - ", "WASHINGTON, March 24 (HW) -- ", "Washington, D.C. — "],
)
def test_a_quote_begins_behind_the_dateline(
    make_item: MakeItem, as_of: datetime, line: str
) -> None:
    item = make_item("Kalshi and margin", f"{line}{LEAD}")
    (quote,) = best_sentences(story_of([item], as_of), 5)
    assert quote.text == LEAD
    assert item.summary[quote.start : quote.end] == LEAD


def test_what_two_publishers_report_is_quoted_first(make_item: MakeItem, as_of: datetime) -> None:
    alone = "Customers at Kalshi paid 7 percent of the margin."
    shared = "Customers at Kalshi paid 9 percent of the margin."
    first = make_item("Kalshi and margin", f"{LEAD} {alone} {shared}", tier=1)
    second = make_item("Kalshi margin at 9 percent", "Read more.", outlet="Other", tier=3)
    story = story_of([first, second], as_of)
    assert shared in quoted(story, 2)
    assert alone not in quoted(story, 2)


@pytest.mark.parametrize(
    "leaning",
    [
        "Brokers at Kalshi met yesterday to talk of margin.",
        "The company met brokers to talk of Kalshi margin.",
    ],
)
def test_words_that_need_their_day_or_context_stand_back(
    make_item: MakeItem, as_of: datetime, leaning: str
) -> None:
    plain = "Brokers at Kalshi met bankers to talk of margin."
    item = make_item("Kalshi and margin", f"{LEAD} {leaning} {plain}")
    assert quoted(story_of([item], as_of), 2) == [LEAD, plain]
