"""Printed forms: the table of the house, and the promise of half a unit."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.ledger import UnknownForm, display, figures, printed_sign
from reporter.model import metrics as m
from reporter.model.facts import FactKind
from reporter.model.units import (
    AnnualRate,
    BasisPoints,
    Coins,
    Count,
    FundingRate,
    Hours,
    Money,
    Percent,
    PercentagePoints,
    Percentile,
    Price,
    Probability,
    Quantity,
    Ratio,
    usd,
)
from tests.ledger.conftest import fact

D = Decimal
INSTANT = datetime(2026, 3, 27, 21, 21, 59, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "metric", "form", "printed"),
    [
        (FundingRate(D("-0.00040602"), 8), m.FUNDING_SETTLED, "full", "−0.0406% per 8 h"),
        (FundingRate(D("-0.00040602"), 8), m.FUNDING_SETTLED, "short", "−0.0406%"),
        (FundingRate(D("-0.00040602"), 8), m.FUNDING_SETTLED, "size", "0.0406%"),
        (FundingRate(D("0.0001"), 8), m.FUNDING_SETTLED, "full", "+0.0100% per 8 h"),
        (FundingRate(D("0.0000125"), 1), m.FUNDING_SETTLED, "full", "+0.0013% per 1 h"),
        (FundingRate(D(0), 4), m.FUNDING_SETTLED, "full", "0.0000% per 4 h"),
        (FundingRate(D("-0.0000004"), 8), m.FUNDING_SETTLED, "full", "0.0000% per 8 h"),
        (AnnualRate(D("-0.4445919")), m.FUNDING_SETTLED_ANNUAL, "full", "−44.5% a year"),
        (AnnualRate(D("-0.4445919")), m.FUNDING_SETTLED_ANNUAL, "short", "−44.5%"),
        (AnnualRate(D("44.459")), m.FUNDING_SETTLED_ANNUAL, "full", "+4,445.9% a year"),
        (BasisPoints(D("-11.39")), m.BASIS, "full", "−11.4 bps"),
        (BasisPoints(D("3")), m.BASIS, "full", "+3.0 bps"),
        (BasisPoints(D("-11.39")), m.BASIS, "size", "11.4 bps"),
        (Percent(D("68.652")), m.TOP_POSITION_LONG, "full", "68.7%"),
        (Percent(D("3.24")), m.PRICE_CHANGE, "full", "+3.2%"),
        (Percent(D("-3.24")), m.OPEN_INTEREST_CHANGE, "full", "−3.2%"),
        (Percent(D("-3.24")), m.PRICE_CHANGE, "size", "3.2%"),
        (Percent(D("10.05")), "level.above.1.distance", "full", "+10.1%"),
        (Percent(D(0)), m.PRICE_CHANGE, "full", "0.0%"),
        (PercentagePoints(D("0.25")), "gap", "full", "0.3 pp"),
        (Price(D("0.8360")), m.PRICE, "full", "$0.836"),
        (Price(D("65231.5")), m.PRICE, "full", "$65,231.50"),
        (Price(D("0.00001234")), m.PRICE, "full", "$0.00001234"),
        (Price(D("1.23456")), m.PRICE, "full", "$1.235"),
        (Price(D("12.3")), m.PRICE, "short", "$12.30"),
        (Price(D("0.9")), m.PRICE, "full", "$0.90"),
        (Price(D(5), "eur"), m.PRICE, "full", "€5.00"),
        (Price(D(5), "chf"), m.PRICE, "full", "CHF 5.00"),
        (usd(D("36215000")), m.OPEN_INTEREST, "full", "$36.2 million"),
        (usd(D("36215000")), m.OPEN_INTEREST, "short", "$36.2M"),
        (usd(D("1300000000")), m.OPEN_INTEREST, "full", "$1.3 billion"),
        (usd(D("2500000000000")), m.OPEN_INTEREST, "short", "$2.5T"),
        (usd(D("999999")), m.OPEN_INTEREST, "full", "$1.0 million"),
        (usd(D("935167")), m.OPEN_INTEREST, "full", "$935,167"),
        (usd(D("935167")), m.OPEN_INTEREST, "short", "$935K"),
        (usd(D("-935500")), m.OPEN_INTEREST, "short", "−$936K"),
        (usd(D("935167")), m.OPEN_INTEREST, "size", "$935K"),
        (usd(D("10000")), m.OPEN_INTEREST, "short", "$10K"),
        (usd(D("9999")), m.OPEN_INTEREST, "short", "$9,999"),
        (usd(D("999499")), m.OPEN_INTEREST, "short", "$999K"),
        (usd(D("999500")), m.OPEN_INTEREST, "short", "$1.0M"),
        (usd(D("999500")), m.OPEN_INTEREST, "full", "$999,500"),
        (usd(D("950000")), m.OPEN_INTEREST, "full", "$950,000"),
        (usd(D("999960000")), m.OPEN_INTEREST, "full", "$1.0 billion"),
        (usd(D("950.4")), m.OPEN_INTEREST, "full", "$950"),
        (usd(D("0.5")), m.OPEN_INTEREST, "full", "$0.50"),
        (usd(D("-5000000")), m.OPEN_INTEREST, "full", "−$5.0 million"),
        (usd(D(0)), m.OPEN_INTEREST, "full", "$0"),
        (Ratio(D("2.1923")), m.TOP_POSITION_RATIO, "full", "2.19"),
        (Percentile(D("2.25")), m.FUNDING_PERCENTILE, "full", "2nd percentile"),
        (Percentile(D("61")), m.FUNDING_PERCENTILE, "full", "61st percentile"),
        (Percentile(D("12")), m.FUNDING_PERCENTILE, "full", "12th percentile"),
        (Percentile(D("93")), m.FUNDING_PERCENTILE, "full", "93rd percentile"),
        (Probability(D("0.0587")), m.BASE_RATE, "full", "5.9%"),
        (Hours(D("2.65")), m.FUNDING_NEXT_IN, "full", "2 h 39 min"),
        (Hours(D(24)), m.HORIZON, "full", "24 h"),
        (Hours(D("0.25")), m.HORIZON, "full", "15 min"),
        (Hours(D(0)), m.HORIZON, "full", "0 min"),
        (Hours(D("-1.5")), m.HORIZON, "full", "−1 h 30 min"),
        (Coins(D("43100000")), m.OPEN_INTEREST_COINS, "full", "43.1 million FIL"),
        (Coins(D("43100000")), m.OPEN_INTEREST_COINS, "short", "43.1M FIL"),
        (Coins(D("889508")), m.OPEN_INTEREST_COINS, "short", "890K FIL"),
        (Count(D(1234)), m.FUNDING_SAMPLE, "full", "1,234"),
        (INSTANT, m.FUNDING_NEXT_TIME, "full", "27 March 2026, 21:21 UTC"),
        (INSTANT, m.FUNDING_NEXT_TIME, "short", "27 March 2026, 21:21 UTC"),
        (INSTANT, m.FUNDING_NEXT_TIME, "clock", "21:21 UTC"),
        (INSTANT, m.FUNDING_NEXT_TIME, "day", "27 March 2026"),
        ("lean long", m.BIAS, "full", "lean long"),
    ],
)
def test_every_kind_of_fact_prints_as_the_house_does(
    value: Quantity | datetime | str, metric: str, form: str, printed: str
) -> None:
    assert display(fact(value, metric), form) == printed


@pytest.mark.parametrize(
    ("value", "printed"),
    [
        (usd(D("10400000000")), "$10.4 billion"),
        (usd(D("1.04E+10")), "$10.4 billion"),
        (usd(D("3000000000")), "$3 billion"),
        (usd(D("1234567")), "$1,234,567"),
        (usd(D("999.50")), "$999.5"),
        (Money(D("2500000"), "gbp"), "£2.5 million"),
        (Percent(D("5.25")), "5.25%"),
        (Percent(D("-0.5")), "−0.5%"),
        (BasisPoints(D(25)), "25 bps"),
        (PercentagePoints(D("0.5")), "0.5 pp"),
        (Count(D(3000000)), "3 million"),
        (Count(D(1234)), "1,234"),
        (Ratio(D("2")), "2"),
        (Price(D("65231.5")), "$65,231.5"),
        (Coins(D("1200000")), "1.2 million FIL"),
    ],
)
def test_reported_facts_keep_the_digits_they_were_reported_with(
    value: Quantity, printed: str
) -> None:
    assert display(fact(value, "amount", kind=FactKind.REPORTED)) == printed


@pytest.mark.parametrize(
    ("amount", "printed"),
    [("500000", "$500K"), ("500500", "$500,500"), ("9000", "$9,000"), ("1500000", "$1.5M")],
)
def test_reported_amounts_are_shortened_only_where_no_digit_is_lost(
    amount: str, printed: str
) -> None:
    told = fact(usd(D(amount)), "amount", kind=FactKind.REPORTED)
    assert display(told, "short") == printed


def test_instants_print_in_utc() -> None:
    east = timezone(timedelta(hours=9))
    moment = datetime(2026, 3, 28, 6, 21, tzinfo=east)
    assert display(fact(moment, m.FUNDING_NEXT_TIME)) == "27 March 2026, 21:21 UTC"


@pytest.mark.parametrize(
    ("value", "form"),
    [(Price(D(1)), "day"), (INSTANT, "size"), ("text", "clock"), (Price(D(1)), "long")],
)
def test_a_form_that_a_fact_does_not_have_is_an_error(
    value: Quantity | datetime | str, form: str
) -> None:
    with pytest.raises(UnknownForm, match="no form"):
        display(fact(value), form)


def test_a_symbol_without_a_known_quote_currency_names_itself() -> None:
    amount = fact(Coins(D(5)), m.OPEN_INTEREST_COINS, subject="XAG")
    assert display(amount) == "5.00 XAG"


@pytest.mark.parametrize(
    ("rate", "sign"), [("-0.0004", -1), ("0.0004", 1), ("0", 0), ("-0.0000001", 0)]
)
def test_the_sign_for_words_is_the_sign_that_is_printed(rate: str, sign: int) -> None:
    assert printed_sign(fact(FundingRate(D(rate), 8), m.FUNDING_SETTLED)) == sign


def test_texts_have_no_sign() -> None:
    assert printed_sign(fact("lean long", m.BIAS)) == 0


FINITE = st.decimals(
    min_value=D("-1e13"), max_value=D("1e13"), allow_nan=False, allow_infinity=False, places=9
)
POSITIVE = st.decimals(min_value=D("1e-9"), max_value=D("1e9"), places=12).filter(lambda d: d > 0)
SCALES = {"T": 12, "B": 9, "M": 6, "K": 3}


def read_back(printed: str) -> tuple[Decimal, Decimal]:
    """Value and one unit of the last printed digit, read by a grammar of its own."""
    match = re.fullmatch(r"([+−]?)\D{0,4}?([\d,]+)(?:\.(\d+))?([TBMK]?)\D*", printed)
    assert match is not None, printed
    digits = match[2].replace(",", "")
    power = SCALES.get(match[4], 0)
    value = D(f"{digits}.{match[3] or 0}").scaleb(power)
    step = D(1).scaleb(power - len(match[3] or ""))
    return (-value if match[1] == "−" else value), step


@settings(max_examples=100, deadline=None)
@given(FINITE)
def test_signed_values_print_within_half_a_unit(value: Decimal) -> None:
    for amount, metric, factor in (
        (usd(value), m.OPEN_INTEREST, 1),
        (Percent(value), m.PRICE_CHANGE, 1),
        (BasisPoints(value), m.BASIS, 1),
        (FundingRate(value, 8), m.FUNDING_SETTLED, 100),
        (AnnualRate(value), m.FUNDING_SETTLED_ANNUAL, 100),
        (Ratio(value), m.TOP_POSITION_RATIO, 1),
    ):
        seen, step = read_back(display(fact(amount, metric), "short"))
        assert abs(seen - value * factor) <= step / 2


@settings(max_examples=100, deadline=None)
@given(st.decimals(min_value=D("9000"), max_value=D("1100000"), places=2))
def test_short_amounts_below_a_million_print_within_half_a_unit(value: Decimal) -> None:
    printed = display(fact(usd(value), m.OPEN_INTEREST), "short")
    seen, step = read_back(printed)
    assert abs(seen - value) <= step / 2
    assert len(printed) <= 6


@settings(max_examples=100, deadline=None)
@given(POSITIVE)
def test_prices_print_within_half_a_unit_and_with_enough_digits(value: Decimal) -> None:
    printed = display(fact(Price(value), m.PRICE))
    seen, step = read_back(printed)
    assert abs(seen - value) <= step / 2
    assert abs(seen - value) <= value * D("0.0006")


@settings(max_examples=100, deadline=None)
@given(FINITE)
def test_exact_digits_lose_nothing(value: Decimal) -> None:
    seen, _ = read_back(figures.scaled_exact(value, short=True))
    assert seen == value


@settings(max_examples=100, deadline=None)
@given(st.decimals(min_value=0, max_value=5000, places=6))
def test_durations_print_to_the_minute(hours: Decimal) -> None:
    printed = figures.duration(hours)
    parts = dict(reversed(part.split(" ")) for part in re.findall(r"[\d,]+ (?:h|min)", printed))
    minutes = int(parts.get("h", "0").replace(",", "")) * 60 + int(parts.get("min", "0"))
    assert abs(hours * 60 - minutes) <= D("0.5")


def test_of_a_whole_day_nothing_more_is_printed() -> None:
    day = replace(fact(INSTANT, m.FUNDING_NEXT_TIME), whole_day=True)
    assert {display(day, form) for form in ("full", "short", "day")} == {"27 March 2026"}
    with pytest.raises(UnknownForm, match="no form"):
        display(day, "clock")
