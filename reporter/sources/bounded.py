"""Parsing in a process of its own, which hostile bytes can neither stall nor exhaust.

A feed or a page is parsed by a child with bounded memory and time. One that stalls or dies is
replaced, and its source refused. Limits of bytes and entries come before these: they hold
equally in every run, a clock does not.

The child gets no environment variables (so no secrets), and answers in JSON.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import os
from collections.abc import Mapping
from threading import Lock, Semaphore, Timer
from typing import Any, BinaryIO, Final, cast

from reporter.model.errors import SourceRefused
from reporter.net.child import ended, receive, send, started
from reporter.sources.worker import OUT_OF_MEMORY

SECONDS: Final = 10.0
"""How long a job may take by the clock, unless the asker says otherwise."""

_MOST_CHILDREN: Final = 2
_LONGEST_ANSWER: Final = 64 * 2**20
_CPU_TIME_OVER: Final = -24  # as Popen gives the signal SIGXCPU
_KILLED: Final = -9  # not by us: the system was short of memory
_ENVIRONMENT: Final = {
    "PYTHONHASHSEED": "0",  # the order of a library's sets must not differ from run to run
    "PYTHONUTF8": "1",
    "OPENBLAS_NUM_THREADS": "1",  # each thread would take its share of the address space
}


def run_bounded(
    job: str,
    payload: bytes,
    options: Mapping[str, Any],
    *,
    where: str,
    seconds: float = SECONDS,
) -> Any:
    """What the job, a function named ``module:function``, makes of the payload: a JSON value.

    It is called as ``function(payload, options)`` in the child; the options are JSON values too.
    ``where`` names the source in messages. Safe to call from several threads. Raises
    ``SourceRefused``: as the job does, or ``stalled`` (took longer than ``seconds``),
    ``too-large`` (took more memory than a child has) or ``unreadable`` (its parser broke).
    """
    terms = json.dumps({"job": job, "options": dict(options), "seconds": seconds}).encode()
    try:
        outcome = _workers.run(terms, payload, seconds)
    except OSError as error:
        raise SourceRefused(
            f"no process could be started to read it ({error.strerror}).",
            where,
            "Look at how many processes and how much memory this machine has left.",
            reason="unreadable",
        ) from error
    if isinstance(outcome, str):
        raise _refusal(outcome, where, seconds)
    answer = json.loads(outcome)
    if "refused" in answer:
        what, next_step, reason = answer["refused"]
        raise SourceRefused(what, where, next_step, reason=reason)
    if "broken" in answer:
        raise _refusal("unreadable", where, seconds)
    return answer["answer"]


def start_reader(module: str) -> None:
    """Start a child that loads the module of its first jobs while the asker does other things."""
    with contextlib.suppress(OSError):  # told when the first job comes
        _workers.start(module)


def close_workers() -> None:
    """End the children that wait for work. The next job starts a new one."""
    _workers.close()


def _refusal(reason: str, where: str, seconds: float) -> SourceRefused:
    what = {
        "stalled": f"reading it took longer than {seconds:g} seconds and was stopped.",
        "too-large": "reading it took more memory than one source may have.",
        "unreadable": "it cannot be read; the parser broke down over it.",
    }[reason]
    return SourceRefused(what, where, "Look at what the address answers.", reason=reason)


class _Child:
    """One child process and the pipes to it."""

    def __init__(self, *ahead: str) -> None:
        self.worn = False  # whether it has served before
        self.stalled = False  # whether the clock has ended it
        self._process = started("reporter.sources.worker", *ahead, environment=_ENVIRONMENT)
        self._source = cast("BinaryIO", self._process.stdin)
        self._sink = cast("BinaryIO", self._process.stdout)

    def ask(self, terms: bytes, payload: bytes, seconds: float) -> bytes | None:
        """The answer, or None from a child that stalled, died or said too much."""
        timer = Timer(seconds, self._stop)
        timer.start()
        try:
            send(self._source, terms)
            send(self._source, payload)
            return receive(self._sink, _LONGEST_ANSWER)
        except OSError:  # it went away while it was written to
            return None
        finally:
            timer.cancel()
            timer.join()
            self.worn = True

    def end(self) -> str:
        """End the child and wait for it; a reason why one that was at work gave no answer."""
        code = ended(self._process)
        if self.stalled or code == _CPU_TIME_OVER:
            return "stalled"
        return "too-large" if code in (OUT_OF_MEMORY, _KILLED) else "unreadable"

    def _stop(self) -> None:
        self.stalled = True
        self._process.kill()


class _Workers:
    """The children of this process: started when needed, kept for the next job."""

    def __init__(self, most: int) -> None:
        self._places = Semaphore(most)
        self._lock = Lock()
        self._idle: list[_Child] = []

    def run(self, terms: bytes, payload: bytes, seconds: float) -> bytes | str:
        """The answer, or as a text the reason why there is none."""
        with self._places:
            while True:
                child = self._take()
                worn = child.worn
                answer = self._ask(child, terms, payload, seconds)
                if isinstance(answer, bytes) or answer == "stalled" or not worn:
                    return answer
                # It may have died of what earlier jobs left behind: once more, in a new child.
                self.close()

    def start(self, module: str) -> None:
        """Have a child wait for work, with the module loaded."""
        child = _Child(module)
        with self._lock:
            self._idle.append(child)

    def close(self) -> None:
        """End the children that wait for work."""
        with self._lock:
            idle, self._idle = self._idle, []
        for child in idle:
            child.end()

    def _take(self) -> _Child:
        with self._lock:
            if self._idle:
                return self._idle.pop()
        return _Child()

    def _ask(self, child: _Child, terms: bytes, payload: bytes, seconds: float) -> bytes | str:
        answer: bytes | None = None
        reason = ""
        try:
            answer = child.ask(terms, payload, seconds)
        finally:  # also when the asker is interrupted
            if answer is None or child.stalled:
                reason = child.end()
            else:
                with self._lock:
                    self._idle.append(child)
        return reason if answer is None else answer


_workers = _Workers(min(_MOST_CHILDREN, os.cpu_count() or 1))
atexit.register(close_workers)
