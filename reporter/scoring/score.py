"""The score of a set of probabilities beside the references that they must beat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reporter.scoring.bootstrap import Floats, Whole, ratio_interval
from reporter.scoring.reliability import Bin, calibration_error, reliability


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """One value a trial: the probability given, 1 or 0 for what happened, and the day.

    ``references`` are other probabilities of the same events, by name.
    """

    probability: Floats
    happened: Floats
    day: Whole
    references: Mapping[str, Floats]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reference:
    """A reference's Brier score, and the skill over it with its 95 % interval, where known."""

    brier: float
    skill: float
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """What a set of probabilities is worth. ``error`` is the expected calibration error."""

    count: int
    days: int
    frequency: float
    brier: float
    references: Mapping[str, Reference]
    error: float
    bins: tuple[Bin, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """How often a band held what it was to hold, with the 95 % interval, where known."""

    count: int
    share: float
    interval: tuple[float, float] | None


def score(trials: Trials, rng: np.random.Generator) -> Score | None:
    """The score of the trials; None where there are none.

    Brier score: the mean squared distance of probability and outcome (Brier, 1950). Skill: one
    minus its ratio to the reference's.
    """
    count = len(trials.happened)
    if not count:
        return None
    squares = (trials.probability - trials.happened) ** 2
    bins = reliability(trials.probability, trials.happened)
    return Score(
        count=count,
        days=len(np.unique(trials.day)),
        frequency=float(trials.happened.mean()),
        brier=float(squares.mean()),
        references={
            name: _reference(squares, (other - trials.happened) ** 2, trials.day, rng)
            for name, other in trials.references.items()
        },
        error=calibration_error(bins),
        bins=bins,
    )


def _reference(squares: Floats, others: Floats, day: Whole, rng: np.random.Generator) -> Reference:
    total = float(others.sum())
    gained = others - squares
    return Reference(
        brier=float(others.mean()),
        skill=float(gained.sum()) / total if total else 0.0,
        interval=ratio_interval(gained, others, day, rng),
    )


def coverage(inside: Floats, day: Whole, rng: np.random.Generator) -> Coverage | None:
    """The share of trials (1 inside, 0 outside) that a band held; None without a trial."""
    if not len(inside):
        return None
    interval = ratio_interval(inside, np.ones_like(inside), day, rng)
    return Coverage(count=len(inside), share=float(inside.mean()), interval=interval)
