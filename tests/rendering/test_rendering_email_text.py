"""The text part of the e-mail: how its lines break, and how the article reads in it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.text import BlockKind
from reporter.reading.plain import read_plain
from reporter.rendering.email import text_of_markdown
from reporter.rendering.email_text import wrapped
from reporter.rendering.markdown import body_markdown
from reporter.rendering.views import ArticleView

WORDS = st.lists(
    st.sampled_from(
        [
            *("bare", "long.", "word:", "“said.”", "[3]", "−0.0406%", "per", "8", "h,"),
            *("27", "March", "2026,", "21:21", "UTC", "-", "#", "12)", "of"),
        ]
    ),
    min_size=1,
    max_size=80,
)


@settings(max_examples=100, deadline=None)
@given(words=WORDS, bullet=st.booleans())
def test_a_wrapped_paragraph_is_read_as_one_block(words: list[str], bullet: bool) -> None:
    text = " ".join(["bare", *words, "end."])  # a line of capitals alone is a heading
    mark = "- " if bullet else ""
    [block] = read_plain(wrapped(text, mark), "x").blocks
    assert block.text == text
    assert block.kind is (BlockKind.BULLET if bullet else BlockKind.PARAGRAPH)


@pytest.mark.parametrize("pad", range(60, 76))
@pytest.mark.parametrize(
    "figure",
    [
        "27 March 2026, 21:21 UTC",
        "−0.0406% per 8 h",
        "−44.5% a year",
        "43.1 million FIL",
        "2 h 39 min",
        "64th percentile",
        "40 pebibytes",
    ],
)
def test_no_line_ends_inside_a_figure(figure: str, pad: int) -> None:
    lines = wrapped("x" * pad + f" {figure} and on").splitlines()
    assert sum(figure in line for line in lines) == 1
    assert max(map(len, lines)) <= 76


def test_a_source_has_its_address_on_a_line_of_its_own(view: ArticleView) -> None:
    lines = text_of_markdown(body_markdown(view)).splitlines()
    place = lines.index("   https://registry.example/a_b?x=1&copy=2")
    assert "Approval of an [affiliate]" in lines[place - 2]
    assert lines[place - 1].endswith("UTC")
    sources = [
        block.links
        for block in read_plain("\n".join(lines), "x").blocks
        if block.kind is BlockKind.SOURCE
    ]
    assert ("https://registry.example/a_b?x=1&copy=2",) in sources


def test_the_text_reads_well_without_markup(view: ArticleView) -> None:
    text = text_of_markdown(body_markdown(view))
    assert "How Does This Reach FIL?\n------------------------\n\nInference: Desks" in text
    assert "Metric             | Reading          | Comparison\n" in text
    assert "\n- Shorts pay longs on FILUSDT: The last settled rate" in text
    assert "\n1. Registry of Notices, “Approval of an [affiliate] | filed”, 24 March" in (
        text.replace("\n   ", " ")
    )
    assert "may now offer margin. [1] [2] FILUSDT" in text
    assert "javascript" not in text


def test_wide_tables_give_up_their_columns() -> None:
    row = "| " + " | ".join("x" * 30 for _ in range(5)) + " |\n"
    head = "| a | b | c | d | e |\n| --- | --- | --- | --- | --- |\n"
    assert text_of_markdown(head + row).startswith("a | b | c | d | e\n")
