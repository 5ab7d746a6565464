"""What a gate refuses is taken out where it came from, once, and named."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pytest

from reporter.model import metrics as m
from reporter.model.digest import digest
from reporter.model.errors import Held
from reporter.model.facts import Fact, FactKind, FactSheet, Source
from reporter.model.market import Instrument, Nature, Observation, Ticker
from reporter.model.verdict import Finding, Severity
from reporter.newsroom.quarantine import Material
from reporter.signals.series import HOUR, Series, SymbolData

NOW = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
FULL = "binance.filusdt"
BULK = "bybit.filusdt"
BODY = digest(b"x")


def instrument(key: str) -> Instrument:
    venue, symbol = key.split(".")
    return Instrument(venue=venue, symbol=symbol.upper(), base="FIL", quote="USDT")


def observation(metric: str) -> Observation:
    return Observation(
        instrument=instrument(FULL),
        metric=metric,
        value=Decimal(1),
        unit="price_usd",
        as_of=NOW,
        nature=Nature.LIVE,
        source=BODY,
        endpoint="/ticker",
    )


def data() -> SymbolData:
    """Price, mark and running funding, candles and open interest."""
    series = Series(
        name="any",
        step=HOUR,
        times=np.array([HOUR, 2 * HOUR], dtype=np.int64),
        columns={"close": np.array([1.0, 1.0])},
        sources=(BODY,),
        endpoint="/klines",
    )
    return SymbolData(
        instrument=instrument(FULL),
        observations={one: observation(one) for one in (m.PRICE, m.MARK, m.FUNDING_RUNNING)},
        history={"candles": series, "open_interest": series},
        interval_hours=8,
        next_settlement=None,
    )


def ticker(key: str = BULK) -> Ticker:
    return Ticker(
        instrument=instrument(key),
        as_of=NOW,
        price=Decimal(1),
        mark=Decimal(1),
        index=None,
        funding=Decimal("0.0001"),
        interval_hours=8,
        next_settlement=None,
        cap=None,
        floor=None,
        open_interest_coins=Decimal(5),
        volume_usd=Decimal(9),
        change_24h=None,
        source=BODY,
        endpoint="/tickers",
    )


def fact(key: str, metric: str, inputs: Iterable[str] = ()) -> Fact:
    venue, _, symbol = key.partition(".")
    return Fact(
        id=f"{key}.{metric}",
        kind=FactKind.DERIVED if inputs else FactKind.OBSERVED,
        subject=symbol.upper(),
        metric=metric,
        value="any",
        as_of=NOW,
        source=Source(name=venue.capitalize(), url=""),
        inputs=tuple(inputs),
    )


def finding(place: str) -> Finding:
    return Finding(
        code="G1",
        severity=Severity.ERROR,
        place=place,
        seen="4%",
        expected="less",
        message="It cannot be.",
    )


def material(**given: Any) -> Material:
    return Material(**{"data": {FULL: data()}, "tickers": {BULK: ticker()}, **given})


def taken(found: Material, *facts: Fact, of: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Take out what the findings name (all facts where none are named); subject and part."""
    places = tuple(of) or tuple(one.id for one in facts)
    before = len(found.gaps)
    found.take_out(FactSheet(facts), [finding(place) for place in places])
    gaps = found.gaps[before:]
    assert {gap.reason for gap in gaps} <= {"implausible"}
    return [(gap.subject, gap.part) for gap in gaps]


# ---------------------------------------------------------------------- of a contract in full


def test_a_reading_goes_and_the_rest_stays() -> None:
    found = material()
    assert taken(found, fact(FULL, m.MARK)) == [("FILUSDT", m.MARK)]
    assert set(found.data[FULL].observations) == {m.PRICE, m.FUNDING_RUNNING}
    assert found.data[FULL].gaps == tuple(found.gaps)
    assert len(found.usable) == 1
    assert [one.place for one in found.refused] == [f"{FULL}.{m.MARK}"]


@pytest.mark.parametrize(
    ("metric", "history"),
    [
        (m.VOLATILITY, "candles"),
        (m.PRICE_DAY_AGO, "candles"),
        (m.OPEN_INTEREST_BEFORE, "open_interest"),
        ("level.above.1.size", "open_interest"),
    ],
)
def test_a_figure_costs_the_history_that_it_comes_from(metric: str, history: str) -> None:
    found = material()
    taken(found, fact(FULL, metric))
    assert history not in found.data[FULL].history
    assert len(found.data[FULL].history) == 1


def test_a_derived_figure_is_followed_to_the_measured_one() -> None:
    found = material()
    mark, basis = fact(FULL, m.MARK), fact(FULL, m.BASIS, [f"{FULL}.{m.MARK}"])
    assert taken(found, mark, basis, of=[basis.id]) == [("FILUSDT", m.MARK)]
    assert m.MARK not in found.data[FULL].observations


def test_two_findings_on_one_reading_are_one_gap() -> None:
    found = material()
    assert len(taken(found, fact(FULL, m.VOLATILITY), fact(FULL, m.ADX))) == 1
    assert len(found.refused) == 2
    assert m.PRICE in found.data[FULL].observations


def test_what_was_taken_out_before_costs_the_price() -> None:
    found = material()
    mark = fact(FULL, m.MARK)
    taken(found, mark)
    taken(found, mark)
    assert found.usable == ()


def test_what_comes_from_no_reading_costs_the_price() -> None:
    found = material()
    taken(found, fact(FULL, "invented"))
    assert found.usable == ()


# ---------------------------------------------------------------------- of a bulk answer


def test_a_field_of_a_ticker_goes_and_the_rest_stays() -> None:
    found = material()
    assert taken(found, fact(BULK, m.FUNDING_RUNNING)) == [("FILUSDT on Bybit", m.FUNDING_RUNNING)]
    assert found.tickers[BULK] == replace(ticker(), funding=None)


@pytest.mark.parametrize("metric", [m.PRICE, m.INDEX, "invented"])
def test_a_ticker_goes_with_its_price_and_for_what_it_does_not_hold(metric: str) -> None:
    found = material()
    assert taken(found, fact(BULK, metric)) == [("FILUSDT on Bybit", metric)]
    assert found.tickers == {}


def test_nothing_is_taken_from_a_ticker_that_is_gone() -> None:
    found = material()
    told = taken(found, fact(BULK, m.PRICE), fact(BULK, m.MARK))
    assert told == [("FILUSDT on Bybit", m.PRICE)]


# ---------------------------------------------------------------------- neither


@pytest.mark.parametrize("place", ["kalshi-margin.kalshi.amount.2", "edition.desk.as_of"])
def test_a_fault_in_no_contracts_fact_is_ours(place: str) -> None:
    foreign = replace(fact(FULL, "amount.2"), id=place)
    with pytest.raises(Held, match=r"It cannot be\. \(G1\)") as error:
        taken(material(), foreign)
    assert error.value.where == place


# ---------------------------------------------------------------------- what is left


def test_a_refused_estimate_counts_in_no_comparison() -> None:
    found = material(tickers={FULL: ticker(FULL), BULK: ticker()})
    assert found.on("binance").tickers == (ticker(FULL),)
    taken(found, fact(FULL, m.FUNDING_RUNNING))
    assert found.on("binance").tickers == (replace(ticker(FULL), funding=None),)
    assert found.on("bybit").tickers == (ticker(),)


def test_bulk_readings_stand_beside_where_there_is_no_full_detail() -> None:
    found = material(tickers={FULL: ticker(FULL), BULK: ticker()})
    assert found.beside({"FILUSDT"}) == (ticker(),)
    assert found.beside({"BTCUSDT"}) == ()
