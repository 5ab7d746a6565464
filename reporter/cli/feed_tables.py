"""How feeds are shown: as lines for a person, as rows for a program."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from reporter.newsroom.config import FeedConfig
    from reporter.newsroom.feed_changes import Added
    from reporter.newsroom.feed_check import Checkup
    from reporter.newsroom.feed_list import Sorted
    from reporter.newsroom.feed_survey import Kept, Visit

_COLOURS = {"OK": "green", "STALE": "yellow", "EMPTY": "yellow", "DEAD": "red", "BLOCKED": "red"}
_NEVER = "-"


def kept_row(kept: Kept) -> dict[str, Any]:
    """A configured feed and what is remembered of it; nulls before its first visit."""
    state = kept.state
    return {
        **_feed_row(kept.feed),
        **_checkup_row(kept.checkup),
        "asked_at": _moment(state.checked_at if state else None),
        "read_at": _moment(state.last_ok_at if state else None),
        "next_at": _moment(state.next_at if state else None),
        "items": state.items if state else None,
        "newest": _moment(state.newest if state else None),
        "failures": state.failures if state else 0,
        "moved_to": state.moved_to if state else "",
        "retired": state.retired if state else False,
    }


def visit_row(visit: Visit) -> dict[str, Any]:
    """A feed as it was just found."""
    return {
        **_feed_row(visit.feed),
        **_checkup_row(visit.checkup),
        "items": visit.items,
        "newest": _moment(visit.newest),
        "title": visit.title,
        "final_url": visit.final_url,
        "moved_to": visit.moved_to,
        "named": list(visit.named),
    }


def added_row(added: Added) -> dict[str, Any]:
    """A feed that was just written into the configuration; nulls where it was not asked."""
    return {**_unasked_row(added.feed), **_checkup_row(added.checkup)}


def sorted_row(result: Sorted) -> dict[str, Any]:
    """What became of a list."""
    return {
        "added": [_unasked_row(feed) for feed in result.added],
        "known": list(result.known),
        "refused": [{"name": name, "reason": reason} for name, reason in result.refused],
    }


def print_kept(feeds: Sequence[Kept]) -> None:
    """A line for each feed, and a line below where there is more to know."""
    names = max(len(kept.feed.name) for kept in feeds)
    for kept in feeds:
        feed, state = kept.feed, kept.state
        read = _day(state.last_ok_at if state else None)
        click.echo(
            f"tier {feed.tier}  {feed.name:{names}}  {feed.use:8}  {_word(kept.checkup)}"
            f"  {read:10}  {feed.url}"
        )
        for line in _notes(kept):
            click.echo(f"        {line}")


def print_visits(visits: Sequence[Visit]) -> None:
    """A line for each feed, and its remedy below where it needs one; then the sums."""
    names = max(len(visit.feed.name) for visit in visits)
    for visit in visits:
        click.echo(f"{_word(visit.checkup)}  {visit.feed.name:{names}}  {visit.checkup.detail}")
        if visit.checkup.remedy:
            click.echo(f"         {visit.checkup.remedy}")
    words = [visit.checkup.health.value for visit in visits]
    counted = ", ".join(f"{words.count(word)} {word}" for word in _COLOURS if word in words)
    click.echo(f"{len(visits)} asked: {counted}")


def print_added(added: Added) -> None:
    """The feed as it now stands in the configuration."""
    told = added.checkup.detail if added.checkup else "not asked."
    click.echo(f"Added {added.feed.name!r} ({added.feed.url}): {told}")
    remark = added.checkup.remedy if added.checkup else _warning(added.feed)
    if remark:
        click.echo(f"  {remark}")


def print_sorted(result: Sorted) -> None:
    """What became of a list, feed by feed where something is to be known of it."""
    for feed in result.added:
        click.echo(f"added    {feed.name}")
        if warning := _warning(feed):
            click.echo(f"         {warning}")
    for name in result.known:
        click.echo(f"known    {name}")
    for name, reason in result.refused:
        click.echo(f"refused  {name}: its address {reason}")
    click.echo(
        f"{len(result.added)} added, {len(result.known)} known already, "
        f"{len(result.refused)} refused"
    )


def _notes(kept: Kept) -> list[str]:
    state, checkup = kept.state, kept.checkup
    if state is None or checkup is None:
        return []
    notes = [checkup.detail]
    if state.failures > 1:
        notes[0] = f"{state.failures} failures in a row; {checkup.detail}"
    return [*notes, checkup.remedy] if checkup.remedy else notes


def _feed_row(feed: FeedConfig) -> dict[str, Any]:
    return {"name": feed.name, "url": feed.url, "tier": feed.tier, "use": feed.use}


def _unasked_row(feed: FeedConfig) -> dict[str, Any]:
    return {**_feed_row(feed), "warning": _warning(feed)}


def _warning(feed: FeedConfig) -> str:
    """What is known of the address without asking it."""
    from reporter.newsroom.feed_check import known_dead

    return known_dead(feed.url)


def _checkup_row(checkup: Checkup | None) -> dict[str, Any]:
    if checkup is None:
        return {"health": None, "detail": "", "remedy": ""}
    return asdict(checkup)


def _word(checkup: Checkup | None) -> str:
    word = checkup.health.value if checkup else _NEVER
    return click.style(f"{word:7}", fg=_COLOURS.get(word))


def _day(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d}" if moment else _NEVER


def _moment(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
