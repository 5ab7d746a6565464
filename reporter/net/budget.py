"""Seconds left of one fetch."""

from __future__ import annotations

import time


class Budget:
    """A total deadline that every step of a fetch draws on.

    One reading or connecting may take at most the whole parted by ``waits``: of two, a silent
    server leaves time for a second attempt.
    """

    def __init__(self, seconds: float, waits: int = 2) -> None:
        self._end = time.monotonic() + seconds
        self._step = seconds / waits

    def left(self) -> float:
        """Seconds until the deadline, never negative."""
        return max(0.0, self._end - time.monotonic())

    def step(self) -> float:
        """Seconds that the next single operation may take; 0 when the time is up."""
        return min(self.left(), self._step)
