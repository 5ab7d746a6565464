"""Facts at fault are found before a word is written; real ones are left alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.checking import gates
from reporter.checking.identities import recompute
from reporter.model.facts import Fact, FactKind
from reporter.model.formulas import Formula
from reporter.model.market import LIVE_SLACK, Nature
from reporter.model.units import FundingRate, quantity
from tests.checking.conftest import (
    AS_OF,
    NEXT,
    SETTLED,
    btcusdt,
    derived,
    edition,
    fact,
    filusdt,
    sheet_of,
    story,
)

KEY = "binance.filusdt"
Change = tuple[str, str, str]


def facts_with(*changes: Change, without: Sequence[str] = ()) -> list[Fact]:
    """The FILUSDT facts with other values; ``(metric, value, unit)``."""
    book = {one.id: one for one in (*edition(), *filusdt())}
    for metric, value, unit in changes:
        name = f"{KEY}.{metric}"
        new = quantity(Decimal(value), unit) if unit else value
        # A changed value is observed: the identities have tests of their own.
        plain = replace(book.get(name, fact(name, "")), value=new, formula="", inputs=())
        book[name] = plain
    kept = [one for one in book.values() if one.metric not in without]
    return [replace(one, formula="", inputs=()) if changes else one for one in kept]


def found(facts: Sequence[Fact]) -> list[tuple[str, str]]:
    """Code and place of every finding; what follows from a changed fact is not named again."""
    named = [(f.code, f.place.removeprefix(f"{KEY}.")) for f in gates(facts)]
    return [(code, place) for code, place in named if code != "identity"]


def test_a_true_sheet_has_no_findings() -> None:
    assert gates(sheet_of(edition(), story(), filusdt(), btcusdt())) == ()


def test_without_an_edition_time_only_the_values_are_judged() -> None:
    assert gates(filusdt()[:3]) == ()


FAULTS: list[tuple[Change, list[tuple[str, str]]]] = [
    (
        ("funding.settled", "-0.040602", "fraction_per_8h"),
        [
            ("cap", "funding.settled"),
            ("funding-premium", "funding.settled"),
            ("funding-apart", "funding.settled"),
            ("history-rank", "funding.settled"),
        ],
    ),
    (
        ("funding.running", "-0.021", "fraction_per_8h"),
        [
            ("cap", "funding.running"),
            ("funding-premium", "funding.running"),
            ("funding-apart", "funding.running"),
            ("history-rank", "funding.running"),
        ],
    ),
    (("funding.running", "-0.0001", "fraction_per_4h"), [("interval", "funding.running")]),
    (("funding.settled", "-0.000406", "percent"), [("unit", "funding.settled")]),
    (("basis", "-1136", "bps"), [("basis", "basis")]),
    (("basis", "-11.4", "percent"), [("unit", "basis")]),
    (("liquidations.above", "127140000", "usd"), [("liquidations-oi", "liquidations.above")]),
    (("level.above.1.size", "48000000", "usd"), [("liquidations-oi", "level.above.1.size")]),
    (("open_interest.change_24h", "2600", "percent"), [("oi-change", "open_interest.change_24h")]),
    (("open_interest.change_24h", "-97", "percent"), [("oi-change", "open_interest.change_24h")]),
    (("level.above.1", "0.80", "price_usd"), [("side", "level.above.1")]),
    (("level.below.1", "0.90", "price_usd"), [("side", "level.below.1")]),
    (("level.below.1.distance", "5.5", "percent"), [("side", "level.below.1.distance")]),
    (("invalidation", "0.9", "price_usd"), [("side", "invalidation")]),
    (
        ("positioning.top_position_short", "41.3", "percent"),
        [("shares", "positioning.top_position_long")],
    ),
    (
        ("positioning.top_position", "0.46", "ratio"),
        [("ratio-share", "positioning.top_position")],
    ),
    (
        ("positioning.top_position", "-2.19", "ratio"),
        [("range", "positioning.top_position")],
    ),
    (("mark", "83.6", "price_usd"), [("prices-apart", "mark")]),
    (("mark", "0.00836", "price_usd"), [("prices-apart", "mark")]),
    (("index", "83.6", "price_usd"), [("prices-apart", "index")]),
    (("index", "0.00836", "price_usd"), [("prices-apart", "index")]),
    (("price", "83.6", "price_usd"), [("prices-apart", "price")]),
]


@pytest.mark.parametrize(("change", "expected"), FAULTS)
def test_an_implausible_fact_is_named(change: Change, expected: list[tuple[str, str]]) -> None:
    assert found(facts_with(change)) == expected


@pytest.mark.parametrize(
    ("mark", "price", "day_ago", "refused"),
    [
        ("83.6", "0.836", "0.86", ["mark"]),
        ("0.836", "83.6", "0.86", ["price"]),
        ("0.6", "0.836", "0.86", ["mark", "price"]),
        ("83.6", "0.836", "9", ["mark", "price"]),
        ("83.6", "0.836", "", ["mark", "price"]),
        ("0.8", "0.836", "86", []),
    ],
)
def test_of_two_prices_the_day_before_decides_which_one_holds(
    mark: str, price: str, day_ago: str, refused: list[str]
) -> None:
    changes = [("mark", mark, "price_usd"), ("price", price, "price_usd")]
    if day_ago:
        changes.append(("price.day_ago", day_ago, "price_usd"))
    without = ["index", "basis", "level.above.1", "level.below.1", "invalidation"]
    facts = facts_with(*changes, without=without if day_ago else [*without, "price.day_ago"])
    places = [place for code, place in found(facts) if code == "prices-apart"]
    assert sorted(places) == refused


def test_three_prices_of_which_no_two_agree_are_judged_by_the_day_before() -> None:
    changes = [("mark", "83.6", "price_usd"), ("index", "0.0083", "price_usd")]
    facts = facts_with(*changes, ("price.day_ago", "0.86", "price_usd"))
    assert found(facts) == [("prices-apart", "index"), ("prices-apart", "mark")]
    assert len(found(facts_with(*changes, without=["price.day_ago"]))) == 3


@pytest.mark.parametrize(
    ("bias", "value"), [("lean short", "0.871"), ("no lean", "0.9"), ("no lean", "0.7")]
)
def test_the_invalidation_lies_against_the_lean(bias: str, value: str) -> None:
    assert found(facts_with(("bias", bias, ""), ("invalidation", value, "price_usd"))) == []


def test_an_invalidation_without_a_lean_or_without_a_price_is_left_alone() -> None:
    change = ("invalidation", "0.9", "price_usd")
    assert found(facts_with(change, without=["bias"])) == []
    bare = ["price", "level.above.1.distance"]
    assert found(facts_with(("level.above.1", "0.1", "price_usd"), without=bare)) == []


def test_without_cap_and_history_the_hard_bound_and_the_basis_hold() -> None:
    bare = ["funding.cap", "funding.floor", "funding.low", "funding.high", "funding.interval"]
    wrong = facts_with(("funding.settled", "-0.040602", "fraction_per_8h"), without=bare)
    assert found(wrong) == [
        ("cap", "funding.settled"),
        ("funding-premium", "funding.settled"),
        ("funding-apart", "funding.settled"),
    ]
    wide = facts_with(("funding.settled", "0.02", "fraction_per_8h"), without=[*bare, "basis"])
    assert found(wide) == [("funding-apart", "funding.settled")]


def test_hyperliquid_allows_four_percent_an_hour() -> None:
    rate = fact("hyperliquid.fil.funding.settled", "0.035", "fraction_per_1h", as_of=SETTLED)
    assert gates([rate]) == ()
    assert [f.code for f in gates([replace(rate, id="bybit.fil.funding.settled")])] == ["cap"]


def test_missing_parts_are_no_faults() -> None:
    for metric in {one.metric for one in filusdt()}:
        kept = [one for one in (*edition(), *filusdt()) if one.metric != metric]
        codes = {finding.code for finding in gates(kept)}
        assert codes <= {"formula"}, metric


@settings(max_examples=100, deadline=None)
@given(st.decimals(min_value="0.0001", max_value="0.0004", places=8), st.booleans())
def test_a_rate_a_hundred_times_too_large_never_passes(rate: Decimal, negative: bool) -> None:
    value = -rate if negative else rate
    good = facts_with(("funding.settled", str(value), "fraction_per_8h"))
    assert found(good) == []
    assert found(facts_with(("funding.settled", str(value * 100), "fraction_per_8h")))


# --- time ---------------------------------------------------------------------------------


def aged(metric: str, by: timedelta) -> list[Fact]:
    return [
        replace(one, as_of=one.as_of - by) if one.metric == metric else one
        for one in (*edition(), *filusdt())
    ]


@pytest.mark.parametrize(
    ("metric", "fresh", "old"),
    [
        ("price", LIVE_SLACK, LIVE_SLACK + timedelta(seconds=1)),
        ("funding.running", LIVE_SLACK, timedelta(minutes=11)),
        ("funding.settled", timedelta(hours=2, minutes=49), timedelta(hours=2, minutes=50)),
        ("open_interest.change_24h", timedelta(hours=16), timedelta(hours=17)),
    ],
)
def test_an_old_reading_is_stale(metric: str, fresh: timedelta, old: timedelta) -> None:
    assert found(aged(metric, fresh)) == []
    assert found(aged(metric, old)) == [("stale", metric)]
    no_interval = [one for one in aged(metric, old) if "interval" not in one.id]
    assert found(no_interval) == [("stale", metric)]


def test_history_may_be_old() -> None:
    assert found(aged("funding.low", timedelta(days=40))) == []


def test_an_age_is_told_in_minutes_or_hours() -> None:
    (young,) = gates(aged("price", timedelta(minutes=25)))
    assert (young.seen, young.expected) == (
        "2026-03-27 20:56 UTC, 25 min old",
        "at most 10 min old",
    )
    (old,) = gates(aged("funding.settled", timedelta(hours=16)))
    assert (old.seen, old.expected) == ("2026-03-27 00:00 UTC, 21.4 h old", "at most 8.2 h old")


@pytest.mark.parametrize(
    ("metric", "nature"),
    [
        ("funding.settled", Nature.LIVE),
        ("funding.settled", Nature.PREDICTED),
        ("funding.running", Nature.SETTLED),
        ("price", Nature.MODELLED),
    ],
)
def test_settled_running_and_modelled_are_kept_apart(metric: str, nature: Nature) -> None:
    facts = [
        replace(one, nature=nature) if one.metric == metric else one
        for one in (*edition(), *filusdt())
    ]
    assert ("nature", metric) in found(facts)


def test_a_fact_from_the_future_is_none() -> None:
    assert found(aged("mark", -LIVE_SLACK - timedelta(seconds=1))) == [("future", "mark")]
    assert found(aged("mark", -LIVE_SLACK)) == []


@pytest.mark.parametrize(
    ("moment", "held"),
    [
        (NEXT, False),
        (NEXT + timedelta(hours=8), True),
        (SETTLED, True),
        (AS_OF + timedelta(hours=8), False),
    ],
)
def test_the_next_settlement_is_at_most_one_interval_away(moment: datetime, held: bool) -> None:
    name = f"{KEY}.funding.next_time"
    facts = [
        replace(one, value=moment) if one.id == name else one
        for one in (*edition(), *filusdt())
        if one.metric != "funding.next_in"
    ]
    assert found(facts) == ([("next-settlement", "funding.next_time")] if held else [])


def test_a_next_settlement_in_words_is_not_compared() -> None:
    assert found(facts_with(("funding.next_time", "soon", ""))) == []


# --- identities ---------------------------------------------------------------------------

INPUTS = {
    one.id: one
    for one in (
        fact("v.s.rate", "-0.00040602", "fraction_per_8h"),
        fact("v.s.lower", "-0.00021", "fraction_per_8h"),
        fact("v.s.often", "-0.0002", "fraction_per_4h"),
        fact("v.s.above", "12600000", "usd"),
        fact("v.s.below", "9100000", "usd"),
        fact("v.s.mark", "0.8354", "price_usd"),
        fact("v.s.index", "0.83635", "price_usd"),
        fact("v.s.ratio", "2.19", "ratio"),
        fact("v.s.share", "68.65", "percent"),
        fact("v.s.coins", "1000", "coins"),
        fact("v.s.more", "600", "coins"),
        fact("v.s.none", "0", "coins"),
        fact("v.s.later", NEXT),
        fact("v.s.earlier", AS_OF),
        fact("v.s.word", "medium"),
    )
}

RIGHT = [
    (Formula.ANNUAL_SIMPLE, "-0.4446", "fraction_per_year", ("rate",)),
    (Formula.BASIS_BPS, "-11.4", "bps", ("mark", "index")),
    (Formula.PERCENT_CHANGE, "66.667", "percent", ("coins", "more")),
    (Formula.DISTANCE_PERCENT, "-0.1136", "percent", ("mark", "index")),
    (Formula.SHARE_FROM_RATIO, "68.65", "percent", ("ratio",)),
    (Formula.REST_OF_HUNDRED, "31.35", "percent", ("share",)),
    (Formula.PERCENT_OF, "160", "percent", ("coins", "more", "coins")),
    (Formula.RATIO_OF, "1.67", "ratio", ("coins", "more")),
    (Formula.HOURS_UNTIL, "2.65", "hours", ("later", "earlier")),
    (Formula.WORTH, "835.4", "usd", ("coins", "mark")),
    (Formula.EIGHT_HOURLY, "-0.0004", "fraction_per_8h", ("often",)),
    (Formula.DIFFERENCE, "-0.00019602", "fraction_per_8h", ("rate", "lower")),
    (Formula.TOTAL, "21700000", "usd", ("above", "below")),
]


def judged(formula: str, value: str, unit: str, inputs: Sequence[str]) -> str:
    one = derived("v.s.result", value, unit, formula, *(f"v.s.{name}" for name in inputs))
    finding = recompute(one, INPUTS)
    return finding.code if finding else ""


@pytest.mark.parametrize(("formula", "value", "unit", "inputs"), RIGHT)
def test_every_formula_is_recomputed(
    formula: str, value: str, unit: str, inputs: tuple[str, ...]
) -> None:
    assert judged(formula, value, unit, inputs) == ""
    assert judged(formula, str(Decimal(value) * 100), unit, inputs) == "identity"
    assert judged(formula, value, "count", inputs) == "unit"
    assert judged(formula, value, unit, ("word",) * len(inputs)) == "unit"
    assert judged(formula, value, unit, (*inputs, "word")) == "unit"


def test_every_formula_is_known() -> None:
    assert {formula for formula, *_ in RIGHT} == set(Formula)


@pytest.mark.parametrize(
    ("formula", "unit", "inputs"),
    [
        (Formula.PERCENT_CHANGE, "percent", ("coins", "none")),
        (Formula.PERCENT_CHANGE, "percent", ("coins", "mark")),
        (Formula.PERCENT_CHANGE, "percent", ("coins",)),
        (Formula.PERCENT_OF, "percent", ("coins",)),
        (Formula.HOURS_UNTIL, "hours", ("later", "word")),
        (Formula.EIGHT_HOURLY, "fraction_per_4h", ("often",)),
        (Formula.DIFFERENCE, "fraction_per_8h", ("rate", "often")),
        (Formula.TOTAL, "usd", ("above", "coins")),
    ],
)
def test_unfit_inputs_are_a_unit_error(formula: str, unit: str, inputs: tuple[str, ...]) -> None:
    assert judged(formula, "1", unit, inputs) == "unit"


def test_unknown_formulas_and_inputs_are_named() -> None:
    assert judged("by hand", "1", "ratio", ("coins",)) == "formula"
    assert judged(Formula.RATIO_OF, "1", "ratio", ("coins", "gone")) == "formula"
    assert judged("words about a window", "1", "ratio", ()) == ""


def test_the_golden_case() -> None:
    true = FundingRate(Decimal("-0.00040602"), 8)
    wrong = [
        replace(one, value=true * 100) if one.metric == "funding.settled" else one
        for one in (*edition(), *filusdt())
    ]
    codes = {finding.code for finding in gates(wrong)}
    assert {"cap", "funding-premium", "history-rank", "identity"} <= codes


def test_a_reported_fact_is_never_taken_for_a_reading() -> None:
    one = fact("binance.filusdt.price", "9", "price_usd", kind=FactKind.REPORTED)
    assert gates([one, *filusdt()[2:4]]) == ()
