"""Ranks, bands, digits and readings: the small things everything else rests on."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model import metrics
from reporter.model.market import Gap, Nature
from reporter.signals.parts import exact, known_at, observed, reading
from reporter.signals.ranks import band, mid_rank
from reporter.signals.series import HOUR, milliseconds, moment

if TYPE_CHECKING:
    from tests.signals.conftest import Bench

FLOATS = st.floats(-1e6, 1e6, allow_nan=False)


def test_ties_count_half() -> None:
    sample = np.array([-1.0, 0.0, 0.0, 0.0, 2.0])
    assert mid_rank(sample, 0.0) == 50.0
    assert mid_rank(sample, 2.0) == 90.0
    assert mid_rank(sample, -1.0) == 10.0
    assert mid_rank(sample, 3.0) == 100.0


@settings(max_examples=100, deadline=None)
@given(st.lists(FLOATS, min_size=1, max_size=40), FLOATS)
def test_a_percentile_mirrors_with_its_sample(values: list[float], value: float) -> None:
    sample = np.array(values)
    here = mid_rank(sample, value)
    assert 0 <= here <= 100
    assert mid_rank(-sample, -value) == pytest.approx(100 - here)


@pytest.mark.parametrize(
    ("percentile", "word"),
    [
        (None, "typical"),
        (50, "typical"),
        (10, "typical"),
        (90, "typical"),
        (9.99, "elevated"),
        (90.01, "elevated"),
        (2, "elevated"),
        (98, "elevated"),
        (1.99, "extreme"),
        (98.01, "extreme"),
    ],
)
def test_bands(percentile: float | None, word: str) -> None:
    assert band(percentile) == word


@pytest.mark.parametrize("digits", ["-0.00040602", "0.0001", "0.00005", "2.19", "66234.10"])
def test_a_float_column_gives_the_venues_digits_back(digits: str) -> None:
    assert exact(float(digits)) == Decimal(digits)


def test_numpy_floats_keep_their_digits_too() -> None:
    assert exact(np.float64(-0.00040602)) == Decimal("-0.00040602")


def test_moments_go_there_and_back() -> None:
    noon = datetime(2026, 3, 27, 12, tzinfo=UTC)
    assert moment(milliseconds(noon)) == noon
    assert moment(milliseconds(noon) + 17) == noon, "settlements jitter by milliseconds"
    assert milliseconds(noon.astimezone(timezone(timedelta(hours=5)))) == milliseconds(noon)


def test_a_bar_is_known_only_when_it_has_closed(bench: Bench) -> None:
    data = bench.full()
    known = known_at(data, bench.as_of - timedelta(hours=1))
    for name in ("candles", "premium", "taker"):
        assert len(known.history[name]) == len(data.history[name]) - 1, name
    bar = int(known.history["candles"].times[-1])
    assert bar + HOUR <= milliseconds(bench.as_of) - HOUR
    assert len(known.history["top_position"]) == len(data.history["top_position"]) - 1
    assert len(known.history["funding"]) == len(data.history["funding"])


def test_readings_pass_with_their_digits_and_nature(bench: Bench) -> None:
    data = bench.with_readings(bench.data(), funding_cap="0.020000")
    found = {measure.metric: measure for measure in observed(data).measures}
    assert str(found[metrics.MARK].value) == "0.8360"
    assert str(found[metrics.FUNDING_CAP].value) == "0.020000"
    assert found[metrics.FUNDING_RUNNING].nature is Nature.PREDICTED
    assert found[metrics.PRICE].source == data.observations[metrics.PRICE].source
    assert metrics.FUNDING_FLOOR not in found
    assert observed(data).gaps == ()


@pytest.mark.parametrize("value", ["0", "-1", "NaN", "Infinity", "1e13", "1e400"])
def test_an_impossible_price_is_a_gap(bench: Bench, value: str) -> None:
    data = bench.with_readings(bench.data(), mark=value)
    part = observed(data)
    assert [(gap.part, gap.reason) for gap in part.gaps] == [("mark price", "implausible")]
    assert reading(data, metrics.MARK) is None
    assert metrics.MARK not in {measure.metric for measure in part.measures}


def test_a_rate_may_be_negative_but_not_infinite(bench: Bench) -> None:
    assert reading(bench.data(), metrics.FUNDING_RUNNING) == -0.00021
    broken = bench.with_readings(bench.data(), funding_running="NaN")
    assert reading(broken, metrics.FUNDING_RUNNING) is None


def test_missing_readings_are_gaps_and_quarantined_ones_are_not_named_twice(bench: Bench) -> None:
    empty = replace(bench.data(), observations={})
    assert [gap.part for gap in observed(empty).gaps] == [
        "price",
        "mark price",
        "index price",
        "funding estimate",
        "open interest",
    ]
    named = Gap(subject="FILUSDT", part="price", reason="implausible", detail="No.")
    quarantined = bench.data().without(metrics.PRICE, named)
    assert observed(quarantined).gaps == ()
