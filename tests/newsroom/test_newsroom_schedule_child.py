"""A run in a process of its own, the signals that end it, and the heartbeat after it."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from reporter.newsroom import schedule_child
from reporter.newsroom.config import Config, parse_config
from reporter.newsroom.schedule_bell import Bell, listening
from reporter.newsroom.schedule_child import Outcome, run_child
from reporter.newsroom.schedule_heartbeat import beat


@pytest.fixture
def bell() -> Iterator[Bell]:
    with listening() as made:
        yield made


def child(program: str, bell: Bell, longest: float = 60.0) -> Outcome:
    return run_child([sys.executable, "-c", program], bell, longest)


@pytest.mark.parametrize(
    ("program", "outcome"),
    [
        ('print(\'{"folder": "output/x", "findings": ["a warning"]}\')',
         Outcome(code=0, folder="output/x")),
        ('print(\'{"folder": "output/x", "notes": ["no PDF: no Pango.", "old."]}\')',
         Outcome(code=0, folder="output/x", notes=("no PDF: no Pango.", "old."))),
        ('print(\'{"error": "TooFewSources", "what": "too few."}\'); raise SystemExit(4)',
         Outcome(code=4, error="TooFewSources", said="too few.")),
        ('print(\'{"folder": "h", "findings": ["a wrong sign"]}\'); raise SystemExit(5)',
         Outcome(code=5, folder="h", said="a wrong sign")),
        ("raise SystemExit(1)", Outcome(code=1, said="the run ended with exit code 1.")),
        ('print("[]"); raise SystemExit(7)',
         Outcome(code=7, said="the run ended with exit code 7.")),
        ("import os; os.kill(os.getpid(), 9)",
         Outcome(code=1, said="the run ended with exit code -9.")),
    ],
)  # fmt: skip
def test_how_a_run_ends(bell: Bell, program: str, outcome: Outcome) -> None:
    assert child(program, bell) == outcome


def test_much_output_blocks_no_one(bell: Bell) -> None:
    program = 'print(\'{"folder": "f", "state": "\' + \'x\' * 1_000_000 + \'"}\')'
    assert child(program, bell) == Outcome(code=0, folder="f")


def test_the_child_is_this_very_package(bell: Bell) -> None:
    program = "import json, reporter; print(json.dumps({'folder': reporter.__file__}))"
    assert child(program, bell).folder == sys.modules["reporter"].__file__


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_the_run_first(bell: Bell, tmp_path: Path, number: signal.Signals) -> None:
    """The child is asked with SIGINT, so that it can clean up, and waited for."""
    file = tmp_path / "said"
    program = (
        "import os, pathlib, time\n"
        "try:\n"
        f"    os.kill(os.getppid(), {int(number)})\n"
        "    time.sleep(60)\n"
        "except KeyboardInterrupt:\n"
        f"    pathlib.Path({str(file)!r}).write_text('cleaned up')\n"
    )
    assert child(program, bell) == Outcome(code=130, said="interrupted.")
    assert bell.stopped is number
    assert file.read_text(encoding="utf-8") == "cleaned up"


def test_a_run_that_hangs_or_will_not_end_is_killed(
    bell: Bell, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schedule_child, "_GRACE", 0.2)
    program = (
        "import signal, time; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile 1: time.sleep(9)"
    )
    assert child(program, bell, longest=1.0) == Outcome(code=1, said="the run hung and was ended.")


def test_a_run_that_cannot_be_started_has_failed(bell: Bell, tmp_path: Path) -> None:
    outcome = run_child([str(tmp_path / "no-python")], bell)
    assert outcome == Outcome(code=1, said="the run cannot be started (No such file or directory).")


def test_a_bell_ends_a_sleep_and_gives_the_signals_back() -> None:
    before = signal.getsignal(signal.SIGHUP)
    with listening() as bell:
        threading.Timer(0.05, os.kill, (os.getpid(), signal.SIGHUP)).start()
        bell.wait(60)
        assert bell.stopped is None
        os.kill(os.getpid(), signal.SIGHUP)  # before the wait, and it ends it all the same
        bell.wait(60)
        os.kill(os.getpid(), signal.SIGTERM)
        bell.wait(60)
        assert bell.stopped is signal.SIGTERM
        bell.wait(60)
    assert signal.getsignal(signal.SIGHUP) is before


@pytest.fixture
def heart() -> Iterator[tuple[str, list[str]]]:
    """A server that counts heartbeats: its host, and the paths that were asked for."""
    seen: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            seen.append(self.path)
            self.send_response(404 if "gone" in self.path else 200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its own name
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"127.0.0.1:{server.server_address[1]}", seen
    server.shutdown()
    server.server_close()
    thread.join()


def configured(name: str, allowed: str = "") -> Config:
    return parse_config(
        '[desk]\nname = "d"\nbrand = "D"\n[[feeds]]\nname = "F"\nurl = "https://f.example/"\n'
        f'[market]\nsymbols = ["BTCUSDT"]\n[net]\nallow_hosts = [{allowed}]\n'
        f'[schedule]\nheartbeat_env = "{name}"\n[[schedule.slots]]\nname = "main"\nat = "08:00"\n',
        "reporter.toml",
    )


def test_a_heartbeat_is_asked_once(
    heart: tuple[str, list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, seen = heart
    monkeypatch.setenv("DESK_BEAT", f"http://{host}/ping/secret-token")
    said = beat(configured("DESK_BEAT", f'"{host}"'), tmp_path)
    assert said == "the heartbeat was told."
    assert seen == ["/ping/secret-token"]


def test_without_a_heartbeat_nothing_is_said(tmp_path: Path) -> None:
    assert beat(configured(""), tmp_path) == ""
    no_schedule = configured("").model_copy(update={"schedule": None})
    assert beat(no_schedule, tmp_path) == ""


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("", "the variable DESK_BEAT is not set."),
        ("http://beat.example/secret-token", "its address must begin with https://."),
        ("file:///etc/passwd", "its address must begin with https://."),
        ("https://[/secret-token", "it holds no address."),
        ("https://127.0.0.1:9/secret-token", "the address leads into a private network"),
        ("http://HOST/gone/secret-token", "there is nothing at this address"),
    ],
)
def test_a_heartbeat_that_fails_is_said_without_its_address(
    heart: tuple[str, list[str]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    reason: str,
) -> None:
    monkeypatch.setenv("DESK_BEAT", address.replace("HOST", heart[0]))
    said = beat(configured("DESK_BEAT", f'"{heart[0]}"'), tmp_path)
    assert said.startswith(f"the heartbeat of DESK_BEAT failed: {reason}")
    assert "secret-token" not in said
