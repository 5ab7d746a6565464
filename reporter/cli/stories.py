"""``reporter stories``: what would lead today and why; or the stories of any set of headlines."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from reporter.cli import options
from reporter.cli.progress import progress

if TYPE_CHECKING:
    from reporter.model.news import Earlier, Story
    from reporter.newsroom.measure import NewsRead


@click.command("stories")
@options.workspace
@options.as_of
@options.slot
@click.option(
    "--items",
    type=click.Path(path_type=Path),
    help="A CSV file (id, time, title, url, publisher) instead of the feeds.",
)
@options.json
@options.noise
def command(
    workspace: Path,
    as_of: str | None,
    slot: str,
    items: Path | None,
    *,
    as_json: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Show the ranked stories and why they rank so; nothing is written or published.

    With --items the result is JSON, {"id": "story"} for every row.
    """
    from reporter.newsroom.stories import group_rows, rank_today

    if items is not None:
        click.echo(json.dumps(group_rows(items), ensure_ascii=False, indent=1))
        return
    with progress(quiet=quiet, verbose=verbose) as tell:
        told = rank_today(workspace, as_of, tell, slot)
    if as_json:
        click.echo(json.dumps(_as_json(told), ensure_ascii=False, indent=1))
    else:
        _print(told)


def _as_json(told: NewsRead) -> dict[str, Any]:
    return {
        "stories": [
            {
                "id": story.id,
                "title": story.title,
                "score": round(story.score, 6),
                "update": story.is_update,
                "may_lead": story.may_lead,
                "earlier": _times(story.earlier) if story.earlier else None,
                "news": [asdict(one) for one in story.news],
                "reasons": list(story.reasons),
                "outlets": list(story.outlets),
                "entities": [one.id for one in story.entities],
                "themes": list(story.themes),
                "links": [asdict(link) for link in story.links],
                "items": [item.link for item in story.items],
            }
            for story in told.stories
        ],
        "gaps": [[gap.subject, gap.reason, gap.detail] for gap in told.gaps],
        "dropped": [[gap.subject, gap.reason, gap.detail] for gap in told.dropped],
    }


def _times(earlier: Earlier) -> dict[str, str | None]:
    return {
        "first": earlier.first.isoformat(),
        "last": earlier.last.isoformat(),
        "led": earlier.led.isoformat() if earlier.led else None,
    }


def _print(told: NewsRead) -> None:
    for rank, story in enumerate(told.stories, start=1):
        _print_story(rank, story)
    for gap in (*told.gaps, *told.dropped):
        click.echo(f"  -- {gap.subject}: {gap.detail}")


def _print_story(rank: int, story: Story) -> None:
    title = f"Update: {story.title}" if story.is_update else story.title
    click.echo(f"{rank:2}. {click.style(title, bold=True)}")
    click.echo(f"    {'; '.join(story.reasons)}")
    click.echo(f"    {', '.join(story.outlets)}")
