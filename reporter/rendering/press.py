"""The PDF made in a process of its own, beside the other work.

Laying out takes a third of an edition's time and most of its memory. The process loads
WeasyPrint while this one still measures, and lays out while the pages are made and checked.
"""

from __future__ import annotations

import atexit
import gc
import pickle
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from threading import Timer
from typing import TYPE_CHECKING, BinaryIO, Final, cast

from reporter.model.errors import ReporterError
from reporter.net.child import ended, pipes, receive, send, started
from reporter.rendering.failures import PressEnded, RenderFailed

if TYPE_CHECKING:
    from reporter.rendering.pdf import Briefing

_PATIENCE: Final = 300.0
"""Seconds that a PDF may take; one of forty pages takes six."""
_ALLOCATIONS: Final = 50_000
"""So many new objects make Python look for cycles; at its usual 700 that is a fifth of the time."""


def start_press() -> None:
    """Start the process, so that it is ready when a briefing comes. It is kept for the next."""
    with suppress(OSError):  # told when a briefing comes
        _press()


def printing(briefing: Briefing, user_dirs: Sequence[Path] = ()) -> Callable[[], bytes]:
    """Begin with the PDF of a briefing; what is returned waits for it and gives its bytes.

    It is to be asked once, and before the next briefing comes: one that nobody asked for is
    dropped then. Raises ``PdfUnavailable`` at once, all else that ``briefing_pdf`` raises when
    asked, and ``PressEnded`` where the process cannot start or comes to its end before. Not for
    several threads.
    """
    if _running and not _running[0].is_free:
        close_press()
    try:
        press = _press()
        press.take(pickle.dumps((briefing, tuple(user_dirs))))
    except OSError as error:
        raise _ended(f"could not be started ({error.strerror})") from error
    except ReporterError:  # it is not ready, and will not be
        close_press()
        raise
    return press.give


def close_press() -> None:
    """End the process, whatever it does; the next briefing starts a new one."""
    while _running:
        _running.pop().end()


class _Press:
    """One process and the pipes to it."""

    def __init__(self) -> None:
        """Raises ``OSError`` where the system has no room for it."""
        self._scratch = Path(tempfile.mkdtemp(prefix="reporter-"))
        try:
            self._process = started("reporter.rendering.press", str(self._scratch))
        except OSError:
            self._scratch.rmdir()
            raise
        self._source = cast("BinaryIO", self._process.stdin)
        self._sink = cast("BinaryIO", self._process.stdout)
        self._ready = False  # whether it has told that it is
        self._at_work = False

    @property
    def is_free(self) -> bool:
        """Whether it lives and has nothing to do."""
        return not self._at_work and self._process.poll() is None

    def take(self, order: bytes) -> None:
        """Give it a briefing. Raises ``PdfUnavailable``."""
        if not self._ready:
            self._heard()
            self._ready = True
        self._at_work = True
        with suppress(BrokenPipeError):  # told when the PDF is asked for
            send(self._source, order)

    def give(self) -> bytes:
        """The PDF, once it is made. Raises what making it raised."""
        if not self._at_work:
            raise ValueError("it was given already, or dropped for a newer one")
        return cast("bytes", self._heard())

    def end(self) -> None:
        """End the process and wait for it."""
        if self._at_work:
            self._process.kill()
            self._at_work = False
        ended(self._process)
        # One that is killed leaves its fonts there; the system may have cleaned up before.
        shutil.rmtree(self._scratch, ignore_errors=True)

    def _heard(self) -> object:
        """What it has to say, once it does; an error is raised."""
        timer = Timer(_PATIENCE, self._process.kill)
        timer.start()
        try:
            told = receive(self._sink)
        finally:
            timer.cancel()
        self._at_work = False
        if told is None:
            close_press()
            code = self._process.returncode
            raise _ended(f"ended ({code}), by itself or after {_PATIENCE:g} seconds of work")
        said: object = pickle.loads(told)  # noqa: S301 - from our own process
        if isinstance(said, Exception):
            raise said
        return said


def _ended(how: str) -> PressEnded:
    return PressEnded(
        f"the process that makes it {how}.",
        "PDF",
        "Look at how many processes and how much memory this machine has left, then try again.",
    )


def _press() -> _Press:
    if not _running:
        _running.append(_Press())
    return _running[0]


_running: Final[list[_Press]] = []
atexit.register(close_press)


# In the process


def main() -> None:
    """Tell whether all is there, then take briefings and give PDFs until the asker goes away."""
    tempfile.tempdir = sys.argv[2]
    with suppress(BrokenPipeError), pipes() as (source, sink):
        send(sink, _outcome(_loaded))
        gc.freeze()
        gc.set_threshold(_ALLOCATIONS)
        while (order := receive(source)) is not None:
            send(sink, _outcome(_printed, order))


def _loaded() -> None:
    from reporter.rendering.pdf import require_weasyprint

    require_weasyprint()


def _printed(order: bytes) -> bytes:
    from reporter.rendering.pdf import briefing_pdf

    return briefing_pdf(*pickle.loads(order))  # noqa: S301 - from our own asker


def _outcome(work: Callable[..., object], *given: bytes) -> bytes:
    """What the work gives, or the error that it raises, packed for the asker."""
    try:
        return pickle.dumps(work(*given))
    except ReporterError as error:
        return pickle.dumps(error)
    except MemoryError:
        return pickle.dumps(_ended("ran out of memory"))
    except Exception as error:  # noqa: BLE001 - whatever it is, it is the asker who tells of it
        told = RenderFailed(f"the PDF cannot be laid out ({type(error).__name__}: {error}).", "PDF")
        told.add_note(traceback.format_exc())
        return pickle.dumps(told)
