"""A whole symbol measured: the specimen's moment, gaps, no look-ahead, hostile data."""

from __future__ import annotations

import math
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.model.market import Gap, Nature
from reporter.model.setup import Bias, Measure, Regime, Setup, Side
from reporter.model.units import Percentile, Probability, quantity
from reporter.signals import Market, liquidation_heatmap, measure
from reporter.signals.margins import Bracket
from reporter.signals.series import HOUR, Series, SymbolData, milliseconds

if TYPE_CHECKING:
    from tests.signals.conftest import Bench

LEDGERS = {
    metrics.BASIS,
    metrics.FUNDING_SETTLED_ANNUAL,
    metrics.FUNDING_SETTLED_8H,
    metrics.FUNDING_RUNNING_8H,
    metrics.OPEN_INTEREST,
}


def sane(setup: Setup) -> None:
    """What holds of every setup, whatever came in."""
    known = {getattr(metrics, name) for name in dir(metrics) if name.isupper()}
    names = [one.metric for one in setup.measures]
    assert len(names) == len(set(names))
    assert set(names) <= known
    for one in setup.measures:
        number(one)
    price = setup.measure(metrics.PRICE)
    for level in setup.levels:
        assert price is not None
        assert isinstance(price.value, Decimal)
        assert (level.price > price.value) is (level.side is Side.ABOVE)
        assert math.isfinite(level.size)
        assert level.size > 0
        assert level.touch is None or 0 <= level.touch <= 1
    for side in Side:
        away = [abs(x.price - float(price.value)) for x in setup.levels if x.side is side]  # type: ignore[union-attr,arg-type]  # asserted above wherever there is a level
        assert away == sorted(away)
        assert len(away) <= 3
    if setup.invalidation is not None:
        assert price is not None
        assert (setup.invalidation < float(price.value)) is (setup.bias is Bias.LONG)  # type: ignore[arg-type]  # a price is a Decimal
    for one in setup.measures:
        if one.metric.startswith("liquidations."):
            assert one.nature is Nature.MODELLED
        if one.metric == metrics.LIQUIDATIONS_GRAVITY:
            assert -1 <= one.value <= 1  # type: ignore[operator]  # computed: a float
    assert setup.valid_until > setup.as_of
    assert not any(re.search(r"\d|nan|inf\b", gap.detail) for gap in setup.gaps)
    assert all(gap.subject and gap.part and gap.reason for gap in setup.gaps)


def number(one: Measure) -> None:
    if isinstance(one.value, float):
        assert math.isfinite(one.value), one
        amount = quantity(Decimal(repr(one.value)), one.unit)
    elif isinstance(one.value, Decimal):
        assert one.value.is_finite(), one
        amount = quantity(one.value, one.unit)
    else:
        assert one.unit == ""
        assert isinstance(one.value, str | datetime)
        return
    if one.metric.endswith("percentile"):
        assert isinstance(amount, Percentile)
    if one.metric == metrics.BASE_RATE:
        assert isinstance(amount, Probability)


def values(setup: Setup) -> dict[str, Any]:
    return {one.metric: one.value for one in setup.measures}


def test_the_specimens_moment(bench: Bench) -> None:
    setup = measure(bench.full(), bench.as_of)
    sane(setup)
    got = values(setup)
    assert str(got[metrics.FUNDING_SETTLED]) == "-0.00040602"
    assert got[metrics.FUNDING_SETTLED_TIME] == datetime(2026, 3, 27, 16, tzinfo=UTC)
    assert str(got[metrics.PRICE]) == "0.836"
    assert str(got[metrics.TOP_POSITION_RATIO]) == "2.19"
    assert setup.valid_until == datetime(2026, 3, 28, tzinfo=UTC)
    assert got[metrics.VALID_UNTIL] == setup.valid_until
    assert got[metrics.BIAS] == setup.bias.value
    assert got[metrics.REGIME] == setup.regime.value
    assert setup.volatility is not None
    assert got[metrics.VOLATILITY_CLASS] == setup.volatility.value
    assert setup.gaps == ()
    assert {level.side for level in setup.levels} == {Side.ABOVE, Side.BELOW}
    assert all(level.touch is not None for level in setup.levels)
    assert setup.confidence is not None
    assert setup.confidence.probability is None
    assert not LEDGERS & set(got), "the ledger derives these"
    evidence = {signal.metric for signal in (*setup.supporting, *setup.opposing)}
    assert {metrics.FUNDING_PERCENTILE, metrics.BASIS} <= evidence
    assert 2 < got[metrics.FUNDING_PERCENTILE] < 3


def test_liquidations_stay_within_the_open_interest(bench: Bench) -> None:
    got = values(measure(bench.full(), bench.as_of))
    worth = float(got[metrics.OPEN_INTEREST_COINS] * got[metrics.MARK])
    assert 0 < got[metrics.LIQUIDATIONS_ABOVE] <= worth
    assert 0 < got[metrics.LIQUIDATIONS_BELOW] <= worth


def test_equal_input_gives_an_equal_setup(bench: Bench) -> None:
    assert measure(bench.full(), bench.as_of) == measure(bench.full(), bench.as_of)


@pytest.mark.parametrize(
    ("drift", "bias", "regime"),
    [(0.003, Bias.LONG, Regime.UP), (-0.003, Bias.SHORT, Regime.DOWN)],
)
def test_a_trend_with_rising_open_interest_leans_its_way(
    bench: Bench, drift: float, bias: Bias, regime: Regime
) -> None:
    full = bench.full()
    candles = bench.candles(bench.walk(1000, drift=drift, sigma=0.002))
    coins = np.full(180, 40e6)
    interest = bench.series("open_interest", bench.last_close, 4, coins=coins)
    data = replace(full, history={**full.history, "candles": candles, "open_interest": interest})
    setup = measure(data, bench.as_of)
    sane(setup)
    assert setup.regime is regime
    assert setup.bias is bias
    assert setup.invalidation is not None
    assert values(setup)[metrics.INVALIDATION] == setup.invalidation
    way = 1 if bias is Bias.LONG else -1
    assert {signal.direction for signal in setup.supporting} == {way}
    assert {signal.direction for signal in setup.opposing} <= {-way}
    assert [s.weight for s in setup.supporting] == sorted(
        (s.weight for s in setup.supporting), reverse=True
    )


def extended(series: Series, rows: int) -> Series:
    """The series with wild rows after its end."""
    step = series.step or 8 * HOUR
    times = series.times[-1] + step * np.arange(1, rows + 1, dtype=np.int64)
    columns = {
        name: np.concatenate((column, column[-1] * np.linspace(5, 50, rows)))
        for name, column in series.columns.items()
    }
    return replace(series, times=np.concatenate((series.times, times)), columns=columns)


def test_what_happened_later_changes_nothing(bench: Bench) -> None:
    data = bench.full()
    later = {name: extended(series, 50) for name, series in data.history.items()}
    past = measure(data, bench.as_of)
    assert measure(replace(data, history=later), bench.as_of) == past
    wound_back = bench.as_of - timedelta(hours=8)
    cut = {
        name: series.until(milliseconds(wound_back) - (series.step if name in BARS else 0))
        for name, series in data.history.items()
    }
    assert measure(data, wound_back) == measure(replace(data, history=cut), wound_back)


BARS = ("candles", "premium", "taker")

EVERY_GAP = {
    "hourly candles", "price a day ago", "settlement interval", "next settlement",
    "settled funding", "open interest history", "open interest a day ago",
    "top-trader positions", "top-trader accounts", "all accounts' positions", "taker flow",
    "volatility", "volatility class", "regime", "liquidation map", "base rate", "price",
    "mark price", "index price", "funding estimate", "open interest", "validity",
}  # fmt: skip


def test_with_nothing_everything_is_a_gap(bench: Bench) -> None:
    data = replace(bench.data(), observations={}, interval_hours=None, next_settlement=None)
    setup = measure(data, bench.as_of)
    sane(setup)
    assert {gap.part for gap in setup.gaps} == EVERY_GAP
    assert setup.bias is Bias.NEUTRAL
    assert setup.regime is Regime.UNCERTAIN
    assert setup.volatility is None
    assert setup.confidence is None
    assert setup.levels == ()
    assert setup.valid_until == bench.as_of + timedelta(hours=8)


def test_given_gaps_come_first_and_are_not_repeated(bench: Bench) -> None:
    def named(part: str) -> Gap:
        return Gap(subject="FILUSDT", part=part, reason="restricted", detail="Refused.")

    given_gaps = (named("taker flow"), named("mark, index and funding estimate"))
    data = replace(bench.data(), observations={}, next_settlement=None, gaps=given_gaps)
    setup = measure(data, bench.as_of)
    assert setup.gaps[:2] == given_gaps
    parts = [gap.part for gap in setup.gaps]
    assert parts.count("taker flow") == 1
    assert not {"mark price", "index price", "funding estimate", "next settlement"} & set(parts)
    assert {"price", "open interest"} <= set(parts)


def test_a_worse_finding_about_a_named_part_is_kept(bench: Bench) -> None:
    given_gap = Gap(subject="FILUSDT", part="mark price", reason="repaired", detail="Mended.")
    data = bench.with_readings(bench.data(), mark="0")
    gaps = measure(replace(data, gaps=(given_gap,)), bench.as_of).gaps
    assert [gap.reason for gap in gaps if gap.part == "mark price"] == ["repaired", "implausible"]


@pytest.mark.parametrize(
    ("following", "interval", "hours"),
    [(None, 4, 4), (datetime(2026, 3, 27, 20, tzinfo=UTC), 1, 1), (None, None, 8)],
)
def test_validity_without_a_next_settlement(
    bench: Bench, following: datetime | None, interval: int | None, hours: int
) -> None:
    data = replace(bench.data(), next_settlement=following, interval_hours=interval)
    setup = measure(data, bench.as_of)
    assert setup.valid_until == bench.as_of + timedelta(hours=hours)
    assert ("validity" in {gap.part for gap in setup.gaps}) is (interval is None)


def test_thin_history_is_said(bench: Bench) -> None:
    setup = measure(bench.full(days=5), bench.as_of)
    sane(setup)
    parts = {gap.part for gap in setup.gaps}
    assert parts == {"volatility class", "regime", "liquidation map", "base rate"}
    assert setup.measure(metrics.VOLATILITY) is not None


HOSTILE = st.sampled_from(
    [0.0, -1.0, 1e-300, 1e-12, 1e-9, 0.5, 1.0, 1.0, 1e6, 1e12, 1e18, 1e300, math.inf, math.nan]
)


@st.composite
def damaged(draw: st.DrawFn, bench: Bench) -> SymbolData:
    """A symbol with holes, constants, spikes, tiny samples and impossible values."""
    full = bench.full(days=draw(st.sampled_from([1, 2, 6, 20, 40])))
    history: dict[str, Series] = {}
    for name, series in full.history.items():
        fate = draw(
            st.sampled_from(["whole", "gone", "tail", "holes", "shuffled", "constant", "hostile"])
        )
        if fate == "gone":
            continue
        history[name] = worsen(draw, series, fate)
    readings = {
        metric: replace(one, value=Decimal(repr(draw(HOSTILE)))) if draw(st.booleans()) else one
        for metric, one in full.observations.items()
        if draw(st.integers(0, 5))
    }
    return replace(
        full,
        history=history,
        observations=readings,
        interval_hours=draw(st.sampled_from([None, 1, 4, 8, 5, 0])),
        next_settlement=draw(st.sampled_from([None, full.next_settlement])),
        brackets=draw(st.sampled_from([(), (Bracket(cap=1e5, leverage=25, rate=0.02),)])),
    )


def worsen(draw: st.DrawFn, series: Series, fate: str) -> Series:
    rows = np.arange(len(series))
    if fate == "tail":
        return series.where(slice(len(series) - draw(st.integers(0, 40)), None))
    if fate == "holes":
        dice = np.random.default_rng(draw(st.integers(0, 99)))
        return series.where(dice.random(len(rows)) < draw(st.sampled_from([0.1, 0.5, 0.95])))
    if fate == "shuffled":
        dice = np.random.default_rng(draw(st.integers(0, 99)))
        return series.where(dice.integers(0, len(rows), len(rows)))
    columns = {name: column.copy() for name, column in series.columns.items()}
    if fate == "constant":
        for column in columns.values():
            column[:] = draw(HOSTILE)
    if fate == "hostile":
        for _ in range(draw(st.integers(1, 6))):
            column = columns[draw(st.sampled_from(sorted(columns)))]
            start = draw(st.integers(0, len(rows) - 1))
            column[start : start + draw(st.integers(1, 50))] = draw(HOSTILE)
    return replace(series, columns=columns)


@settings(max_examples=100, deadline=None)
@given(data=st.data())
def test_hostile_data_gives_gaps_and_never_a_number_that_is_none(
    bench: Bench, data: st.DataObject
) -> None:
    rates = data.draw(st.sampled_from([0, 1, 20]))
    market = Market(venue="binance", rates=np.linspace(-0.001, 0.001, rates))
    symbol = data.draw(damaged(bench))
    sane(measure(symbol, bench.as_of, market))
    chart = liquidation_heatmap(symbol, bench.as_of)
    figures = [] if chart is None else [*chart.edges, *(x for row in chart.usd for x in row)]
    assert all(math.isfinite(figure) and figure >= 0 for figure in figures)


def spiked(bench: Bench, spots: list[int], spike: float) -> Setup:
    """Measured from 500 bars, hardly traded, of which some closes are so many times the usual."""
    close = bench.walk(500)
    close[spots] *= spike
    volume = np.where(np.arange(500) % 3, 0.0, 1e-310)
    bars = bench.candles(close, volume=volume, quote_volume=volume * 1e20)
    full = bench.full(days=20)
    return measure(replace(full, history={**full.history, "candles": bars}), bench.as_of)


SPOTS = st.lists(st.integers(0, 499), min_size=1, max_size=5)


@settings(max_examples=40, deadline=None)
@given(spots=SPOTS, spike=st.sampled_from([0.11, 0.5, 2.0, 9.0]))
@example(spots=[498, 499], spike=9.0)
def test_prices_up_to_nine_times_the_usual_are_a_market_and_cost_nothing(
    bench: Bench, spots: list[int], spike: float
) -> None:
    setup = spiked(bench, spots, spike)
    sane(setup)
    assert {one.part for one in setup.gaps} == {"traded volume"}
    assert setup.measure(metrics.LIQUIDATIONS_ABOVE) is not None


@settings(max_examples=40, deadline=None)
@given(spots=SPOTS, spike=st.sampled_from([1e-11, 1e-3, 0.09, 11.0, 1e3, 1e11]))
@example(spots=[498], spike=11.0)
@example(spots=[499], spike=11.0)
@example(spots=[497, 498, 499], spike=0.09)
def test_bars_beyond_are_left_out_and_cost_the_map_only_where_the_newest_two_go(
    bench: Bench, spots: list[int], spike: float
) -> None:
    setup = spiked(bench, spots, spike)  # a spike at the close spoils its bar and the next
    sane(setup)
    gaps = {(one.part, one.reason) for one in setup.gaps}
    assert ("hourly candles", "implausible") in gaps
    newest_gone = 498 in spots
    assert (("liquidation map", "thin") in gaps) is newest_gone
    assert (setup.measure(metrics.LIQUIDATIONS_ABOVE) is None) is newest_gone
