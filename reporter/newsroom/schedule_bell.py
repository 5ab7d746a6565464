"""Waiting that a signal ends: to stop, or to read the configuration again."""

from __future__ import annotations

import os
import select
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_STOPPING: Final = (signal.SIGINT, signal.SIGTERM)
_WAKING: Final = (signal.SIGHUP,)


class Bell:
    """Rung by signals. ``stopped`` is the signal that asked for the end, and stays.

    The system's own handler writes into a pipe, so that a signal which comes just before the
    wait ends it too: Python's own handler runs after the wait only.
    """

    def __init__(self) -> None:
        self._read, self.pipe = os.pipe()
        for end in (self._read, self.pipe):
            os.set_blocking(end, False)
        self.stopped: signal.Signals | None = None

    def wait(self, seconds: float) -> None:
        """Wait so long, or until the bell rings; not at all where it was told to stop."""
        if self.stopped is None and select.select([self._read], [], [], max(seconds, 0.0))[0]:
            os.read(self._read, 4096)

    def ring(self, number: int, _frame: FrameType | None = None) -> None:
        """What a signal does."""
        if number in _STOPPING:
            self.stopped = signal.Signals(number)

    def close(self) -> None:
        """Take the bell down."""
        os.close(self._read)
        os.close(self.pipe)


@contextmanager
def listening() -> Iterator[Bell]:
    """A bell on SIGINT, SIGTERM and SIGHUP, until the block ends. For the main thread only."""
    bell = Bell()
    pipe = signal.set_wakeup_fd(bell.pipe, warn_on_full_buffer=False)
    before = {number: signal.signal(number, bell.ring) for number in (*_STOPPING, *_WAKING)}
    try:
        yield bell
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        signal.set_wakeup_fd(pipe)
        bell.close()
