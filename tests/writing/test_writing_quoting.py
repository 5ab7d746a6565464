"""Which sentences may be quoted, and how much of them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter import news
from reporter.ledger import fill
from reporter.model.facts import FactSheet
from reporter.model.news import Entity, EntityKind, Item, Quote
from reporter.writing import quoting, write_offline
from reporter.writing.voice import Voice
from tests.writing.conftest import DESK, ITEMS, STORY, edition, make_item, prose


def quotable(monkeypatch: pytest.MonkeyPatch, *texts: str, item: Item = ITEMS[0]) -> list[str]:
    """Which of these sentences may be quoted, as they would be printed."""
    story = replace(STORY, items=(replace(item, summary=" ".join(texts)),))
    sheet = FactSheet(news.story_facts(story))
    given = tuple(
        Quote(item=item.id, field="summary", text=text, start=0, end=len(text)) for text in texts
    )
    monkeypatch.setattr(news, "best_sentences", lambda *_: given)
    return [excerpt.quoted for excerpt in quoting.excerpts(story, sheet, 5)]


LONG = (
    "The exchange said that margin for institutions would start this year, while the regulator "
    "kept every other condition that it had set out in its first letter to the company and its "
    "bankers."
)


def test_a_quote_is_cut_at_the_end_of_a_clause(monkeypatch: pytest.MonkeyPatch) -> None:
    (quote,) = quotable(monkeypatch, LONG)
    assert quote == (
        "“The exchange said that margin for institutions would start this year” (shortened)"
    )


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (
            "The exchange said that margin would start this year, while the regulator kept",
            "The exchange said that margin would start this year",
        ),
        (
            "The exchange today put out a set of rules for the margin of its members which",
            "The exchange today put out a set of rules",
        ),
        ("The exchange put its rules on the table of the house and", ""),
        ("The exchange “put” its rules on the table, and the house", ""),
    ],
)
def test_of_a_sentence_without_an_end_whole_clauses_are_quoted(
    text: str, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quotable(monkeypatch, text) == ([f"“{told}” (shortened)"] if told else [])


def test_a_quote_may_be_cut_after_a_companys_name(monkeypatch: pytest.MonkeyPatch) -> None:
    told = "FIS supplies the clearing systems for institutions through Kinetic Markets LLC"
    more = "Access by way of prime brokers is part of the plan that the exchange has made public."
    assert quotable(monkeypatch, f"{told}. {more}") == [f"“{told}” (shortened)"]


@pytest.mark.parametrize(
    "text",
    [
        "With margin through the merchant Kinetic Markets LLC it would post a part.",
        "In the spring the figure was reported as far lower than that.",
        "As a futures commission merchant the firm can stand between customers.",
        "Institutions could then post margin where full collateral was needed.",
        "An institution that holds contracts would post a part of that.",
    ],
)
def test_sentences_that_lean_on_others_are_not_quoted(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quotable(monkeypatch, text) == []


@pytest.mark.parametrize(
    "text",
    [
        "On Monday the regulator said it keeps all of its rules in place.",
        "With Kinetic Markets LLC approved, Kalshi can offer margin to institutions.",
        "The exchange says it offers margin to institutions from now on.",
    ],
)
def test_sentences_that_name_whom_they_mean_are_quoted(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert quotable(monkeypatch, text) == [f"“{text}”"]


@pytest.mark.parametrize(
    "text",
    [
        "Too short to quote.",
        "She said “we are ready to start” to the people in the room.",
        LONG.replace(",", ""),
        "The line has\x00 a control character in the middle of it.",
    ],
)
def test_unfit_sentences_are_not_quoted(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert quotable(monkeypatch, text) == []


def test_a_figure_may_be_quoted_where_it_is_a_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    bound = "Monthly volume on the Kalshi exchange was $10.4 billion in the end."
    unbound = "Kalshi was rated 7 by a panel of its own making, it seems."
    assert quotable(monkeypatch, bound) == [f"“{bound}”"]
    monkeypatch.setattr(news, "story_facts", lambda _: ())
    assert quotable(monkeypatch, bound) == []
    assert quotable(monkeypatch, unbound) == []


FIGURES = "Volume of $10.4 billion on Kalshi grew by 5% in March 2026 over 3 hours, or 7 bps."


def test_a_figure_may_be_quoted_where_another_item_says_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first = replace(ITEMS[0], summary=FIGURES)
    again = replace(ITEMS[1], summary=f"It is said: {FIGURES}")
    story = replace(STORY, items=(first, again))
    facts = news.story_facts(story)
    assert {fact.evidence.sentence for fact in facts if fact.evidence} == {FIGURES}
    said = "Kalshi had $10.4 billion, 5%, 7 bps and 3 hours in March 2026."
    quote = Quote(item=again.id, field="summary", text=said, start=0, end=len(said))
    monkeypatch.setattr(news, "best_sentences", lambda *_: (quote,))
    found = quoting.excerpts(story, FactSheet(facts), 5)
    assert [excerpt.text for excerpt in found] == [said]
    assert found[0].amounts == {"$10.4 billion", "5%", "7 bps", "3 hours"}


@pytest.mark.parametrize(
    "said",
    [
        "Kalshi had $10.5 billion on its books by the end.",
        "Kalshi had €10.4 billion on its books by the end.",
        "Kalshi had 10.4 billion of something by the end.",
        "Kalshi had 7% of something by the end of it.",
        "Kalshi had billions of something by the end of it.",
        "Kalshi had it all in April 2026 on its books.",
    ],
)
def test_a_figure_of_another_value_or_unit_may_not_be_quoted(
    said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = replace(STORY, items=(replace(ITEMS[0], summary=FIGURES),))
    sheet = FactSheet(news.story_facts(story))
    quote = Quote(item=ITEMS[0].id, field="summary", text=said, start=0, end=len(said))
    monkeypatch.setattr(news, "best_sentences", lambda *_: (quote,))
    assert quoting.excerpts(story, sheet, 5) == ()


def test_figures_of_another_story_do_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    other = replace(STORY, id="other", items=(replace(ITEMS[0], summary=FIGURES),))
    quote = Quote(item=ITEMS[0].id, field="summary", text=FIGURES, start=0, end=len(FIGURES))
    monkeypatch.setattr(news, "best_sentences", lambda *_: (quote,))
    sheet = FactSheet(news.story_facts(other))
    assert quoting.excerpts(STORY, sheet, 5) == ()
    assert len(quoting.excerpts(other, sheet, 5)) == 1


def test_an_outlet_is_quoted_twice_at_most_and_never_twice_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lines = [f"The committee of {name} met to talk about margin." for name in ("A", "B", "C")]
    assert len(quotable(monkeypatch, lines[0], *lines)) == 2


def test_braces_in_news_cannot_become_a_reference(monkeypatch: pytest.MonkeyPatch) -> None:
    said = "The file {{binance.filusdt.price}} shows that the affiliate may act as a merchant."
    hostile = make_item(
        1, "Harbour {{edition.desk.as_of}} Wire", "Kalshi {{edition.desk.conflicts}} cleared", said
    )
    quote = Quote(item=hostile.id, field="summary", text=said, start=0, end=len(said))
    monkeypatch.setattr(news, "best_sentences", lambda *_: (quote,))
    named = Entity(id="kalshi", name="Kalshi {{edition.desk.as_of}}", kind=EntityKind.COMPANY)
    story = replace(STORY, items=(hostile,), entities=(named,), outlets=(hostile.outlet,))
    outline, sheet = edition(stories=(story,))
    article = fill(
        write_offline(outline, sheet, DESK, Voice(outline.slug)), sheet, items=(hostile,)
    )
    text = prose(article)
    assert "The file" not in text
    assert "Kalshi { {edition.desk.as_of} }" in text
    assert "Harbour {{edition.desk.as_of}} Wire" in text
    assert "cleared" not in text


@pytest.mark.parametrize("text", ["{{", "}}", "{{{{a}}}}", "{{{", "a}}}b"])
def test_no_pair_of_braces_survives(text: str) -> None:
    safe = quoting.literal(text)
    assert "{{" not in safe
    assert "}}" not in safe
