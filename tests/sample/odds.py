"""Event contracts: one at Polymarket about the leading story, one at Kalshi about another matter.

Both are invented. What Kalshi plans is asked elsewhere, since no venue lists contracts on itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Row = dict[str, Any]

MARGIN: Row = {
    "slug": "kalshi-margin-institutions-2026",
    "title": "Will Kalshi offer margin to institutions in 2026?",
    "active": True,
    "closed": False,
    "negRisk": False,
    "endDate": "2026-12-31T23:59:00Z",
    "markets": [
        {
            "slug": "will-kalshi-offer-margin-to-institutions-in-2026",
            "question": "Will Kalshi offer margin to institutions in 2026?",
            "outcomes": json.dumps(["Yes", "No"]),
            "outcomePrices": json.dumps(["0.735", "0.265"]),
            "bestBid": 0.72,
            "bestAsk": 0.75,
            "lastTradePrice": 0.71,
            "volume": "186420.55",
            "volume24hr": 9310.2,
            "active": True,
            "closed": False,
            "acceptingOrders": True,
            "endDate": "2026-12-31T23:59:00Z",
        }
    ],
}

DECISION: Row = {
    "event_ticker": "KXFEDDECISION-26APR",
    "series_ticker": "KXFEDDECISION",
    "title": "Fed decision in April 2026",
    "mutually_exclusive": True,
    "markets": [
        {
            "ticker": "KXFEDDECISION-26APR-H0",
            "event_ticker": "KXFEDDECISION-26APR",
            "title": "Will the Fed hold rates at its April 2026 meeting?",
            "yes_sub_title": "Fed maintains rate",
            "status": "active",
            "result": "",
            "close_time": "2026-04-29T17:59:00Z",
            "yes_bid_dollars": "0.8800",
            "yes_ask_dollars": "0.9000",
            "no_bid_dollars": "0.1000",
            "no_ask_dollars": "0.1200",
            "last_price_dollars": "0.8900",
            "volume_fp": "742180.00",
            "open_interest_fp": "318400.00",
        }
    ],
}


class Polymarket:
    """Lists of events, the most traded first; the economy and crypto have none of their own."""

    def answer(self, _path: str, asked: Mapping[str, str]) -> list[Row]:
        """The JSON value of one answer."""
        return [] if "tag_slug" in asked else [MARGIN]


class Kalshi:
    """Pages of open events, of all series or of one."""

    def answer(self, _path: str, asked: Mapping[str, str]) -> Row:
        """The JSON value of one answer."""
        series = asked.get("series_ticker", DECISION["series_ticker"])
        return {"events": [DECISION] if series == DECISION["series_ticker"] else [], "cursor": ""}
