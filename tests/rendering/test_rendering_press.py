"""The PDF from a process of its own: what comes back, and what becomes of one that dies."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from reporter.net.child import started
from reporter.rendering import press
from reporter.rendering.failures import BadTemplate, PdfUnavailable, PressEnded, RenderFailed
from reporter.rendering.pdf import Briefing, briefing_pdf
from reporter.rendering.press import close_press, printing, start_press
from tests.rendering.briefings import article, briefing, needs_pango

Processes = list[subprocess.Popen[bytes]]


@pytest.fixture(autouse=True)
def processes(monkeypatch: pytest.MonkeyPatch) -> Iterator[Processes]:
    """The processes that are started in a test, ended afterwards."""
    seen: Processes = []

    def noted(*arguments: Any) -> subprocess.Popen[bytes]:
        seen.append(started(*arguments))
        return seen[-1]

    monkeypatch.setattr(press, "started", noted)
    close_press()
    yield seen
    close_press()
    assert all(process.returncode is not None for process in seen)


@pytest.fixture(scope="module")
def told() -> Briefing:
    return briefing(article("Funding Turns", 1))


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """A module that the process finds in the place of WeasyPrint."""
    (folder / "weasyprint.py").write_text(code)
    monkeypatch.setattr(sys, "path", [str(folder), *sys.path])


@needs_pango
def test_the_bytes_are_those_of_the_renderer(told: Briefing, processes: Processes) -> None:
    start_press()
    pdf = printing(told)
    assert pdf() == briefing_pdf(told)
    assert printing(told)() == briefing_pdf(told)
    assert len(processes) == 1


@needs_pango
def test_errors_pass_and_the_next_briefing_goes_on(
    told: Briefing, tmp_path: Path, processes: Processes
) -> None:
    (tmp_path / "briefing.html.j2").write_text("{{ view.nothing }}")
    pdf = printing(told, [tmp_path])
    with pytest.raises(BadTemplate, match="nothing"):
        pdf()
    (tmp_path / "briefing.html.j2").write_text('<img src="https://evil.example/x.png" alt="x">')
    pdf = printing(told, [tmp_path])
    with pytest.raises(RenderFailed, match=r"evil\.example"):
        pdf()
    assert printing(told)().startswith(b"%PDF")
    assert len(processes) == 1


@needs_pango
def test_a_pdf_that_nobody_asked_for_is_dropped(told: Briefing, processes: Processes) -> None:
    first = printing(told)
    other = briefing(article("Basis Narrows", 1))
    assert printing(other)() == briefing_pdf(other)
    assert len(processes) == 2
    with pytest.raises(ValueError, match="given already, or dropped"):
        first()


@needs_pango
def test_a_process_that_was_killed_is_told_and_replaced(
    told: Briefing, processes: Processes
) -> None:
    pdf = printing(told)
    scratch = Path(cast("list[str]", processes[0].args)[-2])
    assert scratch.is_dir()
    os.kill(processes[0].pid, signal.SIGKILL)
    with pytest.raises(PressEnded, match=r"ended \(-9\)"):
        pdf()
    assert not scratch.exists()
    pdf = printing(told)
    assert pdf().startswith(b"%PDF")
    os.kill(processes[1].pid, signal.SIGKILL)
    processes[1].wait()
    assert printing(told)().startswith(b"%PDF")
    assert len(processes) == 3


def test_without_pango_it_is_told_at_once(
    told: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "raise OSError(\"cannot load library 'libpango'\")")
    for _ in range(2):
        with pytest.raises(PdfUnavailable, match=r"libpango.*apt-get install"):
            printing(told)


def test_one_that_does_not_come_to_an_end_is_stopped(
    told: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "import time; time.sleep(60)")
    monkeypatch.setattr(press, "_PATIENCE", 0.2)
    with pytest.raises(PressEnded, match=r"after 0\.2 seconds"):
        printing(told)


def test_one_that_runs_out_of_memory_may_be_tried_again(
    told: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "raise MemoryError")
    for _ in range(2):
        with pytest.raises(PressEnded, match="ran out of memory"):
            printing(told)


def test_what_breaks_inside_is_an_error_with_its_trace(
    told: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stand_in(tmp_path, monkeypatch, "")
    with pytest.raises(RenderFailed, match="cannot be laid out") as caught:
        printing(told)()
    assert "Traceback" in caught.value.__notes__[0]


def test_a_machine_without_room_for_it_is_told(
    told: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/interpreter")
    start_press()
    with pytest.raises(PressEnded, match="could not be started"):
        printing(told)


def test_a_program_that_ends_leaves_neither_process_nor_warning() -> None:
    program = (
        "from reporter.rendering.press import start_press, _running; start_press();"
        "print(_running[0]._process.pid)"
    )
    done = subprocess.run(
        [sys.executable, "-W", "error", "-X", "dev", "-c", program], capture_output=True, check=True
    )
    assert done.stderr == b""
    with pytest.raises(ProcessLookupError):
        os.kill(int(done.stdout), 0)
