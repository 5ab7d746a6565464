"""The document in which a publisher's own engine hands over its setups.

These models are the one description of it: ``docs/engine.schema.json`` is generated from them.
Every rate states its unit and, where it is a funding rate, its interval; nothing is guessed.
Numbers may be JSON numbers or, better, text such as ``"-0.0406"``, whose digits are kept.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

SCHEMA: Final = 1
_DIGITS: Final = r"-?\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?"
_NUMBER: Final = re.compile(_DIGITS, re.ASCII)


def _number(value: Any) -> Decimal:
    """A finite decimal number, digit for digit as it was written."""
    text = str(value) if isinstance(value, str | int | Decimal) else ""
    if isinstance(value, bool) or not _NUMBER.fullmatch(text):
        raise ValueError('is no finite number; write it as text such as "-0.0406"')
    return Decimal(text)


def _moment(value: Any) -> datetime:
    """An instant with its zone, in UTC."""
    try:
        moment = datetime.fromisoformat(value)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise ValueError("is no time with its zone; write it as 2026-03-27T21:21:00Z") from error


def _chance(value: Decimal) -> Decimal:
    if not 0 <= value <= 1:
        raise ValueError("is no probability from 0 to 1; 48.7 percent is written 0.487")
    return value


Number = Annotated[
    Decimal,
    BeforeValidator(_number),
    WithJsonSchema({"anyOf": [{"type": "string", "pattern": f"^{_DIGITS}$"}, {"type": "number"}]}),
]
Positive = Annotated[Number, Field(gt=0)]
Amount = Annotated[Number, Field(ge=0)]
Chance = Annotated[Number, AfterValidator(_chance), Field(description="A probability from 0 to 1.")]
Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Hours = Annotated[int, Field(ge=1, le=720)]
Sample = Annotated[int, Field(ge=1)]
Unit = Literal["percent", "bps", "fraction"]
VenueName = Literal["binance", "bybit", "okx", "hyperliquid"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Rate(_Strict):
    """A share or a rate; ``unit`` says what 1 means: 1 percent, 1 basis point, or the whole."""

    value: Number
    unit: Unit


class FundingRate(Rate):
    """A funding rate per settlement interval."""

    interval_hours: Literal[1, 2, 3, 4, 6, 8, 12, 24]


class Settled(FundingRate):
    """The last settled rate, and the simple annual rate if it is stated."""

    settled_at: Moment
    annual: Rate | None = None


class Running(FundingRate):
    """The estimate for the running interval."""

    next_settlement_at: Moment | None = None
    annual: Rate | None = None


class History(_Strict):
    """The contract's own settlements of up to 180 days, the latest left out of the extremes."""

    percentile: Annotated[Number, Field(ge=0, le=100)]
    sample: Sample
    low: FundingRate | None = None
    high: FundingRate | None = None


class Funding(_Strict):
    """Settled and running rate kept apart, the venue's limits, and the rank in own history."""

    settled: Settled | None = None
    running: Running | None = None
    cap: FundingRate | None = None
    floor: FundingRate | None = None
    history: History | None = None


class OpenInterest(_Strict):
    """Open interest in coins of the base asset, in USD, and its change."""

    coins: Amount | None = None
    usd: Amount | None = None
    change_24h: Rate | None = None


class Liquidations(_Strict):
    """Modelled totals on either side of price, within the open interest of the same venue."""

    above_usd: Amount
    below_usd: Amount


class Positioning(_Strict):
    """Longs over shorts of one population, and their shares."""

    population: Literal[
        "top_traders_by_position", "top_traders_by_account", "all_accounts", "taker_flow"
    ]
    ratio: Amount
    long: Rate | None = None
    short: Rate | None = None


class Odds(_Strict):
    """The chance that a level trades within ``hours``, over ``sample`` past windows."""

    probability: Chance
    hours: Hours
    sample: Sample


class Level(_Strict):
    """A price at which liquidations cluster in the engine's model."""

    side: Literal["above", "below"]
    price: Positive
    size_usd: Positive | None = None
    odds: Odds | None = None


class Confidence(_Strict):
    """The chance of a typed event beside its base rate."""

    event: Literal["price_higher"]
    hours: Hours
    base_rate: Chance
    sample: Sample
    probability: Chance | None = None


class SetupEntry(_Strict):
    """What the engine says of one contract; ``as_of`` and ``venue`` default to the document's."""

    symbol: Annotated[str, Field(pattern=r"^[A-Z0-9]{2,30}$")]
    venue: VenueName | None = None
    as_of: Moment | None = None
    price: Positive
    mark: Positive | None = None
    index: Positive | None = None
    basis: Rate | None = None
    funding: Funding | None = None
    open_interest: OpenInterest | None = None
    liquidations: Liquidations | None = None
    positioning: Annotated[list[Positioning], Field(max_length=4)] = []
    bias: Literal["long", "short", "none"]
    confidence: Confidence | None = None
    levels: Annotated[list[Level], Field(max_length=12)] = []
    invalidation: Positive | None = None
    valid_until: Moment
    regime: Literal["ranging", "trending_up", "trending_down", "uncertain"] = "uncertain"
    volatility: Literal["low", "medium", "high", "extreme"] | None = None
    reasons: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=10)] = []


class Engine(_Strict):
    """Whose setups these are."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 .&+-]{0,59}$")]
    version: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9.+-]{0,29}$")]
    method_url: Annotated[str, Field(pattern=r"^https?://[^\s<>\"]{1,300}$")] | None = None


class Envelope(_Strict):
    """The document around its setups, which are read one by one."""

    schema_: Annotated[Literal[1], Field(alias="schema")]
    engine: Engine
    as_of: Moment
    venue: VenueName
    setups: Annotated[list[Any], Field(max_length=500)]


class EngineDocument(Envelope):
    """Setups of a publisher's own engine, for Reporter."""

    setups: Annotated[list[SetupEntry], Field(max_length=500)]
