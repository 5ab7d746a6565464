"""The closed list of per-symbol metrics: the third and later parts of a market fact's id.

One spelling for all rooms: ``signals`` measures them, ``ledger`` turns them into facts,
``writing`` refers to them, ``checking`` knows which words go with them.
"""

from __future__ import annotations

from typing import Final

SYMBOL: Final = "symbol"
BASE: Final = "base"
VENUE: Final = "venue"
"""Names as printed: text facts, so that a ticker with digits stands in prose by reference."""

PRICE: Final = "price"
MARK: Final = "mark"
INDEX: Final = "index"
BASIS: Final = "basis"

FUNDING_SETTLED: Final = "funding.settled"
FUNDING_SETTLED_TIME: Final = "funding.settled_time"
FUNDING_SETTLED_ANNUAL: Final = "funding.settled_annual"
FUNDING_RUNNING: Final = "funding.running"
FUNDING_RUNNING_ANNUAL: Final = "funding.running_annual"
FUNDING_NEXT_TIME: Final = "funding.next_time"
FUNDING_NEXT_IN: Final = "funding.next_in"
FUNDING_INTERVAL: Final = "funding.interval"
FUNDING_CAP: Final = "funding.cap"
FUNDING_FLOOR: Final = "funding.floor"
FUNDING_PERCENTILE: Final = "funding.percentile"
FUNDING_SAMPLE: Final = "funding.sample"
"""How many settlements the percentile was taken over."""
FUNDING_MEDIAN: Final = "funding.median"
FUNDING_LOW: Final = "funding.low"
FUNDING_HIGH: Final = "funding.high"
"""Lowest and highest rate of the own history before the latest settlement."""

FUNDING_IMPLIED: Final = "funding.implied"
"""The rate that the venue's formula gives for the last settlement from the premium's history."""

OPEN_INTEREST: Final = "open_interest"
OPEN_INTEREST_COINS: Final = "open_interest.coins"
OPEN_INTEREST_BEFORE: Final = "open_interest.day_ago"
OPEN_INTEREST_CHANGE: Final = "open_interest.change_24h"

TOP_POSITION_RATIO: Final = "positioning.top_position"
TOP_POSITION_LONG: Final = "positioning.top_position_long"
TOP_POSITION_SHORT: Final = "positioning.top_position_short"
TOP_ACCOUNT_RATIO: Final = "positioning.top_account"
GLOBAL_ACCOUNT_RATIO: Final = "positioning.global_account"
TAKER_RATIO: Final = "positioning.taker"

PRICE_CHANGE: Final = "price.change_24h"
PRICE_DAY_AGO: Final = "price.day_ago"
VOLATILITY: Final = "volatility.realised_24h"
VOLATILITY_PERCENTILE: Final = "volatility.percentile"
VOLATILITY_CLASS: Final = "volatility.class"
REGIME: Final = "regime"
EFFICIENCY: Final = "regime.efficiency"

LIQUIDATIONS_ABOVE: Final = "liquidations.above"
LIQUIDATIONS_BELOW: Final = "liquidations.below"
LIQUIDATIONS_SHARE: Final = "liquidations.oi_share"
LEVEL_ABOVE: Final = "level.above"
LEVEL_BELOW: Final = "level.below"
"""Levels carry a running qualifier: ``level.above.1``; with ``.distance``, ``.odds``, ``.size``."""

BIAS: Final = "bias"
PROBABILITY: Final = "confidence.probability"
BASE_RATE: Final = "confidence.base_rate"
BASE_SAMPLE: Final = "confidence.sample"
HORIZON: Final = "confidence.horizon"
INVALIDATION: Final = "invalidation"
INVALIDATION_DISTANCE: Final = "invalidation.distance"
VALID_UNTIL: Final = "valid_until"
