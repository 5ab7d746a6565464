"""Polymarket's public market data: what is asked, and how a market is read.

Events come from the ``gamma`` service: the most traded ones, and the most traded ones about
the economy and crypto, because sports fill the first list. Lists within a market (``outcomes``,
``outcomePrices``, ``clobTokenIds``) are JSON texts inside the JSON. Where a market lacks its
best offers, the order book of the ``clob`` service tells them (there the best price is last).

The outcomes of a ``negRisk`` event exclude each other, yet their prices sum to more than one
dollar; their odds are divided by that sum. Volumes and open interest are dollars.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from reporter.model.units import Money, usd
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

VENUE: Final = "polymarket"
BASE_URL: Final = "https://gamma-api.polymarket.com"

_TAGS: Final = ("economy", "crypto")
_PAGE: Final = (
    ("closed", "false"), ("order", "volume24hr"), ("ascending", "false"), ("limit", "50"),
)  # fmt: skip
_COSTS: Final = ((Limit("polymarket questions", 100, 10.0), 1),)
_SLUG: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,199}", re.ASCII)
_TOKEN: Final = re.compile(r"\d{1,90}", re.ASCII)
_FARTHEST: Final = Decimal("0.25")
"""How far the displayed price may lie from the offers, before they are about another outcome."""


def _rows(value: Any) -> Iterator[Row]:
    for event in entries(value):
        for market in entries(event.get("markets") or []):
            yield event, market


def _listing(row: Row) -> Listing | None:
    event, market = row
    if not _is_open(event) or not _is_open(market) or market.get("acceptingOrders") is False:
        return None
    outcomes = _inner(market.get("outcomes"))
    if len(outcomes) != 2:
        raise refused("A market has not two outcomes.")
    group = _slug(event.get("slug"))
    title = wording(market.get("question"), event.get("title"))
    tokens = _inner(market.get("clobTokenIds"))
    return Listing(
        market=_slug(market.get("slug")),
        event=group,
        title=title,
        event_title=wording(event.get("title"), title),
        outcome=wording(market.get("groupItemTitle"), outcomes[0]),
        quote=_offers(market),
        token=tokens[0] if tokens else "",
        exclusive=event.get("negRisk") is True and event.get("negRiskAugmented") is not True,
        volume=_dollars(market, "volume") or usd(Decimal(0)),
        open_interest=_dollars(market, "openInterest"),
        closes_at=moment(market.get("endDate") or event.get("endDate")),
        url=f"https://polymarket.com/event/{group}",
    )


def _is_open(record: Mapping[str, Any]) -> bool:
    shut = record.get("closed") is True or record.get("archived") is True
    return not shut and record.get("active") is not False


def _slug(value: Any) -> str:
    if not isinstance(value, str) or not _SLUG.fullmatch(value):
        raise refused("A field holds no slug.")
    return value


def _inner(value: Any) -> list[str]:
    """A list of texts, sent as JSON within a text (or plainly)."""
    if isinstance(value, str):
        try:
            value = json.loads(value, parse_float=str, parse_int=str)
        except (ValueError, RecursionError) as error:
            raise refused("A field holds no list.") from error
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise refused("A field holds no list of texts.")
    return value


def _offers(market: Mapping[str, Any]) -> Quote | None:
    bid, ask = _sent(market, "bestBid"), _sent(market, "bestAsk")
    if bid is None and ask is None:
        return None
    found = quote(bid, ask)
    shown = _inner(market.get("outcomePrices"))
    if shown and found.bid and found.ask:
        middle = (found.bid + found.ask) / 2
        if abs(natural(shown[0]) - middle) > _FARTHEST:
            raise refused("The offers are not about the price that is shown.", "implausible")
    return found


def _sent(record: Mapping[str, Any], field: str) -> Decimal | None:
    value = record.get(field)
    return None if value in (None, "") else natural(value)


def _dollars(record: Mapping[str, Any], field: str) -> Money | None:
    found = _sent(record, field)
    return None if found is None else usd(found)


def _book(base_url: str, one: Listing) -> Request:
    """The order book of yes; it is kept by a service of its own, beside the public address."""
    if not _TOKEN.fullmatch(one.token):
        raise refused("The market names no order book.", "missing")
    url = base_url.rstrip("/").replace("://gamma-api.", "://clob.", 1) + "/book"
    return Request(url=url, params=(("token_id", one.token),), costs=_COSTS)


def _best_offers(value: Any) -> Quote:
    if not isinstance(value, Mapping):
        raise refused("The answer is no order book.")
    bids, asks = (
        [natural(level.get("price")) for level in entries(value.get(side))]
        for side in ("bids", "asks")
    )
    return quote(max(bids, default=None), min(asks, default=None))


_BOARD: Final = Board(
    venue=VENUE,
    name="Polymarket",
    page=_PAGE,
    lists=tuple((("tag_slug", tag),) for tag in _TAGS),
    costs=_COSTS,
    rows=_rows,
    listing=_listing,
    book=_book,
    quote=_best_offers,
)
fetch_events, read_events = _BOARD.fetch_events, _BOARD.read_events
