"""Times as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.sources.dates import EARLIEST, names_clock, names_zone, parse_date

TEN = datetime(2026, 3, 24, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    "raw",
    [
        "Tue, 24 Mar 2026 10:00:00 GMT",
        "Tue, 24 Mar 2026 10:00:00 +0000",
        "Tue, 24 Mar 2026 10:00:00 Z",
        "Tue, 24 Mar 2026 10:00:00",
        "Tue, 24 Mar 2026 10:00 UT",
        "  24 Mar 26 10:00:00 GMT\n",
        "Tuesday, 24-Mar-26 10:00:00 GMT",
        "24 March 2026, 10:00 UTC",
        "Tue, 24 Mar 2026 11:00:00 BST",
        "Tue, 24 Mar 2026 11:00:00 CET",
        "Tue, 24 Mar 2026 12:00:00 CEST",
        "Tue, 24 Mar 2026 05:00:00 EST",
        "Tue, 24 Mar 2026 06:00:00 EDT",
        "Tue, 24 Mar 2026 03:00:00 PDT",
        "Tue, 24 Mar 2026 05:00:00 -0500 (EST)",
        "Tue, 24 Mar 2026 15:30:00 IST",
        "Tue, 24 Mar 2026 11:00:00 GMT+1",
        "2026-03-24T10:00:00Z",
        "2026-03-24t10:00:00.000+00:00",
        "2026-03-24T10:00",
        "2026-03-24 10:00:00 UTC",
        "2026-03-24 15:30:00 +05:30",
        "2026-03-24T05:00:00-05",
        "20260324T100000Z",
        "1774346400",
        "1774346400.5",
        "1774346400000",
        "March 24, 2026 10:00 AM",
        "24 mars 2026 10:00",
        "Tue Mar 24 10:00:00 2026",
    ],
)
def test_one_instant_in_many_spellings(raw: str) -> None:
    read = parse_date(raw)
    assert read is not None
    assert read.replace(microsecond=0) == TEN
    assert read.tzinfo is UTC


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-03-24", datetime(2026, 3, 24, tzinfo=UTC)),
        ("20260324", datetime(2026, 3, 24, tzinfo=UTC)),
        ("Tue, 24 Mar 2026", datetime(2026, 3, 24, tzinfo=UTC)),
        ("24/03/2026", datetime(2026, 3, 24, tzinfo=UTC)),
        ("3/24/2026", datetime(2026, 3, 24, tzinfo=UTC)),
        ("March 24, 2026", datetime(2026, 3, 24, tzinfo=UTC)),
        ("2026-06-30T23:59:60Z", datetime(2026, 6, 30, 23, 59, 59, tzinfo=UTC)),
        ("2026-03-24T10:00:00.25Z", TEN + timedelta(milliseconds=250)),
    ],
)
def test_dates_alone_and_odd_parts(raw: str, expected: datetime) -> None:
    assert parse_date(raw) == expected


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "   ",
        "yesterday",
        "2 hours ago",
        "10:30",
        "March 24",
        "2026",
        "2026-03",
        "03/04/2026",
        "Tue, 24 Mar 2026 10:00:00 +2500",
        "Tue, 24 Mar 2026 10:00:00 XYZ",
        "2026-03-24T10:00:00+25:00",
        "2026-13-24T10:00:00Z",
        "2026-02-30",
        "Tue, 24 Foo 2026 10:00:00 GMT",
        "24 Mar 99 10:00:00 GMT",
        "Sat, 30 Dec 1899 00:00:00 GMT",
        "0946684799",
        "99999999999",
        "0001-01-01T00:00:00+14:00",
        "Tue, 24 Mar 2026 10:00:00 GMT" + " " * 5 + "x" * 100,
    ],
)
def test_no_time_is_better_than_a_wrong_one(raw: str) -> None:
    assert parse_date(raw) is None


def test_the_window_ends_where_the_caller_says() -> None:
    raw = "Tue, 24 Mar 2026 10:00:00 GMT"
    assert parse_date(raw, latest=TEN) == TEN
    assert parse_date(raw, latest=TEN - timedelta(seconds=1)) is None
    assert parse_date("Thu, 01 Jan 2099 00:00:00 GMT", latest=TEN) is None


@pytest.mark.parametrize(
    ("raw", "is_named"),
    [
        ("Tue, 24 Mar 2026 10:00:00 GMT", True),
        ("Tue, 24 Mar 2026 10:00 bst", True),
        ("Tue, 24 Mar 2026 05:00:00 -0500 (EST)", True),
        ("Tue, 24 Mar 2026 11:00:00 GMT+1", True),
        ("2026-03-24T10:00:00.25Z", True),
        ("2026-03-24T10:00:00+05:30", True),
        ("20260324T100000Z", True),
        ("March 24, 2026 10:00 AM EST", True),
        ("1774346400", True),
        ("Tue, 24 Mar 2026 10:00:00", False),
        ("2026-03-24T10:00:00.25", False),
        ("2026-03-24 10:00", False),
        ("20260324T100000", False),
        ("March 24, 2026 10:00 AM", False),
        ("Tue Mar 24 10:00:00 2026", False),
        ("2026-03-24", False),
        ("24/03/2026", False),
        ("March 24, 2026", False),
        ("", False),
    ],
)
def test_whether_a_time_names_its_zone(raw: str, is_named: bool) -> None:
    assert names_zone(raw) is is_named


@pytest.mark.parametrize(
    ("raw", "is_named"),
    [
        ("Tue, 24 Mar 2026 00:00:00 GMT", True),
        ("2026-03-24T00:00Z", True),
        ("20260324T100000", True),
        ("March 24, 2026 10 AM", True),
        ("1774346400", True),
        ("Tue, 24 Mar 2026", False),
        ("2026-03-24 (Tuesday)", False),
        ("20260324", False),
        ("24/03/2026", False),
        ("March 24th, 2026", False),
    ],
)
def test_whether_a_time_names_more_than_its_day(raw: str, is_named: bool) -> None:
    assert names_clock(raw) is is_named


def test_a_reader_that_fails_gives_no_time(monkeypatch: pytest.MonkeyPatch) -> None:
    import dateparser

    def fail(*_: object, **__: object) -> None:
        raise ValueError

    monkeypatch.setattr(dateparser, "parse", fail)
    assert parse_date("on some day in March") is None


FIRST, LAST = datetime(2000, 1, 2), datetime(2100, 1, 1)  # noqa: DTZ001 - hypothesis wants them naive
INSTANTS = st.datetimes(FIRST, LAST, timezones=st.just(UTC)).map(
    lambda moment: moment.replace(microsecond=0)
)
ZONES = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@settings(max_examples=100, deadline=None)
@given(INSTANTS, ZONES)
def test_what_is_written_is_read_back(moment: datetime, zone: timezone) -> None:
    local = moment.astimezone(zone)
    assert parse_date(format_datetime(local)) == moment
    assert parse_date(local.isoformat()) == moment
    assert parse_date(local.isoformat(" ")) == moment


@settings(max_examples=100, deadline=None)
@given(st.one_of(st.text(max_size=40), st.text(st.sampled_from("0123456789:-+/ TZ.,abcMarUe"))))
def test_any_text_gives_a_sane_time_or_none(raw: str) -> None:
    read = parse_date(raw, latest=TEN)
    assert read is None or EARLIEST <= read <= TEN
