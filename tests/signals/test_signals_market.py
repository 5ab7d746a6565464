"""Funding beside the venue's whole market, and the limits of the venue's formula."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.digest import digest
from reporter.model.market import Instrument, Nature, Ticker, Tickers
from reporter.signals import market_of, measure
from reporter.signals.funding import measure_funding
from reporter.signals.market import eight_hours

if TYPE_CHECKING:
    from reporter.model.setup import Measure
    from reporter.signals.funding import Funding
    from tests.signals.conftest import Bench


def ticker(bench: Bench, number: int, funding: str | None, hours: int | None) -> Ticker:
    symbol = f"S{number}USDT"
    return Ticker(
        instrument=Instrument(venue="binance", symbol=symbol, base=f"S{number}", quote="USDT"),
        as_of=bench.as_of,
        price=Decimal(1),
        mark=None,
        index=None,
        funding=None if funding is None else Decimal(funding),
        interval_hours=hours,
        next_settlement=None,
        cap=None,
        floor=None,
        open_interest_coins=None,
        volume_usd=None,
        change_24h=None,
        source=digest(b"tickers"),
        endpoint="https://venue.example/tickers",
    )


def universe(bench: Bench, rows: Sequence[tuple[str | None, int | None]]) -> Tickers:
    tickers = tuple(ticker(bench, n, *row) for n, row in enumerate(rows))
    return Tickers(venue="binance", tickers=tickers, gaps=())


def found(funding: Funding) -> dict[str, Measure]:
    return {measure.metric: measure for measure in funding.part.measures}


def test_rates_are_compared_per_eight_hours(bench: Bench) -> None:
    rows = [("0.0001", 8), ("0.0001", 4), ("0.00005", 4), ("-0.001", 1), ("0.0004", 24)]
    market = market_of(universe(bench, rows))
    assert market.rates == pytest.approx([-0.008, 0.0001, 0.0001, 0.0004 / 3, 0.0002])
    assert market.percentile(0.0001) == pytest.approx(100 * (1 + 2 / 2) / 5)


def test_the_rates_are_sorted_and_impossible_ones_left_out(bench: Bench) -> None:
    bad: list[tuple[str | None, int | None]] = [
        (None, 8), ("0.0001", None), ("0.0001", 5), ("0.0001", 0), ("NaN", 8), ("Infinity", 8),
        ("1.5", 8), ("0.2", 1),
    ]  # fmt: skip
    market = market_of(universe(bench, [("0.0003", 8), *bad, ("-0.0001", 8)]))
    assert market.rates.tolist() == [-0.0001, 0.0003]
    assert eight_hours(None, 8) is None


def test_the_running_rate_stands_within_the_market(bench: Bench) -> None:
    drawn = np.random.default_rng(5).normal(0.0001, 0.0002, 300)
    market = market_of(universe(bench, [(f"{rate:.8f}", 8) for rate in drawn]))
    got = found(measure_funding(bench.full(), bench.as_of, market))
    below = float((drawn.round(8) < -0.00021).mean() * 100)
    assert got[metrics.FUNDING_MARKET_PERCENTILE].value == pytest.approx(below, abs=0.4)
    assert got[metrics.FUNDING_MARKET_PERCENTILE].unit == "percentile"
    assert got[metrics.FUNDING_MARKET_PERCENTILE].nature is Nature.PREDICTED
    assert "binance" in got[metrics.FUNDING_MARKET_PERCENTILE].formula
    assert got[metrics.FUNDING_MARKET_SAMPLE].value == Decimal(300)
    whole = measure(bench.full(), bench.as_of, market)
    assert whole.measure(metrics.FUNDING_MARKET_SAMPLE) is not None
    assert measure(bench.full(), bench.as_of).measure(metrics.FUNDING_MARKET_SAMPLE) is None


def test_a_resting_rate_shared_by_many_is_no_extreme(bench: Bench) -> None:
    market = market_of(universe(bench, [("0.0001", 8)] * 40 + [("0.0002", 8)] * 20))
    data = bench.with_readings(bench.full(), funding_running="0.0001")
    got = found(measure_funding(data, bench.as_of, market))
    assert got[metrics.FUNDING_MARKET_PERCENTILE].value == pytest.approx(100 / 3)


def test_too_small_a_market_is_said(bench: Bench) -> None:
    market = market_of(universe(bench, [("0.0001", 8)] * 19))
    got = measure_funding(bench.full(), bench.as_of, market)
    assert metrics.FUNDING_MARKET_PERCENTILE not in found(got)
    assert ("funding across the market", "thin") in {(g.part, g.reason) for g in got.part.gaps}


@pytest.mark.parametrize("unit", ["fraction_per_5h", "percent", "fraction_per_year"])
def test_a_running_rate_of_unknown_interval_is_not_compared(bench: Bench, unit: str) -> None:
    full = bench.full()
    odd = replace(full.observations[metrics.FUNDING_RUNNING], unit=unit)
    data = replace(full, observations={**full.observations, metrics.FUNDING_RUNNING: odd})
    market = market_of(universe(bench, [("0.0001", 8)] * 30))
    got = found(measure_funding(data, bench.as_of, market))
    assert metrics.FUNDING_MARKET_PERCENTILE not in got


def test_the_residual_is_what_the_formula_leaves(bench: Bench) -> None:
    got = found(measure_funding(bench.full(), bench.as_of))
    implied = got[metrics.FUNDING_IMPLIED].value
    assert isinstance(implied, float)
    assert got[metrics.FUNDING_RESIDUAL].value == -0.00040602 - implied
    assert got[metrics.FUNDING_RESIDUAL].unit == "fraction_per_8h"
    assert got[metrics.FUNDING_RESIDUAL].nature is Nature.MODELLED


def deep(bench: Bench, premium: float) -> Funding:
    """Funding whose premium was the same for weeks, with a cap and a floor of 0.3 %."""
    full = bench.full()
    still = bench.series("premium", bench.last_close, 1, close=np.full(500, premium))
    data = replace(full, history={**full.history, "premium": still})
    limits = bench.readings(funding_cap="0.003", funding_floor="-0.003")
    return measure_funding(replace(data, observations={**data.observations, **limits}), bench.as_of)


@pytest.mark.parametrize(
    ("premium", "rate"), [(-0.05, -0.003), (0.05, 0.003), (0.0005, 0.0001), (-0.0020, -0.0015)]
)
def test_funding_at_the_floor_is_what_the_formula_gives(
    bench: Bench, premium: float, rate: float
) -> None:
    assert found(deep(bench, premium))[metrics.FUNDING_IMPLIED].value == pytest.approx(rate)


def test_limits_that_do_not_fit_are_not_applied(bench: Bench) -> None:
    full = bench.full()
    still = bench.series("premium", bench.last_close, 1, close=np.full(500, -0.05))
    per_hour = bench.reading(metrics.FUNDING_FLOOR, "-0.003", unit="fraction_per_1h")
    upside_down = bench.reading(metrics.FUNDING_CAP, "-0.06")
    for odd in (per_hour, upside_down):
        data = replace(
            full,
            history={**full.history, "premium": still},
            observations={**full.observations, odd.metric: odd},
        )
        got = found(measure_funding(data, bench.as_of))
        assert got[metrics.FUNDING_IMPLIED].value == pytest.approx(-0.0495)


def test_the_formula_is_one_venues_own(bench: Bench) -> None:
    full = bench.full()
    elsewhere = replace(full, instrument=replace(full.instrument, venue="okx"))
    assert metrics.FUNDING_IMPLIED not in found(measure_funding(elsewhere, bench.as_of))
