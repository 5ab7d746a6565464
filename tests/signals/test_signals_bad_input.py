"""What may come in wrong: each case ends as a named gap, is put right and said, or is left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.signals import measure
from reporter.signals.open_interest import measure_open_interest, measure_turnover
from reporter.signals.positioning import measure_taker_day

if TYPE_CHECKING:
    from reporter.model.setup import Setup
    from reporter.signals.series import Series, SymbolData
    from tests.signals.conftest import Bench


def with_history(data: SymbolData, **history: Series) -> SymbolData:
    return replace(data, history={**data.history, **history})


def named(setup: Setup) -> set[tuple[str, str]]:
    return {(gap.part, gap.reason) for gap in setup.gaps}


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 999), name=st.sampled_from(["candles", "funding", "taker", "premium"]))
def test_rows_twice_and_out_of_order_are_put_right_and_said(
    bench: Bench, seed: int, name: str
) -> None:
    full = bench.full(days=30)
    drawn = np.random.default_rng(seed)
    series = full.history[name]
    order = drawn.permutation(np.append(np.arange(len(series)), drawn.integers(0, len(series), 9)))
    shuffled = measure(with_history(full, **{name: series.where(order)}), bench.as_of)
    straight = measure(full, bench.as_of)
    assert shuffled.measures == straight.measures
    assert shuffled.levels == straight.levels
    assert [gap.reason for gap in shuffled.gaps] == ["repaired"]


def test_of_repeated_rows_the_last_counts(bench: Bench) -> None:
    full = bench.full()
    funding = full.history["funding"]
    twice = funding.where(np.append(np.arange(len(funding)), len(funding) - 1))
    rates = twice["rate"].copy()
    rates[-1] = 0.0003
    setup = measure(
        with_history(full, funding=replace(twice, columns={"rate": rates})), bench.as_of
    )
    settled = setup.measure(metrics.FUNDING_SETTLED)
    assert settled is not None
    assert settled.value == Decimal("0.0003")
    assert ("settled funding", "repaired") in named(setup)


def test_a_hole_in_the_candles_is_no_calm(bench: Bench) -> None:
    full = bench.full()
    candles = full.history["candles"]
    rows = np.arange(len(candles))
    holed = candles.where((rows < len(rows) - 12) | (rows >= len(rows) - 2))
    setup = measure(with_history(full, candles=holed), bench.as_of)
    missing = {"volatility", "volatility class", "traded volume", "liquidation gravity"}
    assert {(part, "thin") for part in missing} <= named(setup)
    assert setup.measure(metrics.VOLATILITY) is None
    assert setup.measure(metrics.VOLATILITY_RANGE) is None
    assert setup.measure(metrics.TAKER_BUYS_DAY) is None
    assert setup.measure(metrics.OPEN_INTEREST_TURNOVER) is None


def test_a_day_without_volume_has_no_share(bench: Bench) -> None:
    volume = np.full(2160, 1000.0)
    volume[-24:] = 0.0
    still = bench.candles(bench.walk(2160), volume=volume, quote_volume=volume)
    setup = measure(with_history(bench.full(), candles=still), bench.as_of)
    assert ("traded volume", "thin") in named(setup)
    assert setup.measure(metrics.OPEN_INTEREST_TURNOVER) is None
    assert setup.measure(metrics.TAKER_BUYS_DAY) is None


def test_candles_scaled_by_a_hundred_are_left_out(bench: Bench) -> None:
    for factor in (0.01, 100.0):
        scaled = bench.candles(bench.walk(2160) * factor)
        setup = measure(with_history(bench.full(), candles=scaled), bench.as_of)
        assert ("hourly candles", "implausible") in named(setup)
        assert setup.measure(metrics.VOLATILITY) is None
        assert setup.levels == ()
    halved = bench.candles(bench.walk(2160) * 2.0)
    setup = measure(with_history(bench.full(), candles=halved), bench.as_of)
    assert ("hourly candles", "implausible") not in named(setup)


def test_the_unfinished_last_bar_is_not_measured(bench: Bench) -> None:
    full = bench.full()
    candles = full.history["candles"]
    running = replace(
        candles,
        times=np.append(candles.times, candles.times[-1] + candles.step),
        columns={name: np.append(column, column[-1]) for name, column in candles.columns.items()},
    )
    assert measure(with_history(full, candles=running), bench.as_of) == measure(full, bench.as_of)


@pytest.mark.parametrize("days", [0, 1, 3, 10])
def test_a_newly_listed_symbol_is_thin_not_wrong(bench: Bench, days: int) -> None:
    full = bench.full()
    young = {
        name: series.where(slice(len(series) - days * 24 - 1, None))
        for name, series in full.history.items()
    }
    young["funding"] = full.history["funding"].where(slice(-days * 3 - 1, None))
    young["open_interest"] = full.history["open_interest"].where(slice(-days * 6 - 1, None))
    setup = measure(replace(full, history=young), bench.as_of)
    thin = {part for part, reason in named(setup) if reason == "thin"}
    assert {"volatility class", "regime"} <= thin
    assert ("funding percentile" in thin) is (days < 10)
    assert ("liquidation map" in thin) is (days < 10)


def test_a_delisted_symbol_is_stale(bench: Bench) -> None:
    setup = measure(bench.full(), bench.as_of + timedelta(days=3))
    stale = {part for part, reason in named(setup) if reason == "stale"}
    assert {"hourly candles", "settled funding", "taker flow", "top-trader positions"} <= stale


def test_open_interest_over_the_days_volume(bench: Bench) -> None:
    data = bench.full()
    candles = bench.grid(bench.walk(2160))
    history = measure_open_interest(data, bench.as_of).history
    part = measure_turnover(data, candles, history)
    share, rank = part.measures
    traded = float(candles.quote_volume[-24:].sum())
    assert share.metric == metrics.OPEN_INTEREST_TURNOVER
    assert share.value == pytest.approx(43.1e6 * 0.836 / traded)
    assert share.unit == "ratio"
    assert rank.metric == metrics.OPEN_INTEREST_TURNOVER_PERCENTILE
    assert isinstance(rank.value, float)
    assert 0 <= rank.value <= 100
    alone = measure_turnover(data, candles, None)
    assert [one.metric for one in alone.measures] == [metrics.OPEN_INTEREST_TURNOVER]
    assert history is not None
    few = measure_turnover(data, candles, history.where(slice(-10, None)))
    assert len(few.measures) == 1
    assert measure_turnover(data, None, history).measures == ()
    short = measure_turnover(data, bench.grid(bench.walk(20)), history)
    assert [(gap.part, gap.reason) for gap in short.gaps] == [("traded volume", "thin")]


def test_a_doubled_open_interest_ranks_at_the_top(bench: Bench) -> None:
    data = bench.with_readings(bench.full(), open_interest_coins="1e9")
    history = measure_open_interest(data, bench.as_of).history
    part = measure_turnover(data, bench.grid(bench.walk(2160)), history)
    assert part.measures[1].value == 100.0


def test_taker_buys_of_a_day_by_hand(bench: Bench) -> None:
    buys = np.full(500, 100.0)
    buys[-24:] = 640.0
    (share,) = measure_taker_day(bench.grid(bench.walk(500), taker_buy_volume=buys)).measures
    assert share.metric == metrics.TAKER_BUYS_DAY
    assert share.value == pytest.approx(64.0)
    assert share.unit == "percent"
    assert share.as_of == bench.last_close


@pytest.mark.parametrize("buys", [float("nan"), -1.0, 1001.0, float("inf")])
def test_impossible_taker_volume_is_left_out(bench: Bench, buys: float) -> None:
    assert (
        measure_taker_day(bench.grid(bench.walk(500), taker_buy_volume=np.full(500, buys))).measures
        == ()
    )


def test_a_venue_that_does_not_split_volume_has_no_taker_share(bench: Bench) -> None:
    candles = bench.candles(bench.walk(500))
    columns = {name: c for name, c in candles.columns.items() if name != "taker_buy_volume"}
    setup = measure(
        with_history(bench.full(), candles=replace(candles, columns=columns)), bench.as_of
    )
    assert setup.measure(metrics.TAKER_BUYS_DAY) is None
    assert setup.measure(metrics.VOLATILITY) is not None
