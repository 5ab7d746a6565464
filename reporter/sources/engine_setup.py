"""One entry of an engine's document as a setup, with the place that each figure stood at."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from reporter.model import metrics as m
from reporter.model.digest import Digest
from reporter.model.market import Gap, Instrument, Nature
from reporter.model.setup import Bias, Confidence, Level, Measure, Regime, Setup, Side
from reporter.model.setup import VolatilityClass as Volatility

if TYPE_CHECKING:
    from reporter.sources import engine_document as doc

_PARTS: Final = {"percent": Decimal(100), "bps": Decimal(10_000), "fraction": Decimal(1)}
"""How many of the unit make a whole."""
_BIASES: Final = {"long": Bias.LONG, "short": Bias.SHORT, "none": Bias.NEUTRAL}
_REGIMES: Final = {
    "ranging": Regime.RANGING,
    "trending_up": Regime.UP,
    "trending_down": Regime.DOWN,
    "uncertain": Regime.UNCERTAIN,
}
_POPULATIONS: Final = {
    "top_traders_by_position": m.TOP_POSITION_RATIO,
    "top_traders_by_account": m.TOP_ACCOUNT_RATIO,
    "all_accounts": m.GLOBAL_ACCOUNT_RATIO,
    "taker_flow": m.TAKER_RATIO,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where an entry stood: its contract, its time, its document and its place in that."""

    instrument: Instrument
    as_of: datetime
    source: Digest
    where: str
    path: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A setup, and for each metric the place in the document that it was read from."""

    setup: Setup
    paths: dict[str, str]


@dataclass(slots=True)
class _Collector:
    """Measures of one entry, each with its place."""

    origin: Origin
    measures: list[Measure] = field(default_factory=list)
    paths: dict[str, str] = field(default_factory=dict)

    def add(
        self,
        metric: str,
        value: Decimal | datetime | None,
        unit: str,
        path: str,
        *,
        nature: Nature = Nature.LIVE,
        as_of: datetime | None = None,
    ) -> None:
        """Keep a value under its metric; nothing where the entry has none."""
        if value is None:
            return
        self.paths[metric] = f"{self.origin.path}.{path}"
        made = Measure(
            metric=metric,
            value=value,
            unit=unit,
            as_of=as_of or self.origin.as_of,
            nature=nature,
            source=self.origin.source,
            endpoint=self.origin.where,
        )
        self.measures.append(made)


def to_setup(entry: doc.SetupEntry, origin: Origin) -> Placed:
    """The entry's values in the types that all later stages take, none of them changed."""
    found = _Collector(origin)
    _prices(found, entry)
    if entry.funding is not None:
        _funding(found, entry.funding)
    _interest(found, entry)
    for number, one in enumerate(entry.positioning):
        _positioning(found, one, f"positioning[{number}]")
    levels = _levels(found, entry)
    found.paths[m.INVALIDATION] = f"{origin.path}.invalidation"
    setup = Setup(
        instrument=origin.instrument,
        as_of=origin.as_of,
        bias=_BIASES[entry.bias],
        regime=_REGIMES[entry.regime],
        volatility=Volatility(entry.volatility) if entry.volatility else None,
        confidence=_confidence(entry.confidence),
        supporting=(),
        opposing=(),
        levels=levels,
        invalidation=None if entry.invalidation is None else float(entry.invalidation),
        valid_until=entry.valid_until,
        measures=tuple(found.measures),
        gaps=tuple(_gaps(entry, origin)),
    )
    return Placed(setup, found.paths)


def _as(rate: doc.Rate | None, unit: str) -> Decimal | None:
    """The rate's value in another of the units."""
    return None if rate is None else rate.value * _PARTS[unit] / _PARTS[rate.unit]


def _prices(found: _Collector, entry: doc.SetupEntry) -> None:
    found.add(m.PRICE, entry.price, "price_usd", "price")
    found.add(m.MARK, entry.mark, "price_usd", "mark")
    found.add(m.INDEX, entry.index, "price_usd", "index")
    found.add(m.BASIS, _as(entry.basis, "bps"), "bps", "basis")


def _funding(found: _Collector, funding: doc.Funding) -> None:
    settled, running, history = funding.settled, funding.running, funding.history
    if settled is not None:
        at, kind = settled.settled_at, Nature.SETTLED
        _rate(found, m.FUNDING_SETTLED, settled, "settled", nature=kind, as_of=at)
        found.add(
            m.FUNDING_SETTLED_TIME, at, "", "funding.settled.settled_at", nature=kind, as_of=at
        )
        annual = _as(settled.annual, "fraction")
        place = "funding.settled.annual"
        found.add(
            m.FUNDING_SETTLED_ANNUAL, annual, "fraction_per_year", place, nature=kind, as_of=at
        )
    if running is not None:
        kind = Nature.PREDICTED
        _rate(found, m.FUNDING_RUNNING, running, "running", nature=kind)
        annual, place = _as(running.annual, "fraction"), "funding.running.annual"
        found.add(m.FUNDING_RUNNING_ANNUAL, annual, "fraction_per_year", place, nature=kind)
        place = "funding.running.next_settlement_at"
        found.add(m.FUNDING_NEXT_TIME, running.next_settlement_at, "", place)
    now = running or settled
    if now is not None:
        place = f"funding.{'settled' if running is None else 'running'}.interval_hours"
        found.add(m.FUNDING_INTERVAL, Decimal(now.interval_hours), "hours", place)
    _rate(found, m.FUNDING_CAP, funding.cap, "cap")
    _rate(found, m.FUNDING_FLOOR, funding.floor, "floor")
    if history is not None:
        _history(found, history)


def _rate(
    found: _Collector,
    metric: str,
    rate: doc.FundingRate | None,
    place: str,
    *,
    nature: Nature = Nature.LIVE,
    as_of: datetime | None = None,
) -> None:
    if rate is not None:
        unit, value = f"fraction_per_{rate.interval_hours}h", _as(rate, "fraction")
        found.add(metric, value, unit, f"funding.{place}", nature=nature, as_of=as_of)


def _history(found: _Collector, history: doc.History) -> None:
    place, kind = "funding.history", Nature.SETTLED
    found.add(
        m.FUNDING_PERCENTILE, history.percentile, "percentile", f"{place}.percentile", nature=kind
    )
    found.add(m.FUNDING_SAMPLE, Decimal(history.sample), "count", f"{place}.sample", nature=kind)
    _rate(found, m.FUNDING_LOW, history.low, "history.low", nature=kind)
    _rate(found, m.FUNDING_HIGH, history.high, "history.high", nature=kind)


def _interest(found: _Collector, entry: doc.SetupEntry) -> None:
    if (interest := entry.open_interest) is not None:
        found.add(m.OPEN_INTEREST_COINS, interest.coins, "coins", "open_interest.coins")
        found.add(m.OPEN_INTEREST, interest.usd, "usd", "open_interest.usd")
        change = _as(interest.change_24h, "percent")
        found.add(m.OPEN_INTEREST_CHANGE, change, "percent", "open_interest.change_24h")
    if (totals := entry.liquidations) is not None:
        for metric, value, name in (
            (m.LIQUIDATIONS_ABOVE, totals.above_usd, "above_usd"),
            (m.LIQUIDATIONS_BELOW, totals.below_usd, "below_usd"),
        ):
            found.add(metric, value, "usd", f"liquidations.{name}", nature=Nature.MODELLED)


def _positioning(found: _Collector, one: doc.Positioning, place: str) -> None:
    metric = _POPULATIONS[one.population]
    found.add(metric, one.ratio, "ratio", f"{place}.ratio")
    found.add(f"{metric}_long", _as(one.long, "percent"), "percent", f"{place}.long")
    found.add(f"{metric}_short", _as(one.short, "percent"), "percent", f"{place}.short")


def _levels(found: _Collector, entry: doc.SetupEntry) -> tuple[Level, ...]:
    """Levels with a size, numbered as their facts are: by side, the nearest to price first."""
    sized = [(number, one) for number, one in enumerate(entry.levels) if one.size_usd is not None]
    for side, stem in (("above", m.LEVEL_ABOVE), ("below", m.LEVEL_BELOW)):
        of_side = [pair for pair in sized if pair[1].side == side]
        of_side.sort(key=lambda pair: pair[1].price, reverse=side == "below")
        for place, (number, _) in enumerate(of_side, start=1):
            path = f"{found.origin.path}.levels[{number}]"
            found.paths |= {f"{stem}.{place}": path, f"{stem}.{place}.size": f"{path}.size_usd"}
    return tuple(_level(one) for _, one in sized)


def _level(one: doc.Level) -> Level:
    odds = one.odds
    return Level(
        side=Side(one.side),
        price=float(one.price),
        size=float(one.size_usd or 0),
        hours=odds.hours if odds else 0,
        touch=float(odds.probability) if odds else None,
        sample=odds.sample if odds else 0,
    )


def _confidence(given: doc.Confidence | None) -> Confidence | None:
    if given is None:
        return None
    return Confidence(
        event=f"price higher {given.hours} hours later",
        hours=given.hours,
        base_rate=float(given.base_rate),
        sample=given.sample,
        probability=None if given.probability is None else float(given.probability),
    )


def _gaps(entry: doc.SetupEntry, origin: Origin) -> Iterator[Gap]:
    symbol = origin.instrument.symbol
    for number, level in enumerate(entry.levels):
        if level.size_usd is None:
            detail = f"{origin.path}.levels[{number}] has no size_usd, so it is not shown."
            yield Gap(subject=symbol, part="level", reason="not-given", detail=detail)
    if entry.bias != "none" and entry.invalidation is None:
        detail = f"{origin.path} leans {entry.bias} and names no price at which that is void."
        yield Gap(subject=symbol, part="invalidation", reason="not-given", detail=detail)
