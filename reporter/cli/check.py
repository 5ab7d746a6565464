"""``reporter check``: judge finished articles, ours or a stranger's."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli import options
from reporter.model.errors import ReporterError
from reporter.model.verdict import Verdict

if TYPE_CHECKING:
    from reporter.model.verdict import Finding
    from reporter.newsroom.checks import Checked

HELD = 5


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--facts",
    type=click.Path(path_type=Path),
    help="An edition.json, or a sheet of your own, whose facts every figure must resolve to.",
)
@click.option("--numerals", is_flag=True, help="List every figure that the reader finds.")
@click.option(
    "--evidence",
    "page",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="OUT.html",
    help="Write a page that shows each figure of the one FILE with its evidence.",
)
@click.option("-q", "--quiet", is_flag=True, help="Print only files that are held or unread.")
@options.json
def command(
    files: tuple[Path, ...],
    facts: Path | None,
    page: Path | None,
    *,
    numerals: bool,
    quiet: bool,
    as_json: bool,
) -> int:
    """Judge FILES (Markdown, HTML, PDF, e-mail, SVG, plain text).

    With --facts every figure must be one of the sheet's facts. Without, the text is held
    against itself: identities, plausibility and the house rules. Exit code 5 when one is held,
    else 2 when one could not be read, else 0.
    """
    from reporter.newsroom.checks import judge_files, read_numerals, write_evidence

    if page is not None and (numerals or len(files) != 1):
        raise click.UsageError("--evidence belongs to one FILE, and not to --numerals.")
    if numerals:
        _print_numerals(read_numerals(files), as_json=as_json)
        return 0
    checked = judge_files(files, facts)
    if page is not None:
        write_evidence(checked[0], facts, page)
    if as_json:
        rows = [_as_json(one) for one in checked if not quiet or _bad(one)]
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    else:
        for one in checked:
            if not quiet or _bad(one):
                _print(one)
    return _exit_code(checked)


def _bad(checked: Checked) -> bool:
    return isinstance(checked.outcome, ReporterError) or checked.outcome.held


def _exit_code(checked: Sequence[Checked]) -> int:
    outcomes = [one.outcome for one in checked]
    if any(isinstance(outcome, Verdict) and outcome.held for outcome in outcomes):
        return HELD
    return next((o.exit_code for o in outcomes if isinstance(o, ReporterError)), 0)


def _as_json(checked: Checked) -> dict[str, Any]:
    outcome = checked.outcome
    if isinstance(outcome, Verdict):
        return _verdict(outcome)
    unread = _verdict(Verdict(subject=str(checked.path), findings=()))
    error = {"what": outcome.what, "next": outcome.next_step}
    return {**unread, "verdict": "unread", "error": error}


def _print(checked: Checked) -> None:
    outcome = checked.outcome
    if isinstance(outcome, Verdict):
        _print_verdict(outcome)
        return
    word = click.style("UNREAD", fg="red", bold=True)
    click.echo(f"{word}  {checked.path}  ({outcome.what} {outcome.next_step})")


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "file": verdict.subject,
        "verdict": "held" if verdict.held else "passed",
        "numerals": verdict.numerals,
        "resolved": verdict.resolved,
        "readability": _readability(verdict),
        "findings": [
            {
                "code": f.code,
                "severity": f.severity.value,
                "place": f.place,
                "seen": f.seen,
                "expected": f.expected,
                "message": f.message,
            }
            for f in verdict.findings
        ],
    }


def _readability(verdict: Verdict) -> dict[str, Any] | None:
    """None for a file with too little prose to be measured."""
    for one in verdict.readability:
        return {"grade": one.grade, "mean_words": one.mean_words, "sentences": one.sentences}
    return None


def _print_verdict(verdict: Verdict) -> None:
    word = (
        click.style("HELD", fg="red", bold=True) if verdict.held else click.style("ok", fg="green")
    )
    click.echo(f"{word}  {verdict.subject}  ({_count(verdict)})")
    for finding in verdict.findings:
        _print_finding(finding)


def _count(verdict: Verdict) -> str:
    numbers = ((verdict.numerals, "figure"), (len(verdict.findings), "finding"))
    counted = ", ".join(f"{number} {word}{'s' * (number != 1)}" for number, word in numbers)
    style = [f"grade {one.grade}, {one.mean_words} words a sentence" for one in verdict.readability]
    return "; ".join([counted, *style])


def _print_finding(finding: Finding) -> None:
    colour = "red" if finding.severity.value == "error" else "yellow"
    click.echo(
        f"  {click.style(finding.severity.value, fg=colour)} {finding.code}: {finding.message}"
    )
    click.echo(f"      at        {finding.place}")
    if finding.seen:
        click.echo(f"      seen      {finding.seen}")
    if finding.expected:
        click.echo(f"      expected  {finding.expected}")


def _print_numerals(found: dict[str, list[dict[str, Any]]], *, as_json: bool) -> None:
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for name, numerals in found.items():
        click.echo(name)
        for numeral in numerals:
            click.echo(
                f"  {numeral['start']:6}-{numeral['end']:<6} {numeral['surface']!r}"
                f"  {numeral['value']} {numeral['unit']}"
            )
