"""When editions are due: a pure function of slots, zone, what is made, and the moment.

A slot is a clock time of the desk's zone on some days of the week. Where a clock is put forward
over that time, the slot is due at the first moment after the gap; where a clock is put back and
shows it twice, at the first of the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from reporter.newsroom.config_schedule import WEEKDAYS, SlotConfig

_DAY: Final = timedelta(days=1)
_SECOND: Final = timedelta(seconds=1)
_AHEAD: Final = 15
"""So many days are looked ahead: the next one of a weekly slot may fall on a day that is left
out where a zone moves across the date line."""

Finished = Callable[["Occurrence"], bool]
"""Whether nothing more is to be done for an occurrence."""


@dataclass(frozen=True, slots=True, order=True)
class Occurrence:
    """One edition to be made: due ``at`` (UTC), and counted for ``day`` of the desk's zone.

    The two may differ: a slot at 23:30 in a night whose clock jumps from 23:00 to midnight is
    due at midnight and still that day's.
    """

    at: datetime
    slot: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Agenda:
    """What there is to do: ``due`` now, oldest first; ``skipped`` as too late; and the ``next``."""

    due: tuple[Occurrence, ...]
    skipped: tuple[Occurrence, ...]
    next: Occurrence | None


def agenda(
    between: Sequence[Occurrence], finished: Finished, *, now: datetime, late: timedelta
) -> Agenda:
    """What is due at ``now``, skipped, or next among occurrences that are in order of time.

    One that is late by more than ``late`` is skipped.
    """
    past = [one for one in between if one.at <= now and not finished(one)]
    ahead = (one for one in between if one.at > now)
    return Agenda(
        due=tuple(one for one in past if now - one.at <= late),
        skipped=tuple(one for one in past if now - one.at > late),
        next=next((one for one in ahead if not finished(one)), None),
    )


def occurrences(
    slots: Sequence[SlotConfig], zone: ZoneInfo, since: datetime, until: datetime
) -> tuple[Occurrence, ...]:
    """Every occurrence from ``since`` to before ``until``, in order of time."""
    found = sorted(_of_days(slots, zone, _day(since, zone) - _DAY, _day(until, zone) + _DAY))
    return tuple(one for one in found if since <= one.at < until)


def around(
    slots: Sequence[SlotConfig], zone: ZoneInfo, since: datetime, now: datetime
) -> tuple[Occurrence, ...]:
    """The occurrences from ``since`` to at least the next of every slot after ``now``."""
    return occurrences(slots, zone, since, now + _AHEAD * _DAY)


def moment_of(day: date, clock: time, zone: ZoneInfo) -> datetime | None:
    """When the zone's clock first shows that time, or would have: in UTC.

    In a gap it is the first moment after it. None for a day that the zone left out, as Samoa
    did with 30 December 2011.
    """
    found = _resolve(datetime.combine(day, clock), zone)
    if found.astimezone(zone).date() == day:
        return found
    begin = _resolve(datetime.combine(day, time()), zone)
    return found if begin.astimezone(zone).date() == day else None


def _of_days(
    slots: Sequence[SlotConfig], zone: ZoneInfo, first: date, last: date
) -> Iterator[Occurrence]:
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        for slot in slots:
            if WEEKDAYS[day.weekday()] in slot.days:
                at = moment_of(day, time.fromisoformat(slot.at), zone)
                if at is not None:
                    yield Occurrence(at, slot.name, day)


def _resolve(naive: datetime, zone: ZoneInfo) -> datetime:
    first = naive.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if first.astimezone(zone).replace(tzinfo=None) == naive:
        return first
    return _after_gap(naive.replace(tzinfo=zone, fold=1).astimezone(UTC), first, zone)


def _after_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """The moment between these two at which the zone's clock jumps, by halving."""
    jumped = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + timedelta(seconds=(after - before) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == jumped:
            after = middle
        else:
            before = middle
    return after


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()
