"""Scores by horizon and event as rows for JSON, for the report and for the calibration file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any, Final

from reporter import scoring
from reporter.signals.calibration import COVERAGE, MULTIPLES
from reporter.signals.walk import HORIZONS, Judged

Row = dict[str, Any]

TOUCH, HIGHER, RANGE = "touch", "higher", "range"
"""The events: a level trades; the close is higher; the close lies in the expected range."""

_DIGITS: Final = 6


def score_rows(judged: Iterable[tuple[str, Judged]], seed: int, part: str) -> list[Row]:
    """Three rows a horizon, one an event; ``part`` says which windows they are of.

    Equal input gives equal rows: each row's bootstrap begins at the same ``seed``.
    """
    rows: list[Row] = []
    for horizon, one in judged:
        head = {"part": part, "horizon": horizon, "hours": HORIZONS[horizon]}
        events = {
            TOUCH: _touch(one, seed),
            HIGHER: _higher(one, seed),
            RANGE: _range(one, seed),
        }
        rows += [head | {"event": event} | found for event, found in events.items() if found]
    return rows


def beats(row: Row, reference: str) -> bool:
    """Whether the lower bound of the skill over that reference is known and above zero."""
    low = row["references"][reference]["low"]
    return low is not None and low > 0


def _touch(one: Judged, seed: int) -> Row:
    found = one.touches
    trials = scoring.Trials(
        probability=found.probability,
        happened=found.happened,
        day=found.day,
        references={"frequency": found.frequency, "normal": found.normal},
    )
    row = _row(scoring.score(trials, scoring.generator(seed)))
    if row:
        row["distances"] = [_distance(one, multiple) for multiple in MULTIPLES]
    return row


def _distance(one: Judged, multiple: float) -> Row:
    """What was forecast and what happened for the levels of one distance."""
    found = one.touches
    here = found.multiple == multiple
    return {
        "multiple": multiple,
        "forecast": _rounded(found.probability[here].mean()),
        "happened": _rounded(found.happened[here].mean()),
    }


def _higher(one: Judged, seed: int) -> Row:
    found = one.ends
    trials = scoring.Trials(
        probability=found.base_rate,
        happened=found.higher,
        day=found.day,
        references={"climatology": found.base_rate, "even": 0 * found.base_rate + 0.5},
    )
    row = _row(scoring.score(trials, scoring.generator(seed)))
    if row:
        row["edge"] = beats(row, "climatology")
    return row


def _range(one: Judged, seed: int) -> Row:
    found = scoring.coverage(one.ends.inside, one.ends.day, scoring.generator(seed))
    if found is None:
        return {}
    low, high = _interval(found.interval)
    return {
        "n": found.count,
        "expected": COVERAGE,
        "share": _rounded(found.share),
        "low": low,
        "high": high,
    }


def _row(found: scoring.Score | None) -> Row:
    if found is None:
        return {}
    references = {}
    for name, one in found.references.items():
        low, high = _interval(one.interval)
        brier, skill = _rounded(one.brier), _rounded(one.skill)
        references[name] = {"brier": brier, "skill": skill, "low": low, "high": high}
    bins = [{key: _rounded(value) for key, value in asdict(one).items()} for one in found.bins]
    return {
        "n": found.count,
        "days": found.days,
        "frequency": _rounded(found.frequency),
        "brier": _rounded(found.brier),
        "references": references,
        "calibration_error": _rounded(found.error),
        "bins": bins,
    }


def _interval(found: tuple[float, float] | None) -> tuple[float | None, float | None]:
    return (None, None) if found is None else (_rounded(found[0]), _rounded(found[1]))


def _rounded(value: float) -> float:
    """Six decimals are far below what chance leaves certain."""
    return value if isinstance(value, int) else round(float(value), _DIGITS)
