"""``reporter scan``: which contracts of the whole universe are worth writing about, and why."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli import options
from reporter.cli.progress import progress

if TYPE_CHECKING:
    from reporter.model.market import Gap
    from reporter.signals.scan import Candidate, Choice, Reason


@click.command("scan")
@options.workspace
@options.as_of
@click.option("--top", type=click.IntRange(1), default=10, help="How many to show (10).")
@options.json
@options.noise
def command(
    workspace: Path, as_of: str | None, top: int, *, as_json: bool, quiet: bool, verbose: bool
) -> None:
    """Rank every contract of the first venue by how far it stands out; nothing is written.

    The score orders, it forecasts nothing. An edition with symbols = "all" measures the first
    forty of this list, and always those that the leading story names.
    """
    from reporter.newsroom.scan import scan_today

    with progress(quiet=quiet, verbose=verbose) as tell:
        choice, gaps = scan_today(workspace, as_of, tell)
    if as_json:
        click.echo(json.dumps(_as_json(choice, gaps, top), ensure_ascii=False, indent=1))
        return
    _print(choice, top)
    for gap in gaps:
        click.echo(f"  -- {gap.subject}: {gap.detail}")


def _as_json(choice: Choice, gaps: Iterable[Gap], top: int) -> dict[str, Any]:
    return {
        "universe": choice.universe,
        "left_out": choice.thin,
        "candidates": [
            {
                "symbol": one.ticker.instrument.symbol,
                "venue": one.ticker.instrument.venue,
                "score": round(one.score, 4),
                "reasons": [
                    {"what": why.what, "value": why.value, "percentile": why.percentile}
                    for why in one.reasons
                ],
            }
            for one in choice.candidates[:top]
        ],
        "gaps": [asdict(gap) for gap in gaps],
    }


def _print(choice: Choice, top: int) -> None:
    click.echo(
        f"{choice.universe} contracts; {choice.thin} left out because little is traded in them"
    )
    for rank, one in enumerate(choice.candidates[:top], start=1):
        click.echo(_line(rank, one))


def _line(rank: int, one: Candidate) -> str:
    name = click.style(f"{one.ticker.instrument.symbol:<16}", bold=True)
    told = "; ".join(_reason(why) for why in one.reasons) or "nothing stands out"
    return f"{rank:3}. {name} {one.score:5.2f}  {told}"


def _reason(why: Reason) -> str:
    from reporter.signals import scan

    shown = {
        scan.FUNDING: lambda value: f"{100 * value:+.4f}%",
        scan.CHANGE: lambda value: f"{100 * value:+.1f}%",
        scan.BASIS: lambda value: f"{value:+.1f} bps",
        scan.TURNOVER: lambda value: f"{value:.2f}",
        scan.PACE: lambda value: f"{value:.1f} times",
        scan.VENUES: lambda value: f"{value:.0f} agree",
    }
    if why.value is None:
        by = "named in" if why.what == scan.STORY else "reached by"
        return f"{by} the leading story"
    rank = f", percentile {why.percentile:.0f}" if why.percentile is not None else ""
    return f"{why.what} {shown[why.what](why.value)}{rank}"
