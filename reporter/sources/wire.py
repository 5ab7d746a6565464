"""Strict little readers for what venues send.

Numbers arrive as strings or as bare numbers; both are kept as the text they were sent in and
become ``Decimal`` digit for digit. What is no plain finite number, no plausible moment or not
of the expected shape raises ``SourceRefused`` with the reason ``unreadable`` (``empty`` for a
list without rows, ``missing`` for a list that does not name the contract).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
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
_CONTRACT: Final = ("symbol", "instId")
_SAID: Final = 120
_MAX_MS: Final = 4_102_444_800_000  # the year 2100
_MOST: Final = Decimal("1e18")
"""No price, amount or count of a market is as large: beyond it a figure is damage."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A readable body: its JSON value with numbers as text, its digest and where it came from.

    ``stamp`` is the time that the venue put on the whole answer, as sent; None where it stamps
    every record instead. ``received`` is when it came, for venues that stamp nothing.
    """

    value: Any
    source: Digest
    endpoint: str
    stamp: Any = None
    cursor: str = ""
    received: datetime | None = None


Given = Answer | SourceUnavailable | SourceRefused
"""What one question led to: an answer, or the error that stands for it."""


Unpack = Callable[[Answer], Answer]
"""Takes the venue's envelope off an answer; raises where the envelope reports an error."""


def as_sent(answer: Answer) -> Answer:
    """For venues that put no envelope around their answers."""
    return answer


def ask(fetcher: Fetcher, request: Request, unpack: Unpack = as_sent) -> Answer:
    """The venue's answer to one request.

    Raises what the fetcher raises and what ``unpack`` raises, and ``SourceRefused`` where the
    body is no JSON.
    """
    reply = fetcher.fetch(request)
    value = parse_json(reply.body)
    return unpack(Answer(value, reply.digest, address(request), received=reply.received_at))


def address(request: Request) -> str:
    """Path and contract: enough to find the endpoint again, short enough to print.

    Where the question is a body, what it asks for comes first.
    """
    path = "/" + request.url.split("://", 1)[-1].partition("/")[2]
    named = [pair for pair in request.params if pair[0] in _CONTRACT][:1]
    if request.body:
        asked = as_mapping(parse_json(request.body))
        told = {**asked, **as_mapping(asked.get("req"))}
        named = [(key, str(told[key])) for key in ("type", "coin") if key in told]
    query = "&".join(f"{key}={value}" for key, value in named)
    return f"{path}?{query}" if query else path


def refused(what: str, reason: str = "unreadable") -> SourceRefused:
    """The error for an answer that does not hold what was asked for."""
    return SourceRefused(what, next_step="Look at the recorded answer.", reason=reason)


def printable(said: Any) -> str:
    """A venue's own words, short and without control characters, for an error's sentence."""
    text = said if isinstance(said, str) else ""
    return "".join(mark if mark.isprintable() else "?" for mark in text[:_SAID])


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
    found = Decimal(value)
    if abs(found) > _MOST:
        raise refused("A field holds a number beyond any market.", "implausible")
    return found


def number_or_none(value: Any) -> Decimal | None:
    """A number; None where the venue leaves the field empty."""
    return None if value is None or value == "" else number(value)


def positive(value: Any) -> Decimal:
    """A number above zero."""
    found = number(value)
    if found <= 0:
        raise refused("A field that must be above zero is not.")
    return found


def natural(value: Any) -> Decimal:
    """A number that is not negative."""
    found = number(value)
    if found < 0:
        raise refused("A field that must not be negative is.")
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


def as_mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is a record, and an empty one otherwise."""
    return value if isinstance(value, Mapping) else {}


def rows(value: Any) -> list[Any]:
    """A list with at least one row."""
    if not isinstance(value, list):
        raise refused("The answer is no list.")
    if not value:
        raise refused("The answer is an empty list.", "empty")
    return value


def record(value: Any, code: str, key: str = "symbol") -> Mapping[str, Any]:
    """The record about a contract: the answer itself, or the one row of a list that names it.

    ``code`` is the venue's name of the contract, ``key`` the field it stands in.
    """
    if isinstance(value, Mapping):
        if value.get(key) != code:
            raise refused("The answer is not about this symbol.")
        return value
    listed = records(value)
    found = [row for row in listed if row.get(key) == code]
    if not found:
        raise refused("The list does not name this symbol.", "missing")
    if any(row != found[0] for row in found):
        raise refused("The list names this symbol with different figures.")
    return found[0]


def records(value: Any) -> list[Mapping[str, Any]]:
    """The rows of a list that are records; at least one."""
    found = [row for row in rows(value) if isinstance(row, Mapping)]
    if not found:
        raise refused("The list holds no records.")
    return found
