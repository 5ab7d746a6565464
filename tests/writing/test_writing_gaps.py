"""The section on data gaps: equal gaps in one sentence, everything named."""

from __future__ import annotations

from dataclasses import replace

from reporter.model.market import Gap
from reporter.model.text import SectionKind
from reporter.writing import write_offline
from reporter.writing.voice import Voice
from tests.writing.cases import FIL
from tests.writing.conftest import DESK, edition, make_setup, prose, written

LEFT_OUT = Gap(subject="Feed 9", part="feed", reason="timeout", detail="After 20 s.")


def gap(subject: str, part: str, reason: str) -> Gap:
    return Gap(subject=subject, part=part, reason=reason, detail="")


def told_gaps(*gaps: Gap) -> list[str]:
    _, article = written(gaps=gaps)
    section = next(one for one in article.sections if one.kind is SectionKind.GAPS)
    return [line.text for part in section.paragraphs for line in part.sentences]


def holds(line: str, *parts: str) -> bool:
    """Whether the line has all these parts, in whatever wording."""
    return all(part.lower() in line.lower() for part in parts)


def test_symbols_with_equal_gaps_share_a_sentence_for_each_reason() -> None:
    symbols = ("FILUSDT", "BTCUSDT", "1000PEPEUSDT")
    told = told_gaps(
        gap("FILUSDT", "regime", "thin"),
        *(gap(symbol, "taker flow", "empty") for symbol in symbols),
        *(gap(symbol, "taker flow", "empty") for symbol in symbols),
        *(gap(symbol, "open interest", "refused") for symbol in symbols),
        *(gap(symbol, "basis", "empty") for symbol in symbols[:2]),
        gap("FILUSDT", "funding.settled", "implausible"),
    )
    expected = (
        ("all 3 symbols measured", "taker flow (the venue sent nothing)"),
        ("all 3 symbols measured", "open interest (the venue's answer could not be used)"),
        ("FILUSDT and BTCUSDT", "basis (the venue sent nothing)"),
        ("FILUSDT", "regime (the history is too short)"),
        ("FILUSDT", "settled funding (the value was implausible and held back)"),
    )
    assert len(told) == len(expected)
    assert all(holds(line, *parts) for line, parts in zip(told, expected, strict=True))


def test_pages_that_were_not_read_are_named_with_their_outlets() -> None:
    told = told_gaps(
        gap("Harbour Wire", "article page", "robots"),
        gap("Harbour Wire", "article page", "robots"),
        gap("Daily Ledger", "article page", "paywalled"),
    )
    assert len(told) == 1
    assert holds(told[0], "page", "Harbour Wire (the site keeps robots out)")
    assert holds(told[0], "Daily Ledger (not free to read)")


def test_what_was_mended_and_used_is_not_called_missing() -> None:
    told = told_gaps(
        gap("FILUSDT", "hourly candles", "repaired"),
        gap("FILUSDT", "open interest history", "shortened"),
        gap("FILUSDT", "taker flow", "empty"),
    )
    expected = (
        ("taker flow (the venue sent nothing)",),
        ("FILUSDT", "hourly candles (damaged, repeated or misplaced rows were dropped)"),
        ("FILUSDT", "open interest history (the oldest rows did not come)"),
    )
    assert len(told) == len(expected)
    for line, parts in zip(told, expected, strict=True):
        assert holds(line, *parts), line
    for line in told[1:]:
        assert not any(word in line.lower() for word in ("lack", "no usable", "unavailable"))


def test_feeds_are_told_by_what_happened_to_them() -> None:
    told = told_gaps(
        LEFT_OUT,
        gap("Dead Feed", "feed", "gone"),
        gap("Federal Reserve", "items", "future"),
        gap("Old Feed", "item", "future"),
        gap("Old Feed", "item", "stale"),
        gap("Blank Feed", "item", "undated"),
        gap("Loud Feed", "item", "instruction"),
        gap("Loud Feed", "item", "duplicate"),
        gap("Quiet Feed", "items", "some-new-reason"),
        gap("Odd Feed", "part 7", "418"),
    )
    expected = (
        ("Feed 9 (no answer in time) and Dead Feed (the source was closed for good)",),
        ("from the Federal Reserve and Old Feed", "items"),
        ("an item from Old Feed",),
        ("an item from Blank Feed",),
        ("an item from Loud Feed", "machine"),
        ("items from Quiet Feed", "(some new reason)"),
        ("Odd Feed", "a part that the review names (no reason was given)"),
    )
    assert len(told) == len(expected)
    for line, parts in zip(told, expected, strict=True):
        assert holds(line, *parts), line


def test_a_lone_symbol_is_named() -> None:
    lone = gap("FILUSDT", "taker flow", "empty")
    _, article = written(FIL, gaps=(lone,))
    line = prose(article, SectionKind.GAPS)
    assert holds(line, "FILUSDT", "taker flow (the venue sent nothing)")
    assert "symbols measured" not in line


def test_a_name_with_a_digit_that_is_no_fact_is_left_to_the_review() -> None:
    outline, sheet = edition()
    outline = replace(outline, gaps=(LEFT_OUT,))
    draft = write_offline(outline, sheet, DESK, Voice(outline.slug))
    line = prose(draft, SectionKind.GAPS)
    assert holds(line, "a source that the review names (no answer in time)")


def test_equal_gaps_are_told_in_other_words_by_the_next_edition() -> None:
    outline, sheet = edition(gaps=(LEFT_OUT,))
    first = write_offline(outline, sheet, DESK, Voice("a"))
    second = write_offline(outline, sheet, DESK, Voice("a", [first.wordings]))
    assert prose(first, SectionKind.GAPS) != prose(second, SectionKind.GAPS)


def test_without_gaps_there_is_no_section_on_them() -> None:
    draft, _ = written()
    assert draft.section(SectionKind.GAPS) is None


def test_long_lists_are_parted_and_nothing_is_left_out() -> None:
    symbols = [f"{name}USDT" for name in ("AAA", "BBB", "CCC", "DDD", "EEE", "FFF", "GGG", "HHH")]
    names = [f"{symbol} on OKX" for symbol in symbols]
    parts = [f"history of {word} kinds of orders" for word in ("bought", "sold", "late", "odd")]
    told = told_gaps(*(gap(name, part, "empty") for name in names for part in parts))
    assert all(len(line.split()) < 35 for line in told)
    text = " ".join(told)
    for name in names:
        lines = [line for line in told if name in line]
        assert all(any(part in line for line in lines) for part in parts), name
    assert "nothing came in" in text


def test_most_symbols_are_told_by_those_that_have_the_reading() -> None:
    measured = [make_setup(f"{base}USDT") for base in ("FIL", "AAA", "BBB", "CCC", "DDD")]
    lacking = tuple(gap(one.instrument.symbol, "taker flow", "empty") for one in measured[1:])
    _, article = written(*measured, gaps=lacking)
    text = prose(article, SectionKind.GAPS)
    assert holds(text, "all 5 symbols measured but FILUSDT", "taker flow")
    assert "AAAUSDT" not in text


def test_many_feeds_take_several_sentences() -> None:
    feeds = [f"Feed of {word}" for word in ("Ash", "Birch", "Cedar", "Elm", "Fir", "Oak", "Pine")]
    for reason, part in (("timeout", "feed"), ("stale", "items")):
        told = told_gaps(*(gap(feed, part, reason) for feed in feeds))
        assert len(told) > 1
        assert all(len(line.split()) < 35 for line in told)
        assert all(any(feed in line for line in told) for feed in feeds)


def test_a_second_code_of_one_contract_is_told() -> None:
    (line,) = told_gaps(gap("FILUSDT on Hyperliquid", "market data of kFIL", "ambiguous"))
    assert holds(line, "FILUSDT on Hyperliquid", "market data of kFIL (the venue has codes in")
