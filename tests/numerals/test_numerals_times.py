"""Dates, clock times, instants and periods as they are printed."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from reporter.numerals import Numeral, read


def only(text: str) -> Numeral:
    (numeral,) = read(text)
    return numeral


def test_zone_holds_for_both_times() -> None:
    first, second = read("16:00–20:00 UTC")
    assert (first.zone, second.zone, first.group) == ("UTC", "UTC", 1)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27 March 2026", date(2026, 3, 27)),
        ("March 27, 2026", date(2026, 3, 27)),
        ("Mar. 27 2026", date(2026, 3, 27)),
        ("27th of March 2026", date(2026, 3, 27)),
        ("2026-03-27", date(2026, 3, 27)),
        ("2026/03/27", date(2026, 3, 27)),
        ("3/27/2026", date(2026, 3, 27)),
        ("27/3/2026", date(2026, 3, 27)),
        ("27.03.2026", date(2026, 3, 27)),
        ("3/27/26", date(2026, 3, 27)),
        ("MARCH 27, 2026", date(2026, 3, 27)),
    ],
)
def test_date(text: str, day: date) -> None:
    numeral = only(text)
    assert (numeral.unit, numeral.day) == ("date", day)


def test_date_without_a_year_keeps_its_parts() -> None:
    numeral = only("on March 24.")
    assert (numeral.surface, numeral.unit, numeral.day) == ("March 24", "date", None)
    assert (numeral.month, numeral.day_of_month, numeral.year) == (3, 24, None)


def test_date_that_no_calendar_has() -> None:
    numeral = only("31 February 2026")
    assert (numeral.unit, numeral.day, numeral.month) == ("date", None, 2)


def test_span_of_days() -> None:
    first, second = read("24–27 March 2026")
    assert (first.day, second.day) == (date(2026, 3, 24), date(2026, 3, 27))
    assert [n.day_of_month for n in read("March 24–27")] == [24, 27]
    assert [n.day_of_month for n in read("March 24 to March 27")] == [24, 27]


@pytest.mark.parametrize(
    "text",
    [
        "27 March 2026, 21:21 UTC",
        "21:21 UTC on 27 March 2026",
        "March 27, 2026 at 9:21 p.m. UTC",
        "2026-03-27T21:21:00Z",
        "2026-03-27T21:21:00.000+00:00",
        "2026-03-27 21:21 UTC",
        "27 Mar 2026 21:21:00 +0000",
        "2026-03-27T23:21:00+02:00",
        "27 March 2026, 2121 GMT",
    ],
)
def test_instant(text: str) -> None:
    numeral = only(text)
    assert numeral.unit == "instant"
    assert numeral.moment == datetime(2026, 3, 27, 21, 21, tzinfo=UTC)


def test_instant_in_a_zone_with_summer_time_has_no_moment() -> None:
    numeral = only("March 24, 2026 at 9:30 a.m. ET")
    assert (numeral.unit, numeral.clock, numeral.zone) == ("instant", time(9, 30), "ET")
    assert numeral.moment is None


def test_instant_beyond_the_calendar_has_no_moment() -> None:
    assert only("0001-01-01T00:00:00+05:00").moment is None
    assert only("2026-03-27T21:21:00+99:00").moment is None


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [
        ("21:21 UTC", time(21, 21), "UTC"),
        ("16:00", time(16), ""),
        ("9:30 a.m. ET", time(9, 30), "ET"),
        ("4pm ET", time(16), "ET"),
        ("12am UTC", time(0), "UTC"),
        ("1600 GMT", time(16), "UTC"),
    ],
)
def test_clock(text: str, clock: time, zone: str) -> None:
    numeral = only(text)
    assert (numeral.unit, numeral.clock, numeral.zone) == ("time", clock, zone)


@pytest.mark.parametrize("text", ["45 March", "March 45", "2026-13-01", "13/32/2026"])
def test_no_date(text: str) -> None:
    assert all(numeral.unit not in {"date", "instant"} for numeral in read(text))


@pytest.mark.parametrize("text", ["25:00", "13pm", "16:61"])
def test_no_clock(text: str) -> None:
    assert all(numeral.unit != "time" for numeral in read(text))


@pytest.mark.parametrize(
    ("text", "unit", "value", "year", "month"),
    [
        ("in December 2025", "month", 0, 2025, 12),
        ("in December", "month", 0, None, 12),
        ("2025-12", "month", 0, 2025, 12),
        ("in May", "month", 0, None, 5),
        ("Q1 2026", "quarter", 1, 2026, None),
        ("the first quarter of 2026", "quarter", 1, 2026, None),
        ("fourth-quarter earnings", "quarter", 4, None, None),
        ("4th quarter of 2025", "quarter", 4, 2025, None),
        ("2014 PREMIERE", "year", 2014, 2014, None),
        ("H1 2026", "half-year", 1, 2026, None),
        ("the second half of 2026", "half-year", 2, 2026, None),
        ("FY2026", "year", 2026, 2026, None),
        ("in 2026", "year", 2026, 2026, None),
        ("the 2010s", "year", 2010, 2010, None),
    ],
)
def test_period(text: str, unit: str, value: int, year: int | None, month: int | None) -> None:
    numeral = only(text)
    assert (numeral.unit, numeral.value) == (unit, Decimal(value))
    assert (numeral.year, numeral.month) == (year, month)


def test_a_date_before_another_figure_is_no_range() -> None:
    assert [n.unit for n in read("from March 24 to 5%")] == ["date", "percent"]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("27-Mar-2026", date(2026, 3, 27)),
        ("27-MAR-26", date(2026, 3, 27)),
        ("27.03.2026", date(2026, 3, 27)),
    ],
)
def test_dates_of_calendars_and_contracts(text: str, day: date) -> None:
    (numeral,) = read(text)
    assert (numeral.unit, numeral.day) == ("date", day)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("March 24 to 27", 24, 27),
        ("March 24 and 27, 2026", 24, 27),
        ("24 to 27 March", 24, 27),
        ("May 23-26 elections", 23, 26),
    ],
)
def test_both_days_of_a_span(text: str, first: int, last: int) -> None:
    one, two = read(text)
    assert (one.day_of_month, two.day_of_month) == (first, last)
    assert one.unit == two.unit == "date"


@pytest.mark.parametrize(
    "text", ["March 24 to 27 contracts", "January 5 and 7 percent", "January 5 and 3pm"]
)
def test_a_figure_behind_a_date_is_no_day(text: str) -> None:
    one, two = read(text)
    assert (one.unit, one.group) == ("date", 0)
    assert two.unit != "date"


@pytest.mark.parametrize(
    ("text", "unit", "value", "year"),
    [
        ("Q1'26", "quarter", 1, 2026),
        ("1Q26", "quarter", 1, 2026),
        ("2026Q1", "quarter", 1, 2026),
        ("Q III 2026", "quarter", 3, 2026),
        ("H1 '26", "half-year", 1, 2026),
        ("FY25", "year", 2025, 2025),
        ("FY2025/26", "year", 2025, 2025),
        ("the 90s", "year", 1990, 1990),
        ("the '90s", "year", 1990, 1990),
        ("the early 10s", "year", 2010, 2010),
    ],
)
def test_short_names_of_periods(text: str, unit: str, value: int, year: int) -> None:
    (numeral,) = read(text)
    assert (numeral.unit, int(numeral.value), numeral.year) == (unit, value, year)


def test_seconds_are_no_decade() -> None:
    (numeral,) = read("90s")
    assert numeral.unit == "seconds"


@pytest.mark.parametrize(
    ("text", "clock", "zone"),
    [
        ("9.30am", time(9, 30), ""),
        ("2.17pm", time(14, 17), ""),
        ("16.00 CET", time(16), "CET"),
        ("9:30 p.m. Eastern", time(21, 30), "ET"),
        ("midnight UTC", time(0), "UTC"),
        ("12 noon", time(12), ""),
        ("5 o'clock", time(5), ""),
        ("21:21 UTC+2", time(21, 21), "+02:00"),
        ("21:21 UTC−05:30", time(21, 21), "-05:30"),
    ],
)
def test_clocks_of_other_manners(text: str, clock: time, zone: str) -> None:
    (numeral,) = read(text)
    assert (numeral.unit, numeral.clock, numeral.zone) == ("time", clock, zone)


@pytest.mark.parametrize("text", ["noon", "by midnight", "midnights"])
def test_noon_without_a_zone_is_no_time(text: str) -> None:
    assert read(text) == ()
