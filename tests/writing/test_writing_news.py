"""How the story is told: names, quotes, confirmation, channels."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter import checking, ledger
from reporter.model.news import Entity, EntityKind, Item, Story, Tier
from reporter.model.text import Article, Draft, SectionKind, Stance
from reporter.news import themes
from reporter.writing import write_offline
from reporter.writing.voice import MOST, Voice
from tests.writing.conftest import (
    DESK,
    ITEMS,
    RELATED,
    STORY,
    edition,
    finished,
    make_item,
    make_setup,
    prose,
    sentences,
    written,
)
from tests.writing.stories import (
    ALONE,
    EDITIONS,
    FED,
    FILECOIN,
    KINDS,
    drafts_of,
    editions,
    lede,
    many,
    masked,
    news_of,
    own,
    quotes_in,
    story,
)


@pytest.fixture(params=KINDS, name="told")
def _told(request: pytest.FixtureRequest) -> tuple[tuple[Draft, Article], ...]:
    return editions(*KINDS[request.param])


# over the editions


@pytest.mark.parametrize(
    "kind",
    [
        "press",
        "press, nameless",
        "press, titles only",
        "press, unquotable",
        "press, no theme or name",
        "release",
        "notice, long title",
        "filing",
    ],
)
def test_over_twenty_editions_no_lede_repeats_and_no_sentence_stands_too_often(kind: str) -> None:
    drafts = drafts_of(*edition(stories=KINDS[kind]), EDITIONS)
    openings = {masked(draft.sections[0].paragraphs[0].sentences[0]) for draft in drafts}
    assert len(openings) == EDITIONS
    stands = Counter(text for draft in drafts for text in {masked(line) for line in own(draft)})
    assert {text: count for text, count in stands.items() if count > MOST} == {}


def test_every_wording_is_a_whole_sentence_with_its_source(
    told: tuple[tuple[Draft, Article], ...],
) -> None:
    for draft, article in told:
        for sentence in own(article):
            plain = re.sub("“[^”]*”", "“”", sentence.text)
            assert sentence.text == sentence.text.strip()
            assert not re.search(r"  | [.,;:]|\.\.|,,|,\.|[|{}]|\$[a-z]", plain), sentence.text
            assert not plain[0].islower(), plain
            assert sentence.sources or sentence.stance is not Stance.REPORTED
            assert not sentence.quote or f"“{sentence.quote}" in sentence.text, sentence.text
        for sentence in list(own(article))[1:]:
            assert sentence.text.endswith((".", ".”", "!”", "?”")), sentence.text
        for sentence in own(draft):
            bare = re.sub("“[^”]*”", "", ledger.REFERENCE.sub("", sentence.text))
            assert not re.search(r"\d", bare), bare


def test_the_independent_checker_agrees() -> None:
    for stories in KINDS.values():
        _, sheet = edition(stories=stories)
        for _, article in editions(*stories)[:2]:
            assert checking.check(finished(article), sheet).findings == ()


def test_headings_of_the_news_are_questions(told: tuple[tuple[Draft, Article], ...]) -> None:
    for _, article in told:
        news, market = article.sections[1].heading, article.sections[2].heading
        assert news.endswith("?")
        assert market.endswith("?")
        assert "FIL" in market


def test_headlines_are_short_and_hold_a_figure(told: tuple[tuple[Draft, Article], ...]) -> None:
    for _, article in told:
        assert len(article.headline.text) <= 64, article.headline.text
        assert len(article.headline.text.split()) <= 12
        assert "−0.0406%" in article.headline.text


def test_a_headline_that_cannot_be_short_is_as_short_as_it_can() -> None:
    told = story(entities=(), themes=("prediction-markets",))
    _, article = written(make_setup("1000PEPEUSDT"), stories=(told,))
    assert 64 < len(article.headline.text) <= 75
    assert len(article.headline.text.split()) <= 12


def test_inference_is_hedged_in_every_wording(told: tuple[tuple[Draft, Article], ...]) -> None:
    hedge = re.compile(r"\b(?:could|may|might|plausible|perhaps)\b")
    for draft, _ in told:
        market = draft.section(SectionKind.MARKET)
        assert market is not None
        lines = [line for part in market.paragraphs for line in part.sentences]
        inferred = [line for line in lines if line.stance is Stance.INFERENCE]
        assert len(inferred) >= 3
        assert all(hedge.search(line.text) for line in inferred)


# press reports


def test_the_lede_names_whom_the_news_is_about_and_quotes_the_nearest_source() -> None:
    for _, article in editions():
        first, second, third = lede(article)
        assert "Kalshi" in first
        assert "derivatives and clearing" in first
        assert "Harbour Wire" in first
        assert "27 March 2026" in first
        assert "“A Kalshi affiliate may now act" in first
        assert "2 outlets" in second
        assert re.search("primary|second hand|the body concerned", second)
        assert "FILUSDT" in third
        assert "$0.836" in third


def test_a_story_without_a_name_is_told_by_theme_and_outlet() -> None:
    for _, article in editions(*KINDS["press, nameless"]):
        assert "inflation" in lede(article)[0]
        assert "21Shares" not in prose(article)
        assert "Lead Story" in article.sections[1].heading


def test_a_story_without_a_theme_claims_none() -> None:
    for _, article in editions(*KINDS["press, no theme or name"]):
        assert "the wider market" not in prose(article)
    for _, article in editions(*KINDS["press, no theme"]):
        assert "Market News" not in article.headline.text
        assert "Kalshi" in lede(article)[0]


def test_what_happened_and_what_it_amounts_to_are_told_apart() -> None:
    for _, article in editions():
        happened, sums, near = article.sections[1].paragraphs
        assert "Ledger Post" in happened.sentences[0].text
        assert "“Institutions will be able" in happened.sentences[0].text
        assert "“Monthly volume on the exchange was $10.4 billion" in sums.sentences[0].text
        assert "“Cboe plans contracts with partial payouts”" in near.sentences[0].text


def test_rich_material_is_quoted_from_many_outlets_and_nothing_twice() -> None:
    for _, article in editions(many()):
        said = [one.rstrip(".") for one in quotes_in(article)]
        assert said[0] == "The file shows a licence for Kalshi in spring"
        assert len(said) == len(set(said)) == 5
        assert not any("it seems" in text for text in said)
        assert sum("$10.4 billion" in text for text in said) == 1
        assert sum("$22 billion" in text for text in said) == 1
        assert "5 outlets" in lede(article)[1]
        assert re.search("quot|words", lede(article)[1], re.IGNORECASE)


def test_without_sums_more_is_told_of_what_happened() -> None:
    plain = [one for one in many().items if "billion" not in one.summary]
    extra = make_item(
        40, "Dune Press", "Kalshi title z", "Regulators weigh all margin rules calmly."
    )
    section = written(stories=(story(items=(*plain, extra)),))[1].sections[1]
    lines = section.paragraphs[0].sentences
    assert len(lines) == 4
    assert "Quay News" in lines[2].text
    assert not lines[3].quote
    assert lines[3].stance is Stance.FRAME


def test_a_primary_source_that_is_not_quoted_is_named() -> None:
    record = make_item(30, "Record Office", "A record of Kalshi", "Short.", Tier.PRIMARY)
    given_ = story(items=(*ITEMS, record), outlets=(*STORY.outlets, "Record Office"))
    for _, article in editions(given_):
        assert "3 outlets" in lede(article)[1]
        assert "Record Office" in lede(article)[1]


def test_a_single_outlet_is_said_to_be_one_and_whether_it_is_primary() -> None:
    primary = replace(ALONE, items=(replace(ITEMS[1], tier=Tier.PRIMARY),))
    for _, article in editions(ALONE):
        assert "no primary" in lede(article)[1].lower() or "primary document" in lede(article)[1]
    for _, article in editions(primary):
        assert re.search("primary|first-hand", lede(article)[1])
        assert "no primary" not in lede(article)[1].lower()


def test_the_only_quote_answers_the_question_and_the_lede_takes_the_headline() -> None:
    for _, article in editions(ALONE):
        assert "“Margin comes to event contracts”" in lede(article)[0]
        assert "“Institutions will be able" in news_of(article)


def test_a_second_headline_answers_where_no_sentence_can() -> None:
    for _, article in editions(*KINDS["press, titles only"]):
        assert "“Kalshi affiliate cleared" in lede(article)[0]
        assert "“Margin comes to event contracts”" in news_of(article)
        assert "figure" not in news_of(article)


def test_unquotable_stories_send_the_reader_to_the_sources() -> None:
    for kind in ("press, unquotable", "press, one title"):
        for _, article in editions(*KINDS[kind]):
            first = article.sections[1].paragraphs[0].sentences[0]
            assert re.search("source|heading", first.text)
            assert first.stance is Stance.FRAME


def test_a_quote_may_stand_before_its_outlet_without_its_full_stop() -> None:
    lines = [line for _, article in editions() for line in own(article)]
    before = [line for line in lines if line.quote and re.search("”, |”: that", line.text)]
    assert before
    assert all(not line.quote.endswith(".") for line in before)


def test_a_quote_that_ends_with_an_abbreviation_keeps_its_stop() -> None:
    told = "The merchant has been known as Kinetic Markets LLC since it joined Acme Corp."
    short = replace(ITEMS[1], summary=told)
    for _, article in editions(replace(ALONE, items=(short,))):
        assert "Acme Corp.”" in news_of(article)


def test_related_stories_are_told_in_differing_words() -> None:
    kin = tuple(
        replace(
            RELATED,
            id=f"kin-{name}",
            items=(make_item(50 + number, f"{name} Wire", f"Cboe plans {name} at last", "No."),),
        )
        for number, name in enumerate(("Ash", "Birch", "Cedar"))
    )
    for draft, article in editions(STORY, *kin):
        near = draft.sections[1].paragraphs[-1].sentences
        assert len({masked(line) for line in near}) == 3
        text = news_of(article)
        for name in ("Ash", "Birch", "Cedar"):
            assert f"“Cboe plans {name} at last”" in text
            assert f"{name} Wire" in text
        assert text.count("25 March 2026") == 3


def test_only_related_stories_with_a_short_title_are_named() -> None:
    long = replace(RELATED.items[0], title=" ".join(["word"] * 30))
    _, article = written(stories=(STORY, replace(RELATED, items=(long,))))
    assert "word word" not in news_of(article)
    assert len(article.sections[1].paragraphs) == 2


def test_a_person_is_named_after_the_company_and_before_the_asset() -> None:
    person = Entity(id="tarek", name="Tarek Mansour", kind=EntityKind.PERSON)
    for entities, who in (
        ((FILECOIN, person, *STORY.entities), "Kalshi"),
        ((FILECOIN, person), "Tarek Mansour"),
    ):
        _, article = written(stories=(story(entities=entities),))
        assert who in lede(article)[0]


# how it reaches the market


def test_a_story_about_the_symbols_own_asset_says_so() -> None:
    for _, article in editions(*KINDS["the asset itself"]):
        text = prose(article, SectionKind.MARKET)
        assert "FIL" in article.sections[2].paragraphs[0].sentences[0].text
        assert re.search("names its asset|story names|its asset is in|mentions the asset", text)
        assert "only indirectly" not in text.lower()
        assert len(article.sections[2].paragraphs[-1].sentences) == 1


def test_the_bridge_gives_the_reason_for_the_symbol_and_parts_news_from_signal() -> None:
    for _, article in editions():
        why, apart = article.sections[2].paragraphs[-1].sentences
        assert "FILUSDT" in why.text
        assert "3 symbols measured" in why.text
        assert "middle of its own" in why.text
        assert apart.stance is Stance.FRAME


WORDS = st.sampled_from(
    ["Kalshi", "margin", "said", "$5 million", "the", "rose", "it", "{{x}}", "“", "7", "U.S."]
)
TEXTS = st.lists(WORDS, max_size=30).map(lambda words: " ".join(words) + ".")
OUTLETS = st.sampled_from(["Bay Wire", "Federal Reserve", "SEC press releases", "EDGAR 8-K"])
THEMES = st.sampled_from(["", "unknown", *(theme.id for theme in themes())])


@st.composite
def shapes(draw: st.DrawFn) -> Story:
    items: list[Item] = []
    for number in range(draw(st.integers(1, 4))):
        title = draw(st.one_of(TEXTS, st.just("8-K - Acme, Inc. (0001820302) (Filer)")))
        item = make_item(
            90 + number, draw(OUTLETS), title, draw(TEXTS), draw(st.sampled_from(Tier))
        )
        items.append(item if draw(st.booleans()) else replace(item, published=None))
    named = [FED, FILECOIN, *STORY.entities]
    return story(
        items=tuple(items),
        outlets=tuple(dict.fromkeys(item.outlet for item in items)),
        entities=tuple(draw(st.lists(st.sampled_from(named), max_size=3, unique=True))),
        themes=tuple(filter(None, [draw(THEMES), draw(THEMES)])),
    )


@settings(max_examples=60, deadline=None)
@given(shapes(), st.integers(0, 10**6))
def test_whatever_the_storys_shape_every_sentence_holds(given_: Story, seed: int) -> None:
    outline, sheet = edition(stories=(given_, RELATED))
    draft = write_offline(outline, sheet, DESK, Voice(str(seed)))
    items = [item for one in (outline.story, *outline.related) for item in one.items]
    for line in sentences(ledger.fill(draft, sheet, items=items)):
        assert line.text.strip()
        assert line.sources or line.stance is not Stance.REPORTED
