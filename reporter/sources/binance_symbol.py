"""One symbol from the venue's answers: readings, history, and a named gap for all the rest."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final, TypeVar

from reporter.model import metrics
from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import LIVE_SLACK, Gap, Instrument, Nature, Observation
from reporter.signals.series import Series, SymbolData
from reporter.sources.binance_funding import (
    LISTED_BY_DEFAULT,
    Interval,
    Terms,
    listed_terms,
    settlement_interval,
)
from reporter.sources.binance_history import FUNDING, LAYOUTS, Layout, read_history
from reporter.sources.binance_wire import (
    Answer,
    Given,
    instant,
    milliseconds,
    number,
    positive,
    record,
    refused,
)

CLAUSES: Final = {
    "timeout": "the venue did not answer in time",
    "deadline": "the venue did not answer in time",
    "reset": "the connection broke off",
    "busy": "the venue asked to be left alone for a while",
    "server-error": "the venue reported a fault of its own",
    "restricted": "the venue does not serve this location",
    "forbidden": "the venue refused the question",
    "no-such-symbol": "the venue knows no such contract",
    "unsupported": "the contract is not quoted in a dollar stablecoin",
    "unreadable": "the venue's answer could not be read",
    "empty": "the venue sent no rows for it",
    "missing": "the venue's list does not name the contract",
    "implausible": "what the venue sent cannot be true of this contract",
    "stale": "what the venue sent was too old for this edition",
    "unknown-interval": "the hours between settlements are not known",
    "repaired": "rows that were damaged, repeated, misplaced or beyond a hole were dropped",
    "hole": "a settlement is missing from the history, the venue's own list was used",
    "changed": (
        "the latest settlements and the venue's own list differ, so the running estimate "
        "and the limits of the rate were left out"
    ),
}
"""What a reason means, for the reader. No figures: a figure in print must be a fact."""

_NO_CLAUSE: Final = "the venue's answer could not be used"

T = TypeVar("T")


class Parts:
    """Collects what could not be had of one symbol."""

    def __init__(self, symbol: str) -> None:
        self.symbol = symbol
        self.gaps: list[Gap] = []

    def note(self, part: str, reason: str) -> None:
        """Name a gap."""
        self.gaps.append(gap(self.symbol, part, reason))

    def take(self, part: str, read: Callable[[], T]) -> T | None:
        """What ``read`` gives; None, and a gap, where the venue's answer does not hold it."""
        try:
            return read()
        except (SourceUnavailable, SourceRefused) as error:
            self.note(part, error.reason)
            return None


def gap(symbol: str, part: str, reason: str) -> Gap:
    """The gap with a sentence for the reader."""
    clause = CLAUSES.get(reason, _NO_CLAUSE)
    detail = f"{part[0].upper()}{part[1:]} of {symbol}: {clause}."
    return Gap(subject=symbol, part=part, reason=reason, detail=detail)


@dataclass(frozen=True, slots=True)
class Origin:
    """The moment a reading stands for and the answer it stood in."""

    moment: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class Live:
    """The venue's live record of one symbol, stamped near enough to the edition's time."""

    fields: Mapping[str, Any]
    origin: Origin


def read_symbol(instrument: Instrument, given: Mapping[str, Given], as_of: datetime) -> SymbolData:
    """All that the answers hold of one symbol. Never raises for what the venue sent."""
    parts = Parts(instrument.symbol)
    history = _histories(parts, given, as_of)
    terms = parts.take(
        "funding terms", lambda: listed_terms(_answer(given, "funding_info"), parts.symbol)
    )
    interval = _interval(parts, history, terms)
    _drop_old_funding(parts, history, interval, as_of)
    readings = Readings(parts, instrument, as_of)
    readings.prices(given)
    following = readings.premium_index(given, interval)
    if terms and interval.trouble != "changed":
        readings.limits(terms, _answer(given, "funding_info"))
    return SymbolData(
        instrument=instrument,
        observations=readings.found,
        history=history,
        interval_hours=interval.hours,
        next_settlement=following,
        gaps=tuple(parts.gaps),
    )


def _answer(given: Mapping[str, Given], name: str) -> Answer:
    found = given[name]
    if isinstance(found, Answer):
        return found
    raise found


def _histories(parts: Parts, given: Mapping[str, Given], as_of: datetime) -> dict[str, Series]:
    history: dict[str, Series] = {}
    for layout in LAYOUTS:
        read = parts.take(layout.label, partial(_history, layout, given, parts.symbol, as_of))
        if read:
            history[layout.name], mended = read
            if mended:
                parts.note(layout.label, "repaired")
    return history


def _history(
    layout: Layout, given: Mapping[str, Given], symbol: str, as_of: datetime
) -> tuple[Series, bool]:
    return read_history(layout, _answer(given, layout.name), symbol, as_of)


def _interval(parts: Parts, history: Mapping[str, Series], terms: Terms | None) -> Interval:
    settled = history.get("funding")
    times = [int(time) for time in settled.times] if settled else []
    interval = settlement_interval(times, terms.hours if terms else None)
    if interval.trouble or not interval.hours:
        parts.note("settlement interval", interval.trouble or "unknown-interval")
    return interval


def _drop_old_funding(
    parts: Parts, history: dict[str, Series], interval: Interval, as_of: datetime
) -> None:
    """Leave settled rates out where a newer settlement must have happened since."""
    if "funding" not in history or not interval.hours:
        return
    latest = instant(int(history["funding"].times[-1]))
    if as_of - latest > timedelta(hours=interval.hours) + LIVE_SLACK:
        del history["funding"]
        parts.note(FUNDING.label, "stale")


class Readings:
    """Live readings of one symbol: each with the venue's digits, or a gap."""

    def __init__(self, parts: Parts, instrument: Instrument, as_of: datetime) -> None:
        self.parts = parts
        self.instrument = instrument
        self.as_of = as_of
        self.found: dict[str, Observation] = {}

    def prices(self, given: Mapping[str, Given]) -> None:
        """Last traded price and open interest."""
        if ticker := self._live("price", given, "ticker"):
            self._keep("price", ticker, "price", metrics.PRICE, "price_usd")
        if interest := self._live("open interest", given, "open_interest_now"):
            metric = metrics.OPEN_INTEREST_COINS
            self._keep("open interest", interest, "openInterest", metric, "coins")

    def premium_index(self, given: Mapping[str, Given], interval: Interval) -> datetime | None:
        """Mark, index and the running funding estimate; gives the next settlement."""
        live = self._live("mark, index and funding estimate", given, "premium_index")
        if not live:
            return None
        self._keep("mark price", live, "markPrice", metrics.MARK, "price_usd")
        self._keep("index price", live, "indexPrice", metrics.INDEX, "price_usd")
        if interval.hours and interval.trouble != "changed":
            self._running(live, interval.hours)
        return self.parts.take("next settlement", lambda: self._next(live, interval))

    def limits(self, terms: Terms, answer: Answer) -> None:
        """Cap and floor of the funding rate, where the venue set them for this contract."""
        unit, origin = f"fraction_per_{terms.hours}h", Origin(self.as_of, answer)
        if terms.cap is not None:
            self._put(metrics.FUNDING_CAP, terms.cap, unit, origin)
        if terms.floor is not None:
            self._put(metrics.FUNDING_FLOOR, terms.floor, unit, origin)

    def _live(self, part: str, given: Mapping[str, Given], name: str) -> Live | None:
        def read() -> Live:
            answer = _answer(given, name)
            fields = record(answer.value, self.instrument.symbol)
            moment = instant(milliseconds(fields.get("time")))
            if abs(moment - self.as_of) > LIVE_SLACK:
                raise refused("The reading lies too far from the edition's time.", "stale")
            return Live(fields, Origin(moment, answer))

        return self.parts.take(part, read)

    def _keep(self, part: str, live: Live, field: str, metric: str, unit: str) -> None:
        value = self.parts.take(part, lambda: positive(live.fields.get(field)))
        if value is not None:
            self._put(metric, value, unit, live.origin)

    def _running(self, live: Live, hours: int) -> None:
        rate = self.parts.take(
            "funding estimate", lambda: number(live.fields.get("lastFundingRate"))
        )
        if rate is not None:
            unit = f"fraction_per_{hours}h"
            self._put(metrics.FUNDING_RUNNING, rate, unit, live.origin, Nature.PREDICTED)

    def _next(self, live: Live, interval: Interval) -> datetime:
        coming = instant(milliseconds(live.fields.get("nextFundingTime")))
        step = timedelta(hours=interval.hours or LISTED_BY_DEFAULT)
        if not self.as_of < coming <= self.as_of + step + LIVE_SLACK:
            raise refused("The next settlement does not lie one interval ahead.", "implausible")
        return coming

    def _put(
        self,
        metric: str,
        value: Decimal,
        unit: str,
        origin: Origin,
        nature: Nature = Nature.LIVE,
    ) -> None:
        self.found[metric] = Observation(
            instrument=self.instrument,
            metric=metric,
            value=value,
            unit=unit,
            as_of=origin.moment,
            nature=nature,
            source=origin.answer.source,
            endpoint=origin.answer.endpoint,
        )
