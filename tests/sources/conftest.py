"""A venue in memory: answers of the right shape, any of which a test may replace."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlsplit

import pytest

from reporter.model.digest import digest
from reporter.net.request import Reply, Request
from reporter.sources.binance import read_market

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData

HOUR_MS = 3_600_000
AS_OF = datetime(2026, 2, 10, 21, 21, tzinfo=UTC)
BASE = "https://venue.example"
SYMBOL = "AAAUSDT"


def to_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


class Venue:
    """Answers by path; ``asked`` lists the requests, ``answers`` may be changed at will.

    A value that is an exception is raised, bytes are sent as they are, everything else as
    JSON.
    """

    def __init__(self, hours: int = 8) -> None:
        self.as_of = AS_OF
        self.now = to_ms(AS_OF)
        self.hour = self.now // HOUR_MS * HOUR_MS
        self.asked: list[Request] = []
        self.answers = {**self._bulk(hours), **self._history(hours)}

    def fetch(self, request: Request) -> Reply:
        self.asked.append(request)
        value = self.answers[urlsplit(request.url).path]
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
            received_at=self.as_of,
        )

    def read(self, *symbols: str, as_of: datetime | None = None) -> tuple[SymbolData, ...]:
        """What the adapter makes of the answers."""
        wanted = symbols or (SYMBOL,)
        return read_market(self, base_url=BASE, symbols=wanted, as_of=as_of or self.as_of)

    @staticmethod
    def reasons(data: SymbolData) -> dict[str, str]:
        return {gap.part: gap.reason for gap in data.gaps}

    def break_all(self, error: Exception) -> None:
        self.answers = dict.fromkeys(self.answers, error)

    def break_symbol(self, error: Exception) -> None:
        """Fail every question about one symbol, answer those about all."""
        for path in self.answers:
            if path not in self._bulk(8):
                self.answers[path] = error

    def settle(self, *moments: int) -> None:
        """Settlements at these hours before the running one."""
        self.answers["/fapi/v1/fundingRate"] = [
            {
                "symbol": SYMBOL,
                "fundingTime": self.hour - ago * HOUR_MS + 3,
                "fundingRate": "0.0001",
            }
            for ago in moments
        ]

    def _bulk(self, hours: int) -> dict[str, Any]:
        following = (self.now // (hours * HOUR_MS) + 1) * hours * HOUR_MS
        premium = {
            "symbol": SYMBOL,
            "markPrice": "2.00100000",
            "indexPrice": "2.00000000",
            "lastFundingRate": "-0.00016115",
            "nextFundingTime": following,
            "time": self.now,
        }
        terms = {
            "symbol": SYMBOL,
            "adjustedFundingRateCap": "0.02000000",
            "adjustedFundingRateFloor": "-0.02000000",
            "fundingIntervalHours": hours,
        }
        return {
            "/fapi/v1/premiumIndex": [premium],
            "/fapi/v1/ticker/price": [{"symbol": SYMBOL, "price": "2.0010", "time": self.now}],
            "/fapi/v1/fundingInfo": [] if hours == 8 else [terms],
        }

    def _history(self, hours: int) -> dict[str, Any]:
        latest = self.now // (hours * HOUR_MS) * hours * HOUR_MS
        starts = [self.hour - ago * HOUR_MS for ago in reversed(range(60))]
        samples = [
            {
                "symbol": SYMBOL,
                "longShortRatio": "1.5000",
                "longAccount": "0.6000",
                "shortAccount": "0.4000",
                "timestamp": time,
            }
            for time in starts
        ]
        return {
            "/fapi/v1/klines": [candle(time) for time in starts],
            "/fapi/v1/premiumIndexKlines": [candle(time, "-0.0005") for time in starts],
            "/fapi/v1/fundingRate": [
                {
                    "symbol": SYMBOL,
                    "fundingTime": latest - n * hours * HOUR_MS + n % 9,
                    "fundingRate": f"-0.000{400 + n}",
                }
                for n in reversed(range(40))
            ],
            "/fapi/v1/openInterest": {
                "symbol": SYMBOL,
                "openInterest": "43100000.5",
                "time": self.now,
            },
            "/futures/data/openInterestHist": [
                {
                    "symbol": SYMBOL,
                    "sumOpenInterest": "43000000.00000000",
                    "sumOpenInterestValue": "86000000.00000000",
                    "timestamp": time,
                }
                for time in starts
            ],
            "/futures/data/topLongShortPositionRatio": samples,
            "/futures/data/topLongShortAccountRatio": samples,
            "/futures/data/globalLongShortAccountRatio": samples,
            "/futures/data/takerlongshortRatio": [
                {"buySellRatio": "1.2500", "buyVol": "125.0", "sellVol": "100.0", "timestamp": time}
                for time in starts
            ],
        }


def candle(start: int, level: str = "2.0") -> list[Any]:
    amounts = ["1000.0", start + HOUR_MS - 1, "2000.0", 12, "400.0", "800.0", "0"]
    return [start, level, level, level, level, *amounts]


@pytest.fixture
def venue() -> Venue:
    """A contract with settlements every eight hours, all questions answered."""
    return Venue()


@pytest.fixture
def make_venue() -> Callable[[int], Venue]:
    """Venues with another settlement interval."""
    return Venue


class _Handler(BaseHTTPRequestHandler):
    server: ThreadingHTTPServer

    def do_GET(self) -> None:
        status, body = self.server.answer(self.path)  # type: ignore[attr-defined]  # set below
        self.send_response(status)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing: the test's output is for the test."""


@pytest.fixture
def http_venue(venue: Venue) -> Iterator[str]:
    """The base address of a real local server with the venue's answers.

    It bounds rows by ``endTime`` and refuses unknown symbols as the venue does.
    """

    def answer(target: str) -> tuple[int, bytes]:
        parts = urlsplit(target)
        params = dict(parse_qsl(parts.query))
        if params.get("symbol", SYMBOL) != SYMBOL:
            return 400, b'{"code":-1121,"msg":"Invalid symbol."}'
        return 200, json.dumps(venue.answers[parts.path]).encode()

    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.answer = answer  # type: ignore[attr-defined]  # how the handler finds its venue
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
