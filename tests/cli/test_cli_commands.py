"""The commands as a user types them: results, messages, exit codes."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from reporter.cli import main as cli

# Our own sentences around the figures of an article that was really published: a rate in
# basis points printed as percent, a spread that adds a yearly rate to a basis.
WRONG = """\
Kalshi and the perpetual market

FILUSDT changes hands at $0.836. Its funding rate is currently -4.0602%, or about -4,446% \
annualized. The combined trade shows a spread of -4,457.3 bps with a spot-perp basis of -11.4 bps.

- Squeeze setup in FILUSDT: funding at-4.0602%,$127Min short liquidations wait above price. \
The next funding settlement is about 2.65 hours out.
"""


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.invoke(list(arguments))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    program = (
        "import sys; from reporter.cli.main import invoke; invoke(['--help'])\n"
        "heavy = {'pandas', 'numpy', 'weasyprint', 'openai', 'sklearn', 'pydantic', 'httpx'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    result = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    assert result.stdout.splitlines()[-1] == "[]"
    for command in cli.COMMANDS:
        assert f"  {command} " in result.stdout


def test_python_dash_m_is_the_same_command() -> None:
    result = subprocess.run(
        [sys.executable, "-m", "reporter", "--version"], check=True, capture_output=True, text=True
    )
    assert result.stdout.startswith("reporter, version")


@pytest.mark.parametrize("command", cli.COMMANDS)
def test_every_command_explains_itself(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, command, "--help")
    assert code == 0
    assert "Usage: reporter" in out


def test_an_unknown_command_or_flag_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "publsh")[0] == 2
    assert run(capsys, "run", "--no-such-flag")[0] == 2


def test_init_then_feeds_list(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    desk = str(tmp_path / "my desk")
    code, out, err = run(capsys, "init", desk)
    assert code == 0
    assert "reporter.toml" in out
    assert f"Next: reporter doctor --workspace '{desk}', then reporter run" in err
    code, out, _ = run(capsys, "feeds", "list", "--workspace", desk)
    assert code == 0
    assert "tier 1  Federal Reserve" in out
    code, out, _ = run(capsys, "feeds", "list", "--workspace", desk, "--json")
    assert {feed["tier"] for feed in json.loads(out)} == {1, 2, 3}
    code, _, err = run(capsys, "init", desk)
    assert code == 2
    assert "a workspace here already" in err


def test_no_workspace_is_a_configuration_error_in_words_and_as_json(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "run", "--workspace", str(tmp_path), "--json")
    assert code == 3
    assert json.loads(out)["exit"] == 3
    assert "no configuration here" in err
    assert "next:  Run 'reporter init'" in err


def test_a_bad_time_and_a_bad_slot_are_usage_errors(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(capsys, "init", str(tmp_path))
    where = ("run", "--workspace", str(tmp_path))
    assert run(capsys, *where, "--as-of", "yesterday")[0] == 2
    assert run(capsys, *where, "--as-of", "2026-03-27", "--slot", "No Slot")[0] == 2


def test_the_wrong_article_is_refused_and_the_fault_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "article.txt"
    path.write_text(WRONG, encoding="utf-8")
    code, out, _ = run(capsys, "check", str(path), "--json")
    assert code == 5
    (verdict,) = json.loads(out)
    assert verdict["verdict"] == "held"
    errors = [f for f in verdict["findings"] if f["severity"] == "error"]
    messages = " ".join(f["message"] for f in errors)
    assert "100 times too large" in messages
    assert "cap" in messages
    codes = {f["code"] for f in errors}
    assert {"cap", "funding-basis", "unit-mix", "glued", "relative-time"} <= codes
    assert {"no-sources", "no-as-of", "no-invalidation", "no-disclosure"} <= codes
    code, out, _ = run(capsys, "check", str(path))
    assert code == 5
    assert "HELD" in out


def test_numerals_are_listed_with_their_places(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "article.txt"
    path.write_text("Funding settled at −0.0406% per 8 h.\n", encoding="utf-8")
    code, out, _ = run(capsys, "check", "--numerals", "--json", str(path))
    assert code == 0
    (found,) = json.loads(out)[str(path)]
    assert found["value"] == "-0.0406"
    assert found["unit"] == "percent"
    assert path.read_text(encoding="utf-8")[found["start"] : found["end"]] == found["surface"]
    assert run(capsys, "check", "--numerals", str(path))[1].count("percent") == 1


def test_a_missing_file_or_fact_sheet_is_a_usage_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = str(tmp_path / "absent.md")
    assert run(capsys, "check", absent)[0] == 2
    assert run(capsys, "check", "--numerals", absent)[0] == 2
    present = tmp_path / "present.txt"
    present.write_text("Nothing here.", encoding="utf-8")
    assert run(capsys, "check", str(present), "--facts", absent)[0] == 2
    assert run(capsys, "check", str(present), "--facts", str(present))[0] == 2


def test_stories_of_a_file_of_headlines(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "items.csv"
    path.write_text(
        "id,time,title,url,publisher\n"
        "1,2026-03-27T10:00:00Z,Harbour Exchange lists a filecoin future,https://a.example/1,A\n"
        "2,2026-03-27T11:00:00Z,Harbour Exchange lists filecoin future,https://b.example/2,B\n"
        "3,2026-03-27T12:00:00Z,Ministers meet on the price of bread,https://c.example/3,C\n",
        encoding="utf-8",
    )
    code, out, _ = run(capsys, "stories", "--items", str(path))
    assert code == 0
    groups = json.loads(out)
    assert groups["1"] == groups["2"] != groups["3"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("id,title\n1,x\n", "the column 'time' is missing"),
        ("id,time,title,url,publisher\n1,noon,x,u,p\n", "line 2"),
        ("id,time,title,url,publisher\n1,0001-01-01T00:00:00+14:00,x,u,p\n", "line 2"),
        ("time,title,url,publisher,id\n2026-03-27T10:00:00Z,x,u,p\n", "line 2"),
    ],
)
def test_a_file_of_headlines_of_another_form_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, message: str
) -> None:
    path = tmp_path / "items.csv"
    path.write_text(content, encoding="utf-8")
    code, _, err = run(capsys, "stories", "--items", str(path))
    assert code == 2
    assert message in err


def test_a_bug_is_named_as_one(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("unforeseen")

    monkeypatch.setattr(cli.reporter, "main", broken)
    code, _, err = run(capsys, "demo")
    assert code == 1
    assert "unforeseen" in err
    assert "bug in Reporter" in err


def test_an_interruption_has_its_own_exit_code(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(cli.reporter, "main", interrupted)
    assert run(capsys, "demo")[0] == 130
