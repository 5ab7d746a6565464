"""``reporter preview`` as a person starts and ends it."""

from __future__ import annotations

import json
import os
import signal
import socket
import threading
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from reporter.cli import main as cli

SITE = '\n[site]\nurl = "https://desk.example/"\ndir = "public"\n'


@pytest.fixture
def desk(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    root = tmp_path / "desk"
    assert cli.invoke(["init", str(root)]) == 0
    capsys.readouterr()
    return root


def test_it_prints_where_to_look_and_ends_with_ctrl_c(
    desk: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    seen: list[int] = []

    def look() -> None:
        while not seen:
            with suppress(httpx.TransportError):
                seen.append(httpx.get(f"http://127.0.0.1:{port}/", trust_env=False).status_code)
        os.kill(os.getpid(), signal.SIGINT)

    reader = threading.Thread(target=look)
    reader.start()
    code = cli.invoke(["preview", "--workspace", str(desk), "--port", str(port)])
    reader.join()
    told = capsys.readouterr()
    assert (code, seen) == (0, [200])
    assert told.out == f"http://127.0.0.1:{port}/\n"
    assert told.err == f"Showing {desk / 'output'}. Ctrl-C ends it.\n"


def test_a_busy_port_is_named(desk: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        code = cli.invoke(["preview", "--workspace", str(desk), "--port", port])
    assert code == 2
    said = capsys.readouterr().err
    assert f"port {port} is in use" in said
    assert "where: --port" in said


def test_the_site_is_shown_where_there_is_one(
    desk: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = ["preview", "--workspace", str(desk), "--site", "--port", "0", "--json"]
    assert cli.invoke(arguments) == 3
    assert "there is no site" in capsys.readouterr().err
    with (desk / "reporter.toml").open("a", encoding="utf-8") as file:
        file.write(SITE)

    def ended(preview: object) -> None:
        preview.listener.close()  # type: ignore[attr-defined]  # a stand-in for the method
        raise KeyboardInterrupt

    monkeypatch.setattr("reporter.newsroom.preview.Preview.serve", ended)
    assert cli.invoke(arguments) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == str(desk / "public")
    assert told["address"].startswith("http://127.0.0.1:")
