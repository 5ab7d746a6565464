"""The settled rate against the venue's formula, and one of three prices against the other two."""

from __future__ import annotations

import pytest

from reporter.checking import gates
from tests.checking.conftest import SETTLED, fact

KEY = "binance.filusdt"


def refused(settled: str, implied: str) -> list[str]:
    facts = [
        fact(f"{KEY}.funding.settled", settled, "fraction_per_8h", as_of=SETTLED),
        fact(f"{KEY}.funding.implied", implied, "fraction_per_8h", as_of=SETTLED),
    ]
    return [finding.code for finding in gates(facts)]


@pytest.mark.parametrize(
    ("settled", "implied"),
    [
        ("-0.00040602", "-0.00040602"),
        ("-0.00040602", "-0.00025"),
        ("0.0001", "0.0001"),
        ("0.0001", "-0.0002"),
        ("-0.02", "-0.015"),
    ],
)
def test_a_rate_near_the_formulas_is_believed(settled: str, implied: str) -> None:
    assert refused(settled, implied) == []


@pytest.mark.parametrize(
    ("settled", "implied"),
    [
        ("0.005", "0.00005"),
        ("-0.01", "-0.0001"),
        ("0.0012", "-0.0012"),
        ("-0.000004", "-0.0012"),
    ],
)
def test_a_rate_that_the_formula_contradicts_is_refused(settled: str, implied: str) -> None:
    assert refused(settled, implied) == ["funding-formula"]


@pytest.mark.parametrize(
    ("price", "mark", "index", "odd"),
    [
        ("0.836", "0.836", "0.837", []),
        ("0.90", "0.836", "0.837", ["price"]),
        ("0.836", "0.862", "0.837", ["mark"]),
        ("0.836", "0.8365", "0.81", ["index"]),
        ("0.836", "0.862", "0.848", []),
    ],
)
def test_two_prices_that_agree_outvote_the_third(
    price: str, mark: str, index: str, odd: list[str]
) -> None:
    facts = [
        fact(f"{KEY}.{name}", value, "price_usd")
        for name, value in (("price", price), ("mark", mark), ("index", index))
    ]
    assert [f.place for f in gates(facts) if f.code == "prices-apart"] == [
        f"{KEY}.{name}" for name in odd
    ]
