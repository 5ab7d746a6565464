"""Finished text held against the edition's record of its own sentences."""

from __future__ import annotations

import pytest

from reporter.checking import check
from reporter.model.record import Record, RecordedSentence
from reporter.model.text import Block, BlockKind, Stance
from reporter.model.verdict import Verdict
from tests.checking.conftest import (
    fact,
    finished,
    sheet_of,
)
from tests.checking.recording import (
    KEY,
    RECORD,
    SHEET,
    TRUE,
    judged,
    row,
)


def test_copies_of_recorded_sentences_are_clean() -> None:
    assert judged(*TRUE.values()) == []
    assert judged(" ".join(TRUE.values())) == []
    assert check(finished(" ".join(TRUE.values())), SHEET, RECORD).numerals > 0


@pytest.mark.parametrize("name", sorted(TRUE))
def test_marks_line_breaks_and_ligatures_change_nothing(name: str) -> None:
    text = TRUE[name]
    for changed in (
        text.replace(" the ", "\n the "),
        text.replace("“", '"').replace("”", '"'),
        text.replace("fi", "ﬁ").replace("fl", "ﬂ"),
        text.replace("liquidation", "liqui\u00addation"),
        text.replace(" ", "\u00a0"),
    ):
        assert judged(changed) == [], changed


def test_rows_and_short_lines_are_held_whole() -> None:
    assert judged(row("Price | $0.836 | index $0.836")) == []
    assert judged(row("Funding, settled | −0.0406% per 8 h | median +0.0100%")) == []
    assert judged("Void", "Bitcoin leads the news while others wait") == []


def test_an_editors_own_words_are_left_alone() -> None:
    for text in (
        "Readers asked us about the method last week.",
        TRUE["settled"].replace(
            "settled at 16:00 UTC at", "settled on FILUSDT at 16:00 UTC, and at"
        ),
        TRUE["path"].replace("could draw activity", "could well draw some activity"),
        "Event contracts might draw activity away from perpetuals, though no source says so.",
        "Event contracts could draw activity away, though no source says so.",
        "Counted by account, longs over shorts come to 1.88 for top traders.",
        "The setup shows a lean long in FILUSDT.",
    ):
        assert judged(text) == [], text


def test_a_clause_that_was_cut_is_the_editors() -> None:
    words = "Funding, which could change until it settles, is what longs and shorts pay each other."
    record = Record(sentences=(RecordedSentence(words=words),))
    clause = ", which could change until it settles,"
    assert judged(words.replace(clause, ""), record=record) == ["reworded-claim"]
    plain = words.replace(clause, ", a small sum at every settlement,")
    kept = Record(sentences=(RecordedSentence(words=plain, stance=Stance.MEASURED),))
    assert judged(words.replace(clause, ""), record=kept) == []
    assert judged(words.replace("could change", "change"), record=record) == ["reworded-claim"]
    cut = "the running estimate, which may still change, is −0.0210% per 8 h."
    assert judged(cut, f"Now: {TRUE['quoted'][:40]}", "talks” on 27 March 2026. [2]") == []
    short = TRUE["path"].removesuffix(", though no source says so.")
    assert judged(short) == ["reworded-claim"]
    assert judged(short, form="pdf") == []


def test_what_is_no_word_takes_no_part() -> None:
    flat = fact(f"{KEY}.level.above.1.odds.none", "0", "probability")
    words = "A level that {{binance.filusdt.level.above.1.odds.none}} of all windows reached."
    record = Record(sentences=(RecordedSentence(words=words),))
    text = finished("A level that 0.0% of all windows reached ٣٤ https://x.example.org/page here.")
    found = check(text, sheet_of(SHEET, [flat]), record).findings
    assert "moved-figure" not in [finding.code for finding in found]
    assert judged("Void.", "Say: void", "Now it is void, of course.") == []
    assert judged("Void of meaning, Example Wire, “A plain headline without figures” stands.") == []
    assert judged("Second Wire, “A plain headline without figures” stands there.") == []


def test_a_static_block_is_not_asked() -> None:
    block = Block(
        kind=BlockKind.STATIC, text=TRUE["path"].replace("could", "will"), place="static 1"
    )
    assert judged(block) == []


# --- figures ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "true", "false"),
    [
        ("settled", "at −0.0406%", "at −0.0210%"),
        ("settled", "is −0.0210%", "is −0.0406%"),
        ("settled", "16:00 UTC", "00:00 UTC"),
        ("settled", "−0.0406% per 8 h", "+0.0406% per 8 h"),
        ("accounts", "1.88", "2.13"),
        ("accounts", "2.13", "1.88"),
        ("map", "$12.6 million", "$9.1 million"),
        ("map", "$12.6 million", "$12.7 million"),
        ("headlined", "27 March", "28 March"),
        ("lapses", "28 March 2026, 00:00 UTC", "27 March 2026, 16:00 UTC"),
        ("yearly", "−44.5% a year", "−44.6% a year"),
        ("yearly", "−44.5% a year", "−44.5% a month"),
    ],
)
def test_a_figure_of_another_fact_is_named(name: str, true: str, false: str) -> None:
    assert true in TRUE[name]
    text = finished(TRUE[name].replace(true, false))
    found = [f for f in check(text, SHEET, RECORD).findings if f.code == "moved-figure"]
    assert found
    assert all("binance.filusdt" in f.expected or "item.wire-1" in f.expected for f in found)


def test_a_direction_in_words_leaves_no_place_for_a_minus() -> None:
    words = "Over the day FILUSDT fell {{binance.filusdt.price.change_24h|size}} on Binance."
    record = Record(sentences=(RecordedSentence(words=words),))
    assert judged("Over the day FILUSDT fell 2.1% on Binance.", record=record) == []
    assert judged("Over the day FILUSDT fell −2.1% on Binance.", record=record) == ["moved-figure"]


def test_a_number_that_is_no_figure_takes_no_facts_place() -> None:
    words = "Altogether {{story.kalshi-margin.outlets}} outlets tell it, and the first was quoted."
    record = Record(sentences=(RecordedSentence(words=words),))
    told = "Altogether 2 outlets tell it, and the first was quoted."
    assert judged(told, record=record) == []
    assert judged(told.replace("2", "one"), record=record) == ["moved-figure"]
    assert judged(told.replace("2", "many"), record=record) == ["moved-figure"]
    assert judged(told.replace("2", "these"), record=record) == ["reworded-claim"]


def test_a_count_is_no_time_and_a_lead_in_is_no_sentence() -> None:
    lead = "Funding settles next at {{binance.filusdt.funding.next_time|clock}}"
    words = (
        "Funding settles next at {{binance.filusdt.valid_until}}, "
        "{{binance.filusdt.funding.next_in}} after the prices were read."
    )
    record = Record(sentences=(RecordedSentence(words=lead), RecordedSentence(words=words)))
    told = (
        "Funding settles next at 28 March 2026, 00:00 UTC, 2 h 39 min after the prices were read."
    )
    assert judged(told, "Funding settles next at 00:00 UTC: watch it.", record=record) == []
    assert "moved-figure" in judged(told.replace("2 h 39 min", "159 s"), record=record)


def test_a_cell_of_another_row_is_named() -> None:
    assert judged(row("Price | $0.835 | index $0.836")) == ["moved-figure"]
    assert judged(row("Price | $0.836 | index")) == ["reworded-claim"]
    assert judged(row("Price | $0.836 | index"), form="pdf") == []


# --- names --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "true", "false"),
    [
        ("quoted", "Example Wire", "Second Wire"),
        ("quoted", "On Kalshi", "On Polymarket"),
        ("headlined", "Example Wire", "Second Wire"),
        ("view", "in FILUSDT", "in BTCUSDT"),
        ("view", "lean long", "lean short"),
        ("yearly", "In FILUSDT", "In BTCUSDT"),
        ("bitcoin", "Bitcoin", "Dogecoin"),
    ],
)
def test_another_name_is_found(name: str, true: str, false: str) -> None:
    assert "moved-name" in judged(TRUE[name].replace(true, false))


@pytest.mark.parametrize(
    ("true", "false"),
    [("months of talks", "months of rows"), ("talks” on", "talks now” on"), (" of talks”", "”")],
)
def test_a_changed_title_is_found(true: str, false: str) -> None:
    assert {"quote", "moved-name"} & set(judged(TRUE["headlined"].replace(true, false)))


def test_a_changed_quotation_is_found() -> None:
    assert judged(TRUE["quoted"].replace("has passed", "has never passed")) == ["quote"]
    assert judged(TRUE["quoted"].replace("the exchange told", "the venue told")) == ["quote"]


# --- words --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "true", "false"),
    [
        ("settled", "last settled", "next settled"),
        ("settled", "the running estimate", "the settled rate"),
        ("settled", "may still change", "will still change"),
        ("settled", "may still change", "still changes"),
        ("accounts", "top traders", "all traders"),
        ("accounts", "longs over shorts", "shorts over longs"),
        ("accounts", "by account", "by position"),
        ("map", "modelled, not observed", "observed"),
        ("map", "not observed", "observed"),
        ("map", "above price", "below price"),
        ("map", "short liquidations", "long liquidations"),
        ("path", "could draw", "draw"),
        ("path", "could draw", "could certainly draw"),
        ("path", "no source", "a source"),
        ("path", "no source", "one source"),
        ("view", "by about 3", "by 3"),
        ("lapses", "as before", "as after"),
        ("yearly", "at the most", "at the least"),
        ("yearly", "that is", "that is not"),
    ],
)
def test_a_claim_that_says_something_else_is_found(name: str, true: str, false: str) -> None:
    assert true in TRUE[name]
    assert "reworded-claim" in judged(TRUE[name].replace(true, false))


def test_a_number_word_is_held_too() -> None:
    words = "Prices may run in both directions, and one in ten windows is quiet here."
    record = Record(sentences=(RecordedSentence(words=words),))
    assert judged(words, record=record) == []
    assert judged(words.replace("both", "three"), record=record) == ["reworded-claim"]


def test_every_changed_sentence_of_a_paragraph_is_found() -> None:
    changed = (
        TRUE["accounts"].replace("1.88", "2.13"),
        TRUE["path"].replace("could ", ""),
        TRUE["map"].replace("above", "below"),
    )
    assert judged(" ".join(changed)) == ["moved-figure", "reworded-claim", "reworded-claim"]


def test_findings_say_what_stands_there_and_what_was_recorded() -> None:
    verdict: Verdict = check(finished(TRUE["path"].replace("could", "will")), SHEET, RECORD)
    (found,) = verdict.findings
    assert found.seen == "Event contracts will draw activity away"
    assert found.expected == "Event contracts could draw activity away"
    assert found.place == "article.md: paragraph 1"
    inserted = check(finished(TRUE["path"].replace("though no", "though not no")), SHEET, RECORD)
    assert "nothing between" in inserted.findings[0].expected
    lost = check(finished(TRUE["path"].replace("could ", "")), SHEET, RECORD)
    assert lost.findings[0].seen == "(without) could"
