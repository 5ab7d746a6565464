"""One Hyperliquid contract from the venue's answers: readings, history, a gap for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

import numpy as np

from reporter.model import metrics
from reporter.model.market import Instrument, Nature
from reporter.signals.margins import Bracket
from reporter.signals.series import Series, SymbolData
from reporter.sources.asking import Answers
from reporter.sources.gaps import Parts
from reporter.sources.history import (
    HOUR_MS,
    LABELS,
    Figures,
    Layout,
    bar_agrees,
    multiplied,
)
from reporter.sources.hyperliquid import instrument, scale
from reporter.sources.intervals import Interval, Terms
from reporter.sources.readings import (
    Live,
    Readings,
    drop_foreign_scale,
    drop_old_funding,
    read_histories,
)
from reporter.sources.universe import estimate
from reporter.sources.wire import natural, number, positive, records

TERMS: Final = Terms(1, Decimal("0.04"), Decimal("-0.04"))
"""Funding of every contract: each hour, at most 4 %. The venue's rule, no part of its answers."""

_NO_BOUND: Final = Decimal(10**12)
"""Dollars that no position reaches: the last tier has no upper bound."""

_NOT_PUBLISHED: Final = ("open_interest", "top_position", "top_account", "global_account", "taker")


def following(as_of: datetime) -> datetime:
    """The next settlement: the next full hour."""
    return as_of.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _turnover(row: Figures) -> Decimal:
    """Dollars traded in a bar, which the venue does not tell: coins at the bar's typical price."""
    _, high, low, close, volume = row
    return volume * (high + low + close) / 3


def _possible(row: Figures) -> bool:
    return TERMS.admits(row[0])


def candles(factor: Decimal) -> Layout:
    """The hourly bars; ``factor`` as in ``reporter.sources.multiples``."""
    price, coins = multiplied(positive, factor), multiplied(natural, 1 / factor)
    return Layout(
        name="candles",
        time="t",
        columns=(
            ("open", "o", price),
            ("high", "h", price),
            ("low", "l", price),
            ("close", "c", price),
            ("volume", "v", coins),
        ),
        added=(("quote_volume", _turnover),),
        agrees=bar_agrees,
        key="s",
        spans=True,
        unbroken=True,
        patience=2,
    )


def layouts(factor: Decimal) -> tuple[Layout, ...]:
    """The venue's histories; ``factor`` as in ``reporter.sources.multiples``.

    Premiums stand in the rows of settlements, stamped with the end of their hour.
    """
    return (
        candles(factor),
        Layout(
            name="funding",
            time="time",
            columns=(("rate", "fundingRate", number),),
            agrees=_possible,
            key="coin",
            step=0,
            patience=0,
        ),
        Layout(
            name="premium",
            time="time",
            columns=(("close", "premium", number),),
            key="coin",
            unbroken=True,
            patience=2,
        ),
    )


def bars(given: Answers, as_of: datetime) -> dict[str, Series]:
    """The hourly bars in answers that go by symbol; a symbol without any is left out."""
    found = {}
    for symbol, answer in given.items():
        contract = instrument(symbol)
        layout = candles(scale(contract))
        rows = {layout.name: answer}
        read = read_histories(Parts(symbol), [layout], rows, contract.code, as_of)
        if layout.name in read:
            found[symbol] = read[layout.name]
    return found


def read_symbol(contract: Instrument, given: Answers, as_of: datetime) -> SymbolData:
    """All that the answers hold of one symbol. Never raises for what the venue sent."""
    parts, factor = Parts(contract.symbol), scale(contract)
    readings = Readings(parts, contract, as_of, factor)
    rows = {**given, "premium": given["funding"]}
    history = read_histories(parts, layouts(factor), rows, readings.code, as_of)
    if premium := history.get("premium"):
        history["premium"] = replace(premium, times=premium.times - HOUR_MS)
    for name in _NOT_PUBLISHED:
        parts.note(LABELS[name], "not-published")
    _name_holes(parts, history.get("funding"))
    drop_old_funding(parts, history, Interval(TERMS.hours), as_of)
    margins = None
    live = readings.live("live readings", given, "contexts", key="name", stamp="")
    if live:
        _readings(readings, live)
        margins = parts.take("maintenance margins", partial(_brackets, live.fields))
    drop_foreign_scale(parts, history, readings.found)
    return SymbolData(
        instrument=contract,
        observations=readings.found,
        history=history,
        interval_hours=TERMS.hours,
        next_settlement=following(as_of),
        brackets=margins or (),
        gaps=tuple(parts.gaps),
    )


def _name_holes(parts: Parts, funding: Series | None) -> None:
    """Say where a settlement is missing; the interval is the same for all contracts, for ever."""
    if funding and (np.diff(funding.times) != TERMS.hours * HOUR_MS).any():
        parts.note("settlement interval", "hole")


def _brackets(fields: Mapping[str, Any]) -> tuple[Bracket, ...]:
    """Margins by size of position: half of what the highest leverage of each tier stakes.

    A contract without tiers has its one leverage at all sizes.
    """
    sent = fields.get("marginTiers")
    flat = [{"lowerBound": "0.0", "maxLeverage": fields.get("maxLeverage")}]
    tiers = [
        (natural(tier.get("lowerBound")), positive(tier.get("maxLeverage")))
        for tier in (flat if sent is None else records(sent))
    ]
    caps = [bound for bound, _ in tiers[1:]] + [_NO_BOUND]
    return tuple(
        Bracket(cap=float(cap), leverage=float(leverage), rate=float(1 / (2 * leverage)))
        for cap, (_, leverage) in zip(caps, tiers, strict=True)
    )


def _readings(readings: Readings, live: Live) -> None:
    """Prices, open interest and running estimate; the middle of the book stands for the price."""
    readings.price("price", live, "midPx", metrics.PRICE)
    readings.price("mark price", live, "markPx", metrics.MARK)
    readings.price("index price", live, "oraclePx", metrics.INDEX)
    readings.coins("open interest", live, "openInterest", metrics.OPEN_INTEREST_COINS)
    rate = estimate(readings.parts, live.fields.get("funding"), TERMS)
    if rate is not None:
        unit = f"fraction_per_{TERMS.hours}h"
        readings.put(metrics.FUNDING_RUNNING, rate, unit, live.origin, Nature.PREDICTED)
