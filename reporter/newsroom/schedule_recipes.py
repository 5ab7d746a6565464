"""Recipes that have a machine's own scheduler make a workspace's editions.

Each of them asks ``reporter schedule run --once`` often, and that alone decides what is due: the
machine's zone, its daylight saving and how late it starts a job do not matter.
"""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reporter.model.digest import digest
from reporter.model.errors import ConfigError
from reporter.newsroom import environment
from reporter.newsroom.config_schedule import WEEKDAYS, SlotConfig
from reporter.newsroom.schedule_github import workflow
from reporter.newsroom.schedule_state import Timetable, read_timetable
from reporter.newsroom.workspace import Workspace

WORKFLOW: Final = ".github/workflows/editions.yml"
_ONCE: Final = ("-P", "-m", "reporter", "schedule", "run", "--once", "--workspace")
_UNITS: Final = '"${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user"'


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """What is to be printed, and the files that it makes, by name."""

    text: str
    files: Mapping[str, str]


def recipe(kind: str, root: Path) -> Recipe:
    """The recipe for ``cron``, ``systemd`` or ``github``.

    Raises ``ConfigError`` where the workspace has no schedule, or its path holds a character
    that the recipe cannot.
    """
    timetable = read_timetable(Workspace(root))
    place = str(root.resolve())
    if not (place.isprintable() and sys.executable.isprintable()):
        raise ConfigError(
            "the path holds a control character, which no recipe can quote.",
            repr(place),
            "Move the workspace.",
        )
    return _RECIPES[kind](timetable, place)


def _cron(_timetable: Timetable, place: str) -> Recipe:
    state = str(Workspace(Path(place)).state)
    command = shlex.join((sys.executable, *_ONCE, place))
    log = shlex.quote(f"{state}/schedule.log")
    line = f"mkdir -p {shlex.quote(state)} && {command} >> {log} 2>&1"
    line = line.replace("%", r"\%")  # which is a line break to cron
    text = (
        "# Reporter asks every five minutes whether an edition is due, and makes it once.\n"
        "# Days and times are those of reporter.toml, in the desk's zone. What was missed is made\n"
        "# when the machine runs again, within late_hours. Add the next line with: crontab -e\n"
        f"*/5 * * * * {line}\n"
    )
    return Recipe(text=text, files={})


def _systemd(timetable: Timetable, place: str) -> Recipe:
    name = _unit_name(timetable.config.desk.name, place)
    files = {
        f"{name}.service": _service(place),
        f"{name}.timer": _timer(timetable, place),
    }
    written = "\n".join(
        f"cat > {_UNITS}/{file} <<'END_OF_UNIT'\n{content}END_OF_UNIT"
        for file, content in files.items()
    )
    text = (
        "# Run these lines in a shell: they set up a timer of your own, without root.\n"
        f"# Look at it with: systemctl --user list-timers; journalctl --user --unit {name}\n"
        f"mkdir -p {_UNITS}\n"
        f"{written}\n"
        "systemctl --user daemon-reload\n"
        f"systemctl --user enable --now {name}.timer\n"
        "loginctl enable-linger  # so that it runs while you are not logged in\n"
    )
    return Recipe(text=text, files=files)


def _service(place: str) -> str:
    program = _in_unit(sys.executable)
    arguments = " ".join(_in_unit(one).replace("$", "$$") for one in (*_ONCE, place))
    return (
        "[Unit]\n"
        f"Description=Reporter: make the editions of {place.replace('%', '%%')} that are due\n"
        "\n"
        "[Service]\n"
        "Type=oneshot\n"
        f"ExecStart={program} {arguments}\n"
        "# 8: another run is at work, 10: nothing was newsworthy. Both are in order.\n"
        "SuccessExitStatus=8 10\n"
        "# A stop reaches the scheduler, which ends its run; no edition is torn.\n"
        "KillMode=mixed\n"
        "TimeoutStopSec=30\n"
        "Nice=5\n"
    )


def _timer(timetable: Timetable, place: str) -> str:
    zone = timetable.config.desk.timezone
    exact = "".join(f"OnCalendar={_calendar(slot)} {zone}\n" for slot in timetable.schedule.slots)
    return (
        "[Unit]\n"
        f"Description=Reporter: when editions of {place.replace('%', '%%')} are due\n"
        "\n"
        "[Timer]\n"
        f"{exact}"
        "# Every ten minutes as well: for what failed, and for a time that a clock leaves out.\n"
        "OnCalendar=*:0/10\n"
        "# After the machine was off, at once.\n"
        "Persistent=true\n"
        "AccuracySec=1s\n"
        "RandomizedDelaySec=20\n"
        "\n"
        "[Install]\n"
        "WantedBy=timers.target\n"
    )


def _calendar(slot: SlotConfig) -> str:
    days = ",".join(day.title() for day in WEEKDAYS if day in slot.days)
    return f"{days} *-*-* {slot.at}:00"


def _in_unit(word: str) -> str:
    """A word of a unit's command line: quoted, and no specifier in it."""
    escaped = word.replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%")
    return f'"{escaped}"'


def _unit_name(desk: str, place: str) -> str:
    """A name that two workspaces with desks of one name do not share."""
    plain = re.sub(r"[^a-z0-9]+", "-", desk.lower()).strip("-")[:40] or "desk"
    return f"reporter-{plain}-{digest(place.encode()).removeprefix('sha256:')[:6]}"


def _github(timetable: Timetable, place: str) -> Recipe:
    text = workflow(timetable, Path(place), environment.now())
    return Recipe(text=text, files={WORKFLOW: text})


_RECIPES: Final[Mapping[str, Callable[[Timetable, str], Recipe]]] = {
    "cron": _cron,
    "systemd": _systemd,
    "github": _github,
}
