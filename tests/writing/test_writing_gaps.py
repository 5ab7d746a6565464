"""The section on data gaps: equal gaps in one sentence, everything named."""

from __future__ import annotations

from dataclasses import replace

from reporter.model.market import Gap
from reporter.model.text import SectionKind
from reporter.writing import write_offline
from reporter.writing.voice import Voice
from tests.writing.cases import FIL
from tests.writing.conftest import DESK, edition, prose, written

LEFT_OUT = Gap(subject="Feed 9", part="feed", reason="timeout", detail="After 20 s.")


def gap(subject: str, part: str, reason: str) -> Gap:
    return Gap(subject=subject, part=part, reason=reason, detail="")


def told_gaps(*gaps: Gap) -> list[str]:
    _, article = written(gaps=gaps)
    section = next(one for one in article.sections if one.kind is SectionKind.GAPS)
    return [line.text for part in section.paragraphs for line in part.sentences]


def test_symbols_with_equal_gaps_share_a_sentence() -> None:
    symbols = ("FILUSDT", "BTCUSDT", "1000PEPEUSDT")
    assert told_gaps(
        gap("FILUSDT", "regime", "thin"),
        *(gap(symbol, "taker flow", "empty") for symbol in symbols),
        *(gap(symbol, "taker flow", "empty") for symbol in symbols),
        *(gap(symbol, "open interest", "refused") for symbol in symbols),
        *(gap(symbol, "basis", "empty") for symbol in symbols[:2]),
        gap("FILUSDT", "funding.settled", "implausible"),
    ) == [
        (
            "Missing for all 3 symbols measured: taker flow (the venue sent nothing); open "
            "interest (the venue's answer could not be used)."
        ),
        "Missing for FILUSDT and BTCUSDT: basis (the venue sent nothing).",
        (
            "Missing for FILUSDT: regime (the history is too short); settled funding (the value "
            "was implausible and held back)."
        ),
    ]


def test_feeds_are_told_by_what_happened_to_them() -> None:
    assert told_gaps(
        LEFT_OUT,
        gap("Dead Feed", "feed", "gone"),
        gap("Federal Reserve", "items", "future"),
        gap("Old Feed", "item", "future"),
        gap("Old Feed", "item", "stale"),
        gap("Loud Feed", "item", "instruction"),
        gap("Loud Feed", "item", "duplicate"),
        gap("Quiet Feed", "items", "some-new-reason"),
        gap("Odd Feed", "part 7", "418"),
    ) == [
        "Not read: Feed 9 (no answer in time) and Dead Feed (the source was closed for good).",
        "Dated after this edition and left out: items of the Federal Reserve and Old Feed.",
        "Too old and left out: an item of Old Feed.",
        "Set aside unread, because the text speaks to a machine: an item of Loud Feed.",
        "Left out (some new reason): items of Quiet Feed.",
        "Missing for Odd Feed: a part that the review names (no reason was given).",
    ]


def test_a_lone_symbol_is_named() -> None:
    lone = gap("FILUSDT", "taker flow", "empty")
    _, article = written(FIL, gaps=(lone,))
    assert prose(article, SectionKind.GAPS) == (
        "Missing for FILUSDT: taker flow (the venue sent nothing)."
    )


def test_a_name_with_a_digit_that_is_no_fact_is_left_to_the_review() -> None:
    outline, sheet = edition()
    outline = replace(outline, gaps=(LEFT_OUT,))
    draft = write_offline(outline, sheet, DESK, Voice(outline.slug))
    assert prose(draft, SectionKind.GAPS) == (
        "Not read: a source that the review names (no answer in time)."
    )


def test_without_gaps_there_is_no_section_on_them() -> None:
    draft, _ = written()
    assert draft.section(SectionKind.GAPS) is None
