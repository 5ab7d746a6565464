"""The bulk answers of Bybit, OKX and Hyperliquid, each in its own shape and units.

Bybit states settlement intervals in minutes, OKX counts open interest in contracts, and
Hyperliquid's rates are for one hour. Field names are those that the venues document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from tests.sample.quotes import HOUR_MS, Quote, text

Row = dict[str, Any]
Asked = Mapping[str, str]


class Bybit:
    """The tickers and contract terms of linear perpetuals."""

    def __init__(self, quotes: Sequence[Quote], now: int) -> None:
        self._quotes = quotes
        self._now = now

    def answer(self, path: str, _asked: Asked) -> Row:
        """The JSON value of one answer."""
        rows: dict[str, Callable[[Quote], Row]] = {
            "/v5/market/tickers": self._ticker,
            "/v5/market/instruments-info": self._terms,
        }
        listed = [rows[path](one) for one in self._quotes]
        return {
            "retCode": 0,
            "retMsg": "OK",
            "result": {"category": "linear", "list": listed, "nextPageCursor": ""},
            "retExtInfo": {},
            "time": self._now,
        }

    def _ticker(self, one: Quote) -> Row:
        return {
            "symbol": one.code,
            "lastPrice": text(one.price),
            "indexPrice": text(one.index),
            "markPrice": text(one.price),
            "prevPrice24h": text(one.before),
            "price24hPcnt": text(one.change, 6),
            "openInterest": text(one.coins),
            "openInterestValue": text(one.coins * one.price, 4),
            "turnover24h": text(one.volume, 4),
            "volume24h": text(one.traded, 4),
            "fundingRate": text(one.rate),
            "nextFundingTime": str(one.following(self._now)),
            "deliveryTime": "0",
        }

    @staticmethod
    def _terms(one: Quote) -> Row:
        return {
            "symbol": one.code,
            "contractType": "LinearPerpetual",
            "status": "Trading",
            "baseCoin": one.code.removesuffix("USDT"),
            "quoteCoin": "USDT",
            "settleCoin": "USDT",
            "fundingInterval": one.hours * 60,
            "upperFundingRate": "0.02",
            "lowerFundingRate": "-0.02",
        }


class Okx:
    """The lists of linear swaps, and of index prices by quote."""

    def __init__(self, quotes: Sequence[Quote], now: int) -> None:
        self._quotes = quotes
        self._now = now

    def answer(self, path: str, asked: Asked) -> Row:
        """The JSON value of one answer."""
        rows: dict[str, Callable[[Quote], Row]] = {
            "market/tickers": self._ticker,
            "public/instruments": self._terms,
            "public/mark-price": self._mark,
            "public/open-interest": self._interest,
            "public/funding-rate": self._funding,
            "market/index-tickers": lambda one: self._index(one, asked["quoteCcy"]),
        }
        read = rows[path.removeprefix("/api/v5/")]
        return {"code": "0", "msg": "", "data": [read(one) for one in self._quotes]}

    @staticmethod
    def _swap(one: Quote) -> Row:
        return {"instType": "SWAP", "instId": one.code}

    def _stamp(self, one: Quote) -> Row:
        return {"ts": str(one.moment(self._now))}

    def _ticker(self, one: Quote) -> Row:
        return {
            **self._swap(one),
            "last": text(one.price, 12),
            "open24h": text(one.before, 12),
            "volCcy24h": text(one.traded, 2),
            "vol24h": text(one.traded / one.contract, 2),
            **self._stamp(one),
        }

    def _terms(self, one: Quote) -> Row:
        base, quote, _ = one.code.split("-")
        return {
            **self._swap(one),
            "uly": f"{base}-{quote}",
            "settleCcy": quote,
            "ctType": "linear",
            "ctVal": text(one.contract),
            "ctMult": "1",
            "ctValCcy": base,
            "state": "live",
        }

    def _mark(self, one: Quote) -> Row:
        return {**self._swap(one), "markPx": text(one.price, 12), **self._stamp(one)}

    def _interest(self, one: Quote) -> Row:
        return {
            **self._swap(one),
            "oi": text(one.coins / one.contract, 2),
            "oiCcy": text(one.coins, 2),
            "oiUsd": text(one.coins * one.price, 2),
            **self._stamp(one),
        }

    def _funding(self, one: Quote) -> Row:
        first = one.following(self._now)
        return {
            **self._swap(one),
            "fundingRate": text(one.rate),
            "fundingTime": str(first),
            "nextFundingRate": "",
            "nextFundingTime": str(first + one.hours * HOUR_MS),
            "minFundingRate": "-0.015",
            "maxFundingRate": "0.015",
            "premium": text(one.premium),
            **self._stamp(one),
        }

    def _index(self, one: Quote, quote: str) -> Row:
        base = one.code.partition("-")[0]
        return {"instId": f"{base}-{quote}", "idxPx": text(one.index, 12), **self._stamp(one)}


class Hyperliquid:
    """The one list of terms and states."""

    def __init__(self, quotes: Sequence[Quote]) -> None:
        self._quotes = quotes

    def answer(self, _path: str, asked: Asked) -> list[Any]:
        """The JSON value of one answer."""
        kinds = {"metaAndAssetCtxs": self._contexts}
        return kinds[asked["type"]]()

    def _contexts(self) -> list[Any]:
        tiers = [{"lowerBound": "0.0", "maxLeverage": 10}]
        terms = [
            {"szDecimals": 2, "name": one.code, "maxLeverage": 10, "marginTableId": 10}
            for one in self._quotes
        ]
        meta = {
            "universe": terms,
            "marginTables": [[10, {"description": "", "marginTiers": tiers}]],
            "collateralToken": 0,
        }
        return [meta, [self._state(one) for one in self._quotes]]

    @staticmethod
    def _state(one: Quote) -> Row:
        return {
            "funding": text(one.rate),
            "openInterest": text(one.coins),
            "prevDayPx": text(one.before),
            "dayNtlVlm": text(one.volume, 2),
            "premium": text(one.premium),
            "oraclePx": text(one.index),
            "markPx": text(one.price),
            "midPx": text(one.price),
            "impactPxs": [text(one.price), text(one.price)],
            "dayBaseVlm": text(one.traded, 2),
        }
