"""The engine's sentences follow the facts of the case, in every wording."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from reporter.model import metrics as m
from reporter.model.text import SectionKind
from reporter.writing.cards import others_table
from reporter.writing.readings import Readings
from tests.writing.cases import CASES, FIL
from tests.writing.conftest import (
    NEXT_AT,
    edition,
    engine_paragraphs,
    market_series,
    prose,
    signal,
    table,
    with_measure,
    written,
)

LONGS_PAY = "longs pa(?:y|id) shorts"
SHORTS_PAY = "shorts pa(?:y|id) longs"
RANKED = "at the 2nd percentile, near the bottom"


@pytest.mark.parametrize(
    ("case", "there", "missing"),
    [
        ("negative funding", SHORTS_PAY, LONGS_PAY),
        ("positive funding", LONGS_PAY, SHORTS_PAY),
        (
            "positive funding",
            "opposite sign|sign differs|change of sign",
            "in size|in absolute terms",
        ),
        ("no funding due", "neither side pa(?:ys|id)", "pa(?:y|id) (?:longs|shorts)"),
        ("short", "short lean|leans? short", "long lean|leans? long"),
        ("short", "a market of medium volatility that is trending down", "ranging"),
        ("no lean", "no lean|neither way|neither long nor short", "(?:long|short) lean"),
        ("no lean", "a market of medium volatility with no clear regime", "in order of weight"),
        ("no lean", "invalidation price|no price would void", "trade of FIL|if FILUSDT"),
        ("no lean", "the basis.* lower prices|lower prices points? the basis", "higher prices"),
        ("no signal", "weighted signal", "taker flow|the basis (?:points|speaks)"),
        ("split", "the rank of settled funding", "falls short of a lean"),
        ("split", "the modelled liquidation map", "liquidation map speaks"),
        ("lowest", "the lowest|never lower|was lower", "percentile"),
        ("highest", "the highest|never higher|was higher", "percentile"),
        ("tie", RANKED, "lowest|never"),
        ("end of the ranks", "near the bottom", "0th|100th"),
        ("no levels", "either side|neither above|no level|puts none", "nearest"),
        ("levels above only", r"\$0.92, 10.0%", r"\$0.79, |5.5%"),
        ("levels below only", r"\$0.79, 5.5%", r"\$0.92|10.0%"),
        ("levels above only", "no level|no modelled level", "either side"),
        ("levels below only", "no level|no modelled level", "either side"),
        ("no positioning", "[Oo]pen interest", "[Tt]op traders"),
        ("no account ratios", "[Tt]op traders", "account"),
        ("accounts only", "1.87.*2.41", "positions are"),
        ("top accounts only", "1.87", "all traders|all accounts"),
        ("all accounts only", "2.41", "top traders"),
        ("crowd on the other side", "other way|other side|Against that|differs", "1.87"),
        ("no open interest", "[Tt]op traders", "[Oo]pen interest (?:is|of)|share of open interest"),
        ("no open interest before", "day before|on the day|day-on-day", "interest rose"),
        ("open interest unchanged", "level with|unchanged|not changed|left open", "by 3.2%"),
        ("open interest in dollars", r"\$36.0 million", "coins|FIL[ ,.]"),
        ("no price", r"\$0.7905", "trades at|5.4%"),
        ("no index", "16:00 UTC", "the index"),
        ("no funding", r"trades at|is \$|stands at|at \$", "settled at|settlement"),
        ("no percentile", "16:00 UTC", "percentile, near"),
        ("no sample", "16:00 UTC", "percentile, near"),
        ("no median", rf"{RANKED}\.", "median"),
        ("no estimate", "16:00 UTC", "running|estimate"),
        ("no settled rate", "estimate", "16:00 UTC"),
        ("estimate as settled", "16:00 UTC", "running|estimate"),
        ("tiny rates", "neither side pa(?:ys|id)", "running|estimate"),
        ("no settlement time", "−0.0406% per 8 h", "16:00"),
        ("no next settlement", "estimate", "next settles|next settlement"),
        ("no base rate", "long", "past windows of 24 h, price was|base rate"),
        ("no volatility rank", "of medium volatility", "annualised"),
        ("high volatility", "is high|as high", "medium"),
        ("low volatility", "is low|as low", "medium"),
        ("extreme", "at the 99th percentile of its own history", "medium"),
        ("no invalidation", "(?:be named|to name|invalidation price)", r"\$0.79\d"),
        ("no price change", "day before|day-on-day", "3.2% (?:day on day|from|on the day), as"),
        (
            "price unchanged",
            "level with|unmoved|where it|not moved|same as|unchanged|of the",
            "lost",
        ),
        ("flat basis", "16:00 UTC", "below the index"),
        ("taker balance", "balance", "more active"),
        ("taker buyers", "buyers", "sellers"),
        ("taker sellers", "sellers", "buyers"),
        ("negative funding", "[Tt]op traders", "taker|accounts"),
        ("hourly", "−0.0400% per 1 h.*(?:every|interval is) 1 h", "per 8 h"),
        ("four-hourly", r"\+0.0100% per 4 h", "per 8 h"),
        ("hyperliquid", "Hyperliquid.*per 1 h", "Binance|per 8 h"),
        ("okx", "FIL-USDT-SWAP", "Binance|FILUSDT"),
        ("bybit", "Bybit.*per 4 h", "Binance|per 8 h"),
        ("dull", "52nd percentile", "taker|account|estimate|the basis|of open interest"),
        ("dull", "up 0.2% day on day", "towards the|near the"),
        ("dull and unchanged", "is level day on day", " 0.0%"),
    ],
)
def test_sentences_follow_the_facts_that_are_there(case: str, there: str, missing: str) -> None:
    for _, article in market_series(CASES[case]):
        text = prose(article, SectionKind.ENGINE)
        assert re.search(there, text, re.IGNORECASE), text
        assert not re.search(missing, text, re.IGNORECASE), text


def test_a_quiet_market_is_told_in_fewer_sentences() -> None:
    def told(case: str) -> int:
        return len(re.findall(r"[.] ", prose(written(CASES[case])[1], SectionKind.ENGINE)))

    assert told("dull") + 3 <= told("negative funding") <= told("extreme")


def test_the_same_asset_elsewhere_is_compared_by_the_year() -> None:
    for _, article in market_series(FIL, CASES["bybit"]):
        text = prose(article, SectionKind.ENGINE)
        assert "+0.0050% per 4 h" in text
        assert "+11.0% a year" in text
        assert "Bybit" in text
        others = table(article, 3)
        assert others.header[:2] == ("Symbol", "Venue")
        assert others.rows[0][:2] == ("FILUSDT", "Bybit")


def test_of_many_other_symbols_the_first_have_a_row() -> None:
    outline, sheet = edition()
    featured, *others = (Readings(sheet, one) for one in (outline.featured, *outline.others))
    few = others_table(featured, tuple(others))
    many = others_table(featured, tuple(others * 20))
    assert few is not None
    assert many is not None
    assert (few.caption, len(few.rows)) == ("The other symbols measured", len(others))
    assert (many.caption, len(many.rows)) == ("Other symbols that stand out", 12)
    assert many.rows[: len(others)] == few.rows


@pytest.mark.parametrize(("rate", "word"), [("-0.0009", "receive"), ("0.0009", "pay")])
def test_top_traders_are_set_beside_the_payers(rate: str, word: str) -> None:
    given = with_measure(FIL, m.FUNDING_SETTLED, Decimal(rate), "fraction_per_8h")
    text = prose(written(given)[1], SectionKind.ENGINE)
    assert f"the larger side {word}s funding at the settled rate" in text


@pytest.mark.parametrize(
    ("before", "words"),
    [("0.8640", "while the price fell"), ("0.8000", "and the price rose too"), ("0.8360", "rose")],
)
def test_open_interest_is_set_beside_the_price(before: str, words: str) -> None:
    given = with_measure(FIL, m.PRICE_DAY_AGO, Decimal(before), "price_usd")
    assert words in prose(written(given)[1], SectionKind.ENGINE) or before == "0.8360"


@pytest.mark.parametrize(
    ("percentile", "place"),
    [
        (2.0, "near the bottom"),
        (12.0, "towards the bottom"),
        (50.0, "within its usual range"),
        (88.0, "towards the top"),
        (97.0, "near the top"),
    ],
)
def test_words_for_rank_come_from_bands(percentile: float, place: str) -> None:
    given = with_measure(FIL, m.FUNDING_PERCENTILE, percentile, "percentile")
    assert place in prose(written(given)[1], SectionKind.ENGINE)


def test_an_edge_is_printed_beside_its_base_rate() -> None:
    assert FIL.confidence is not None
    sure = replace(FIL, confidence=replace(FIL.confidence, probability=0.541))
    for _, article in market_series(sure):
        text = prose(article, SectionKind.ENGINE)
        assert "alibrated" in text
        assert "54.1%" in text
        assert "48.2%" in text
        assert "no edge" not in prose(article, SectionKind.IMPLICATIONS).lower()


@pytest.mark.parametrize(
    ("running", "words"),
    [
        ("-0.0009", r"larger in \w+(?: \w+)? than the settled|settled rate is smaller"),
        ("-0.00016", r"smaller in \w+(?: \w+)? than the settled|settled rate is larger"),
    ],
)
def test_running_rates_are_compared_in_size_with_the_settled_rate(running: str, words: str) -> None:
    given = with_measure(FIL, m.FUNDING_RUNNING, Decimal(running), "fraction_per_8h")
    for _, article in market_series(given):
        assert re.search(words, prose(article, SectionKind.ENGINE))


def test_one_reason_stands_alone_and_unknown_ones_are_named_so() -> None:
    one = replace(FIL, supporting=(signal("something.new", 1),))
    for _, article in market_series(one):
        assert re.search(
            "a further signal (?:alone|supports)|(?:lean:|but) a further signal", prose(article)
        )
    for _, article in market_series(replace(FIL, supporting=())):
        assert "order of weight" not in prose(article, SectionKind.ENGINE)


def test_opposing_signals_are_named() -> None:
    two = replace(FIL, opposing=(signal(m.BASIS, -1), signal(m.TAKER_RATIO, -1)))
    for _, article in market_series(two):
        last = engine_paragraphs(article)[-1].sentences[0].text
        assert "he basis and taker flow" in last
        assert not re.search(r"taker flow (?:speaks|points|stands)\b", last)


@pytest.mark.parametrize(("percentile", "first"), [(2.0, "settle"), (50.0, "pen interest")])
def test_what_stands_out_comes_first(percentile: float, first: str) -> None:
    given = with_measure(FIL, m.FUNDING_PERCENTILE, percentile, "percentile")
    _, second, *_ = engine_paragraphs(written(given)[1])
    assert any(first in line.text for line in second.sentences[:1])


def test_a_view_that_outlives_the_settlement_does_not_name_it() -> None:
    later = replace(FIL, valid_until=NEXT_AT + timedelta(hours=8))
    for _, article in market_series(later):
        ends = engine_paragraphs(article)[-1].sentences[-1].text
        assert "28 March 2026, 08:00 UTC" in ends
        assert "settle" not in ends
