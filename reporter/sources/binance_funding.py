"""What ``fundingInfo`` says of a contract: it lists only contracts that were adjusted."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from reporter.model.errors import SourceRefused
from reporter.sources.intervals import Terms, whole_hours
from reporter.sources.wire import Answer, number, record

LISTED_BY_DEFAULT: Final = 8
"""Hours between settlements of a contract that ``fundingInfo`` does not list."""

UNLISTED: Final = Terms(LISTED_BY_DEFAULT, None, None)
"""The terms of such a contract; its limits are the venue's default, which it does not say."""


def listed_terms(answer: Answer, symbol: str) -> Terms:
    """The contract's terms. Raises ``SourceRefused`` where the list cannot be read.

    An empty list is readable: it says that no contract was adjusted.
    """
    if answer.value == []:
        return UNLISTED
    try:
        return read_terms(record(answer.value, symbol))
    except SourceRefused as error:
        if error.reason == "missing":
            return UNLISTED
        raise


def read_terms(entry: Mapping[str, Any]) -> Terms:
    """The terms in one row of the list."""
    return Terms(
        whole_hours(number(entry.get("fundingIntervalHours"))),
        number(entry.get("adjustedFundingRateCap")),
        number(entry.get("adjustedFundingRateFloor")),
    )
