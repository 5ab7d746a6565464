"""Made-up symbols for the benchmark: hourly histories drawn from a seed. No market ever did this.

Sizes and gaps are those of real answers (180 days of hourly bars, open interest and ratios, a
settlement every 8 h, resting funding rates); prices are random walks with fat tails.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from reporter.model import metrics
from reporter.model.digest import digest
from reporter.model.market import Instrument, Nature, Observation
from reporter.signals.series import HOUR, Floats, Series, SymbolData, milliseconds

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
DAYS = 180
_LAST = datetime(2026, 3, 27, 21, tzinfo=UTC)
_SETTLED = datetime(2026, 3, 27, 16, tzinfo=UTC)
_UNITS = {
    metrics.PRICE: "price_usd",
    metrics.MARK: "price_usd",
    metrics.INDEX: "price_usd",
    metrics.OPEN_INTEREST_COINS: "coins",
    metrics.FUNDING_RUNNING: "fraction_per_8h",
}


def symbol(seed: int, days: int = DAYS) -> SymbolData:
    """One symbol with every history; equal seeds give equal symbols."""
    drawn = np.random.default_rng(seed)
    hours = days * 24
    candles = _candles(drawn, hours)
    coins = 4e7 * np.exp(np.cumsum(drawn.normal(0, 0.005, hours)))
    history = {
        "candles": _series("candles", _LAST - timedelta(hours=1), 1, **candles),
        "funding": _series("funding", _SETTLED, 8, rate=_rates(drawn, days * 3)),
        "open_interest": _series(
            "open_interest", _LAST, 1, coins=coins, usd=coins * candles["close"]
        ),
        "premium": _series(
            "premium", _LAST - timedelta(hours=1), 1, close=drawn.normal(0, 0.0005, hours)
        ),
        **_ratios(drawn, hours),
    }
    close = candles["close"][-1]
    readings = {
        metrics.PRICE: f"{close:.5g}",
        metrics.MARK: f"{close * 1.0001:.6g}",
        metrics.INDEX: f"{close * 1.0005:.6g}",
        metrics.OPEN_INTEREST_COINS: f"{coins[-1]:.0f}",
        metrics.FUNDING_RUNNING: f"{drawn.normal(0, 0.0002):.8f}",
    }
    base = f"S{seed:03d}"
    instrument = Instrument(venue="binance", symbol=f"{base}USDT", base=base, quote="USDT")
    return SymbolData(
        instrument=instrument,
        observations={
            metric: _reading(instrument, metric, Decimal(value))
            for metric, value in readings.items()
        },
        history=history,
        interval_hours=8,
        next_settlement=_SETTLED + timedelta(hours=8),
    )


def _candles(drawn: np.random.Generator, hours: int) -> dict[str, Floats]:
    sigma = drawn.uniform(0.003, 0.012)
    steps = sigma * drawn.standard_t(4, hours) / np.sqrt(2)
    close = drawn.uniform(0.1, 100.0) * np.exp(np.cumsum(steps))
    opening = np.concatenate((close[:1], close[:-1]))
    wicks = np.abs(drawn.normal(0, sigma / 2, (2, hours)))
    volume = drawn.exponential(1e6, hours)
    return {
        "open": opening,
        "high": np.maximum(opening, close) * (1 + wicks[0]),
        "low": np.minimum(opening, close) * (1 - wicks[1]),
        "close": close,
        "volume": volume,
        "quote_volume": volume * (opening + close) / 2,
        "taker_buy_volume": volume * drawn.uniform(0.4, 0.6, hours),
    }


def _rates(drawn: np.random.Generator, count: int) -> Floats:
    rates = np.round(drawn.normal(0.00005, 0.00015, count), 8)
    rates[drawn.random(count) < 0.4] = 0.0001
    return rates


def _ratios(drawn: np.random.Generator, hours: int) -> dict[str, Series]:
    found = {}
    for name in ("top_position", "top_account", "global_account", "taker"):
        walk: Floats = np.exp(np.cumsum(drawn.normal(0, 0.01, hours)))
        ratio = np.asarray(np.round(walk, 4), dtype=np.float64)
        end = _LAST - timedelta(hours=1) if name == "taker" else _LAST
        sides = ("buy", "sell") if name == "taker" else ("long", "short")
        shares = {sides[0]: ratio / (1 + ratio), sides[1]: 1 / (1 + ratio)}
        found[name] = _series(name, end, 1, ratio=ratio, **shares)
    return found


def _series(name: str, end: datetime, step: int, **columns: Floats) -> Series:
    count = len(next(iter(columns.values())))
    times = milliseconds(end) - HOUR * step * np.arange(count - 1, -1, -1, dtype=np.int64)
    return Series(
        name=name,
        times=times,
        columns=columns,
        step=HOUR * step,
        sources=(digest(name.encode()),),
        endpoint=f"https://venue.example/{name}",
    )


def _reading(instrument: Instrument, metric: str, value: Decimal) -> Observation:
    return Observation(
        instrument=instrument,
        metric=metric,
        value=value,
        unit=_UNITS[metric],
        as_of=AS_OF,
        nature=Nature.PREDICTED if metric == metrics.FUNDING_RUNNING else Nature.LIVE,
        source=digest(b"live"),
        endpoint="https://venue.example/live",
    )
