"""How first-hand news is told: releases of a body, and bare filings."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reporter.model.news import Entity, EntityKind, Tier
from tests.writing.conftest import (
    ITEMS,
    make_item,
    prose,
    written,
)
from tests.writing.stories import (
    ALONE,
    CUT,
    FED,
    KINDS,
    LONG_TITLE,
    STATEMENT,
    SUBJECTS,
    editions,
    filing,
    lede,
    news_of,
    release,
    story,
)

# releases of a body


def test_a_release_is_issued_by_its_body_under_its_title() -> None:
    for _, article in editions(*KINDS["release"]):
        first, second, _ = lede(article)
        assert f"“{STATEMENT}”" in first
        assert re.search("the Federal Reserve", first, re.IGNORECASE)
        assert "25 March 2026" in first
        assert re.search("body|first-hand|nearer", second)
        assert "Federal Reserve" in article.sections[1].heading
        assert "monetary policy" in news_of(article)
        assert "document" in news_of(article)


def test_a_release_whose_text_cannot_be_quoted_is_not_said_to_have_none() -> None:
    for _, article in editions(*KINDS["release, unquotable"]):
        assert not re.search("no (?:further )?text|no more than", news_of(article))


def test_a_second_release_of_the_day_stands_in_the_lede_and_not_again_below() -> None:
    fed = release(STATEMENT)
    more = release("Federal Reserve releases economic projections", number=61)
    other = release("Federal Reserve speaks on policy", number=80)
    undated = release("Federal Reserve opens a window", number=62)
    undated = replace(undated, items=(replace(undated.items[0], published=None),))
    for _, article in editions(fed, undated, other, more):
        text = prose(article)
        assert text.count("Federal Reserve releases economic projections") == 1
        assert "“Federal Reserve releases economic projections”" in lede(article)[1]
        assert "“Federal Reserve opens a window”" in news_of(article)
        assert re.search("body|first-hand|nearer", news_of(article))


def test_a_release_with_a_text_is_quoted() -> None:
    for _, article in editions(*KINDS["release with a text"]):
        assert "“The committee keeps" in lede(article)[1]
        assert "“Members agreed" in news_of(article)


def test_a_long_title_of_a_notice_is_cut_and_says_so() -> None:
    occ = Entity(id="occ", name="OCC", kind=EntityKind.REGULATOR)
    bank = Entity(id="bank", name="Morgan Stanley", kind=EntityKind.COMPANY)
    notice = release(LONG_TITLE, entities=(FED, occ, bank), themes=())
    for _, article in editions(notice):
        assert lede(article)[0].endswith(
            "“Federal Reserve Board announces it has made the joint findings with the Office of "
            "the Comptroller of the Currency” (shortened)."
        )
        assert "the Federal Reserve, the OCC and Morgan Stanley" in news_of(article)


def test_a_title_that_cannot_be_cut_is_left_out() -> None:
    for _, article in editions(*KINDS["notice, untitled"]):
        assert "notice" in lede(article)[0]
        assert "word word" not in prose(article)


def test_a_feed_of_a_body_speaks_with_the_bodys_name() -> None:
    item = make_item(
        60, "SEC press releases", "SEC sets a date for its round table", "", Tier.PRIMARY
    )
    given_ = story(items=(item,), entities=(), themes=("enforcement",), outlets=(item.outlet,))
    for _, article in editions(given_):
        assert re.search("the SEC", lede(article)[0], re.IGNORECASE)
        assert "press releases" not in lede(article)[0]
        assert "published" not in lede(article)[0]


def test_a_cut_quote_says_that_it_is_one() -> None:
    told = replace(ALONE, items=(replace(ITEMS[1], summary=CUT),))
    for _, article in editions(told):
        assert (
            "“Kalshi said that margin for institutions would start this year” (shortened)"
            in news_of(article)
        )


# bare filings


def test_a_bare_filing_is_told_by_its_form_and_its_subjects() -> None:
    for _, article in editions(*KINDS["filing"]):
        first, _, _ = lede(article)
        assert "Bakkt" in first
        assert re.search("a current report", first, re.IGNORECASE)
        assert "24 March 2026" in first
        assert "EDGAR 8-K" in first
        assert "0001820302" not in first
        text = news_of(article)
        assert "“Completion of Acquisition or Disposition of Assets”" in text
        assert "“Changes in Control of Registrant”" in text
        assert "first" in text
        assert "purchase or sale of a significant amount of assets" in text
        assert "Financial Statements" not in text


def test_a_heading_that_nobody_knows_is_not_explained() -> None:
    for draft, _ in editions(*KINDS["filing, odd heading"]):
        assert len(draft.sections[1].paragraphs[0].sentences) == 2


def test_a_filing_without_subjects_or_filer_says_little() -> None:
    for _, article in editions(*KINDS["filing, nameless"]):
        assert re.search("current report", lede(article)[0], re.IGNORECASE)
        assert "heading" in news_of(article) or "silent" in news_of(article)


@pytest.mark.parametrize(
    ("form", "told"),
    [
        ("8-K/A", "an amended current report"),
        ("10-K", "an annual report"),
        ("SC 13D", "a report of beneficial ownership"),
        ("XYZ-9", "a regulatory filing"),
    ],
)
def test_forms_are_told_in_plain_words(form: str, told: str) -> None:
    given_ = filing(SUBJECTS)
    item = replace(given_.items[0], title=f"{form} - Bakkt, Inc. (0001820302) (Filer)")
    _, article = written(stories=(replace(given_, items=(item,)),))
    assert told in lede(article)[0] or told.capitalize() in lede(article)[0]


def test_routine_headings_are_told_where_there_are_no_others() -> None:
    told = filing("Item 8.01: Other Events Item 9.01: Financial Statements and Exhibits")
    _, article = written(stories=(told,))
    assert "“Other Events” and “Financial Statements and Exhibits”" in news_of(article)
