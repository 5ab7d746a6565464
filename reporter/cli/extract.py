"""``reporter extract``: the article of saved pages, as it is read from the web."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli import options
from reporter.model.errors import ReporterError

if TYPE_CHECKING:
    from reporter.newsroom.extract import Extracted
    from reporter.sources.pages import Page

UNREAD = 2


@click.command("extract")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@options.json
def command(files: tuple[Path, ...], *, as_json: bool) -> int:
    """Print title, date and text of the article in each of the HTML FILES.

    Nothing is fetched. Exit code 2 when one could not be read, else 0.
    """
    from reporter.newsroom.extract import extract_files

    failed = False
    rows: list[dict[str, Any]] = []
    for one in extract_files(files):
        failed |= isinstance(one.outcome, ReporterError)
        if as_json:
            rows.append(_as_json(one))
        else:
            _print(one)
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
    return UNREAD if failed else 0


def _as_json(extracted: Extracted) -> dict[str, Any]:
    page = extracted.outcome
    row: dict[str, Any] = {"file": str(extracted.path)}
    if isinstance(page, ReporterError):
        error = {"what": page.what, "next": page.next_step}
        return {**row, "title": "", "date": None, "text": "", "error": error}
    return {
        **row,
        "title": page.title,
        "date": page.date or None,
        "date_source": page.date_source or None,
        "text": page.text,
        "language": page.language or None,
        "site": page.site or None,
        "author": page.author or None,
        "url": page.canonical or None,
        "paywalled": page.paywalled,
    }


def _print(extracted: Extracted) -> None:
    page = extracted.outcome
    if isinstance(page, ReporterError):
        word = click.style("UNREAD", fg="red", bold=True)
        click.echo(f"{word}  {extracted.path}  ({page.what} {page.next_step})\n")
        return
    click.echo(click.style(page.title or "(no title)", bold=True))
    click.echo(f"{extracted.path}: {'; '.join(_about(page))}\n")
    click.echo(f"{page.text or 'No article was found on this page.'}\n")


def _about(page: Page) -> list[str]:
    """What is known of the page beside its text."""
    date = f"{page.date} ({page.date_source})" if page.date else "no date"
    paid = "not free to read" if page.paywalled else ""
    return [part for part in (date, page.site, page.author, page.language, paid) if part]
