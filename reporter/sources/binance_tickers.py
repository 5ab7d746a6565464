"""Binance's universe: prices of the day, premium index, funding terms and contract states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from reporter.model.market import Instrument, Ticker, Tickers
from reporter.sources.asking import Answers, answered
from reporter.sources.binance import VENUE, instrument
from reporter.sources.binance_funding import UNLISTED, read_terms
from reporter.sources.gaps import Parts
from reporter.sources.intervals import Terms
from reporter.sources.readings import timely
from reporter.sources.universe import (
    Rows,
    Universe,
    estimate,
    given_or_none,
    next_settlement,
    percent,
)
from reporter.sources.wire import Answer, as_mapping, natural, positive, refused


@dataclass(frozen=True, slots=True)
class _Lists:
    """The bulk lists by contract; ``terms`` is None where the venue did not give them."""

    day: Answer
    prices: Rows
    premium: Rows
    terms: Rows | None
    as_of: datetime


def tickers(given: Answers, as_of: datetime) -> Tickers:
    """Every dollar perpetual that is traded; a contract that is not is left out."""
    universe = Universe(VENUE)
    prices = universe.rows("prices", given, "ticker_day")
    premium = universe.rows("premium index", given, "premium_index")
    terms = _terms(universe, given)
    states = universe.rows("contract states", _contracts(given), "contracts")
    if prices is None or premium is None:
        return universe.close()
    lists = _Lists(answered(given, "ticker_day"), prices, premium, terms, as_of)
    for symbol in sorted(prices):
        contract = instrument(symbol)
        if contract.quote and (states is None or _traded(states.get(symbol, {}))):
            universe.add(contract, partial(_ticker, lists, contract))
    return universe.close()


def _terms(universe: Universe, given: Answers) -> Rows | None:
    """The adjusted contracts; an empty list says that there are none."""
    listed = given["funding_info"]
    if isinstance(listed, Answer) and listed.value == []:
        return {}
    return universe.rows("funding terms", given, "funding_info")


def _contracts(given: Answers) -> Answers:
    """The contract list lies inside the answer about the exchange."""
    about = given["contracts"]
    if not isinstance(about, Answer):
        return given
    return {**given, "contracts": replace(about, value=as_mapping(about.value).get("symbols"))}


def _traded(state: Mapping[str, Any]) -> bool:
    """Whether the state is that of a perpetual in trading; delivery contracts are none."""
    kind = state.get("contractType", "PERPETUAL")
    return state.get("status") == "TRADING" and "PERPETUAL" in str(kind)


def _ticker(lists: _Lists, contract: Instrument, parts: Parts) -> Ticker:
    day = lists.prices[contract.symbol]
    index = lists.premium.get(contract.symbol)
    if index is None:
        raise refused("The premium index does not name this symbol.", "missing")
    moment = timely(index.get("time"), lists.as_of)
    terms = _terms_of(lists, contract.symbol, parts)
    following = index.get("nextFundingTime")
    return Ticker(
        instrument=contract,
        as_of=moment,
        price=positive(day.get("lastPrice")),
        mark=given_or_none(parts, "mark price", index.get("markPrice"), positive),
        index=given_or_none(parts, "index price", index.get("indexPrice"), positive),
        funding=estimate(parts, index.get("lastFundingRate"), terms),
        interval_hours=terms.hours if terms else None,
        next_settlement=next_settlement(parts, following, terms, lists.as_of),
        cap=terms.cap if terms else None,
        floor=terms.floor if terms else None,
        open_interest_coins=None,
        volume_usd=given_or_none(parts, "volume", day.get("quoteVolume"), natural),
        change_24h=given_or_none(parts, "price change", day.get("priceChangePercent"), percent),
        source=lists.day.source,
        endpoint=lists.day.endpoint,
    )


def _terms_of(lists: _Lists, symbol: str, parts: Parts) -> Terms | None:
    if lists.terms is None:
        return None
    entry = lists.terms.get(symbol)
    return UNLISTED if entry is None else parts.take("funding terms", partial(read_terms, entry))
