"""When a feed may be asked again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.digest import digest
from reporter.model.feeds import FeedState
from reporter.net.request import Reply
from reporter.sources.freshness import (
    KEPT_UNTIL,
    LONGEST_FRESH,
    LONGEST_REST,
    copy_notes,
    fresh_for,
    pause_after,
    rests,
)

NOW = datetime(2026, 3, 27, 12, 1, tzinfo=UTC)
DATE = "Fri, 27 Mar 2026 12:01:00 GMT"


def minutes(headers: dict[str, str], body: bytes = b"") -> float:
    return fresh_for(headers, body, NOW) / timedelta(minutes=1)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({}, 0),
        ({"cache-control": "max-age=600"}, 10),
        ({"cache-control": 'Public, MAX-AGE="600"'}, 10),
        ({"cache-control": "max-age=600", "age": "240"}, 6),
        ({"cache-control": "max-age=600", "age": "900"}, 0),
        ({"cache-control": "max-age=600", "age": "-5"}, 10),
        ({"cache-control": "max-age=30"}, 3),
        ({"cache-control": "max-age=0, must-revalidate"}, 0),
        ({"cache-control": "max-age=86400"}, 60),
        ({"cache-control": "max-age=99999999999999999999"}, 60),
        ({"cache-control": "max-age=soon"}, 0),
        ({"cache-control": "no-cache, max-age=600"}, 0),
        ({"cache-control": "max-age=600, no-store"}, 0),
        ({"expires": "Fri, 27 Mar 2026 12:21:00 GMT"}, 20),
        ({"expires": "Fri, 27 Mar 2026 12:21:00 -0000"}, 20),
        ({"expires": "Fri, 27 Mar 2026 15:21:00 GMT", "date": "Fri, 27 Mar 2026 15:01:00 GMT"}, 20),
        ({"expires": "0"}, 0),
        ({"expires": "Thu, 01 Jan 1970 00:00:00 GMT"}, 0),
        ({"expires": "Fri, 27 Mar 2026 12:21:00 GMT", "cache-control": "max-age=300"}, 5),
        ({"expires": "Fri, 27 Mar 2026 12:21:00 GMT", "cache-control": "no-cache"}, 0),
    ],
)
def test_what_a_cache_may_do(headers: dict[str, str], expected: float) -> None:
    assert minutes(headers) == expected


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"<rss><channel><ttl> 15 </ttl>", 15),
        (b"<rss><channel><ttl>0</ttl>", 0),
        (b"<rss><channel><ttl>1</ttl>", 3),
        (b"<rss><channel><ttl>9999999</ttl>", 0),
        (b"<rss><channel><ttl>-5</ttl>", 0),
        (b"<rss><channel><item><ttl>15</ttl></item>", 0),
        (b"<rss><channel><items/><ttl>15</ttl><item>", 15),
        (b"<sy:updatePeriod>\n hourly</sy:updatePeriod>", 60),
        (
            b"<sy:updatePeriod>Hourly</sy:updatePeriod><sy:updateFrequency>4</sy:updateFrequency>",
            15,
        ),
        (b"<sy:updatePeriod>daily</sy:updatePeriod><sy:updateFrequency>0</sy:updateFrequency>", 60),
        (b"<sy:updatePeriod>never</sy:updatePeriod>", 0),
        (b" " * 70_000 + b"<ttl>15</ttl>", 0),
        (b"\xff\xfe<\x00t\x00t\x00l\x00>", 0),
    ],
)
def test_what_the_head_of_a_feed_hints(body: bytes, expected: float) -> None:
    assert minutes({}, body) == expected


def test_the_longest_counts_and_a_hint_outlives_no_cache() -> None:
    ttl = b"<rss><channel><ttl>15</ttl>"
    assert minutes({"cache-control": "max-age=1200"}, ttl) == 20
    assert minutes({"cache-control": "no-cache"}, ttl) == 15


@settings(max_examples=100, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["cache-control", "expires", "date", "age"]),
        st.one_of(st.text(), st.just(DATE), st.integers().map("max-age={}".format)),
    ),
    st.binary(max_size=200),
)
def test_no_answer_is_fresh_for_more_than_an_hour(headers: dict[str, str], body: bytes) -> None:
    assert timedelta() <= fresh_for(headers, body, NOW) <= LONGEST_FRESH


def test_pauses_grow_to_six_hours_and_never_end_in_giving_up() -> None:
    pauses = [pause_after(failures, None) / timedelta(minutes=1) for failures in range(1, 12)]
    assert pauses == [0, 5, 10, 20, 40, 80, 160, 320, 360, 360, 360]
    assert pause_after(10**6, None) == timedelta(hours=6)


@pytest.mark.parametrize(
    ("failures", "asked", "expected"),
    [
        (1, 90.0, timedelta(seconds=90)),
        (3, 90.0, timedelta(minutes=10)),
        (3, 3600.0, timedelta(hours=1)),
        (1, 1e9, LONGEST_REST),
        (1, 0.0, timedelta()),
    ],
)
def test_what_a_source_asks_for_counts_up_to_a_day(
    failures: int, asked: float, expected: timedelta
) -> None:
    assert pause_after(failures, asked) == expected


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 10_000), min_size=2, max_size=20).map(sorted))
def test_more_failures_never_mean_a_shorter_pause(failures: list[int]) -> None:
    pauses = [pause_after(number, None) for number in failures]
    assert all(first <= second for first, second in pairwise(pauses))


@pytest.mark.parametrize(
    ("checked", "until", "expected"),
    [
        (-60, 60, True),
        (-60, 0, False),
        (-60, -30, False),
        (-60, 86_400, True),
        (-60, 86_401, False),
        (60, 120, False),
        (None, 60, False),
        (-60, None, False),
    ],
)
def test_a_state_from_the_future_binds_nobody(
    checked: int | None, until: int | None, expected: bool
) -> None:
    def moment(seconds: int | None) -> datetime | None:
        return None if seconds is None else NOW + timedelta(seconds=seconds)

    state = FeedState(
        url="https://a.example/",
        first_seen=NOW,
        checked_at=moment(checked),
        next_at=moment(until),
    )
    assert rests(state, NOW) is expected


@pytest.mark.parametrize(
    ("header", "notes"),
    [
        (
            "2026-03-27T12:05:00+00:00",
            ("Read from the copy of 12:01 UTC, fresh until 12:05 UTC by its publisher.",),
        ),
        ("soon", ()),
        ("", ()),
    ],
)
def test_a_copy_says_so(header: str, notes: tuple[str, ...]) -> None:
    reply = Reply(
        url="https://a.example/",
        final_url="https://a.example/",
        status=200,
        headers={KEPT_UNTIL: header},
        body=b"",
        digest=digest(b""),
        received_at=NOW,
    )
    assert copy_notes(reply) == notes
