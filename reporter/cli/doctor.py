"""``reporter doctor``: is everything in place?"""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from reporter.cli import options

CONFIGURATION = 3


@click.command("doctor")
@options.workspace
@click.option("--online", is_flag=True, help="Also ask every feed, venue and prediction market.")
@options.json
def command(workspace: Path, *, online: bool, as_json: bool) -> int:
    """Check machine, workspace and configuration; each fault comes with its remedy.

    Exit code 3 where something is missing without which no edition can be made.
    """
    from reporter.newsroom.doctor import examine

    checks = examine(workspace, online=online)
    if as_json:
        click.echo(json.dumps([asdict(check) for check in checks], ensure_ascii=False, indent=1))
    else:
        width = max(len(check.name) for check in checks)
        for check in checks:
            failing = ("missing", "red") if check.needed else ("note", "yellow")
            word, colour = ("ok", "green") if check.ok else failing
            click.echo(f"{click.style(f'{word:8}', fg=colour)}{check.name:{width}}  {check.detail}")
    return CONFIGURATION if any(c.needed and not c.ok for c in checks) else 0
