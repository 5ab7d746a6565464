"""Recipes that work as they are printed, also for paths that are hard to quote."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reporter.model.errors import ConfigError
from reporter.newsroom.schedule import occurrences
from reporter.newsroom.schedule_github import utc_lines, workflow
from reporter.newsroom.schedule_recipes import recipe
from reporter.newsroom.schedule_state import Timetable, read_timetable
from reporter.newsroom.workspace import Workspace

DESK = '[desk]\nname = "{name}"\nbrand = "D"\ntimezone = "{zone}"\n'
REST = '[[feeds]]\nname = "F"\nurl = "https://f.example/"\n[market]\nsymbols = ["BTCUSDT"]\n'
SLOTS = (
    '[[schedule.slots]]\nname = "morning"\nat = "08:00"\ndays = ["mon", "fri"]\n'
    '[[schedule.slots]]\nname = "night"\nat = "23:30"\n'
)
ODD = """ws 50% $HOME 'quoted' "twice" \\n & ; # `id`"""
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def desk(root: Path, zone: str = "Europe/Berlin", more: str = "", name: str = "desk") -> Path:
    root.mkdir(parents=True, exist_ok=True)
    text = DESK.format(name=name, zone=zone) + REST + more + f"[schedule]\n{SLOTS}"
    (root / "reporter.toml").write_text(text, encoding="utf-8")
    return root


def timetable(root: Path) -> Timetable:
    return read_timetable(Workspace(root))


def test_the_crontab_line_is_one_line_that_sh_reads_as_meant(tmp_path: Path) -> None:
    root = desk(tmp_path / ODD)
    *comments, line = recipe("cron", root).text.splitlines()
    assert all(one.startswith("# ") for one in comments)
    *when, command = line.split(" ", 5)
    assert when == ["*/5", "*", "*", "*", "*"]
    assert not re.search(r"(?<!\\)%", command), "an open % is a line break to cron"
    command = command.replace(r"\%", "%")  # as cron hands it to the shell
    words = shlex.split(command)
    assert words[:4] == ["mkdir", "-p", f"{root}/.reporter", "&&"]
    assert words[4:-3] == [
        sys.executable, "-P", "-m", "reporter", "schedule", "run", "--once",
        "--workspace", str(root),
    ]  # fmt: skip
    assert words[-3:] == [">>", f"{root}/.reporter/schedule.log", "2>&1"]


def test_the_crontab_line_runs(tmp_path: Path) -> None:
    """With a program of our own in the place of Python: what cron would start is started."""
    root = desk(tmp_path / ODD)
    line = recipe("cron", root).text.splitlines()[-1].split(" ", 5)[5].replace(r"\%", "%")
    line = line.replace(sys.executable, "printf '%s\\n'")
    subprocess.run(["/bin/sh", "-c", line], check=True, env={"PATH": "/usr/bin:/bin"}, cwd="/")
    log = (root / ".reporter" / "schedule.log").read_text(encoding="utf-8")
    assert log.splitlines()[-1] == str(root)


def test_the_systemd_recipe_writes_the_units_that_it_shows(tmp_path: Path) -> None:
    root = desk(tmp_path / ODD)
    made = recipe("systemd", root)
    text = "\n".join(
        one for one in made.text.splitlines() if not one.startswith(("systemctl", "loginctl"))
    )
    home = tmp_path / "home"
    home.mkdir()
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(home)}
    subprocess.run(["/bin/sh", "-e", "-c", text], check=True, env=environment)
    units = home / ".config" / "systemd" / "user"
    written = {one.name: one.read_text(encoding="utf-8") for one in units.iterdir()}
    assert written == made.files
    (timer,) = (name for name in written if name.endswith(".timer"))
    assert f"systemctl --user enable --now {timer}\n" in made.text


def test_the_units_say_when_and_what(tmp_path: Path) -> None:
    root = desk(tmp_path / ODD)
    service, timer = recipe("systemd", root).files.values()
    assert re.findall(r"^OnCalendar=(.*)$", timer, re.MULTILINE) == [
        "Mon,Fri *-*-* 08:00:00 Europe/Berlin",
        "Mon,Tue,Wed,Thu,Fri,Sat,Sun *-*-* 23:30:00 Europe/Berlin",
        "*:0/10",
    ]
    assert "\nPersistent=true\n" in timer
    command = re.search(r"^ExecStart=(.*)$", service, re.MULTILINE)
    assert command is not None
    words = [unit_word(one) for one in re.findall(r'"((?:[^"\\]|\\.)*)"', command[1])]
    assert words[0] == sys.executable
    assert words[-2:] == ["--workspace", str(root)]


def unit_word(text: str) -> str:
    """A quoted word as systemd reads it."""
    text = re.sub(r"\\(.)", r"\1", text)
    return text.replace("%%", "%").replace("$$", "$")


def test_two_workspaces_have_two_units(tmp_path: Path) -> None:
    one, two, odd = (tmp_path / name for name in ("one", "two", "odd"))
    names = {*recipe("systemd", desk(one)).files, *recipe("systemd", desk(two)).files}
    assert len(names) == 4
    assert all(re.fullmatch(r"reporter-desk-[0-9a-f]{6}\.(timer|service)", n) for n in names)
    (name, _) = recipe("systemd", desk(odd, name="Ä/../%")).files
    assert re.fullmatch(r"reporter-desk-[0-9a-f]{6}\.service", name)


@pytest.mark.tools
def test_systemd_finds_no_fault_in_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    assert program is not None
    for name, text in recipe("systemd", desk(tmp_path / ODD)).files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    units = sorted(str(one) for one in tmp_path.glob("reporter-*"))
    done = subprocess.run([program, "verify", *units], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "Asia/Tokyo", "Australia/Lord_Howe", "America/New_York", "UTC"]
)
def test_github_asks_at_every_moment_that_a_slot_falls_on(tmp_path: Path, zone: str) -> None:
    table = timetable(desk(tmp_path, zone))
    lines = utc_lines(table, NOW)
    asked = {time for line in lines for time in expanded(line)}
    for one in occurrences(table.schedule.slots, table.zone, NOW, NOW + timedelta(days=366)):
        for moment in (one.at, one.at + timedelta(minutes=30)):
            assert (moment.minute, moment.hour, moment.isoweekday() % 7) in asked


def expanded(line: str) -> list[tuple[int, int, int]]:
    """Minute, hour and weekday of every time that a line of cron names."""
    minute, hour, *any_, days = line.split()
    assert any_ == ["*", "*"]
    return [
        (int(minute), int(hour), int(day))
        for day in ("0123456" if days == "*" else days.split(","))
    ]


def test_github_asks_in_summer_and_in_winter_and_no_more(tmp_path: Path) -> None:
    assert utc_lines(timetable(desk(tmp_path)), NOW) == (
        "0 6 * * 1,5", "30 6 * * 1,5", "0 7 * * 1,5", "30 7 * * 1,5",
        "30 21 * * *", "0 22 * * *", "30 22 * * *", "0 23 * * *",
    )  # fmt: skip


def test_the_workflow_is_yaml_of_the_shape_that_github_wants(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    llm = '[llm]\nbase_url = "https://m.example/"\nmodel = "m"\napi_key_env = "DESK_KEY"\n'
    root = desk(tmp_path / "my desk: 'a' #1", more=llm)
    text = workflow(timetable(root), root, NOW)
    tree = yaml(text)
    assert set(tree) == {"name", "on", "permissions", "concurrency", "jobs"}
    assert [entry["cron"] for entry in tree["on"]["schedule"]] == list(
        utc_lines(timetable(root), NOW)
    )
    assert tree["concurrency"] == {"group": "reporter-editions", "cancel-in-progress": "false"}
    job = tree["jobs"]["editions"]
    assert job["defaults"]["run"]["working-directory"] == "my desk: 'a' #1"
    steps = {step.get("name", step.get("uses", "")): step for step in job["steps"]}
    make = steps["Make what is due"]
    assert make["env"] == {"DESK_KEY": "${{ secrets.DESK_KEY }}"}
    assert "schedule run --once" in make["run"]
    keep = steps["Keep the editions, and what the next run must know"]
    assert keep["if"] == "always()"
    assert "git add --force -- .reporter output\n" in keep["run"]
    assert ".env" not in keep["run"]
    for step in (make, keep):
        subprocess.run(["/bin/sh", "-n", "-c", step["run"]], check=True)


def test_without_secrets_there_is_no_environment(tmp_path: Path) -> None:
    root = desk(tmp_path)
    tree = yaml(workflow(timetable(root), root, NOW))
    assert all("env" not in step for step in tree["jobs"]["editions"]["steps"])
    assert tree["jobs"]["editions"]["defaults"]["run"]["working-directory"] == "."


@pytest.mark.parametrize(
    ("folder", "more", "said"),
    [
        ("desk", '[output]\ndir = "../elsewhere"\n', "outside the workspace"),
        ("desk", '[output]\ndir = "."\n', "outside the workspace"),
        ("desk ${{ x }}", "", "an expression of GitHub"),
        ("desk", '[output]\ndir = "${{ x }}"\n', "an expression of GitHub"),
        (
            "desk",
            '[llm]\nbase_url = "https://m.example/"\nmodel = "m"\napi_key_env = "A: b"\n',
            "no name of a variable",
        ),
    ],
)
def test_what_github_could_misread_is_refused(
    tmp_path: Path, folder: str, more: str, said: str
) -> None:
    (tmp_path / ".git").mkdir()
    with pytest.raises(ConfigError, match=said):
        recipe("github", desk(tmp_path / folder, more=more))


def test_a_path_that_no_recipe_can_quote_is_refused(tmp_path: Path) -> None:
    root = desk(tmp_path / "two\nlines")
    for kind in ("cron", "systemd", "github"):
        with pytest.raises(ConfigError, match="control character"):
            recipe(kind, root)


Line = tuple[int, str]
"""How far a line is indented, and the rest of it."""


def yaml(text: str) -> Any:
    """The part of YAML that the workflow uses: maps, lists of maps, plain and quoted scalars,
    and blocks of text. Everything else is an error."""
    lines = [one for one in text.splitlines() if one.strip() and not one.lstrip().startswith("#")]
    found, rest = block([(len(one) - len(one.lstrip()), one.strip()) for one in lines], 0)
    assert rest == []
    return found


def block(lines: list[Line], indent: int) -> tuple[Any, list[Line]]:
    """The map or list that begins here, and the lines after it."""
    if not lines[0][1].startswith("- "):
        return mapping(lines, indent)
    items = []
    while lines and lines[0][0] == indent and lines[0][1].startswith("- "):
        item, lines = mapping([(indent + 2, lines[0][1][2:]), *lines[1:]], indent + 2)
        items.append(item)
    return items, lines


def mapping(lines: list[Line], indent: int) -> tuple[dict[str, Any], list[Line]]:
    found: dict[str, Any] = {}
    while lines and lines[0][0] == indent and not lines[0][1].startswith("- "):
        match = re.fullmatch(r"([A-Za-z][\w-]*):(?: (.+))?", lines[0][1])
        assert match is not None
        assert match[1] not in found
        value, lines = match[2], lines[1:]
        if value in ("|", ">-"):
            size = next((n for n, one in enumerate(lines) if one[0] <= indent), len(lines))
            found[match[1]] = "".join(f"{text}\n" for _, text in lines[:size])
            lines = lines[size:]
        elif value is not None:
            found[match[1]] = scalar(value)
        elif lines and lines[0][0] > indent:
            found[match[1]], lines = block(lines, lines[0][0])
        else:
            found[match[1]] = None
    return found, lines


def scalar(text: str) -> str:
    if text.startswith('"'):
        return str(json.loads(text))
    assert re.fullmatch(r"[\w.$/][^#]*", text)
    assert ": " not in text
    return text
