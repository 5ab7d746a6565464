"""One Binance contract from the venue's answers: readings, history, and a gap for the rest."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from reporter.model import metrics
from reporter.model.market import Instrument
from reporter.signals.series import Series, SymbolData
from reporter.sources.asking import Answers, answered
from reporter.sources.binance_funding import LISTED_BY_DEFAULT, listed_terms
from reporter.sources.gaps import Parts
from reporter.sources.history import Figures, Layout, bar_agrees, sides_agree
from reporter.sources.intervals import Interval
from reporter.sources.readings import (
    Readings,
    drop_foreign_scale,
    drop_old_funding,
    read_bars,
    read_histories,
    read_interval,
)
from reporter.sources.wire import natural, number, positive


def _candle(row: Figures) -> bool:
    volume, taker = row[4], row[6]
    return bar_agrees(row) and taker <= volume


def _ratio(name: str) -> Layout:
    columns = (
        ("ratio", "longShortRatio", natural),
        ("long", "longAccount", natural),
        ("short", "shortAccount", natural),
    )
    return Layout(name=name, time="timestamp", columns=columns, agrees=sides_agree)


LAYOUTS: Final = (
    Layout(
        name="candles",
        time=0,
        columns=(
            ("open", 1, positive),
            ("high", 2, positive),
            ("low", 3, positive),
            ("close", 4, positive),
            ("volume", 5, natural),
            ("quote_volume", 7, natural),
            ("taker_buy_volume", 9, natural),
        ),
        agrees=_candle,
        spans=True,
        unbroken=True,
        patience=2,
    ),
    Layout(
        name="funding",
        time="fundingTime",
        columns=(("rate", "fundingRate", number),),
        step=0,
        patience=0,
    ),
    Layout(
        name="open_interest",
        time="timestamp",
        columns=(
            ("coins", "sumOpenInterest", positive),
            ("usd", "sumOpenInterestValue", positive),
        ),
    ),
    _ratio("top_position"),
    _ratio("top_account"),
    _ratio("global_account"),
    Layout(
        name="taker",
        time="timestamp",
        columns=(
            ("ratio", "buySellRatio", natural),
            ("buy", "buyVol", natural),
            ("sell", "sellVol", natural),
        ),
        agrees=sides_agree,
        spans=True,
    ),
    Layout(
        name="premium",
        time=0,
        columns=(("close", 4, number),),
        spans=True,
        unbroken=True,
        patience=2,
    ),
)


def bars(given: Answers, as_of: datetime) -> dict[str, Series]:
    """The hourly bars in answers that go by symbol; a symbol without any is left out."""
    return read_bars(lambda symbol: (LAYOUTS[0], symbol), given, as_of)


def read_symbol(instrument: Instrument, given: Answers, as_of: datetime) -> SymbolData:
    """All that the answers hold of one symbol. Never raises for what the venue sent."""
    parts = Parts(instrument.symbol)
    history = read_histories(parts, LAYOUTS, given, instrument.symbol, as_of)
    terms = parts.take(
        "funding terms", lambda: listed_terms(answered(given, "funding_info"), parts.symbol)
    )
    interval = read_interval(parts, history, terms.hours if terms else None)
    drop_old_funding(parts, history, interval, as_of)
    readings = Readings(parts, instrument, as_of)
    following = _live(readings, given, interval)
    if terms:
        readings.limits(terms, interval, answered(given, "funding_info"))
    drop_foreign_scale(parts, history, readings.found)
    return SymbolData(
        instrument=instrument,
        observations=readings.found,
        history=history,
        interval_hours=interval.hours,
        next_settlement=following,
        gaps=tuple(parts.gaps),
    )


def _live(readings: Readings, given: Answers, interval: Interval) -> datetime | None:
    """Last price, open interest, mark, index, running estimate; gives the next settlement."""
    if ticker := readings.live("price", given, "ticker"):
        readings.price("price", ticker, "price", metrics.PRICE)
    if interest := readings.live("open interest", given, "open_interest_now"):
        readings.coins("open interest", interest, "openInterest", metrics.OPEN_INTEREST_COINS)
    live = readings.live("mark, index and funding estimate", given, "premium_index")
    if not live:
        return None
    readings.price("mark price", live, "markPrice", metrics.MARK)
    readings.price("index price", live, "indexPrice", metrics.INDEX)
    readings.running(live, "lastFundingRate", interval)
    return readings.following(live, "nextFundingTime", interval.hours or LISTED_BY_DEFAULT)
