"""How the story is told: names, quotes, confirmation, channels."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter import checking
from reporter.model.news import Entity, EntityKind, Story, Tier
from reporter.model.text import SectionKind
from tests.writing.conftest import (
    ITEMS,
    RELATED,
    STORY,
    edition,
    finished,
    make_item,
    prose,
    written,
)


def story(**changes: object) -> Story:
    return replace(STORY, **changes)  # type: ignore[arg-type]  # fields by name


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


def lede(*stories: Story) -> list[str]:
    _, article = written(stories=stories)
    return [line.text for line in article.sections[0].paragraphs[0].sentences]


def news_of(*stories: Story) -> str:
    return prose(written(stories=stories)[1], SectionKind.NEWS)


# press reports


def test_the_lede_opens_with_the_news_in_the_words_of_the_nearest_source() -> None:
    first, second, third = lede(STORY)
    assert first.startswith(
        "Kalshi leads the news on derivatives and clearing, as Harbour Wire reported on "
        "27 March 2026: “A Kalshi affiliate may now act"
    )
    assert second == (
        "In all, 2 outlets carry the story; no primary document is among their sources here."
    )
    assert third.startswith("Beside the news, the desk's engine measured FILUSDT: it trades at")


def test_a_story_without_a_name_is_told_by_theme_and_outlet() -> None:
    nameless = story(
        entities=(Entity(id="x", name="21Shares", kind=EntityKind.COMPANY),),
        themes=("inflation",),
        items=tuple(replace(item, published=None) for item in ITEMS),
    )
    _, article = written(stories=(nameless,))
    assert article.headline.text.startswith("Inflation News Leads the Edition While FIL Funding")
    assert article.sections[1].heading == "What Does the Lead Story Say?"
    assert "News on inflation leads the edition, as Ledger Post reported: “" in prose(article)
    assert "The next report could be the catalyst" in prose(article)


def test_what_happened_and_what_it_amounts_to_are_told_apart() -> None:
    _, article = written()
    happened, sums, _ = article.sections[1].paragraphs
    assert happened.sentences[0].text.startswith("In the words of Ledger Post: “Institutions")
    assert sums.sentences[0].text == (
        "On the figures involved, Harbour Wire writes: “Monthly volume on the exchange was "
        "$10.4 billion, the company said.”"
    )


def many() -> Story:
    """Seven items of five outlets, three of them with sums, two of which are the same."""
    lines = (
        ("Record Office of Trade", Tier.PRIMARY, "The file shows a licence for Kalshi in spring."),
        ("Ledger Post", Tier.MAJOR, "The file shows a licence for Kalshi in spring, it seems."),
        ("Ledger Post", Tier.MAJOR, "Kalshi raised $1 billion at a valuation of $22 billion."),
        ("Bay Wire", Tier.OTHER, "Brokers of Kalshi traded $10.4 billion in a single month."),
        ("Bay Wire", Tier.OTHER, "Monthly volume at Kalshi came to $10.4 billion in all."),
        ("Quay News", Tier.OTHER, "Prime brokers prepare access for institutions this spring."),
        ("Cove Times", Tier.OTHER, "Clearing firms welcome leverage beside full collateral."),
    )
    items = tuple(
        make_item(20 + number, name, f"Kalshi title {'abcdefg'[number]}", text, tier)
        for number, (name, tier, text) in enumerate(lines)
    )
    outlets = tuple(dict.fromkeys(item.outlet for item in items))
    return story(items=items, outlets=outlets)


def test_rich_material_is_quoted_from_many_outlets_and_nothing_twice() -> None:
    _, article = written(stories=(many(),))
    quotes = [
        line for part in article.sections[:2] for p in part.paragraphs for line in p.sentences
    ]
    said = [line.quote for line in quotes if line.quote]
    assert said[0] == "The file shows a licence for Kalshi in spring."
    assert len(said) == len(set(said)) == 5
    assert not any("it seems" in text for text in said)
    assert sum("$10.4 billion" in text for text in said) == 1
    assert sum("$22 billion" in text for text in said) == 1
    assert "In all, 5 outlets carry the story, and the one quoted is its primary source." in prose(
        article
    )


def test_without_sums_more_is_told_of_what_happened() -> None:
    plain = [one for one in many().items if "billion" not in one.summary]
    extra = make_item(
        40, "Dune Press", "Kalshi title z", "Regulators weigh all margin rules calmly."
    )
    section = written(stories=(story(items=(*plain, extra)),))[1].sections[1]
    assert len(section.paragraphs[0].sentences) == 4
    assert section.paragraphs[0].sentences[2].text.startswith("Quay News further reports: “")
    assert section.paragraphs[0].sentences[3].text == "The text gives no figure for its size."


def test_a_primary_source_that_is_not_quoted_is_named() -> None:
    record = make_item(30, "Record Office", "A record of Kalshi", "Short.", Tier.PRIMARY)
    given = story(items=(*ITEMS, record), outlets=(*STORY.outlets, "Record Office"))
    assert "In all, 3 outlets carry the story, with Record Office as its primary source." in lede(
        given
    )


def test_a_single_outlet_is_said_to_be_one() -> None:
    alone = story(items=(ITEMS[1],), outlets=("Ledger Post",))
    assert lede(alone)[1] == (
        "No other outlet in this edition carries it, and no primary document confirms it."
    )
    primary = story(items=(replace(ITEMS[1], tier=Tier.PRIMARY),), outlets=("Ledger Post",))
    assert lede(primary)[1] == (
        "No other outlet in this edition carries it, but its source is a primary one."
    )
    assert "The act is on record with a primary source" in prose(written(stories=(primary,))[1])


def test_the_only_quote_answers_the_question_and_the_lede_takes_the_headline() -> None:
    alone = story(items=(ITEMS[1],), outlets=("Ledger Post",))
    assert lede(alone)[0].endswith(
        ": Ledger Post ran “Margin comes to event contracts” on 27 March 2026."
    )
    assert "In the words of Ledger Post: “Institutions" in news_of(alone)


def test_a_second_headline_answers_where_no_sentence_can() -> None:
    items = tuple(replace(item, summary="") for item in ITEMS)
    assert "Harbour Wire ran “Kalshi affiliate cleared" in lede(story(items=items))[0]
    assert "Ledger Post sums it up as “Margin comes to event contracts”." in news_of(
        story(items=items)
    )


def test_unquotable_stories_send_the_reader_to_the_sources() -> None:
    loud = make_item(8, "Harbour Wire", "He said “we will see” about it", "It did so.")
    alone = story(items=(loud,), outlets=("Harbour Wire",))
    assert "no short quotation" in news_of(alone)
    assert lede(alone)[0].endswith(", as Harbour Wire reported on 27 March 2026.")


def test_related_stories_are_told_in_differing_words() -> None:
    kin = tuple(
        replace(
            RELATED,
            id=f"kin-{name}",
            items=(make_item(50 + number, f"{name} Wire", f"Cboe plans {name} at last", "No."),),
        )
        for number, name in enumerate(("Ash", "Birch", "Cedar"))
    )
    text = news_of(STORY, *kin)
    assert "On a related matter, Ash Wire published “Cboe plans Ash at last” on 25 March" in text
    assert "Alongside it, “Cboe plans Birch at last” came from Birch Wire on 25 March" in text
    assert "Further afield, Cedar Wire ran “Cboe plans Cedar at last” on 25 March" in text


def test_only_related_stories_with_a_short_title_are_named() -> None:
    long = replace(RELATED.items[0], title=" ".join(["word"] * 30))
    assert "On a related matter" not in news_of(STORY, replace(RELATED, items=(long,)))


# releases of a body

FED = Entity(id="fed", name="Federal Reserve", kind=EntityKind.REGULATOR)


def release(title: str, summary: str = "", number: int = 60, **changes: object) -> Story:
    item = make_item(number, "Federal Reserve", title, summary, Tier.PRIMARY)
    given: dict[str, object] = {
        "id": f"release-{number}",
        "items": (item,),
        "entities": (FED,),
        "themes": ("monetary-policy",),
        "outlets": ("Federal Reserve",),
    }
    return story(**(given | changes))


def test_a_release_is_published_by_its_body_under_its_title() -> None:
    fed = release("Federal Reserve issues FOMC statement")
    first, second, _ = lede(fed)
    assert first == (
        "The Federal Reserve published “Federal Reserve issues FOMC statement” on 25 March 2026."
    )
    assert second == "No other outlet in this edition carries it; the source is the body itself."
    _, article = written(stories=(fed,))
    assert article.sections[1].heading == "What Does the Federal Reserve Story Say?"
    assert prose(article, SectionKind.NEWS) == (
        "By its heading, the release concerns monetary policy; the feed carries no further text. "
        "What it changes has to be read in the document itself."
    )
    assert "The Federal Reserve's next step could be the catalyst" in prose(article)


def test_a_second_release_of_the_day_stands_in_the_lede_and_not_again_below() -> None:
    fed = release("Federal Reserve issues FOMC statement")
    more = release("Federal Reserve releases economic projections", number=61)
    other = release("Federal Reserve speaks on policy", number=80)
    undated = release("Federal Reserve opens a window", number=62)
    undated = replace(undated, items=(replace(undated.items[0], published=None),))
    _, article = written(stories=(fed, undated, other, more))
    text = prose(article)
    assert (
        "From the same source, on the same day, came “Federal Reserve releases economic "
        "projections”." in text
    )
    assert text.count("Federal Reserve releases economic projections") == 1
    assert "On a related matter, the Federal Reserve published “Federal Reserve opens" in text
    assert "No other outlet in this edition carries it; the source is the body itself." in text


def test_a_release_with_a_text_is_quoted() -> None:
    fed = release(
        "Federal Reserve issues FOMC statement",
        "The committee keeps the target range where it was. Members agreed on the path of "
        "reserves for the year.",
    )
    _, second, _ = lede(fed)
    assert second.startswith("The Federal Reserve states: “")
    text = news_of(fed)
    assert text.startswith("In the words of the Federal Reserve: “")
    assert "No other outlet" in text


LONG_TITLE = (
    "Federal Reserve Board announces it has made the joint findings with the Office of the "
    "Comptroller of the Currency required for a request to be granted by the other agency this "
    "year"
)


def test_a_long_title_of_a_notice_is_cut_and_says_so() -> None:
    occ = Entity(id="occ", name="OCC", kind=EntityKind.REGULATOR)
    bank = Entity(id="bank", name="Morgan Stanley", kind=EntityKind.COMPANY)
    notice = release(LONG_TITLE, entities=(FED, occ, bank), themes=())
    assert lede(notice)[0] == (
        "The Federal Reserve published a notice on 25 March 2026 under the heading “Federal "
        "Reserve Board announces it has made the joint findings with the Office of the "
        "Comptroller of the Currency” (shortened)."
    )
    assert (
        "By its heading, the release concerns the Federal Reserve, the OCC and Morgan Stanley;"
        in news_of(notice)
    )


def test_a_title_that_cannot_be_cut_is_left_out() -> None:
    assert lede(release(" ".join(["word"] * 30)))[0] == (
        "The Federal Reserve published a notice on 25 March 2026."
    )


def test_a_feed_of_a_body_speaks_with_the_bodys_name() -> None:
    sec = Entity(id="sec", name="SEC", kind=EntityKind.REGULATOR)
    item = make_item(
        60, "SEC press releases", "SEC sets a date for its round table", "", Tier.PRIMARY
    )
    given = story(items=(item,), entities=(sec,), themes=("enforcement",), outlets=(item.outlet,))
    assert lede(given)[0] == (
        "The SEC issued “SEC sets a date for its round table” on 25 March 2026."
    )


CUT = (
    "Kalshi said that margin for institutions would start this year, while the regulator kept "
    "every other condition that it had set out in its first letter to the company and its bankers."
)


def test_a_cut_quote_says_that_it_is_one() -> None:
    told = story(items=(replace(ITEMS[1], summary=CUT),), outlets=("Ledger Post",))
    assert news_of(told).startswith(
        "In the words of Ledger Post: “Kalshi said that margin for institutions would start this "
        "year” (shortened). "
    )


# bare filings


def filing(summary: str, **changes: object) -> Story:
    item = make_item(
        70, "EDGAR 8-K", "8-K - Bakkt, Inc. (0001820302) (Filer)", summary, Tier.PRIMARY
    )
    bakkt = Entity(id="bakkt", name="Bakkt", kind=EntityKind.COMPANY)
    given: dict[str, object] = {
        "id": "bakkt",
        "items": (item,),
        "entities": (bakkt,),
        "themes": ("deals",),
        "outlets": (item.outlet,),
    }
    return story(**(given | changes))


def test_a_bare_filing_is_called_one_and_its_subjects_are_named() -> None:
    told = filing(
        "Size: 212 KB Item 2.01: Completion of Acquisition or Disposition of Assets Item 5.01: "
        "Changes in Control of Registrant Item 9.01: Financial Statements and Exhibits"
    )
    first, second, _ = lede(told)
    assert first == (
        "Bakkt made a regulatory filing on 24 March 2026; EDGAR 8-K lists it as “8-K - Bakkt, "
        "Inc. (0001820302) (Filer)”."
    )
    assert second.startswith("It is a bare filing:")
    assert news_of(told) == (
        "The filing names “Completion of Acquisition or Disposition of Assets” and “Changes in "
        "Control of Registrant” among its subjects. Amounts and parties are left to the document "
        "itself."
    )


def test_a_filing_without_subjects_or_filer_says_little() -> None:
    told = filing("Size: 212 KB", entities=())
    assert lede(told)[0].startswith("A bare filing of 24 March 2026 leads the edition; EDGAR 8-K")
    assert news_of(told).startswith("It says little, since the entry holds no heading")
    item = replace(told.items[0], title=f"8-K - {'word ' * 30}(0001820302) (Filer)")
    assert (
        lede(replace(told, items=(item,)))[0] == "A bare filing of 24 March 2026 leads the edition."
    )


@pytest.mark.parametrize(
    "stories",
    [
        (many(),),
        (release("Federal Reserve issues FOMC statement"), release("Federal Reserve acts", "", 61)),
        (release(LONG_TITLE, themes=()),),
        (filing("Item 2.01: Completion of Acquisition or Disposition of Assets"), RELATED),
        (story(items=(replace(ITEMS[1], summary=CUT), ITEMS[0])), RELATED),
    ],
    ids=["many", "releases", "notice", "filing", "cut"],
)
def test_the_independent_checker_agrees_with_every_opening(stories: tuple[Story, ...]) -> None:
    _, sheet = edition(stories=stories)
    verdict = checking.check(finished(written(stories=stories)[1]), sheet)
    assert verdict.findings == ()
