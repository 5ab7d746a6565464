"""``reporter calibrate``: fit the odds to recorded hours, or judge stored odds on other ones."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli import options
from reporter.cli.progress import progress

if TYPE_CHECKING:
    from reporter.newsroom.calibrate import Scored

SCHEMA = "reporter.scores/1"


@click.command("calibrate")
@click.argument("data", type=click.Path(path_type=Path))
@click.option("--score", is_flag=True, help="Fit nothing: judge a stored calibration on DATA.")
@click.option(
    "--calibration",
    "stored",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="The calibration that --score judges; without it the package's own.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where the calibration goes (calibration.json); its report and chart lie beside it.",
)
@options.json
@options.noise
def command(
    data: Path,
    stored: Path | None,
    out: Path | None,
    *,
    score: bool,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Fit the odds to DATA, a folder of SYMBOL.csv or SYMBOL.csv.gz files of hours.

    Their columns: time_ms (start of the hour, UTC), open, high, low, close. The scores come
    from a walk forward, in which no fit saw what it forecast.
    """
    from reporter.newsroom.calibrate import calibrate, judge_stored

    if score and out is not None:
        raise click.UsageError("--out belongs to a fit, and --score fits nothing.")
    if stored is not None and not score:
        raise click.UsageError("--calibration belongs to --score.")
    with progress(quiet=quiet, verbose=verbose) as tell:
        if score:
            done = judge_stored(data, stored, tell)
        else:
            done = calibrate(data, out or Path("calibration.json"), tell)
    if as_json:
        click.echo(json.dumps(_as_json(done), ensure_ascii=False, indent=1))
    else:
        _print(done)


def _as_json(done: Scored) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "calibration": {"file": done.file or None, "digest": done.digest, "formula": done.formula},
        "data": dict(done.data),
        "scores": list(done.scores),
        "notes": list(done.notes),
        "files": [str(path) for path in done.written],
    }


def _print(done: Scored) -> None:
    for path in done.written:
        click.echo(path)
    for part in dict.fromkeys(row["part"] for row in done.scores):
        click.echo(click.style(f"Scores of the {part}:" if done.written else "Scores:", bold=True))
        for row in done.scores:
            if row["part"] == part:
                click.echo(f"  {row['horizon']:10} {_PRINTED[row['event']](row)}")
    if done.formula:
        hours = ", ".join(str(one) for one in done.formula)
        click.echo(f"No skill over the normal formula was shown: it is stored for {hours} hours.")
    for note in done.notes:
        click.echo(f"  -- {note}")


def _touch(row: dict[str, Any]) -> str:
    skills = "; ".join(f"over {name} {_skill(one)}" for name, one in row["references"].items())
    return (
        f"touch   n {row['n']:,}  Brier {row['brier']:.4f}  skill {skills}  "
        f"calibration error {100 * row['calibration_error']:.2f} points"
    )


def _higher(row: dict[str, Any]) -> str:
    verdict = "an edge" if row["edge"] else "no measurable edge"
    brier = f"Brier {row['brier']:.4f}  climatology {row['references']['climatology']['brier']:.4f}"
    return f"higher  n {row['n']:,}  {brier}  {verdict}"


def _range(row: dict[str, Any]) -> str:
    return (
        f"range   n {row['n']:,}  held {100 * row['share']:.1f} % of {100 * row['expected']:.0f} %"
    )


def _skill(one: dict[str, Any]) -> str:
    bounds = [one["low"], one["high"]]
    if bounds[0] is None:
        return f"{100 * one['skill']:+.1f} % (too few days for an interval)"
    low, high = (f"{100 * bound:+.1f}" for bound in bounds)
    return f"{100 * one['skill']:+.1f} % ({low} to {high})"


_PRINTED = {"touch": _touch, "higher": _higher, "range": _range}
