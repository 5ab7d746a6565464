"""Which readings deserve a sentence: what is unusual, what speaks for the view or against it.

The rest stands in the setup card. A dull market is said to be dull.
"""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.setup import Bias, VolatilityClass
from reporter.writing.readings import Readings

_TYPICAL: Final = "typical"
_LOUD: Final = frozenset({VolatilityClass.HIGH, VolatilityClass.EXTREME})
_MIDDLE: Final = (20.0, 80.0)
_STILL: Final = 2.0
"""A change of open interest below so many percent a day is no news."""
_EDGES: Final = (10.0, 90.0)
"""Ranks that tell something lie outside these."""
_RANKED: Final = (m.FUNDING_MARKET_PERCENTILE, m.OPEN_INTEREST_TURNOVER_PERCENTILE)
"""Ranks that are told where they lie there, though no signal rests on them."""
_APART: Final = 0.25
"""Rates that differ by less than this share of the larger one tell the same."""


def stands_out(readings: Readings, metric: str) -> bool:
    """Whether a signal on that metric points somewhere with weight, or is unusual in itself."""
    setup = readings.setup
    return any(
        signal.metric == metric
        and ((signal.direction != 0 and signal.weight > 0) or signal.band != _TYPICAL)
        for signal in (*setup.supporting, *setup.opposing)
    )


def basis_tells(readings: Readings) -> bool:
    """Whether the basis points somewhere, or contradicts settled funding that is no dull one."""
    contrary = readings.sign(m.BASIS) * readings.sign(m.FUNDING_SETTLED) < 0
    return stands_out(readings, m.BASIS) or (contrary and not is_dull(readings))


def estimate_tells(readings: Readings) -> bool:
    """Whether the running rate has another sign than the settled one, or is well apart."""
    now, last = (readings.number(name) for name in (m.FUNDING_RUNNING, m.FUNDING_SETTLED))
    if now is None or last is None:
        return True
    if readings.alike(m.FUNDING_RUNNING, m.FUNDING_SETTLED):
        return False
    return now * last < 0 or abs(now - last) > _APART * max(abs(now), abs(last))


def at_the_edge(readings: Readings, metric: str) -> bool:
    """Whether that percentile is among the lowest or highest tenth."""
    number = readings.number(metric)
    return number is not None and not _EDGES[0] < number < _EDGES[1]


def crowd_differs(readings: Readings) -> bool:
    """Whether all accounts lie on the other side of balance than top traders' positions."""
    top, crowd = (readings.number(name) for name in (m.TOP_POSITION_RATIO, m.GLOBAL_ACCOUNT_RATIO))
    if top is None or crowd is None:
        return False
    return (round(top, 2) - 1) * (round(crowd, 2) - 1) < 0


def interest_leads(readings: Readings) -> bool:
    """Whether positions are told before funding: they stand out, and the settled rate is usual."""
    percentile = readings.number(m.FUNDING_PERCENTILE)
    if percentile is None or not _MIDDLE[0] <= percentile <= _MIDDLE[1]:
        return False
    told = (m.OPEN_INTEREST_CHANGE, m.TOP_POSITION_RATIO, m.TAKER_RATIO)
    return any(readings.has(metric) and stands_out(readings, metric) for metric in told)


def is_dull(readings: Readings) -> bool:
    """Whether nothing stands out, by measurement: a missing reading licenses no such word.

    No lean, no weighted signal, no unusual one, no rank at the edge, volatility not high, settled
    funding in the middle of its own history, and open interest that hardly changed.
    """
    setup = readings.setup
    percentile = readings.number(m.FUNDING_PERCENTILE)
    change = readings.number(m.OPEN_INTEREST_CHANGE)
    if setup.bias is not Bias.NEUTRAL or setup.volatility in _LOUD:
        return False
    if percentile is None or change is None or not readings.has(m.FUNDING_SETTLED):
        return False
    signals = (*setup.supporting, *setup.opposing)
    if any(stands_out(readings, signal.metric) for signal in signals):
        return False
    if any(at_the_edge(readings, metric) for metric in _RANKED):
        return False
    low, high = _MIDDLE
    return low <= percentile <= high and abs(change) < _STILL
