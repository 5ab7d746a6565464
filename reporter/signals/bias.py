"""The bias: a transparent vote of evidence. A score, never a probability.

Each signal speaks for higher prices (+1), against them (-1) or not at all (0), with a small
fixed weight. The weights are judgements, not fits: no input showed measurable skill at 24 h on
recorded data, so a lean needs several of them to agree, and the confidence stays the base rate.

| evidence | speaks for higher prices | against | weight |
|---|---|---|---|
| trend (regime) | trending up | trending down | 1.0 |
| open interest rises, 24 h | with a rising price | with a falling price | 1.0 |
| funding percentile | 1 to 10 | 90 to 99 | 0.5 |
| taker flow percentile | from 90 | to 10 | 0.5 |
| basis | above +2 bps | below -2 bps | 0.25 |
| top-trader positions percentile | from 90 | to 10 | 0.25 |
| modelled liquidations | more above | more below | 0 (context) |

Funding is contrarian and weak, and only outside the extreme tail: beyond percentiles 1 and 99
or beyond 1,000 % a year it says nothing, because negative extremes marked crashes and no
squeezes where they were counted. Within the resting rate it says nothing either. Falling open
interest says nothing: positions close in both directions.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from reporter.model import metrics
from reporter.model.setup import Bias, Regime, Signal
from reporter.signals.basis import Basis
from reporter.signals.ranks import EXTREME, TYPICAL, band

WEIGHTS: Final[Mapping[str, float]] = {
    metrics.REGIME: 1.0,
    metrics.OPEN_INTEREST_CHANGE: 1.0,
    metrics.FUNDING_PERCENTILE: 0.5,
    metrics.TAKER_RATIO: 0.5,
    metrics.BASIS: 0.25,
    metrics.TOP_POSITION_RATIO: 0.25,
    metrics.LIQUIDATIONS_ABOVE: 0.0,
    metrics.LIQUIDATIONS_BELOW: 0.0,
}

LEAN: Final = 1.25
"""The score that makes a lean: more than any single signal can give."""

TAIL_ANNUAL: Final = 10.0
"""The extreme tail of funding: a simple annual rate of 1,000 %, as a fraction."""

RESTING_ANNUAL: Final = 0.1096
"""Just above the formula's interest part (0.01 % per 8 h, a year): a rate within it shows no
crowding, however rare it is for the symbol."""

MIN_PRICE_CHANGE: Final = 0.01
MIN_OPEN_INTEREST_CHANGE: Final = 0.02
MIN_BASIS_BPS: Final = 2.0
MIN_GRAVITY: Final = 0.2


@dataclass(frozen=True, slots=True)
class Lean:
    """The bias with the evidence for and against it, weightiest first.

    For a view without a lean the silent signals support it and every signal that points
    somewhere opposes it.
    """

    bias: Bias
    score: float
    supporting: tuple[Signal, ...]
    opposing: tuple[Signal, ...]


def _signal(metric: str, direction: int, how_unusual: str) -> Signal:
    return Signal(metric=metric, direction=direction, weight=WEIGHTS[metric], band=how_unusual)


def funding_signal(percentile: float, annual: float) -> Signal:
    """Contrarian between the edges and the extreme tail, silent in the tail itself."""
    metric = metrics.FUNDING_PERCENTILE
    if abs(annual) <= RESTING_ANNUAL:
        return _signal(metric, 0, TYPICAL)
    if abs(annual) >= TAIL_ANNUAL or percentile < 1 or percentile > 99:
        return _signal(metric, 0, EXTREME)
    direction = int(percentile <= 10) - int(percentile >= 90)
    return _signal(metric, direction, band(percentile))


def basis_signal(basis: Basis) -> Signal:
    """Buyers who pay up for the perpetual, or sellers who take less than the index."""
    direction = int(basis.bps > MIN_BASIS_BPS) - int(basis.bps < -MIN_BASIS_BPS)
    return _signal(metrics.BASIS, direction, band(basis.percentile))


def open_interest_signal(open_interest: float, price: float, percentile: float | None) -> Signal:
    """Changes over 24 h as fractions: new contracts speak in the direction of the price."""
    direction = 0
    if open_interest >= MIN_OPEN_INTEREST_CHANGE and abs(price) >= MIN_PRICE_CHANGE:
        direction = 1 if price > 0 else -1
    return _signal(metrics.OPEN_INTEREST_CHANGE, direction, band(percentile))


def ratio_signal(metric: str, percentile: float) -> Signal:
    """A ratio far up or down in its own history speaks in its own direction."""
    direction = int(percentile >= 90) - int(percentile <= 10)
    return _signal(metric, direction, band(percentile))


def regime_signal(regime: Regime, percentile: float | None) -> Signal:
    """A trend speaks for its continuation; ``percentile`` is the efficiency's."""
    direction = int(regime is Regime.UP) - int(regime is Regime.DOWN)
    return _signal(metrics.REGIME, direction, band(percentile) if direction else TYPICAL)


def liquidation_signal(above: float, below: float) -> Signal:
    """Where more modelled liquidations lie within reach. Context: weight zero."""
    gravity = (above - below) / (above + below) if above + below > 0 else 0.0
    direction = int(gravity >= MIN_GRAVITY) - int(gravity <= -MIN_GRAVITY)
    metric = metrics.LIQUIDATIONS_BELOW if gravity < 0 else metrics.LIQUIDATIONS_ABOVE
    return _signal(metric, direction, TYPICAL)


def weigh(signals: Iterable[Signal]) -> Lean:
    """Adds weight times direction; a lean from plus or minus 1.25 on."""
    ordered = sorted(signals, key=lambda signal: (-signal.weight, signal.metric))
    score = sum(signal.weight * signal.direction for signal in ordered)
    bias, way = Bias.NEUTRAL, 0
    if score >= LEAN:
        bias, way = Bias.LONG, 1
    elif score <= -LEAN:
        bias, way = Bias.SHORT, -1
    supporting = tuple(signal for signal in ordered if signal.direction == way)
    against = tuple(signal for signal in ordered if signal.direction and signal.direction != way)
    return Lean(bias, score, supporting, against)
