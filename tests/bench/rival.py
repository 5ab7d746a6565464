"""The rival: what an analyst would write in a notebook, symbol by symbol, in plain pandas.

The same headline quantities as the engine's, by the same windows, from one table an hour and
one of settlements. It does less: no gaps named, no units, no provenance, no replay that keeps
the liquidation map within open interest, one hour's vote instead of 72 with hysteresis.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData

RATIOS = ("top_position", "top_account", "global_account", "taker")
LEVERAGE = {3: 0.20, 5: 0.25, 10: 0.25, 20: 0.15, 25: 0.10, 50: 0.05}


@dataclass(frozen=True, slots=True)
class Tables:
    """One symbol as an analyst has it: hours, settlements, and the live readings."""

    hours: pd.DataFrame
    funding: pd.Series
    live: dict[str, float]


def tables(data: SymbolData) -> Tables:
    """The symbol's histories joined by the hour in which they were known."""
    frames = []
    for name, series in data.history.items():
        if name != "funding":
            frame = pd.DataFrame(dict(series.columns)).add_prefix(f"{name}.")
            stamp = pd.to_datetime(series.times, unit="ms", utc=True)
            bars = name in ("candles", "premium", "taker")
            frame.index = (stamp + pd.Timedelta(hours=1)) if bars else stamp
            frames.append(frame)
    settled = data.history["funding"]
    return Tables(
        pd.concat(frames, axis=1),
        pd.Series(settled["rate"], pd.to_datetime(settled.times, unit="ms", utc=True)),
        {metric: float(one.value) for metric, one in data.observations.items()},
    )


def measure(given: Tables) -> dict[str, float]:
    """The headline quantities of one symbol."""
    hours, live = given.hours, given.live
    found = _funding(given.funding) | _flows(hours, live) | _volatility(hours)
    found |= _regime(hours) | _reach(hours, live["price"]) | _liquidations(hours, live["price"])
    found["basis"] = (live["mark"] - live["index"]) / live["index"] * 1e4
    premium = hours["premium.close"].dropna() * 1e4
    found["basis.percentile"] = float((premium < found["basis"]).mean() * 100)
    return found


def _rank(column: pd.Series) -> float:
    """Mid-rank percentile of the newest value."""
    sample = column.dropna()
    return float((sample.rank(pct=True).iloc[-1] - 0.5 / len(sample)) * 100)


def _funding(rates: pd.Series) -> dict[str, float]:
    hours = rates.index.to_series().diff().dt.total_seconds().div(3600).bfill()
    equivalent = rates * 8 / hours
    return {
        "funding.settled_annual": float(rates.iloc[-1] * 24 / hours.iloc[-1] * 365),
        "funding.percentile": _rank(equivalent),
        "funding.median": float(equivalent.median()),
        "funding.low": float(equivalent.iloc[:-1].min()),
        "funding.high": float(equivalent.iloc[:-1].max()),
    }


def _flows(hours: pd.DataFrame, live: dict[str, float]) -> dict[str, float]:
    coins = hours["open_interest.coins"]
    share = coins * hours["candles.close"] / hours["candles.quote_volume"].rolling(24).sum()
    buys = hours["candles.taker_buy_volume"].rolling(24).sum()
    before = coins.dropna().iloc[-25]
    found = {
        "open_interest.change_24h": float(live["open_interest.coins"] / before - 1) * 100,
        "open_interest.change_percentile": _rank(coins.pct_change(24, fill_method=None)),
        "open_interest.volume_share": float(share.iloc[-1]),
        "open_interest.volume_share_percentile": _rank(share),
        "positioning.taker_buys_24h": float(
            buys.iloc[-1] / hours["candles.volume"].rolling(24).sum().iloc[-1] * 100
        ),
    }
    for name in RATIOS:
        found[f"positioning.{name}"] = float(hours[f"{name}.ratio"].dropna().iloc[-1])
        found[f"positioning.{name}_percentile"] = _rank(hours[f"{name}.ratio"])
    return found


def _volatility(hours: pd.DataFrame) -> dict[str, float]:
    returns = np.log(hours["candles.close"]).diff()
    day = returns.rolling(24).std(ddof=0) * np.sqrt(24 * 365) * 100
    spans = np.log(hours["candles.high"] / hours["candles.low"]) ** 2 / (4 * np.log(2))
    parkinson = np.sqrt(spans.rolling(24).mean() * 24 * 365) * 100
    return {
        "volatility.realised_24h": float(day.iloc[-1]),
        "volatility.percentile": _rank(day),
        "volatility.parkinson_24h": float(parkinson.iloc[-1]),
    }


def _regime(hours: pd.DataFrame) -> dict[str, float]:
    close, high, low = (hours[f"candles.{name}"] for name in ("close", "high", "low"))
    efficiency = close.diff(24).abs() / close.diff().abs().rolling(24).sum()
    up, down = high.diff(), -low.diff()
    plus = up.where((up > down) & (up > 0), 0.0)
    minus = down.where((down > up) & (down > 0), 0.0)
    before = close.shift()
    true = pd.concat([high - low, (high - before).abs(), (low - before).abs()], axis=1).max(axis=1)
    ranges = true.ewm(alpha=1 / 14, adjust=False).mean()
    plus_line = 100 * plus.ewm(alpha=1 / 14, adjust=False).mean() / ranges
    minus_line = 100 * minus.ewm(alpha=1 / 14, adjust=False).mean() / ranges
    spread = 100 * (plus_line - minus_line).abs() / (plus_line + minus_line)
    adx = spread.ewm(alpha=1 / 14, adjust=False).mean()
    returns = np.log(close).diff()
    short = returns.rolling(168).var()
    long = returns.rolling(6).sum().rolling(163).var()
    return {
        "regime.efficiency": float(efficiency.iloc[-1]),
        "efficiency.percentile": _rank(efficiency),
        "regime.adx": float(adx.iloc[-1]),
        "regime.variance_ratio": float((long / (6 * short)).iloc[-1]),
    }


def _reach(hours: pd.DataFrame, price: float) -> dict[str, float]:
    close = hours["candles.close"]
    highest = hours["candles.high"].rolling(24).max().shift(-24) / close
    lowest = hours["candles.low"].rolling(24).min().shift(-24) / close
    last = (close.shift(-24) / close).dropna()
    found = {"confidence.base_rate": float((last > 1).mean())}
    for step in (0.02, 0.05, 0.08):
        found[f"touch.above.{step}"] = float((highest.dropna() >= 1 + step).mean())
        found[f"touch.below.{step}"] = float((lowest.dropna() <= 1 - step).mean())
    return found | {"range.high": price * float(highest.quantile(0.9))}


def _liquidations(hours: pd.DataFrame, price: float) -> dict[str, float]:
    month = hours.dropna(subset=["candles.close"]).iloc[-24 * 30 :]
    vwap = month["candles.quote_volume"] / month["candles.volume"]
    added = month["open_interest.coins"].diff().clip(lower=0)
    lowest = month["candles.low"][::-1].cummin()[::-1].shift(-1)
    highest = month["candles.high"][::-1].cummax()[::-1].shift(-1)
    sides = []
    for leverage, share in LEVERAGE.items():
        longs = vwap * (1 - 1 / leverage) / (1 - 0.006)
        shorts = vwap * (1 + 1 / leverage) / (1 + 0.006)
        for level, alive in ((longs, lowest > longs), (shorts, highest < shorts)):
            usd = added * share * price
            sides.append(pd.DataFrame({"price": level[alive], "usd": usd[alive]}))
    chart = pd.concat(sides)
    chart = chart[(chart["price"] / price - 1).abs() <= 0.15]
    bins = ((chart["price"] / price - 1) / 0.0025).round()
    clusters = chart.groupby(bins)["usd"].sum().nlargest(6)
    above = chart.loc[chart["price"] > price, "usd"].sum()
    below = chart.loc[chart["price"] < price, "usd"].sum()
    return {
        "liquidations.above": float(above),
        "liquidations.below": float(below),
        "level": float(clusters.index[0]) if len(clusters) else 0.0,
    }
