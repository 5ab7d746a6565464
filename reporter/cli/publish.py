"""``reporter publish``: bring one edition to one channel."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import click

from reporter.cli import options
from reporter.cli.progress import progress

if TYPE_CHECKING:
    from reporter.newsroom.publish import Published, Standing
    from reporter.storage.outbox import OutboxRow


@click.command("publish")
@click.argument("edition")
@click.option("--to", "channel", metavar="CHANNEL", help="'site', or the name of a [[channels]].")
@click.option(
    "--digest", default="", metavar="sha256:…", help="Only if this is the digest of edition.json."
)
@click.option(
    "--correction", default="", metavar="TEXT", help="Tell readers of the site what has changed."
)
@click.option("--arrived", is_flag=True, help="An attempt of unknown outcome has arrived.")
@click.option(
    "--again", is_flag=True, help="Bring it although it, or another version, may be there."
)
@options.workspace
@options.json
@options.noise
def command(  # noqa: PLR0913 - one parameter a flag
    edition: str,
    channel: str | None,
    digest: str,
    correction: str,
    workspace: Path,
    *,
    arrived: bool,
    again: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Bring EDITION, a folder name such as 2026-03-27-main, to a channel: once, as a draft.

    Its files are checked again first; an edition whose views have lapsed is held (exit code 5).
    Without --to, tells what was brought where and contacts nothing. Exit code 7: the channel
    refused, could not be reached, or the outcome is unknown.
    """
    from reporter.newsroom.publish import Order, publish, standing

    if channel is None:
        if digest or correction or arrived or again:
            raise click.UsageError("say with --to which channel is meant.")
        _tell_standing(standing(workspace, edition), as_json=as_json)
        return 0
    order = Order(
        edition=edition,
        channel=channel,
        digest=digest,
        correction=correction,
        arrived=arrived,
        again=again,
    )
    with progress(quiet=quiet, verbose=verbose) as tell:
        done = publish(workspace, order, tell)
    _tell_published(done, as_json=as_json)
    return 0


def _tell_published(done: Published, *, as_json: bool) -> None:
    if as_json:
        result = {"folder": str(done.folder), "kind": done.kind, "new": done.fresh}
        click.echo(json.dumps(result | _as_json(done.row), ensure_ascii=False, indent=1))
        return
    word = "brought" if done.fresh else "there already"
    click.echo(
        f"{click.style(word, fg='green')}  {done.folder.name} to {done.channel} ({done.kind})"
    )
    for line in (done.row.receipt_url, done.row.receipt_id):
        if line:
            click.echo(f"  {line}")


def _tell_standing(found: Standing, *, as_json: bool) -> None:
    if as_json:
        result = {
            "folder": str(found.folder),
            "digest": found.digest,
            "channels": [{"name": name, "kind": kind} for name, kind in found.channels],
            "outbox": [_as_json(row) for row in found.rows],
        }
        click.echo(json.dumps(result, ensure_ascii=False, indent=1))
        return
    click.echo(f"{found.folder}  {found.digest}")
    if not found.channels:
        click.echo("no channel is configured; see docs/publishing.md", err=True)
    for name, kind in found.channels:
        rows = [row for row in found.rows if row.channel == name]
        for line in [_line(row, found.digest) for row in rows] or ["nothing brought yet"]:
            click.echo(f"  {name:16} {kind:10}  {line}")


def _line(row: OutboxRow, digest: str) -> str:
    version = "" if row.digest == digest else f"  another version, {row.digest[:19]}"
    moment = row.brought_at or row.attempted_at
    more = row.receipt_url or row.detail
    return f"{_WORDS[row.state.value]} {moment:%Y-%m-%d %H:%M} UTC  {more}{version}".rstrip()


_WORDS = {
    "bringing": "outcome unknown",
    "brought": "brought",
    "refused": "refused",
}


def _as_json(row: OutboxRow) -> dict[str, object]:
    return {
        "channel": row.channel,
        "digest": row.digest,
        "state": row.state.value,
        "attempted_at": row.attempted_at.isoformat(),
        "brought_at": row.brought_at.isoformat() if row.brought_at else None,
        "receipt": {"id": row.receipt_id, "url": row.receipt_url},
        "detail": row.detail,
    }
