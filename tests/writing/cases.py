"""One setup for every part that may be missing or turn out otherwise."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reporter.model import metrics as m
from reporter.model.market import Instrument
from reporter.model.setup import Bias, Confidence, Regime, Setup, Side, VolatilityClass
from tests.writing.conftest import (
    NEXT_AT,
    level,
    make_setup,
    market_measures,
    measure,
    signal,
    with_measure,
    without,
)

FIL = make_setup()
BARE = replace(
    without(FIL, "funding", "open", "positioning", "liq", "vol", "mark", "index", "price.day"),
    confidence=None,
    volatility=None,
    levels=(),
    invalidation=None,
    supporting=(),
    opposing=(),
)


def ranged(low: float, high: float) -> Setup:
    """The setup with the ends of its funding history."""
    ends = (
        measure(m.FUNDING_LOW, low, "fraction_per_8h", formula="lowest"),
        measure(m.FUNDING_HIGH, high, "fraction_per_8h", formula="highest"),
    )
    return replace(FIL, measures=(*FIL.measures, *ends))


def taken(ratio: Decimal) -> Setup:
    """The setup with taker flow that stands out, at this ratio."""
    told = replace(FIL, supporting=(*FIL.supporting, signal(m.TAKER_RATIO, 1, band="elevated")))
    return with_measure(told, m.TAKER_RATIO, ratio, "ratio")


_MORE = {
    m.FUNDING_MARKET_PERCENTILE: (3.4, "percentile"),
    m.FUNDING_MARKET_SAMPLE: (Decimal(531), "count"),
    m.BASIS_PERCENTILE: (7.3, "percentile"),
    m.OPEN_INTEREST_CHANGE_PERCENTILE: (88.2, "percentile"),
    m.OPEN_INTEREST_TURNOVER: (2.41, "ratio"),
    m.OPEN_INTEREST_TURNOVER_PERCENTILE: (96.1, "percentile"),
    m.TOP_POSITION_PERCENTILE: (84.4, "percentile"),
    m.TOP_ACCOUNT_PERCENTILE: (72.8, "percentile"),
    m.GLOBAL_ACCOUNT_PERCENTILE: (41.9, "percentile"),
    m.TAKER_PERCENTILE: (97.7, "percentile"),
    m.TAKER_WINDOW: (Decimal(1), "hours"),
    m.TAKER_BUYS_DAY: (53.6, "percent"),
    m.VOLATILITY_RANGE: (74.1, "percent"),
    m.EFFICIENCY: (0.208, "ratio"),
    m.ADX: (18.24, "ratio"),
    m.VARIANCE_RATIO: (0.934, "ratio"),
    m.LIQUIDATIONS_GRAVITY: (-0.274, "ratio"),
    m.RANGE_LOW_DAY: (0.8021, "price_usd"),
    m.RANGE_HIGH_DAY: (0.8713, "price_usd"),
    m.RANGE_LOW_THREE_DAYS: (0.7762, "price_usd"),
    m.RANGE_HIGH_THREE_DAYS: (0.8991, "price_usd"),
    m.RANGE_COVERAGE: (Decimal("0.8"), "probability"),
}
_CHANCES = {"settlement": 0.004, "24h": 0.083, "72h": 0.236}


def rich(setup: Setup = FIL, **changes: float) -> Setup:
    """The setup with every further measure, changed ones among them, and odds of its levels.

    Keys are metrics with two underscores for a full stop.
    """
    values = {
        metric: (changes.get(metric.replace(".", "__"), value), unit)
        for metric, (value, unit) in _MORE.items()
    }
    more = tuple(
        measure(metric, value, unit, formula="computed") for metric, (value, unit) in values.items()
    )
    levels = tuple(
        replace(one, odds=tuple((name, p / (n + 1)) for name, p in _CHANCES.items()))
        for n, one in enumerate(setup.levels)
    )
    return replace(setup, measures=(*setup.measures, *more), levels=levels)


_CALM = with_measure(FIL, m.INDEX, Decimal("0.83565"), "price_usd")
DULL = replace(
    with_measure(
        with_measure(
            with_measure(
                with_measure(_CALM, m.FUNDING_PERCENTILE, 52.0, "percentile"),
                m.FUNDING_SETTLED,
                Decimal("0.0001"),
                "fraction_per_8h",
            ),
            m.FUNDING_RUNNING,
            Decimal("0.00011"),
            "fraction_per_8h",
        ),
        m.OPEN_INTEREST_BEFORE,
        Decimal(43000000),
        "coins",
    ),
    bias=Bias.NEUTRAL,
    invalidation=None,
    supporting=(signal(m.FUNDING_PERCENTILE, 0), signal(m.TAKER_RATIO, 0)),
    opposing=(signal(m.LIQUIDATIONS_ABOVE, 1, 0.0),),
)
"""Nothing stands out: a rate in the middle of its history, positions that hardly change."""


def elsewhere(venue: str, symbol: str, quote: str, rate: str, hours: int) -> Setup:
    """The same asset on another venue, with another symbol and settlement interval."""
    return replace(
        FIL,
        instrument=Instrument(venue=venue, symbol=symbol, base="FIL", quote=quote),
        measures=market_measures(rate, hours),
    )


CASES: dict[str, Setup] = {
    "negative funding": FIL,
    "positive funding": with_measure(FIL, m.FUNDING_SETTLED, Decimal("0.0003"), "fraction_per_8h"),
    "no funding due": with_measure(FIL, m.FUNDING_SETTLED, Decimal(0), "fraction_per_8h"),
    "short": replace(FIL, bias=Bias.SHORT, invalidation=0.91, opposing=(), regime=Regime.DOWN),
    "no lean": replace(FIL, bias=Bias.NEUTRAL, invalidation=None, regime=Regime.UNCERTAIN),
    "no signal": replace(FIL, bias=Bias.NEUTRAL, invalidation=None, supporting=(), opposing=()),
    "no levels": replace(FIL, levels=()),
    "levels above only": replace(FIL, levels=(level(Side.ABOVE, 0.92, None),)),
    "levels below only": replace(FIL, levels=(level(Side.BELOW, 0.79, None),)),
    "no positioning": without(FIL, "positioning"),
    "no account ratios": without(FIL, m.TOP_ACCOUNT_RATIO, m.GLOBAL_ACCOUNT_RATIO),
    "no open interest": without(FIL, "open_interest", "liquidations"),
    "no open interest before": without(FIL, m.OPEN_INTEREST_BEFORE),
    "open interest unchanged": with_measure(
        FIL, m.OPEN_INTEREST_BEFORE, Decimal(43100000), "coins"
    ),
    "open interest in dollars": replace(
        without(FIL, "open_interest"),
        measures=(
            *without(FIL, "open_interest").measures,
            measure(m.OPEN_INTEREST, Decimal(36018670), "usd"),
        ),
    ),
    "no index": without(FIL, "index"),
    "no funding": without(FIL, "funding"),
    "no percentile": without(FIL, "funding.percentile", "funding.median"),
    "no sample": without(FIL, "funding.sample"),
    "no median": without(FIL, "funding.median"),
    "no estimate": without(FIL, "funding.running"),
    "no settled rate": without(FIL, "funding.settled"),
    "no settlement time": without(FIL, m.FUNDING_SETTLED_TIME),
    "no next settlement": without(FIL, "funding.next"),
    "no base rate": replace(FIL, confidence=None),
    "no volatility rank": without(FIL, m.VOLATILITY_PERCENTILE),
    "no invalidation": replace(FIL, invalidation=None),
    "no price change": without(FIL, m.PRICE_DAY_AGO),
    "price unchanged": with_measure(FIL, m.PRICE_DAY_AGO, Decimal("0.836"), "price_usd"),
    "flat basis": with_measure(FIL, m.INDEX, Decimal("0.8357"), "price_usd"),
    "taker balance": taken(Decimal(1)),
    "taker buyers": taken(Decimal("1.4")),
    "taker sellers": taken(Decimal("0.7")),
    "hourly": replace(
        FIL,
        measures=market_measures("-0.0004", 1),
        valid_until=NEXT_AT,
    ),
    "four-hourly": replace(FIL, measures=market_measures("0.0001", 4)),
    "bare": BARE,
    "lowest": ranged(-0.0003, 0.0004),
    "highest": ranged(-0.0009, -0.0005),
    "tie": ranged(-0.00040602, 0.0004),
    "end of the ranks": with_measure(
        with_measure(FIL, m.FUNDING_PERCENTILE, 0.2, "percentile"),
        m.VOLATILITY_PERCENTILE,
        99.8,
        "percentile",
    ),
    "no price": without(FIL, "price"),
    "priceless": replace(without(BARE, "price"), bias=Bias.NEUTRAL),
    "dull": DULL,
    "dull and unchanged": with_measure(DULL, m.OPEN_INTEREST_BEFORE, Decimal(43100000), "coins"),
    "extreme": replace(
        with_measure(
            with_measure(
                with_measure(FIL, m.FUNDING_SETTLED, Decimal("-0.0094"), "fraction_per_8h"),
                m.FUNDING_PERCENTILE,
                0.7,
                "percentile",
            ),
            m.VOLATILITY_PERCENTILE,
            98.6,
            "percentile",
        ),
        volatility=VolatilityClass.EXTREME,
        bias=Bias.SHORT,
        invalidation=0.91,
        regime=Regime.DOWN,
        opposing=(
            signal(m.TAKER_RATIO, 1, band="extreme"),
            signal(m.TOP_POSITION_RATIO, 1, 0.25),
        ),
    ),
    "high volatility": replace(
        with_measure(FIL, m.VOLATILITY_PERCENTILE, 91.0, "percentile"),
        volatility=VolatilityClass.HIGH,
    ),
    "low volatility": replace(
        with_measure(FIL, m.VOLATILITY_PERCENTILE, 11.0, "percentile"),
        volatility=VolatilityClass.LOW,
    ),
    "split": replace(
        FIL,
        bias=Bias.NEUTRAL,
        invalidation=None,
        opposing=(
            signal(m.FUNDING_PERCENTILE, 1),
            signal(m.BASIS, -1, 0.25),
            signal(m.LIQUIDATIONS_BELOW, -1, 0.0),
        ),
    ),
    "crowd on the other side": with_measure(FIL, m.GLOBAL_ACCOUNT_RATIO, Decimal("0.71"), "ratio"),
    "accounts only": without(FIL, m.TOP_POSITION_RATIO),
    "top accounts only": without(FIL, m.TOP_POSITION_RATIO, m.GLOBAL_ACCOUNT_RATIO),
    "all accounts only": without(FIL, m.TOP_POSITION_RATIO, m.TOP_ACCOUNT_RATIO),
    "estimate as settled": with_measure(
        FIL, m.FUNDING_RUNNING, Decimal("-0.00040602"), "fraction_per_8h"
    ),
    "tiny rates": with_measure(
        with_measure(FIL, m.FUNDING_RUNNING, Decimal("0.0000001"), "fraction_per_8h"),
        m.FUNDING_SETTLED,
        Decimal("0.0000004"),
        "fraction_per_8h",
    ),
    "hyperliquid": elsewhere("hyperliquid", "FIL", "USD", "0.0000125", 1),
    "okx": elsewhere("okx", "FIL-USDT-SWAP", "USDT", "-0.0003", 8),
    "bybit": elsewhere("bybit", "FILUSDT", "USDT", "0.00005", 4),
    "rich": rich(taken(Decimal("1.4"))),
    "rich otherwise": rich(
        taken(Decimal("0.7")),
        funding__market_percentile=99.8,
        open_interest__volume_share_percentile=0.3,
        liquidations__gravity=0.31,
        range__high_24h=0.9312,
    ),
    "rich and one-sided": replace(
        rich(
            positioning__taker_buys_24h=44.2,
            open_interest__volume_share_percentile=4.0,
            range__low_24h=0.781,
        ),
        levels=rich().levels[1:],
    ),
    "rich with a wide range": rich(range__low_24h=0.781, range__high_24h=0.9312),
    "rich below": rich(range__low_24h=0.781, positioning__taker_buys_24h=49.98),
    "rich but dull": rich(
        DULL, funding__market_percentile=51, open_interest__volume_share_percentile=48
    ),
    "rich without levels": replace(rich(), levels=()),
    "pooled base rate": replace(
        FIL,
        confidence=Confidence(
            event="price higher", hours=24, base_rate=0.5081, sample=233321, pooled=True
        ),
    ),
}
