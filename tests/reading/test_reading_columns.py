"""Paragraphs that the end of a column or of a page cuts in two."""

from __future__ import annotations

import pytest

from reporter.reading.lines import Line, blocks_of


def line(text: str, base: float, size: float = 9.3) -> Line:
    return Line(text=text, top=base, base=base, size=size)


LEFT = [
    line("An approval is on record for Kinetic Markets,", 700),
    line("which is held by an affiliate of", 687),
]
RIGHT = [
    line("Kalshi, and five outlets carry the story of", 700),
    line("an approval at 5 bps.", 687),
]
WHOLE = (
    "An approval is on record for Kinetic Markets, which is held by an affiliate of "
    "Kalshi, and five outlets carry the story of an approval at 5 bps."
)
HEAD_AND_FOOT = [
    line("Meridian Desk", 800, 7.6),
    line("Page 1 of 2", 40, 7.6),
    line("Not investment advice", 30, 7.6),
]


def texts(*pages: list[Line]) -> list[str]:
    return [block.text for block in blocks_of(pages)]


def test_a_paragraph_goes_on_in_the_next_column() -> None:
    assert texts([*LEFT, *RIGHT]) == [WHOLE]


def test_a_paragraph_goes_on_after_the_head_and_foot_of_a_page() -> None:
    assert texts([*LEFT, *HEAD_AND_FOOT], RIGHT) == [*(one.text for one in HEAD_AND_FOOT), WHOLE]


@pytest.mark.parametrize("end", ["is on record.", "is “on record.”", "is on record. [1]\u00a0[2]"])
def test_a_sentence_that_has_ended_does_not_go_on(end: str) -> None:
    left = [LEFT[0], line(f"of an affiliate that {end}", 687)]
    first, second = texts([*left, *RIGHT])
    assert first.endswith(end)
    assert second.startswith("Kalshi")


def test_labels_of_a_chart_are_not_joined_over_columns() -> None:
    left = [line("$0.7786 $3.2M", 700), line("$0.7535 $2.3M", 687)]
    right = [line("$0.9482 $3.8M", 700), line("$0.9143 $935K", 687)]
    assert len(texts([*left, *right])) == 2


def test_what_stands_below_ends_a_paragraph() -> None:
    caption = line("Setup card for FILUSDT, in a size of its own", 600, 7.6)
    assert texts([*LEFT, caption, *RIGHT])[:2] == [
        f"{LEFT[0].text} {LEFT[1].text}",
        caption.text,
    ]


def test_a_heading_in_the_next_column_ends_a_paragraph() -> None:
    told = texts([*LEFT, line("Trading Implications", 720, 12), *RIGHT])
    assert told[1] == "Trading Implications"
    assert len(told) == 3
