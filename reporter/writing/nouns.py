"""What each fact is called in plain English, so that a sentence can be built on its name."""

from __future__ import annotations

import re
from typing import Final

from reporter.model import metrics as m
from reporter.model.facts import Fact
from reporter.model.units import Quantity

STATED: Final = {
    m.PRICE: "the price of",
    m.MARK: "the mark price of",
    m.INDEX: "the index price of",
    m.BASIS: "the basis of",
    m.PRICE_CHANGE: "the daily price change of",
    m.FUNDING_SETTLED: "the settled funding rate of",
    m.FUNDING_SETTLED_ANNUAL: "the simple yearly rate of settled funding on",
    m.FUNDING_RUNNING: "the running estimate of the funding rate of",
    m.FUNDING_RUNNING_ANNUAL: "the simple yearly rate of the running estimate for",
    m.FUNDING_MEDIAN: "the median settled funding rate of",
    m.OPEN_INTEREST: "the open interest of",
    m.OPEN_INTEREST_CHANGE: "the daily change in open interest of",
    m.TOP_POSITION_RATIO: "the ratio of long to short top trader positions in",
    m.TOP_POSITION_LONG: "the long share of top trader positions in",
    m.TOP_POSITION_SHORT: "the short share of top trader positions in",
    m.LIQUIDATIONS_ABOVE: "the modelled short liquidation sum above the price of",
    m.LIQUIDATIONS_BELOW: "the modelled long liquidation sum below the price of",
    f"{m.LEVEL_ABOVE}.1": "the nearest modelled level above the price of",
    f"{m.LEVEL_BELOW}.1": "the nearest modelled level below the price of",
    m.INVALIDATION: "the invalidation price of",
}
"""Figures that say something by themselves once they are named."""

COINS_CHANGE: Final = "the daily change in coins of the open interest of"
"""Beside an open interest in dollars, a change is no change of these dollars."""

_NAMED: Final = {
    m.SYMBOL: "the symbol of",
    m.BASE: "the base coin of",
    m.VENUE: "the venue of",
    m.FUNDING_SETTLED_TIME: "the time of the last settlement of",
    m.FUNDING_NEXT_TIME: "the time of the next settlement of",
    m.FUNDING_NEXT_IN: "the time left to the next settlement of",
    m.FUNDING_PERCENTILE: "the rank of the settled funding rate of",
    m.FUNDING_SAMPLE: "the number of past settlements read for",
    m.LIQUIDATIONS_SHARE: "the modelled liquidations against open interest of",
    m.INVALIDATION_DISTANCE: "the distance from the price to the invalidation of",
    m.VALID_UNTIL: "the time at which the view lapses on",
    m.BASE_RATE: "the share of past windows with a higher price of",
    m.BASE_SAMPLE: "the number of past windows read for",
    m.HORIZON: "the length of the past windows of",
    m.OPEN_INTEREST_COINS: "the open interest in coins of",
    m.TOP_ACCOUNT_RATIO: "the ratio of long to short top trader accounts in",
    m.GLOBAL_ACCOUNT_RATIO: "the ratio of long to short accounts in",
    m.TAKER_RATIO: "the ratio of taker buying to selling in",
    m.VOLATILITY: "the realised volatility of",
    m.VOLATILITY_PERCENTILE: "the rank of the realised volatility of",
    m.VOLATILITY_RANGE: "the volatility by highs and lows of",
    m.BASIS_PERCENTILE: "the rank of the basis of",
    m.FUNDING_SETTLED_8H: "the settled funding rate, on an equal interval, of",
    m.FUNDING_RUNNING_8H: "the running estimate, on an equal interval, of",
    m.VOLUME: "the volume traded in a day of",
    m.FUNDING_IMPLIED: "the funding rate by the venue's formula of",
    m.FUNDING_RESIDUAL: "the settled rate less that by the venue's formula of",
    m.FUNDING_MARKET_PERCENTILE: "the rank across the market of the running estimate of",
    m.FUNDING_MARKET_SAMPLE: "the number of contracts compared with",
    m.OPEN_INTEREST_CHANGE_PERCENTILE: "the rank of the daily change in open interest of",
    m.OPEN_INTEREST_TURNOVER: "the open interest over a day's volume of",
    m.TAKER_BUYS_DAY: "the taker buys in a day's volume of",
    m.OPEN_INTEREST_TURNOVER_PERCENTILE: "the rank of open interest over volume of",
    m.TOP_POSITION_PERCENTILE: "the rank of the ratio of top trader positions in",
    m.TOP_ACCOUNT_LONG: "the long share of top trader accounts in",
    m.TOP_ACCOUNT_SHORT: "the short share of top trader accounts in",
    m.TOP_ACCOUNT_PERCENTILE: "the rank of the ratio of top trader accounts in",
    m.GLOBAL_ACCOUNT_LONG: "the long share of all accounts in",
    m.GLOBAL_ACCOUNT_SHORT: "the short share of all accounts in",
    m.GLOBAL_ACCOUNT_PERCENTILE: "the rank of the ratio of all accounts in",
    m.TAKER_WINDOW: "the hours of the taker ratio of",
    m.TAKER_PERCENTILE: "the rank of the taker ratio of",
    m.EFFICIENCY: "the efficiency of the price path of",
    m.ADX: "the ADX, a directional index, of",
    m.VARIANCE_RATIO: "the variance ratio of",
    m.LIQUIDATIONS_GRAVITY: "the gravity of the modelled liquidation map of",
    m.RANGE_LOW_DAY: "the low end of the shorter expected range of",
    m.RANGE_HIGH_DAY: "the high end of the shorter expected range of",
    m.RANGE_LOW_THREE_DAYS: "the low end of the longer expected range of",
    m.RANGE_HIGH_THREE_DAYS: "the high end of the longer expected range of",
    m.RANGE_COVERAGE: "the modelled probability of the expected ranges of",
    m.HORIZON_DAY: "the shorter horizon of odds for",
    m.HORIZON_THREE_DAYS: "the longer horizon of odds for",
    "outlet": "the outlet",
    "title": "the title by",
    "published": "the day of publication by",
}
"""Names, times, and figures that need another one beside them to say anything."""

_WHOLE: Final = {
    "desk.as_of": "the time at which prices were read",
    "market.symbols": "the number of symbols measured",
    "news.items": "the number of items read",
    "news.stories": "the number of stories read",
    "news.outlets": "the number of outlets read",
    "outlets": "the number of outlets with the story",
    "items": "the number of items with the story",
    "first_seen": "the time at which the story was first seen",
    "last_seen": "the time at which the story was last seen",
    "led": "the day on which the story led an edition before",
}
"""Facts about the edition or a story, whose subjects are no names for a reader."""

_LEVEL: Final = re.compile(
    r"level\.(above|below)\.\d+(?:\.(distance|odds(?:_settlement|_24h|_72h)?|hours|sample|size))?"
)
_OF_LEVEL: Final = {
    None: "a further modelled level {} the price of",
    "distance": "the distance to a modelled level {} the price of",
    "odds": "the share of past windows that reached a level {} in",
    "odds_settlement": "the modelled odds until settlement of a level {} in",
    "odds_24h": "the modelled odds within the shorter horizon of a level {} in",
    "odds_72h": "the modelled odds within the longer horizon of a level {} in",
    "hours": "the length of the windows for a level {} in",
    "sample": "the number of past windows read for a level {} in",
    "size": "the modelled size at a level {} the price of",
}


def noun(fact: Fact) -> str:
    """The name of a fact up to its subject: "the settled funding rate of"."""
    if fact.metric == m.OPEN_INTEREST_CHANGE and _counts_coins(fact):
        return COINS_CHANGE
    for names in (STATED, _NAMED, _WHOLE):
        if fact.metric in names:
            return names[fact.metric]
    if level := _LEVEL.fullmatch(fact.metric):
        return _OF_LEVEL[level[2]].format(level[1])
    return f"the {re.sub('[._]', ' ', fact.metric)} of"


def _counts_coins(fact: Fact) -> bool:
    return any(one.endswith(f".{m.OPEN_INTEREST_COINS}") for one in fact.inputs)


def is_whole(fact: Fact) -> bool:
    """Whether the fact's name needs no subject behind it."""
    return fact.metric in _WHOLE


def is_stated(fact: Fact) -> bool:
    """Whether the fact's name and figure make a sentence of their own.

    Names and times do not: "the symbol of FILUSDT stands at FILUSDT" tells nobody anything.
    """
    return isinstance(fact.value, Quantity) and fact.metric in STATED
