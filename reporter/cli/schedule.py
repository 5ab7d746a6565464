"""``reporter schedule``: when editions are due, recipes for this machine, and making them then."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli import options

if TYPE_CHECKING:
    from datetime import datetime
    from zoneinfo import ZoneInfo

    from reporter.newsroom.schedule_list import Listed
    from reporter.newsroom.schedule_run import Told

_HELP = ("-h", "--help")


class _ListsByDefault(click.Group):
    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        if not args or (args[0].startswith("-") and args[0] not in _HELP):
            args = ["next", *args]
        return super().parse_args(ctx, args)


@click.group("schedule", cls=_ListsByDefault)
def command() -> None:
    """When editions are due, and making them then. Alone: the next and the last ones."""


@command.command("next")
@options.workspace
@options.json
def show(workspace: Path, *, as_json: bool) -> None:
    """The editions that are due next, and what became of the last ones. Nothing is made."""
    from reporter.newsroom.schedule_list import listed

    found = listed(workspace)
    if as_json:
        click.echo(json.dumps(_as_json(found), ensure_ascii=False, indent=1))
        return
    click.echo(f"{found.desk}, clock of {found.zone.key}; late by {found.late_hours} h at most")
    for title, rows in (("due now", found.due), ("next", found.next)):
        for number, one in enumerate(rows):
            click.echo(f"{title if not number else '':9}{_times(one.at, found.zone)}  {one.slot}")
    for number, attempt in enumerate(found.last):
        said = f": {attempt.said}" if attempt.said else ""
        click.echo(
            f"{'last' if not number else '':9}{_times(attempt.due, found.zone)}"
            f"  {attempt.key.slot}, {attempt.state}{said}"
        )


@command.command("run")
@options.workspace
@click.option("--once", is_flag=True, help="Make what is due now, and end.")
@options.json
@options.noise
def run(workspace: Path, *, once: bool, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Stay, and make each edition when it is due; with --once, make what is due now, and end.

    An edition is made once, in a process of its own. One that fails is tried again after five
    minutes, then ten, up to an hour; one that a gate holds, when something was changed. SIGHUP
    reads the configuration at once, SIGTERM and Ctrl-C end it.

    Exit codes with --once: 0 where nothing was due, else the run's own.
    """
    from reporter.newsroom.schedule_run import Voice
    from reporter.newsroom.schedule_service import serve_once, serve_until_stopped

    def say(text: str) -> None:
        if not quiet:
            click.echo(text, err=True)

    def tell(told: Told) -> None:
        if as_json:
            click.echo(json.dumps(_told_json(told), ensure_ascii=False))
        elif told.folder and told.code == 0:
            click.echo(told.folder)
        say(_sentence(told))
        for note in told.notes:
            say(f"note: {note}")

    def sleep(until: datetime) -> None:
        say(f"Nothing to do until {until:%Y-%m-%d %H:%M} UTC.")

    def warn(text: str) -> None:
        click.echo(f"{click.style('warning:', fg='yellow', bold=True)} {text}", err=True)

    serve = serve_once if once else serve_until_stopped
    return serve(workspace, Voice(tell=tell, sleep=sleep, warn=warn), verbose=verbose)


@command.command("cron")
@options.workspace
@options.json
def cron(workspace: Path, *, as_json: bool) -> None:
    """Print a line for a crontab that makes this workspace's editions."""
    _recipe("cron", workspace, as_json=as_json)


@command.command("systemd")
@options.workspace
@options.json
def systemd(workspace: Path, *, as_json: bool) -> None:
    """Print commands that set up a systemd timer for this workspace's editions."""
    _recipe("systemd", workspace, as_json=as_json)


@command.command("github")
@options.workspace
@options.json
def github(workspace: Path, *, as_json: bool) -> None:
    """Print a GitHub Actions workflow that makes this workspace's editions."""
    _recipe("github", workspace, as_json=as_json)


def _recipe(kind: str, workspace: Path, *, as_json: bool) -> None:
    from reporter.newsroom.schedule_recipes import recipe

    made = recipe(kind, workspace)
    if as_json:
        content = {"kind": kind, "files": made.files, "text": made.text}
        click.echo(json.dumps(content, ensure_ascii=False, indent=1))
    else:
        click.echo(made.text, nl=False)


def _times(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%a %Y-%m-%d %H:%M}  ({moment:%Y-%m-%d %H:%M} UTC)"


def _sentence(told: Told) -> str:
    state = told.state.value if told.state else "not made now"
    parts = [f"{told.key.folder}: {state}", told.said, told.heartbeat]
    if told.again:
        parts.append(f"The next try is at {told.again:%H:%M} UTC.")
    return " ".join(part if part.endswith(".") else f"{part}." for part in parts if part)


def _told_json(told: Told) -> dict[str, Any]:
    return {
        "slot": told.key.slot,
        "day": told.key.day.isoformat(),
        "due": told.due.isoformat(),
        "state": told.state.value if told.state else None,
        "exit": told.code,
        "folder": told.folder or None,
        "said": told.said or None,
        "notes": list(told.notes),
        "again": told.again.isoformat() if told.again else None,
        "heartbeat": told.heartbeat or None,
    }


def _as_json(found: Listed) -> dict[str, Any]:
    def rows(ones: Any) -> list[dict[str, str]]:
        return [
            {
                "slot": one.slot,
                "day": one.day.isoformat(),
                "local": one.at.astimezone(found.zone).isoformat(),
                "utc": one.at.isoformat(),
            }
            for one in ones
        ]

    last = [
        {
            "slot": one.key.slot,
            "day": one.key.day.isoformat(),
            "due": one.due.isoformat(),
            "state": one.state.value,
            "at": one.at.isoformat(),
            "tries": one.tries,
            "said": one.said or None,
        }
        for one in found.last
    ]
    return {
        "desk": found.desk,
        "zone": found.zone.key,
        "late_hours": found.late_hours,
        "due": rows(found.due),
        "next": rows(found.next),
        "last": last,
    }
