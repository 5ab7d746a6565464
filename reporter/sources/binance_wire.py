"""Strict little readers for what the venue sends.

Numbers arrive as strings or as bare numbers; both are kept as the text they were sent in and
become ``Decimal`` digit for digit. What is no plain finite number, no plausible moment or not
of the expected shape raises ``SourceRefused`` with the reason ``unreadable`` (``empty`` for a
list without rows, ``missing`` for a list that does not name the symbol).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from reporter.model.digest import Digest
from reporter.model.errors import SourceRefused, SourceUnavailable

if TYPE_CHECKING:
    from reporter.net.request import Fetcher, Request

_NUMBER: Final = re.compile(r"-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?", re.ASCII)
_MOMENT: Final = re.compile(r"\d{13}", re.ASCII)
_MAX_MS: Final = 4_102_444_800_000  # the year 2100


@dataclass(frozen=True, slots=True)
class Answer:
    """A readable body: its JSON value with numbers as text, its digest and where it came from."""

    value: Any
    source: Digest
    endpoint: str


Given = Answer | SourceUnavailable | SourceRefused
"""What one question led to: an answer, or the error that stands for it."""


def ask(fetcher: Fetcher, request: Request) -> Answer:
    """The venue's answer to one request.

    Raises what the fetcher raises, and ``SourceRefused`` where the body is no JSON.
    """
    reply = fetcher.fetch(request)
    return Answer(parse_json(reply.body), reply.digest, _address(request))


def _address(request: Request) -> str:
    """Path and symbol: enough to find the endpoint again, short enough to print."""
    path = "/" + request.url.split("://", 1)[-1].partition("/")[2]
    symbol = dict(request.params).get("symbol")
    return f"{path}?symbol={symbol}" if symbol else path


def refused(what: str, reason: str = "unreadable") -> SourceRefused:
    """The error for an answer that does not hold what was asked for."""
    return SourceRefused(what, next_step="Look at the recorded answer.", reason=reason)


def parse_json(body: bytes) -> Any:
    """The body's JSON value; every number stays text, ``NaN`` and ``Infinity`` become None."""
    try:
        return json.loads(body, parse_float=str, parse_int=str, parse_constant=lambda _: None)
    except (ValueError, RecursionError) as error:
        raise refused("The answer is not JSON.") from error


def number(value: Any) -> Decimal:
    """A finite decimal number, digit for digit as it was sent."""
    if not isinstance(value, str) or not _NUMBER.fullmatch(value):
        raise refused("A field holds no number.")
    return Decimal(value)


def positive(value: Any) -> Decimal:
    """A number above zero."""
    found = number(value)
    if found <= 0:
        raise refused("A field that must be above zero is not.")
    return found


def milliseconds(value: Any) -> int:
    """Milliseconds since 1970, from 2001 to 2100."""
    if not isinstance(value, str) or not _MOMENT.fullmatch(value) or int(value) > _MAX_MS:
        raise refused("A field holds no time.")
    return int(value)


def instant(ms: int) -> datetime:
    """The moment in UTC, exact to the millisecond."""
    return datetime.fromtimestamp(ms // 1000, UTC).replace(microsecond=ms % 1000 * 1000)


def to_ms(moment: datetime) -> int:
    """Milliseconds since 1970, cut, never rounded up."""
    return int(moment.timestamp()) * 1000 + moment.microsecond // 1000


def rows(value: Any) -> list[Any]:
    """A list with at least one row."""
    if not isinstance(value, list):
        raise refused("The answer is no list.")
    if not value:
        raise refused("The answer is an empty list.", "empty")
    return value


def record(value: Any, symbol: str) -> Mapping[str, Any]:
    """The record about the symbol: the answer itself, or the one row of a list that names it."""
    if isinstance(value, Mapping):
        if value.get("symbol") != symbol:
            raise refused("The answer is not about this symbol.")
        return value
    records = [row for row in rows(value) if isinstance(row, Mapping)]
    if not records:
        raise refused("The list holds no records.")
    found = [row for row in records if row.get("symbol") == symbol]
    if not found:
        raise refused("The list does not name this symbol.", "missing")
    if any(row != found[0] for row in found):
        raise refused("The list names this symbol with different figures.")
    return found[0]
