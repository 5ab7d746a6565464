"""Where a reading stands in its own history, in words that promise no more than it."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.writing.readings import Readings

_PLACES: Final = (
    (5, "near the bottom"),
    (20, "towards the bottom"),
    (80, "within its usual range"),
    (95, "towards the top"),
)
_TOP: Final = "near the top"


def place(percentile: float) -> str:
    """Where in its own history a percentile lies, by bands.

    >>> place(2.0), place(50.0)
    ('near the bottom', 'within its usual range')
    """
    return next((words for bound, words in _PLACES if percentile < bound), _TOP)


def percentile(readings: Readings, metric: str) -> str:
    """A reference to a percentile; empty where it is missing or prints as the 0th or 100th.

    Those two say less than ``lowest`` or ``near the top``.
    """
    number = readings.number(metric)
    return readings.ref(metric) if number is not None and 0.5 <= number < 99.5 else ""


def percentile_cell(readings: Readings, metric: str) -> str:
    """The same for a cell of a table, where the 0th and 100th are told by their place."""
    number = readings.number(metric)
    return (percentile(readings, metric) or place(number)) if number is not None else ""


def extreme(readings: Readings) -> str:
    """``lowest`` or ``highest`` where every earlier settlement lies on one side of the rate.

    A rate that ties with an earlier one keeps its percentile: venues settle at their default
    rate for weeks, and the highest is then nothing to remark on.
    """
    metrics = (m.FUNDING_SETTLED, m.FUNDING_LOW, m.FUNDING_HIGH)
    rate, low, high = (readings.number(metric) for metric in metrics)
    if rate is None or low is None or high is None:
        return ""
    return "lowest" if rate < low else "highest" if rate > high else ""


def funding_rank(readings: Readings) -> str:
    """``the lowest of 196 settlements``, ``at the 3rd percentile of 271 settlements``."""
    if not readings.has(m.FUNDING_SAMPLE):
        return ""
    settlements = f"{readings.ref(m.FUNDING_SAMPLE)} settlements"
    if end := extreme(readings):
        return f"the {end} of {settlements}"
    rank = percentile(readings, m.FUNDING_PERCENTILE)
    return f"at the {rank} of {settlements}" if rank else ""


def funding_cell(readings: Readings) -> str:
    """The same for a cell of a table: ``lowest of 196``, ``3rd percentile``; empty if unknown."""
    end = extreme(readings)
    if end and readings.has(m.FUNDING_SAMPLE):
        return f"{end} of {readings.ref(m.FUNDING_SAMPLE)}"
    return percentile(readings, m.FUNDING_PERCENTILE)


def market_cell(readings: Readings) -> str:
    """``3rd percentile of 531 contracts``: the running rate across the venue; empty if unknown."""
    rank = percentile_cell(readings, m.FUNDING_MARKET_PERCENTILE)
    if not rank or not readings.has(m.FUNDING_MARKET_SAMPLE):
        return ""
    return f"{rank} of {readings.ref(m.FUNDING_MARKET_SAMPLE)} contracts"
