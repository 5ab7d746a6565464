"""``reporter feeds``: the configured feeds, how they stand, and changes to the list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from reporter.cli import feed_tables, options

UNREADABLE = 4

_tier = click.option(
    "--tier",
    type=click.IntRange(1, 3),
    default=3,
    show_default=True,
    help="1: regulator or issuer, 2: wire or major outlet, 3: other.",
)
_use = click.option(
    "--use",
    type=click.Choice(["headline", "summary", "full"]),
    default="summary",
    show_default=True,
    help="What may be read of an item.",
)


@click.group("feeds")
def command() -> None:
    """The feeds that an edition reads."""


@command.command("list")
@options.workspace
@options.json
def list_feeds(workspace: Path, *, as_json: bool) -> None:
    """Show each feed as the last runs found it; nobody is asked."""
    from reporter.newsroom.feed_survey import remembered_feeds

    remembered = remembered_feeds(workspace)
    if remembered.fault is not None:
        click.echo(f"note: the health is not known: {remembered.fault}", err=True)
    if as_json:
        _echo([feed_tables.kept_row(one) for one in remembered.feeds])
    else:
        feed_tables.print_kept(remembered.feeds)


@command.command("test")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option("--url", metavar="URL", help="The feed at this address, configured or not.")
@options.workspace
@options.json
def test(names: tuple[str, ...], url: str | None, workspace: Path, *, as_json: bool) -> int:
    """Ask feeds now, and tell what to do about failures.

    Without a NAME all of them are asked. OK and STALE can be read; EMPTY, DEAD and BLOCKED give
    no item. STALE is a feed whose newest item is older than 14 days, or 100 days in tier 1. No
    edition is touched.

    Exit code 4 where none of the feeds that were asked can be read.
    """
    from reporter.newsroom.feed_survey import ask_now

    if names and url:
        raise click.UsageError("Name feeds or give --url, not both.")
    visits = ask_now(workspace, names, url)
    if as_json:
        _echo([feed_tables.visit_row(visit) for visit in visits])
    else:
        feed_tables.print_visits(visits)
    return 0 if any(visit.checkup.is_readable for visit in visits) else UNREADABLE


@command.command("add")
@click.argument("url")
@click.option("--name", default="", help="What to call it; else what it calls itself.")
@_tier
@_use
@click.option("--untested", is_flag=True, help="Do not ask it now; add it as it is.")
@options.workspace
@options.json
def add(
    url: str, name: str, tier: int, use: str, workspace: Path, *, untested: bool, as_json: bool
) -> None:
    """Add a feed by its address, or by its site's.

    It is asked first, and written into reporter.toml, whose comments and order stay. Of a web
    page the first feed that it names is taken.
    """
    from reporter.newsroom.feed_changes import Wish, add_feed

    wish = Wish(url=url, name=name, tier=tier, use=use)
    added = add_feed(workspace, wish, untested=untested)
    if as_json:
        _echo(feed_tables.added_row(added))
    else:
        feed_tables.print_added(added)


@command.command("import")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@options.workspace
@options.json
def import_list(file: Path, workspace: Path, *, as_json: bool) -> None:
    """Add the feeds of an OPML file; nobody is asked.

    Feeds that cannot be reached today are kept too: 'reporter feeds test' tells which they are.
    """
    from reporter.newsroom.feed_changes import import_feeds

    result = import_feeds(workspace, file)
    if as_json:
        _echo(feed_tables.sorted_row(result))
    else:
        feed_tables.print_sorted(result)


@command.command("export")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@options.workspace
def export(file: Path | None, workspace: Path) -> None:
    """Write the feeds as OPML 2.0, to FILE or standard output."""
    from reporter.newsroom.feed_changes import export_feeds

    data = export_feeds(workspace, file)
    if file is None:
        click.echo(data.decode(), nl=False)
    else:
        click.echo(str(file))


def _echo(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
