"""How many hours a symbol's funding runs, from the venue's own words and deeds.

The rule: the distance between the two latest settlements counts, because that is what the
latest settled rate was paid for. The venue's list of adjusted contracts (a contract that is
absent from it runs eight hours) must agree. Where it does not,

- the distance is a multiple of the listed interval and all recent ones equal the list: a
  settlement is missing from the history, the list holds;
- otherwise the interval has just been changed: the distance holds for the settled rates, and
  everything that belongs to the new interval (running estimate, cap, floor) is left out.

With fewer than two settlements, or a distance that is no divisor of a day, the list holds.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any, Final

from reporter.model.errors import SourceRefused
from reporter.sources.binance_wire import Answer, number, record, refused

LISTED_BY_DEFAULT: Final = 8
"""Hours between settlements of a contract that ``fundingInfo`` does not list."""

_HOUR_MS: Final = 3_600_000
_RECENT: Final = 12
_ALLOWED: Final = frozenset(hours for hours in range(1, 25) if 24 % hours == 0)


@dataclass(frozen=True, slots=True)
class Terms:
    """What ``fundingInfo`` says of a contract; None where it sets no limit of its own."""

    hours: int
    cap: Decimal | None
    floor: Decimal | None


@dataclass(frozen=True, slots=True)
class Interval:
    """Hours between settlements, None where unknown.

    ``trouble`` is empty, or ``hole`` or ``changed``.
    """

    hours: int | None
    trouble: str = ""


def listed_terms(answer: Answer, symbol: str) -> Terms:
    """The contract's terms. Raises ``SourceRefused`` where the list cannot be read.

    An empty list is readable: it says that no contract was adjusted.
    """
    if answer.value == []:
        return Terms(LISTED_BY_DEFAULT, None, None)
    try:
        entry = record(answer.value, symbol)
    except SourceRefused as error:
        if error.reason == "missing":
            return Terms(LISTED_BY_DEFAULT, None, None)
        raise
    cap, floor = _limit(entry, "Cap"), _limit(entry, "Floor")
    if floor >= cap:
        raise refused("The floor does not lie under the cap.")
    return Terms(_hours(entry.get("fundingIntervalHours")), cap, floor)


def _limit(entry: Any, side: str) -> Decimal:
    return number(entry.get(f"adjustedFundingRate{side}"))


def _hours(value: Any) -> int:
    found = number(value)
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
