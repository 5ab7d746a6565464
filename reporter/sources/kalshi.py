"""Kalshi's public market data: what is asked, and how a market is read.

The open events have no useful order, so the series on the economic calendar are asked for by
name beside the first page of all. Prices come in two generations: dollars as text
(``yes_bid_dollars``), and whole cents (``yes_bid``) in older answers; counts as ``volume_fp``
or ``volume``. An offer for no is an offer for yes at the rest of the dollar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote as quoted

from reporter.model.units import Count
from reporter.net.pace import Limit
from reporter.net.request import Request
from reporter.sources.event_markets import (
    Board,
    Listing,
    Quote,
    Row,
    entries,
    moment,
    quote,
    wording,
)
from reporter.sources.wire import natural, refused

VENUE: Final = "kalshi"
BASE_URL: Final = "https://external-api.kalshi.com/trade-api/v2"

_SERIES: Final = (
    "KXFEDDECISION", "KXRATECUTCOUNT", "KXCPI", "KXCPIYOY", "KXPAYROLLS", "KXU3", "KXGDP",
    "KXRECSSNBER",
)  # fmt: skip
_PAGE: Final = (("status", "open"), ("with_nested_markets", "true"), ("limit", "100"))
_COSTS: Final = ((Limit("kalshi questions", 20, 1.0), 1),)
_NAME: Final = re.compile(r"[A-Z0-9][A-Z0-9._-]{0,99}", re.ASCII)
_OPEN: Final = ("active", "open")
_CENT: Final = Decimal("0.01")


def _rows(value: Any) -> Iterator[Row]:
    """Events with their markets; or markets alone, as ``/markets`` gives them."""
    if not isinstance(value, Mapping):
        raise refused("The answer is no record.")
    if "events" not in value:
        yield from (({}, market) for market in entries(value.get("markets")))
        return
    for event in entries(value["events"]):
        for market in entries(event.get("markets") or []):
            yield event, market


def _listing(row: Row) -> Listing | None:
    event, market = row
    if market.get("status") not in _OPEN or market.get("result"):
        return None
    name = _name(market.get("ticker"))
    group = _name(market.get("event_ticker") or event.get("event_ticker"))
    series = _name(event.get("series_ticker") or group.partition("-")[0])
    title = wording(market.get("title"), event.get("title"))
    return Listing(
        market=name,
        event=group,
        title=title,
        event_title=wording(event.get("title"), title),
        outcome=wording(market.get("yes_sub_title"), market.get("subtitle"), "Yes"),
        quote=_offers(market),
        token=name,
        exclusive=False,  # exclusive outcomes here need not be all there are
        volume=Count(_count(market, "volume") or Decimal(0)),
        open_interest=None if (held := _count(market, "open_interest")) is None else Count(held),
        closes_at=moment(market.get("close_time")),
        url=f"https://kalshi.com/markets/{series.lower()}",
    )


def _name(value: Any) -> str:
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise refused("A field holds no ticker.")
    return value


def _offers(market: Mapping[str, Any]) -> Quote | None:
    bid, ask, against = (_price(market, side) for side in ("yes_bid", "yes_ask", "no_bid"))
    mirrored = None if against is None else 1 - against
    if ask is not None and mirrored is not None and ask != mirrored:
        raise refused("The offers for yes and no contradict each other.", "implausible")
    found = mirrored if ask is None else ask
    return None if bid is None and found is None else quote(bid, found)


def _price(market: Mapping[str, Any], side: str) -> Decimal | None:
    """Dollars, from whichever generation of fields is there; both must agree."""
    exact, rounded = _sent(market, f"{side}_dollars"), _sent(market, side)
    if rounded is None:
        return exact
    if rounded != rounded.to_integral_value() or rounded > 100:
        raise refused("A price in cents is none.", "implausible")
    if exact is not None and abs(exact - rounded * _CENT) >= _CENT:
        raise refused("Dollars and cents contradict each other.", "implausible")
    return rounded * _CENT if exact is None else exact


def _count(market: Mapping[str, Any], field: str) -> Decimal | None:
    exact = _sent(market, f"{field}_fp")
    return _sent(market, field) if exact is None else exact


def _sent(market: Mapping[str, Any], field: str) -> Decimal | None:
    value = market.get(field)
    return None if value in (None, "") else natural(value)


def _book(base_url: str, one: Listing) -> Request:
    url = f"{base_url.rstrip('/')}/markets/{quoted(one.token)}/orderbook"
    return Request(url=url, costs=_COSTS)


def _best_offers(value: Any) -> Quote:
    """The best of an order book, which lists bids for yes and bids for no, lowest first.

    ``orderbook_fp`` holds dollars, the older ``orderbook`` cents.
    """
    book = value if isinstance(value, Mapping) else {}
    for name, suffix, unit in (("orderbook_fp", "_dollars", Decimal(1)), ("orderbook", "", _CENT)):
        sides = book.get(name)
        if isinstance(sides, Mapping):
            yes, no = (_highest(sides.get(f"{side}{suffix}"), unit) for side in ("yes", "no"))
            return quote(yes, None if no is None else 1 - no)
    raise refused("The answer is no order book.")


def _highest(levels: Any, unit: Decimal) -> Decimal | None:
    if levels is not None and not isinstance(levels, list):
        raise refused("The order book has no levels.")
    prices = [natural(one[0]) * unit for one in levels or [] if isinstance(one, list) and one]
    return max(prices, default=None)


_BOARD: Final = Board(
    venue=VENUE,
    name="Kalshi",
    page=_PAGE,
    lists=tuple((("series_ticker", series),) for series in _SERIES),
    costs=_COSTS,
    rows=_rows,
    listing=_listing,
    book=_book,
    quote=_best_offers,
)
fetch_events, read_events = _BOARD.fetch_events, _BOARD.read_events
