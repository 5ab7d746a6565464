"""Recomputes every derived fact from its inputs, in exact fractions.

The ledger computes in decimals; here the same formulas are written a second time in
``Fraction``, so that one mistake cannot hide in both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from reporter.checking.codes import Code, error
from reporter.model.facts import Fact
from reporter.model.formulas import Formula
from reporter.model.units import (
    AnnualRate,
    BasisPoints,
    Coins,
    FundingRate,
    Hours,
    Money,
    Percent,
    Price,
    Quantity,
    Ratio,
)
from reporter.model.verdict import Finding

Value = Quantity | datetime | str

# Values computed in floats carry about 15 digits; this is far below any printed rounding.
_RELATIVE = Fraction(1, 10**9)

_PER_EIGHT_HOURS = frozenset({Formula.EIGHT_HOURLY, Formula.DIFFERENCE})

ADDS_DIMENSIONS = "The figure is no spread. It adds a rate per year to a level of one instant."


class _Mismatch(Exception):
    """The inputs are not of the kind or number that the formula takes."""


def half_unit(quantity: Quantity) -> Fraction:
    """Half a unit of the value's last digit: what rounding may have cost.

    >>> from decimal import Decimal
    >>> half_unit(Percent(Decimal("68.7")))
    Fraction(1, 20)
    """
    exponent = quantity.value.as_tuple().exponent
    return Fraction(10) ** int(exponent) / 2


def recompute(fact: Fact, book: Mapping[str, Fact]) -> Finding | None:
    """The fault of a derived fact whose inputs do not give its value, or None."""
    if not fact.formula or not fact.inputs:
        return None
    if fact.formula not in _FORMULAS:
        return _unknown(fact, book)
    lacking = [name for name in fact.inputs if name not in book]
    if lacking:
        return error(
            Code.FORMULA,
            fact.id,
            ", ".join(lacking),
            "inputs that are facts of the same sheet",
            "The fact is derived from values that the sheet does not hold.",
        )
    return _compare(fact, [book[name].value for name in fact.inputs])


def _unknown(fact: Fact, book: Mapping[str, Fact]) -> Finding:
    """The fault of a formula that is none of ours; a sum of two dimensions is told as such."""
    named = ", ".join(fact.inputs)
    if _mixes([book[name].value for name in fact.inputs if name in book]):
        return error(
            Code.UNIT_MIX,
            fact.id,
            f"'{fact.formula}' of {named}",
            "the yearly rate and the level, each for itself and in its own unit",
            ADDS_DIMENSIONS,
        )
    return error(
        Code.FORMULA,
        fact.id,
        fact.formula,
        "a formula that can be computed again",
        f"The fact names inputs and the formula '{fact.formula}', which nobody can recompute.",
    )


def recomputed(fact: Fact, book: Mapping[str, Fact]) -> Fraction | None:
    """What a derived fact's formula gives from its inputs, exactly, in the fact's own unit.

    None where the formula is told in words only, or where the inputs do not fit it.
    """
    known = [book[name].value for name in fact.inputs if name in book]
    if fact.formula not in _FORMULAS or len(known) != len(fact.inputs):
        return None
    try:
        return _FORMULAS[fact.formula][1](known)
    except (_Mismatch, ZeroDivisionError):
        return None


def _compare(fact: Fact, inputs: Sequence[Value]) -> Finding | None:
    result, compute = _FORMULAS[fact.formula]
    if not isinstance(fact.value, result):
        return error(
            Code.UNIT,
            fact.id,
            type(fact.value).__name__,
            result.__name__,
            f"The formula '{fact.formula}' gives another unit than this fact has.",
        )
    try:
        expected = compute(inputs)
    except (_Mismatch, ZeroDivisionError):
        return error(
            Code.UNIT,
            fact.id,
            ", ".join(type(value).__name__ for value in inputs),
            f"inputs that '{fact.formula}' can take",
            "The inputs of this fact have the wrong number, unit or a zero to divide by.",
        )
    if fact.formula in _PER_EIGHT_HOURS and fact.value.unit != "fraction_per_8h":
        return error(
            Code.UNIT,
            fact.id,
            fact.value.unit,
            "fraction_per_8h",
            f"The formula '{fact.formula}' gives a rate per 8 h.",
        )
    seen = Fraction(fact.value.value)
    slack = max(half_unit(fact.value), abs(expected) * _RELATIVE)
    if abs(seen - expected) <= slack:
        return None
    return error(
        Code.IDENTITY,
        fact.id,
        f"{fact.value.value} {fact.value.unit}",
        f"{float(expected):.10g} {fact.value.unit}",
        f"The value is not what '{fact.formula}' gives from {', '.join(fact.inputs)}.",
    )


def _mixes(inputs: Sequence[Value]) -> bool:
    """Whether a rate per year stands beside a level that belongs to one instant."""
    yearly = any(isinstance(value, AnnualRate) for value in inputs)
    return yearly and any(isinstance(value, BasisPoints | Percent) for value in inputs)


def _take(inputs: Sequence[Value], *kinds: type[Quantity]) -> list[Fraction]:
    if len(inputs) != len(kinds):
        raise _Mismatch
    numbers: list[Fraction] = []
    for value, kind in zip(inputs, kinds, strict=True):
        if not isinstance(value, kind):
            raise _Mismatch
        numbers.append(Fraction(value.value))
    return numbers


def _same_unit(inputs: Sequence[Value]) -> list[Fraction]:
    amounts = [value for value in inputs if isinstance(value, Quantity)]
    if len(amounts) != len(inputs) or len({amount.unit for amount in amounts}) != 1:
        raise _Mismatch
    return [Fraction(amount.value) for amount in amounts]


def _pair(inputs: Sequence[Value]) -> tuple[Fraction, Fraction]:
    if len(inputs) != 2:
        raise _Mismatch
    first, second = _same_unit(inputs)
    return first, second


def _annual_simple(inputs: Sequence[Value]) -> Fraction:
    if len(inputs) != 1 or not isinstance(inputs[0], FundingRate):
        raise _Mismatch
    return Fraction(inputs[0].value) * 24 / inputs[0].interval * 365


def _basis_bps(inputs: Sequence[Value]) -> Fraction:
    mark, index = _take(inputs, Price, Price)
    return (mark / index - 1) * 10_000


def _relative_percent(inputs: Sequence[Value]) -> Fraction:
    later, reference = _pair(inputs)
    return (later / reference - 1) * 100


def _share_from_ratio(inputs: Sequence[Value]) -> Fraction:
    (ratio,) = _take(inputs, Ratio)
    return 100 - 100 / (1 + ratio)


def _rest_of_hundred(inputs: Sequence[Value]) -> Fraction:
    (share,) = _take(inputs, Percent)
    return 100 - share


def _percent_of(inputs: Sequence[Value]) -> Fraction:
    if len(inputs) < 2:
        raise _Mismatch
    *parts, whole = _same_unit(inputs)
    return sum(parts, Fraction()) * 100 / whole


def _ratio_of(inputs: Sequence[Value]) -> Fraction:
    above, below = _pair(inputs)
    return above / below


def _hours_until(inputs: Sequence[Value]) -> Fraction:
    moments = [value for value in inputs if isinstance(value, datetime)]
    if len(moments) != 2 or len(inputs) != 2:
        raise _Mismatch
    return Fraction((moments[0] - moments[1]) // timedelta(microseconds=1), 3_600_000_000)


def _worth(inputs: Sequence[Value]) -> Fraction:
    amount, price = _take(inputs, Coins, Price)
    return amount * price


def _eight_hourly(inputs: Sequence[Value]) -> Fraction:
    if len(inputs) != 1 or not isinstance(inputs[0], FundingRate):
        raise _Mismatch
    return Fraction(inputs[0].value) * 8 / inputs[0].interval


def _difference(inputs: Sequence[Value]) -> Fraction:
    first, second = _pair(inputs)
    return first - second


_FORMULAS: Mapping[str, tuple[type[Quantity], Callable[[Sequence[Value]], Fraction]]] = {
    Formula.ANNUAL_SIMPLE: (AnnualRate, _annual_simple),
    Formula.BASIS_BPS: (BasisPoints, _basis_bps),
    Formula.PERCENT_CHANGE: (Percent, _relative_percent),
    Formula.DISTANCE_PERCENT: (Percent, _relative_percent),
    Formula.SHARE_FROM_RATIO: (Percent, _share_from_ratio),
    Formula.REST_OF_HUNDRED: (Percent, _rest_of_hundred),
    Formula.PERCENT_OF: (Percent, _percent_of),
    Formula.RATIO_OF: (Ratio, _ratio_of),
    Formula.HOURS_UNTIL: (Hours, _hours_until),
    Formula.WORTH: (Money, _worth),
    Formula.EIGHT_HOURLY: (FundingRate, _eight_hourly),
    Formula.DIFFERENCE: (FundingRate, _difference),
    Formula.TOTAL: (Money, lambda amounts: sum(_same_unit(amounts), Fraction())),
}
