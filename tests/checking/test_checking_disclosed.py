"""The disclosure of an edition's own article, statement by statement."""

from __future__ import annotations

import pytest

from reporter.checking import check
from reporter.checking.disclosed import missing_statements
from reporter.model.facts import FactSheet
from reporter.model.text import Block, BlockKind, FinishedText
from tests.checking.conftest import AS_OF, fact

CONFLICTS = "The author holds Filecoin; so may the desk."
SHEET = FactSheet(
    (
        fact("edition.desk.as_of", AS_OF),
        fact("edition.desk.author", "A. Writer"),
        fact("edition.desk.publisher", "Northlight Media Ltd"),
        fact("edition.desk.conflicts", CONFLICTS),
        fact("edition.notice.eu", "Readers of the Union may know this."),
    )
)
STATEMENTS = {
    "who wrote it": "Author: A. Writer.",
    "who publishes it": "Publisher: Northlight Media Ltd.",
    "when it was completed": "Completed at 27 March 2026, 21:21 UTC.",
    "when it is first published": "First published later.",
    "venue and time of its prices": "Prices were read on Binance as of 27 March 2026, 21:21 UTC.",
    "where its facts come from": "Facts carry the number of their source.",
    "its method": "Method: annual rates are simple.",
    "what its view means": "A long lean means more signals up than down.",
    "the horizon of its view": "Its horizon is a day.",
    "what its odds are": "Odds are shares of past windows.",
    "what voids its view": "It has no invalidation price.",
    "when its view lapses": "It lapses at 28 March 2026, 00:00 UTC.",
    "whether updates are planned": "No updates are planned.",
    "the earlier view": "No earlier view is on record.",
    "conflicts of interest": f"Conflicts of interest: {CONFLICTS}",
    "what machines did": "No language model was used.",
    "who reviewed it": "No person had reviewed it.",
    "its risk": "Positions can lose more than the margin.",
    "that it is no advice": "This is not investment advice.",
    "edition.notice.eu word for word": "Readers of the Union may know this.",
}


def article(*statements: str) -> FinishedText:
    blocks = [
        Block(kind=BlockKind.HEADING, text="Disclosure of a Merger", place="h"),
        Block(kind=BlockKind.PARAGRAPH, text=" ".join(STATEMENTS.values()), place="p"),
        Block(kind=BlockKind.HEADING, text="Disclosure", place="h"),
        *(Block(kind=BlockKind.BULLET, text=one, place="b") for one in statements),
        Block(kind=BlockKind.HEADING, text="Files", place="h"),
        Block(kind=BlockKind.PARAGRAPH, text="Method: none.", place="p"),
    ]
    return FinishedText(name="a", format="markdown", blocks=tuple(blocks))


def missing(text: FinishedText, sheet: FactSheet = SHEET) -> list[str]:
    found = list(missing_statements(text, sheet))
    assert {finding.code for finding in found} <= {"no-disclosure"}
    start = "The disclosure does not state "
    return [finding.message.removeprefix(start).rstrip(".") for finding in found]


def test_a_whole_disclosure_lacks_nothing() -> None:
    assert missing(article(*STATEMENTS.values())) == []


@pytest.mark.parametrize("name", STATEMENTS)
def test_each_statement_is_asked_for_by_name(name: str) -> None:
    rest = [text for one, text in STATEMENTS.items() if one != name]
    assert name in missing(article(*rest))


def test_only_the_last_section_of_that_name_counts() -> None:
    assert len(missing(article())) == 1
    assert len(missing(article("Method: x."))) > len(STATEMENTS) - 2


def test_without_a_section_that_alone_is_said() -> None:
    text = FinishedText(
        name="a",
        format="html",
        blocks=(Block(kind=BlockKind.PARAGRAPH, text="It is not investment advice.", place="p"),),
    )
    assert missing(text) == ["a section 'Disclosure'"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("A. Writer", "B. Writer"),
        ("Northlight Media Ltd", "Northlight"),
        ("holds Filecoin", "holds nothing"),
        ("may know", "need not know"),
    ],
)
def test_the_publisher_s_own_words_stand_verbatim(old: str, new: str) -> None:
    changed = [text.replace(old, new) for text in STATEMENTS.values()]
    (name,) = missing(article(*changed))
    assert name.endswith("word for word")


def test_line_ends_and_lost_letters_of_a_pdf_do_not_matter() -> None:
    torn = [text.replace("Filecoin", "File-\ncoin ") for text in STATEMENTS.values()]
    assert missing(article(*torn)) == []
    sheet = SHEET.with_facts([fact("edition.notice.jp", "東京 desk, café")])
    assert missing(article(*STATEMENTS.values(), "□ desk, caf□"), sheet) == []


def test_a_stranger_s_sheet_asks_for_no_statements() -> None:
    assert missing(article(), FactSheet((fact("edition.desk.as_of", AS_OF),))) == []


def test_the_checker_asks_of_whole_articles_only() -> None:
    short = article("Method: x.")
    filler = Block(kind=BlockKind.PARAGRAPH, text="A word and more of it. " * 30, place="p")
    codes = [f.code for f in check(article(), SHEET).findings]
    assert "no-disclosure" in codes
    fragment = FinishedText(name="a", format="markdown", blocks=short.blocks[2:])
    assert "no-disclosure" not in [f.code for f in check(fragment, SHEET).findings]
    whole = FinishedText(name="a", format="markdown", blocks=(filler, *short.blocks[2:]))
    assert "no-disclosure" in [f.code for f in check(whole, SHEET).findings]
