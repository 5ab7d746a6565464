"""Open contracts replayed: opened, swept and closed, step by step through the open interest.

A step lasts from one sample of open interest to the next. All that is opened in one step is a
cohort; it spreads over the prices and leverages of the step. Contracts die at the first later
step whose prices reach their threshold; the rest of a cohort shrinks as a whole. So a cohort
is its size and the steps at which its parts die, and no contract is followed by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from reporter.signals.series import Floats, Times

MIN_VOLUME: Final = 1e-9
"""Less than this traded in a step is nothing (and would be lost in rounding)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Path:
    """The bars from the seed week to now, and the step (open interest sample) each ends in.

    The last bar is the present price; the last step ends now. ``target`` is the open interest
    at the end of each step, ``ends`` the ends in milliseconds of all steps but the last.
    """

    high: Floats
    low: Floats
    vwap: Floats
    volume: Floats
    step: Times
    target: Floats
    ends: Times

    @property
    def starts(self) -> Times:
        """The first bar of each step."""
        return np.searchsorted(self.step, np.arange(len(self.target)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """One side's contracts by (bar, leverage), flattened.

    ``shares`` is the part of its cohort that each holds, ``death`` the step that sweeps it (the
    number of steps if none does), ``sizes`` the cohorts' coins (columns) after each step (rows).
    """

    cohort: Times
    shares: Floats
    death: Times
    sizes: Floats

    def coins(self, step: int = -1) -> Floats:
        """Coins left of each after that step, by default the last."""
        step %= len(self.sizes)
        return np.where(self.death > step, self.shares * self.sizes[step][self.cohort], 0.0)


def replay(path: Path, thresholds: Floats, extremes: Floats, prior: Floats) -> Replay:
    """Replay one side: ``extremes`` at or below a threshold sweep its contracts.

    Mirrored, a short's rising threshold is a long's falling one: one rule serves both sides.
    """
    starts = path.starts
    alive = thresholds < _lowest_later(extremes, path.step, starts)[:, None]
    shares = _shares(path, alive * prior, starts).ravel()
    death = _first_reach(np.minimum.reduceat(extremes, starts), path.step, thresholds).ravel()
    cohort = np.repeat(path.step, len(prior))
    return Replay(
        cohort=cohort,
        shares=shares,
        death=death,
        sizes=_sizes(path.target, _survival(cohort, shares, death, len(path.target))),
    )


def _lowest_later(extremes: Floats, step: Times, starts: Times) -> Floats:
    """For each bar: the lowest extreme of the later bars of its own step (inf: none later)."""
    place = np.arange(len(extremes)) - starts[step]
    grid = np.full((len(starts), int(place.max()) + 2), np.inf)
    grid[step, place] = extremes
    lowest = np.minimum.accumulate(grid[:, ::-1], axis=1)[:, ::-1]
    return np.asarray(lowest[step, place + 1])


def _first_reach(extremes: Floats, step: Times, thresholds: Floats) -> Times:
    """The first later step whose extreme reaches each threshold; the step count if none.

    By tables of the lowest extreme of the next 1, 2, 4 ... steps: from the longest stretch to
    the shortest, each one that does not reach the threshold is skipped.
    """
    count = len(extremes)
    tables = [np.append(extremes, np.inf)]
    while 1 << len(tables) <= count:
        half = 1 << len(tables) - 1
        later = np.append(tables[-1][half:], np.full(half, np.inf))
        tables.append(np.minimum(tables[-1], later))
    spots = np.broadcast_to(step[:, None] + 1, thresholds.shape)
    for power, table in reversed(list(enumerate(tables))):
        clear = table[spots] > thresholds
        spots = np.minimum(spots + clear * (1 << power), count)
    return spots


def _shares(path: Path, open_to: Floats, starts: Times) -> Floats:
    """How the contracts opened in a step spread over its bars and leverages; sums to one."""
    by_volume = open_to * path.volume[:, None]
    traded = np.add.reduceat(by_volume.sum(axis=1), starts)
    evenly = np.add.reduceat(open_to.sum(axis=1), starts)
    quiet = traded < MIN_VOLUME
    spread = np.where(quiet[path.step][:, None], open_to, by_volume)
    return np.asarray(spread / np.where(quiet, evenly, traded)[path.step][:, None])


def _survival(cohort: Times, shares: Floats, death: Times, count: int) -> Floats:
    """The part of each cohort (column) that is left after each step (row)."""
    lost = np.bincount(death * count + cohort, weights=shares, minlength=(count + 1) * count)
    by_step = lost.reshape(count + 1, count)
    return np.cumsum(by_step[:0:-1], axis=0)[::-1].astype(np.float64)


def _sizes(target: Floats, survival: Floats) -> Floats:
    """Each cohort's size after each step: opened or shrunk so that the rest meets the target."""
    count = len(target)
    sizes = np.zeros((count, count))
    now = np.zeros(count)
    for step, wanted in enumerate(target.tolist()):
        held = float(now[:step] @ survival[step, :step])
        if held >= wanted:
            now[:step] *= wanted / held
        else:
            now[step] = wanted - held
        sizes[step] = now
    return sizes
