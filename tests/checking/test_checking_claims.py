"""Words against signs, sides and percentile bands."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.checking import check
from reporter.model.facts import FactSheet
from reporter.model.text import Block, BlockKind
from tests.checking.conftest import (
    SENTENCES,
    btcusdt,
    edition,
    fact,
    filusdt,
    finished,
    sheet_of,
    story,
)

WRONG = [
    ("Longs pay shorts in FILUSDT.", "funding-side"),
    ("FILUSDT has positive funding.", "funding-side"),
    ("Shorts pay longs in BTCUSDT.", "funding-side"),
    ("BTCUSDT has negative funding.", "funding-side"),
    ("When negative funding rules, longs are paying shorts.", "funding-side"),
    ("With positive funding the shorts pay.", "funding-side"),
    ("FILUSDT has support at $0.92.", "side"),
    ("FILUSDT meets resistance at $0.79.", "side"),
    ("In FILUSDT $0.92 lies below the price.", "side"),
    ("In FILUSDT $0.79 lies above the current price.", "side"),
    ("FILUSDT has $12.6 million of long liquidations above.", "liquidation-side"),
    ("FILUSDT has $12.6 million of liquidations below price.", "liquidation-side"),
    ("The nearest level below price in FILUSDT is $0.92.", "side"),
    ("In FILUSDT the levels are $0.79 above and $0.92 above price.", "side"),
    ("The lean on FILUSDT fails above $0.803.", "side"),
    ("FILUSDT has $9.1 million of short liquidations below.", "liquidation-side"),
    ("Volatility of FILUSDT is extreme.", "adverb"),
    ("Volatility of FILUSDT is unusually high.", "adverb"),
    ("Funding of FILUSDT is at a record.", "adverb"),
    ("Funding of BTCUSDT is extremely high.", "adverb"),
    ("Altcoin funding is unusually distorted.", "adverb"),
    ("A rally is guaranteed.", "certainty"),
    ("This is a textbook case.", "certainty"),
    ("It creates mechanical pressure.", "certainty"),
    ("You can't lose.", "certainty"),
    ("FILUSDT will rise.", "certainty"),
    ("FILUSDT will fall hard.", "certainty"),
    ("FILUSDT will reach $0.92.", "certainty"),
    ("The path of least resistance is upward.", "certainty"),
    ("Buy now.", "imperative"),
    ("Traders, you should go long.", "imperative"),
    ("Funding of FILUSDT is currently −0.0406%.", "current"),
]


@pytest.mark.parametrize(("sentence", "code"), WRONG)
def test_a_false_claim_is_named(sheet: FactSheet, sentence: str, code: str) -> None:
    assert code in [finding.code for finding in check(finished(sentence), sheet).findings]


RIGHT = [
    "Shorts pay longs in FILUSDT, as negative funding has it.",
    "FILUSDT funding is not positive.",
    "Longs pay shorts in BTCUSDT.",
    "When funding is positive, longs pay shorts.",
    "If funding turned, longs would pay; longs pay when it is positive in FILUSDT.",
    "In FILUSDT funding was negative; should it turn, longs pay shorts.",
    "FILUSDT meets resistance at $0.92 and finds support at $0.79.",
    "A fall below $0.803 in FILUSDT voids the view.",
    "The lean on FILUSDT fails below $0.803.",
    "In FILUSDT the levels are $0.79 below and $0.92 above price.",
    "FILUSDT does not hold $0.79 above the price.",
    "FILUSDT has $12.6 million of short liquidations above the price.",
    "FILUSDT has $9.1 million of long liquidations below.",
    "FILUSDT has $4.8M of short liquidations near $0.92.",
    "Funding of FILUSDT is extremely low.",
    "Volatility of FILUSDT is not extreme.",
    "Traders call funding “extremely odd” in FILUSDT.",
    "Shorts pay in FILUSDT on “longs pay at extreme funding” days.",
    "A rally is not guaranteed.",
    "Nothing here is risk-free.",
    "The next settlement will fall at 00:00 UTC.",
    "Kalshi says: “it will rise” and “guaranteed”.",
    "The path of least resistance could be upward.",
    "There is no path of least resistance.",
    "Open interest of FILUSDT is currently $36.0 million.",
    "Traders who buy later pay more.",
]


@pytest.mark.parametrize("sentence", RIGHT)
def test_a_true_claim_passes(sheet: FactSheet, sentence: str) -> None:
    assert check(finished(sentence), sheet).findings == ()


def test_running_and_settled_rates_of_opposite_sign_license_both_words() -> None:
    key = "binance.filusdt.funding"
    sheet = sheet_of(
        edition(),
        [
            fact(f"{key}.running", "0.0001", "fraction_per_8h"),
            fact(f"{key}.settled", "-0.0001", "fraction_per_8h"),
        ],
    )
    for sentence in ("Longs pay shorts in FILUSDT.", "Shorts pay longs in FILUSDT."):
        assert check(finished(sentence), sheet).findings == ()
    words = [
        finding.code for finding in check(finished("FILUSDT: longs pay +0.0100%."), sheet).findings
    ]
    assert words == []
    flat = sheet_of(edition(), [fact(f"{key}.settled", "0", "fraction_per_8h")])
    assert check(finished("Longs pay shorts in FILUSDT."), flat).findings == ()


def test_without_a_percentile_the_volatility_class_licenses_its_own_name() -> None:
    def judged(name: str) -> bool:
        sheet = sheet_of(edition(), [fact("binance.filusdt.volatility.class", name)])
        return check(finished("Volatility of FILUSDT is extreme."), sheet).held

    assert not judged("extreme")
    assert judged("high")


def test_a_percentile_in_another_unit_licenses_nothing() -> None:
    sheet = sheet_of(edition(), [fact("binance.filusdt.funding.percentile", "low")])
    assert check(finished("Funding of FILUSDT is extreme."), sheet).held


def test_what_a_source_calls_a_record_may_be_called_one() -> None:
    sentence = "A record crowd met, with positioning in view."
    kalshi = story()[3]
    assert kalshi.evidence is not None
    told = replace(
        kalshi, evidence=replace(kalshi.evidence, sentence=SENTENCES["volume"] + " A record.")
    )
    assert not check(finished(sentence), sheet_of(edition(), [told])).held
    assert check(finished(sentence), sheet_of(edition(), story())).held


def test_headings_and_sources_claim_nothing_of_degree(sheet: FactSheet) -> None:
    heading = Block(kind=BlockKind.HEADING, text="Is Funding Extreme in FILUSDT?", place="h1")
    source = Block(kind=BlockKind.SOURCE, text="Example Wire: Buy now!", place="s1")
    assert check(finished(heading, source), sheet).findings == ()


def test_a_level_without_a_price_has_no_side() -> None:
    level = fact("binance.filusdt.level.above.1", "0.92", "price_usd")
    sheet = sheet_of(edition(), [level])
    assert check(finished("FILUSDT has support at $0.92."), sheet).findings == ()


def test_the_same_level_on_two_venues_is_judged_by_each_venue_alone() -> None:
    other = [
        fact("bybit.filusdt.price", "0.836", "price_usd"),
        fact("bybit.filusdt.level.below.1", "0.78", "price_usd"),
    ]
    sheet = sheet_of(edition(), filusdt(), other)
    assert check(finished("FILUSDT has resistance at $0.78."), sheet).held
    assert not check(finished("FILUSDT has support at $0.78."), sheet).held


def test_a_name_no_source_has_is_refused_beside_a_reported_figure(sheet: FactSheet) -> None:
    def names(sentence: str) -> list[str]:
        verdict = check(finished(sentence), sheet)
        return [f.seen for f in verdict.findings if f.code == "unknown-name"]

    assert names("Kalshi, based in Chicago, is valued at $22 billion.") == ["Chicago"]
    assert names("Separately, Kalshi is valued at $22 billion.") == []
    assert names("Separately, it is valued at $22 billion.") == []
    assert names("Nasdaq is valued at $22 billion.") == ["Nasdaq"]
    assert names("Further afield it is valued at $22 billion.") == []
    assert names("Chicago is calm.") == []
    assert names("Kalshi Is Valued At $22 Billion In Chicago") == []


def test_figures_of_two_contracts_in_one_sentence() -> None:
    sheet = sheet_of(edition(), filusdt(), btcusdt())
    good = "FILUSDT settled at −0.0406% per 8 h, BTCUSDT at +0.0100% per 8 h."
    assert check(finished(good), sheet).findings == ()
