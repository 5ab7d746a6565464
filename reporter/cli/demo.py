"""``reporter demo``: the sample edition, offline and without a key."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from reporter.cli import options
from reporter.cli.progress import progress
from reporter.cli.result import finish
from reporter.newsroom.ahead import start_ahead


@click.command("demo")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("output"),
    show_default=True,
    help="Where the edition goes.",
)
@options.json
@options.noise
def command(out: Path, *, as_json: bool, quiet: bool, verbose: bool) -> int:
    """Make the bundled sample edition: recorded sample data, no network, no key.

    The sample has faults planted in it; the result tells how each was caught.
    """
    start_ahead()
    from reporter.newsroom.run import make_demo

    with progress(quiet=quiet, verbose=verbose) as tell:
        done = make_demo(out, tell)
    program = sys.argv[0] if Path(sys.argv[0]).name == "reporter" else "reporter"
    code = finish(done, as_json=as_json)
    click.echo(f"Next: {program} init mydesk && {program} run --workspace mydesk", err=True)
    return code
