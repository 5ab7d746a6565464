"""Trending, ranging or uncertain: three measures vote each hour, and hysteresis steadies them.

- Kaufman's efficiency ratio over 24 h: net move over path. A random walk gives about 0.2;
  from 0.35 it votes trend, to 0.20 range.
- Wilder's ADX(14) on hourly bars: from 25 trend, to 20 range.
- Lo and MacKinlay's variance ratio of 6 h over 7 days of hourly returns, with their
  heteroskedasticity-robust z: from +1.64 trend, to -1.64 range.

Two votes of balance enter a state; a trend also needs the 24 h move and Wilder's directional
lines to point one way. A state once entered is kept until its balance is gone (0), the vote
is replayed over the last 72 hours. Between the states: uncertain.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from reporter.model import metrics
from reporter.model.market import Nature
from reporter.model.setup import Regime
from reporter.signals.candles import Candles
from reporter.signals.parts import Part, from_series, gap
from reporter.signals.ranks import mid_rank
from reporter.signals.series import Floats, SymbolData, moment
from reporter.signals.wilder import directional

SPAN: Final = 24
ADX_LENGTH: Final = 14
LAG: Final = 6
VARIANCE_WINDOW: Final = 168
MEMORY: Final = 72
_WARM_UP: Final = 300
"""Bars before the vote begins: Wilder's smoothing has forgotten its start by then."""

Votes = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RegimeReading:
    """The regime and where the present efficiency stands in the symbol's own history."""

    part: Part
    regime: Regime = Regime.UNCERTAIN
    percentile: float | None = None


def efficiency(close: Floats, span: int = SPAN) -> Floats:
    """Kaufman's ratio |C_t - C_(t-n)| / sum |dC|, from bar ``span`` on: 0 to 1 (0 if flat)."""
    path = sliding_window_view(np.abs(np.diff(close)), span).sum(axis=1)
    net = np.abs(close[span:] - close[:-span])
    ratio = np.divide(net, path, out=np.zeros_like(net), where=path > 0)
    return np.asarray(np.minimum(ratio, 1.0))


def variance_ratio(windows: Floats, lag: int = LAG) -> tuple[Floats, Floats]:
    """VR(lag) and its robust z for each row of returns (1 and 0 for rows without variance).

    Lo and MacKinlay, Stock Market Prices Do Not Follow Random Walks (1988): overlapping,
    unbiased variances and the heteroskedasticity-consistent z*.
    """
    size = windows.shape[1]
    excess = windows - windows.mean(axis=1, keepdims=True)
    peak = np.abs(excess).max(axis=1, keepdims=True)
    # The ratio has no scale; taking it out keeps fourth powers of tiny returns above zero.
    excess = np.divide(excess, peak, out=np.zeros_like(excess), where=peak > 0)
    squares = excess**2
    total = squares.sum(axis=1)
    sums = sliding_window_view(excess, lag, axis=1).sum(axis=2)
    weight = lag * (size - lag + 1) * (1 - lag / size)
    long_run = (sums**2).sum(axis=1) / weight
    flat = total <= 0
    safe = np.where(flat, 1.0, total)
    ratio = np.where(flat, 1.0, long_run / (safe / (size - 1)))
    theta = np.zeros(len(windows))
    for step in range(1, lag):
        delta = size * (squares[:, step:] * squares[:, :-step]).sum(axis=1) / safe**2
        theta += (2.0 * (lag - step) / lag) ** 2 * delta
    root = np.sqrt(np.where(theta > 0, theta, 1.0))
    z = np.where(theta > 0, np.sqrt(size) * (ratio - 1.0) / root, 0.0)
    return ratio, z


def measure_regime(data: SymbolData, candles: Candles | None) -> RegimeReading:
    """The regime at the last closed bar; uncertain, and a gap, where history is too short."""
    if candles is None or not candles.ample:
        detail = "The price history is too short to tell a trend from a range."
        return RegimeReading(gap(data, "regime", "thin", detail))
    ratios = efficiency(candles.close)
    ballot = _ballot(candles, ratios)
    regime = settle(ballot.balance, ballot.direction)
    percentile = mid_rank(ratios, float(ratios[-1]))
    judged = from_series(candles.series, moment(candles.end), Nature.MODELLED)
    words = "vote of efficiency ratio, ADX and variance ratio with hysteresis"
    part = judged(metrics.REGIME, regime.value, "", words)
    make = candles.maker
    words = "net move over path of 24 hourly closes (Kaufman)"
    part += make(metrics.EFFICIENCY, float(ratios[-1]), "ratio", words)
    words = f"average directional index, {ADX_LENGTH} hourly bars (Wilder)"
    part += make(metrics.ADX, ballot.adx, "ratio", words)
    words = f"variance ratio of {LAG} h over {VARIANCE_WINDOW} hourly returns (Lo and MacKinlay)"
    part += make(metrics.VARIANCE_RATIO, ballot.variance, "ratio", words)
    return RegimeReading(part, regime, percentile)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ballot:
    """For each of the last hours the balance of votes (-3 to 3) and the direction.

    ``adx`` and ``variance`` (ratio) are the newest.
    """

    balance: Votes
    direction: Votes
    adx: float
    variance: float


def _ballot(candles: Candles, ratios: Floats) -> _Ballot:
    bars = min(len(candles), MEMORY + _WARM_UP)
    close = candles.close[-bars:]
    adx, plus, minus = directional(candles.high[-bars:], candles.low[-bars:], close, ADX_LENGTH)
    returns = np.diff(np.log(candles.close[-(MEMORY + VARIANCE_WINDOW) :]))
    variance, z = variance_ratio(sliding_window_view(returns, VARIANCE_WINDOW))
    balance = (
        _vote(ratios[-MEMORY:], 0.20, 0.35)
        + _vote(adx[-MEMORY:], 20.0, 25.0)
        + _vote(z[-MEMORY:], -1.64, 1.64)
    )
    moved = np.sign(close[-MEMORY:] - close[-MEMORY - SPAN : -SPAN])
    lines = np.sign(plus[-MEMORY:] - minus[-MEMORY:])
    return _Ballot(
        balance=balance,
        direction=np.where(moved == lines, moved, 0.0).astype(np.int64),
        adx=float(adx[-1]),
        variance=float(variance[-1]),
    )


def _vote(values: Floats, low: float, high: float) -> Votes:
    return (values >= high).astype(np.int64) - (values <= low).astype(np.int64)


def settle(balance: Votes, direction: Votes) -> Regime:
    """The state after replaying the votes, oldest first."""
    state = Regime.UNCERTAIN
    for votes, way in zip(balance.tolist(), direction.tolist(), strict=True):
        state = _next_state(state, votes, way)
    return state


def _next_state(state: Regime, votes: int, way: int) -> Regime:
    if votes >= 2 and way:
        return Regime.UP if way > 0 else Regime.DOWN
    if votes <= -2:
        return Regime.RANGING
    kept = (
        (state is Regime.RANGING and votes < 0)
        or (state is Regime.UP and votes > 0 and way >= 0)
        or (state is Regime.DOWN and votes > 0 and way <= 0)
    )
    return state if kept else Regime.UNCERTAIN
