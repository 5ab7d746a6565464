"""Hyperliquid in memory: answers of the right shape, any of which may be replaced."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from reporter.model.digest import digest
from reporter.model.market import Tickers
from reporter.net.request import Reply, Request
from reporter.signals.series import SymbolData
from reporter.sources import hyperliquid

AS_OF = datetime(2026, 2, 10, 21, 21, tzinfo=UTC)
HOUR_MS = 3_600_000
NOW = int(AS_OF.timestamp() * 1000)
THIS_HOUR = NOW // HOUR_MS * HOUR_MS
BASE = "https://venue.example"

CONTRACTS: dict[str, dict[str, Any]] = {
    "FIL": {"midPx": "2.001", "markPx": "2.002", "oraclePx": "2.000", "prevDayPx": "2.5"},
    "kPEPE": {"midPx": "0.0080", "markPx": "0.0081", "oraclePx": "0.008", "prevDayPx": "0.009"},
    "kDOGS": {"midPx": "0.05", "markPx": "0.05", "oraclePx": "0.05", "prevDayPx": "0.05"},
    "GONE": {"midPx": None, "markPx": "1.0", "oraclePx": "1.0", "prevDayPx": "1.0"},
    "@107": {"midPx": "1.0", "markPx": "1.0", "oraclePx": "1.0", "prevDayPx": "1.0"},
}
LIVE = {
    "funding": "-0.0000125",
    "openInterest": "1000.5",
    "premium": "0.0003",
    "dayNtlVlm": "123456.7",
    "impactPxs": ["2.0", "2.1"],
}


def bar(start: int, price: str = "2.0", **more: object) -> dict[str, object]:
    row = {"t": start, "T": start + HOUR_MS - 1, "s": "FIL", "i": "1h", "v": "30.0", "n": 7}
    return {**row, **dict.fromkeys("ohlc", price), **more}


def settlement(time: int, **more: object) -> dict[str, object]:
    row = {"coin": "FIL", "fundingRate": "-0.0000125", "premium": "-0.00057962"}
    return {**row, "time": time + 31, **more}


class Exchange:
    """Answers by type of question; a value that is an exception is raised, bytes are sent."""

    def __init__(self) -> None:
        hours = [THIS_HOUR - ago * HOUR_MS for ago in reversed(range(50))]
        terms = [{"name": name, "szDecimals": 1, "maxLeverage": 10} for name in CONTRACTS]
        terms[3]["isDelisted"] = True
        states = [{**LIVE, **prices} for prices in CONTRACTS.values()]
        self.asked: list[Request] = []
        self.received = AS_OF + timedelta(seconds=3)
        self.answers: dict[str, Any] = {
            "metaAndAssetCtxs": [{"universe": terms, "marginTables": []}, states],
            "candleSnapshot": [bar(time) for time in hours],
            "fundingHistory": [settlement(time) for time in hours],
        }

    @property
    def terms(self) -> list[dict[str, Any]]:
        return list(self.answers["metaAndAssetCtxs"][0]["universe"])

    @property
    def states(self) -> list[dict[str, Any]]:
        return list(self.answers["metaAndAssetCtxs"][1])

    def body(self, question: bytes) -> bytes:
        value = self.answers[json.loads(question)["type"]]
        if isinstance(value, Exception):
            raise value
        return value if isinstance(value, bytes) else json.dumps(value).encode()

    def fetch(self, request: Request) -> Reply:
        self.asked.append(request)
        body = self.body(request.body)
        return Reply(
            url=request.full_url,
            final_url=request.full_url,
            status=200,
            headers={},
            body=body,
            digest=digest(body),
            received_at=self.received,
        )

    def read(self, symbol: str = "FILUSDT", as_of: datetime = AS_OF) -> SymbolData:
        (found,) = hyperliquid.read_market(self, base_url=BASE, symbols=[symbol], as_of=as_of)
        return found

    def tickers(self) -> Tickers:
        return hyperliquid.read_tickers(self, base_url=BASE, as_of=AS_OF)


UNPUBLISHED = {
    "open interest history": "not-published",
    "top-trader positions": "not-published",
    "top-trader accounts": "not-published",
    "all accounts' positions": "not-published",
    "taker flow": "not-published",
}


def reasons(data: SymbolData) -> dict[str, str]:
    """What is missing beside what the venue never publishes."""
    found = {gap.part: gap.reason for gap in data.gaps}
    return {part: reason for part, reason in found.items() if UNPUBLISHED.get(part) != reason}
