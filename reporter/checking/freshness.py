"""Time and kind of market facts: gate G8."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.market import LIVE_SLACK, Nature
from reporter.model.units import FundingRate, Hours
from reporter.model.verdict import Finding

_FRESH: Final = timedelta(hours=8)
# What speaks of the past may be old: history and the readings that changes start from.
_HISTORY: Final = (
    metrics.FUNDING_PERCENTILE,
    metrics.FUNDING_SAMPLE,
    metrics.FUNDING_MEDIAN,
    metrics.FUNDING_LOW,
    metrics.FUNDING_HIGH,
    metrics.OPEN_INTEREST_BEFORE,
    metrics.PRICE_DAY_AGO,
    metrics.VOLATILITY_PERCENTILE,
    metrics.BASE_RATE,
    metrics.BASE_SAMPLE,
    metrics.FUNDING_CAP,
    metrics.FUNDING_FLOOR,
    metrics.FUNDING_INTERVAL,
)
_NOW: Final = (
    metrics.PRICE,
    metrics.MARK,
    metrics.INDEX,
    metrics.FUNDING_RUNNING,
    metrics.OPEN_INTEREST_COINS,
)
"""What an article says of this moment."""
_LIVE: Final = (Nature.LIVE, Nature.PREDICTED)
_NATURES: Final[Mapping[str, tuple[Nature, ...]]] = {
    metrics.FUNDING_SETTLED: (Nature.SETTLED,),
    metrics.FUNDING_SETTLED_ANNUAL: (Nature.SETTLED,),
    metrics.FUNDING_RUNNING: _LIVE,
    metrics.FUNDING_RUNNING_ANNUAL: _LIVE,
    metrics.PRICE: _LIVE,
    metrics.MARK: _LIVE,
    metrics.INDEX: _LIVE,
}
"""How a reading of that metric comes to be: what is settled is never the running rate."""


def freshness(contract: Contract, as_of: datetime) -> Iterator[Finding]:
    """Readings too old to stand beside the edition's time, or of the wrong kind."""
    interval = contract.facts.get(metrics.FUNDING_INTERVAL)
    hours = interval.value.value if interval and isinstance(interval.value, Hours) else None
    for metric, fact in contract.facts.items():
        yield from _nature(metric, fact)
        if metric in _HISTORY:
            continue
        most = _most(metric, fact, None if hours is None else float(hours))
        age = as_of - fact.as_of
        if age > most:
            yield error(
                Code.STALE,
                fact.id,
                f"{fact.as_of:%Y-%m-%d %H:%M} UTC, {_told(age)} old",
                f"at most {_told(most)} old",
                "The reading is too old to stand beside this edition's time.",
            )
    yield from _next_settlement(contract, as_of, timedelta(hours=float(hours or 8)))


def _nature(metric: str, fact: Fact) -> Iterator[Finding]:
    wanted = _NATURES.get(metric)
    if wanted and fact.nature is not None and fact.nature not in wanted:
        yield error(
            Code.NATURE,
            fact.id,
            fact.nature.value,
            " or ".join(nature.value for nature in wanted),
            f"A fact named '{metric}' is of another kind: settled and running are kept apart.",
        )


def _most(metric: str, fact: Fact, hours: float | None) -> timedelta:
    """The greatest age of a reading: minutes for what is live, an interval for what settled."""
    if metric in _NOW and fact.nature in _LIVE:
        return LIVE_SLACK
    if metric == metrics.FUNDING_SETTLED and isinstance(fact.value, FundingRate):
        return timedelta(hours=hours or fact.value.interval) + LIVE_SLACK
    return _FRESH + timedelta(hours=hours or 8)


def _told(span: timedelta) -> str:
    minutes = span.total_seconds() / 60
    return f"{minutes:.0f} min" if minutes < 60 else f"{minutes / 60:.1f} h"


def _next_settlement(contract: Contract, as_of: datetime, step: timedelta) -> Iterator[Finding]:
    fact = contract.facts.get(metrics.FUNDING_NEXT_TIME)
    if fact is None or not isinstance(fact.value, datetime):
        return
    ahead = fact.value - as_of
    if not -LIVE_SLACK <= ahead <= step + LIVE_SLACK:
        yield error(
            Code.NEXT_SETTLEMENT,
            fact.id,
            f"{fact.value:%Y-%m-%d %H:%M} UTC",
            f"after {as_of:%Y-%m-%d %H:%M} UTC, at most {step.total_seconds() / 3600:g} h later",
            "The next settlement lies in the past or further off than one interval.",
        )


def future(facts: Iterable[Fact], as_of: datetime) -> Iterator[Finding]:
    """Facts that are younger than the edition."""
    for fact in facts:
        if fact.as_of > as_of + LIVE_SLACK:
            yield error(
                Code.FUTURE,
                fact.id,
                f"{fact.as_of:%Y-%m-%d %H:%M} UTC",
                f"not after {as_of:%Y-%m-%d %H:%M} UTC",
                "The fact is younger than the edition: its time or its zone is wrong.",
            )
