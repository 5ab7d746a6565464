"""Kalshi and Polymarket in memory: answers of the right shape, any of which may be replaced."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.model.odds import OddsReading
from reporter.net.request import Reply, Request
from reporter.sources import kalshi, polymarket

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
RECEIVED = AS_OF + timedelta(seconds=2)
CLOSES = "2026-04-29T17:59:00Z"
BASE = "https://venue.example/v2"
JUNK = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["events", "markets", "slug", "title"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


class Service:
    """Answers by path; questions about one series or tag are answered with what is kept there.

    A value that is an exception is raised, bytes are sent as they are, all else as JSON.
    """

    def __init__(self, nothing: object) -> None:
        self.nothing = nothing
        self.answers: dict[str, Any] = {}
        self.asked: list[Request] = []
        self.received = RECEIVED

    def fetch(self, request: Request) -> Reply:
        self.asked.append(request)
        params = dict(request.params)
        path = urlsplit(request.url).path
        topic = params.get("series_ticker") or params.get("tag_slug")
        value = self.answers.get(topic or path, self.nothing)
        if isinstance(value, Exception):
            raise value
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return Reply(
            url=request.full_url,
            final_url=request.full_url,
            status=200,
            headers={},
            body=body,
            digest=digest(body),
            received_at=self.received,
        )


def reasons(reading: OddsReading) -> set[tuple[str, str]]:
    return {(gap.part, gap.reason) for gap in reading.gaps}


def contract(**more: object) -> dict[str, object]:
    """A market as Kalshi lists it; a field that is None is left out."""
    row = {
        "ticker": "KXFEDDECISION-26APR-H0",
        "event_ticker": "KXFEDDECISION-26APR",
        "title": "Will the Fed hold rates at its April 2026 meeting?",
        "yes_sub_title": "Fed maintains rate",
        "status": "active",
        "result": "",
        "close_time": CLOSES,
        "yes_bid_dollars": "0.6100",
        "yes_ask_dollars": "0.6400",
        "no_bid_dollars": "0.3600",
        "no_ask_dollars": "0.3900",
        "last_price_dollars": "0.9900",
        "volume_fp": "20000.50",
        "open_interest_fp": "1500.00",
        **more,
    }
    return {name: value for name, value in row.items() if value is not None}


NO_DOLLARS: dict[str, object] = {
    f"{side}_dollars": None for side in ("yes_bid", "yes_ask", "no_bid", "no_ask", "last_price")
}


class Kalshi(Service):
    def __init__(self, *markets: dict[str, object]) -> None:
        super().__init__({"events": [], "cursor": ""})
        self.put(*markets)

    def put(self, *markets: dict[str, object]) -> None:
        event = {
            "event_ticker": "KXFEDDECISION-26APR",
            "series_ticker": "KXFEDDECISION",
            "title": "Fed decision in Apr 2026?",
            "markets": list(markets),
        }
        self.answers["/v2/events"] = {"events": [event], "cursor": ""}

    def read(self, as_of: datetime = AS_OF) -> OddsReading:
        return kalshi.read_events(self, base_url=BASE, as_of=as_of)


def question(outcome: str = "No change", /, **more: object) -> dict[str, object]:
    slug = "-".join(outcome.lower().replace("+", "").split())
    row = {
        "slug": f"fed-april-{slug}",
        "question": f"Fed in April: {outcome}?",
        "groupItemTitle": outcome,
        "outcomes": '["Yes", "No"]',
        "outcomePrices": '["0.615", "0.385"]',
        "clobTokenIds": '["111", "222"]',
        "bestBid": 0.61,
        "bestAsk": 0.62,
        "lastTradePrice": 0.99,
        "volume": "250000.5",
        "endDate": CLOSES,
        "active": True,
        "closed": False,
        "acceptingOrders": True,
        **more,
    }
    return {name: value for name, value in row.items() if value is not None}


class Polymarket(Service):
    def __init__(self, *markets: dict[str, object], **event: object) -> None:
        super().__init__([])
        self.answers["/v2/events"] = [
            {
                "slug": "fed-decision-in-april",
                "title": "Fed decision in April?",
                "closed": False,
                "active": True,
                "negRisk": False,
                "endDate": CLOSES,
                "markets": list(markets),
                **event,
            }
        ]

    def read(self, as_of: datetime = AS_OF) -> OddsReading:
        return polymarket.read_events(self, base_url=BASE, as_of=as_of)
