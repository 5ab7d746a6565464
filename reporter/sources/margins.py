"""Maintenance margins as venues list them: brackets by size of position, checked as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import pairwise
from typing import Final

from reporter.signals.margins import Bracket
from reporter.sources.wire import refused

PART: Final = "maintenance margins"
"""What they are called where they are missing."""

Tier = tuple[Decimal, Decimal, Decimal]
"""Largest position in USD, highest leverage, maintenance margin as a fraction of the position."""


def read_brackets(tiers: Iterable[Tier]) -> tuple[Bracket, ...]:
    """The brackets, the smallest positions first.

    Raises ``SourceRefused``: ``empty`` where there are none, ``implausible`` where two share a
    size, or a margin is not below the stake of its leverage (a rate in percent is such a one).
    """
    table = sorted(tiers)
    if not table:
        raise refused("The venue lists no brackets.", "empty")
    if any(leverage < 1 or rate * leverage >= 1 for _, leverage, rate in table):
        raise refused("A maintenance margin is not below the stake.", "implausible")
    if any(one[0] == two[0] for one, two in pairwise(table)):
        raise refused("Two brackets end at the same size.", "implausible")
    return tuple(
        Bracket(cap=float(cap), leverage=float(leverage), rate=float(rate))
        for cap, leverage, rate in table
    )
