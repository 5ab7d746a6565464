"""``reporter init``: make a workspace."""

from __future__ import annotations

import shlex
from pathlib import Path

import click


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False), default=Path())
def command(folder: Path) -> None:
    """Make a workspace in FOLDER (default: this folder) that runs as it stands, without a key."""
    from reporter.newsroom.workspace import init_workspace

    for path in init_workspace(folder):
        click.echo(str(path))
    place = "" if folder == Path() else f" --workspace {shlex.quote(str(folder))}"
    click.echo(f"Next: reporter doctor{place}, then reporter run{place}", err=True)
