"""Words without a figure, words right beside one, and names, held against the fact sheet alone."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reporter.checking import check
from reporter.model.facts import FactKind, FactSheet
from reporter.model.text import Block, BlockKind
from reporter.model.units import Percentile
from reporter.model.verdict import Severity
from tests.checking.conftest import (
    SENTENCES,
    TITLE,
    WIRE,
    fact,
    finished,
    sheet_of,
    whole_sheet,
)

KEY = "binance.filusdt"
OTHER = replace(WIRE, name="Second Wire", url="https://second.example.org")


def second(metric: str, value: str) -> FactSheet:
    return sheet_of(
        [
            replace(
                fact(f"item.second.{metric}", value, kind=FactKind.REPORTED, source=OTHER),
                subject=OTHER.name,
                metric=metric,
            )
        ]
    )


SHEET = whole_sheet(
    [
        fact(f"{KEY}.positioning.top_account", "1.88", "ratio"),
        fact(f"{KEY}.positioning.global_account", "2.13", "ratio"),
        fact(f"{KEY}.confidence.sample", "975", "count"),
        fact(f"{KEY}.funding.median", "0.0001", "fraction_per_8h"),
    ],
    second("title", "Polymarket pool lowers what its members must post"),
    second("outlet", "Second Wire"),
)


def codes(*texts: str | Block, sheet: FactSheet = SHEET) -> list[str]:
    return [finding.code for finding in check(finished(*texts), sheet).findings]


def leaning(bias: str) -> FactSheet:
    rest = [one for one in SHEET if one.id != f"{KEY}.bias"]
    return sheet_of(rest, [fact(f"{KEY}.bias", bias)])


# --- the view -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bias", "text"),
    [
        ("lean long", "On FILUSDT the engine leans long."),
        ("lean long", "FILUSDT shows a lean."),
        ("lean long", "FILUSDT: lean long."),
        ("lean long", "In the edition before, the engine took no lean on FILUSDT."),
        ("lean long", "With less open interest FILUSDT would show no lean."),
        ("lean short", "FILUSDT has a short lean."),
        ("no lean", "FILUSDT shows no measured lean."),
        ("lean long", "BTCUSDT shows no lean."),
        ("lean long", "FILUSDT and BTCUSDT: the engine leans short."),
    ],
)
def test_a_lean_is_the_measured_one(bias: str, text: str) -> None:
    assert codes(text, sheet=leaning(bias)) == []


@pytest.mark.parametrize(
    ("bias", "text"),
    [
        ("lean long", "On FILUSDT the engine leans short."),
        ("lean long", "FILUSDT shows no lean."),
        ("lean short", "FILUSDT: lean long."),
        ("lean short", "FILUSDT has a long lean."),
        ("no lean", "FILUSDT shows a measured lean."),
        ("no lean", "On FILUSDT the engine takes a lean."),
    ],
)
def test_another_lean_is_found(bias: str, text: str) -> None:
    assert codes(text, sheet=leaning(bias)) == ["direction"]


def test_the_class_of_volatility_is_the_measured_one() -> None:
    assert codes("FILUSDT: volatility of 71.4% is medium for this contract.") == []
    assert codes("FILUSDT: volatility of 71.4% is high for this contract.") == ["adverb"]
    assert codes("FILUSDT: volatility is not high for this contract.") == []
    assert codes("BTCUSDT: volatility is high.") == []


def test_the_end_of_a_history_goes_with_the_percentile() -> None:
    assert codes("FILUSDT funding is at the 3rd percentile, near the bottom of its history.") == []
    found = codes("FILUSDT funding is at the 3rd percentile, near the top of its own history.")
    assert found == ["adverb"]
    high = [one for one in SHEET if one.id != f"{KEY}.funding.percentile"]
    book = sheet_of(
        high, [replace(fact(f"{KEY}.funding.percentile", ""), value=Percentile(Decimal(97)))]
    )
    text = "FILUSDT funding is at the 97th percentile, near the {} of its own history."
    assert codes(text.format("top"), sheet=book) == []
    assert codes(text.format("bottom"), sheet=book) == ["adverb"]
    assert codes("FILUSDT funding stands near the top of its own history.") == []


def test_price_moved_the_way_it_moved() -> None:
    assert codes("For FILUSDT open interest rose 3.2% while price fell.") == []
    assert codes("For FILUSDT open interest rose 3.2% while price rose.") == ["direction"]
    assert codes("For BTCUSDT price rose.") == []
    assert codes("For FILUSDT, price rose in past windows of that kind.") == []
    assert codes("If price rose, FILUSDT would follow.", "Whether FILUSDT price rose.") == []


@pytest.mark.parametrize(
    "text",
    [
        "In FILUSDT, shorts on the contract pay shorts.",
        "FILUSDT: longs over longs.",
        "FILUSDT: takers, sold over sold.",
        "With no doubt about FILUSDT, longs pay shorts.",
        "The level of FILUSDT on the downside is $0.92.",
        "On the way up the next level of FILUSDT is $0.79.",
    ],
)
def test_sides_that_cannot_be_are_found(text: str) -> None:
    assert set(codes(text)) <= {"funding-side", "side"}
    assert codes(text)


def test_a_level_on_its_own_side_is_clean() -> None:
    assert codes("The level of FILUSDT on the upside is $0.92, and lower down is $0.79.") == []


# --- beside a figure ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "FILUSDT funding last settled at 16:00 UTC at −0.0406% per 8 h.",
        "The running estimate for FILUSDT funding is −0.0210% per 8 h.",
        "FILUSDT settled at −0.0406% against a running estimate of −0.0210% per 8 h.",
        "FILUSDT funding: an estimate of −0.0210%, after −0.0406% at the last settlement.",
        "Of FILUSDT's settlements the median rate is +0.0100% per 8 h.",
        "FILUSDT long/short ratio: 1.88 for top traders and 2.13 for all traders.",
        "Among 540 settlements of FILUSDT, and over 975 windows.",
        "FILUSDT: the mark price is $0.8354, the index $0.83635, the price $0.836.",
        "The index of FILUSDT is at $0.836.",
    ],
)
def test_figures_go_with_the_words_beside_them(text: str) -> None:
    assert codes(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "FILUSDT funding last settled at 16:00 UTC at −0.0210% per 8 h.",
        "The running estimate for FILUSDT funding is −0.0406% per 8 h.",
        "Of FILUSDT's settlements the median rate is −0.0406% per 8 h.",
        "FILUSDT long/short ratio: 2.13 for top traders.",
        "FILUSDT long/short ratio: 1.88 for all traders.",
        "Among 975 settlements of FILUSDT.",
        "FILUSDT: over 540 windows.",
        "FILUSDT: the mark price is $0.83635.",
        "FILUSDT: the index is $0.8354.",
    ],
)
def test_a_sister_metric_is_found(text: str) -> None:
    assert codes(text) == ["wrong-metric"]


def test_a_distance_away_needs_a_side_in_its_sentence() -> None:
    assert codes("The level of FILUSDT below the price is $0.79, 5.5% away, as a fall.") == []
    assert codes("The next level of FILUSDT is $0.79, 5.5% away.") == ["sign"]


def test_a_basis_without_its_sign_goes_with_the_words() -> None:
    assert codes("FILUSDT: on the basis, the mark stands 11.4 bps below the index.") == []
    assert codes("FILUSDT: on the basis, the mark stands 11.4 bps above the index.") == [
        "direction"
    ]


# --- whose words, whose contract --------------------------------------------------------------


def test_a_quotation_belongs_to_its_outlet() -> None:
    quote = f"“{SENTENCES['volume']}”"
    for text in (
        f"Example Wire writes: {quote}",
        f"{quote}, Example Wire added.",
        f"Beside Second Wire, Example Wire writes: {quote}",
        f"It was put in these words: {quote}",
        f"Kalshi says: {quote}",
        "Second Wire ran “Kalshi is fine”.",
        f"Example Wire ran “{TITLE}”.",
    ):
        assert codes(text) == [], text
    for text in (
        f"Second Wire writes: {quote}",
        f"Zeta Times writes: {quote}",
        f"Second Wire ran “{TITLE}”.",
    ):
        assert codes(text) == ["quote"], text


def source(text: str) -> Block:
    return Block(kind=BlockKind.SOURCE, text=text, place="source 1")


def test_a_source_line_has_title_and_outlet_together() -> None:
    assert codes(source(f"Example Wire, “{TITLE}”")) == []
    assert codes(source("A book nobody fed us, “Quite another title of its own”")) == []
    assert codes(source(f"Zeta Times, “{TITLE}”")) == ["quote"]
    assert codes(source(f"Example Wire, “{TITLE.replace('talks', 'walks')}”"))[-1] == "quote"


def test_contracts_and_venues_that_nobody_knows_are_named() -> None:
    assert codes("Prices on Binance.", "Kalshi says so on Kraken.") == ["unknown-name"]
    assert codes("“Traded on Kraken” it says.") == []
    assert codes("LINKUSDT trades at $0.836.").count("unknown-name") == 1
    (found,) = check(finished("Earlier views on LINKUSDT stand elsewhere."), SHEET).findings
    assert (found.code, found.severity) == ("unknown-name", Severity.WARNING)
