"""Facts and setups by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from reporter.model import metrics as m
from reporter.model.digest import digest
from reporter.model.facts import Fact, FactKind, Source
from reporter.model.market import Instrument, Nature
from reporter.model.news import DateSource, Item, Tier
from reporter.model.setup import (
    Bias,
    Confidence,
    Level,
    Measure,
    Regime,
    Setup,
    Side,
    VolatilityClass,
)
from reporter.model.units import Quantity

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
SETTLED_AT = datetime(2026, 3, 27, 16, 0, tzinfo=UTC)
NEXT_AT = datetime(2026, 3, 28, 0, 0, tzinfo=UTC)
DIGEST = digest(b"body")

ITEM = Item(
    id="wire-1",
    outlet="Harbour Wire",
    tier=Tier.MAJOR,
    title="Kalshi {{edition.desk.brand}} affiliate cleared",
    summary="The file shows it.",
    url="https://news.example/1?utm_source=x",
    link="https://m.news.example/1?id=2",
    canonical="https://news.example/1",
    published=AS_OF - timedelta(hours=2),
    date_source=DateSource.PUBLISHED,
    source=DIGEST,
)


def fact(value: Quantity | datetime | str, metric: str = "price", **more: Any) -> Fact:
    """A fact about FILUSDT."""
    given: dict[str, Any] = {
        "id": f"binance.filusdt.{metric}",
        "kind": FactKind.OBSERVED,
        "subject": "FILUSDT",
        "metric": metric,
        "value": value,
        "as_of": AS_OF,
        "source": Source(name="Binance", url="https://venue.example"),
    }
    return Fact(**{**given, **more})


def measure(metric: str, value: Any, unit: str = "", **more: Any) -> Measure:
    """A live measure off the wire."""
    given: dict[str, Any] = {
        "metric": metric,
        "value": value,
        "unit": unit,
        "as_of": AS_OF,
        "nature": Nature.LIVE,
        "source": DIGEST,
        "endpoint": "https://venue.example/api",
    }
    return Measure(**{**given, **more})


MEASURES = (
    measure(m.PRICE, Decimal("0.8360"), "price_usd"),
    measure(m.MARK, Decimal("0.8357"), "price_usd"),
    measure(m.INDEX, Decimal("0.836653"), "price_usd"),
    measure(
        m.FUNDING_SETTLED,
        Decimal("-0.00040602"),
        "fraction_per_8h",
        as_of=SETTLED_AT,
        nature=Nature.SETTLED,
    ),
    measure(m.FUNDING_NEXT_TIME, NEXT_AT),
    measure(m.FUNDING_PERCENTILE, 2.2500000001, "percentile", formula="mid-rank of settlements"),
    measure(m.OPEN_INTEREST_COINS, Decimal("43100000"), "coins"),
    measure(m.OPEN_INTEREST_BEFORE, Decimal("41750000"), "coins"),
    measure(m.PRICE_DAY_AGO, 0.864, "price_usd"),
    measure(m.TOP_POSITION_RATIO, Decimal("2.19"), "ratio"),
    measure(m.LIQUIDATIONS_ABOVE, 9_140_000.123456, "usd", nature=Nature.MODELLED),
    measure(m.LIQUIDATIONS_BELOW, 7_880_000.0, "usd", nature=Nature.MODELLED),
)


def setup(**changes: Any) -> Setup:
    """FILUSDT as in the specimen case."""
    given: dict[str, Any] = {
        "instrument": Instrument(venue="binance", symbol="FILUSDT", base="FIL", quote="USDT"),
        "as_of": AS_OF,
        "bias": Bias.LONG,
        "regime": Regime.RANGING,
        "volatility": VolatilityClass.MEDIUM,
        "confidence": Confidence(event="price higher", hours=24, base_rate=0.48237, sample=2160),
        "supporting": (),
        "opposing": (),
        "levels": (
            Level(side=Side.ABOVE, price=0.94, size=2e6, hours=24, touch=0.021, sample=2160),
            Level(side=Side.BELOW, price=0.75, size=1e6, hours=24, touch=None, sample=0),
            Level(side=Side.ABOVE, price=0.92, size=3e6, hours=24, touch=0.059, sample=2160),
            Level(side=Side.BELOW, price=0.79, size=1e6, hours=24, touch=0.144, sample=2160),
        ),
        "invalidation": 0.7905,
        "valid_until": NEXT_AT,
        "measures": MEASURES,
        "gaps": (),
    }
    return Setup(**{**given, **changes})
