"""Notes and source lines held against the edition's record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from reporter.model.record import RecordedSentence
from reporter.model.text import Block
from tests.checking.conftest import (
    TITLE,
)
from tests.checking.recording import (
    PATH,
    RECORD,
    TRUE,
    judged,
    source,
)


def listed() -> Sequence[Block]:
    return (
        source(
            f"Example Wire, “{TITLE}”, 27 March 2026, 14:05 UTC",
            "https://wire.example.org/kalshi?a=1&amp;b=two%20words",
        ),
        source("Second Wire, “A plain headline without figures”", "https://second.example.org"),
    )


def test_notes_belong_to_their_sentences() -> None:
    lines = listed()
    assert judged(TRUE["quoted"], TRUE["headlined"], *lines) == []
    assert judged(TRUE["quoted"].replace("[1]", "[2]"), *lines) == ["note-number"]
    assert judged(TRUE["quoted"].replace(" [1]", ""), *lines) == []


def test_the_same_words_may_stand_with_other_notes() -> None:
    same = tuple(RecordedSentence(words=PATH, notes=(number,)) for number in (1, 2, 3))
    record = replace(RECORD, sentences=same)
    lines = (*listed(), source("A third one"))
    for number in (1, 2, 3):
        assert judged(f"{PATH} [{number}]", *lines, record=record) == []
    assert judged(f"{PATH} [1] [2]", *lines, record=record) == ["note-number"]


def test_source_lines_are_those_recorded() -> None:
    first, second = listed()
    assert judged(first, second) == []
    assert judged(second, first) == ["source-line", "source-line"]
    assert judged(replace(first, links=("https://elsewhere.example.org",)), second) == [
        "source-line"
    ]
    changed = replace(first, text=first.text.replace("Example Wire", "Northgate Wire"))
    assert "moved-name" in judged(changed, second)
    shifted = replace(first, text=first.text.replace("27 March", "26 March"))
    assert "moved-figure" in judged(shifted, second)
    assert judged(source("Quite another paper, with a line of its own"), second) == []
    assert judged(first, second, source("A third one")) == []


def test_a_page_break_within_the_list_moves_no_number() -> None:
    first, second = listed()
    head, tail = first.text.split(" talks”")
    assert judged(source(f"{head} talks”"), source(tail), second, form="pdf") == []
    assert (
        judged(source("Example Wire,"), source(head[13:] + " talks”" + tail), second, form="pdf")
        == []
    )


def test_an_index_of_several_articles_numbers_its_sources_as_it_likes() -> None:
    other = replace(RECORD.sources[1], article="b", number=1)
    record = replace(RECORD, sources=(RECORD.sources[0], other))
    first, second = listed()
    assert judged(second, first, source("A third one"), record=record) == []
