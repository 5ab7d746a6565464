"""Columns for drawing: bars, past funding, open interest, premiums."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import pytest

from reporter.signals import (
    chart_bars,
    funding_history,
    open_interest_history,
    premium_history,
)
from reporter.signals.series import HOUR, milliseconds, moment

if TYPE_CHECKING:
    from tests.signals.conftest import Bench


def test_bars_of_a_week(bench: Bench) -> None:
    data = bench.full()
    bars = chart_bars(data, bench.as_of)
    assert len(bars) == 168
    assert bars[-1].start == bench.last_close - timedelta(hours=1)
    assert bars[0].start == bench.last_close - timedelta(hours=168)
    assert bars[-1].close == data.history["candles"]["close"][-1]
    assert all(bar.low <= min(bar.open, bar.close) <= bar.high for bar in bars)
    assert len(chart_bars(data, bench.as_of, hours=24)) == 24


def test_hours_that_were_not_given_are_not_drawn(bench: Bench) -> None:
    data = bench.full()
    keep = np.ones(len(data.history["candles"]), dtype=bool)
    keep[-10:-5] = False
    holed = replace(data, history={"candles": data.history["candles"].where(keep)})
    assert len(chart_bars(holed, bench.as_of)) == 163
    assert chart_bars(bench.data(), bench.as_of) == ()


def test_past_funding_with_the_venues_digits(bench: Bench) -> None:
    rows = funding_history(bench.full(), bench.as_of)
    assert len(rows) == 21
    assert rows[-1] == (datetime(2026, 3, 27, 16, tzinfo=UTC), Decimal("-0.00040602"))
    assert [time for time, _ in rows] == sorted(time for time, _ in rows)
    before = funding_history(bench.full(), bench.as_of - timedelta(hours=8), hours=24)
    assert [time.hour for time, _ in before] == [16, 0, 8]
    assert funding_history(bench.data(), bench.as_of) == ()


@pytest.mark.parametrize("every", [1, 4])
def test_a_week_of_funding_is_whole_however_often_it_settles(bench: Bench, every: int) -> None:
    data = bench.full()
    end = milliseconds(bench.as_of.replace(minute=0))
    times = end - every * HOUR * np.arange(1000)[::-1]
    rates = {"rate": np.full(len(times), 1e-4)}
    often = replace(data.history["funding"], times=times, columns=rates)
    data = replace(data, history={"funding": often})
    rows = funding_history(data, bench.as_of)
    assert len(rows) == 7 * 24 // every


def test_a_week_of_open_interest_in_coins(bench: Bench) -> None:
    rows = open_interest_history(bench.full(), bench.as_of)
    series = bench.full().history["open_interest"]
    assert rows[-1] == (moment(int(series.times[-1])), series["coins"][-1])
    assert rows[0][0] > bench.as_of - timedelta(days=7)
    assert len(open_interest_history(bench.full(), bench.as_of, hours=24)) < len(rows)
    assert open_interest_history(bench.data(), bench.as_of) == ()


def test_premiums_in_basis_points_at_the_end_of_their_hour(bench: Bench) -> None:
    data = bench.full()
    series = data.history["premium"]
    rows = premium_history(data, bench.as_of)
    assert rows[-1] == (bench.last_close, series["close"][-1] * 1e4)
    assert [time for time, _ in rows] == sorted(time for time, _ in rows)
    broken = replace(series, columns={"close": np.where(series.times > 0, 7.0, 0.0)})
    assert premium_history(replace(data, history={"premium": broken}), bench.as_of) == ()
    assert premium_history(bench.data(), bench.as_of) == ()
