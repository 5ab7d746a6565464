"""Units survive printing: what the ledger prints of a fact is read back as that fact.

The printing room and the reading grammar know nothing of each other, so a formatter that
multiplies by 100 once too often shows here, and in every finished file.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.checking import check
from reporter.ledger.display import display
from reporter.model.facts import Fact
from reporter.numerals import read
from tests.checking.conftest import edition, fact, finished, sheet_of

KEY = "binance.filusdt"


def decimals(low: str, high: str, places: int) -> st.SearchStrategy[Decimal]:
    return st.decimals(min_value=low, max_value=high, places=places)


QUANTITIES = {
    "funding.settled": ("fraction_per_8h", decimals("-0.02", "0.02", 8)),
    "funding.running": ("fraction_per_4h", decimals("-0.02", "0.02", 8)),
    "funding.settled_annual": ("fraction_per_year", decimals("-20", "20", 6)),
    "basis": ("bps", decimals("-400", "400", 4)),
    "open_interest": ("usd", decimals("1000", "90000000000", 2)),
    "open_interest.change_24h": ("percent", decimals("-80", "400", 3)),
    "price.change_24h": ("percent", decimals("-80", "400", 3)),
    "positioning.top_position": ("ratio", decimals("0.05", "20", 4)),
    "positioning.top_position_long": ("percent", decimals("1", "99", 3)),
    "volatility.realised_24h": ("percent", decimals("1", "900", 2)),
    "price": ("price_usd", decimals("0.0001", "99999", 4)),
    "level.above.1.odds": ("probability", decimals("0.001", "0.999", 4)),
}
# A share of the whole, so that a printed percent can be compared with any of these units.
_WHOLE = {
    "percent": Fraction(1, 100), "bps": Fraction(1, 10_000), "probability": Fraction(1),
}  # fmt: skip


def share(value: Decimal, unit: str) -> Fraction:
    return Fraction(value) * _WHOLE.get(unit, Fraction(1))


@pytest.mark.parametrize("metric", QUANTITIES)
@pytest.mark.parametrize("form", ["full", "short"])
@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_the_printed_figure_is_read_back_as_the_fact(
    metric: str, form: str, data: st.DataObject
) -> None:
    unit, values = QUANTITIES[metric]
    value = data.draw(values)
    printed = display(fact(f"{KEY}.{metric}", str(value), unit), form)
    (numeral, *_) = read(printed)
    assert isinstance(numeral.value, Decimal)
    back = share(numeral.value, numeral.unit)
    exact = share(value, unit)
    step = share(numeral.step, numeral.unit)
    assert 2 * abs(back - exact) <= step, printed


FIGURES = [
    ("funding.settled", "-0.00040602", "fraction_per_8h", "Funding settled at {}."),
    ("funding.settled_annual", "-0.4445919", "fraction_per_year", "Funding ran at {}."),
    ("basis", "-11.359", "bps", "The basis was {}."),
    ("price.change_24h", "-2.13", "percent", "The price change was {}."),
]


@pytest.mark.parametrize(("metric", "value", "unit", "sentence"), FIGURES)
@pytest.mark.parametrize("factor", [Decimal(100), Decimal("0.01")])
def test_a_formatter_that_is_off_by_a_hundred_is_held(
    metric: str, value: str, unit: str, sentence: str, factor: Decimal
) -> None:
    def printed(number: Decimal) -> str:
        one = fact(f"{KEY}.{metric}", f"{number:f}", unit)
        return f"FILUSDT: {sentence.format(display(one))}"

    one: Fact = fact(f"{KEY}.{metric}", value, unit)
    sheet = sheet_of(edition(), [one])
    assert not check(finished(printed(Decimal(value))), sheet).held
    assert check(finished(printed(Decimal(value) * factor)), sheet).held
