"""Keeping within what a source grants: so much in any so many seconds."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limit:
    """``most`` units in any ``seconds``: requests, or a venue's request weights.

    Equal limits are one: requests that carry the same limit share its units.
    """

    name: str
    most: int
    seconds: float


Costs = tuple[tuple[Limit, int], ...]
"""What one request takes of each limit that it counts against."""


class Pace:
    """Lets requests through as their limits allow; safe to share between threads.

    Every request is given its moment at once, in the order of asking, and sleeps until then, so
    that no window of a limit's length ever holds more than the limit grants. ``now`` gives
    seconds that only rise. Memory: one entry for each request of the last window.
    """

    def __init__(
        self, sleep: Callable[[float], None], now: Callable[[], float] = time.monotonic
    ) -> None:
        self._sleep = sleep
        self._now = now
        self._lock = threading.Lock()
        self._taken: dict[Limit, deque[tuple[float, int]]] = {}
        self._rests: dict[str, float] = {}

    def take(self, costs: Iterable[tuple[Limit, int]]) -> None:
        """Wait until each limit has room for this request."""
        for limit, units in costs:
            pause = self._reserve(limit, min(units, limit.most))
            if pause > 0:
                self._sleep(pause)

    def _reserve(self, limit: Limit, units: int) -> float:
        """Seconds until the request may go."""
        with self._lock:
            now = self._now()
            taken = self._taken.setdefault(limit, deque())
            moment = max(now, taken[-1][0]) if taken else now
            used = sum(weight for _, weight in taken)
            while taken and (taken[0][0] + limit.seconds <= moment or used + units > limit.most):
                moment = max(moment, taken[0][0] + limit.seconds)
                used -= taken.popleft()[1]
            taken.append((moment, units))
            return moment - now

    def rest(self, host: str, seconds: float) -> None:
        """The host has asked to be left alone for so long."""
        with self._lock:
            self._rests[host] = max(self._rests.get(host, 0.0), self._now() + seconds)

    def left(self, host: str) -> float:
        """Seconds for which the host still wants to be left alone."""
        with self._lock:
            return max(0.0, self._rests.get(host, 0.0) - self._now())
