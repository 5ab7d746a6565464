"""Units, dimensions and identities of facts that somebody handed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.checking import gates
from reporter.model.facts import Fact
from tests.checking.conftest import derived, edition, fact, filusdt

KEY = "binance.filusdt"


def planted(*facts: Fact) -> list[tuple[str, str]]:
    """What the gates say of the true sheet with these facts put in."""
    book = {one.id: one for one in (*edition(), *filusdt())} | {one.id: one for one in facts}
    return [(f.code, f.place.removeprefix(f"{KEY}.")) for f in gates(book.values())]


def plain(metric: str, value: str, unit: str) -> Fact:
    return fact(f"{KEY}.{metric}", value, unit)


# --- units and values --------------------------------------------------------------------------

IMPOSSIBLE = [
    ("open_interest.coins", "-43140000", "coins"),
    ("liquidations.above", "-1", "usd"),
    ("price.change_24h", "-213", "percent"),
    ("positioning.top_position_long", "6865.2", "percent"),
    ("positioning.global_account", "-1.4", "ratio"),
    ("positioning.taker", "1400", "ratio"),
    ("volatility.realised_24h", "7140", "percent"),
    ("regime.efficiency", "38", "ratio"),
    ("funding.interval", "480", "hours"),
]


@pytest.mark.parametrize(("metric", "value", "unit"), IMPOSSIBLE)
def test_a_value_that_no_market_has_is_out_of_range(metric: str, value: str, unit: str) -> None:
    found = planted(plain(metric, value, unit))
    assert [pair for pair in found if pair[0] != "identity"] == [("range", metric)]


WRONG_UNITS = [
    ("price.change_24h", "-213", "bps"),
    ("positioning.global_account", "142", "percent"),
    ("funding.implied", "-0.0406", "percent"),
    ("open_interest", "43140000", "coins"),
]


@pytest.mark.parametrize(("metric", "value", "unit"), WRONG_UNITS)
def test_a_metric_has_one_unit(metric: str, value: str, unit: str) -> None:
    assert planted(plain(metric, value, unit)) == [("unit", metric)]


# --- dimensions --------------------------------------------------------------------------------

SUMS = [
    ("spread", "-4457.3", "bps"),  # both in basis points, and still no sum
    ("carry", "-55.8", "bps"),  # percent and basis points, added
    ("spread", "-44.57", "percent"),
    ("edge", "-55.82", "percent"),
    ("carry", "-2310.8", "bps"),  # the running rate
]


@pytest.mark.parametrize(("metric", "value", "unit"), SUMS)
def test_a_yearly_rate_plus_the_basis_is_no_figure(metric: str, value: str, unit: str) -> None:
    assert planted(plain(metric, value, unit)) == [("unit-mix", metric)]


NO_SUMS = [
    ("spread", "-4445.9", "bps"),  # the yearly rate alone
    ("spread", "-11.36", "bps"),
    ("spread", "12.5", "bps"),
    ("spread", "-4457.3", "usd"),
    ("open_interest.change_percentile", "4.4", "percentile"),
]


@pytest.mark.parametrize(("metric", "value", "unit"), NO_SUMS)
def test_another_figure_of_that_size_is_left_alone(metric: str, value: str, unit: str) -> None:
    assert planted(plain(metric, value, unit)) == []


def test_without_a_basis_there_is_nothing_to_add() -> None:
    facts = [one for one in filusdt() if one.metric != "basis"]
    assert gates([*edition(), *facts, plain("spread", "-4457.3", "bps")]) == ()


def test_a_formula_that_adds_a_year_and_an_instant_is_refused_by_name() -> None:
    inputs = (f"{KEY}.funding.settled_annual", f"{KEY}.basis")
    spread = derived(f"{KEY}.spread", "-4457.3", "bps", "carry plus basis", *inputs)
    assert planted(spread) == [("unit-mix", "spread")]
    other = derived(f"{KEY}.thing", "1", "bps", "basis of basis", f"{KEY}.basis")
    assert planted(other) == [("formula", "thing")]


# --- identities --------------------------------------------------------------------------------

AGREEING = [
    ("funding.settled_annual", "-0.4446", "fraction_per_year"),
    ("funding.running_annual", "-0.22995", "fraction_per_year"),
    ("basis", "-11.4", "bps"),
    ("open_interest", "36200000", "usd"),
    ("level.above.1.distance", "10.0", "percent"),
    ("positioning.top_account", "1.42", "ratio"),
]


@pytest.mark.parametrize(("metric", "value", "unit"), AGREEING)
def test_what_agrees_to_its_digits_is_believed(metric: str, value: str, unit: str) -> None:
    assert planted(plain(metric, value, unit)) == []


DISAGREEING = [
    ("funding.settled_annual", "-44.46", "fraction_per_year"),
    ("funding.settled_annual", "-0.8892", "fraction_per_year"),
    ("funding.running_annual", "-0.4446", "fraction_per_year"),
    ("basis", "11.4", "bps"),
    ("basis", "-114", "bps"),
    ("open_interest", "43140000", "usd"),
    ("level.above.1.distance", "12.0", "percent"),
    ("invalidation.distance", "-4.9", "percent"),
]


@pytest.mark.parametrize(("metric", "value", "unit"), DISAGREEING)
def test_what_the_facts_beside_it_contradict_is_refused(metric: str, value: str, unit: str) -> None:
    codes = {code for code, place in planted(plain(metric, value, unit)) if place == metric}
    assert "identity" in codes


def test_without_the_other_side_nothing_is_compared() -> None:
    alone = [
        plain("funding.settled_annual", "-44.46", "fraction_per_year"),
        plain("basis", "11.4", "bps"),
        plain("open_interest", "43140000", "usd"),
        plain("level.above.1.distance", "12.0", "percent"),
        plain("positioning.top_position_long", "58", "percent"),
    ]
    assert gates(alone) == ()
    words = [replace(one, value="unknown") for one in filusdt() if one.metric == "level.above.1"]
    assert gates([*edition(), *words, plain("level.above.1.distance", "12.0", "percent")]) == ()


@pytest.mark.parametrize(
    "stem", ["positioning.top_account", "positioning.global_account", "positioning.taker"]
)
def test_the_shares_of_every_population_are_held_to_its_ratio(stem: str) -> None:
    ratio = plain(stem, "1.5", "ratio")
    right = [plain(f"{stem}_long", "60", "percent"), plain(f"{stem}_short", "40", "percent")]
    assert planted(ratio, *right) == []
    assert planted(ratio, plain(f"{stem}_long", "70", "percent")) == [("ratio-share", stem)]
    assert planted(*right[:1], plain(f"{stem}_short", "30", "percent")) == [
        ("shares", f"{stem}_long")
    ]


@pytest.mark.parametrize(
    ("metric", "value"), [("funding.cap", "2"), ("funding.floor", "-2"), ("funding.cap", "-0.02"),
                          ("funding.floor", "0.02")],
)  # fmt: skip
def test_a_limit_that_no_venue_sets_is_itself_refused(metric: str, value: str) -> None:
    assert ("cap", metric) in planted(plain(metric, value, "fraction_per_8h"))


def test_the_formula_holds_within_the_venues_limits() -> None:
    """At the floor the formula asks for more than the venue lets it have."""
    floor = [
        plain("funding.settled", "-0.02", "fraction_per_8h"),
        plain("funding.floor", "-0.02", "fraction_per_8h"),
        plain("funding.implied", "-0.08", "fraction_per_8h"),
    ]
    assert gates(floor) == ()
