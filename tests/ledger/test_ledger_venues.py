"""One symbol on several venues: observed, derived, and taken together under names."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from reporter import checking
from reporter.ledger import display
from reporter.ledger.venues import ticker_facts, together_facts
from reporter.model import metrics as m
from reporter.model.digest import digest
from reporter.model.facts import Fact, FactSheet
from reporter.model.market import Instrument, Ticker

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)


def ticker(venue: str, **given: Any) -> Ticker:
    usual: dict[str, Any] = {
        "price": Decimal("0.836"),
        "mark": Decimal("0.836"),
        "index": Decimal("0.837"),
        "funding": Decimal("-0.0002"),
        "interval_hours": 8,
        "next_settlement": datetime(2026, 3, 28, tzinfo=UTC),
        "cap": Decimal("0.02"),
        "floor": Decimal("-0.02"),
        "open_interest_coins": Decimal(1000000),
        "volume_usd": Decimal(20000000),
        "change_24h": Decimal("-0.0321"),
    }
    return Ticker(
        instrument=Instrument(venue=venue, symbol="FILUSDT", base="FIL", quote="USDT"),
        as_of=NOW,
        source=digest(b"x"),
        endpoint="/tickers",
        **{**usual, **given},
    )


def book(venue: str, **given: Any) -> dict[str, Fact]:
    return {fact.metric: fact for fact in ticker_facts(ticker(venue, **given))}


def shown(facts: dict[str, Fact], metric: str) -> str:
    return display(facts[metric], "full")


def test_a_venues_readings_print_with_their_own_interval() -> None:
    facts = book("hyperliquid", funding=Decimal("-0.000025"), interval_hours=1)
    assert shown(facts, m.FUNDING_RUNNING) == "−0.0025% per 1 h"
    assert shown(facts, m.FUNDING_RUNNING_8H) == "−0.0200% per 8 h"
    assert shown(facts, m.FUNDING_RUNNING_ANNUAL) == "−21.9% a year"
    assert shown(facts, m.BASIS) == "−11.9 bps"
    assert shown(facts, m.OPEN_INTEREST) == "$836,000"
    assert shown(facts, m.PRICE_CHANGE) == "−3.2%"
    assert facts[m.PRICE].id == "hyperliquid.filusdt.price"
    assert (facts[m.VENUE].value, facts[m.PRICE].source.name) == ("Hyperliquid", "Hyperliquid")


def test_what_a_venue_does_not_give_is_no_fact() -> None:
    nothing: dict[str, Any] = dict.fromkeys(
        ("mark", "index", "funding", "interval_hours", "next_settlement", "cap", "floor")
    )
    more: dict[str, Any] = dict.fromkeys(("open_interest_coins", "volume_usd", "change_24h"))
    facts = book("okx", **nothing, **more)
    assert set(facts) == {m.SYMBOL, m.BASE, m.VENUE, m.PRICE}


def test_open_interest_without_a_mark_is_worth_its_price() -> None:
    assert shown(book("bybit", mark=None), m.OPEN_INTEREST) == "$836,000"


def test_together_they_name_their_venues_and_stand_recomputation() -> None:
    books = [
        book("binance"),
        book("bybit", funding=Decimal("0.0001")),
        book("hyperliquid", funding=Decimal("-0.00005"), interval_hours=1),
    ]
    together = {fact.metric: fact for fact in together_facts(books)}
    assert shown(together, m.OPEN_INTEREST) == "$2.5 million"
    assert shown(together, m.FUNDING_SPREAD) == "0.0500% per 8 h"
    assert together[m.FUNDING_SPREAD].inputs == (
        "bybit.filusdt.funding.running_8h",
        "hyperliquid.filusdt.funding.running_8h",
    )
    assert together[m.OPEN_INTEREST].source.name == "Binance, Bybit and Hyperliquid"
    assert together[m.VENUES].value == "Binance, Bybit and Hyperliquid"
    everything = FactSheet((*(fact for one in books for fact in one.values()), *together.values()))
    assert [one for one in checking.gates(everything) if one.code in {"identity", "unit"}] == []


def test_a_sum_needs_two_venues_that_give_it() -> None:
    books = [book("binance"), book("okx", open_interest_coins=None, funding=None)]
    metrics = {fact.metric for fact in together_facts(books)}
    assert metrics == {m.VENUES}
    assert together_facts(books[:1]) == ()
