"""The facts of markets of event contracts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from reporter.model.facts import Fact, FactKind, Source
from reporter.model.market import Nature, venue_name
from reporter.model.odds import EventOdds
from reporter.model.units import PercentagePoints, Probability, Quantity

_DIVIDED: Final = (
    "middle of bid and ask over the sum of the middles of all outcomes, one of which comes true"
)


def event_facts(markets: Iterable[EventOdds]) -> tuple[Fact, ...]:
    """The facts of each market, once: ``<venue>.<market>.probability``, ``bid``, ``ask`` …

    Prices of a contract that pays one dollar are probabilities, the spread percentage points;
    ``volume`` and ``open_interest`` count contracts or dollars, as the venue does. ``subject``
    is the market's question. Odds are observed, and modelled where they were divided by the sum
    of all outcomes.
    """
    distinct = {odds.key: odds for odds in markets}
    return tuple(fact for odds in distinct.values() for fact in _facts(odds))


def _facts(odds: EventOdds) -> Iterator[Fact]:
    texts: tuple[tuple[str, datetime | str], ...] = (
        ("venue", venue_name(odds.venue)),
        ("title", odds.title),
        ("outcome", odds.outcome),
        ("closes", odds.closes_at),
    )
    figures: list[tuple[str, Quantity]] = [
        ("bid", Probability(odds.bid)),
        ("ask", Probability(odds.ask)),
        ("spread", PercentagePoints(odds.spread * 100)),
        ("volume", odds.volume),
    ]
    if odds.open_interest is not None:
        figures.append(("open_interest", odds.open_interest))
    yield _probability(odds)
    for metric, value in (*texts, *figures):
        yield _fact(odds, metric, value)


def _probability(odds: EventOdds) -> Fact:
    value = Probability(odds.probability)
    if odds.normalised:
        return _fact(odds, "probability", value, formula=_DIVIDED)
    return _fact(odds, "probability", value)


def _fact(
    odds: EventOdds, metric: str, value: Quantity | datetime | str, formula: str = ""
) -> Fact:
    return Fact(
        id=f"{odds.key}.{metric}",
        kind=FactKind.MODELLED if formula else FactKind.OBSERVED,
        subject=odds.title,
        metric=metric,
        value=value,
        as_of=odds.as_of,
        source=Source(name=venue_name(odds.venue), url=odds.url, digest=odds.source),
        nature=Nature.MODELLED if formula else Nature.LIVE,
        formula=formula,
    )
