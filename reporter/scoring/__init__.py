"""Scores of probabilities against what happened: pure functions, whatever was forecast."""

from __future__ import annotations

from reporter.scoring.bootstrap import generator
from reporter.scoring.score import Coverage, Reference, Score, Trials, coverage, score

__all__ = ["Coverage", "Reference", "Score", "Trials", "coverage", "generator", "score"]
