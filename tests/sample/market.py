"""A drawn market in Binance's wire format: five contracts as of one moment.

Everything is drawn from a seeded walk and then made consistent: funding follows the venue's
published formula from the hourly premium, ratios are quotients of their sides, open interest
in dollars is coins times price. What a contract pins replaces what was drawn.
The walks use additions and ``random.Random.random`` alone, which the standard library keeps
stable, so that every platform draws the same digits.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Any

from tests.sample.quotes import HOUR_MS, Quote

INTEREST = Decimal("0.0001")
BAND = Decimal("0.0005")
E8 = Decimal("0.00000001")


@dataclass(frozen=True, kw_only=True)
class Contract:
    """What a contract is drawn from.

    ``price`` is that of the moment; ``daily_vol`` is a share, ``volume`` coins an hour,
    ``open_interest`` coins, ``premium`` the mean and spread of the hourly premium,
    ``long_shares`` the mean share of longs among top positions, top accounts and all accounts.
    ``premiums`` pins the premium of the last hours (newest last: the moment's basis) and
    ``top_position`` the newest ratio; ``draw`` numbers the price walk. ``slip`` is a planted
    fault: the running estimate is sent so many times too large. ``listed`` contracts have terms
    of their own.
    """

    symbol: str
    price: str
    tick: str
    interval: int
    daily_vol: float
    volume: float
    open_interest: float
    premium: tuple[float, float]
    long_shares: tuple[float, float, float]
    premiums: tuple[str, ...] = ()
    top_position: tuple[str, str, str] | None = None
    draw: int = 1
    slip: int = 1
    listed: bool = False


class Drawn:
    """One contract's market up to ``now`` in milliseconds."""

    def __init__(self, contract: Contract, now: int, hours: int, days: int) -> None:
        self.contract = contract
        self.now = now
        self.hour = now // HOUR_MS * HOUR_MS
        self.hours = hours
        self.days = days

    def _bell(self, purpose: str) -> Callable[[], float]:
        """Draws of a bell curve around 0 with spread 1, one stream for each purpose."""
        uniform = random.Random(f"{self.contract.symbol} {purpose}").random
        return lambda: sum(uniform() for _ in range(12)) - 6.0

    def _rounded(self, value: float) -> str:
        tick = Decimal(self.contract.tick)
        return str((Decimal(repr(value)) / tick).quantize(Decimal(1)) * tick)

    # candles

    @cached_property
    def closes(self) -> list[float]:
        """Hourly closes, drawn towards a level that drifts slowly, ending at the price."""
        draw = self._bell(f"price {self.contract.draw}")
        spread = self.contract.daily_vol / 24**0.5
        level, log, path = 0.0, 0.0, []
        for _ in range(self.hours + 1):
            level += 0.12 * spread * draw()
            log += spread * draw() + 0.035 * (level - log)
            path.append(1 + log + log * log / 2)
        return [float(self.contract.price) * point / path[-1] for point in path]

    @cached_property
    def candles(self) -> list[list[Any]]:
        """Rows of ``klines``, the last one running."""
        draw = self._bell("bars")
        return [self._candle(i, draw) for i in range(1, self.hours + 1)]

    def _candle(self, i: int, draw: Callable[[], float]) -> list[Any]:
        start = self.hour - (self.hours - i) * HOUR_MS
        elapsed = min(1.0, (self.now - start) / HOUR_MS)
        first, last = self.closes[i - 1], self.closes[i]
        reach = self.contract.daily_vol / 24**0.5 * 0.35
        high = max(first, last) * (1 + reach * abs(draw()))
        low = min(first, last) * (1 - reach * abs(draw()))
        move = abs(last / first - 1) / (self.contract.daily_vol / 24**0.5)
        volume = round(self.contract.volume * (0.6 + 0.5 * move + 0.12 * abs(draw())) * elapsed, 1)
        taker = round(volume * (0.5 + 0.035 * draw()), 1)
        middle = (first + last) / 2
        return [
            start,
            *(self._rounded(x) for x in (first, high, low, last)),
            f"{volume:.1f}",
            start + HOUR_MS - 1,
            f"{volume * middle:.2f}",
            int(volume * middle / 900) + 1,
            f"{taker:.1f}",
            f"{taker * middle:.2f}",
            "0",
        ]

    # premium and funding

    @cached_property
    def premiums(self) -> dict[int, Decimal]:
        """The premium of each hour by its start; pinned hours as given."""
        draw, (mean, spread) = self._bell("premium"), self.contract.premium
        value, found = mean, {}
        for ago in reversed(range(self.days * 24 + 1)):
            value += 0.08 * (mean - value) + 0.4 * spread * draw()
            found[self.hour - ago * HOUR_MS] = Decimal(repr(value)).quantize(E8)
        for ago, text in enumerate(reversed(self.contract.premiums)):
            found[self.hour - ago * HOUR_MS] = Decimal(text)
        return found

    def rate(self, end: int) -> Decimal:
        """The funding rate of the interval up to ``end``: premium weighted by time, formula.

        Of an interval that is still running, the hours and minutes so far count.
        """
        hours, total, weights = self.contract.interval, Decimal(0), Decimal(0)
        for n in range(hours):
            start = end - (hours - n) * HOUR_MS
            if start > self.hour:
                break
            mean, weight = self.premiums[start], Decimal(n + 1)
            if start == self.hour:
                mean = (mean + self.premiums[start - HOUR_MS]) / 2
                weight *= Decimal(self.now - start) / HOUR_MS
            total, weights = total + weight * mean, weights + weight
        average = total / weights
        full = average + max(-BAND, min(BAND, INTEREST - average))
        return (full * hours / 8).quantize(E8)

    @cached_property
    def settlements(self) -> list[dict[str, Any]]:
        """Rows of ``fundingRate``."""
        step = self.contract.interval * HOUR_MS
        latest, jitter = self.now // step * step, random.Random(self.contract.symbol).random
        first = latest - (self.days * 24 - 24) * HOUR_MS // step * step
        return [
            {
                "symbol": self.contract.symbol,
                "fundingTime": end + int(jitter() * 12),
                "fundingRate": str(self.rate(end)),
                "markPrice": "",
            }
            for end in range(first, latest + 1, step)
        ]

    @cached_property
    def quote(self) -> Quote:
        """The contract in the bulk answers; change and volume of the day are the candles'."""
        price = Decimal(self.contract.price)
        index = (price.quantize(E8) / (1 + self.premiums[self.hour])).quantize(E8)
        following = (self.now // HOUR_MS // self.contract.interval + 1) * self.contract.interval
        return Quote(
            code=self.contract.symbol,
            price=price,
            index=index,
            rate=self.rate(following * HOUR_MS) * self.contract.slip,
            hours=self.contract.interval,
            coins=Decimal(repr(self.contract.open_interest)),
            volume=sum((Decimal(bar[7]) for bar in self.candles[-24:]), Decimal(0)),
            before=Decimal(self.candles[-25][1]),
            has_terms=self.contract.listed,
        )

    @cached_property
    def premium_candles(self) -> list[list[Any]]:
        """Rows of ``premiumIndexKlines``."""
        width = Decimal(repr(self.contract.premium[1])).quantize(E8)
        rows, before = [], self.premiums[min(self.premiums)]
        for start, close in self.premiums.items():
            high, low = max(before, close) + width, min(before, close) - width
            prices = [str(x) for x in (before, high, low, close)]
            rows.append([start, *prices, "0", start + HOUR_MS - 1, "0", 720, "0", "0", "0"])
            before = close
        return rows

    # positions

    @cached_property
    def interest(self) -> list[dict[str, Any]]:
        """Rows of ``openInterestHist``, valued at the candle's opening price."""
        draw, scale, path = self._bell("interest"), 0.0, []
        for _ in self.candles:
            scale += 0.004 * draw() - 0.01 * scale
            path.append(1 + scale)
        rows = []
        for point, bar in zip(path, self.candles, strict=True):
            coins = Decimal(f"{self.contract.open_interest * point / path[-1]:.1f}")
            rows.append(
                {
                    "symbol": self.contract.symbol,
                    "sumOpenInterest": f"{coins:.8f}",
                    "sumOpenInterestValue": f"{coins * Decimal(bar[1]):.8f}",
                    "CMCCirculatingSupply": "0.00000000",
                    "timestamp": bar[0],
                }
            )
        return rows

    @cached_property
    def interest_now(self) -> dict[str, Any]:
        """The answer of ``openInterest``."""
        coins = Decimal(self.interest[-1]["sumOpenInterest"]).quantize(Decimal("0.1"))
        return {"symbol": self.contract.symbol, "openInterest": str(coins), "time": self.now}

    def ratios(self, kind: int) -> list[dict[str, Any]]:
        """Rows of a long/short ratio: 0 top positions, 1 top accounts, 2 all accounts."""
        draw, mean = self._bell(f"ratio {kind}"), self.contract.long_shares[kind]
        share, rows = mean, []
        for bar in self.candles:
            share += 0.05 * (mean - share) + 0.006 * draw()
            long = Decimal(repr(share)).quantize(Decimal("0.0001"))
            rows.append(self._ratio(bar[0], str(long / (1 - long)), str(long), str(1 - long)))
        if kind == 0 and self.contract.top_position:
            rows[-1] = self._ratio(self.hour, *self.contract.top_position)
        return rows

    def _ratio(self, time: int, ratio: str, long: str, short: str) -> dict[str, Any]:
        return {
            "symbol": self.contract.symbol,
            "longShortRatio": str(Decimal(ratio).quantize(Decimal("0.0001"))),
            "longAccount": long,
            "shortAccount": short,
            "timestamp": time,
        }

    @cached_property
    def taker(self) -> list[dict[str, Any]]:
        """Rows of ``takerlongshortRatio``, from the candles' taker volume."""
        rows = []
        for bar in self.candles:
            buys = Decimal(bar[9])
            sells = Decimal(bar[5]) - buys
            quotient = (buys / sells).quantize(Decimal("0.0001"))
            row = {"buySellRatio": str(quotient), "sellVol": str(sells), "buyVol": str(buys)}
            rows.append({**row, "timestamp": bar[0]})
        return rows
