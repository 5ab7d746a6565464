"""What several venues say of one contract: the odd one is named, and a true extreme survives."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.checking import gates
from reporter.model.facts import Fact
from reporter.model.verdict import Finding, Severity
from tests.checking.conftest import fact

PRICE, SETTLED, RUNNING, COINS = (
    "price", "funding.settled", "funding.running", "open_interest.coins",
)  # fmt: skip
UNITS = {
    PRICE: "price_usd", "mark": "price_usd", "index": "price_usd", "price.day_ago": "price_usd",
    SETTLED: "fraction_per_8h", RUNNING: "fraction_per_8h", COINS: "coins",
    "open_interest.day_ago": "coins", "funding.low": "fraction_per_8h",
    "funding.high": "fraction_per_8h", "basis": "bps",
}  # fmt: skip


def venue(name: str, **values: str) -> list[Fact]:
    """One venue's facts; ``funding__low`` stands for ``funding.low``."""
    book = {key.replace("__", "."): value for key, value in values.items()}
    return [
        fact(f"{name}.filusdt.{metric}", value, UNITS[metric]) for metric, value in book.items()
    ]


def of(metric: str, values: Mapping[str, str]) -> list[Fact]:
    return [fact(f"{name}.filusdt.{metric}", v, UNITS[metric]) for name, v in values.items()]


def errors(facts: list[Fact]) -> list[tuple[str, str]]:
    return [(f.code, f.place) for f in gates(facts) if f.severity is Severity.ERROR]


def warnings(facts: list[Fact]) -> list[Finding]:
    return [f for f in gates(facts) if f.severity is Severity.WARNING]


# --- the odd one of three --------------------------------------------------------------------

THREE = [
    (PRICE, "price-venues", ("0.836", "0.8352", "0.871"), "okx 0.871"),  # an old answer
    (PRICE, "price-venues", ("0.836", "0.8352", "83.6"), "okx 83.6"),
    (COINS, "oi-venues", ("43140000", "21000000", "4300000000"), "okx 4,300,000,000 coins"),
    (COINS, "oi-venues", ("43140000", "21000000", "100000"), "okx 100,000 coins"),
    (SETTLED, "funding-venues", ("-0.0001", "-0.0002", "-0.01"), "okx -1% per 8 h"),
    (RUNNING, "funding-venues", ("0.0001", "0.00012", "0.01"), "okx 1% per 8 h"),
]


@pytest.mark.parametrize(("metric", "code", "values", "seen"), THREE)
def test_one_of_three_is_outvoted(
    metric: str, code: str, values: tuple[str, str, str], seen: str
) -> None:
    facts = of(metric, dict(zip(("binance", "bybit", "okx"), values, strict=True)))
    (finding,) = (f for f in gates(facts) if f.severity is Severity.ERROR)
    assert (finding.code, finding.place, finding.seen) == (code, f"okx.filusdt.{metric}", seen)
    assert finding.expected.startswith("near ")
    assert "bybit " in finding.expected
    assert finding.message.endswith(("The others agree.", "What else is known bears out bybit."))


@pytest.mark.parametrize(
    ("metric", "values"),
    [
        (PRICE, ("0.836", "0.8352", "0.845")),
        (COINS, ("43140000", "21000000", "900000")),
        (SETTLED, ("-0.0004", "-0.0002", "0.0001")),
        (SETTLED, ("-0.02", "-0.012", "-0.006")),
        (RUNNING, ("-0.0060", "-0.0012", "-0.0015")),
    ],
)
def test_venues_may_differ_as_venues_do(metric: str, values: tuple[str, str, str]) -> None:
    facts = of(metric, dict(zip(("binance", "bybit", "okx"), values, strict=True)))
    assert gates(facts) == ()


@settings(max_examples=100, deadline=None)
@given(
    st.decimals(min_value="0.0001", max_value="0.0025", places=6),
    st.sampled_from([1, -1]),
    st.sampled_from(["binance", "bybit", "okx"]),
)
def test_a_scaled_answer_of_any_venue_is_the_one_named(
    rate: Decimal, sign: int, wrong: str
) -> None:
    true = {name: str(rate * sign) for name in ("binance", "bybit", "okx")}
    assert gates(of(RUNNING, true)) == ()
    scaled = of(RUNNING, {**true, wrong: str(rate * sign * 100)})
    places = {f.place for f in gates(scaled) if f.severity is Severity.ERROR}
    assert places == {f"{wrong}.filusdt.{RUNNING}"}


def test_where_no_two_of_three_agree_none_is_believed() -> None:
    facts = of(PRICE, {"binance": "0.80", "bybit": "0.90", "okx": "1.00"})
    assert [place for _, place in errors(facts)] == [
        f"{name}.filusdt.price" for name in ("binance", "bybit", "okx")
    ]


# --- two venues ----------------------------------------------------------------------------


def test_of_two_the_one_with_more_beside_it_stands() -> None:
    full = venue("binance", price="0.836", mark="0.8354", price__day_ago="0.86")
    (finding,) = gates([*full, *venue("okx", price="83.6")])
    assert (finding.code, finding.place) == ("price-venues", "okx.filusdt.price")
    assert finding.message.endswith("What else is known bears out binance.")
    interest = venue("binance", open_interest__coins="43140000", open_interest__day_ago="42000000")
    assert errors([*interest, *venue("okx", open_interest__coins="431")]) == [
        ("oi-venues", "okx.filusdt.open_interest.coins")
    ]


def test_of_two_alike_neither_stands() -> None:
    facts = of(PRICE, {"binance": "0.836", "okx": "0.871"})
    findings = gates(facts)
    assert [f.place for f in findings] == ["binance.filusdt.price", "okx.filusdt.price"]
    assert all(f.message.endswith("Nothing decides which of them is right.") for f in findings)


def test_a_refused_reading_bears_out_nothing_and_accuses_nobody() -> None:
    scaled = venue("bybit", price="83.6", mark="0.8354", index="0.8355")
    facts = [*venue("binance", price="0.836"), *scaled]
    assert errors(facts) == [
        ("prices-apart", "bybit.filusdt.price"),
        ("price-venues", "bybit.filusdt.price"),
    ]


def test_another_symbol_and_an_aggregate_have_no_vote() -> None:
    facts = [
        *of(PRICE, {"binance": "0.836", "all": "83.6"}),
        fact("okx.btcusdt.price", "65231.5", "price_usd"),
    ]
    assert gates(facts) == ()


# --- funding that differs but may be true ---------------------------------------------------


@pytest.mark.parametrize(
    ("binance", "okx", "place"),
    [
        ("-0.0012", "0.0001", "binance"),  # another sign
        ("-0.0001", "-0.0012", "okx"),  # another size
    ],
)
def test_venues_that_disagree_on_funding_are_flagged_once(
    binance: str, okx: str, place: str
) -> None:
    facts = of(SETTLED, {"binance": binance, "okx": okx})
    assert errors(facts) == []
    (finding,) = warnings(facts)
    assert (finding.code, finding.place) == ("funding-venues", f"{place}.filusdt.{SETTLED}")
    assert "within a factor of 5 of" in finding.expected


def test_rates_are_compared_per_eight_hours() -> None:
    hourly = fact("hyperliquid.filusdt.funding.running", "0.0005", "fraction_per_1h")
    assert gates([hourly, *of(RUNNING, {"binance": "0.004"})]) == ()
    assert len(gates([hourly, *of(RUNNING, {"binance": "0.0005"})])) == 1


# --- own history and a second source ------------------------------------------------------

EXTREME = {"funding__low": "-0.0012", "funding__high": "0.0001", "funding__settled": "-0.0150"}


def test_a_print_beyond_all_history_needs_a_second_venue() -> None:
    (alone,) = gates(venue("binance", **EXTREME))
    assert (alone.code, alone.severity) == ("history-rank", Severity.ERROR)
    assert alone.expected.endswith("or a second venue that says the same")
    both = [*venue("binance", **EXTREME), *venue("okx", funding__settled="-0.0120")]
    assert errors(both) == []
    (told,) = warnings(both)
    assert told.code == "history-rank"
    assert "okx bears it out with -1.2% per 8 h" in told.message


@pytest.mark.parametrize(
    "second",
    [
        {"funding__settled": "-0.0040"},  # too small to bear it out
        {"funding__settled": "0.0150"},  # the other way
        {"funding__running": "-0.0150"},  # another rate
        {"funding__settled": "-0.0500"},  # itself beyond the venue's limit
    ],
)
def test_what_does_not_say_the_same_bears_nothing_out(second: dict[str, str]) -> None:
    facts = [*venue("binance", **EXTREME), *venue("okx", **second)]
    assert ("history-rank", "binance.filusdt.funding.settled") in errors(facts)
