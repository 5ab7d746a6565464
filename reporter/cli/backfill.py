"""``reporter backfill``: history from the public archive into the workspace."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli import options
from reporter.cli.progress import progress

if TYPE_CHECKING:
    from reporter.newsroom.backfill import Backfilled, Filled

INCOMPLETE = 4
_SHOWN = 20


@click.command("backfill")
@click.argument("symbols", nargs=-1, metavar="[SYMBOL]...")
@click.option(
    "--days",
    type=click.IntRange(1, 3650),
    default=180,
    show_default=True,
    help="How many whole days back from yesterday (UTC).",
)
@click.option("--base-url", metavar="URL", help="Another address with the archive's layout.")
@options.workspace
@options.json
@options.noise
def command(
    symbols: tuple[str, ...],
    days: int,
    base_url: str | None,
    workspace: Path,
    *,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> int:
    """Fetch longer history for each SYMBOL (by default those of reporter.toml).

    Hourly candles, settled funding, open interest and long/short ratios come from Binance's
    public archive, each file compared with the archive's checksum. What is stored already is
    not fetched again; after a break the same command goes on. Exit code 4 where a file failed
    or nothing is stored of a symbol; what did come in is kept.
    """
    from reporter.newsroom.backfill import backfill

    with progress(quiet=quiet, verbose=verbose) as tell:
        done = backfill(workspace, symbols=symbols, days=days, base_url=base_url, tell=tell)
    if as_json:
        click.echo(json.dumps(_as_json(done), ensure_ascii=False, indent=1))
    else:
        _print(done)
    return 0 if done.complete else INCOMPLETE


def _series(done: Backfilled) -> Iterable[tuple[str, str, list[Filled]]]:
    """The spans of each kind of history of each contract."""
    spans = groupby(done.filled, key=lambda one: (one.span.symbol, one.span.kind))
    for (symbol, kind), found in spans:
        yield symbol, kind, list(found)


def _as_json(done: Backfilled) -> dict[str, Any]:
    return {
        "folder": str(done.folder),
        "first": f"{done.first}",
        "last": f"{done.last}",
        "complete": done.complete,
        "stopped": None if done.stopped is None else str(done.stopped),
        "series": [_row(symbol, kind, spans) for symbol, kind, spans in _series(done)],
        "absent": [
            {"symbol": one.span.symbol, "kind": one.span.kind, "file": file.name}
            for one in done.filled
            for file in one.absent
        ],
        "failed": [
            {"file": name, "reason": error.reason, "detail": error.what}
            for one in done.filled
            for name, error in one.failed
        ],
        "notes": [note for one in done.filled for note in one.notes],
    }


def _row(symbol: str, kind: str, spans: list[Filled]) -> dict[str, Any]:
    starts = [one.start for one in spans if one.start is not None]
    ends = [one.end for one in spans if one.end is not None]
    return {
        "symbol": symbol,
        "kind": kind,
        "rows": sum(one.rows for one in spans),
        "from": starts[0].isoformat() if starts else None,
        "to": ends[-1].isoformat() if ends else None,
        "fetched": sum(len(one.fetched) for one in spans),
        "present": sum(one.present for one in spans),
        "absent": sum(len(one.absent) for one in spans),
        "failed": sum(len(one.failed) for one in spans),
    }


def _print(done: Backfilled) -> None:
    word, colour = ("complete", "green") if done.complete else ("incomplete", "yellow")
    click.echo(f"{click.style(word, fg=colour)}  {done.first} to {done.last}  {done.folder}")
    for symbol, kind, spans in _series(done):
        row = _row(symbol, kind, spans)
        stored = f"{row['rows']:,} rows"
        if row["rows"]:
            stored += f", {row['from'][:16]} to {row['to'][:16]} UTC"
        files = f"{row['fetched']} files fetched, {row['present']} there before"
        click.echo(f"{symbol:14} {kind:8} {stored}; {files}")
    _list("absent", (_absent(*series) for series in _series(done)))
    _list("failed", (f"{n}: {e.what}" for one in done.filled for n, e in one.failed))
    _list("note", (note for one in done.filled for note in one.notes))
    if done.stopped is not None:
        click.echo(f"stopped  {done.stopped}")
        click.echo("         What came in is kept; run the same command again to go on.")


def _absent(symbol: str, kind: str, spans: list[Filled]) -> str:
    """One line for all files of a series that the archive does not have."""
    files = [file for one in spans for file in one.absent]
    if not files:
        return ""
    reach = f"{files[0].period} to {files[-1].period}" if len(files) > 1 else files[0].period
    return f"{symbol} {kind}: {len(files)} not in the archive ({reach})"


def _list(title: str, lines: Iterable[str]) -> None:
    found = [line for line in lines if line]
    for number, line in enumerate(found[:_SHOWN]):
        click.echo(f"{title if number == 0 else '':9}{line}")
    if len(found) > _SHOWN:
        click.echo(f"{'':9}and {len(found) - _SHOWN} more; --json lists them all")
