"""Bybit and OKX in memory: answers of the right shape, any of which a test may replace."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from types import ModuleType
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reporter.model.digest import digest
from reporter.model.market import Tickers
from reporter.net.request import Reply, Request
from reporter.sources import bybit, okx

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData

HOUR_MS = 3_600_000
AS_OF = datetime(2026, 2, 10, 21, 21, tzinfo=UTC)
NOW = int(AS_OF.timestamp() * 1000)
HOUR = NOW // HOUR_MS * HOUR_MS
BASE = "https://venue.example"
SYMBOL = "AAAUSDT"

Rows = Callable[[Mapping[str, str]], list[Any]]


class Venue:
    """Answers by path; a value that is an exception is raised, bytes are sent as they are.

    A callable is given the question's parameters and gives the rows that go in the envelope,
    a list is those rows.
    """

    module: ModuleType

    def __init__(self, depth: int = 60) -> None:
        self.depth = depth
        self.asked: list[Request] = []
        self.answers: dict[str, Any] = {}

    def envelope(self, rows: list[Any]) -> dict[str, Any]:
        raise NotImplementedError

    def body(self, path: str, params: Mapping[str, str]) -> bytes:
        value = self.answers[path]
        if isinstance(value, Exception):
            raise value
        if isinstance(value, bytes):
            return value
        if not isinstance(value, dict):
            value = self.envelope(value(params) if callable(value) else value)
        return json.dumps(value).encode()

    def hours(self, params: Mapping[str, str], limit: int, start: str, end: str) -> list[int]:
        """The stamps sent for a question, newest first: up to ``limit`` full hours."""
        last = min(int(params.get(end, NOW)), NOW) // HOUR_MS * HOUR_MS
        first = max(int(params.get(start, 0)), HOUR - self.depth * HOUR_MS)
        return [last - n * HOUR_MS for n in range(limit) if last - n * HOUR_MS >= first]

    def rows(self, path: str) -> list[Any]:
        """The rows sent at a path, from now on always the same, so that a test can spoil them."""
        answer = self.answers[path]
        found = self.answers[path] = list(answer({}) if callable(answer) else answer)
        return found

    def fetch(self, request: Request) -> Reply:
        self.asked.append(request)
        body = self.body(urlsplit(request.url).path, dict(request.params))
        return Reply(
            url=request.full_url,
            final_url=request.full_url,
            status=200,
            headers={},
            body=body,
            digest=digest(body),
            received_at=AS_OF,
        )

    def read(self, *symbols: str, as_of: datetime = AS_OF) -> tuple[SymbolData, ...]:
        found: tuple[SymbolData, ...] = self.module.read_market(
            self, base_url=BASE, symbols=symbols or (SYMBOL,), as_of=as_of
        )
        return found

    def tickers(self, as_of: datetime = AS_OF) -> Tickers:
        found: Tickers = self.module.read_tickers(self, base_url=BASE, as_of=as_of)
        return found

    def fetch_market(self, *symbols: str) -> None:
        self.module.fetch_market(self, base_url=BASE, symbols=symbols or (SYMBOL,), as_of=AS_OF)


def reasons(data: SymbolData | Tickers) -> dict[str, str]:
    return {gap.part: gap.reason for gap in data.gaps}


class Bybit(Venue):
    """A contract that settles every four hours, with ``depth`` hours of steady history."""

    module = bybit

    def __init__(self, depth: int = 60) -> None:
        super().__init__(depth)
        self.time: Any = NOW
        following = (NOW // (4 * HOUR_MS) + 1) * 4 * HOUR_MS
        self.ticker = {
            "symbol": SYMBOL,
            "lastPrice": "2.5010",
            "markPrice": "2.5020",
            "indexPrice": "2.5000",
            "openInterest": "41000.5",
            "turnover24h": "750000.25",
            "price24hPcnt": "-0.0125",
            "fundingRate": "0.00005",
            "nextFundingTime": str(following),
        }
        self.contract = {
            "symbol": SYMBOL,
            "contractType": "LinearPerpetual",
            "status": "Trading",
            "fundingInterval": 240,
            "upperFundingRate": "0.01",
            "lowerFundingRate": "-0.01",
        }
        self.answers = {
            "/v5/market/tickers": [self.ticker],
            "/v5/market/instruments-info": [self.contract],
            "/v5/market/risk-limit": [
                {
                    "symbol": SYMBOL,
                    "riskLimitValue": str(20_000 * tier),
                    "maxLeverage": str(50 / tier),
                    "maintenanceMargin": str(0.01 * tier),
                }
                for tier in (1, 2)
            ],
            **self.history(following),
        }

    def history(self, following: int) -> dict[str, Any]:
        """Hourly rows, and fifty settlements before the ``following`` one."""
        settled = [following - (n + 1) * 4 * HOUR_MS for n in range(50)]
        return {
            "/v5/market/kline": lambda asked: [
                [str(t), "2.5", "2.6", "2.4", "2.5", "100.5", "251.25"]
                for t in self.hours(asked, 1000, "start", "end")
            ],
            "/v5/market/funding/history": [
                {
                    "symbol": SYMBOL,
                    "fundingRate": f"0.0000{10 + n}",
                    "fundingRateTimestamp": str(time),
                }
                for n, time in enumerate(settled)
            ],
            "/v5/market/open-interest": lambda asked: [
                {"openInterest": "40000.0", "timestamp": str(t)}
                for t in self.hours(asked, 200, "startTime", "endTime")
            ],
            "/v5/market/account-ratio": lambda asked: [
                {"symbol": SYMBOL, "buyRatio": "0.6", "sellRatio": "0.4", "timestamp": str(t)}
                for t in self.hours(asked, 500, "startTime", "endTime")
            ],
            "/v5/market/premium-index-price-kline": lambda asked: [
                [str(t), "0.0001", "0.0002", "0.0001", "0.0002"]
                for t in self.hours(asked, 720, "start", "end")
            ],
        }

    def envelope(self, rows: list[Any]) -> dict[str, Any]:
        return {"retCode": 0, "retMsg": "OK", "result": {"list": rows}, "time": self.time}


class Okx(Venue):
    """A swap of ten coins a contract that settles every eight hours."""

    module = okx
    CANDLES = "/api/v5/market/candles"

    def __init__(self, depth: int = 60) -> None:
        super().__init__(depth)
        code = "AAA-USDT-SWAP"
        following = (NOW // (8 * HOUR_MS) + 1) * 8 * HOUR_MS
        self.ticker = {
            "instId": code,
            "last": "2.501",
            "open24h": "2.46",
            "volCcy24h": "300000",
            "ts": str(NOW),
        }
        self.contract = {
            "instId": code,
            "state": "live",
            "ctVal": "10",
            "ctMult": "1",
            "ctValCcy": "AAA",
        }
        self.interest = {"instId": code, "oi": "4100.5", "oiCcy": "41005", "ts": str(NOW)}
        self.mark = {"instId": code, "markPx": "2.502", "ts": str(NOW)}
        self.index = {"instId": "AAA-USDT", "idxPx": "2.5", "ts": str(NOW)}
        self.funding = {
            "instId": code,
            "fundingRate": "-0.0002",
            "nextFundingRate": "0.5",
            "fundingTime": str(following),
            "nextFundingTime": str(following + 8 * HOUR_MS),
            "maxFundingRate": "0.015",
            "minFundingRate": "-0.015",
            "ts": str(NOW),
        }
        self.answers = {
            "/api/v5/market/tickers": [self.ticker],
            "/api/v5/public/instruments": [self.contract],
            "/api/v5/public/open-interest": [self.interest],
            "/api/v5/public/mark-price": [self.mark],
            "/api/v5/market/index-tickers": lambda asked: (
                [self.index] if asked["quoteCcy"] == "USDT" else [{"instId": "AAA-USDC"}]
            ),
            "/api/v5/public/funding-rate": [self.funding],
            "/api/v5/public/position-tiers": [
                {"maxSz": str(1000 * tier), "maxLever": str(50 / tier), "mmr": str(0.01 * tier)}
                for tier in (1, 2)
            ],
            **self.history(following),
        }

    def history(self, following: int) -> dict[str, Any]:
        """Hourly rows, and forty settlements before the ``following`` one."""
        contracts = "/api/v5/rubik/stat/contracts/"
        return {
            "/api/v5/public/funding-rate-history": [
                {
                    "instId": self.contract["instId"],
                    "fundingRate": "0.9",
                    "realizedRate": f"-0.000{100 + n}",
                    "fundingTime": str(following - (n + 1) * 8 * HOUR_MS),
                }
                for n in range(40)
            ],
            self.CANDLES: self.candles,
            f"{contracts}open-interest-history": self.hourly("4000", "40000", "100000"),
            f"{contracts}long-short-position-ratio-contract-top-trader": self.hourly("1.5"),
            f"{contracts}long-short-account-ratio-contract-top-trader": self.hourly("0.25"),
            f"{contracts}long-short-account-ratio-contract": self.hourly("4"),
            "/api/v5/rubik/stat/taker-volume-contract": self.hourly("100", "125"),
        }

    def envelope(self, rows: list[Any]) -> dict[str, Any]:
        return {"code": "0", "msg": "", "data": rows}

    def candles(self, asked: Mapping[str, str]) -> list[Any]:
        """Bars that start before ``after``; the running one is not confirmed."""
        before = {"end": str(int(asked["after"]) - 1)}
        return [
            [str(t), "2.5", "2.6", "2.4", "2.5", "10", "100.5", "251.25", "10"[t == HOUR]]
            for t in self.hours(before, 300, "start", "end")
        ]

    def rows(self, path: str) -> list[Any]:
        if path != self.CANDLES:
            return super().rows(path)
        found = self.candles({"after": str(HOUR + HOUR_MS)})
        self.answers[path] = lambda asked: found if asked["after"] == str(HOUR) else []
        return found

    def hourly(self, *figures: str) -> Rows:
        return lambda asked: [[str(t), *figures] for t in self.hours(asked, 100, "begin", "end")]
