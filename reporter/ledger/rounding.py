"""From binary floats to decimals: once, here, by one table.

Values that a venue printed reach the ledger as ``Decimal`` and keep their digits. Only values
that were computed come as floats; each is rounded half up to the digits its unit deserves,
which is always finer than what is printed.
"""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Context, Decimal
from typing import Final

from reporter.model.errors import UnitError

DERIVED_DIGITS: Final = 15
"""Significant digits of a derived fact. Formulas are computed with 28 and rounded once."""

_PLACES: Final[dict[str, int]] = {
    "percent": 4,
    "pp": 4,
    "bps": 4,
    "percentile": 2,
    "probability": 4,
    "hours": 4,
    "count": 0,
    "usd": 2,
    "fraction": 10,
}
"""Decimal places by unit; ``fraction`` stands for funding rates of any interval and per year."""

_SIGNIFICANT: Final = 8
"""Significant digits of all other units: prices, coins, ratios."""


def decimal_of(value: float, unit: str) -> Decimal:
    """The decimal that stands for a computed float in this unit.

    Raises ``UnitError`` for infinities and NaN.

    >>> decimal_of(0.058999999, "probability")
    Decimal('0.0590')
    >>> decimal_of(0.92131234567, "price_usd")
    Decimal('0.92131235')
    """
    if not math.isfinite(value):
        raise UnitError(f"a computed value in {unit or 'no unit'} is not finite, was {value}.")
    exact = Decimal(repr(value))
    places = _PLACES.get(re.sub(r"^fraction_per_.*", "fraction", unit))
    if places is None:
        return significant(exact, _SIGNIFICANT)
    return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def significant(value: Decimal, digits: int) -> Decimal:
    """The value rounded half up to so many significant digits, without an exponent.

    >>> significant(Decimal("123456.789"), 4)
    Decimal('123500')
    """
    rounded = Context(prec=digits, rounding=ROUND_HALF_UP).plus(value)
    return Decimal(format(rounded, "f"))
