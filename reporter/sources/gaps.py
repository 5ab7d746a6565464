"""What a venue did not give: every missing part is a gap with a sentence for the reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypeVar

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import Gap

CLAUSES: Final = {
    "timeout": "the venue did not answer in time",
    "deadline": "the venue did not answer in time",
    "reset": "the connection broke off",
    "busy": "the venue asked to be left alone for a while",
    "server-error": "the venue reported a fault of its own",
    "restricted": "the venue does not serve this location",
    "forbidden": "the venue refused the question",
    "refused": "the venue refused the question",
    "no-such-symbol": "the venue knows no such contract",
    "delisted": "the venue does not trade the contract at present",
    "unsupported": "the contract is not quoted in a dollar stablecoin",
    "not-published": "the venue publishes no such figures",
    "unreadable": "the venue's answer could not be read",
    "empty": "the venue sent no rows for it",
    "missing": "the venue's list does not name the contract",
    "implausible": "what the venue sent cannot be true of this contract",
    "stale": "what the venue sent was too old for this edition",
    "one-sided": "nobody offers on one side of the market",
    "wide": "the offers lie too far apart to tell any odds",
    "instruction": "the wording speaks to a machine, not to a reader",
    "unknown-interval": "the hours between settlements are not known",
    "ambiguous": (
        "the venue lists the coin under several codes, in different units, and a single code is "
        "told"
    ),
    "repaired": "rows that were damaged, repeated, misplaced or beyond a hole were dropped",
    "shortened": "the venue did not send all of its older rows",
    "hole": "a settlement is missing from the history, the venue's own list was used",
    "changed": (
        "the latest settlements and the venue's own list differ, so the running estimate "
        "and the limits of the rate were left out"
    ),
}
"""What a reason means, for the reader. No figures: a figure in print must be a fact."""

_NO_CLAUSE: Final = "the venue's answer could not be used"

T = TypeVar("T")


def gap(subject: str, part: str, reason: str) -> Gap:
    """The gap with a sentence for the reader; ``subject`` is a symbol or a venue's name."""
    clause = CLAUSES.get(reason, _NO_CLAUSE)
    detail = f"{part[0].upper()}{part[1:]} of {subject}: {clause}."
    return Gap(subject=subject, part=part, reason=reason, detail=detail)


class Parts:
    """Collects what could not be had of one symbol."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.gaps: list[Gap] = []

    def note(self, part: str, reason: str) -> None:
        """Name a gap."""
        self.gaps.append(gap(self.symbol, part, reason))

    def take(self, part: str, read: Callable[[], T]) -> T | None:
        """What ``read`` gives; None, and a gap, where the venue's answer does not hold it."""
        try:
            return read()
        except (SourceUnavailable, SourceRefused) as error:
            self.note(part, error.reason)
            return None
