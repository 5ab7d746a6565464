"""Odds of event contracts as facts: bound, with units, and printable."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from reporter.ledger import display
from reporter.ledger.fill import REFERENCE
from reporter.ledger.odds import event_facts
from reporter.model.digest import digest
from reporter.model.facts import FactKind, FactSheet
from reporter.model.market import Nature
from reporter.model.odds import EventOdds
from reporter.model.units import Count, usd

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
HOLD = EventOdds(
    venue="kalshi",
    market="KXFEDDECISION-26APR-T3.5",
    event="KXFEDDECISION-26APR",
    title="Will the Fed hold rates at its April 2026 meeting?",
    event_title="Fed decision in Apr 2026?",
    outcome="Fed maintains rate",
    probability=Decimal("0.625"),
    bid=Decimal("0.61"),
    ask=Decimal("0.64"),
    normalised=False,
    volume=Count(Decimal("20000.50")),
    open_interest=Count(Decimal(1500)),
    closes_at=datetime(2026, 4, 29, 17, 59, tzinfo=UTC),
    as_of=AS_OF,
    source=digest(b"page"),
    endpoint="/events",
    url="https://kalshi.com/markets/kxfeddecision",
)


def test_what_is_printed_of_a_market() -> None:
    sheet = FactSheet(event_facts([HOLD]))
    stem = "kalshi.kxfeddecision-26apr-t3-5."
    printed = {fact.id.removeprefix(stem): display(fact) for fact in sheet}

    assert printed == {
        "probability": "62.5%",
        "venue": "Kalshi",
        "title": HOLD.title,
        "outcome": "Fed maintains rate",
        "closes": "29 April 2026, 17:59 UTC",
        "bid": "61.0%",
        "ask": "64.0%",
        "spread": "3.0 pp",
        "volume": "20,001",
        "open_interest": "1,500",
    }


def test_every_fact_names_its_market_and_its_source() -> None:
    for fact in event_facts([HOLD]):
        assert REFERENCE.fullmatch("{{" + fact.id + "}}")
        assert (fact.kind, fact.nature) == (FactKind.OBSERVED, Nature.LIVE)
        assert (fact.subject, fact.as_of) == (HOLD.title, AS_OF)
        assert (fact.source.name, fact.source.url) == ("Kalshi", HOLD.url)
        assert fact.source.digest == HOLD.source


def test_odds_that_were_divided_are_modelled() -> None:
    facts = event_facts([replace(HOLD, normalised=True)])
    kinds = {fact.metric: fact.kind for fact in facts}

    assert kinds.pop("probability") is FactKind.MODELLED
    assert set(kinds.values()) == {FactKind.OBSERVED}
    assert "sum of the middles" in facts[0].formula


@pytest.mark.parametrize("held", [None, usd(Decimal("99.5"))])
def test_dollars_and_an_untold_open_interest(held: object) -> None:
    odds = replace(HOLD, venue="polymarket", volume=usd(Decimal(36_200_000)), open_interest=held)  # type: ignore[arg-type]  # None or money
    printed = {fact.metric: display(fact) for fact in event_facts([odds])}

    assert printed["volume"] == "$36.2 million"
    assert ("open_interest" in printed) is (held is not None)


def test_a_market_linked_twice_counts_once() -> None:
    other = replace(HOLD, market="KXFEDDECISION-26APR-C25")

    assert len(event_facts([HOLD, other, HOLD])) == 2 * len(event_facts([HOLD]))
    assert event_facts([]) == ()


def test_a_wording_prints_with_single_marks_because_it_stands_between_double_ones() -> None:
    asked = replace(HOLD, title='Will "Dune" win?', outcome="The “yes” side")
    facts = {fact.metric: fact for fact in event_facts([asked])}
    printed = {metric: display(fact) for metric, fact in facts.items()}
    assert printed["title"] == "Will ‘Dune’ win?"
    assert printed["outcome"] == "The ‘yes’ side"
    assert (
        next(fact for fact in event_facts([asked]) if fact.metric == "title").value == asked.title
    )
