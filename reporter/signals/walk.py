"""Walking forward through the past: each symbol judged by fits that never saw it, nor its time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from itertools import pairwise
from typing import Final, TypeVar

import numpy as np

from reporter.signals.calibration import Calibration
from reporter.signals.candles import ENOUGH
from reporter.signals.fit import FITTED, fit
from reporter.signals.hourly import Bars
from reporter.signals.series import HOUR
from reporter.signals.trials import Ends, Touches, ends, touches
from reporter.signals.windows import Windows, windows

SCORED: Final[Mapping[str, int]] = {"settlement": 8, "24h": 24, "72h": 72}
"""The horizons that the odds are for, in hours; a settlement's is a full interval of 8 hours."""

BETWEEN: Final[Mapping[str, int]] = {"3h": 3, "16h": 16, "48h": 48}
"""Horizons that are read between the fitted ones, scored to show that this holds."""

HORIZONS: Final[Mapping[str, int]] = {**SCORED, **BETWEEN}
COUNTED: Final = tuple(sorted({*FITTED, *HORIZONS.values()}))
"""All lengths of windows, in hours, that a calibration is made and scored with."""

LEAST: Final = ENOUGH + max(COUNTED) + 2
"""Hours that a symbol needs for a single window of every length."""

FOLDS: Final = 6
GROUPS: Final = 5

_Columns = TypeVar("_Columns", Touches, Ends)


@dataclass(frozen=True, slots=True)
class Judged:
    """Trials of one horizon."""

    touches: Touches
    ends: Ends


def samples_of(tracks: Sequence[Bars]) -> dict[int, Windows]:
    """All windows of all lengths that are fitted or scored, by hours."""
    return {hours: windows(tracks, hours) for hours in COUNTED}


def thirds(tracks: Sequence[Bars]) -> tuple[int, int, int]:
    """The moments (milliseconds) before which a third and two thirds of all hours lie; the end."""
    starts = [bars.start + HOUR * np.flatnonzero(bars.traded) for bars in tracks]
    times = np.sort(np.concatenate(starts))
    return (
        int(times[len(times) // 3]),
        int(times[2 * len(times) // 3]),
        int(times[-1]) + HOUR,
    )


def walk_forward(samples: Mapping[int, Windows], first: int, until: int) -> dict[str, Judged]:
    """The trials of all windows from ``first`` to ``until``, by horizon.

    The span is cut into six folds. Each is judged by fits on windows that ended at least their
    own length before it began (the purge and the embargo), and, of three symbols or more, by
    one that saw no row of the judged symbol: a fifth of the symbols is left out in turn. Folds
    with too little history before them are left out.
    """
    edges = np.linspace(first, until, FOLDS + 1).astype(np.int64)
    groups = _groups(samples)
    parts: dict[str, list[Judged]] = {name: [] for name in HORIZONS}
    for begin, end in pairwise(edges):
        for group in groups:
            found = fit({h: _training(one, int(begin), group) for h, one in samples.items()})
            if found is None:
                continue
            for name, hours in HORIZONS.items():
                held = _test(samples[hours], (int(begin), int(end), until), group)
                parts[name].append(Judged(touches(held, found), ends(held, found)))
    return {name: _joined(found) for name, found in parts.items() if found}


def judge(tracks: Sequence[Bars], calibration: Calibration) -> Iterator[tuple[str, Judged]]:
    """The trials of all windows under one calibration, by the horizons that it counted.

    One horizon after the other, so that only one has to be held.
    """
    for name, hours in HORIZONS.items():
        if calibration.frequency(hours) is not None:
            sample = windows(tracks, hours)
            yield name, Judged(touches(sample, calibration), ends(sample, calibration))


def _groups(samples: Mapping[int, Windows]) -> list[set[int]]:
    """Which symbols are held out together; none are, of fewer than three."""
    symbols = sorted({int(one) for sample in samples.values() for one in np.unique(sample.symbol)})
    if len(symbols) < 3:
        return [set()]
    return [set(symbols[n::GROUPS]) for n in range(min(GROUPS, len(symbols)))]


def _training(sample: Windows, begin: int, group: set[int]) -> Windows:
    span = HOUR * sample.hours
    ended = sample.start + span <= begin - span
    return sample.where(ended & ~np.isin(sample.symbol, sorted(group)))


def _test(sample: Windows, fold: tuple[int, int, int], group: set[int]) -> Windows:
    begin, end, until = fold
    inside = (sample.start >= begin) & (sample.start < end)
    inside &= sample.start + HOUR * sample.hours <= until
    return sample.where(inside & np.isin(sample.symbol, sorted(group)) if group else inside)


def _joined(parts: Sequence[Judged]) -> Judged:
    return Judged(_stacked([one.touches for one in parts]), _stacked([one.ends for one in parts]))


def _stacked(parts: Sequence[_Columns]) -> _Columns:
    names = [one.name for one in fields(parts[0])]
    return type(parts[0])(
        **{name: np.concatenate([getattr(one, name) for one in parts]) for name in names}
    )
