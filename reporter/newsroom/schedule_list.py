"""What ``reporter schedule`` shows: the next editions, and what became of the last."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from reporter.newsroom import environment
from reporter.newsroom.schedule import Occurrence, around
from reporter.newsroom.schedule_state import read_timetable, standing
from reporter.newsroom.workspace import Workspace
from reporter.storage import Attempt

_MOST: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A desk's schedule at this moment; ``last`` are its last attempts, newest first."""

    desk: str
    zone: ZoneInfo
    late_hours: int
    due: tuple[Occurrence, ...]
    next: tuple[Occurrence, ...]
    last: tuple[Attempt, ...]


def listed(root: Path) -> Listed:
    """The schedule of a workspace; raises ``ConfigError`` where it has none."""
    timetable, now = read_timetable(Workspace(root)), environment.now()
    found = standing(timetable, now)
    first = found.agenda.next
    ahead = around(timetable.schedule.slots, timetable.zone, first.at, now) if first else ()
    return Listed(
        desk=timetable.config.desk.name,
        zone=timetable.zone,
        late_hours=timetable.schedule.late_hours,
        due=found.agenda.due,
        next=ahead[:_MOST],
        last=found.attempts[:_MOST],
    )
