"""One symbol from a venue's answers: what every venue's reading has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any, Final

from reporter.model import metrics
from reporter.model.market import LIVE_SLACK, Instrument, Nature, Observation
from reporter.signals.series import Series
from reporter.sources.asking import Answers, answered, pages
from reporter.sources.gaps import Parts
from reporter.sources.history import LABELS, Layout, multiplied, read_history
from reporter.sources.intervals import Interval, Terms, settlement_interval
from reporter.sources.wire import (
    Answer,
    instant,
    milliseconds,
    number,
    positive,
    record,
    refused,
    rows,
)

_FAR: Final = 5
"""Prices of one contract lie within this factor of each other; beyond, a unit is wrong."""


def same_scale(one: float, other: float) -> bool:
    """Whether two prices of a contract can be of the same unit."""
    return 1 / _FAR < one / other < _FAR


def read_histories(
    parts: Parts, layouts: Iterable[Layout], given: Answers, code: str, as_of: datetime
) -> dict[str, Series]:
    """Every history that the answers hold; ``code`` is the venue's name of the contract."""
    found: dict[str, Series] = {}
    for layout in layouts:
        read = parts.take(layout.label, partial(_history, layout, given, code, as_of))
        if not read:
            continue
        found[layout.name], mended = read
        if mended:
            parts.note(layout.label, "repaired")
        if any(not isinstance(page, Answer) for page in pages(given, layout.name)):
            parts.note(layout.label, "shortened")
    return found


def read_bars(
    layout_of: Callable[[str], tuple[Layout, str]], given: Answers, as_of: datetime
) -> dict[str, Series]:
    """The hourly bars in answers that go by symbol; a symbol without any is left out.

    ``layout_of`` gives how a symbol's bars look and the venue's name of its contract.
    """
    found = {}
    for symbol, answer in given.items():
        layout, code = layout_of(symbol)
        read = read_histories(Parts(symbol), [layout], {layout.name: answer}, code, as_of)
        if layout.name in read:
            found[symbol] = read[layout.name]
    return found


def _history(layout: Layout, given: Answers, code: str, as_of: datetime) -> tuple[Series, bool]:
    """The history in the first page and all those behind it that hold rows."""
    first = answered(given, layout.name)
    rows(first.value)
    behind = [page for page in pages(given, layout.name)[1:] if isinstance(page, Answer)]
    further = [page for page in behind if isinstance(page.value, list) and page.value]
    return read_history(layout, first, code, as_of, further)


def read_interval(parts: Parts, history: Mapping[str, Series], listed: int | None) -> Interval:
    """Hours between settlements: what the venue states, weighed against what it settled."""
    settled = history.get("funding")
    times = [int(time) for time in settled.times] if settled else []
    interval = settlement_interval(times, listed)
    if interval.trouble or not interval.hours:
        parts.note("settlement interval", interval.trouble or "unknown-interval")
    return interval


def drop_old_funding(
    parts: Parts, history: dict[str, Series], interval: Interval, as_of: datetime
) -> None:
    """Leave settled rates out where a newer settlement must have happened since."""
    if "funding" not in history or not interval.hours:
        return
    latest = instant(int(history["funding"].times[-1]))
    if as_of - latest > timedelta(hours=interval.hours) + LIVE_SLACK:
        del history["funding"]
        parts.note(LABELS["funding"], "stale")


def drop_foreign_scale(
    parts: Parts, history: dict[str, Series], observations: Mapping[str, Observation]
) -> None:
    """Leave candles out whose unit is not the price's: an answer scaled by a hundred."""
    price = observations.get(metrics.PRICE)
    if price is None or "candles" not in history:
        return
    close = float(history["candles"]["close"][-1])
    if not same_scale(close, float(price.value)):
        del history["candles"]
        parts.note(LABELS["candles"], "implausible")


@dataclass(frozen=True, slots=True)
class Origin:
    """The moment a reading stands for and the answer it stood in."""

    moment: datetime
    answer: Answer


@dataclass(frozen=True, slots=True)
class Live:
    """A venue's live record of one contract, stamped near enough to the edition's time."""

    fields: Mapping[str, Any]
    origin: Origin


def timely(stamp: Any, as_of: datetime) -> datetime:
    """The moment of a venue's stamp; raises ``SourceRefused`` where it is too far from ``as_of``.

    That is an old reading, or a venue whose clock is off: neither can stand for now.
    """
    moment = instant(milliseconds(stamp))
    if abs(moment - as_of) > LIVE_SLACK:
        raise refused("The reading lies too far from the edition's time.", "stale")
    return moment


def coming(value: Any, hours: int, as_of: datetime) -> datetime:
    """The next settlement; raises ``SourceRefused`` where it is not within one interval."""
    found = instant(milliseconds(value))
    if not as_of < found <= as_of + timedelta(hours=hours) + LIVE_SLACK:
        raise refused("The next settlement does not lie one interval ahead.", "implausible")
    return found


class Readings:
    """Live readings of one symbol: each with the venue's digits, or a gap.

    ``scale`` is how many of the venue's coins the desk counts as one: prices are multiplied by
    it, coins divided.
    """

    def __init__(
        self, parts: Parts, instrument: Instrument, as_of: datetime, scale: Decimal = Decimal(1)
    ) -> None:
        self.parts = parts
        self.instrument = instrument
        self.as_of = as_of
        self.scale = scale
        self.found: dict[str, Observation] = {}

    @property
    def code(self) -> str:
        """The venue's name of the contract."""
        return self.instrument.code or self.instrument.symbol

    def live(
        self,
        part: str,
        given: Answers,
        name: str,
        *,
        key: str = "symbol",
        stamp: str = "time",
        code: str = "",
    ) -> Live | None:
        """The record about the contract in the answer of that name, stamped in time.

        ``key`` is the field that names the contract, ``code`` the name there if it is another;
        ``stamp`` is the field with its time, empty where the venue stamps the whole answer.
        """

        def read() -> Live:
            answer = answered(given, name)
            fields = record(answer.value, code or self.code, key)
            stamped = fields.get(stamp) if stamp else answer.stamp
            return Live(fields, Origin(timely(stamped, self.as_of), answer))

        return self.parts.take(part, read)

    def price(self, part: str, live: Live, field: str, metric: str) -> None:
        """A price in USD."""
        self._keep(part, live, field, (metric, "price_usd", self.scale))

    def coins(self, part: str, live: Live, field: str, metric: str) -> None:
        """A number of coins."""
        self._keep(part, live, field, (metric, "coins", 1 / self.scale))

    def _keep(self, part: str, live: Live, field: str, into: tuple[str, str, Decimal]) -> None:
        metric, unit, factor = into
        read = multiplied(positive, factor)
        value = self.parts.take(part, lambda: read(live.fields.get(field)))
        if value is not None:
            self.put(metric, value, unit, live.origin)

    def running(self, live: Live, field: str, interval: Interval) -> None:
        """The running estimate, a fraction per interval; none while the interval changes."""
        if not interval.hours or interval.trouble == "changed":
            return
        rate = self.parts.take("funding estimate", lambda: number(live.fields.get(field)))
        if rate is not None:
            unit = f"fraction_per_{interval.hours}h"
            self.put(metrics.FUNDING_RUNNING, rate, unit, live.origin, Nature.PREDICTED)

    def limits(self, terms: Terms, interval: Interval, answer: Answer) -> None:
        """Cap and floor of the funding rate, where the venue set them for this contract."""
        if interval.trouble == "changed":
            return
        unit, origin = f"fraction_per_{terms.hours}h", Origin(self.as_of, answer)
        if terms.cap is not None:
            self.put(metrics.FUNDING_CAP, terms.cap, unit, origin)
        if terms.floor is not None:
            self.put(metrics.FUNDING_FLOOR, terms.floor, unit, origin)

    def following(self, live: Live, field: str, hours: int) -> datetime | None:
        """The next settlement."""
        value = live.fields.get(field)
        return self.parts.take("next settlement", lambda: coming(value, hours, self.as_of))

    def put(
        self,
        metric: str,
        value: Decimal,
        unit: str,
        origin: Origin,
        nature: Nature = Nature.LIVE,
    ) -> None:
        """Keep a reading."""
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
