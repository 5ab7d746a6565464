"""Bad input from Hyperliquid: each case ends as a named gap, and no NaN gets through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.model.errors import SourceRefused, SourceUnavailable
from tests.sources.hyperliquid_answers import (
    AS_OF,
    HOUR_MS,
    LIVE,
    Exchange,
    bar,
    reasons,
)


@pytest.fixture
def exchange() -> Exchange:
    return Exchange()


@pytest.mark.parametrize("minutes", [-11, 11])
def test_an_answer_received_at_another_time_is_stale(exchange: Exchange, minutes: int) -> None:
    exchange.received = AS_OF + timedelta(minutes=minutes)
    data = exchange.read()

    assert data.observations == {}
    assert reasons(data) == {"live readings": "stale"}
    assert set(data.history) == {"candles", "funding", "premium"}
    assert [(gap.subject, gap.reason) for gap in exchange.tickers().gaps] == [
        ("Hyperliquid", "stale")
    ]


@pytest.mark.parametrize(
    ("symbol", "reason"),
    [
        ("GONEUSDT", "delisted"),
        ("NOPEUSDT", "no-such-symbol"),
        ("FILBTC", "unsupported"),
    ],
)
def test_contracts_that_are_not_traded(exchange: Exchange, symbol: str, reason: str) -> None:
    data = exchange.read(symbol)

    assert reasons(data) == {"market data": reason}
    assert len(exchange.asked) == 1


@pytest.mark.parametrize(
    "error",
    [
        SourceUnavailable("silent", reason="timeout"),
        SourceUnavailable("busy", reason="busy", status=429),
        SourceRefused("closed", reason="restricted", status=451),
    ],
)
def test_a_venue_that_does_not_answer_is_one_gap(
    exchange: Exchange, error: SourceUnavailable | SourceRefused
) -> None:
    exchange.answers = dict.fromkeys(exchange.answers, error)

    assert reasons(exchange.read()) == {"market data": error.reason}
    assert [gap.reason for gap in exchange.tickers().gaps] == [error.reason]


@pytest.mark.parametrize("kind", ["candleSnapshot", "fundingHistory"])
@pytest.mark.parametrize("answer", [None, [], {}, b"", b"<html>", [None, 3], b"[NaN]", "error"])
def test_one_broken_history_costs_its_own_part(
    exchange: Exchange, kind: str, answer: object
) -> None:
    exchange.answers[kind] = answer
    data = exchange.read()
    lost = {"candleSnapshot": {"candles"}, "fundingHistory": {"funding", "premium"}}[kind]

    assert set(data.history) == {"candles", "funding", "premium"} - lost
    assert set(reasons(data).values()) <= {"unreadable", "empty"}
    assert data.observations[metrics.PRICE].value == Decimal("2.001")


@pytest.mark.parametrize(
    "shorten",
    [
        lambda value: [value[0], value[1][:-1]],
        lambda value: [value[0]],
        lambda value: [{"universe": None}, value[1]],
        lambda value: [{"universe": value[0]["universe"][:1]}, value[1]],
        lambda value: [*value, []],
    ],
)
def test_lists_that_do_not_match_are_not_paired(
    exchange: Exchange, shorten: Callable[[Any], Any]
) -> None:
    exchange.answers["metaAndAssetCtxs"] = shorten(exchange.answers["metaAndAssetCtxs"])

    assert reasons(exchange.read()) == {"market data": "unreadable"}
    assert exchange.tickers().tickers == ()
    assert [gap.reason for gap in exchange.tickers().gaps] == ["unreadable"]


@pytest.mark.parametrize("rate", ["0.0401", "-0.05", "-1.25"])
def test_a_rate_beyond_the_limit_is_refused(exchange: Exchange, rate: str) -> None:
    exchange.states[0]["funding"] = rate
    exchange.answers["fundingHistory"][10]["fundingRate"] = rate
    data = exchange.read()

    assert metrics.FUNDING_RUNNING not in data.observations
    assert reasons(data) == {
        "funding estimate": "implausible",
        "settled funding": "repaired",
        "settlement interval": "hole",
    }
    assert exchange.tickers().gaps[0].reason == "implausible"


@pytest.mark.parametrize("before", ["0.02", "1e-31"])
def test_a_price_that_rose_a_hundredfold_is_a_unit_error(exchange: Exchange, before: str) -> None:
    exchange.states[0]["prevDayPx"] = before
    found = exchange.tickers()

    assert found.tickers[-1].change_24h is None
    assert [(gap.part, gap.reason) for gap in found.gaps] == [("price change", "implausible")]


@pytest.mark.parametrize("rate", ["0.04", "-0.04"])
def test_a_rate_at_the_limit_is_kept(exchange: Exchange, rate: str) -> None:
    exchange.states[0]["funding"] = rate
    exchange.answers["fundingHistory"][-1]["fundingRate"] = rate
    data = exchange.read()

    assert data.observations[metrics.FUNDING_RUNNING].value == Decimal(rate)
    assert data.history["funding"]["rate"][-1] == float(rate)


def test_settled_funding_of_an_earlier_hour_is_not_the_latest(exchange: Exchange) -> None:
    del exchange.answers["fundingHistory"][-2:]
    data = exchange.read()

    assert "funding" not in data.history
    assert reasons(data) == {"settled funding": "stale", "hourly premium": "stale"}


def test_candles_scaled_by_a_hundred_are_left_out(exchange: Exchange) -> None:
    exchange.answers["candleSnapshot"] = [
        bar(row["t"], "200.0") for row in exchange.answers["candleSnapshot"]
    ]
    data = exchange.read()

    assert "candles" not in data.history
    assert reasons(data) == {"hourly candles": "implausible"}


def test_damaged_repeated_and_misplaced_bars(exchange: Exchange) -> None:
    rows = exchange.answers["candleSnapshot"]
    rows[3], rows[4] = rows[4], rows[3]
    rows.append(dict(rows[7]))
    rows[20]["h"] = "1.0"  # under its close
    rows[21]["v"] = None
    data = exchange.read()
    candles = data.history["candles"]

    assert reasons(data) == {"hourly candles": "repaired"}
    assert (np.diff(candles.times) == HOUR_MS).all()
    assert len(candles) == 49 - 22


junk = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["universe", "name", "time", "t"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=60, deadline=None)
@given(
    question=st.sampled_from(["metaAndAssetCtxs", "candleSnapshot", "fundingHistory"]), answer=junk
)
def test_no_answer_breaks_the_reading(question: str, answer: object) -> None:
    exchange = Exchange()
    exchange.answers[question] = answer
    data = exchange.read()

    assert all(
        np.isfinite(column).all() for s in data.history.values() for column in s.columns.values()
    )
    assert exchange.tickers().venue == "hyperliquid"


@settings(max_examples=60, deadline=None)
@given(
    field=st.sampled_from([*LIVE, "midPx", "markPx", "oraclePx", "prevDayPx"]),
    value=st.none() | st.floats() | st.text(max_size=6) | st.sampled_from(["-1", "0", "1e30"]),
)
def test_no_field_breaks_the_reading(field: str, value: object) -> None:
    exchange = Exchange()
    exchange.states[0][field] = value
    data = exchange.read()

    assert all(one.value.is_finite() for one in data.observations.values())
    for one in exchange.tickers().tickers:
        figures = (one.price, one.mark, one.index, one.funding, one.volume_usd, one.change_24h)
        assert all(figure is None or figure.is_finite() for figure in figures)
