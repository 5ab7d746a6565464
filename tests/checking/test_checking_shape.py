"""Glued tokens, times, links, quotations, and the parts an article must have."""

from __future__ import annotations

import pytest

from reporter.checking import check
from reporter.model.facts import FactSheet
from reporter.model.text import Block, BlockKind, FinishedText
from tests.checking.conftest import (
    SENTENCES,
    edition,
    fact,
    filusdt,
    finished,
    paragraph,
    sheet_of,
    story,
)


def codes(text: FinishedText, sheet: FactSheet | None) -> list[str]:
    return [finding.code for finding in check(text, sheet).findings]


@pytest.mark.parametrize(
    "text",
    [
        "funding near−0.0406% for FILUSDT",
        "FILUSDT is above the$0.836 mark",
        "FILUSDT at $0.836,$0.92 and on",
        "FILUSDT holds $36.0Min open interest",
        "with 68.7%long in FILUSDT",
        "basis of −11.4 bpsand more in FILUSDT",
        "FILUSDT as of 21:21UTCand later",
        "longs hold68.7% of FILUSDT",
        "It ends.- Next comes FILUSDT",
    ],
)
def test_glued_tokens_are_found(sheet: FactSheet, text: str) -> None:
    assert "glued" in codes(finished(text), sheet)


@pytest.mark.parametrize(
    "text",
    [
        "FILUSDT trades at $0.836, or US$0.836, in an 8h rhythm, Q1 2026.",
        "Levels of FILUSDT are $0.92–$0.94 (+10.0% and +12.4%).",
        "See https://wire.example.org/a%20b/x$1 for FILUSDT.",
    ],
)
def test_what_only_looks_glued_is_left_alone(sheet: FactSheet, text: str) -> None:
    assert "glued" not in codes(finished(text), sheet)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("FILUSDT settles 2 hours from now.", True),
        ("The next settlement of FILUSDT is in 2.65 hours.", True),
        ("The next settlement of FILUSDT is in 2 h 39 min, at 00:00 UTC.", False),
        ("FILUSDT moved that far in 24 hours.", False),
    ],
)
def test_relative_times_need_a_clock(sheet: FactSheet, text: str, code: bool) -> None:
    assert ("relative-time" in codes(finished(text), sheet)) is code


def test_a_clock_time_needs_its_zone(sheet: FactSheet) -> None:
    assert "zone" in codes(finished("FILUSDT settled at 16:00."), sheet)
    row = Block(kind=BlockKind.ROW, text="FILUSDT settled (UTC) | 16:00", place="row 1")
    assert codes(finished(row), sheet) == []
    assert "zone" not in codes(finished("Kalshi said “see you at 16:00”."), sheet)


@pytest.mark.parametrize(
    ("link", "held"),
    [
        ("https://wire.example.org", False),
        ("#note-1", False),
        ("mailto:desk@example.org", False),
        ("javascript:alert(1)", True),
        ("data:text/html,x", True),
        ("http://[broken", True),
    ],
)
def test_links_lead_to_the_web(sheet: FactSheet, link: str, held: bool) -> None:
    block = Block(kind=BlockKind.PARAGRAPH, text="Read on.", place="p1", links=(link,))
    assert ("link" in codes(finished(block), sheet)) is held


# --- quotations ---------------------------------------------------------------------------


def test_a_quotation_is_verbatim_or_none() -> None:
    sheet = sheet_of(edition(), story())
    exact = f"Example Wire reported: “{SENTENCES['filed']}”"
    assert codes(finished(exact), sheet) == []
    bent = exact.replace("reached the National", "pleased the National")
    assert "quote" in codes(finished(bent), sheet)
    cut = SENTENCES["filed"].rsplit(" ", 2)[0]
    for end in ("…", " …", "...", ",…"):
        assert codes(finished(f"Example Wire reported: “{cut}{end}”"), sheet) == []
    assert "quote" in codes(finished("Example Wire reported: “Kalshi pleased all of them…”"), sheet)
    assert codes(finished("It is “a day at the beach” for all."), sheet) == []
    assert codes(finished("Kalshi said “soon”."), sheet) == []


def test_a_quotation_that_the_sheet_cannot_judge_is_a_warning() -> None:
    text = finished("Kalshi said “we are glad of this outcome”.")
    verdict = check(text, sheet_of(edition(), story()))
    assert [f.code for f in verdict.findings] == ["quote"]
    assert not verdict.held
    summary = fact("item.wire-1.summary", "We are glad. Members met.")
    assert check(text, sheet_of(edition(), story(), [summary])).held


def test_the_opening_of_a_page_is_known_as_a_teaser_is() -> None:
    page = "Members of the venue met on Monday to vote on the plan that it had put to them in May."
    sheet = sheet_of(edition(), story(), [fact("item.wire-1.text", f"We are glad.\n\n{page}")])
    quoted = f"Example Wire reported: “{page.partition(' to vote')[0]}”"
    assert codes(finished(quoted), sheet) == []
    assert "quote" in codes(finished(quoted.replace("met on", "quit on")), sheet)
    assert "copied" in codes(finished(page), sheet)


def test_long_runs_of_a_source_need_quotation_marks() -> None:
    sheet = sheet_of(edition(), story())
    assert "copied" in codes(finished(SENTENCES["volume"]), sheet)
    assert codes(finished(f"“{SENTENCES['volume']}”"), sheet) == []
    short = "Kalshi told clients that weekly volume at Kalshi has passed $3 billion."
    assert codes(finished(short), sheet) == []
    source = Block(kind=BlockKind.SOURCE, text=SENTENCES["volume"], place="s1")
    assert "copied" not in codes(finished(source), sheet)


# --- required parts -----------------------------------------------------------------------

FILLER = "The story moves on without a figure and the reader follows it line by line. " * 9
PARTS = {
    "no-sources": "See https://wire.example.org/kalshi for more.",
    "no-as-of": "All readings are as of 27 March 2026, 21:21 UTC.",
    "no-invalidation": "A trade below $0.803 in FILUSDT would void the view.",
    "no-disclosure": "This is not investment advice.",
}


@pytest.mark.parametrize("lacking", [*PARTS, ""])
def test_a_whole_article_has_its_parts(sheet: FactSheet, lacking: str) -> None:
    parts = [text for code, text in PARTS.items() if code != lacking]
    assert codes(finished(FILLER, *parts), sheet) == ([lacking] if lacking else [])


def test_sources_may_be_a_list_a_heading_or_a_link(sheet: FactSheet) -> None:
    rest = [text for code, text in PARTS.items() if code != "no-sources"]
    for block in (
        Block(kind=BlockKind.SOURCE, text="Example Wire", place="s1"),
        Block(kind=BlockKind.HEADING, text="Sources", place="h1"),
        Block(kind=BlockKind.PARAGRAPH, text="Read on.", place="p", links=("https://a.example",)),
    ):
        assert codes(finished(FILLER, *rest, block), sheet) == []


def test_fragments_and_charts_need_no_parts(sheet: FactSheet) -> None:
    assert codes(finished("A short note."), sheet) == []
    assert codes(finished(FILLER, form="svg"), sheet) == []


def test_a_sheet_without_views_needs_no_invalidation() -> None:
    rest = [PARTS[code] for code in ("no-sources", "no-as-of", "no-disclosure")]
    assert codes(finished(FILLER, *rest), sheet_of(edition(), story())) == []


def test_without_an_edition_time_any_clock_in_utc_will_do() -> None:
    rest = [text for code, text in PARTS.items() if code != "no-as-of"]
    text = finished(FILLER, *rest, "It settled at 16:00 UTC.")
    assert codes(text, sheet_of(filusdt()[1:])) == []


def test_another_time_than_the_edition_s_is_not_its_own(sheet: FactSheet) -> None:
    rest = [text for code, text in PARTS.items() if code != "no-as-of"]
    text = finished(FILLER, *rest, paragraph("FILUSDT settled at 16:00 UTC."))
    assert codes(text, sheet) == ["no-as-of"]
