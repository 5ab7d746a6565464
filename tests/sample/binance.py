"""Binance's endpoints before the drawn contracts and the rest of the universe."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from tests.sample.market import E8, Contract, Drawn
from tests.sample.quotes import Quote, text

Row = dict[str, Any]

CONTRACTS = "/fapi/v1/exchangeInfo"


class Venue:
    """Contracts behind the venue's endpoints: drawn ones, and ``quoted`` ones in bulk only."""

    def __init__(
        self, contracts: Iterable[Contract], as_of: datetime, quoted: Iterable[Quote] = ()
    ) -> None:
        self.now = int(as_of.timestamp()) * 1000
        self.drawn = {c.symbol: Drawn(c, self.now, hours=1000, days=91) for c in contracts}
        self.quoted = tuple(quoted)

    def answer(self, path: str, params: dict[str, str]) -> Any:
        """The JSON value of one answer; the newest ``limit`` rows of history."""
        if "symbol" in params:
            found = self._rows(path, self.drawn[params["symbol"]])
            return found[-int(params["limit"]) :] if isinstance(found, list) else found
        every = (*(one.quote for one in self.drawn.values()), *self.quoted)
        rows = [row for one in every if (row := self.listed(path, one))]
        return {"timezone": "UTC", "symbols": rows} if path == CONTRACTS else rows

    def listed(self, path: str, one: Quote) -> Row | None:
        """A contract's row in a bulk answer; None where it has none."""
        rows: dict[str, Callable[[Quote], Row | None]] = {
            "/fapi/v1/premiumIndex": self._premium_index,
            "/fapi/v1/ticker/price": self._price,
            "/fapi/v1/ticker/24hr": self._day,
            "/fapi/v1/fundingInfo": self._terms,
            CONTRACTS: self._state,
        }
        return rows[path](one)

    def _premium_index(self, one: Quote) -> Row:
        index = f"{one.index:.8f}"
        return {
            "symbol": one.code,
            "markPrice": f"{one.price:.8f}",
            "indexPrice": index,
            "estimatedSettlePrice": index,
            "lastFundingRate": f"{one.rate.quantize(E8):f}",
            "interestRate": "0.00010000",
            "nextFundingTime": one.following(self.now),
            "time": self.now,
        }

    def _price(self, one: Quote) -> Row:
        return {"symbol": one.code, "price": str(one.price), "time": self.now}

    def _day(self, one: Quote) -> Row:
        return {
            "symbol": one.code,
            "priceChange": text(one.price - one.before),
            "priceChangePercent": text(one.change * 100, 3),
            "lastPrice": str(one.price),
            "openPrice": text(one.before),
            "volume": text(one.traded, 1),
            "quoteVolume": text(one.volume, 2),
            "closeTime": self.now,
        }

    @staticmethod
    def _terms(one: Quote) -> Row | None:
        terms = {
            "symbol": one.code,
            "adjustedFundingRateCap": "0.02000000",
            "adjustedFundingRateFloor": "-0.02000000",
            "fundingIntervalHours": one.hours,
            "disclaimer": False,
        }
        return terms if one.has_terms else None

    @staticmethod
    def _state(one: Quote) -> Row:
        return {
            "symbol": one.code,
            "contractType": "PERPETUAL",
            "status": "TRADING",
            "baseAsset": one.code.removesuffix("USDT"),
            "quoteAsset": "USDT",
            "marginAsset": "USDT",
        }

    @staticmethod
    def _rows(path: str, drawn: Drawn) -> Any:
        kinds = ("topLongShortPosition", "topLongShortAccount", "globalLongShortAccount")
        for kind, name in enumerate(kinds):
            if path == f"/futures/data/{name}Ratio":
                return drawn.ratios(kind)
        rows: dict[str, Callable[[], Any]] = {
            "/fapi/v1/klines": lambda: drawn.candles,
            "/fapi/v1/premiumIndexKlines": lambda: drawn.premium_candles,
            "/fapi/v1/fundingRate": lambda: drawn.settlements,
            "/fapi/v1/openInterest": lambda: drawn.interest_now,
            "/futures/data/openInterestHist": lambda: drawn.interest,
            "/futures/data/takerlongshortRatio": lambda: drawn.taker,
        }
        return rows[path]()
