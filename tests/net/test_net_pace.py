"""Limits are kept in every window, in the order of asking, with no needless wait."""

from __future__ import annotations

import threading
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.net.pace import Limit, Pace

LIMIT = Limit("weight", 10, 60.0)


class Time:
    """Seconds that pass only where somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def read(self) -> float:
        return self.now


def paced(units: list[int], limit: Limit = LIMIT, gap: float = 0.0) -> list[float]:
    """The moments at which requests of these weights go."""
    clock = Time()
    pace = Pace(clock.sleep, clock.read)
    moments = []
    for one in units:
        pace.take(((limit, one),))
        moments.append(clock.now)
        clock.now += gap
    return moments


def test_nothing_waits_within_the_limit() -> None:
    assert paced([5, 5]) == [0.0, 0.0]


def test_what_exceeds_the_limit_waits_for_the_window_to_pass() -> None:
    assert paced([5, 5, 1]) == [0.0, 0.0, 60.0]


def test_only_as_long_as_it_must() -> None:
    assert paced([5, 5, 5], gap=10.0) == [0.0, 10.0, 60.0]


def test_a_request_dearer_than_the_limit_goes_alone() -> None:
    assert paced([99, 1]) == [0.0, 60.0]


def test_limits_are_apart_and_all_are_kept() -> None:
    clock = Time()
    pace = Pace(clock.sleep, clock.read)
    slow = Limit("slow", 1, 100.0)
    pace.take(((LIMIT, 1), (slow, 1)))
    pace.take(((LIMIT, 1),))
    assert clock.now == 0.0
    pace.take(((LIMIT, 1), (slow, 1)))
    assert clock.now == 100.0


def test_threads_share_a_limit() -> None:
    slept: list[float] = []
    pace = Pace(slept.append, lambda: 0.0)
    threads = [threading.Thread(target=pace.take, args=(((LIMIT, 5),),)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(slept) == [60.0, 60.0, 120.0, 120.0]


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.integers(1, 12), min_size=1, max_size=60),
    st.floats(0.0, 30.0, allow_nan=False),
)
def test_no_window_ever_holds_more_than_the_limit(units: list[int], gap: float) -> None:
    moments = paced(units, gap=gap)
    assert all(first <= second for first, second in pairwise(moments))
    for end in moments:
        inside = [
            min(one, LIMIT.most)
            for moment, one in zip(moments, units, strict=True)
            if end - LIMIT.seconds + 1e-6 < moment <= end
        ]
        assert sum(inside) <= LIMIT.most
