"""``reporter replay``: make an edition again from its snapshot."""

from __future__ import annotations

from pathlib import Path

import click

from reporter.cli import options
from reporter.cli.progress import progress
from reporter.cli.result import finish
from reporter.newsroom.ahead import start_ahead


@click.command("replay")
@click.argument("source")
@options.workspace
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output/replay"),
    show_default=True,
    help="Where the edition goes.",
)
@click.option(
    "--export",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Also write the snapshot to one file.",
)
@options.json
@options.noise
def command(
    source: str,
    workspace: Path,
    out: Path,
    export: Path | None,
    *,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Make the edition of SOURCE again, offline and byte for byte.

    SOURCE is a snapshot file, or an edition's folder or name in the workspace; the new files
    are then compared with that edition, and a difference ends with exit code 5.
    """
    start_ahead()
    from reporter.newsroom.run import replay_edition

    with progress(quiet=quiet, verbose=verbose) as tell:
        done = replay_edition(source, root=workspace, out=out, export=export, tell=tell)
    return finish(done, as_json=as_json)
