"""Further measures in words and tables: ranks, turnover, taker flow, gravity, odds and ranges."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from functools import cache

import pytest

from reporter.checking import check
from reporter.model import metrics as m
from reporter.model.facts import FactSheet
from reporter.model.setup import Setup
from reporter.model.text import Article, SectionKind, Table
from reporter.numerals import read
from reporter.writing.disclosure import disclosure
from reporter.writing.nouns import is_stated, noun
from reporter.writing.readings import Readings
from tests.writing.cases import CASES, DULL, FIL, rich, taken
from tests.writing.conftest import DESK, edition, finished, market_series, prose, table, written


@cache
def made(setup: Setup) -> tuple[Article, FactSheet]:
    """The article on this setup; its figures and claims must pass the checker."""
    _, article = written(setup)
    _, sheet = edition(setup)
    assert [str(one) for one in check(finished(article), sheet).findings] == []
    return article, sheet


def engine(setup: Setup) -> str:
    return prose(made(setup)[0], SectionKind.ENGINE)


def card(setup: Setup) -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in table(made(setup)[0], 0).rows}


RICH = sorted(name for name in CASES if name.startswith("rich"))


@pytest.mark.parametrize("case", RICH)
def test_every_wording_of_the_measures_passes_the_checker(case: str) -> None:
    _, sheet = edition(CASES[case])
    for _, article in market_series(CASES[case], editions=9):
        findings = check(finished(article), sheet).findings
        # The engine's sections alone are no whole article.
        assert [str(one) for one in findings if not one.code.startswith("no-")] == []


# --- across the market, and against turnover -----------------------------------------------


def test_a_rate_far_out_in_the_market_is_told_with_how_many_contracts() -> None:
    text = engine(rich())
    assert "3rd percentile, near the bottom" in text
    assert "531 contracts" in text
    assert card(rich())["Funding, running"] == (
        "−0.0161% per 8 h",
        "−17.6% a year, 3rd percentile of 531 contracts",
    )


@pytest.mark.parametrize(("rank", "told"), [(9.9, True), (10.1, False), (89, False), (99.8, True)])
def test_a_rate_amid_the_market_stands_in_the_card_only(rank: float, *, told: bool) -> None:
    assert ("531 contracts" in engine(rich(funding__market_percentile=rank))) is told


def test_the_top_of_the_market_has_no_rank_of_a_hundred() -> None:
    setup = rich(funding__market_percentile=99.8)
    assert "100th" not in engine(setup)
    assert card(setup)["Funding, running"][1].endswith("near the top of 531 contracts")


def test_open_interest_is_told_against_turnover_where_that_is_unusual() -> None:
    assert "2.41, at the 96th percentile of its own history" in engine(rich())
    thin = engine(rich(open_interest__volume_share_percentile=3.0))
    assert "2.41, at the 3rd percentile of its own history" in thin
    assert "2.41" not in engine(rich(open_interest__volume_share_percentile=55.0)).replace(
        "ratio of longs to shorts of 2.41", ""
    )
    assert card(rich())["Open interest over a day's volume"] == ("2.41", "96th percentile")


def test_a_market_with_a_rank_at_the_edge_is_not_called_dull() -> None:
    dull = rich(DULL, funding__market_percentile=51, open_interest__volume_share_percentile=48)
    words = ("stands out", "dull", "quiet", "ordinary", "little to report")
    assert any(word in engine(dull) for word in words)
    assert "531" not in engine(dull)
    unusual = rich(DULL, funding__market_percentile=2, open_interest__volume_share_percentile=48)
    assert not any(word in engine(unusual) for word in words)
    assert "531" in engine(unusual)


# --- takers ---------------------------------------------------------------------------------


def test_takers_are_told_with_their_hours_their_rank_and_the_day() -> None:
    text = engine(rich(taken(Decimal("1.4"))))
    assert "1.40 (over 1 h, at the 98th percentile of its own history)" in text
    assert "53.6%" in text
    assert card(rich(taken(Decimal("1.4"))))["Takers, bought over sold"] == (
        "1.40",
        "over 1 h, 98th percentile, 53.6% bought in a day",
    )


@pytest.mark.parametrize(
    ("ratio", "words"),
    [
        ("1.4", ("same side", "agrees", "same tilt", "same way", "in line", "likewise")),
        ("0.7", ("other side", "differs", "opposite", "however", "other way", "at odds", "otherw")),
        ("1", ("the more active", "favoured buyers", "buyers led")),
    ],
)
def test_the_day_of_taker_flow_is_set_against_the_last_hour(
    ratio: str, words: tuple[str, ...]
) -> None:
    lines = [line for line in engine(rich(taken(Decimal(ratio)))).split(". ") if "53.6%" in line]
    assert len(lines) == 1
    assert any(word in lines[0] for word in words), lines


@pytest.mark.parametrize(("share", "told"), [(53.1, True), (46.9, True), (52.9, False)])
def test_without_an_unusual_ratio_only_a_one_sided_day_is_told(share: float, *, told: bool) -> None:
    text = engine(rich(positioning__taker_buys_24h=share))
    assert (f"{share}%" in text) is told
    if told:
        assert ("buyers" if share > 50 else "sellers") in text


def test_an_even_day_takes_no_side() -> None:
    text = engine(rich(taken(Decimal("1.4")), positioning__taker_buys_24h=50.04))
    assert "50.0%" not in text


@pytest.mark.parametrize(
    ("ratio", "words"),
    [("1.4", "more bought than sold"), ("0.7", "more sold than bought"), ("1", "in balance")],
)
def test_a_taker_ratio_without_a_rank_is_compared_in_words(ratio: str, words: str) -> None:
    assert card(taken(Decimal(ratio)))["Takers, bought over sold"][1] == words


# --- the map and its levels -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("gravity", "side"), [(-0.27, "lower side"), (-0.19, ""), (0.31, ""), (0.05, "")]
)
def test_gravity_is_told_where_the_sums_do_not_say_it(gravity: float, side: str) -> None:
    text = engine(rich(liquidations__gravity=gravity))
    assert ("gravity" in text) is bool(side)
    assert side in text


def test_gravity_needs_the_sums() -> None:
    bare = rich(replace(FIL, measures=tuple(o for o in FIL.measures if "liq" not in o.metric)))
    assert "gravity" not in engine(bare)


def test_levels_have_calibrated_odds_in_three_columns() -> None:
    levels = table(made(rich())[0], 1)
    assert levels.header == (
        "Level",
        "Side of price",
        "Distance",
        "Odds to settlement",
        "Within 24 h",
        "Within 72 h",
    )
    assert levels.rows[1] == ("$0.92", "above", "+10.0%", "0.2%", "4.2%", "11.8%")


def test_a_horizon_without_odds_has_no_column() -> None:
    setup = rich()
    levels = tuple(replace(one, odds=one.odds[1:]) for one in setup.levels)
    found = table(made(replace(setup, levels=levels))[0], 1)
    assert found.header[3:] == ("Within 24 h", "Within 72 h")


def test_a_level_without_odds_has_dashes_beside_those_with() -> None:
    setup = rich()
    first, *rest = setup.levels
    article, _ = made(replace(setup, levels=(replace(first, odds=()), *rest)))
    assert [row[3:] for row in table(article, 1).rows if row[0] == "$0.94"] == [("—", "—", "—")]


def test_odds_are_called_modelled_and_stand_beside_the_past() -> None:
    text = engine(rich())
    assert "modelled" in text
    assert "calibrated" in text
    for figure in ("2.8%", "4.2%", "14.4%", "5.9%", "24 h"):
        assert figure in text


def test_without_calibrated_odds_the_past_stands_alone() -> None:
    text = engine(FIL)
    assert "calibrated" not in text
    assert "14.4%" in text
    assert table(made(FIL)[0], 1).header[3:] == ("Past windows that reached it",)


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (0.8021, 0.8713, ("both of the nearest levels outside", "levels lie outside")),
        (0.781, 0.9312, ("both of the nearest levels;", "both of the nearest levels", "within it")),
        (0.781, 0.8713, ("only the lower", "the lower of the nearest")),
        (0.8021, 0.9312, ("only the upper", "the upper of the nearest")),
    ],
)
def test_the_expected_range_says_which_levels_lie_in_it(
    low: float, high: float, words: tuple[str, ...]
) -> None:
    text = engine(rich(range__low_24h=low, range__high_24h=high))
    line = next(line for line in text.split(". ") if "80.0%" in line)
    assert any(word in line for word in words), line


def test_the_card_has_a_row_for_each_and_stays_short() -> None:
    rows = card(rich())
    assert len(rows) == 16
    assert rows["Expected range a day ahead"] == (
        "$0.8021 to $0.8713",
        "modelled probability 80.0%",
    )
    assert rows["Regime"] == ("ranging, efficiency 0.21", "ADX 18.24, variance ratio 0.93")
    assert rows["Realised volatility, annualised"][1] == "61st percentile, 74.1% by highs and lows"
    assert rows["All accounts, longs over shorts"][1] == "70.7% long, 42nd percentile"
    assert all(compared != "—" for _, compared in rows.values())


# --- whose past windows ---------------------------------------------------------------------


def test_windows_of_several_contracts_are_called_so() -> None:
    article, _ = made(CASES["pooled base rate"])
    assert "24 h on several contracts" in prose(article, SectionKind.ENGINE)
    assert "24 h on several contracts" in prose(article, SectionKind.IMPLICATIONS)
    assert "several contracts" not in engine(FIL)
    rows = {row[0]: row for row in table(article, 0).rows}
    compared = rows["Base rate of a higher price"][2]
    assert compared == "233,321 past windows of 24 h on several contracts"


def test_the_disclosure_says_what_the_odds_are() -> None:
    def odds(setup: Setup) -> str:
        return disclosure(DESK, Readings(edition(setup)[1], setup), "offline").odds

    assert odds(rich()) == (
        "Levels' odds are modelled, and calibrated on past hours of several contracts. "
        "The base rate of its direction is a share of past windows; no edge over it is measured."
    )
    assert odds(FIL).startswith("Odds are shares of past windows")
    assert odds(replace(rich(), confidence=None)).startswith("Levels' odds are modelled")


# --- names ----------------------------------------------------------------------------------


def test_every_measure_has_a_name_without_figures() -> None:
    _, sheet = made(rich())
    for fact in sheet:
        if fact.id.startswith("binance.filusdt."):
            assert read(noun(fact)) == (), fact.id
    level = sheet[f"binance.filusdt.{m.LEVEL_ABOVE}.1.odds_72h"]
    assert noun(level) == "the modelled odds within the longer horizon of a level above in"
    assert not is_stated(sheet[f"binance.filusdt.{m.OPEN_INTEREST_TURNOVER}"])


def test_the_tables_are_whole() -> None:
    for setup in (rich(), CASES["rich but dull"], CASES["rich without levels"]):
        article, _ = made(setup)
        found: list[Table] = [one for section in article.sections for one in section.tables]
        assert all(len(row) == len(one.header) for one in found for row in one.rows)
