"""A made-up world for the scheduler: a clock that it moves, runs that end as they are told to."""

from __future__ import annotations

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from reporter.model.edition import EditionKey
from reporter.newsroom import schedule_run
from reporter.newsroom.config import Config
from reporter.newsroom.schedule_bell import Bell
from reporter.newsroom.schedule_child import Outcome
from reporter.newsroom.schedule_run import Scheduler, Surroundings, Told, Voice
from reporter.newsroom.workspace import Workspace
from reporter.storage import AttemptState

DESK = (
    '[desk]\nname = "desk"\nbrand = "D"\ntimezone = "Europe/Berlin"\n'
    '[[feeds]]\nname = "F"\nurl = "https://f.example/"\n[market]\nsymbols = ["BTCUSDT"]\n'
)
MORNING = '[schedule]\nlate_hours = 3\n[[schedule.slots]]\nname = "morning"\nat = "08:00"\n'
MADE, FEW, HELD = Outcome(code=0, folder="f"), Outcome(code=4, said="too few."), Outcome(code=5)


class World:
    """A workspace, a clock, and runs that take a minute; it keeps what is made and told."""

    def __init__(self, root: Path, now: str, schedule: str = MORNING) -> None:
        self.root = root
        root.mkdir(exist_ok=True)
        self.configure(schedule)
        self.now = datetime.fromisoformat(now).replace(tzinfo=UTC)
        self.until = self.now + timedelta(days=3)
        self.bell = Bell()
        self.outcome: Callable[[EditionKey], Outcome] = lambda _: MADE
        self.made: list[tuple[str, datetime]] = []
        self.told: list[Told] = []
        self.warned: list[str] = []
        self.beats = 0

    def configure(self, schedule: str, desk: str = DESK) -> None:
        (self.root / "reporter.toml").write_text(desk + schedule, encoding="utf-8")

    def scheduler(self) -> Scheduler:
        voice = Voice(tell=self.told.append, sleep=lambda _: None, warn=self.warned.append)
        around = Surroundings(
            make=self.make,
            beat=self.beat,
            clock=lambda: self.now,
            jitter=lambda: 0.5,
            voice=voice,
        )
        return Scheduler(Workspace(self.root), self.bell, around)

    def once(self) -> int:
        return self.scheduler().once()

    def stay(self, monkeypatch: pytest.MonkeyPatch, step: float = 600) -> int:
        """Stay until the clock has reached the end; sleeping moves it."""

        def wait(seconds: float) -> None:
            assert 0 <= seconds <= schedule_run.STEP
            self.now += timedelta(seconds=max(seconds, 1))
            if self.now >= self.until:
                self.bell.ring(signal.SIGTERM)

        monkeypatch.setattr(schedule_run, "STEP", step)
        monkeypatch.setattr(self.bell, "wait", wait)
        return self.scheduler().stay()

    def make(self, key: EditionKey) -> Outcome:
        outcome = self.outcome(key)
        self.now += timedelta(minutes=1)
        self.made.append((key.folder, self.now))
        return outcome

    def beat(self, _config: Config) -> str:
        self.beats += 1
        return "the heartbeat was told."

    @property
    def keys(self) -> list[str]:
        return [name for name, _ in self.made]

    @property
    def states(self) -> list[AttemptState | None]:
        return [one.state for one in self.told]
