"""``reporter schedule`` with real processes: runs that fail, a service that is stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporter.cli import main as cli
from reporter.newsroom.schedule_bell import Bell
from reporter.newsroom.schedule_child import Make, Outcome
from reporter.storage import workspace_lock

NOBODY = "127.0.0.1:9"


def desk(root: Path, at: datetime) -> Path:
    """A workspace whose only feed is not there, with an edition due at that time (UTC)."""
    root.mkdir()
    (root / "reporter.toml").write_text(
        f'[desk]\nname = "desk"\nbrand = "D"\n[[feeds]]\nname = "F"\nurl = "http://{NOBODY}/f"\n'
        f'[market]\nsymbols = ["BTCUSDT"]\n[market.binance]\nbase_url = "http://{NOBODY}"\n'
        f'[schedule]\n[[schedule.slots]]\nname = "main"\nat = "{at:%H:%M}"\n',
        encoding="utf-8",
    )
    return root


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.invoke(["schedule", *arguments])
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_a_run_that_fails_is_told_and_kept_and_not_repeated_at_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    now = datetime.now(UTC)
    root = desk(tmp_path / "desk", now)
    where = ("--workspace", str(root), "--json")
    code, out, err = run(capsys, "run", "--once", *where)
    assert code == 4
    told = json.loads(out)
    assert (told["slot"], told["state"], told["exit"]) == ("main", "failed", 4)
    assert told["said"].startswith("none of the 1 feeds could be read")
    assert told["again"] is not None
    assert f"{told['day']}-main: failed." in err
    assert run(capsys, "run", "--once", *where) == (0, "", "")
    listed = json.loads(run(capsys, *where)[1])
    assert listed["last"][0] | {"at": "", "due": "", "day": ""} == {
        "slot": "main", "state": "failed", "tries": 1, "said": told["said"],
        "at": "", "due": "", "day": "",
    }  # fmt: skip
    assert [one["slot"] for one in listed["due"]] == ["main"]
    assert len(listed["next"]) == 5
    _, text, _ = run(capsys, "next", "--workspace", str(root))
    assert "last " in text
    assert "main, failed: none of the 1 feeds" in text


def test_while_another_run_is_at_work_nothing_is_tried(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = desk(tmp_path / "desk", datetime.now(UTC))
    with workspace_lock(root / ".reporter"):
        code, out, _ = run(capsys, "run", "--once", "--json", "--workspace", str(root))
    told = json.loads(out)
    assert (code, told["state"], told["exit"]) == (8, None, 8)
    listed = json.loads(run(capsys, "--json", "--workspace", str(root))[1])
    assert listed["last"] == []
    assert [one["slot"] for one in listed["due"]] == ["main"]


@pytest.mark.parametrize(("end", "code"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
def test_the_service_waits_and_ends_cleanly(tmp_path: Path, end: signal.Signals, code: int) -> None:
    later = datetime.now(UTC) + timedelta(hours=3)
    root = desk(tmp_path / "desk", later)
    process = subprocess.Popen(
        [sys.executable, "-m", "reporter", "schedule", "run", "--workspace", str(root)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    assert process.stderr.readline() == f"Nothing to do until {later:%Y-%m-%d %H:%M} UTC.\n"
    process.send_signal(signal.SIGHUP)
    process.send_signal(end)
    out, said = process.communicate(timeout=20)
    assert (process.returncode, out, said) == (code, "", "")


def test_recipes_are_printed_as_text_and_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(desk(tmp_path / "desk", datetime.now(UTC)))
    for kind, files in (("cron", 0), ("systemd", 2), ("github", 1)):
        code, text, err = run(capsys, kind, "--workspace", root)
        assert (code, err) == (0, "")
        made: dict[str, Any] = json.loads(run(capsys, kind, "--workspace", root, "--json")[1])
        assert made["text"] == text
        assert len(made["files"]) == files


def test_without_a_schedule_every_part_of_the_command_says_so(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(tmp_path / "desk")
    cli.invoke(["init", root])
    capsys.readouterr()
    for command in ((), ("next",), ("run", "--once"), ("cron",), ("systemd",), ("github",)):
        code, _, err = run(capsys, *command, "--workspace", root)
        assert code == 3
        assert "there is no schedule" in err


def test_the_group_has_help_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert "systemd" in out


NOTE = "no PDF: Pango is missing."


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every run makes its edition; whoever goes to sleep is asked to end."""

    def in_child(_root: Path, _bell: Bell, *, verbose: bool) -> Make:
        return lambda key: Outcome(code=0, folder=f"output/{key.folder}", notes=(NOTE,))

    monkeypatch.setattr("reporter.newsroom.schedule_service.in_child", in_child)
    monkeypatch.setattr(Bell, "wait", lambda bell, _: bell.ring(signal.SIGTERM))


@pytest.mark.usefixtures("made")
def test_the_result_is_the_folder_and_what_became_of_it_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(desk(tmp_path / "desk", datetime.now(UTC)))
    code, out, err = run(capsys, "run", "--once", "--workspace", root)
    (name,) = (Path(line).name for line in out.splitlines())
    assert (code, out, err) == (0, f"output/{name}\n", f"{name}: made.\nnote: {NOTE}\n")
    assert run(capsys, "run", "--once", "--workspace", root) == (0, "", "")
    code, out, err = run(capsys, "run", "--workspace", root)
    assert (code, out) == (0, "")
    assert err.startswith("Nothing to do until ")


@pytest.mark.usefixtures("made")
def test_notes_of_an_edition_are_told_as_json_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = str(desk(tmp_path / "desk", datetime.now(UTC)))
    _, out, _ = run(capsys, "run", "--once", "--json", "--workspace", root)
    assert json.loads(out)["notes"] == [NOTE]
    assert run(capsys, "run", "--once", "-q", "--workspace", root)[2] == ""


@pytest.mark.usefixtures("made")
def test_a_fault_that_ends_nothing_is_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = desk(tmp_path / "desk", datetime.now(UTC))
    (root / ".reporter").mkdir()
    (root / ".reporter" / "reporter.db").write_bytes(b"this is no database at all " * 50)
    code, out, err = run(capsys, "run", "-q", "--workspace", str(root))
    assert (code, out) == (0, "")
    assert err.startswith("warning: ")
    assert "the workspace database is damaged" in err
