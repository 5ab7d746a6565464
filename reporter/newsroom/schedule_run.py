"""Making editions when they are due: once, or staying and waiting for the next."""

from __future__ import annotations

import signal
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reporter.model.edition import EditionKey
from reporter.model.errors import OutputError, ReporterError
from reporter.newsroom.config import Config
from reporter.newsroom.schedule import Occurrence
from reporter.newsroom.schedule_bell import Bell
from reporter.newsroom.schedule_child import INTERRUPTED, Make, Outcome
from reporter.newsroom.schedule_state import (
    Standing,
    read_timetable,
    retry_at,
    standing,
)
from reporter.newsroom.workspace import Workspace
from reporter.storage import Attempt, AttemptState, AttemptStore

LOCKED: Final = 8
STEP: Final = 60.0
"""Seconds of the longest sleep, so that a clock which is set is noticed soon."""
SPREAD: Final = 20.0
"""Seconds over which desks that are due at one moment spread out."""
_STATES: Final = {
    0: AttemptState.MADE,
    2: AttemptState.STOPPED,
    3: AttemptState.STOPPED,
    5: AttemptState.STOPPED,
    6: AttemptState.STOPPED,
    10: AttemptState.QUIET,
}
"""What an exit code of ``reporter run`` means; any other is a failure that may pass."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is told of a slot: its attempt (None where another run held the workspace, or this
    one was interrupted), the exit code, and when it is tried again."""

    key: EditionKey
    due: datetime
    state: AttemptState | None
    code: int
    folder: str = ""
    said: str = ""
    notes: tuple[str, ...] = ()
    again: datetime | None = None
    heartbeat: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """Who is told what: ``tell`` what became of a slot, ``sleep`` until when there is nothing to
    do, ``warn`` a fault that ends nothing."""

    tell: Callable[[Told], None]
    sleep: Callable[[datetime], None]
    warn: Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a scheduler is given: how an edition is made, a heartbeat told, and the time known.

    ``jitter`` gives a number from 0 to 1.
    """

    make: Make
    beat: Callable[[Config], str]
    clock: Callable[[], datetime]
    jitter: Callable[[], float]
    voice: Voice


class Scheduler:
    """Makes a workspace's editions when they are due, each once."""

    def __init__(self, workspace: Workspace, bell: Bell, around: Surroundings) -> None:
        self._workspace = workspace
        self._bell = bell
        self._around = around
        self._timetable = read_timetable(workspace)
        self._warned: list[str] = []
        self._wake: datetime | None = None

    def once(self) -> int:
        """Make what is due now, oldest first; gives the first exit code that is not 0."""
        code = 0
        while self._bell.stopped is None:
            now = self._standing()
            if not now.ready:
                return code
            told = self._try(now.ready[0], now)
            code = code or told.code
            if told.state is None:
                return code
        return code or INTERRUPTED

    def stay(self) -> int:
        """Make each edition when it is due, until a signal asks for the end.

        The configuration is read anew before each turn. Gives 130 for SIGINT, else 0.
        """
        while self._bell.stopped is None:
            self._bell.wait(self._turn())
        return INTERRUPTED if self._bell.stopped is signal.SIGINT else 0

    def _turn(self) -> float:
        """Make what is due; gives the seconds to sleep. A fault is told and met again later."""
        faults, wake = [], None
        try:
            self._timetable = read_timetable(self._workspace)
        except ReporterError as error:  # the last good configuration stays in force
            faults.append(str(error))
        try:
            self.once()
            now = self._standing()
            wake = None if now.ready else now.wake  # ready still: another run is at work
        except ReporterError as error:
            faults.append(str(error))
        for fault in faults:
            if fault not in self._warned:  # and not again at every turn
                self._around.voice.warn(fault)
        self._warned = faults
        return self._pause(wake) if self._bell.stopped is None else 0.0

    def _pause(self, wake: datetime | None) -> float:
        if wake is None:
            return STEP
        if wake != self._wake:
            self._wake = wake
            self._around.voice.sleep(wake)
        left = (wake - self._around.clock()).total_seconds()
        return min(STEP, max(left, 0.0) + SPREAD * self._around.jitter())

    def _standing(self) -> Standing:
        """How the schedule stands now; what has become too late is written down and told."""
        now = self._around.clock()
        found = standing(self._timetable, now)
        if not found.agenda.skipped:
            return found
        for one in found.agenda.skipped:
            self._skip(one, found)
        return standing(self._timetable, now)

    def _skip(self, one: Occurrence, found: Standing) -> None:
        before = _before(self._timetable.key(one), found)
        said = f"it is more than {self._timetable.schedule.late_hours} h late."
        if before is not None and before.said:
            said += f" The last reason: {before.said}"
        self._note(one, found, AttemptState.SKIPPED, Outcome(code=0, said=said))

    def _try(self, one: Occurrence, found: Standing) -> Told:
        outcome = self._around.make(self._timetable.key(one))
        return self._note(one, found, _state(outcome), outcome)

    def _note(
        self, one: Occurrence, found: Standing, state: AttemptState | None, outcome: Outcome
    ) -> Told:
        """Write down what became of a slot, then tell it, and a good one to the heartbeat."""
        key = self._timetable.key(one)
        attempt = None if state is None else self._written(one, found, state, outcome.said)
        good = state in (AttemptState.MADE, AttemptState.QUIET)
        told = Told(
            key=key,
            due=one.at,
            state=state,
            code=outcome.code,
            folder=outcome.folder,
            said=outcome.said,
            notes=outcome.notes,
            again=self._again(attempt) if attempt else None,
            heartbeat=self._around.beat(self._timetable.config) if good else "",
        )
        self._around.voice.tell(told)
        return told

    def _written(self, one: Occurrence, found: Standing, state: AttemptState, said: str) -> Attempt:
        key = self._timetable.key(one)
        before = _before(key, found)
        attempt = Attempt(
            key=key,
            due=one.at,
            at=self._around.clock(),
            state=state,
            tries=(before.tries if before else 0) + (state is not AttemptState.SKIPPED),
            ground=found.ground,
            said=said,
        )
        with AttemptStore(self._workspace.database) as store:
            store.put(attempt)
        return attempt

    def _again(self, attempt: Attempt) -> datetime | None:
        """When a failed attempt is made again, unless that is too late."""
        if attempt.state is not AttemptState.FAILED:
            return None
        moment = retry_at(attempt)
        return moment if moment - attempt.due <= self._timetable.late else None


def _state(outcome: Outcome) -> AttemptState | None:
    """What an exit code means for the slot; None where it was not tried to the end."""
    if outcome.code in (LOCKED, INTERRUPTED):
        return None
    if outcome.error == OutputError.__name__:  # a full disk has room again without any change
        return AttemptState.FAILED
    return _STATES.get(outcome.code, AttemptState.FAILED)


def _before(key: EditionKey, found: Standing) -> Attempt | None:
    return next((one for one in found.attempts if one.key == key), None)
