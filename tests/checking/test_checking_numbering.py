"""Notes and their anchors, page counters, and the labels of an axis."""

from __future__ import annotations

import pytest

from reporter.checking import check
from reporter.checking.tokens import tokens
from reporter.model.text import Block, BlockKind, FinishedText
from tests.checking.conftest import edition, finished, sheet_of

SHEET = sheet_of(edition())


def codes(text: FinishedText) -> list[str]:
    return [finding.code for finding in check(text, SHEET).findings]


def noted(text: str, *links: str) -> FinishedText:
    sources = [
        Block(kind=BlockKind.SOURCE, text=f"Outlet {name}", place=f"source {name}")
        for name in ("a", "b", "c")
    ]
    return finished(
        Block(kind=BlockKind.PARAGRAPH, text=text, place="paragraph 1", links=links), *sources
    )


def test_a_note_has_the_number_of_its_link() -> None:
    links = ("https://x.example.org", "#source-1", "#source-2")
    assert codes(noted("So it is. [1] And so. [1] [2]", *links)) == []
    assert codes(noted("So it is. [2] And so. [2]")) == []
    assert codes(noted("So it is. [3] And so. [1] [2]", *links)) == ["note-number"]
    assert codes(noted("So it is. [1]", *links)) == ["note-number"]


def pages(*counters: str) -> FinishedText:
    return finished(
        *(Block(kind=BlockKind.STATIC, text=text, place="static") for text in counters), form="pdf"
    )


def test_page_counters_count_the_pages() -> None:
    assert codes(pages("Page 1 of 2", "Page 2 of 2")) == []
    assert codes(pages("Page 1 of 2", "Page 3 of 2")) == ["page-number"]
    assert codes(pages("Page 1 of 3", "Page 2 of 3")) == ["page-number"] * 2


def test_a_list_of_contents_names_pages_that_are_there_in_their_order() -> None:
    assert codes(pages("Page 2", "Page 2", "Page 1 of 2", "Page 2 of 2")) == []
    assert codes(pages("Page 3", "Page 1 of 2", "Page 2 of 2")) == ["page-number"]
    assert codes(pages("Page 2", "Page 1", "Page 1 of 2", "Page 2 of 2")) == ["page-number"]
    assert codes(pages("Page 7", "Page 9")) == []


def axis(*labels: str) -> FinishedText:
    domain = (0.0, 1000.0)
    return finished(
        *(Block(kind=BlockKind.TICK, text=t, place=f"tick {t}", domain=domain) for t in labels),
        form="svg",
    )


@pytest.mark.parametrize(
    "labels",
    [("0.70", "0.75", "0.80"), ("0.1", "0.3"), ("1,000", "500", "0"), ("00:00", "04:00", "09:00")],
)
def test_labels_of_an_axis_lie_at_equal_distances(labels: tuple[str, ...]) -> None:
    assert codes(axis(*labels)) == []


@pytest.mark.parametrize(
    "labels", [("0.70", "0.75", "0.81"), ("0.70", "0.76", "0.80", "0.85"), ("10", "20", "300")]
)
def test_a_label_out_of_step_is_found(labels: tuple[str, ...]) -> None:
    assert codes(axis(*labels)) == ["tick"]


def test_signs_beyond_ascii_do_not_part_words() -> None:
    found = [token.text for token in tokens("Zoë’s -3% of €5, «ПРИВЕТ» naïve www.x.org [7]")]
    assert found == ["zoe's", "−3%", "of", "€5", "naive", "[7]"]
