"""What nobody rewords, and words that claim: rows, captions, front matter, source lines, zones."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.checking import check
from reporter.model.facts import Fact, FactKind
from reporter.model.record import Record, RecordedRow, RecordedSentence, RecordedSource
from reporter.model.text import Block, BlockKind, Stance
from reporter.model.units import Quantity
from tests.checking.conftest import (
    SENTENCES,
    TITLE,
    edition,
    fact,
    filusdt,
    finished,
    sheet_of,
    story,
    whole_sheet,
)

KEY = "binance.filusdt"
SHEET = whole_sheet()
MEASURED = (
    "Ranked by the engine, FILUSDT traders hold open interest of {{binance.filusdt.open_interest}} "
    "on Binance, {{binance.filusdt.open_interest.change_24h|size}} higher in coins, and the rate "
    "is {{binance.filusdt.funding.settled}}."
)
TOLD = (
    "Ranked by the engine, FILUSDT traders hold open interest of $36.0 million on Binance, 3.2% "
    "higher in coins, and the rate is −0.0406% per 8 h."
)
LIMITED = "At most indirectly, the growth of event contracts might slow perpetual markets."
RECORD = Record(
    sentences=(
        RecordedSentence(words=MEASURED, stance=Stance.MEASURED),
        RecordedSentence(words=LIMITED, stance=Stance.INFERENCE),
        RecordedSentence(words="A. Writer, Lighthouse 7. Prices as of {{edition.desk.as_of}}."),
        RecordedSentence(words="Completed at {{edition.desk.as_of}}."),
        RecordedSentence(words="tags: FILUSDT"),
        RecordedSentence(words="Next funding {{binance.filusdt.funding.next_time|clock}}"),
        RecordedSentence(words="Modelled short liquidations"),
        RecordedSentence(words="Modelled long liquidations"),
        RecordedSentence(words="Modelled short liquidations | Modelled long liquidations"),
    ),
    rows=(
        RecordedRow(cells=("Level", "Side of price", "Distance", "Reached")),
        RecordedRow(
            cells=(
                f"{{{{{KEY}.level.above.1}}}}",
                "above",
                f"{{{{{KEY}.level.above.1.distance}}}}",
                f"{{{{{KEY}.level.above.1.odds}}}} within 24 h",
            )
        ),
        RecordedRow(cells=("Next settlement", f"{{{{{KEY}.funding.next_time}}}}")),
    ),
    sources=(
        RecordedSource(
            article="a",
            number=1,
            words="{{item.wire-1.outlet}}, “{{item.wire-1.title}}”, {{item.wire-1.published}}",
            url="https://wire.example.org/kalshi",
        ),
    ),
)
LISTED = f"Example Wire, “{TITLE}”, 27 March 2026, 14:05 UTC"


def block(kind: BlockKind, text: str, **fields: object) -> Block:
    return replace(Block(kind=kind, text=text, place=f"{kind} 1"), **fields)  # type: ignore[arg-type]  # tests choose any field


def judged(*texts: str | Block, form: str = "markdown", record: Record | None = RECORD) -> set[str]:
    return {finding.code for finding in check(finished(*texts, form=form), SHEET, record).findings}


def found(*texts: str | Block, form: str = "markdown") -> set[str]:
    """What the record alone brings up."""
    return judged(*texts, form=form) - judged(*texts, form=form, record=None)


# --- rows, captions, fields ---------------------------------------------------------------

TRUE = (
    (BlockKind.ROW, "Level | Side of price | Distance | Reached"),
    (BlockKind.ROW, "$0.92 | above | +10.0% | 5.9% within 24 h"),
    (BlockKind.ROW, "Next settlement | 28 March 2026, 00:00 UTC"),
    (BlockKind.CAPTION, "Next funding 00:00 UTC"),
    (BlockKind.META, "tags: FILUSDT"),
    (BlockKind.META, "slug: some-thing"),
    (BlockKind.CAPTION, "A picture of the harbour"),
    (BlockKind.SOURCE, LISTED),
)


@pytest.mark.parametrize(("kind", "text"), TRUE)
def test_true_frames_are_clean(kind: BlockKind, text: str) -> None:
    assert found(block(kind, text)) == set()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (BlockKind.ROW, "Side of price | Level | Distance | Reached"),
        (BlockKind.ROW, "$0.92 | above | +10.0% | 5.9% outside 24 h"),
        (BlockKind.ROW, "above | $0.92 | +10.0% | 5.9% within 24 h"),
        (BlockKind.ROW, "$0.92 | above | +10.0% | —"),
        (BlockKind.ROW, "$0.92 | above | +10.0% | 5.9% within 24 h | sure"),
        (BlockKind.ROW, "Next settlement | 28 March 2026, 00:00"),
        (BlockKind.ROW, "Next settlement | 28 March 2026, 00:00 CET"),
        (BlockKind.CAPTION, "Last funding 00:00 UTC"),
        (BlockKind.META, "tags: BTCUSDT"),
    ],
)
def test_a_changed_frame_is_found(kind: BlockKind, text: str) -> None:
    assert judged(block(kind, text))


def test_a_cell_of_a_page_may_go_on_below() -> None:
    cut = block(BlockKind.ROW, "Next settlement | 28 March 2026, 00:00")
    assert found(cut, form="pdf") == set()
    assert found(cut)


def test_a_legend_names_each_side_once() -> None:
    short = block(BlockKind.CAPTION, "Modelled short liquidations")
    long = block(BlockKind.CAPTION, "Modelled long liquidations")
    assert found(short, long) == set()
    assert found(short, short) == {"reworded-claim"}
    assert found(long, short) == {"reworded-claim"}
    assert found(long, TOLD, short) == set()


def test_captions_like_the_cells_of_a_row_are_none_without_its_head() -> None:
    row = [block(BlockKind.CAPTION, t) for t in ("above", "+10.0%", "5.9% within 24 h")]
    assert found(block(BlockKind.CAPTION, "Thu"), *row) == set()
    head = block(BlockKind.CAPTION, "$0.92")
    assert found(head, *row[:2], block(BlockKind.CAPTION, "5.9% within 72 h"))


def test_bylines_and_stamps_are_as_recorded() -> None:
    byline = "A. Writer, Lighthouse 7. Prices as of 27 March 2026, 21:21 UTC."
    assert found(byline, "Completed at 27 March 2026, 21:21 UTC.") == set()
    assert found(byline.replace("A. Writer", "B. Forger"))
    assert found(byline.replace("as of", "starts at"))
    assert found(f"{LIMITED} Completed at 27 March 2026, 16:00 UTC.") == {"moved-figure"}


def test_a_brand_in_a_title_is_no_changed_byline() -> None:
    brand = replace(fact("edition.desk.brand", "Quay 7 Research"), metric="desk.brand")
    sheet = sheet_of([f for f in SHEET if f.id != brand.id], [brand])
    words = (
        "author: Quay 7 Research",
        "Publisher: {{edition.desk.brand}}.",
    )
    record = Record(sentences=tuple(RecordedSentence(words=line) for line in words))
    title = block(BlockKind.META, "title: Evidence | Quay 7 Research")
    assert check(finished(title), sheet, record).findings == ()
    byline = block(BlockKind.META, "author: Quay 8 Research")
    assert "reworded-claim" in {f.code for f in check(finished(byline), sheet, record).findings}


# --- sentences ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("true", "false"),
    [
        ("of $36.0 million", "of at least $36.0 million"),
        ("is −0.0406%", "is a record −0.0406%"),
        ("is −0.0406%", "is only −0.0406%"),
        ("of $36.0 million", "of twice $36.0 million"),
        ("hold open", "hold extreme open"),
        ("and the rate", "and the falling rate"),
        ("Ranked by", "Always ranked by"),
        ("3.2% higher", "3.2%, thousands of traders, higher"),
        ("in coins", "in dollars"),
        ("per 8 h", ""),
        ("traders hold", "banks hold"),
        ("on Binance", "on Binance and Bourse"),
        ("$36.0 million", "many millions"),
    ],
)
def test_a_claim_put_into_a_sentence_is_found(true: str, false: str) -> None:
    assert true in TOLD
    assert found(TOLD) == set()
    assert found(TOLD.replace(true, false)) & {"moved-figure", "reworded-claim", "moved-name"}


def test_a_limit_may_not_be_lost() -> None:
    assert found(LIMITED) == set()
    assert found(LIMITED.replace("At most indirectly", "Indirectly")) == {"reworded-claim"}
    assert found(LIMITED.replace("growth", "steady growth")) == set()
    assert found(TOLD.replace("Ranked by the engine, ", "Now, ")) == set()
    assert found(TOLD.replace("the engine", "our engine on FILUSDT")) == set()
    assert found(TOLD.replace("traders hold", "positions of traders hold")) == set()


def test_number_words_and_rough_figures_of_a_measurement_stay() -> None:
    words = (
        "Both sides of FILUSDT hold about {{binance.filusdt.open_interest}} on Binance, in four "
        "windows."
    )
    record = Record(sentences=(RecordedSentence(words=words, stance=Stance.MEASURED),))

    def beyond(text: str) -> set[str]:
        return judged(text, record=record) - judged(text, record=None)

    told = "Both sides of FILUSDT hold about $36.0 million on Binance, in four windows."
    assert beyond(told) == set()
    for true, false in (("about ", ""), ("four", "five"), ("Both", "Three")):
        assert beyond(told.replace(true, false)) == {"reworded-claim"}, false


def test_an_interval_written_in_words_stays() -> None:
    words = "On FILUSDT the yearly rate is {{binance.filusdt.funding.settled_annual|short}} a year."
    record = Record(sentences=(RecordedSentence(words=words, stance=Stance.MEASURED),))
    told = "On FILUSDT the yearly rate is −44.5% a year."
    assert judged(told, record=record) == set()
    assert "moved-figure" in judged(told.replace(" a year", ""), record=record)


# --- sources ------------------------------------------------------------------------------


def test_a_source_line_is_whole_and_has_its_own_time() -> None:
    for text, code in (
        (LISTED.replace(" of talks", ""), "quote"),
        (LISTED.replace("14:05", "16:00"), "wrong-metric"),
        (LISTED.replace(" UTC", ""), "zone"),
        (LISTED.replace("UTC", "CET"), "zone"),
    ):
        assert code in judged(block(BlockKind.SOURCE, text), record=None), text
    for text in (
        LISTED.replace("of talks", "of…"),
        "Example Wire, “Another matter altogether”, 27 March 2026, 14:05 UTC",
        "Example Wire, 27 March 2026, 14:05 UTC",
        f"27 March 2026, 14:05 UTC: Example Wire, “{TITLE}”",
    ):
        assert judged(block(BlockKind.SOURCE, text), record=None) == set(), text


def test_a_title_without_a_known_time_asks_none() -> None:
    item = [
        replace(
            fact(f"item.second.{metric}", value, kind=FactKind.REPORTED),
            subject="Example Wire",
            metric=metric,
        )
        for metric, value in (("title", "A plain headline"), ("outlet", "Example Wire"))
    ]
    sheet = sheet_of(SHEET, item)
    text = block(BlockKind.SOURCE, "Example Wire, “A plain headline”, 27 March 2026, 14:05 UTC")
    assert check(finished(text), sheet).findings == ()


def test_something_before_a_source_is_found() -> None:
    assert "source-line" in found(block(BlockKind.SOURCE, f"0.1. {LISTED}"))
    assert found(block(BlockKind.SOURCE, LISTED)) == set()


def test_source_numbers_count_up() -> None:
    def numbered(*markers: int) -> set[str]:
        lines = [block(BlockKind.SOURCE, LISTED, marker=number) for number in markers]
        return judged(*lines, record=None)

    assert numbered(1, 2, 3) == numbered(1, 1, 1) == numbered(0, 0) == set()
    assert numbered(1, 20, 3) == {"note-number"}


# --- the facts alone ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("true", "false", "code"),
    [
        ("FILUSDT is down 2.1% in a day.", "FILUSDT is down −2.1% in a day.", "sign"),
        (
            "FILUSDT trades at $0.836, with a level at $0.79, 5.5% below price.",
            "FILUSDT trades at $0.836, with a level at $0.79, −5.5% below price.",
            "sign",
        ),
        (
            "FILUSDT funding settled at −0.0406%.",
            "FILUSDT funding settled at −0.0210%.",
            "wrong-metric",
        ),
        (
            "Above FILUSDT stand $12.6 million of short liquidations.",
            "Above FILUSDT stand $0.836 of short liquidations.",
            "wrong-metric",
        ),
        (
            "FILUSDT funding settled at −0.0406% per 8 h, or −44.5% a year.",
            "FILUSDT funding now runs at −0.0210% per 8 h, or −44.5% a year.",
            "pair",
        ),
        (
            "Open interest in FILUSDT rose by 3.2% in a day.",
            "Open interest in FILUSDT halved, by 3.2% in a day.",
            "double",
        ),
        (
            "In FILUSDT 5.9% of past windows of 24 h reached $0.92.",
            "In FILUSDT 5.9% of dozens of past windows of 24 h reached $0.92.",
            "unbound-number",
        ),
    ],
)
def test_a_slip_that_the_facts_alone_show(true: str, false: str, code: str) -> None:
    assert judged(true, record=None) == set()
    assert code in judged(false, record=None)


def test_a_change_that_did_halve_may_be_called_so() -> None:
    halved = fact(f"{KEY}.open_interest.change_24h", "-51", "percent")
    sheet = sheet_of([f for f in SHEET if f.id != halved.id], [halved])
    assert check(finished("Open interest in FILUSDT halved, down 51%."), sheet).findings == ()


def test_cells_are_held_to_the_heads_of_row_and_column() -> None:
    head = block(BlockKind.ROW, "Metric | Reading")
    for text in ("Price | $0.836", "Base rate of a higher price | 48.7%"):
        assert judged(head, block(BlockKind.ROW, text), record=None) == set()
    assert "wrong-metric" in judged(head, block(BlockKind.ROW, "Price | $0.92"), record=None)
    reached = block(BlockKind.ROW, "Level | Reached in past windows")
    assert "wrong-metric" in judged(reached, block(BlockKind.ROW, "$0.92 | 48.7%"), record=None)


def test_a_quotation_does_not_end_within_its_figure() -> None:
    told = SENTENCES["volume"].partition(" billion")[0]
    assert "quote" in judged(f"Example Wire reports: “{told}.”", record=None)


def test_an_outlet_named_behind_the_quotation_must_be_the_one() -> None:
    text = f"“{SENTENCES['volume'].rstrip('.')}”, adds Example Wire."
    assert judged(text, record=None) == set()
    assert "quote" in judged(text.replace("Example Wire", "Reuters"), record=None)


def test_another_venue_than_the_facts_have_is_found() -> None:
    assert judged("Binance shows FILUSDT at $0.836.", record=None) == set()
    assert judged("OKX shows FILUSDT at $0.836.", record=None) == {"unknown-name"}


# --- false alarms -------------------------------------------------------------------------


def test_the_venue_of_an_id_is_known() -> None:
    own = [replace(f, id=f.id.replace("binance", "bybit")) for f in filusdt()]
    assert check(finished("FILUSDT trades at $0.836 on Bybit."), sheet_of(own)).findings == ()


def test_a_number_of_the_same_evidence_is_supported() -> None:
    told = "Kalshi raised $1.2 billion, at a valuation of $22 billion, from nine investors."
    sheet = sheet_of(edition(), [_told_in(f, told) for f in story()])
    text = "Kalshi raised $1.2 billion from nine investors."
    verdict = check(finished(text), sheet)
    assert (verdict.findings, verdict.resolved) == ((), 2)
    assert check(finished(text.replace("nine", "eight")), sheet).findings


def _told_in(one: Fact, sentence: str) -> Fact:
    amount = isinstance(one.value, Quantity) and one.evidence and "$1.2 billion" in sentence
    if not amount or one.evidence is None or one.id != "kalshi-margin.kalshi.amount.3":
        return one
    start = sentence.index("$1.2 billion")
    return replace(
        one, evidence=replace(one.evidence, sentence=sentence, start=start, end=start + 12)
    )


def test_a_base_symbol_may_be_a_contract_of_another_venue() -> None:
    elsewhere = [
        replace(fact("hyperliquid.fil.price", "0.835", "price_usd"), subject="FIL"),
    ]
    sheet = sheet_of(SHEET, elsewhere)
    for text in ("FIL trades at $0.836 on Binance.", "FIL trades at $0.835."):
        assert check(finished(text), sheet).findings == (), text


def test_a_speaker_need_not_be_the_feed() -> None:
    text = f"The agency published “{TITLE}” on 27 March 2026."
    assert judged(text, record=None) == set()


def test_signs_that_a_font_lacks_leave_no_mark_of_their_own() -> None:
    words = "Kalshi \N{ROCKET} \u4e07's margin plan drew several clearing partners."
    record = Record(sentences=(RecordedSentence(words=words),))
    for shown in (words, words.replace("\N{ROCKET} \u4e07", "□"), words.replace("\N{ROCKET}", "")):
        assert judged(shown, record=record, form="pdf") == set(), shown
