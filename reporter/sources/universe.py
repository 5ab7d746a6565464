"""A venue's whole universe from its bulk answers: what every venue's reading has in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeVar

from reporter.model.market import Gap, Instrument, Ticker, Tickers, venue_name
from reporter.sources.asking import Answers, answered, pages
from reporter.sources.gaps import Parts, gap
from reporter.sources.intervals import Terms
from reporter.sources.readings import coming, same_scale
from reporter.sources.wire import Answer, number, records, refused

Rows = Mapping[str, Mapping[str, Any]]
"""The records of a list by the venue's name of their contract."""

T = TypeVar("T")

MARKET: Final = "market data"
"""The part of a contract or a venue that is missing where its bulk readings are."""


class Universe:
    """Collects tickers, and gaps for lists and contracts that cannot be read."""

    def __init__(self, venue: str) -> None:
        self.venue = venue
        self.lists = Parts(venue_name(venue))
        self.found: dict[str, Ticker] = {}
        self.gaps: list[Gap] = []

    def rows(self, part: str, given: Answers, name: str, key: str = "symbol") -> Rows | None:
        """The list of that name by contract, all its pages; None, and a gap, where it fails."""
        return self.lists.take(part, partial(_by_contract, given, name, key))

    def add(self, contract: Instrument, read: Callable[[Parts], Ticker]) -> None:
        """Read one contract; what it lacks is a gap of its own."""
        parts = Parts(contract.symbol)
        ticker = parts.take(MARKET, lambda: _of_one_scale(read(parts)))
        if ticker is not None and contract.symbol in self.found:
            # Two codes of the venue count one coin in different units: the first one is told.
            parts.note(f"{MARKET} of {contract.code or contract.symbol}", "ambiguous")
            ticker = None
        on = f"{contract.symbol} on {venue_name(self.venue)}"
        self.gaps.extend(replace(one, subject=on) for one in parts.gaps)
        if ticker is not None:
            self.found[contract.symbol] = ticker

    def close(self) -> Tickers:
        """All tickers by symbol; where every contract failed for one reason, that is one gap."""
        gaps, reasons = self.gaps, {one.reason for one in self.gaps}
        if not self.found and len(reasons) == 1:
            gaps = [gap(venue_name(self.venue), MARKET, *reasons)]
        return Tickers(
            venue=self.venue,
            tickers=tuple(self.found[symbol] for symbol in sorted(self.found)),
            gaps=(*self.lists.gaps, *gaps),
        )


def _of_one_scale(ticker: Ticker) -> Ticker:
    """The ticker; raises ``SourceRefused`` where a price is of another unit than the last one."""
    for other in (ticker.mark, ticker.index):
        if other is not None and not same_scale(float(other), float(ticker.price)):
            raise refused("The prices of the contract differ in scale.", "implausible")
    return ticker


def _by_contract(given: Answers, name: str, key: str) -> Rows:
    """Records by contract; a contract that is named twice with different figures is left out."""
    answered(given, name)
    listed = [page.value for page in pages(given, name) if isinstance(page, Answer)]
    found: dict[str, Mapping[str, Any]] = {}
    torn: set[str] = set()
    for row in (row for value in listed for row in records(value)):
        code = row.get(key)
        if isinstance(code, str) and found.setdefault(code, row) != row:
            torn.add(code)
    return {code: row for code, row in found.items() if code not in torn}


def given_or_none(parts: Parts, part: str, value: Any, read: Callable[[Any], T]) -> T | None:
    """What ``read`` makes of a field; None, and a gap, where it cannot or the field is empty."""
    if value is None or value == "":
        parts.note(part, "empty")
        return None
    return parts.take(part, lambda: read(value))


def estimate(parts: Parts, value: Any, terms: Terms | None) -> Decimal | None:
    """The running funding estimate; None where its interval is unknown or its limits forbid it."""

    def read(sent: Any) -> Decimal:
        rate = number(sent)
        if terms is None or not terms.admits(rate):
            raise refused("The estimate lies beyond the contract's limits.", "implausible")
        return rate

    return None if terms is None else given_or_none(parts, "funding estimate", value, read)


def next_settlement(
    parts: Parts, value: Any, terms: Terms | None, as_of: datetime
) -> datetime | None:
    """The next settlement, within one interval (within a day where that is unknown)."""
    hours = terms.hours if terms else 24
    return given_or_none(parts, "next settlement", value, lambda v: coming(v, hours, as_of))


def percent(value: Any) -> Decimal:
    """A fraction from a percent."""
    return number(value) / 100
