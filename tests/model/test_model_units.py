"""Quantities: what may be combined, what may not, and that conversions lose nothing."""

from __future__ import annotations

from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporter.model.errors import UnitError
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
    quantity,
    usd,
)

decimals = st.decimals(min_value=-(10**9), max_value=10**9, allow_nan=False, places=8)
positives = st.decimals(min_value="0.00000001", max_value=10**9, allow_nan=False, places=8)
intervals = st.sampled_from([1, 2, 3, 4, 6, 8, 12, 24])
ONE = Decimal(1)
SPECIMENS: tuple[Quantity, ...] = (
    Percent(ONE), PercentagePoints(ONE), BasisPoints(ONE), Ratio(ONE), Hours(ONE), Count(ONE),
    Coins(ONE), Percentile(ONE), Probability(ONE), usd(ONE), Money(ONE, "eur"), Price(ONE),
    Price(ONE, "eur"), FundingRate(ONE, 8), FundingRate(ONE, 4), AnnualRate(ONE),
)  # fmt: skip


@pytest.mark.parametrize(
    ("left", "right"), [(a, b) for a, b in product(SPECIMENS, SPECIMENS) if a is not b]
)
def test_different_units_never_mix(left: Quantity, right: Quantity) -> None:
    for combine in (
        lambda: left + right,
        lambda: left - right,
        lambda: left / right,
        lambda: left < right,
        lambda: left <= right,
        lambda: left > right,
        lambda: left >= right,
    ):
        with pytest.raises(UnitError, match="convert one of them first"):
            combine()
    assert left != right


@pytest.mark.parametrize("amount", SPECIMENS)
def test_a_bare_number_is_no_quantity(amount: Quantity) -> None:
    with pytest.raises(UnitError, match="bare int"):
        amount + 1  # type: ignore[operator] # the point of the test
    with pytest.raises(UnitError, match="scaled by a plain number"):
        amount * True
    with pytest.raises(UnitError, match="scaled by a plain number"):
        amount * 0.5  # type: ignore[operator] # the point of the test


@given(decimals, decimals)
def test_a_sum_is_undone_by_a_difference(a: Decimal, b: Decimal) -> None:
    left, right = BasisPoints(a), BasisPoints(b)
    assert (left + right) - right == left
    negative = -left
    assert -negative == left
    assert abs(left).value == abs(a)
    assert (left < right) == (a < b)
    assert (left <= right) == (a <= b)
    assert (left > right) == (a > b)
    assert (left >= right) == (a >= b)
    assert left * 2 == 2 * left == left + left


@given(decimals, intervals)
def test_a_yearly_rate_is_that_of_all_settlements_of_a_year(value: Decimal, interval: int) -> None:
    assert FundingRate(value, interval).annualised().value == value * 24 / interval * 365


@given(decimals, intervals, intervals)
def test_an_equivalent_rate_has_the_same_annual_rate(value: Decimal, a: int, b: int) -> None:
    rate = FundingRate(value, a)
    difference = rate.per(b).annualised().value - rate.annualised().value
    assert abs(difference) <= Decimal("1e-12") * (1 + abs(value))


@given(st.decimals(min_value=0, max_value=1000, allow_nan=False, places=4))
def test_a_ratio_and_its_inverse_share_the_whole(value: Decimal) -> None:
    share = Ratio(value).share()
    assert Percent(Decimal(0)) <= share <= Percent(Decimal(100))
    if value:
        rest = (Ratio(ONE) / Ratio(value)).share()
        assert abs((share + rest).value - 100) < Decimal("1e-20")


@given(st.sampled_from(SPECIMENS))
def test_the_label_leads_back_to_the_unit(amount: Quantity) -> None:
    assert quantity(amount.value, amount.unit) == amount


def test_the_specimen_of_2026_03_27() -> None:
    settled = FundingRate(Decimal("-0.00040602"), interval=8)
    assert settled.percent().value == Decimal("-0.04060200")
    assert round(settled.annualised().percent().value, 1) == Decimal("-44.5")
    with pytest.raises(UnitError):
        settled.annualised() + BasisPoints(Decimal("-11.4"))  # type: ignore[operator] # the point
    assert Probability(Decimal("0.059")).percent() == Percent(Decimal("5.9"))
    assert Price(Decimal("0.836")).worth(Coins(Decimal(1000))) == usd(Decimal(836))


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity", "sNaN"])
def test_no_quantity_without_a_finite_number(value: str) -> None:
    with pytest.raises(UnitError, match="finite"):
        Percent(Decimal(value))


def test_values_out_of_range_are_refused() -> None:
    with pytest.raises(UnitError, match="takes a Decimal"):
        Percent(0.1)  # type: ignore[arg-type] # the point of the test
    with pytest.raises(UnitError, match="from 0 to 100"):
        Percentile(Decimal(101))
    with pytest.raises(UnitError, match="from 0 to 1"):
        Probability(Decimal("1.01"))
    with pytest.raises(UnitError, match="above zero"):
        Price(Decimal(0))
    with pytest.raises(UnitError, match="cannot be negative"):
        Ratio(Decimal(-1)).share()
    with pytest.raises(UnitError, match="divided by zero"):
        Hours(ONE) / Hours(Decimal(0))
    with pytest.raises(UnitError, match="there is no unit"):
        quantity(ONE, "furlongs per fortnight")


@pytest.mark.parametrize("interval", [0, -8, 5, 25, 48])
def test_a_settlement_interval_divides_the_day(interval: int) -> None:
    with pytest.raises(UnitError, match="divisor of 24"):
        FundingRate(ONE, interval)
