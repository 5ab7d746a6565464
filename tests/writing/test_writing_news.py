"""How the story is told: names, quotes, confirmation, channels."""

from __future__ import annotations

from dataclasses import replace

from reporter.model.news import Entity, EntityKind, Story, Tier
from reporter.model.text import SectionKind
from tests.writing.conftest import ITEMS, RELATED, STORY, make_item, prose, written


def story(**changes: object) -> Story:
    return replace(STORY, **changes)  # type: ignore[arg-type]  # fields by name


def test_a_story_without_a_name_is_told_by_theme_and_outlet() -> None:
    nameless = story(
        entities=(Entity(id="x", name="21Shares", kind=EntityKind.COMPANY),),
        themes=("inflation",),
        items=(replace(ITEMS[0], published=None), ITEMS[1]),
    )
    _, article = written(stories=(nameless,))
    assert article.headline.text.startswith("Inflation News Leads the Edition While FIL Funding")
    assert article.sections[1].heading == "What Does the Lead Story Say?"
    assert "The lead story concerns inflation, as Harbour Wire published and" in prose(article)
    assert "The next report could be the catalyst" in prose(article)


def test_bodies_take_an_article() -> None:
    reserve = Entity(id="fed", name="Federal Reserve", kind=EntityKind.REGULATOR)
    _, article = written(stories=(story(entities=(reserve,), themes=("monetary-policy",)),))
    assert "The Federal Reserve stands at the centre of a story on monetary policy" in prose(
        article
    )
    assert "The Federal Reserve's next step could be the catalyst" in prose(article)
    assert "What Does the Federal Reserve Story Say?" in [one.heading for one in article.sections]


def test_a_single_outlet_and_a_primary_source_are_said() -> None:
    first = replace(ITEMS[0], tier=Tier.PRIMARY)
    _, article = written(stories=(story(items=(first,), outlets=("Harbour Wire",)),))
    text = prose(article, SectionKind.NEWS)
    assert "A single outlet carries it" in text
    assert "Among the sources is the body or issuer itself." in text
    assert "The act is on record with a primary source" in prose(article)


def test_a_story_without_figures_says_so() -> None:
    plain = story(items=(ITEMS[1],))
    assert "The text gives no figure for its size." in prose(written(stories=(plain,))[1])
    assert "no figure for its size" not in prose(written()[1])


def test_a_themeless_story_gets_the_fallback_channel() -> None:
    _, article = written(stories=(story(themes=("administrative",)),))
    assert "the appetite for risk that markets share" in prose(article, SectionKind.MARKET)


def test_a_story_about_the_symbols_own_asset_says_so() -> None:
    filecoin = Entity(id="filecoin", name="Filecoin", kind=EntityKind.ASSET, ticker="FIL")
    _, article = written(stories=(story(entities=(*STORY.entities, filecoin)),))
    text = prose(article, SectionKind.MARKET)
    assert "The story names FIL itself" in text
    assert "it is the contract on an asset that the story names" in text
    assert "No source connects" not in text


def test_only_related_stories_with_a_short_title_are_named() -> None:
    long = replace(RELATED.items[0], title=" ".join(["word"] * 30))
    _, article = written(stories=(STORY, replace(RELATED, items=(long,))))
    assert "On a related matter" not in prose(article)
    assert "On a related matter, Harbour Wire published “Cboe plans" in prose(written()[1])


def test_titles_answer_where_nothing_can_be_quoted() -> None:
    item = make_item(7, "Harbour Wire", "Rules for event contracts change", "It did so.")
    _, article = written(stories=(story(items=(item,), outlets=("Harbour Wire",)),))
    assert "It was first seen on 27 March 2026." in prose(article, SectionKind.LEDE)
    assert "Harbour Wire sums it up as “Rules for event contracts change”." in prose(
        article, SectionKind.NEWS
    )


def test_unquotable_stories_send_the_reader_to_the_sources() -> None:
    loud = make_item(8, "Harbour Wire", "He said “we will see” about it", "It did so.")
    _, article = written(stories=(story(items=(loud,), outlets=("Harbour Wire",)),))
    assert "no short quotation" in prose(article, SectionKind.NEWS)


def test_the_only_quote_answers_the_question_and_the_lede_takes_the_headline() -> None:
    _, article = written(stories=(story(items=(ITEMS[1],), outlets=("Ledger Post",)),))
    lede = prose(article, SectionKind.LEDE)
    assert "Ledger Post runs it under the headline “Margin comes to event contracts”." in lede
    assert "Ledger Post puts it in these words: “Institutions" in prose(article, SectionKind.NEWS)


def test_where_a_headline_is_the_only_quote_the_lede_takes_another_one() -> None:
    items = tuple(replace(item, summary="") for item in ITEMS)
    _, article = written(stories=(story(items=items),))
    assert "Harbour Wire puts it in these words: “Kalshi affiliate" in prose(article)
    assert "Ledger Post runs it under the headline “Margin comes" in prose(article)
