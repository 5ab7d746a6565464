"""The vote of evidence: each rule, its silence, and the lean."""

from __future__ import annotations

import pytest

from reporter.model import metrics
from reporter.model.setup import Bias, Regime, Signal
from reporter.signals.basis import Basis
from reporter.signals.bias import (
    LEAN,
    WEIGHTS,
    basis_signal,
    funding_signal,
    liquidation_signal,
    open_interest_signal,
    ratio_signal,
    regime_signal,
    weigh,
)
from reporter.signals.parts import Part


@pytest.mark.parametrize(
    ("percentile", "annual", "direction", "band"),
    [
        (50, 0.2, 0, "typical"),
        (5, -0.44, 1, "elevated"),
        (1.5, -0.44, 1, "extreme"),
        (10, -0.2, 1, "typical"),
        (95, 0.5, -1, "elevated"),
        (98.5, 0.5, -1, "extreme"),
        (0.5, -0.6, 0, "extreme"),  # the tail itself: crashes, no squeezes
        (99.5, 0.6, 0, "extreme"),
        (5, -10.0, 0, "extreme"),  # -1,000 % a year, however usual for the symbol
        (50, -12.0, 0, "extreme"),
        (98.5, 0.1095, 0, "typical"),  # the resting rate crowds nobody
        (0.5, 0.0, 0, "typical"),
    ],
)
def test_funding_is_contrarian_only_outside_the_tail(
    percentile: float, annual: float, direction: int, band: str
) -> None:
    signal = funding_signal(percentile, annual)
    assert (signal.direction, signal.band) == (direction, band)
    assert signal.metric == metrics.FUNDING_PERCENTILE


@pytest.mark.parametrize(
    ("bps", "percentile", "direction", "band"),
    [
        (-11.4, 5.0, -1, "elevated"),
        (11.4, None, 1, "typical"),
        (2.0, 50.0, 0, "typical"),
        (-2.0, 50.0, 0, "typical"),
    ],
)
def test_basis(bps: float, percentile: float | None, direction: int, band: str) -> None:
    signal = basis_signal(Basis(bps, percentile, Part()))
    assert (signal.direction, signal.band) == (direction, band)


@pytest.mark.parametrize(
    ("interest", "price", "direction"),
    [
        (0.05, 0.03, 1),
        (0.05, -0.03, -1),
        (-0.05, 0.03, 0),  # closing says nothing
        (-0.05, -0.03, 0),
        (0.019, 0.03, 0),
        (0.05, 0.009, 0),
        (0.02, 0.01, 1),
    ],
)
def test_open_interest_speaks_with_the_price(interest: float, price: float, direction: int) -> None:
    assert open_interest_signal(interest, price, None).direction == direction


@pytest.mark.parametrize(("percentile", "direction"), [(10, -1), (50, 0), (90, 1), (99, 1)])
def test_ratios_speak_at_their_own_edges(percentile: float, direction: int) -> None:
    signal = ratio_signal(metrics.TAKER_RATIO, percentile)
    assert signal.direction == direction
    assert signal.weight == WEIGHTS[metrics.TAKER_RATIO]


def test_trends_speak_for_themselves() -> None:
    assert regime_signal(Regime.UP, 95).direction == 1
    assert regime_signal(Regime.UP, 95).band == "elevated"
    assert regime_signal(Regime.DOWN, 50).direction == -1
    for silent in (Regime.RANGING, Regime.UNCERTAIN):
        assert regime_signal(silent, 1).direction == 0
        assert regime_signal(silent, 1).band == "typical"


@pytest.mark.parametrize(
    ("above", "below", "direction", "metric"),
    [
        (60.0, 40.0, 1, metrics.LIQUIDATIONS_ABOVE),
        (40.0, 60.0, -1, metrics.LIQUIDATIONS_BELOW),
        (45.0, 55.0, 0, metrics.LIQUIDATIONS_BELOW),
        (0.0, 0.0, 0, metrics.LIQUIDATIONS_ABOVE),
    ],
)
def test_liquidations_are_context(above: float, below: float, direction: int, metric: str) -> None:
    signal = liquidation_signal(above, below)
    assert (signal.direction, signal.metric, signal.weight) == (direction, metric, 0.0)


def voices(*directions: int) -> list[Signal]:
    """Signals of the weights 1, 1, 0.5, 0.5, 0.25, 0.25 in these directions."""
    order = [metric for metric in WEIGHTS if WEIGHTS[metric] > 0]
    return [
        Signal(metric=metric, direction=way, weight=WEIGHTS[metric], band="typical")
        for metric, way in zip(order, directions, strict=False)
    ]


@pytest.mark.parametrize(
    ("directions", "bias", "score"),
    [
        ((1, 1), Bias.LONG, 2.0),
        ((1, 0, 1), Bias.LONG, 1.5),
        ((1, 0, 0, 0, 1), Bias.LONG, 1.25),
        ((0, 0, 1, 1), Bias.NEUTRAL, 1.0),
        ((-1, -1, 1), Bias.SHORT, -1.5),
        ((-1, -1, 1, 0, 1), Bias.SHORT, -1.25),
        ((-1, -1, 1, 1), Bias.NEUTRAL, -1.0),
        ((1, -1), Bias.NEUTRAL, 0.0),
        ((), Bias.NEUTRAL, 0.0),
    ],
)
def test_a_lean_needs_more_than_one_voice(
    directions: tuple[int, ...], bias: Bias, score: float
) -> None:
    lean = weigh(voices(*directions))
    assert lean.bias is bias
    assert lean.score == pytest.approx(score)


def test_no_single_signal_leans() -> None:
    assert max(WEIGHTS.values()) < LEAN


def test_evidence_against_is_listed_by_weight() -> None:
    lean = weigh(voices(1, 1, -1, 0, -1, 1)[::-1])
    assert lean.bias is Bias.LONG
    assert [signal.direction for signal in lean.supporting] == [1, 1, 1]
    assert [signal.weight for signal in lean.supporting] == [1.0, 1.0, 0.25]
    assert [signal.weight for signal in lean.opposing] == [0.5, 0.25]
    assert all(signal.direction == -1 for signal in lean.opposing)


def test_without_a_lean_the_silent_support_and_the_rest_opposes() -> None:
    lean = weigh(voices(1, 0, -1))
    assert lean.bias is Bias.NEUTRAL
    assert [signal.direction for signal in lean.supporting] == [0]
    assert [signal.direction for signal in lean.opposing] == [1, -1]
