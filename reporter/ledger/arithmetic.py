"""The ledger's own computation of derived facts.

The checker recomputes them with code of its own, so that one mistake cannot hide in both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from decimal import Decimal, localcontext

from reporter.ledger.rounding import DERIVED_DIGITS, significant
from reporter.model.errors import UnitError
from reporter.model.formulas import Formula
from reporter.model.units import (
    BasisPoints,
    Coins,
    FundingRate,
    Hours,
    Percent,
    Price,
    Quantity,
    Ratio,
    quantity,
)

_MICROSECONDS = 3_600_000_000  # in an hour

Value = Quantity | datetime | str


def compute(formula: Formula, inputs: Sequence[Value]) -> Quantity:
    """The value of a formula, rounded to ``DERIVED_DIGITS`` significant digits.

    Raises ``UnitError`` where the inputs have the wrong units or a divisor is zero.
    """
    with localcontext(prec=28):
        result = _FORMULAS[formula](*inputs)
    return quantity(significant(result.value, DERIVED_DIGITS), result.unit)


def _number(value: Value) -> Quantity:
    if not isinstance(value, Quantity):
        raise UnitError(f"a formula takes quantities here, was {value!r}.")
    return value


def _annual(rate: Value) -> Quantity:
    if not isinstance(rate, FundingRate):
        raise UnitError(f"only a funding rate can be annualised, was {rate!r}.")
    return rate.annualised()


def _relative(now: Value, before: Value) -> Decimal:
    """The change of ``now`` against ``before`` as a fraction of ``before``."""
    return (_number(now) / _number(before)).value - 1


def _share_from_ratio(ratio: Value) -> Quantity:
    if not isinstance(ratio, Ratio):
        raise UnitError(f"a share is taken from a ratio, was {ratio!r}.")
    return ratio.share()


def _rest_of_hundred(share: Value) -> Quantity:
    if not isinstance(share, Percent):
        raise UnitError(f"the rest of a hundred is taken from a percentage, was {share!r}.")
    return Percent(Decimal(100)) - share


def _percent_of(*values: Value) -> Quantity:
    *parts, whole = (_number(value) for value in values)
    total = sum((part for part in parts[1:]), parts[0])
    return Percent((total / whole).value * 100)


def _hours_until(later: Value, earlier: Value) -> Quantity:
    if not (isinstance(later, datetime) and isinstance(earlier, datetime)):
        raise UnitError("hours lie between two instants.")
    return Hours(Decimal((later - earlier) // timedelta(microseconds=1)) / _MICROSECONDS)


def _eight_hourly(rate: Value) -> Quantity:
    if not isinstance(rate, FundingRate):
        raise UnitError(f"only a funding rate has an 8 h equivalent, was {rate!r}.")
    return rate.per(8)


def _total(*amounts: Value) -> Quantity:
    first, *others = (_number(amount) for amount in amounts)
    return sum(others, first)


def _worth(amount: Value, price: Value) -> Quantity:
    if not (isinstance(amount, Coins) and isinstance(price, Price)):
        raise UnitError("only coins at a price have a worth.")
    return price.worth(amount)


_FORMULAS: dict[Formula, Callable[..., Quantity]] = {
    Formula.ANNUAL_SIMPLE: _annual,
    Formula.BASIS_BPS: lambda mark, index: BasisPoints(_relative(mark, index) * 10_000),
    Formula.PERCENT_CHANGE: lambda now, before: Percent(_relative(now, before) * 100),
    Formula.DISTANCE_PERCENT: lambda level, price: Percent(_relative(level, price) * 100),
    Formula.SHARE_FROM_RATIO: _share_from_ratio,
    Formula.REST_OF_HUNDRED: _rest_of_hundred,
    Formula.PERCENT_OF: _percent_of,
    Formula.RATIO_OF: lambda a, b: _number(a) / _number(b),
    Formula.HOURS_UNTIL: _hours_until,
    Formula.WORTH: _worth,
    Formula.EIGHT_HOURLY: _eight_hourly,
    Formula.DIFFERENCE: lambda a, b: _number(a) - _number(b),
    Formula.TOTAL: _total,
}
