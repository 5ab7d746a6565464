"""The scheduler in its real surroundings: signals, child processes, clock and heartbeat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from reporter.newsroom import environment
from reporter.newsroom.schedule_bell import listening
from reporter.newsroom.schedule_child import in_child
from reporter.newsroom.schedule_heartbeat import beat
from reporter.newsroom.schedule_run import Scheduler, Surroundings, Voice
from reporter.newsroom.workspace import Workspace


def serve_once(root: Path, voice: Voice, *, verbose: bool) -> int:
    """Make what is due now; gives the exit code. Raises ``ConfigError`` without a schedule."""
    with _scheduler(root, voice, verbose=verbose) as scheduler:
        return scheduler.once()


def serve_until_stopped(root: Path, voice: Voice, *, verbose: bool) -> int:
    """Make each edition when it is due, until SIGTERM (0) or SIGINT (130) asks for the end.

    Raises ``ConfigError`` without a schedule.
    """
    with _scheduler(root, voice, verbose=verbose) as scheduler:
        return scheduler.stay()


@contextmanager
def _scheduler(root: Path, voice: Voice, *, verbose: bool) -> Iterator[Scheduler]:
    with listening() as bell:
        surroundings = Surroundings(
            make=in_child(root, bell, verbose=verbose),
            beat=lambda config: beat(config, root),
            clock=environment.now,
            jitter=environment.jitter,
            voice=voice,
        )
        yield Scheduler(Workspace(root), bell, surroundings)
