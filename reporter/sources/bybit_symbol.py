"""One Bybit contract from the venue's answers: readings, history, and a gap for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Any, Final

from reporter.model import metrics
from reporter.model.market import Instrument
from reporter.signals.margins import Bracket
from reporter.signals.series import Series, SymbolData
from reporter.sources.asking import Answers, answered, every_page
from reporter.sources.bybit import instrument, scale
from reporter.sources.gaps import Parts
from reporter.sources.history import LABELS, Figures, Layout, listed_candles, multiplied
from reporter.sources.intervals import Interval, Terms, whole_hours
from reporter.sources.margins import PART as MARGINS
from reporter.sources.margins import read_brackets
from reporter.sources.readings import (
    Readings,
    drop_foreign_scale,
    drop_old_funding,
    read_bars,
    read_histories,
    read_interval,
)
from reporter.sources.wire import (
    Answer,
    natural,
    number,
    number_or_none,
    positive,
    record,
    records,
    refused,
)

KEY: Final = "symbol"
"""The field in which the venue's records name their contract."""

_NOT_PUBLISHED: Final = ("top_position", "top_account", "taker")
_DAY: Final = 24


def _shares(row: Figures) -> bool:
    """Whether the two sides make up the whole, within the wire's rounding."""
    return abs(sum(row, Decimal(0)) - 1) <= Decimal("0.001")


def _ratio(row: Figures) -> Decimal:
    long, short = row
    if not short:
        raise refused("There is no short side to compare with.")
    return long / short


def candles(factor: Decimal) -> Layout:
    """The hourly bars; ``factor`` as in ``reporter.sources.multiples``."""
    return listed_candles(factor, volume=5, turnover=6)


def layouts(factor: Decimal) -> tuple[Layout, ...]:
    """The venue's histories; ``factor`` as in ``reporter.sources.multiples``."""
    return (
        candles(factor),
        Layout(
            name="funding",
            time="fundingRateTimestamp",
            columns=(("rate", "fundingRate", number),),
            step=0,
            newest_first=True,
            patience=0,
        ),
        Layout(
            name="open_interest",
            time="timestamp",
            columns=(("coins", "openInterest", multiplied(positive, 1 / factor)),),
            newest_first=True,
        ),
        Layout(
            name="global_account",
            time="timestamp",
            columns=(("long", "buyRatio", natural), ("short", "sellRatio", natural)),
            added=(("ratio", _ratio),),
            agrees=_shares,
            newest_first=True,
        ),
        Layout(
            name="premium",
            time=0,
            columns=(("close", 4, number),),
            spans=True,
            unbroken=True,
            newest_first=True,
            patience=2,
        ),
    )


def read_terms(row: Mapping[str, Any]) -> Terms:
    """A contract's funding terms: the interval comes in minutes."""
    return Terms(
        whole_hours(number(row.get("fundingInterval")) / 60),
        number_or_none(row.get("upperFundingRate")),
        number_or_none(row.get("lowerFundingRate")),
    )


def _terms(given: Answers, code: str) -> tuple[Terms, Answer]:
    """The terms, and the page of the list that they stand on."""
    answers = every_page(given, "contracts")
    naming = (one for one in answers if any(row.get(KEY) == code for row in records(one.value)))
    page = next(naming, answers[0])
    return read_terms(record(page.value, code)), page


def _brackets(given: Answers, code: str) -> tuple[Bracket, ...]:
    rows = records(answered(given, "margins").value)
    return read_brackets(
        (
            positive(row.get("riskLimitValue")),
            positive(row.get("maxLeverage")),
            natural(row.get("maintenanceMargin")),
        )
        for row in rows
        if row.get(KEY) == code
    )


def bars(given: Answers, as_of: datetime) -> dict[str, Series]:
    """The hourly bars in answers that go by symbol; a symbol without any is left out."""

    def layout_of(symbol: str) -> tuple[Layout, str]:
        contract = instrument(symbol)
        return candles(scale(contract)), contract.code or symbol

    return read_bars(layout_of, given, as_of)


def read_symbol(instrument: Instrument, given: Answers, as_of: datetime) -> SymbolData:
    """All that the answers hold of one symbol. Never raises for what the venue sent."""
    parts, factor = Parts(instrument.symbol), scale(instrument)
    readings = Readings(parts, instrument, as_of, factor)
    history = read_histories(parts, layouts(factor), given, readings.code, as_of)
    for name in _NOT_PUBLISHED:
        parts.note(LABELS[name], "not-published")
    stated = parts.take("funding terms", partial(_terms, given, readings.code))
    interval = read_interval(parts, history, stated[0].hours if stated else None)
    drop_old_funding(parts, history, interval, as_of)
    following = _live(readings, given, interval)
    if stated:
        readings.limits(stated[0], interval, stated[1])
    drop_foreign_scale(parts, history, readings.found)
    margins = parts.take(MARGINS, partial(_brackets, given, readings.code))
    return SymbolData(
        instrument=instrument,
        observations=readings.found,
        history=history,
        interval_hours=interval.hours,
        next_settlement=following,
        brackets=margins or (),
        gaps=tuple(parts.gaps),
    )


def _live(readings: Readings, given: Answers, interval: Interval) -> datetime | None:
    """Prices, open interest, running estimate, all in one record; gives the next settlement."""
    live = readings.live("live readings", given, "tickers", stamp="")
    if not live:
        return None
    readings.price("price", live, "lastPrice", metrics.PRICE)
    readings.price("mark price", live, "markPrice", metrics.MARK)
    readings.price("index price", live, "indexPrice", metrics.INDEX)
    readings.coins("open interest", live, "openInterest", metrics.OPEN_INTEREST_COINS)
    readings.running(live, "fundingRate", interval)
    return readings.following(live, "nextFundingTime", interval.hours or _DAY)
