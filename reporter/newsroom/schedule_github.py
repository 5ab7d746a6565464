"""A GitHub Actions workflow that makes a workspace's editions and keeps them in its repository."""

from __future__ import annotations

import json
import re
import shlex
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from reporter.model.errors import ConfigError
from reporter.newsroom.config import Config
from reporter.newsroom.schedule import occurrences
from reporter.newsroom.schedule_state import Timetable

_YEAR: Final = timedelta(days=366)
_SECOND_TRY: Final = timedelta(minutes=30)
_VARIABLE: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

_WORKFLOW: Final = """\
# Save as .github/workflows/editions.yml. Makes the editions that reporter.toml has on schedule.
#
# GitHub knows UTC alone and often starts late, so this asks at every UTC time that a slot falls on
# within a year (summer and winter), and half an hour later once more; 'schedule run --once'
# decides what is due and makes each edition once.
#
# What must last from run to run is committed below: .reporter (register of editions, memory of
# what was told, archive of all that came in) and the editions. The archive holds what sources
# sent, which is theirs: keep the repository private.
name: Editions

on:
  schedule:
{crons}
  workflow_dispatch:

permissions:
  contents: write

concurrency:
  group: reporter-editions
  cancel-in-progress: false

jobs:
  editions:
    runs-on: ubuntu-latest
    timeout-minutes: 45
    defaults:
      run:
        working-directory: {folder}
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-python@v6
        with:
          python-version: "3.11"
      # requirements.txt says which Reporter: a wheel in this repository, or where you keep it.
      - run: python -m pip install --requirement requirements.txt
      # What the PDF is made with.
      - run: >-
          sudo apt-get update --quiet && sudo apt-get install --yes --no-install-recommends
          libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0
      - name: Make what is due
{env}        run: |
          code=0
          python -P -m reporter schedule run --once || code=$?
          # 10: nothing was newsworthy, which is no failure.
          test "$code" -eq 0 || test "$code" -eq 10
      - name: Keep the editions, and what the next run must know
        if: always()
        run: |
          mkdir -p .reporter {output}
          git add --force -- .reporter {output}
          git config user.name "github-actions[bot]"
          git config user.email "41898282+github-actions[bot]@users.noreply.github.com"
          git diff --cached --quiet || git commit --quiet --message "Editions"
          git pull --quiet --rebase
          git push --quiet
"""


def workflow(timetable: Timetable, root: Path, now: datetime) -> str:
    """The workflow for the workspace at ``root``, whose times hold for a year from ``now``.

    Raises ``ConfigError`` where the output lies outside the workspace, or where a name or path
    could be taken for something else by GitHub.
    """
    output = _output(timetable.config, root)
    folder = _folder(root)
    return _WORKFLOW.format(
        crons="\n".join(f'    - cron: "{line}"' for line in utc_lines(timetable, now)),
        folder=json.dumps(_plain(folder), ensure_ascii=False),
        env=_environment(timetable.config),
        output=shlex.quote(_plain(output)),
    )


def utc_lines(timetable: Timetable, now: datetime) -> tuple[str, ...]:
    """Cron lines in UTC for every time that a slot falls on within a year, and a second try."""
    found = occurrences(timetable.schedule.slots, timetable.zone, now, now + _YEAR)
    days: dict[tuple[int, int], set[int]] = defaultdict(set)
    for one in found:
        for moment in (one.at, one.at + _SECOND_TRY):
            days[moment.hour, moment.minute].add(moment.isoweekday() % 7)
    return tuple(
        f"{minute} {hour} * * {_weekdays(days[hour, minute])}" for hour, minute in sorted(days)
    )


def _weekdays(days: Iterable[int]) -> str:
    numbers = sorted(days)
    return "*" if len(numbers) == 7 else ",".join(map(str, numbers))


def _environment(config: Config) -> str:
    names = [config.llm.api_key_env] if config.llm else []
    names += [config.schedule.heartbeat_env] if config.schedule else []
    known = [name for name in names if name]
    for name in known:
        if not _VARIABLE.fullmatch(name):
            raise ConfigError(
                f"{name!r} is no name of a variable.",
                "reporter.toml",
                "Use letters, digits and underscores.",
            )
    lines = (f"          {name}: ${{{{ secrets.{name} }}}}\n" for name in dict.fromkeys(known))
    return "        env:\n" + "".join(lines) if known else ""


def _output(config: Config, root: Path) -> str:
    folder = (root / config.output.dir).resolve()
    if not folder.is_relative_to(root) or folder == root:
        raise ConfigError(
            "the editions would lie outside the workspace, where the workflow cannot keep them.",
            "[output] dir",
            "Name a folder in the workspace.",
        )
    return folder.relative_to(root).as_posix()


def _folder(root: Path) -> str:
    """The workspace as seen from the top of its repository."""
    tops = (one for one in (root, *root.parents) if (one / ".git").exists())
    return root.relative_to(next(tops, root)).as_posix()


def _plain(text: str) -> str:
    if "${{" in text or not text.isprintable():
        raise ConfigError(
            "the path could be taken for an expression of GitHub.", text, "Rename the folder."
        )
    return text
