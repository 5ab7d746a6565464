"""``reporter run``: make today's edition."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from reporter.cli import options
from reporter.cli.progress import progress
from reporter.cli.result import finish


@click.command("run")
@options.workspace
@options.as_of
@options.slot
@click.option(
    "--day",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="YYYY-MM-DD",
    help="The day that the edition was due on, where that is the day before or after.",
)
@options.llm
@click.option("--force", is_flag=True, help="Make the edition again although it exists.")
@options.json
@options.noise
def command(  # noqa: PLR0913 - one parameter a flag
    workspace: Path,
    as_of: str | None,
    slot: str,
    day: datetime | None,
    llm: str | None,
    *,
    force: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Make the edition of this day and slot: articles, page, PDF, e-mail draft, edition.json.

    The same day and slot again does nothing new unless --force. Nothing is sent or published.
    """
    from reporter.newsroom.run import run_edition

    with progress(quiet=quiet, verbose=verbose) as tell:
        done = run_edition(
            workspace,
            as_of=as_of,
            slot=slot,
            day=day.date() if day else None,
            offline=llm == "none",
            force=force,
            tell=tell,
        )
    return finish(done, as_json=as_json)
