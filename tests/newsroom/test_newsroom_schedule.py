"""When editions are due: in every zone, over every change of its clock, each once."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import ConfigError
from reporter.newsroom.config import parse_config
from reporter.newsroom.config_schedule import WEEKDAYS, ScheduleConfig, SlotConfig
from reporter.newsroom.schedule import Occurrence, agenda, around, moment_of, occurrences

ZONES = [
    "UTC", "Europe/Berlin", "America/New_York", "America/St_Johns", "Asia/Kolkata",
    "Australia/Lord_Howe", "America/Nuuk", "Pacific/Apia", "Pacific/Kiritimati", "Pacific/Chatham",
    "Africa/Casablanca", "Africa/Cairo", "Asia/Kathmandu", "America/Havana", "Antarctica/Troll",
]  # fmt: skip
SECOND, DAY = timedelta(seconds=1), timedelta(days=1)

zones = st.sampled_from(ZONES).map(ZoneInfo)
clocks = st.times().map(lambda t: t.replace(second=0, microsecond=0))
days = st.dates(date(2005, 1, 1), date(2036, 12, 31))
slots = st.lists(
    st.builds(
        SlotConfig,
        name=st.sampled_from(["morning", "noon", "night"]),
        at=clocks.map(lambda t: f"{t:%H:%M}"),
        days=st.lists(st.sampled_from(WEEKDAYS), min_size=1, unique=True),
    ),
    min_size=1,
    unique_by=lambda slot: slot.name,
)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        ("Europe/Berlin", "2026-03-27", "08:00", "2026-03-27T07:00"),
        ("Europe/Berlin", "2026-07-01", "08:00", "2026-07-01T06:00"),
        # 02:30 does not exist: the first moment after the gap, which is 03:00.
        ("Europe/Berlin", "2027-03-28", "02:30", "2027-03-28T01:00"),
        # 02:30 exists twice: the first, in summer time.
        ("Europe/Berlin", "2026-10-25", "02:30", "2026-10-25T00:30"),
        # A change of half an hour.
        ("Australia/Lord_Howe", "2026-10-04", "02:15", "2026-10-03T15:30"),
        ("Australia/Lord_Howe", "2027-04-04", "01:45", "2027-04-03T14:45"),
        # The gap runs up to midnight: due on the next day, and still Saturday's.
        ("America/Nuuk", "2027-03-27", "23:30", "2027-03-28T01:00"),
        # Midnight itself does not exist.
        ("Africa/Cairo", "2026-04-24", "00:00", "2026-04-23T22:00"),
        # A change of two hours.
        ("Antarctica/Troll", "2027-03-28", "01:59", "2027-03-28T01:00"),
    ],
)
def test_a_clock_time_is_one_moment(zone: str, day: str, clock: str, expected: str) -> None:
    found = moment_of(date.fromisoformat(day), time.fromisoformat(clock), ZoneInfo(zone))
    assert found == utc(expected)


def test_a_day_that_a_zone_left_out_has_no_edition() -> None:
    apia = ZoneInfo("Pacific/Apia")
    assert [moment_of(date(2011, 12, 30), time(hour), apia) for hour in (0, 8, 23)] == [None] * 3
    slot = SlotConfig(name="main", at="08:00", days=["fri"])
    found = occurrences([slot], apia, utc("2011-12-20T00:00"), utc("2012-01-10T00:00"))
    assert [one.day for one in found] == [date(2011, 12, 23), date(2012, 1, 6)]


@settings(max_examples=100, deadline=None)
@given(zones, days, clocks)
def test_a_slot_is_due_at_the_first_moment_at_which_the_clock_shows_its_time_or_more(
    zone: ZoneInfo, day: date, clock: time
) -> None:
    found = moment_of(day, clock, zone)
    target = datetime.combine(day, clock)
    if found is None:
        assert (zone.key, day) == ("Pacific/Apia", date(2011, 12, 30))
        return
    assert found.astimezone(zone).replace(tzinfo=None) >= target
    for earlier in (SECOND, timedelta(minutes=7), timedelta(minutes=40), timedelta(hours=3)):
        assert (found - earlier).astimezone(zone).replace(tzinfo=None) < target


@settings(max_examples=100, deadline=None)
@given(slots, zones, days)
def test_occurrences_are_one_a_slot_and_day_and_in_order(
    some: list[SlotConfig], zone: ZoneInfo, day: date
) -> None:
    since = datetime.combine(day, time(), UTC)
    until = since + 20 * DAY
    found = occurrences(some, zone, since, until)
    assert list(found) == sorted(found)
    assert len({(one.slot, one.day) for one in found}) == len(found)
    assert all(since <= one.at < until for one in found)
    allowed = {slot.name: slot.days for slot in some}
    assert all(WEEKDAYS[one.day.weekday()] in allowed[one.slot] for one in found)
    middle = since + 9 * DAY
    halves = occurrences(some, zone, since, middle) + occurrences(some, zone, middle, until)
    assert halves == found


@settings(max_examples=100, deadline=None)
@given(
    slots,
    zones,
    days,
    st.integers(1, 23),
    st.lists(st.integers(1, 40 * 60), min_size=1, max_size=40),
)
def test_whatever_the_machine_does_each_edition_is_made_once_or_skipped_once(
    some: list[SlotConfig], zone: ZoneInfo, day: date, hours: int, steps: list[int]
) -> None:
    """The machine wakes at odd times: minutes later, or after more than a day."""
    start = now = datetime.combine(day, time(), UTC)
    late = timedelta(hours=hours)
    made: dict[Occurrence, datetime] = {}
    skipped: set[Occurrence] = set()
    for step in steps:
        before, now = now, now + timedelta(minutes=step)
        between = around(some, zone, start, now)
        over = {*made, *skipped}
        found = agenda(between, over.__contains__, now=now, late=late)
        assert all(one.at > before for one in (*found.due, *found.skipped))
        made |= dict.fromkeys(found.due, now)
        skipped |= set(found.skipped)
        assert found.next is not None
        assert now < found.next.at
    assert not skipped & set(made)
    assert skipped | set(made) == set(occurrences(some, zone, start, now + SECOND))
    assert all(timedelta() <= at - one.at <= late for one, at in made.items())
    assert len({(one.slot, one.day) for one in made}) == len(made)


def test_what_is_made_before_its_time_is_not_the_next() -> None:
    slot = SlotConfig(name="main", at="08:00")
    now = utc("2026-03-27T07:30")
    between = around([slot], ZoneInfo("UTC"), now, now)
    found = agenda(between, lambda one: one == between[0], now=now, late=DAY)
    assert found.next == Occurrence(utc("2026-03-28T08:00"), "main", date(2026, 3, 28))


def configured(schedule: str) -> ScheduleConfig:
    text = (
        '[desk]\nname = "d"\nbrand = "D"\n[[feeds]]\nname = "F"\nurl = "https://f.example/"\n'
        f'[market]\nsymbols = ["BTCUSDT"]\n{schedule}'
    )
    found = parse_config(text, "reporter.toml").schedule
    assert found is not None
    return found


def test_a_schedule_has_defaults() -> None:
    found = configured('[[schedule.slots]]\nname = "main"\nat = "08:00"\n')
    assert (found.late_hours, found.heartbeat_env) == (6, "")
    assert found.slots[0].days == list(WEEKDAYS)


@pytest.mark.parametrize(
    ("schedule", "said"),
    [
        ('name = "main"\nat = "8:00"\n', "'schedule.slots.0.at' must be a clock time"),
        ('name = "Main"\nat = "08:00"\n', "'schedule.slots.0.name' must be up to 32 lower-case"),
        ('name = "main"\nat = "08:00"\ndays = []\n', "schedule.slots.0.days"),
        ('name = "main"\nat = "08:00"\ndays = ["monday"]\n', "schedule.slots.0.days.0"),
        (
            'name = "main"\nat = "08:00"\n[[schedule.slots]]\nname = "main"\nat = "09:00"\n',
            "uses the name 'main' twice",
        ),
    ],
)
def test_a_wrong_schedule_is_explained(schedule: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        configured(f"[[schedule.slots]]\n{schedule}")
    assert said in str(caught.value)
