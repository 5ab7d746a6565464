"""How many hours a symbol's funding runs, from a venue's own words and deeds.

The rule: the distance between the two latest settlements counts, because that is what the
latest settled rate was paid for. The interval that the venue states for the contract must
agree. Where it does not,

- the distance is a multiple of the stated interval and all recent ones equal the statement: a
  settlement is missing from the history, the statement holds;
- otherwise the interval has just been changed: the distance holds for the settled rates, and
  everything that belongs to the new interval (running estimate, cap, floor) is left out.

With fewer than two settlements, or a distance that is no divisor of a day, the statement holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Final

from reporter.sources.wire import refused

_HOUR_MS: Final = 3_600_000
_RECENT: Final = 12
_ALLOWED: Final = frozenset(hours for hours in range(1, 25) if 24 % hours == 0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a venue states of a contract's funding: its hours, and its limits where it has any."""

    hours: int
    cap: Decimal | None
    floor: Decimal | None

    def __post_init__(self) -> None:
        if self.cap is not None and self.floor is not None and self.floor >= self.cap:
            raise refused("The floor does not lie under the cap.")

    def admits(self, rate: Decimal) -> bool:
        """Whether the rate lies within the limits."""
        above = self.cap is not None and rate > self.cap
        return not (above or (self.floor is not None and rate < self.floor))


@dataclass(frozen=True, slots=True)
class Interval:
    """Hours between settlements, None where unknown.

    ``trouble`` is empty, or ``hole`` or ``changed``.
    """

    hours: int | None
    trouble: str = ""


def whole_hours(found: Decimal) -> int:
    """A settlement interval in hours; it must divide a day."""
    if found not in _ALLOWED:
        raise refused("The settlement interval is no divisor of a day.")
    return int(found)


def settlement_interval(times: Sequence[int], listed: int | None) -> Interval:
    """The interval by the rule above; ``times`` are settlements in milliseconds, rising."""
    gaps = [round((b - a) / _HOUR_MS) for a, b in pairwise(times)]
    if not gaps or gaps[-1] == listed:
        return Interval(listed)
    ended, usual = gaps[-1], _usual(gaps[:-1])
    if ended not in _ALLOWED:
        return Interval(listed, "hole")
    if listed is None:
        return Interval(ended)
    if ended % listed == 0 and usual == listed:
        return Interval(listed, "hole")
    return Interval(ended, "changed")


def _usual(gaps: Sequence[int]) -> int | None:
    """The distance that all recent settlements share, if they do."""
    recent = Counter(gaps[-_RECENT:])
    return next(iter(recent)) if len(recent) == 1 else None
