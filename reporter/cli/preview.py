"""``reporter preview``: look at what was made, in a browser on this machine."""

from __future__ import annotations

import json
from contextlib import suppress
from pathlib import Path

import click

from reporter.cli import options


@click.command("preview")
@options.workspace
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port to answer on; 0 for any that is free.",
)
@click.option("--site", is_flag=True, help="The public site, instead of the editions as made.")
@options.json
def command(workspace: Path, port: int, *, site: bool, as_json: bool) -> None:
    """Serve the editions to this machine alone; a page in the browser follows every change.

    Nothing is written. A draft is shown under its address with ?view, its text with ?view=text.
    Ctrl-C ends it.
    """
    from reporter.newsroom.preview import open_preview

    preview = open_preview(workspace, site=site, port=port)
    if as_json:
        click.echo(json.dumps({"address": preview.address, "folder": str(preview.folder)}))
    else:
        click.echo(preview.address)
        click.echo(f"Showing {preview.folder}. Ctrl-C ends it.", err=True)
    with suppress(KeyboardInterrupt):  # the way in which a preview ends
        preview.serve()
