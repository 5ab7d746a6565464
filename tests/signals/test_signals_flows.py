"""Open interest a day ago, positioning ratios and the basis."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.market import Gap
from reporter.signals.basis import measure_basis
from reporter.signals.open_interest import measure_open_interest
from reporter.signals.positioning import measure_positioning

if TYPE_CHECKING:
    from tests.signals.conftest import Bench


def test_open_interest_a_day_ago_and_its_change(bench: Bench) -> None:
    coins = np.full(180, 40e6)
    coins[-1] = 43e6
    sampled = bench.last_close - timedelta(hours=1)  # 20:00; the day before: 20:00, 1 h 21 off
    data = bench.data(open_interest=bench.series("open_interest", sampled, 4, coins=coins))
    got = measure_open_interest(data, bench.as_of)
    measure = got.part.measures[0]
    assert measure.metric == metrics.OPEN_INTEREST_BEFORE
    assert measure.value == Decimal(40_000_000)
    assert measure.as_of == sampled - timedelta(days=1)
    assert got.change == pytest.approx(43.1 / 40 - 1)
    assert got.percentile == 100.0
    assert got.part.gaps == ()


def test_a_sample_too_far_from_a_day_ago_is_a_gap(bench: Bench) -> None:
    sampled = bench.last_close - timedelta(hours=1)
    series = bench.series("open_interest", sampled, 16, coins=np.full(60, 40e6))
    got = measure_open_interest(bench.data(open_interest=series), bench.as_of)
    assert got.change is None
    assert [gap.part for gap in got.part.gaps] == ["open interest a day ago"]
    assert got.history is not None


def test_no_open_interest_now_means_no_change(bench: Bench) -> None:
    data = bench.full()
    named = Gap(subject="FILUSDT", part="open interest", reason="timeout", detail="No.")
    got = measure_open_interest(data.without(metrics.OPEN_INTEREST_COINS, named), bench.as_of)
    assert got.change is None
    assert [measure.metric for measure in got.part.measures] == [metrics.OPEN_INTEREST_BEFORE]


def test_missing_and_impossible_open_interest(bench: Bench) -> None:
    parts = ["open interest history", "open interest a day ago"]
    empty = measure_open_interest(bench.data(), bench.as_of)
    assert [gap.part for gap in empty.part.gaps] == parts
    bad = bench.series("open_interest", bench.last_close, 4, coins=[np.nan, 0.0, -1.0, 1e30])
    damaged = measure_open_interest(bench.data(open_interest=bad), bench.as_of)
    assert damaged.history is None
    assert [gap.part for gap in damaged.part.gaps] == parts
    named = Gap(subject="FILUSDT", part=parts[0], reason="implausible", detail="No.")
    quarantined = bench.data().without("open_interest", named)
    assert [g.part for g in measure_open_interest(quarantined, bench.as_of).part.gaps] == parts[1:]


def test_a_short_history_ranks_no_change(bench: Bench) -> None:
    series = bench.series("open_interest", bench.last_close, 4, coins=np.full(20, 40e6))
    got = measure_open_interest(bench.data(open_interest=series), bench.as_of)
    assert got.change == pytest.approx(43.1 / 40 - 1)
    assert got.percentile is None


def test_ratios_keep_their_digits_and_are_ranked(bench: Bench) -> None:
    got = measure_positioning(bench.full(), bench.as_of)
    measures = {measure.metric: measure for measure in got.part.measures}
    top = measures[metrics.TOP_POSITION_RATIO]
    assert str(top.value) == "2.19"
    assert top.unit == "ratio"
    assert top.as_of == bench.last_close
    assert measures[metrics.TAKER_RATIO].as_of == bench.last_close, "a taker row ends an hour on"
    assert set(got.percentiles) == {
        metrics.TOP_POSITION_RATIO,
        metrics.TOP_ACCOUNT_RATIO,
        metrics.GLOBAL_ACCOUNT_RATIO,
        metrics.TAKER_RATIO,
    }
    assert measures[metrics.TOP_POSITION_PERCENTILE].value == got.percentiles[top.metric]
    assert measures[metrics.TAKER_WINDOW].value == Decimal(1)
    assert measures[metrics.TAKER_WINDOW].unit == "hours"
    assert got.percentiles[metrics.TOP_POSITION_RATIO] > 95
    assert got.part.gaps == ()


@pytest.mark.parametrize(("minutes", "stale"), [(120, False), (121, True)])
def test_ratios_older_than_two_intervals_are_gaps(bench: Bench, minutes: int, stale: bool) -> None:
    got = measure_positioning(bench.full(), bench.last_close + timedelta(minutes=minutes))
    assert {gap.reason for gap in got.part.gaps} == ({"stale"} if stale else set())
    assert bool(got.part.measures) is not stale


@pytest.mark.parametrize("ratio", [0.0, -1.0, float("nan"), float("inf")])
def test_impossible_ratios_are_gaps(bench: Bench, ratio: float) -> None:
    series = bench.series("top_position", bench.last_close, 1, ratio=[1.0, ratio])
    got = measure_positioning(bench.data(top_position=series), bench.as_of)
    assert ("top-trader positions", "implausible") in {(g.part, g.reason) for g in got.part.gaps}
    assert got.part.measures == ()


def test_few_ratios_are_not_ranked_and_missing_ones_are_gaps(bench: Bench) -> None:
    series = replace(bench.series("taker", bench.last_close, 1, ratio=[1.0] * 99), step=0)
    named = Gap(subject="FILUSDT", part="top-trader accounts", reason="timeout", detail="No.")
    data = bench.data(taker=series).without("top_account", named)
    got = measure_positioning(data, bench.as_of)
    assert [measure.metric for measure in got.part.measures] == [
        metrics.TAKER_RATIO,
        metrics.TAKER_WINDOW,
    ]
    assert got.percentiles == {}
    assert [gap.part for gap in got.part.gaps] == [
        "top-trader positions",
        "all accounts' positions",
    ]


def test_basis_of_the_specimen(bench: Bench) -> None:
    basis = measure_basis(bench.full())
    assert basis is not None
    assert basis.bps == pytest.approx(-11.4, abs=0.001)
    assert basis.percentile is not None
    assert basis.percentile < 10
    unranked = measure_basis(bench.data())
    assert unranked is not None
    assert unranked.percentile is None


def test_no_basis_without_both_prices(bench: Bench) -> None:
    assert measure_basis(bench.with_readings(bench.full(), index="0")) is None
    few = bench.series("premium", bench.last_close, 1, close=[0.0] * 10)
    basis = measure_basis(bench.data(premium=few))
    assert basis is not None
    assert basis.percentile is None
