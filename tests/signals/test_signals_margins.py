"""Maintenance margins by bracket: the venue's formula, and tables that cannot be."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.signals.margins import LEVERAGE, MIDDLING, POSITION, PRIOR, Bracket, margins

SMALL = (  # a small contract of the kind that pays more from 5,000 USD on
    Bracket(cap=5_000, leverage=50, rate=0.015),
    Bracket(cap=20_000, leverage=25, rate=0.02),
    Bracket(cap=25_000, leverage=20, rate=0.025),
    Bracket(cap=200_000, leverage=10, rate=0.05),
    Bracket(cap=400_000, leverage=5, rate=0.1),
)


def liquidated(leverage: float, notional: float, rate: float, amount: float) -> float:
    """Where a long's equity is its maintenance margin, by bisection, for an entry at 1."""
    low, high = 0.0, 1.0
    for _ in range(200):
        price = (low + high) / 2
        equity = notional / leverage + notional * (price - 1)
        low, high = (low, price) if equity > rate * notional * price - amount else (price, high)
    return price


def test_the_prior_sums_to_one() -> None:
    assert PRIOR.sum() == pytest.approx(1.0)
    assert (PRIOR > 0).all()


def test_without_brackets_the_middling_contract_stands_in() -> None:
    got = margins(())
    assert got.assumed
    assert got.prior == pytest.approx(PRIOR)
    assert got.longs == pytest.approx((1 - 1 / LEVERAGE) / (1 - 0.006))
    assert got.shorts == pytest.approx((1 + 1 / LEVERAGE) / (1 + 0.006))


def test_each_leverage_pays_the_bracket_its_size_lies_in() -> None:
    got = margins(SMALL[::-1])
    assert not got.assumed
    # 50,000 USD at 3 to 10 times, 25,000 at 20, 20,000 at 25, 5,000 at 50. The amounts keep the
    # margin continuous: 5,000 x 0.005 = 25, + 20,000 x 0.005 = 125, + 25,000 x 0.025 = 750.
    sizes = (50_000, 50_000, 50_000, 25_000, 20_000, 5_000)
    rates = (0.05, 0.05, 0.05, 0.025, 0.02, 0.015)
    amounts = (750, 750, 750, 125, 25, 0)
    wanted = [
        liquidated(leverage, *row)
        for leverage, row in zip(LEVERAGE, zip(sizes, rates, amounts, strict=True), strict=True)
    ]
    assert got.longs == pytest.approx(wanted)
    assert POSITION == 50_000


def test_leverage_that_is_not_allowed_has_no_share() -> None:
    got = margins((Bracket(cap=1e6, leverage=20, rate=0.02),))
    assert got.prior[LEVERAGE > 20].sum() == 0
    assert got.prior == pytest.approx(np.where(LEVERAGE <= 20, PRIOR, 0) / 0.85)


@pytest.mark.parametrize(
    "table",
    [
        (Bracket(cap=0, leverage=50, rate=0.01),),
        (Bracket(cap=float("nan"), leverage=50, rate=0.01),),
        (Bracket(cap=float("inf"), leverage=50, rate=0.01),),
        (Bracket(cap=1e5, leverage=50, rate=0.6),),  # percent for a fraction
        (Bracket(cap=1e5, leverage=50, rate=-0.01),),
        (Bracket(cap=1e5, leverage=50, rate=float("nan")),),
        (Bracket(cap=1e5, leverage=2, rate=0.1),),  # below all leverages of the prior
        (Bracket(cap=1e5, leverage=50, rate=0.01), Bracket(cap=1e5, leverage=20, rate=0.02)),
        (Bracket(cap=1e5, leverage=50, rate=0.01), Bracket(cap=2e5, leverage=20, rate=0.005)),
    ],
)
def test_tables_that_cannot_be_are_not_used(table: tuple[Bracket, ...]) -> None:
    assert margins(table).assumed


@settings(max_examples=60, deadline=None)
@given(
    steps=st.lists(
        st.tuples(st.floats(10, 1e6), st.floats(1.0, 3.0), st.floats(0.1, 0.9)),
        min_size=1,
        max_size=8,
    ),
    top=st.floats(3, 200),
)
def test_whatever_the_table_no_position_is_born_liquidated(
    steps: list[tuple[float, float, float]], top: float
) -> None:
    cap, leverage = 0.0, top
    table: list[Bracket] = []
    for size, factor, part in steps:
        cap, leverage = cap + size, max(leverage / factor, 1.0)
        rate = max([part / leverage, *(one.rate for one in table)])
        if rate * leverage < 1:
            table.append(Bracket(cap=cap, leverage=leverage, rate=rate))
    got = margins(table)
    held = got.prior > 0
    assert got.prior.sum() == pytest.approx(1.0)
    assert (got.longs[held] < 1).all()
    assert (got.shorts[held] > 1).all()
    assert np.isfinite([*got.longs, *got.shorts]).all()
    assert margins(MIDDLING).assumed is False
