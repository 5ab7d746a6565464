"""The offline article: its shape, its rules, and every part that may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest

from reporter import checking, numerals
from reporter.ledger import REFERENCE
from reporter.model import metrics as m
from reporter.model.market import Gap
from reporter.model.setup import Setup
from reporter.model.text import (
    Article,
    Draft,
    SectionKind,
    Stance,
)
from tests.writing.cases import CASES, FIL
from tests.writing.conftest import (
    bullets,
    edition,
    finished,
    market_series,
    prose,
    sentences,
    series,
    table,
    written,
)

LEFT_OUT = Gap(subject="Feed 9", part="feed", reason="timeout", detail="After 20 s.")


@pytest.fixture(params=CASES, name="case")
def _case(request: pytest.FixtureRequest) -> Setup:
    return CASES[request.param]


def texts(draft: Draft | Article) -> Iterator[str]:
    """Every text of a draft, headings and cells included."""
    yield from (sentence.text for sentence in sentences(draft))
    for section in draft.sections:
        yield section.heading
        for one in section.tables:
            yield from (one.caption, *one.header, *(cell for row in one.rows for cell in row))


def test_the_article_has_the_shape_of_the_house() -> None:
    draft, article = written(gaps=(LEFT_OUT,))
    assert [section.kind for section in draft.sections] == list(SectionKind)
    headings = [section.heading for section in article.sections]
    assert headings[0] == ""
    assert all(heading.endswith("?") for heading in headings[1:3])
    assert headings[3:] == [
        "What Northlight's Engine Shows",
        "Trading Implications",
        "Data Gaps",
        "Sources",
        "Disclosure",
    ]
    lede = article.sections[0].paragraphs[0].sentences
    assert len(lede) == 3
    assert [line.stance for line in lede] == [Stance.REPORTED, Stance.REPORTED, Stance.MEASURED]
    engine = article.sections[3]
    assert (engine.subject, article.subject) == ("FILUSDT", "FILUSDT")
    assert 4 <= len(bullets(article)) <= 5


def test_the_specimen_case_is_told_right_in_every_wording() -> None:
    for _, article in market_series(FIL):
        text = prose(article, SectionKind.ENGINE)
        for part in (
            "−0.0406% per 8 h",
            "−44.5% a year",
            "without compounding",
            "16:00 UTC",
            "11.4 bps below the index",
            "68.7%",
            "31.3%",
            "2.19",
            "$0.7905, 5.4% below the price",
            "28 March 2026, 00:00 UTC",
        ):
            assert part in text.replace("Without", "without")
        assert re.search("shorts pa(?:y|id) longs", text, re.IGNORECASE)
        assert re.search("top traders", text, re.IGNORECASE)
        assert re.search("model", text)
        assert "4.06" not in text


def test_the_headline_claims_something_with_a_figure_in_twelve_words_at_most() -> None:
    for _, article in series(FIL):
        assert "Kalshi" in article.headline.text or "Derivatives" in article.headline.text
        assert "−0.0406%" in article.headline.text
        assert len(article.headline.text.split()) <= 12


def test_no_figure_stands_outside_a_reference_or_a_quotation(case: Setup) -> None:
    draft, _ = written(case, gaps=(LEFT_OUT,))
    for text in texts(draft):
        own = re.sub(r"“[^”]*”", "", REFERENCE.sub("", text))
        assert not re.search(r"\d", own), own
        assert numerals.read(own) == (), own


def test_no_sentence_is_broken(case: Setup) -> None:
    draft, article = written(case, gaps=(LEFT_OUT,))
    for sentence in sentences(article):
        assert sentence.text == sentence.text.strip()
        assert not re.search(r"  | [.,;:]|\.\.|,,|\bNone\b|\{|\}", sentence.text), sentence.text
        assert len(re.findall(r"\{\{(?!item|edition\.desk)", sentence.text)) == 0
    for sentence in list(sentences(draft))[1:]:
        assert len(REFERENCE.findall(sentence.text)) <= 6
        assert len(REFERENCE.sub("x", sentence.text).split()) <= 46, sentence.text


def test_the_independent_checker_finds_nothing(case: Setup) -> None:
    outline, sheet = edition(case)
    _, article = written(case)
    verdict = checking.check(finished(article), sheet)
    assert outline.featured == case
    assert verdict.findings == ()


def test_every_section_answers_even_when_parts_are_missing(case: Setup) -> None:
    _, article = written(case)
    for section in article.sections:
        if section.kind is not SectionKind.SOURCES:
            assert section.paragraphs or section.bullets, section.kind
    assert 4 <= len(bullets(article)) <= 5 or not case.measure(m.FUNDING_NEXT_TIME)


def skeleton(text: str) -> str:
    """A sentence without its figures, names and quotations."""
    return re.sub(r"“[^”]*”", "“”", REFERENCE.sub("#", text)).lower()


def test_no_sentence_is_built_twice(case: Setup) -> None:
    draft, _ = written(case, gaps=(LEFT_OUT,))
    built = [skeleton(one.text) for one in sentences(draft)]
    assert [one for one in set(built) if built.count(one) > 1] == []


def test_sentences_beside_each_other_open_differently(case: Setup) -> None:
    _, article = written(case)
    for section in article.sections[:5]:
        for lines in (
            *(one.sentences for one in section.paragraphs),
            *(one.sentences for one in section.bullets),
        ):
            opened = [line.text.split()[0] for line in lines]
            assert all(one != other for one, other in pairwise(opened)), opened


def test_tables_hold_the_card_the_levels_and_the_other_symbols() -> None:
    _, article = written()
    card, levels, others = (table(article, number) for number in range(3))
    assert ("Price", "$0.836", "−3.2% day on day") in card.rows
    assert ("Basis", "−11.4 bps", "index $0.8367") in card.rows
    assert ("Next settlement", "28 March 2026, 00:00 UTC", "in 2 h 39 min") in card.rows
    assert [row[0] for row in levels.rows] == ["$0.79", "$0.92", "$0.94"]
    assert levels.rows[0][1:] == ("below", "−5.5%", "14.4% within 24 h")
    assert [row[0] for row in others.rows] == ["BTCUSDT", "1000PEPEUSDT"]
    assert (
        others.rows[1][3:] == ("0.0%", "—", "—", "lean short") or others.rows[1][6] == "lean short"
    )


@pytest.mark.parametrize(
    ("case", "rank"),
    [("lowest", ", lowest of 200"), ("highest", ", highest of 200"), ("end of the ranks", "")],
)
def test_the_card_says_lowest_rather_than_a_rank_of_nought(case: str, rank: str) -> None:
    rows = {row[0]: row[2] for row in table(written(CASES[case])[1], 0).rows}
    assert rows["Funding, settled"] == f"−44.5% a year, simple{rank}"
    assert ("percentile" in rows["Realised volatility, annualised"]) is bool(rank)


def test_a_gap_of_the_core_stands_in_the_card_and_a_dash_in_the_other_tables() -> None:
    _, article = written(CASES["levels above only"])
    assert table(article, 1).rows == (("$0.92", "above", "+10.0%", "—"),)
    _, poor = written(CASES["bare"])
    core = (
        "Funding, settled",
        "Basis",
        "Open interest",
        "Realised volatility, annualised",
        "Regime",
    )
    assert [row[0] for row in table(poor, 0).rows] == ["Price", *core]
    assert table(poor, 0).rows[1:] == tuple((name, "n/a", "—") for name in core)
    assert table(poor, 0).rows[0][2] == "—"


def test_equal_inputs_give_equal_drafts() -> None:
    assert written.__wrapped__() == written.__wrapped__()


def test_bold_leads_are_claims_of_four_to_nine_words(case: Setup) -> None:
    for _, article in market_series(case, editions=4):
        for bullet in bullets(article):
            assert 4 <= len(bullet.lead.text.split()) <= 9, bullet.lead.text
            assert not bullet.lead.text.endswith((":", "."))


def test_inference_is_marked_and_hedged() -> None:
    draft, _ = written()
    market = draft.section(SectionKind.MARKET)
    assert market is not None
    inferred = [
        line
        for part in market.paragraphs
        for line in part.sentences
        if line.stance is Stance.INFERENCE
    ]
    assert len(inferred) >= 3
    for line in inferred:
        assert re.search(r"\b(?:could|may|might|plausible|barely)\b", line.text), line.text


def test_the_reason_for_the_symbol_is_given() -> None:
    told = prose(written()[1])
    assert re.search("(?:further|furthest|so far) from the middle of its own history", told)
    assert "3 symbols measured" in told
    assert re.search("(?:most|more) complete", prose(written(FIL)[1]))


def test_times_are_absolute(case: Setup) -> None:
    _, article = written(case)
    assert not re.search(
        r"\b(?:today|yesterday|tomorrow|currently|this week|ago)\b", prose(article)
    )
    assert "21:21 UTC" in article.dek.text


def test_the_prose_reads_easily() -> None:
    _, article = written()
    text = " ".join(line.text for line in sentences(article) if not line.quote)
    words = re.findall(r"[A-Za-z']+", text)
    ends = len(re.findall(r"[.:]\s|[.]$", text))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower()))) for word in words)
    assert len(words) / ends <= 20
    assert 0.39 * len(words) / ends + 11.8 * syllables / len(words) - 15.59 <= 13
