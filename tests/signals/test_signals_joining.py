"""Two records of the same past: which one counts, and when they are told to differ."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import Digest
from reporter.model.market import Gap, Instrument
from reporter.signals.joining import joined, lengthened
from reporter.signals.series import HOUR, Series, SymbolData, milliseconds

START = datetime(2026, 3, 1, tzinfo=UTC)


def hours(*numbers: int) -> list[int]:
    return [milliseconds(START) + HOUR * number for number in numbers]


def series(name: str, times: list[int], **columns: list[float]) -> Series:
    return Series(
        name=name,
        times=np.array(times, dtype=np.int64),
        columns={key: np.array(value) for key, value in columns.items()},
        step=HOUR,
        sources=(Digest(f"sha256:{name}{len(times)}"),),
        endpoint=f"/{name}/{len(times)}",
    )


def test_the_venues_own_row_wins_and_both_sources_are_named() -> None:
    old = series("funding", hours(0, 8, 16), rate=[0.1, 0.2, 0.3])
    new = series("funding", hours(16, 24), rate=[0.3, 0.4])
    both, trouble = joined(old, new)
    assert trouble is None
    assert list(both.times) == hours(0, 8, 16, 24)
    assert list(both["rate"]) == [0.1, 0.2, 0.3, 0.4]
    assert both.sources == (*old.sources, *new.sources)
    assert both.endpoint == new.endpoint


def test_a_hole_in_the_venues_answer_is_filled_from_the_store() -> None:
    old = series("funding", hours(0, 8, 16), rate=[0.1, 0.2, 0.3])
    both, _ = joined(old, series("funding", hours(0, 16), rate=[0.1, 0.3]))
    assert list(both["rate"]) == [0.1, 0.2, 0.3]


def test_an_answer_scaled_by_100_is_told_with_its_widest_difference() -> None:
    old = series("funding", hours(0, 8, 16), rate=[0.0001, 0.0, -0.00040602])
    new = series("funding", hours(0, 8, 16, 24), rate=[0.0001, 0.0, -0.040602, 0.1])
    both, trouble = joined(old, new)
    assert list(both["rate"]) == [0.0001, 0.0, -0.040602, 0.1]
    assert trouble is not None
    assert (trouble.name, trouble.rows, trouble.shared) == ("funding", 1, 3)
    assert (trouble.column, trouble.at) == ("rate", START + timedelta(hours=16))
    assert trouble.typical == 0.0  # most rows agree
    assert (trouble.stored, trouble.fresh) == (-0.00040602, -0.040602)


@pytest.mark.parametrize(
    ("stored", "fresh", "apart"),
    [(2.18999, 2.19, False), (2.1890, 2.19, True), (0.0, 0.0, False), (0.0, 1.0, True)],
)
def test_rounding_is_no_disagreement(stored: float, fresh: float, apart: bool) -> None:
    _, trouble = joined(
        series("top_position", hours(0), ratio=[stored]),
        series("top_position", hours(0), ratio=[fresh]),
    )
    assert (trouble is not None) is apart


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.integers(0, 30), unique=True).map(sorted),
    st.lists(st.integers(0, 30), unique=True, min_size=1).map(sorted),
)
def test_joined_rows_rise_and_each_moment_has_one(old: list[int], new: list[int]) -> None:
    both, _ = joined(
        series("funding", hours(*old), rate=[float(i) for i in old]),
        series("funding", hours(*new), rate=[-float(i) for i in new]),
    )
    times = [int(time) for time in both.times]
    assert all(a < b for a, b in pairwise(times))
    assert times == sorted({*hours(*old), *hours(*new)})
    for time, rate in zip(times, both["rate"], strict=True):
        assert rate <= 0 or time not in set(hours(*new))


def symbol_data(**history: Series) -> SymbolData:
    return SymbolData(
        instrument=Instrument(venue="binance", symbol="AAAUSDT", base="AAA", quote="USDT"),
        observations={},
        history=history,
        interval_hours=8,
        next_settlement=None,
    )


def test_stored_rows_lengthen_what_the_venue_gave_and_nothing_else() -> None:
    given = symbol_data(funding=series("funding", hours(16, 24), rate=[0.3, 0.4]))
    stored = {
        "funding": series("funding", hours(0, 8, 16), rate=[0.1, 0.2, 0.3]),
        "taker": series("taker", hours(0), ratio=[1.0], buy=[1.0], sell=[1.0]),
    }
    data, troubles = lengthened(given, stored)
    assert list(data.history["funding"]["rate"]) == [0.1, 0.2, 0.3, 0.4]
    assert "taker" not in data.history
    assert (data.gaps, troubles) == ((), ())


def test_a_quarantined_history_stays_out() -> None:
    funding = series("funding", hours(16), rate=[0.3])
    gap = Gap(subject="AAAUSDT", part="funding", reason="implausible", detail="Too large.")
    data, _ = lengthened(symbol_data(funding=funding).without("funding", gap), {"funding": funding})
    assert data.history == {}
    assert data.gaps == (gap,)


def test_records_that_do_not_belong_together_are_kept_apart() -> None:
    fresh = series("funding", hours(0, 8, 16), rate=[0.01, 0.02, 0.03])
    stored = series("funding", hours(-8, 0, 8, 16), rate=[0.0001, 0.0001, 0.0002, 0.0003])
    data, troubles = lengthened(symbol_data(funding=fresh), {"funding": stored})
    assert data.history["funding"] is fresh
    assert [(gap.part, gap.reason) for gap in data.gaps] == [
        ("stored history of funding", "disagrees")
    ]
    assert troubles[0].typical == pytest.approx(0.99)


def test_a_small_difference_is_told_and_joined() -> None:
    fresh = series("open_interest", hours(0, 1), coins=[100.0, 101.0], usd=[1.0, 1.0])
    stored = series("open_interest", hours(-1, 0, 1), coins=[99.0, 100.5, 101.5], usd=[1.0] * 3)
    data, troubles = lengthened(symbol_data(open_interest=fresh), {"open_interest": stored})
    assert len(data.history["open_interest"]) == 3
    assert data.gaps == ()
    assert [(one.column, one.rows) for one in troubles] == [("coins", 2)]


def test_records_without_a_common_row_cannot_disagree() -> None:
    fresh = series("funding", hours(8), rate=[0.1])
    data, troubles = lengthened(
        symbol_data(funding=fresh), {"funding": series("funding", hours(0), rate=[9.0])}
    )
    assert len(data.history["funding"]) == 2
    assert troubles == ()
