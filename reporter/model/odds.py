"""What markets of event contracts say of an outcome."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from reporter.model.digest import Digest
from reporter.model.market import Gap
from reporter.model.units import Count, Money


@dataclass(frozen=True, slots=True, kw_only=True)
class EventOdds:
    """The odds of one outcome, as the offers on one venue stood at ``as_of``.

    ``market`` is the venue's name of the contract (a ticker or a slug), ``event`` that of the
    group of contracts it belongs to; ``title`` is the question the contract asks, ``outcome``
    what counts as yes. ``bid`` and ``ask`` are the best offers for a contract that pays one
    dollar on yes. ``probability`` is their middle; where ``normalised``, the middle divided by
    the sum of the middles of all outcomes, exactly one of which comes true.

    ``volume`` is all that was traded so far, ``open_interest`` what is open now (None where
    untold): a ``Count`` of contracts, or dollars. ``url`` is a page for the reader.
    """

    venue: str
    market: str
    event: str
    title: str
    event_title: str
    outcome: str
    probability: Decimal
    bid: Decimal
    ask: Decimal
    normalised: bool
    volume: Count | Money
    open_interest: Count | Money | None
    closes_at: datetime
    as_of: datetime
    source: Digest
    endpoint: str
    url: str

    @property
    def key(self) -> str:
        """``kalshi.kxfeddecision-26dec-h0``: how fact ids begin."""
        return f"{self.venue}.{self.market.lower().replace('.', '-')}"

    @property
    def spread(self) -> Decimal:
        """Ask less bid, as a fraction."""
        return self.ask - self.bid


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsReading:
    """All odds that a venue's answers gave, by market, and what they lacked."""

    odds: tuple[EventOdds, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OddsLink:
    """A story and a market that ask about the same event, and why that was found.

    ``words`` are the words of ``sentence`` that name the market's event; ``item`` is the id of
    the item that the sentence stands in.
    """

    odds: EventOdds
    item: str
    sentence: str
    words: tuple[str, ...]
