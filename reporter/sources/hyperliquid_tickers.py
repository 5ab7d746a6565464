"""Hyperliquid's universe, from the one list of terms and states."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from reporter.model.market import Instrument, Ticker, Tickers
from reporter.sources.asking import Answers, answered
from reporter.sources.gaps import Parts
from reporter.sources.history import multiplied
from reporter.sources.hyperliquid import VENUE, listed, scale, traded
from reporter.sources.hyperliquid_symbol import TERMS, following
from reporter.sources.readings import timely
from reporter.sources.universe import Universe, estimate, given_or_none
from reporter.sources.wire import Answer, natural, positive, refused

_DIGITS: Final = 8
_MOST_TIMES: Final = 100


def tickers(given: Answers, as_of: datetime) -> Tickers:
    """Every perpetual that is traded; delisted ones are left out."""
    universe = Universe(VENUE)
    for code, fields in sorted(
        (universe.rows("contracts", given, "contexts", "name") or {}).items()
    ):
        contract = listed(code)
        if contract and traded(fields):
            answer = answered(given, "contexts")
            universe.add(contract, partial(_ticker, answer, fields, contract, as_of))
    return universe.close()


def _ticker(
    answer: Answer, fields: Mapping[str, Any], contract: Instrument, as_of: datetime, parts: Parts
) -> Ticker:
    factor = scale(contract)
    price, coins = multiplied(positive, factor), multiplied(natural, 1 / factor)
    mark = given_or_none(parts, "mark price", fields.get("markPx"), price)
    before = given_or_none(parts, "price a day ago", fields.get("prevDayPx"), price)
    return Ticker(
        instrument=contract,
        as_of=timely(answer.stamp, as_of),
        price=price(fields.get("midPx")),
        mark=mark,
        index=given_or_none(parts, "index price", fields.get("oraclePx"), price),
        funding=estimate(parts, fields.get("funding"), TERMS),
        interval_hours=TERMS.hours,
        next_settlement=following(as_of),
        cap=TERMS.cap,
        floor=TERMS.floor,
        open_interest_coins=given_or_none(
            parts, "open interest", fields.get("openInterest"), coins
        ),
        volume_usd=given_or_none(parts, "volume", fields.get("dayNtlVlm"), natural),
        change_24h=parts.take("price change", partial(_change, mark, before)),
        source=answer.source,
        endpoint=answer.endpoint,
    )


def _change(now: Decimal | None, before: Decimal | None) -> Decimal | None:
    """The change as a fraction, to eight places; None where one of the prices is untold."""
    if now is None or before is None:
        return None
    if now > _MOST_TIMES * before:
        raise refused("No price rises so much in a day.", "implausible")
    return round(now / before - 1, _DIGITS)
