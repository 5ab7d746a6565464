"""Bybit's universe: tickers, and the contracts' states and funding terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any

from reporter.model.market import Instrument, Ticker, Tickers
from reporter.sources.asking import Answers, answered
from reporter.sources.bybit import VENUE, listed, scale, traded
from reporter.sources.bybit_symbol import read_terms
from reporter.sources.gaps import Parts
from reporter.sources.history import multiplied
from reporter.sources.readings import timely
from reporter.sources.universe import Universe, estimate, given_or_none, next_settlement
from reporter.sources.wire import Answer, natural, number, positive


@dataclass(frozen=True, slots=True)
class _Row:
    """What the lists say of one contract; ``state`` is None where its list cannot be read."""

    answer: Answer
    fields: Mapping[str, Any]
    state: Mapping[str, Any] | None
    as_of: datetime


def tickers(given: Answers, as_of: datetime) -> Tickers:
    """Every dollar perpetual that is traded; a contract that is not is left out."""
    universe = Universe(VENUE)
    prices = universe.rows("prices", given, "tickers")
    states = universe.rows("contract states", given, "contracts")
    for code, fields in sorted((prices or {}).items()):
        contract = listed(code)
        if contract and (states is None or traded(states.get(code, {}))):
            state = states[code] if states else None
            row = _Row(answered(given, "tickers"), fields, state, as_of)
            universe.add(contract, partial(_ticker, row, contract))
    return universe.close()


def _ticker(row: _Row, contract: Instrument, parts: Parts) -> Ticker:
    factor, fields = scale(contract), row.fields
    price, coins = multiplied(positive, factor), multiplied(natural, Decimal(1) / factor)
    moment = timely(row.answer.stamp, row.as_of)
    terms = parts.take("funding terms", partial(read_terms, row.state)) if row.state else None
    following = fields.get("nextFundingTime")
    return Ticker(
        instrument=contract,
        as_of=moment,
        price=price(fields.get("lastPrice")),
        mark=given_or_none(parts, "mark price", fields.get("markPrice"), price),
        index=given_or_none(parts, "index price", fields.get("indexPrice"), price),
        funding=estimate(parts, fields.get("fundingRate"), terms),
        interval_hours=terms.hours if terms else None,
        next_settlement=next_settlement(parts, following, terms, row.as_of),
        cap=terms.cap if terms else None,
        floor=terms.floor if terms else None,
        open_interest_coins=given_or_none(
            parts, "open interest", fields.get("openInterest"), coins
        ),
        volume_usd=given_or_none(parts, "volume", fields.get("turnover24h"), natural),
        change_24h=given_or_none(parts, "price change", fields.get("price24hPcnt"), number),
        source=row.answer.source,
        endpoint=row.answer.endpoint,
    )
