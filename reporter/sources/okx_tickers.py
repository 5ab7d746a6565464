"""OKX's universe: tickers, marks, indices, open interest, funding and contract states."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from reporter.model.market import Instrument, Ticker, Tickers
from reporter.sources.asking import Answers, answered
from reporter.sources.gaps import Parts
from reporter.sources.history import multiplied
from reporter.sources.intervals import Terms
from reporter.sources.okx import QUOTES, VENUE, listed, scale, traded
from reporter.sources.okx_symbol import KEY, funding_moment, open_interest, read_terms
from reporter.sources.readings import timely
from reporter.sources.universe import (
    Rows,
    Universe,
    estimate,
    given_or_none,
    next_settlement,
)
from reporter.sources.wire import Answer, natural, positive


@dataclass(frozen=True, slots=True)
class _Lists:
    """The bulk lists by contract, empty where one cannot be read."""

    answer: Answer
    prices: Rows
    states: Rows
    marks: Rows
    interest: Rows
    funding: Rows
    index: Rows
    as_of: datetime


def tickers(given: Answers, as_of: datetime) -> Tickers:
    """Every dollar perpetual that is traded; a contract that is not is left out."""
    universe = Universe(VENUE)
    prices = universe.rows("prices", given, "tickers", KEY)
    states = universe.rows("contract states", given, "contracts", KEY)
    marks = universe.rows("mark prices", given, "marks", KEY)
    interest = universe.rows("open interest", given, "open_interest_now", KEY)
    funding = universe.rows("funding", given, "funding_now", KEY)
    index: dict[str, Mapping[str, Any]] = {}
    for quote in QUOTES:
        index |= universe.rows(f"index prices in {quote}", given, f"index_{quote}", KEY) or {}
    if prices is None:
        return universe.close()
    lists = _Lists(
        answered(given, "tickers"),
        prices,
        states or {},
        marks or {},
        interest or {},
        funding or {},
        index,
        as_of,
    )
    for code in sorted(prices):
        contract = listed(code)
        if contract and (states is None or traded(states.get(code, {}))):
            universe.add(contract, partial(_ticker, lists, contract))
    return universe.close()


def _ticker(lists: _Lists, contract: Instrument, parts: Parts) -> Ticker:
    price = multiplied(positive, scale(contract))
    fields = lists.prices[contract.code]
    moment = timely(fields.get("ts"), lists.as_of)
    mark = _fresh(parts, "mark price", lists.marks.get(contract.code), lists.as_of)
    index_code = contract.code.removesuffix("-SWAP")
    index = _fresh(parts, "index price", lists.index.get(index_code), lists.as_of)
    funding = lists.funding.get(contract.code, {})
    terms = _terms(parts, funding, lists.as_of)
    following = funding.get("fundingTime")
    return Ticker(
        instrument=contract,
        as_of=moment,
        price=price(fields.get("last")),
        mark=given_or_none(parts, "mark price", mark.get("markPx"), price) if mark else None,
        index=given_or_none(parts, "index price", index.get("idxPx"), price) if index else None,
        funding=estimate(parts, funding.get("fundingRate"), terms),
        interval_hours=terms.hours if terms else None,
        next_settlement=next_settlement(parts, following, terms, lists.as_of) if terms else None,
        cap=terms.cap if terms else None,
        floor=terms.floor if terms else None,
        open_interest_coins=_interest(parts, lists, contract),
        volume_usd=parts.take("volume", partial(_volume, fields)),
        change_24h=parts.take("price change", partial(_change, fields)),
        source=lists.answer.source,
        endpoint=lists.answer.endpoint,
    )


def _fresh(
    parts: Parts, part: str, row: Mapping[str, Any] | None, as_of: datetime
) -> Mapping[str, Any]:
    """The record where it is stamped in time; an empty one, and a gap, where it is not."""
    if row is None:
        return {}
    moment = parts.take(part, lambda: timely(row.get("ts"), as_of))
    return {} if moment is None else row


def _terms(parts: Parts, funding: Mapping[str, Any], as_of: datetime) -> Terms | None:
    def read() -> Terms:
        funding_moment(funding, as_of)
        return read_terms(funding)

    return parts.take("funding terms", read) if funding else None


def _interest(parts: Parts, lists: _Lists, contract: Instrument) -> Decimal | None:
    row = _fresh(parts, "open interest", lists.interest.get(contract.code), lists.as_of)
    state = lists.states.get(contract.code)
    if not row or state is None:
        return None
    coins = parts.take("open interest", partial(open_interest, row, state))
    return None if coins is None else coins / scale(contract)


def _volume(fields: Mapping[str, Any]) -> Decimal:
    """The day's volume in USD: coins, which the venue gives, at the last price."""
    return natural(fields.get("volCcy24h")) * positive(fields.get("last"))


def _change(fields: Mapping[str, Any]) -> Decimal:
    return positive(fields.get("last")) / positive(fields.get("open24h")) - 1
