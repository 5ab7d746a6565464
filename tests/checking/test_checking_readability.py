"""Readability: syllables, words a sentence, the grade, and what is left out of it."""

from __future__ import annotations

import pytest

from reporter.checking import readability
from reporter.checking.syllables import syllables
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Severity, Verdict

KNOWN = {
    1: "rate rates price priced rule rules scale while shared fired league type lean long "
    "short squeeze trade changed used hour month year says paid through one does",
    2: "prices rated funding table tables settle settled market contract futures traded trader "
    "changes uses losses quiet buying going being listed stated ended statement largely "
    "useful widely client unique issue value people business interest every beyond buyer "
    "react system cycle centre",
    3: "settlement indicates annual premium media median period ratio leverage exchanges "
    "reported company commission position national video museum earlier easier idea area history "
    "average capital continue possible finishes created coexist",
    4: "annualised liquidation society regulator liquidity perpetual variable mechanism usually "
    "speculative situation analysis experience",
    5: "institutional volatility probability invalidation association",
}


@pytest.mark.parametrize(
    ("word", "count"),
    [(w, n) for n, words in KNOWN.items() for w in words.split()],
)
def test_syllables_of_known_words(word: str, count: int) -> None:
    assert syllables(word) == count


@pytest.mark.parametrize(
    ("word", "count"),
    [("well-known", 2), ("Kalshi's", 2), ("exchange's", 3), ("don’t", 1), ("hmm", 1), ("—", 1)],
)
def test_syllables_of_joined_and_odd_words(word: str, count: int) -> None:
    assert syllables(word) == count


def text_of(*blocks: tuple[BlockKind, str]) -> FinishedText:
    return FinishedText(
        name="a.md",
        format="markdown",
        blocks=tuple(
            Block(kind=kind, text=text, place=f"{kind.value} {number}")
            for number, (kind, text) in enumerate(blocks, 1)
        ),
    )


def paragraph(text: str) -> tuple[BlockKind, str]:
    return BlockKind.PARAGRAPH, text


def codes(verdict: Verdict) -> list[str]:
    return [finding.code for finding in verdict.findings]


PLAIN = "The rate was low and the desk took no view of it. "
"""Twelve words of one syllable."""
HARD = (
    "Institutional participation in speculative derivatives necessitates regulatory supervision. "
)
FILL = paragraph(PLAIN * 10)


def test_the_grade_is_the_published_formula() -> None:
    verdict = readability(text_of(FILL))
    (measured,) = verdict.readability
    assert measured.sentences == 10
    assert measured.mean_words == 12.0
    assert measured.grade == round(0.39 * 12 + 11.8 * 1 - 15.59, 1)
    assert not verdict.findings
    assert not verdict.held


def test_hard_words_are_warned_of_and_hold_nothing() -> None:
    verdict = readability(text_of(paragraph(HARD * 14)))
    (finding,) = verdict.findings
    assert finding.code == "readability"
    assert finding.severity is Severity.WARNING
    assert finding.seen.startswith("Flesch-Kincaid grade 3")
    assert finding.expected == "grade 12 or lower"
    assert not verdict.held


def test_long_sentences_are_warned_of_on_average_and_each() -> None:
    run_on = "the rate was low and " * 9 + "the desk slept. "
    verdict = readability(text_of(paragraph(f"T{run_on[1:]}" * 4)))
    assert codes(verdict).count("long-sentence") == 4
    assert "readability" in codes(verdict)
    found = next(f for f in verdict.findings if f.code == "long-sentence")
    assert found.place == "a.md: paragraph 1"
    assert found.seen.startswith("48 words: The rate was low")
    mean = next(f for f in verdict.findings if "on average" in f.expected)
    assert mean.seen == "48.0 words a sentence, over 4 sentences"


def test_the_limits_themselves_are_no_fault() -> None:
    forty = "The rate was low " + "and low " * 17 + "so it is."
    twenty = "The rate was low " + "and low " * 6 + "so we all sat. "
    assert len(forty.split()) == 41
    assert codes(readability(text_of(FILL, paragraph(forty)))) == ["long-sentence"]
    assert not readability(text_of(FILL, paragraph(forty.replace("so ", "")))).findings
    assert len(twenty.split()) == 20
    assert not readability(text_of(paragraph(twenty * 6))).findings
    assert codes(readability(text_of(paragraph(twenty.replace("sat", "sat still") * 6)))) == [
        "readability"
    ]


@pytest.mark.parametrize(
    "blocks",
    [
        [paragraph("The Wire said: “The rate fell by far, and so did we.” [3]")],
        [paragraph('It "held on to each of its old rules" for a day.')],
        [(BlockKind.ROW, "The price rose. It fell.")],
        [(BlockKind.CAPTION, "The price rose. It fell.")],
        [(BlockKind.META, "description: The price rose.")],
        [(BlockKind.HEADING, "Disclosure"), paragraph("The price rose."), paragraph("It fell.")],
        [(BlockKind.HEADING, "Sources"), (BlockKind.BULLET, "The Wire, a page of it.")],
        [paragraph("Modelled levels, from low to high")],
        [paragraph("— !")],
    ],
)
def test_what_is_no_own_prose_is_left_out(blocks: list[tuple[BlockKind, str]]) -> None:
    assert readability(text_of(FILL, *blocks)).readability == readability(text_of(FILL)).readability


@pytest.mark.parametrize(
    ("block", "sentences", "words"),
    [
        (paragraph("A “long lean” is a score. [1] [2] It is no more."), 2, 10),
        ((BlockKind.BULLET, "Risk may run both ways: Watch it."), 2, 7),
        ((BlockKind.BULLET, "It settles at 00:00 UTC: The rate may move."), 2, 9),
        ((BlockKind.BULLET, "Price of $0.92 is near: The rate may move."), 2, 9),
        (paragraph("It rose: so did the rest."), 1, 6),
        (paragraph("It rose—at last—to a high."), 1, 7),
        (paragraph("At −0.0406% per 8 h shorts pay."), 1, 7),
    ],
)
def test_what_counts_as_sentence_and_word(
    block: tuple[BlockKind, str], sentences: int, words: int
) -> None:
    (measured,) = readability(text_of(*[block] * 30)).readability
    assert measured.sentences == 30 * sentences
    assert round(measured.mean_words * sentences) == words


def test_small_print_ends_with_the_next_heading() -> None:
    blocks = (
        (BlockKind.HEADING, "Sources"),
        paragraph("None."),
        (BlockKind.HEADING, "More"),
        paragraph("It rose."),
    )
    assert readability(text_of(FILL, *blocks)).readability[0].sentences == 11


def test_figures_and_tickers_are_two_syllables_each() -> None:
    def grade(last: str) -> float:
        sentence = f"The rate was low and the desk took no view of {last}. "
        return readability(text_of(paragraph(sentence * 10))).readability[0].grade

    assert grade("market") == grade("−$1,234.56") == grade("FILUSDT") == grade("(NFA)")
    assert grade("market") > grade("it")


def test_a_text_of_little_prose_has_no_grade() -> None:
    verdict = readability(text_of(paragraph(HARD * 3)))
    assert verdict.readability == ()
    assert not verdict.findings
    assert readability(text_of()).readability == ()
