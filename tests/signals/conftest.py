"""A symbol made by hand: quiet prices and every history, any of which a test may replace."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from reporter.model import metrics
from reporter.model.digest import digest
from reporter.model.market import Instrument, Nature, Observation
from reporter.signals.candles import Candles, read_candles
from reporter.signals.series import HOUR, Series, SymbolData, milliseconds

Floats = npt.NDArray[np.float64]

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
INSTRUMENT = Instrument(venue="binance", symbol="FILUSDT", base="FIL", quote="USDT")
UNITS = {
    metrics.PRICE: "price_usd",
    metrics.MARK: "price_usd",
    metrics.INDEX: "price_usd",
    metrics.OPEN_INTEREST_COINS: "coins",
    metrics.FUNDING_RUNNING: "fraction_per_8h",
    metrics.FUNDING_CAP: "fraction_per_8h",
    metrics.FUNDING_FLOOR: "fraction_per_8h",
}


class Bench:
    """Makes series and symbols as of one moment."""

    as_of = AS_OF
    instrument = INSTRUMENT
    last_close = datetime(2026, 3, 27, 21, tzinfo=UTC)

    def walk(self, hours: int, seed: int = 7, drift: float = 0.0, sigma: float = 0.006) -> Floats:
        """Closes that end near 0.836."""
        steps = np.random.default_rng(seed).normal(drift, sigma, hours)
        path = np.exp(np.cumsum(steps))
        return np.asarray(path / path[-1] * 0.836)

    def series(self, name: str, end: datetime, step: int, **columns: Any) -> Series:
        """Rows that end at ``end``, ``step`` hours apart."""
        arrays = {key: np.asarray(value, dtype=np.float64) for key, value in columns.items()}
        count = len(next(iter(arrays.values())))
        times = milliseconds(end) - HOUR * step * np.arange(count - 1, -1, -1, dtype=np.int64)
        return Series(
            name=name,
            times=times,
            columns=arrays,
            step=HOUR * step,
            sources=(digest(b"older"), digest(name.encode())),
            endpoint=f"https://venue.example/{name}",
        )

    def candles(self, close: Floats, spread: float = 0.004, **columns: Any) -> Series:
        """Hourly bars whose last one closed at the last full hour."""
        opening = np.concatenate((close[:1], close[:-1]))
        bars = {
            "open": opening,
            "high": np.maximum(opening, close) * (1 + spread),
            "low": np.minimum(opening, close) * (1 - spread),
            "close": close,
            "volume": np.full(len(close), 1000.0),
            "quote_volume": 1000.0 * (opening + close) / 2,
            "taker_buy_volume": np.full(len(close), 500.0),
        }
        start = self.last_close - timedelta(hours=1)
        return self.series("candles", start, 1, **(bars | columns))

    def grid(self, close: Floats, **columns: Any) -> Candles:
        """The same bars as the rooms' own grid."""
        data = self.data(candles=self.candles(close, **columns))
        candles, part = read_candles(data, self.as_of)
        assert candles is not None
        assert part.gaps == ()
        return candles

    def reading(self, metric: str, value: str, unit: str = "") -> Observation:
        nature = Nature.PREDICTED if metric == metrics.FUNDING_RUNNING else Nature.LIVE
        return Observation(
            instrument=INSTRUMENT,
            metric=metric,
            value=Decimal(value),
            unit=unit or UNITS[metric],
            as_of=AS_OF,
            nature=nature,
            source=digest(b"live"),
            endpoint="https://venue.example/live",
        )

    def readings(self, **values: str) -> dict[str, Observation]:
        """Readings by the names of ``metrics`` in lower case."""
        names = {name.lower(): getattr(metrics, name) for name in dir(metrics) if name.isupper()}
        return {names[key]: self.reading(names[key], value) for key, value in values.items()}

    def data(self, **history: Series) -> SymbolData:
        """A symbol with these histories and the readings of the specimen's moment."""
        return SymbolData(
            instrument=INSTRUMENT,
            observations=self.readings(
                price="0.836",
                mark="0.8360",
                index="0.83695409",
                open_interest_coins="43100000",
                funding_running="-0.00021",
            ),
            history=history,
            interval_hours=8,
            next_settlement=datetime(2026, 3, 28, tzinfo=UTC),
        )

    def full(self, days: int = 90) -> SymbolData:
        """A symbol that lacks nothing."""
        settled = datetime(2026, 3, 27, 16, tzinfo=UTC)
        noise = np.random.default_rng(3)
        rates = np.round(noise.normal(0.00005, 0.00015, 200), 8)
        rates[50:58:2] = -0.0012
        rates[-1] = -0.00040602
        ratios = np.round(np.exp(noise.normal(0.5, 0.1, 500)), 4)
        ratios[0], ratios[-1] = 1.65, 2.19
        coins = 43.1e6 * np.exp(np.cumsum(noise.normal(0, 0.01, 180)))
        history = {
            "candles": self.candles(self.walk(days * 24)),
            "funding": self.series("funding", settled, 8, rate=rates),
            "open_interest": self.series(
                "open_interest", self.last_close - timedelta(hours=1), 4, coins=coins, usd=coins
            ),
            "premium": self.series(
                "premium",
                self.last_close - timedelta(hours=1),
                1,
                close=noise.normal(0, 0.0005, 500),
            ),
        }
        for name in ("top_position", "top_account", "global_account"):
            history[name] = self.series(name, self.last_close, 1, ratio=ratios)
        taker = self.last_close - timedelta(hours=1)
        history["taker"] = self.series("taker", taker, 1, ratio=ratios[::-1])
        return self.data(**history)

    def with_readings(self, data: SymbolData, **values: str) -> SymbolData:
        """The same data with some readings replaced."""
        return replace(data, observations={**data.observations, **self.readings(**values)})


@pytest.fixture(scope="session")
def bench() -> Bench:
    return Bench()
