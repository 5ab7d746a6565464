"""A story that led before says so: in its headline, and in one sentence on what is new."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from reporter import ledger, news
from reporter.model.news import Earlier, Novelty, NoveltyKind, Story
from reporter.model.text import Article, SectionKind
from reporter.numerals import read
from reporter.writing.offline import write_offline
from reporter.writing.voice import Voice
from reporter.writing.wordings import slots_of, wordings
from tests.writing.chatting import Answer, serving, told_with
from tests.writing.conftest import AS_OF, DESK, STORY, edition, prose
from tests.writing.stories import lede, release

DAY = AS_OF - timedelta(days=1)
EARLIER = Earlier(first=DAY, last=DAY, led=DAY)


def figure(story: Story) -> Novelty:
    (fact,) = news.story_facts(story)
    return Novelty(
        kind=NoveltyKind.FIGURE, words="$10.4 billion", outlet=fact.source.name, fact=fact.id
    )


def update(story: Story, *new: Novelty) -> Article:
    """The article on a story that led the day before and has this since."""
    told = replace(story, earlier=EARLIER, news=new)
    outline, sheet = edition(stories=(told,))
    draft = write_offline(outline, sheet, DESK, Voice(outline.slug))
    return ledger.fill(draft, sheet, items=told.items)


def test_headline_and_second_sentence_tell_of_the_update() -> None:
    article = update(STORY, figure(STORY))
    assert article.headline.text.startswith("Update: ")
    assert len(article.headline.text) <= 64
    assert len(article.headline.text.split()) <= 12
    first, second, third = lede(article)
    assert "26 March 2026" in second
    assert "the figure $10.4 billion" in second
    assert "Harbour Wire" in second
    assert "2 outlets" in prose(article, SectionKind.NEWS)
    assert "26 March 2026" not in first + third


def test_a_new_figure_that_nobody_answers_for_is_told_as_unconfirmed() -> None:
    title = "Kalshi fine may be cut to $1.1 billion, people familiar with the matter say"
    story = replace(STORY, items=(replace(STORY.items[0], title=title, summary=""),))
    (fact,) = news.story_facts(story)
    assert fact.evidence is not None
    assert fact.evidence.hearsay
    new = replace(figure(story), words="$1.1 billion")
    assert "an unconfirmed figure of $1.1 billion" in lede(update(story, new))[1]


def test_without_an_earlier_lead_nothing_is_said() -> None:
    told = replace(STORY, earlier=replace(EARLIER, led=None), news=(figure(STORY),))
    outline, sheet = edition(stories=(told,))
    draft = write_offline(outline, sheet, DESK, Voice(outline.slug))
    assert not draft.headline.text.startswith("Update")
    assert f"story.{told.id}.led" not in sheet


def test_a_release_keeps_its_quotations_for_the_news_section() -> None:
    story = release(
        "Federal Reserve Board consults on margin rules",
        "The Board invites comment on margin rules for event contracts at banks. "
        "Comments on the proposal are invited from all members of the public.",
    )
    new = Novelty(kind=NoveltyKind.PRIMARY, words="Federal Reserve", outlet="Federal Reserve")
    article = update(story, new)
    assert "a primary source" in lede(article)[1]
    assert "“The Board invites comment" in prose(article, SectionKind.NEWS)


@pytest.mark.parametrize("message", ["update", "figure", "hearsay", "date", "primary"])
def test_wordings_hold_no_figure(message: str) -> None:
    for wording in wordings(f"updates.{message}"):
        assert read(wording) == ()
        assert message != "update" or (
            wording.endswith(".") and slots_of(wording) == {"day", "new"}
        )
    assert len(wordings("updates.update")) >= 7


def test_a_models_headline_keeps_the_mark_of_an_update() -> None:
    told = replace(STORY, earlier=EARLIER, news=(figure(STORY),))
    outline, sheet = edition(stories=(told,))
    planned = write_offline(outline, sheet, DESK, Voice(outline.slug)).headline.text

    def unmarked(_part: str, key: str, answer: Answer) -> None:
        if key == "headline":
            answer["text"] = answer["text"].removeprefix("Update: ")

    with serving() as server:
        server.edits(unmarked)
        draft = told_with(server, outline, sheet)
    assert draft.headline.text == planned
    assert draft.notes[0].startswith("model not used for the headline: a headline opens with")
