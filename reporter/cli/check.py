"""``reporter check``: judge finished articles, ours or a stranger's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli import options

if TYPE_CHECKING:
    from reporter.model.verdict import Finding, Verdict

HELD = 5


@click.command("check")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--facts",
    type=click.Path(path_type=Path),
    help="An edition.json whose facts every figure must resolve to.",
)
@click.option("--numerals", is_flag=True, help="List every figure that the reader finds.")
@options.json
def command(files: tuple[Path, ...], facts: Path | None, *, numerals: bool, as_json: bool) -> int:
    """Judge FILES (Markdown, HTML, PDF, e-mail, SVG, plain text).

    With --facts every figure must be one of the edition's facts. Without, the text is held
    against itself: identities, plausibility and the house rules. Exit code 5 when one is held.
    """
    from reporter.newsroom.checks import check_files, read_numerals

    if numerals:
        _print_numerals(read_numerals(files), as_json=as_json)
        return 0
    verdicts = check_files(files, facts)
    if as_json:
        click.echo(json.dumps([_verdict(v) for v in verdicts], ensure_ascii=False, indent=1))
    else:
        for verdict in verdicts:
            _print_verdict(verdict)
    return HELD if any(verdict.held for verdict in verdicts) else 0


def _verdict(verdict: Verdict) -> dict[str, Any]:
    return {
        "file": verdict.subject,
        "verdict": "held" if verdict.held else "passed",
        "numerals": verdict.numerals,
        "resolved": verdict.resolved,
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


def _print_verdict(verdict: Verdict) -> None:
    word = (
        click.style("HELD", fg="red", bold=True) if verdict.held else click.style("ok", fg="green")
    )
    click.echo(f"{word}  {verdict.subject}  ({_count(verdict)})")
    for finding in verdict.findings:
        _print_finding(finding)


def _count(verdict: Verdict) -> str:
    return f"{verdict.numerals} figures, {len(verdict.findings)} findings"


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
