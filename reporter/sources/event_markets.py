"""Markets of event contracts: from a venue's rows to odds.

A contract pays one dollar if an event comes true. Its odds are the middle of the best bid and
ask, never the last trade, which may be days old. Where one side is empty, or the two lie more
than 20 points apart, the market has no opinion to print. Markets that few have traded in are
left out without a word; what else is missing makes one gap for each reason.

The answers carry no time: what was received more than ten minutes from the edition's time is
stale.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from reporter.model.digest import Digest
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import LIVE_SLACK, Gap
from reporter.model.odds import EventOdds, OddsReading
from reporter.model.units import Count, Money
from reporter.net.pace import Costs
from reporter.net.request import Fetcher, Request
from reporter.news.injection import instructs
from reporter.sources.dates import parse_date
from reporter.sources.gaps import gap
from reporter.sources.plain_text import plain_text
from reporter.sources.wire import Answer, Given, ask, refused

_MOST_SPREAD: Final = Decimal("0.20")
_LEAST_TRADED: Final = Decimal(10_000)  # contracts or dollars since the market opened
_MOST_TRADED: Final = Decimal(10) ** 12
_LEAST_SUM, _MOST_SUM = Decimal("0.95"), Decimal("1.25")
"""Sums of middles between which the listed outcomes can be all there are, with a margin."""

_DIGITS: Final = 6
_MOST_BOOKS: Final = 10
_WORKERS: Final = 4
_LONGEST: Final = 200
_LARGEST: Final = 20_000_000
"""Bytes of a page of markets."""
_ALL, SOME_ODDS = "event odds", "some event odds"


@dataclass(frozen=True, slots=True)
class Quote:
    """The best offers for yes as fractions; None where nobody offers."""

    bid: Decimal | None
    ask: Decimal | None

    def sides(self) -> tuple[Decimal, Decimal]:
        """Bid and ask. Raises ``SourceRefused`` where their middle would say nothing."""
        if self.bid is None or self.ask is None:
            raise refused("One side of the market is empty.", "one-sided")
        if self.ask - self.bid > _MOST_SPREAD:
            raise refused("The offers lie too far apart.", "wide")
        return self.bid, self.ask


def quote(bid: Decimal | None, ask: Decimal | None) -> Quote:
    """The offers, less those that offer nothing: a bid of 0, an ask of 0 or 1.

    Raises ``SourceRefused`` for what is no price of such a contract, and for crossed offers.
    """
    if any(price is not None and not 0 <= price <= 1 for price in (bid, ask)):
        raise refused("A price lies outside 0 to 1.", "implausible")
    found = Quote(bid or None, ask if ask and ask < 1 else None)
    if found.bid and found.ask and found.bid >= found.ask:
        raise refused("The bid is not below the ask.", "implausible")
    return found


@dataclass(frozen=True, slots=True)
class Page:
    """A readable answer that is recent enough."""

    value: Any
    source: Digest
    endpoint: str
    received: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """One open market as a venue lists it; fields of the same name are those of ``EventOdds``.

    ``quote`` is None where only the order book tells the offers; ``token`` is the name that the
    book is asked for by. ``exclusive`` markets of one event are outcomes of which exactly one
    comes true.
    """

    market: str
    event: str
    title: str
    event_title: str
    outcome: str
    quote: Quote | None
    token: str
    exclusive: bool
    volume: Count | Money
    open_interest: Count | Money | None
    closes_at: datetime
    url: str


Params = tuple[tuple[str, str], ...]
"""Parameters of a question."""

Row = tuple[Mapping[str, Any], Mapping[str, Any]]
"""An event and one of its markets, as sent."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """How a venue of event contracts is asked and read.

    A ``page`` of its open markets is asked for, and one of each of ``lists`` (parameters that
    narrow it); ``costs`` are what a question takes of the venue's limits. ``rows`` and ``quote``
    raise ``SourceRefused`` for what has not the expected shape, and so does ``listing`` for a
    market that cannot be read; it gives None for one that is not open.
    """

    venue: str
    name: str
    page: Params
    lists: Sequence[Params]
    costs: Costs
    rows: Callable[[Any], Iterable[Row]]
    listing: Callable[[Row], Listing | None]
    book: Callable[[str, Listing], Request]
    quote: Callable[[Any], Quote]

    def fetch_events(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> None:
        """Put all questions to a recording fetcher. No source's failure is raised."""
        self.read_events(fetcher, base_url=base_url, as_of=as_of)

    def read_events(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> OddsReading:
        """The odds of all markets in the venue's answers that are open and traded.

        If the first question fails no other is asked. No source's failure is raised.
        """
        reader = _Reader(self, fetcher, base_url, as_of)
        listed = reader.listed()
        traded = {name: one for name, one in listed.items() if one[0].volume.value >= _LEAST_TRADED}
        offers = {name: (one.quote, page) for name, (one, page) in listed.items() if one.quote}
        unpriced = [one for name, (one, _) in traded.items() if name not in offers]
        offers.update(reader.from_books(unpriced[:_MOST_BOOKS]))
        sums = _sums([one for one, _ in listed.values()], offers)
        odds = [
            found
            for name in sorted(traded)
            if (found := reader.odds(traded[name][0], offers.get(name), sums))
        ]
        return OddsReading(odds=tuple(odds), gaps=reader.gaps())

    def pages(self, base_url: str) -> list[Request]:
        """The questions for the open markets."""
        url = base_url.rstrip("/") + "/events"
        asked = ((), *self.lists)
        return [
            Request(url=url, params=(*own, *self.page), max_bytes=_LARGEST, costs=self.costs)
            for own in asked
        ]


class _Reader:
    """One reading of a venue: collects what could not be had."""

    def __init__(self, board: Board, fetcher: Fetcher, base_url: str, as_of: datetime) -> None:
        self._board = board
        self._fetcher = fetcher
        self._base_url = base_url
        self._as_of = as_of
        self._lacks: set[tuple[str, str]] = set()

    def gaps(self) -> tuple[Gap, ...]:
        """One gap for each part and reason."""
        return tuple(gap(self._board.name, part, reason) for part, reason in sorted(self._lacks))

    def listed(self) -> dict[str, tuple[Listing, Page]]:
        """Every open market by name, the first of repeated ones."""
        found: dict[str, tuple[Listing, Page]] = {}
        for given in self._answers(self._board.pages(self._base_url)):
            for one, page in self._listings(given):
                if one.closes_at > self._as_of:
                    found.setdefault(one.market, (one, page))
        if not found and not self._lacks:
            self._lacks.add((_ALL, "empty"))
        return found

    def from_books(self, unpriced: Sequence[Listing]) -> Iterator[tuple[str, tuple[Quote, Page]]]:
        """The offers of these markets by name, each from its own order book."""
        for one in unpriced:
            try:
                page = self._page(self._put(self._board.book(self._base_url, one)))
                yield one.market, (self._board.quote(page.value), page)
            except (SourceUnavailable, SourceRefused) as error:
                self._lacks.add((SOME_ODDS, error.reason))

    def odds(
        self, one: Listing, offer: tuple[Quote, Page] | None, sums: Mapping[str, Decimal]
    ) -> EventOdds | None:
        """The odds of a market whose offers tell any."""
        if offer is None:
            return None  # its order book failed, which has been noted, or is beyond the budget
        try:
            bid, ask = offer[0].sides()
        except SourceRefused as error:
            self._lacks.add((SOME_ODDS, error.reason))
            return None
        return _odds(self._board, one, (bid, ask), offer[1], sums)

    def _put(self, request: Request) -> Given:
        try:
            return ask(self._fetcher, request)
        except (SourceUnavailable, SourceRefused) as error:
            return error

    def _answers(self, pages: Sequence[Request]) -> list[Given]:
        first = self._put(pages[0])
        if not isinstance(first, Answer):
            return [first]
        with ThreadPoolExecutor(_WORKERS) as pool:
            return [first, *pool.map(self._put, pages[1:])]

    def _page(self, given: Given) -> Page:
        if not isinstance(given, Answer):
            raise given
        if given.received is None or abs(given.received - self._as_of) > LIVE_SLACK:
            raise refused("The answer came too far from the edition's time.", "stale")
        return Page(given.value, given.source, given.endpoint, given.received)

    def _listings(self, given: Given) -> Iterator[tuple[Listing, Page]]:
        try:
            page = self._page(given)
            sent = list(self._board.rows(page.value))
        except (SourceUnavailable, SourceRefused) as error:
            self._lacks.add((_ALL, error.reason))
            return
        for row in sent:
            try:
                one = self._board.listing(row)
            except SourceRefused as error:
                self._lacks.add((SOME_ODDS, error.reason))
                continue
            if one and one.volume.value > _MOST_TRADED:
                self._lacks.add((SOME_ODDS, "implausible"))
            elif one:
                yield one, page


def _sums(
    listings: Iterable[Listing], offers: Mapping[str, tuple[Quote, Page]]
) -> dict[str, Decimal]:
    """By event, the sum of the middles of outcomes that can be taken for all there are.

    An outcome that nobody bids for and that is cheap counts half of what is asked for it.
    """
    events: defaultdict[str, list[Quote]] = defaultdict(list)
    for one in listings:
        if one.exclusive:
            found = offers[one.market][0] if one.market in offers else Quote(None, None)
            events[one.event].append(Quote(found.bid or Decimal(0), found.ask))
    sums: dict[str, Decimal] = {}
    for event, quotes in events.items():
        try:
            total = sum((sum(one.sides(), Decimal(0)) for one in quotes), Decimal(0)) / 2
        except SourceRefused:
            continue  # one outcome has no price: nothing can be divided by a part of the sum
        if len(quotes) > 1 and _LEAST_SUM <= total <= _MOST_SUM:
            sums[event] = total
    return sums


def _odds(
    board: Board,
    one: Listing,
    sides: tuple[Decimal, Decimal],
    page: Page,
    sums: Mapping[str, Decimal],
) -> EventOdds:
    total = sums.get(one.event) if one.exclusive else None
    bid, ask_price = sides
    middle = (bid + ask_price) / 2
    return EventOdds(
        venue=board.venue,
        market=one.market,
        event=one.event,
        title=one.title,
        event_title=one.event_title,
        outcome=one.outcome,
        probability=middle if total is None else round(middle / total, _DIGITS),
        bid=bid,
        ask=ask_price,
        normalised=total is not None,
        volume=one.volume,
        open_interest=one.open_interest,
        closes_at=one.closes_at,
        as_of=page.received,
        source=page.source,
        endpoint=page.endpoint,
        url=one.url,
    )


# What the venues' rows have in common


def wording(*offers: Any) -> str:
    """The first of some texts that says anything, as plain text (one venue marks words bold).

    Raises ``SourceRefused`` where none does, and for a text that speaks to a machine.
    """
    texts = (plain_text(one.replace("**", ""), _LONGEST) for one in offers if isinstance(one, str))
    found = next((text for text in texts if text), "")
    if not found:
        raise refused("The market has no wording.")
    if instructs(found):
        raise refused("The wording speaks to a machine.", "instruction")
    return found


def moment(value: Any) -> datetime:
    """A time of day and zone as sent. Raises ``SourceRefused`` where there is none."""
    found = parse_date(value) if isinstance(value, str) else None
    if found is None:
        raise refused("A field holds no time.")
    return found


def entries(value: Any) -> list[Mapping[str, Any]]:
    """The records of a list, which may be empty. Raises ``SourceRefused`` for no list."""
    if not isinstance(value, list):
        raise refused("The answer is no list.")
    return [one for one in value if isinstance(one, Mapping)]
