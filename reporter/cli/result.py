"""What a run prints: the result on standard output, in words or as JSON."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from reporter.model.market import Gap
    from reporter.model.verdict import Finding
    from reporter.newsroom.edition import Made
    from reporter.newsroom.run import Done

HELD = 5
LONGEST = 200


def finish(done: Done, *, as_json: bool) -> int:
    """Print what became of the edition; the exit code is the result."""
    if as_json:
        click.echo(json.dumps(_as_json(done), ensure_ascii=False, indent=1))
    elif done.made is None:
        click.echo(f"{done.folder}")
        click.echo("This edition exists already; --force makes it again.", err=True)
    else:
        _print(done, done.made)
    return HELD if done.held or done.differs else 0


def _as_json(done: Done) -> dict[str, object]:
    result: dict[str, object] = {
        "folder": str(done.folder),
        "state": done.state.value,
        "new": done.made is not None,
    }
    if done.made is not None:
        made = done.made
        if done.differs is not None:
            result["differs"] = list(done.differs)
        result |= {
            "files": sorted(made.files),
            "figures": made.verdict.numerals,
            "findings": [f.message for f in made.verdict.findings],
            "gaps": [_line(gap) for gap in made.edition.gaps],
            "caught": [_line(gap) for gap in made.caught],
            "refused": [_refusal(finding) for finding in made.refused],
            "notes": list(made.notes),
        }
    return result


def _print(done: Done, made: Made) -> None:
    edition = made.edition
    state = (
        click.style("held", fg="red", bold=True) if done.held else click.style("ready", fg="green")
    )
    sample = "   SAMPLE DATA, made for demonstration" if edition.sample else ""
    click.echo(f"{state}    {done.folder}{sample}")
    for article in edition.articles:
        click.echo(f"         {click.style(article.headline.text, bold=True)}")
    for name in sorted(made.files):
        click.echo(f"         {name}")
    _block("checked", [_checked(made)])
    _block("caught", (_line(gap) for gap in made.caught))
    _block("refused", (_refusal(f) for f in made.refused))
    _block("missing", (_line(gap) for gap in edition.gaps if gap not in made.caught))
    if done.differs is not None:
        _block("replayed", [_comparison(done.differs)])
    _block("note", made.notes)
    _block("finding", (f"{f.code}: {f.message} ({f.place})" for f in made.verdict.findings))


def _comparison(differs: tuple[str, ...]) -> str:
    if not differs:
        return "every file is the original's, byte for byte"
    return f"not the original's bytes: {', '.join(differs)}; version, template or prompt changed"


def _checked(made: Made) -> str:
    verdict = made.verdict
    text = f"{verdict.numerals} figures read back out of the finished files"
    if verdict.resolved == verdict.numerals:
        return f"{text}, every one a fact of edition.json"
    return f"{text}, {verdict.numerals - verdict.resolved} of them not resolved"


def _block(title: str, lines: Iterable[str]) -> None:
    for number, line in enumerate(lines):
        click.echo(f"{title if number == 0 else '':9}{line}")


def _refusal(finding: Finding) -> str:
    return f"{finding.place} ({finding.code}): seen {finding.seen}, expected {finding.expected}"


def _line(gap: Gap) -> str:
    return textwrap.shorten(
        f"{gap.subject}, {gap.part} ({gap.reason}): {gap.detail}", LONGEST, placeholder=" …"
    )
