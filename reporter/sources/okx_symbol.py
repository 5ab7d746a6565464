"""One OKX contract from the venue's answers: readings, history, and a gap for the rest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from reporter.model import metrics
from reporter.model.market import Instrument
from reporter.signals.margins import Bracket
from reporter.signals.series import Series, SymbolData
from reporter.sources.asking import Answers, answered
from reporter.sources.gaps import Parts
from reporter.sources.history import LABELS, Figures, Layout, listed_candles, multiplied
from reporter.sources.intervals import Interval, Terms, whole_hours
from reporter.sources.margins import PART as MARGINS
from reporter.sources.margins import read_brackets
from reporter.sources.okx import instrument, scale
from reporter.sources.readings import (
    Live,
    Origin,
    Readings,
    coming,
    drop_foreign_scale,
    drop_old_funding,
    read_bars,
    read_histories,
    read_interval,
    timely,
)
from reporter.sources.wire import (
    milliseconds,
    natural,
    number,
    number_or_none,
    positive,
    record,
    records,
    refused,
)

KEY: Final = "instId"
"""The field in which the venue's records name their contract."""

_NOT_PUBLISHED: Final = "premium"
_CONFIRM: Final = 8
_HOUR_MS: Final = 3_600_000
_DAY: Final = 24


def _finished(raw: Any) -> bool:
    """Whether the venue calls a candle finished; what is no candle is for the reader to refuse."""
    return not (isinstance(raw, list) and len(raw) > _CONFIRM and raw[_CONFIRM] == "0")


def _long(row: Figures) -> Decimal:
    return row[0] / (1 + row[0])


def _short(row: Figures) -> Decimal:
    return 1 / (1 + row[0])


def _bought(row: Figures) -> Decimal:
    sold, bought = row
    if not sold:
        raise refused("Nothing was sold that bought volume could be compared with.")
    return bought / sold


def _ratio(name: str) -> Layout:
    return Layout(
        name=name,
        time=0,
        columns=(("ratio", 1, natural),),
        added=(("long", _long), ("short", _short)),
        newest_first=True,
    )


def candles(factor: Decimal) -> Layout:
    """The hourly bars; ``factor`` as in ``reporter.sources.multiples``."""
    return listed_candles(factor, volume=6, turnover=7, finished=_finished)


def layouts(factor: Decimal) -> tuple[Layout, ...]:
    """The venue's histories; ``factor`` as in ``reporter.sources.multiples``."""
    coins = multiplied(natural, 1 / factor)
    return (
        candles(factor),
        Layout(
            name="funding",
            time="fundingTime",
            columns=(("rate", ("realizedRate", "fundingRate"), number),),
            key=KEY,
            step=0,
            newest_first=True,
            patience=0,
        ),
        Layout(
            name="open_interest",
            time=0,
            columns=(("coins", 2, multiplied(positive, 1 / factor)), ("usd", 3, positive)),
            newest_first=True,
        ),
        _ratio("top_position"),
        _ratio("top_account"),
        _ratio("global_account"),
        Layout(
            name="taker",
            time=0,
            columns=(("sell", 1, coins), ("buy", 2, coins)),
            added=(("ratio", _bought),),
            spans=True,
            newest_first=True,
        ),
    )


def read_terms(row: Mapping[str, Any]) -> Terms:
    """A contract's funding terms: its interval lies between the next two settlements."""
    first, second = (milliseconds(row.get(name)) for name in ("fundingTime", "nextFundingTime"))
    return Terms(
        whole_hours(Decimal(second - first) / _HOUR_MS),
        number_or_none(row.get("maxFundingRate")),
        number_or_none(row.get("minFundingRate")),
    )


def funding_moment(row: Mapping[str, Any], as_of: datetime) -> datetime:
    """The moment that a funding record stands for; without a stamp its settlement vouches for it.

    Raises ``SourceRefused`` for an old record.
    """
    if row.get("ts"):
        return timely(row.get("ts"), as_of)
    coming(row.get("fundingTime"), _DAY, as_of)
    return as_of


def contract_size(state: Mapping[str, Any], code: str) -> Decimal:
    """How many of the venue's coins a contract counts."""
    if state.get("ctValCcy") != code.partition("-")[0]:
        raise refused("The contract's size is not told in its coin.")
    return positive(state.get("ctVal")) * positive(state.get("ctMult") or "1")


def open_interest(row: Mapping[str, Any], state: Mapping[str, Any]) -> Decimal:
    """Open interest in the venue's coins.

    The contracts times their size must agree with the coins that the venue gives, if it does.
    """
    counted = positive(row.get("oi")) * contract_size(state, str(row.get(KEY)))
    if row.get("oiCcy") in (None, ""):
        return counted
    coins = positive(row.get("oiCcy"))
    if abs(counted - coins) > coins / 100:
        raise refused("Contracts and coins of the open interest differ.", "implausible")
    return coins


def _brackets(readings: Readings, given: Answers) -> tuple[Bracket, ...]:
    """Margins by size of position, which comes in contracts: in USD at the last price."""
    size = contract_size(_state(readings, given), readings.code)
    price = readings.found[metrics.PRICE].value / readings.scale
    return read_brackets(
        (
            positive(row.get("maxSz")) * size * price,
            positive(row.get("maxLever")),
            natural(row.get("mmr")),
        )
        for row in records(answered(given, "margins").value)
    )


def _state(readings: Readings, given: Answers) -> Mapping[str, Any]:
    return record(answered(given, "contracts").value, readings.code, KEY)


def bars(given: Answers, as_of: datetime) -> dict[str, Series]:
    """The hourly bars in answers that go by symbol; a symbol without any is left out."""

    def layout_of(symbol: str) -> tuple[Layout, str]:
        contract = instrument(symbol)
        return candles(scale(contract)), contract.code

    return read_bars(layout_of, given, as_of)


def read_symbol(instrument: Instrument, given: Answers, as_of: datetime) -> SymbolData:
    """All that the answers hold of one symbol. Never raises for what the venue sent."""
    parts, factor = Parts(instrument.symbol), scale(instrument)
    readings = Readings(parts, instrument, as_of, factor)
    history = read_histories(parts, layouts(factor), given, readings.code, as_of)
    parts.note(LABELS[_NOT_PUBLISHED], "not-published")
    funding = _funding(readings, given)
    terms = parts.take("funding terms", lambda: read_terms(funding.fields)) if funding else None
    interval = read_interval(parts, history, terms.hours if terms else None)
    drop_old_funding(parts, history, interval, as_of)
    following = _live(readings, given, funding, interval)
    if terms:
        readings.limits(terms, interval, answered(given, "funding_now"))
    drop_foreign_scale(parts, history, readings.found)
    margins = None
    if metrics.PRICE in readings.found:
        margins = parts.take(MARGINS, lambda: _brackets(readings, given))
    return SymbolData(
        instrument=instrument,
        observations=readings.found,
        history=history,
        interval_hours=interval.hours,
        next_settlement=following,
        brackets=margins or (),
        gaps=tuple(parts.gaps),
    )


def _funding(readings: Readings, given: Answers) -> Live | None:
    """The record about the running funding interval."""

    def read() -> Live:
        answer = answered(given, "funding_now")
        fields = record(answer.value, readings.code, KEY)
        return Live(fields, Origin(funding_moment(fields, readings.as_of), answer))

    return readings.parts.take("funding estimate", read)


def _live(
    readings: Readings, given: Answers, funding: Live | None, interval: Interval
) -> datetime | None:
    """Prices, open interest and running estimate; gives the next settlement."""
    contract = readings.instrument
    index = contract.code.removesuffix("-SWAP")
    if live := readings.live("price", given, "tickers", key=KEY, stamp="ts"):
        readings.price("price", live, "last", metrics.PRICE)
    if live := readings.live("mark price", given, "marks", key=KEY, stamp="ts"):
        readings.price("mark price", live, "markPx", metrics.MARK)
    name = f"index_{contract.quote}"
    if live := readings.live("index price", given, name, key=KEY, stamp="ts", code=index):
        readings.price("index price", live, "idxPx", metrics.INDEX)
    if live := readings.live("open interest", given, "open_interest_now", key=KEY, stamp="ts"):
        _interest(readings, given, live)
    if not funding:
        return None
    readings.running(funding, "fundingRate", interval)
    return readings.following(funding, "fundingTime", interval.hours or _DAY)


def _interest(readings: Readings, given: Answers, live: Live) -> None:
    def read() -> Decimal:
        return open_interest(live.fields, _state(readings, given))

    coins = readings.parts.take("open interest", read)
    if coins is not None:
        of_desk = coins if readings.scale == 1 else coins / readings.scale
        readings.put(metrics.OPEN_INTEREST_COINS, of_desk, "coins", live.origin)
