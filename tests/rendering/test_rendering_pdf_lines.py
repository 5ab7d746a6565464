"""Where the lines of the printed briefing end, measured on its pages."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

import pypdfium2
import pytest

from reporter.rendering.html import body_html
from reporter.rendering.pdf import briefing_pdf
from tests.rendering.briefings import article, briefing, needs_pango, page_texts

MM = 72 / 25.4
COLUMNS = ((18.0, 102.0), (108.0, 192.0))
"""Left and right edge of the two columns, in millimetres."""
NOTE = " [\\[1\\]](#source-1)"
LEAD = (
    "POWER leads in the crypto market: Registry ran “POWER Protocol Token Unlock Begins as Team "
    f"Confirms Schedule” on 23 November 2026.{NOTE} Above all, it comes from Registry; in all, "
    f"2 outlets carry it.{NOTE}{NOTE} POWERUSDT, an asset of the story, trades at $0.1001."
)
VOTE = (
    f"“The AAA network votes on listings and new contracts in two steps”{NOTE} is what "
    f"_Wire_{NOTE} reports of 1,250 holders, who hold 41.5% of what was ever given out.{NOTE}"
)


@dataclass(frozen=True)
class Letter:
    """A letter on its page; the right edge of its column and its place, in points."""

    sign: str
    left: float
    right: float
    foot: float
    edge: float


def letters(data: bytes) -> list[Letter]:
    """The letters of the columns in reading order."""
    with pypdfium2.PdfDocument(data) as document:
        return [letter for page in document for letter in _of_page(page.get_textpage())]


def _of_page(page: pypdfium2.PdfTextPage) -> Iterator[Letter]:
    for number in range(page.count_chars()):
        sign = page.get_text_range(number, 1)
        left, foot, right, _ = page.get_charbox(number, loose=True)
        edge = next((b for a, b in COLUMNS if a - 1 <= left / MM <= b + 1), None)
        if sign.strip() and edge and 18 < foot / MM < 275:
            yield Letter(sign, left, right, foot, edge * MM)


def early_ends(found: list[Letter], paragraph: str) -> list[str]:
    """The lines of a paragraph that had room for what begins the line below them."""
    parts = paragraph.split(" ")
    bare = ["".join(part.split()) for part in parts]
    placed, at = [], "".join(letter.sign for letter in found).index("".join(bare))
    for part in bare:
        placed.append(found[at : at + len(part)])
        at += len(part)
    return [
        "".join(letter.sign for letter in after)
        for before, after in pairwise(placed)
        if abs(after[0].foot - before[-1].foot) > 4
        and before[-1].right + 4 + _width(after) < before[-1].edge
    ]


def _width(part: list[Letter]) -> float:
    """How wide it is, as far as it stands on one line."""
    first = [letter for letter in part if abs(letter.foot - part[0].foot) < 4]
    return first[-1].right - first[0].left


def printed(paragraphs: list[str]) -> tuple[list[Letter], list[str]]:
    """Their letters in a briefing, and their texts with the blanks that are meant to hold."""
    html = [body_html(paragraph) for paragraph in paragraphs]
    told = article("Lines", 1)
    sections = tuple(
        replace(one, body_html="".join(html)) if one.kind == "news" else one
        for one in told.sections
    )
    data = briefing_pdf(briefing(replace(told, sections=sections)))
    return letters(data), [re.sub("<[^>]*>", "", one).strip() for one in html]


def firsts(found: list[Letter]) -> list[str]:
    """The two letters that each line begins with."""
    threes = zip(found, found[1:], found[2:], strict=False)
    return [a.sign + b.sign for before, a, b in threes if abs(a.foot - before.foot) > 4]


@needs_pango
@pytest.mark.parametrize("text", [LEAD, VOTE])
def test_no_line_ends_early_and_none_begins_with_a_note(text: str) -> None:
    found, told = printed([f"N{n}. {'a ' * n}{text}" for n in range(40)])
    assert [end for paragraph in told for end in early_ends(found, paragraph)] == []
    begun = firsts(found)
    assert len(begun) > 160
    assert "[1" not in begun


@needs_pango
def test_a_note_behind_a_word_without_end_leaves_the_column_to_neither() -> None:
    word = "endless" * 12
    found, _ = printed([f"{word}{NOTE} and _Wire_{NOTE} carry it."])
    start = "".join(letter.sign for letter in found).index(word)
    assert all(letter.right < letter.edge for letter in found[start : start + len(word) + 20])


@needs_pango
@pytest.mark.parametrize("brand", ["Meridian Desk", "Markets and Mechanics of the Upper Harbour"])
def test_the_running_head_has_its_instant_on_one_line(brand: str) -> None:
    told = replace(briefing(article("Heads", 9)), as_of="30 September 2026, 22:22 UTC", brand=brand)
    _, *pages = page_texts(briefing_pdf(told))
    assert pages
    for page in pages:
        assert "As of 30 September 2026, 22:22 UTC" in page
