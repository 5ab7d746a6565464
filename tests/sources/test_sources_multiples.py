"""Contracts that count many coins as one: names go to the desk's spelling and back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.sources.multiples import desk_base, ratio, split_base

COINS = st.from_regex(r"[A-Z]{2,8}", fullmatch=True)


@given(COINS, st.sampled_from([1000, 10_000, 1_000_000]))
@settings(max_examples=60, deadline=None)
def test_a_count_is_read_before_and_behind_the_coin(coin: str, count: int) -> None:
    assert split_base(f"{count}{coin}") == (count, coin)
    assert split_base(f"{coin}{count}") == (count, coin)
    assert split_base(coin) == (1, coin)


@given(COINS)
@settings(max_examples=60, deadline=None)
def test_the_desks_spelling_names_the_coin(coin: str) -> None:
    assert split_base(desk_base(coin))[1] == coin


@given(st.sampled_from(["PEPE", "BABYDOGE", "MOG", "FIL"]), st.sampled_from([1, 1000, 1_000_000]))
@settings(max_examples=20, deadline=None)
def test_prices_and_coins_are_converted_without_loss(coin: str, count: int) -> None:
    factor = ratio(desk_base(coin), count)

    assert factor * (1 / factor) == 1
    assert Decimal("0.00001234") * factor / factor == Decimal("0.00001234")


@pytest.mark.parametrize(
    ("base", "expected"),
    [
        ("1INCH", (1, "1INCH")),
        ("1MBABYDOGE", (1_000_000, "BABYDOGE")),
        ("100X", (1, "100X")),
        ("H2O", (1, "H2O")),
        ("1000", (1, "1000")),
        ("", (1, "")),
    ],
)
def test_other_digits_are_no_count(base: str, expected: tuple[int, str]) -> None:
    assert split_base(base) == expected
