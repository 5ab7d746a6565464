"""The offline article: its shape, its rules, and every part that may be missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
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
    Table,
)
from tests.writing.cases import CASES, FIL
from tests.writing.conftest import (
    NEXT_AT,
    edition,
    finished,
    prose,
    sentences,
    signal,
    with_measure,
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
        for table in section.tables:
            yield from (table.caption, *table.header, *(cell for row in table.rows for cell in row))


def test_the_article_has_the_shape_of_the_house() -> None:
    draft, article = written(gaps=(LEFT_OUT,))
    assert [section.kind for section in draft.sections] == list(SectionKind)
    headings = [section.heading for section in article.sections]
    assert headings == [
        "",
        "What Does the Kalshi Story Say?",
        "How Does This Reach FIL and Crypto Perpetual Markets?",
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
    assert 4 <= len(article.sections[4].bullets) <= 5


def test_the_specimen_case_is_told_right() -> None:
    _, article = written()
    text = prose(article, SectionKind.ENGINE)
    assert "Funding last settled at 16:00 UTC at −0.0406% per 8 h" in text
    assert "−44.5% a year without compounding" in text
    assert "shorts pay longs" in text
    assert "11.4 bps below the index" in text
    assert "68.7% of their positions long and 31.3% short, a ratio of 2.19" in text
    assert "modelled, not observed" in text
    assert "void if FILUSDT trades through $0.7905, 5.4% below price" in text
    assert "28 March 2026, 00:00 UTC" in text
    assert "4.06" not in text


def test_the_headline_claims_something_with_a_figure_in_twelve_words_at_most() -> None:
    _, article = written()
    assert article.headline.text == (
        "Kalshi Leads Derivatives News While FIL Funding Settles at −0.0406%"
    )
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
    assert outline.featured is case
    assert verdict.findings == ()


def test_every_section_answers_even_when_parts_are_missing(case: Setup) -> None:
    _, article = written(case)
    for section in article.sections:
        if section.kind is not SectionKind.SOURCES:
            assert section.paragraphs or section.bullets, section.kind
    assert 4 <= len(article.sections[4].bullets) <= 5 or not case.measure(m.FUNDING_NEXT_TIME)


@pytest.mark.parametrize(
    ("case", "there", "missing"),
    [
        ("positive funding", "at a positive rate longs pay shorts", "shorts pay longs"),
        ("positive funding", "of the opposite sign", "in size"),
        ("no funding due", "neither side pays", "pay longs"),
        ("short", "leans short in a market that trends down", "leans long"),
        ("no lean", "takes no lean in a market without a clear regime", "lean rests"),
        ("no lean", "Without a lean there is no invalidation price", "void"),
        ("no signal", "No weighted signal points far enough", "make no lean"),
        ("no lean", "The basis points to lower prices, but not far enough", "make no lean"),
        ("lowest", "settlements of this contract that rate is the lowest; the", "percentile, near"),
        (
            "highest",
            "settlements of this contract that rate is the highest; the",
            "percentile, near",
        ),
        ("tie", "stands at the 2nd percentile", "lowest"),
        ("end of the ranks", "stands near the bottom of its own history; the", "0th"),
        ("end of the ranks", "is medium.", "100th"),
        ("no levels", "no level on either side", "nearest modelled"),
        ("no positioning", "Open interest is worth", "Top traders"),
        ("no account ratios", "Top traders hold", "Counted by account"),
        ("no open interest", "Top traders hold", "Open interest is worth"),
        ("no open interest before", "no reading of the day before", "day on day in"),
        ("open interest unchanged", "is level with the day before", "contracts grew"),
        ("open interest in dollars", "is worth $36.0 million; no reading", "million FIL"),
        ("no price", "trades through $0.7905.", "trades at"),
        ("no index", "Funding last settled", "the index"),
        ("no funding", "trades at", "settled at"),
        ("no percentile", "Funding last settled", "percentile, near"),
        ("no median", "2nd percentile, near the bottom of its own history.", "median"),
        ("no estimate", "Funding last settled", "running estimate"),
        ("no settled rate", "The running estimate", "Funding last settled"),
        ("no settlement time", "Funding last settled at −0.0406%", "16:00"),
        ("no next settlement", "which can change until it settles", "settles next"),
        ("no base rate", "leans long", "past windows of 24 h, price was higher"),
        ("no volatility rank", "annualised volatility of 82.4% is medium.", "61st"),
        ("no invalidation", "An invalidation price cannot be named", "void if"),
        ("no price change", "on Binance, as read", "day on day, as"),
        ("price unchanged", "level with the day before", "down"),
        ("flat basis", "level with the index", "below the index"),
        ("taker balance", "in balance", "more active"),
        ("taker buyers", "buyers were the more active side", "sellers were"),
        ("hourly", "−0.0400% per 1 h", "per 8 h"),
        ("four-hourly", "+0.0100% per 4 h", "per 8 h"),
    ],
)
def test_sentences_follow_the_facts_that_are_there(case: str, there: str, missing: str) -> None:
    _, article = written(CASES[case])
    text = prose(article, SectionKind.ENGINE)
    assert there in text
    assert missing not in text


@pytest.mark.parametrize(
    ("percentile", "place"),
    [
        (2.0, "near the bottom of its own history"),
        (12.0, "towards the bottom of its own history"),
        (50.0, "within its usual range"),
        (88.0, "towards the top of its own history"),
        (97.0, "near the top of its own history"),
    ],
)
def test_words_for_rank_come_from_bands(percentile: float, place: str) -> None:
    given = with_measure(FIL, m.FUNDING_PERCENTILE, percentile, "percentile")
    assert place in prose(written(given)[1], SectionKind.ENGINE)


def test_an_edge_is_printed_beside_its_base_rate() -> None:
    assert FIL.confidence is not None
    sure = replace(FIL, confidence=replace(FIL.confidence, probability=0.541))
    text = prose(written(sure)[1])
    assert "calibrated chance of a higher price is 54.1%, against a base rate of 48.2%" in text
    assert "no edge" not in text


def test_running_rates_are_compared_in_size_with_the_settled_one() -> None:
    same = with_measure(FIL, m.FUNDING_RUNNING, Decimal("-0.00040602"), "fraction_per_8h")
    larger = with_measure(FIL, m.FUNDING_RUNNING, Decimal("-0.0009"), "fraction_per_8h")
    assert "the same as the settled rate" in prose(written(same)[1])
    assert "larger in size than the settled rate" in prose(written(larger)[1])


def test_one_reason_stands_alone_and_unknown_ones_are_named_so() -> None:
    one = replace(FIL, supporting=(signal("something.new", 1),))
    assert "The lean rests on a further signal alone." in prose(written(one)[1])
    assert "weight named" not in prose(written(replace(FIL, supporting=()))[1])


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


def test_opposing_signals_are_named() -> None:
    two = replace(FIL, opposing=(signal(m.BASIS, -1), signal(m.TAKER_RATIO, -1)))
    assert "Against the lean speak the basis and taker flow." in prose(written(two)[1])


def table(article: Article, number: int) -> Table:
    engine = next(one for one in article.sections if one.kind is SectionKind.ENGINE)
    return engine.tables[number]


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


def test_a_gap_leaves_no_row_in_the_card_and_a_dash_in_the_other_tables() -> None:
    _, article = written(CASES["levels above only"])
    assert table(article, 1).rows == (("$0.92", "above", "+10.0%", "—"),)
    _, poor = written(CASES["bare"])
    assert [row[0] for row in table(poor, 0).rows] == ["Price"]
    assert table(poor, 0).rows[0][2] == "—"


def test_equal_inputs_give_equal_drafts() -> None:
    assert written.__wrapped__() == written.__wrapped__()


def test_bold_leads_are_claims_of_four_to_nine_words() -> None:
    _, article = written()
    for bullet in article.sections[4].bullets:
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
    assert "furthest from the middle of its own history among the 3 symbols" in prose(written()[1])
    assert "most complete of the symbols measured" in prose(written(FIL)[1])


def test_times_are_absolute(case: Setup) -> None:
    _, article = written(case)
    assert not re.search(
        r"\b(?:today|yesterday|tomorrow|currently|this week|ago)\b", prose(article)
    )
    assert "21:21 UTC" in article.dek.text


def test_a_view_that_outlives_the_settlement_does_not_name_it() -> None:
    later = replace(FIL, valid_until=NEXT_AT + timedelta(hours=8))
    assert "when funding settles next" not in prose(written(later)[1])


def test_the_prose_reads_easily() -> None:
    _, article = written()
    text = " ".join(line.text for line in sentences(article) if not line.quote)
    words = re.findall(r"[A-Za-z']+", text)
    ends = len(re.findall(r"[.:]\s|[.]$", text))
    syllables = sum(max(1, len(re.findall(r"[aeiouy]+", word.lower()))) for word in words)
    assert len(words) / ends <= 20
    assert 0.39 * len(words) / ends + 11.8 * syllables / len(words) - 15.59 <= 13
