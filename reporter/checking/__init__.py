"""The independent reader that judges finished text, and the gates on facts before it."""

from __future__ import annotations

from reporter.checking.check import check
from reporter.checking.gates import gates
from reporter.checking.readability import readability
from reporter.checking.trace import Recomputed, Status, Traced, recompute_fact, trace

__all__ = [
    "Recomputed",
    "Status",
    "Traced",
    "check",
    "gates",
    "readability",
    "recompute_fact",
    "trace",
]
