"""Funding: the settled rate with its digits, its own interval, and its rank."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.model import metrics
from reporter.model.digest import digest
from reporter.model.market import Gap, Nature
from reporter.model.units import FundingRate, quantity
from reporter.signals import measure
from reporter.signals.funding import measure_funding, settlement_hours
from reporter.signals.series import HOUR, Series, milliseconds

if TYPE_CHECKING:
    from reporter.model.setup import Measure
    from reporter.signals.funding import Funding
    from tests.signals.conftest import Bench

SETTLED = datetime(2026, 3, 27, 16, tzinfo=UTC)


def at(steps: list[int], end: datetime = SETTLED, rates: list[float] | None = None) -> Series:
    """Settlements with these hours between them, the last one at ``end``."""
    back = np.concatenate((np.cumsum(steps[::-1])[::-1], [0]))
    times = milliseconds(end) - HOUR * back.astype(np.int64)
    return Series(
        name="funding",
        times=times,
        columns={"rate": np.array(rates or [0.0001] * len(times))},
        step=0,
        sources=(digest(b"funding"),),
        endpoint="https://venue.example/funding",
    )


def found(funding: Funding) -> dict[str, Measure]:
    return {measure.metric: measure for measure in funding.part.measures}


@pytest.mark.parametrize(
    ("steps", "nominal", "hours"),
    [
        ([8, 8, 8], 8, [8, 8, 8, 8]),
        ([8, 8, 8], None, [8, 8, 8, 8]),
        ([4, 4, 4], 8, [4, 4, 4, 4]),  # the venue's list says 8, its deeds 4
        ([8, 16, 8, 8], 8, [8, 8, 8, 8, 8]),  # a row is missing
        ([4, 8, 4, 4], 4, [4, 4, 4, 4, 4]),
        ([4, 4, 8], 4, [4, 4, 4, 4]),
        ([1, 1, 2, 4, 4], 4, [1, 1, 1, 2, 4, 4]),  # a real switch from 1 h to 4 h
        ([8, 8, 4], 4, [8, 8, 8, 4]),
        ([4, 4, 1, 1], 1, [4, 4, 4, 1, 1]),
        ([8, 11, 8], None, [8, 8, 8, 8]),  # no divisor of a day: the most frequent
        ([], 4, [4]),
        ([], None, None),
        ([5], None, None),
        ([8, 8], 5, [8, 8, 8]),  # an impossible word of the venue counts for nothing
    ],
)
def test_each_settlement_has_its_own_interval(
    steps: list[int], nominal: int | None, hours: list[int] | None
) -> None:
    got = settlement_hours(at(steps), nominal)
    assert (None if got is None else got.tolist()) == hours


def test_the_specimen_keeps_its_digits(bench: Bench) -> None:
    measures = found(measure_funding(bench.full(), bench.as_of))
    settled = measures[metrics.FUNDING_SETTLED]
    assert str(settled.value) == "-0.00040602"
    assert settled.unit == "fraction_per_8h"
    assert settled.nature is Nature.SETTLED
    assert settled.as_of == SETTLED
    assert settled.source == digest(b"funding"), "the newest body is the source"
    assert isinstance(settled.value, Decimal)
    rate = quantity(settled.value, settled.unit)
    assert isinstance(rate, FundingRate)
    assert rate.annualised().percent().value == Decimal("-44.459190")
    assert measures[metrics.FUNDING_SETTLED_TIME].value == SETTLED
    assert measures[metrics.FUNDING_NEXT_TIME].value == datetime(2026, 3, 28, tzinfo=UTC)
    assert measures[metrics.FUNDING_NEXT_TIME].source == digest(b"live")
    assert measures[metrics.FUNDING_INTERVAL].value == 8


def test_the_range_of_the_history_leaves_the_latest_settlement_out(bench: Bench) -> None:
    rates = [0.0001, -0.0007, *[0.0003] * 48, -0.05]
    measures = found(measure_funding(bench.data(funding=at([8] * 50, rates=rates)), bench.as_of))
    assert measures[metrics.FUNDING_LOW].value == pytest.approx(-0.0007)
    assert measures[metrics.FUNDING_HIGH].value == pytest.approx(0.0003)
    assert measures[metrics.FUNDING_LOW].unit == "fraction_per_8h"


def test_rank_and_median_compare_equal_spans(bench: Bench) -> None:
    # 8 h at 0.0008 and 4 h at 0.0004 are the same rate: all equal, so the middle of the ranks.
    steps = [8] * 30 + [4] * 30
    rates = [0.0008] * 31 + [0.0004] * 30
    funding = measure_funding(
        replace(bench.data(funding=at(steps, rates=rates)), interval_hours=4), bench.as_of
    )
    measures = found(funding)
    assert funding.percentile == pytest.approx(50.0)
    assert measures[metrics.FUNDING_MEDIAN].value == pytest.approx(0.0004)
    assert measures[metrics.FUNDING_MEDIAN].unit == "fraction_per_4h"
    assert measures[metrics.FUNDING_SETTLED].unit == "fraction_per_4h"
    assert measures[metrics.FUNDING_SAMPLE].value == 61
    assert "61 settlements" in measures[metrics.FUNDING_PERCENTILE].formula
    assert funding.annual == pytest.approx(0.0004 * 6 * 365)


def test_a_low_rate_has_a_low_rank(bench: Bench) -> None:
    rates = [0.0001] * 99 + [-0.0005]
    funding = measure_funding(bench.data(funding=at([8] * 99, rates=rates)), bench.as_of)
    assert funding.percentile == pytest.approx(0.5)


@pytest.mark.parametrize("steps", [[8] * 28, [1] * 100])
def test_too_few_settlements_or_days_give_no_rank(bench: Bench, steps: list[int]) -> None:
    end = bench.last_close if steps[0] == 1 else SETTLED
    data = replace(bench.data(funding=at(steps, end)), interval_hours=steps[0])
    funding = measure_funding(data, bench.as_of)
    assert funding.percentile is None
    assert [(gap.part, gap.reason) for gap in funding.part.gaps] == [("funding percentile", "thin")]
    assert metrics.FUNDING_SETTLED in found(funding)
    assert metrics.FUNDING_MEDIAN not in found(funding)


def test_an_old_rate_is_not_the_last(bench: Bench) -> None:
    data = bench.data(funding=at([8] * 40))
    late = measure_funding(data, SETTLED + timedelta(hours=16, minutes=1))
    assert metrics.FUNDING_SETTLED not in found(late)
    assert ("settled funding", "stale") in {(gap.part, gap.reason) for gap in late.part.gaps}


def test_nothing_is_assumed_of_an_unknown_interval(bench: Bench) -> None:
    data = replace(bench.data(funding=at([])), interval_hours=None, next_settlement=None)
    funding = measure_funding(data, bench.as_of)
    assert funding.interval is None
    assert funding.part.measures == ()
    assert [(gap.part, gap.reason) for gap in funding.part.gaps] == [
        ("settlement interval", "empty"),
        ("next settlement", "empty"),
        ("settled funding", "unknown-interval"),
    ]


def test_the_interval_is_derived_where_the_venue_is_silent(bench: Bench) -> None:
    data = replace(bench.data(funding=at([4] * 50)), interval_hours=None, observations={})
    funding = measure_funding(data, bench.as_of)
    assert funding.interval == 4
    assert found(funding)[metrics.FUNDING_INTERVAL].value == 4
    assert found(funding)[metrics.FUNDING_INTERVAL].source is None


def test_impossible_rates_are_left_out(bench: Bench) -> None:
    rates = [0.0001] * 50
    rates[20], rates[30], rates[40] = float("nan"), float("inf"), 40.0
    funding = measure_funding(bench.data(funding=at([8] * 49, rates=rates)), bench.as_of)
    assert found(funding)[metrics.FUNDING_SAMPLE].value == 47
    hopeless = bench.data(funding=at([8], rates=[float("nan"), 2.0]))
    gaps = measure_funding(hopeless, bench.as_of).part.gaps
    assert [(gap.part, gap.reason) for gap in gaps] == [("settled funding", "empty")]


def test_quarantined_funding_is_not_named_twice(bench: Bench) -> None:
    named = Gap(subject="FILUSDT", part="settled funding", reason="implausible", detail="No.")
    data = bench.full().without("funding", named)
    assert measure_funding(data, bench.as_of).part.gaps == ()


def test_the_formulas_rate_comes_from_the_premium_of_the_settled_interval(bench: Bench) -> None:
    closes = [0.5] + [-0.000906] * 8 + [0.5] * 5  # eight hours up to 16:00, others aside
    end = SETTLED + timedelta(hours=4)
    premium = bench.series("premium", end, 1, close=closes)
    data = bench.data(funding=at([8] * 40), premium=premium)
    measures = found(measure_funding(data, bench.as_of))
    assert measures[metrics.FUNDING_IMPLIED].value == pytest.approx(-0.000406)
    assert measures[metrics.FUNDING_IMPLIED].unit == "fraction_per_8h"
    assert measures[metrics.FUNDING_IMPLIED].as_of == SETTLED
    short = bench.series("premium", SETTLED - timedelta(hours=3), 1, close=closes)
    data = bench.data(funding=at([8] * 40), premium=short)
    assert metrics.FUNDING_IMPLIED not in found(measure_funding(data, bench.as_of))


@pytest.mark.parametrize(
    ("settled", "rate"),
    [
        (datetime(2025, 9, 17, 20, tzinfo=UTC), -0.0004),
        (datetime(2025, 9, 18, tzinfo=UTC), -0.0002),
        (SETTLED, -0.0002),
    ],
)
def test_the_formula_scales_by_the_interval_since_the_venue_does(
    bench: Bench, settled: datetime, rate: float
) -> None:
    last_hour = settled - timedelta(hours=1)
    premium = bench.series("premium", last_hour, 1, close=[-0.0009] * 4)
    data = bench.data(funding=at([4] * 40, settled), premium=premium)
    measures = found(measure_funding(replace(data, interval_hours=4), settled))
    assert measures[metrics.FUNDING_IMPLIED].value == pytest.approx(rate)
    assert measures[metrics.FUNDING_IMPLIED].unit == "fraction_per_4h"


def test_without_a_named_settlement_the_view_ends_at_the_next_one_of_the_grid(
    bench: Bench,
) -> None:
    data = replace(bench.full(), next_settlement=None)
    assert measure(data, bench.as_of).valid_until == datetime(2026, 3, 28, tzinfo=UTC)
