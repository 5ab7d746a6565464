"""``reporter feeds``: the configured feeds."""

from __future__ import annotations

import json
from pathlib import Path

import click

from reporter.cli import options


@click.group("feeds")
def command() -> None:
    """The feeds that an edition reads."""


@command.command("list")
@options.workspace
@options.json
def list_feeds(workspace: Path, *, as_json: bool) -> None:
    """List the configured feeds: tier, name, address."""
    from reporter.newsroom.workspace import Workspace

    feeds = Workspace(workspace).load().feeds
    if as_json:
        rows = [{"name": f.name, "url": f.url, "tier": f.tier} for f in feeds]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    width = max(len(feed.name) for feed in feeds)
    for feed in feeds:
        click.echo(f"tier {feed.tier}  {feed.name:{width}}  {feed.url}")
