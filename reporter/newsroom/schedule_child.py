"""One edition made in a process of its own, so that all of its memory is given back."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, Final

import reporter
from reporter.model.edition import EditionKey
from reporter.newsroom.schedule_bell import Bell

INTERRUPTED: Final = 130
LONGEST: Final = 3600.0
"""Seconds after which a run that hangs is ended."""
_GRACE: Final = 10.0
_LOOK: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a run ended: its exit code, the folder it made, or the error's name and words.

    ``notes`` are what the run told beside the edition that it made.
    """

    code: int
    folder: str = ""
    error: str = ""
    said: str = ""
    notes: tuple[str, ...] = ()


Make = Callable[[EditionKey], Outcome]
"""Makes the edition of a key and tells how that ended."""


def in_child(root: Path, bell: Bell, *, verbose: bool) -> Make:
    """A ``Make`` that runs ``reporter run``; where the bell says stop, the run is ended first.

    What ends a run early leaves no torn edition: a folder is published whole or not at all.
    """

    def make(key: EditionKey) -> Outcome:
        command = [
            sys.executable, "-m", "reporter", "run", "--json", "-v" if verbose else "-q",
            "--workspace", str(root.absolute()), "--slot", key.slot, "--day", key.day.isoformat(),
        ]  # fmt: skip
        return run_child(command, bell)

    return make


def run_child(command: Sequence[str], bell: Bell, longest: float = LONGEST) -> Outcome:
    """Run a command that prints JSON, in a session of its own, for ``longest`` seconds at most.

    Where the machine has no memory or room for it, that is how the run ended.
    """
    try:
        return _run(command, bell, longest)
    except OSError as error:
        return Outcome(code=1, said=f"the run cannot be started ({error.strerror}).")


def _run(command: Sequence[str], bell: Bell, longest: float) -> Outcome:
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(  # noqa: S603 - our own program, and no shell
            command,
            cwd=Path(reporter.__file__).parents[1],  # so that -m finds this package, not another
            stdin=subprocess.DEVNULL,
            stdout=output,
            start_new_session=True,  # a Ctrl-C on the terminal reaches it through us alone
        )
        until = time.monotonic() + longest
        while process.poll() is None and bell.stopped is None and time.monotonic() < until:
            bell.wait(_LOOK)
        if process.poll() is None:
            return _ended(process, bell)
        return _outcome(process.returncode, output)


def _ended(process: subprocess.Popen[bytes], bell: Bell) -> Outcome:
    process.send_signal(signal.SIGINT)
    try:
        process.wait(_GRACE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    if bell.stopped is None:
        return Outcome(code=1, said="the run hung and was ended.")
    return Outcome(code=INTERRUPTED, said="interrupted.")


def _outcome(code: int, output: IO[bytes]) -> Outcome:
    output.seek(0)
    told = _told(output.read())
    return Outcome(
        code=code if code >= 0 else 1,  # a negative one is the signal that killed it
        folder=str(told.get("folder", "")),
        error=str(told.get("error", "")),
        said=_reason(told) or f"the run ended with exit code {code}." if code else "",
        notes=tuple(map(str, told.get("notes", ()))),
    )


def _reason(told: dict[str, Any]) -> str:
    """An error's words, or the first finding of an edition that is held."""
    return str(told.get("what") or next(iter(told.get("findings", ())), ""))


def _told(data: bytes) -> dict[str, Any]:
    """What a run printed. One that was killed may have printed nothing, or the half of it."""
    try:
        told = json.loads(data)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}
