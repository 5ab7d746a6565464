"""How the feeds stand: as the last runs left them, or asked now.

Who asks now asks as a run does, as politely and through the same guard, and keeps nothing: no
edition and no stored state is touched.
"""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reporter.model.errors import OutputError, SourceRefused, SourceUnavailable, UsageError
from reporter.model.feeds import FeedState
from reporter.model.news import Tier
from reporter.net.archive import MemoryArchive
from reporter.net.request import Fetcher, Reply
from reporter.net.snapshot import Recorder
from reporter.newsroom import environment
from reporter.newsroom.config import Config, FeedConfig
from reporter.newsroom.feed_check import Checkup, judge_error, judge_items, judge_state
from reporter.newsroom.feed_list import check_address
from reporter.newsroom.feeds import ask_feeds, feed_spec, visiting
from reporter.newsroom.opml import host
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace
from reporter.sources.autodiscovery import feed_title, feeds_named_in
from reporter.sources.feeds import fetch_feed, parse_feed


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A configured feed with what the runs remember of it; no state before the first visit."""

    feed: FeedConfig
    state: FeedState | None
    checkup: Checkup | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """The configured feeds, and why their health is not known where the database failed."""

    feeds: tuple[Kept, ...]
    fault: OutputError | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One feed as it was found.

    ``items``, ``newest``, ``title`` and ``final_url`` (after all redirects) are empty where no
    feed came; ``moved_to`` is where permanent redirects led. ``named`` are the feeds that a web
    page named which came in a feed's place.
    """

    feed: FeedConfig
    checkup: Checkup
    items: int = 0
    newest: datetime | None = None
    title: str = ""
    final_url: str = ""
    moved_to: str = ""
    named: tuple[str, ...] = ()


def remembered_feeds(root: Path) -> Remembered:
    """The configured feeds with their health as of the last runs. Raises ConfigError."""
    workspace, now = Workspace(root), environment.now()
    feeds = workspace.load().feeds
    states, fault = _states(workspace.database)
    found = ((feed, states.get(feed.url)) for feed in feeds)
    kept = (
        Kept(feed=feed, state=state, checkup=judge_state(state, Tier(feed.tier), now))
        for feed, state in found
    )
    return Remembered(feeds=tuple(kept), fault=fault)


def ask_now(root: Path, names: Sequence[str], url: str | None) -> tuple[Visit, ...]:
    """Ask the feeds of these names, or all; or the one at this address, configured or not.

    Raises ConfigError, and UsageError for a name that no feed has or what is no address.
    """
    config = Workspace(root).load()
    feeds = [_at(url, config.feeds)] if url else _chosen(names, config.feeds)
    return survey(config, feeds)


def survey(config: Config, feeds: Sequence[FeedConfig]) -> tuple[Visit, ...]:
    """Ask these feeds, configured or not, as an edition would that had never asked before."""
    asked = config.model_copy(update={"feeds": list(feeds)})
    nowhere = MemoryArchive()
    with (
        open_client(config) as client,
        visiting(asked, client, nowhere, environment.now) as visits,
    ):
        recorder = Recorder(visits, nowhere)
        ask_feeds(recorder, asked)
        moved = {state.url: state.moved_to for state in visits.states}
    return tuple(_visit(recorder, feed, moved.get(feed.url, "")) for feed in feeds)


def _visit(recorded: Fetcher, feed: FeedConfig, moved_to: str) -> Visit:
    reply: Reply | None = None
    try:
        reply = fetch_feed(recorded, feed_spec(feed))
        reading = parse_feed(reply, feed_spec(feed))
    except (SourceRefused, SourceUnavailable) as error:
        named = feeds_named_in(reply) if reply is not None else ()
        return Visit(feed=feed, checkup=judge_error(error, feed.url, named=named), named=named)
    newest = max((item.published for item in reading.items if item.published), default=None)
    count, tier = len(reading.items), Tier(feed.tier)
    return Visit(
        feed=feed,
        checkup=judge_items(count, newest, tier, reply.received_at, moved_to=moved_to),
        items=count,
        newest=newest,
        title=feed_title(reply),
        final_url=reply.final_url,
        moved_to=moved_to,
    )


def _states(database: Path) -> tuple[dict[str, FeedState], OutputError | None]:
    from reporter.storage import FeedStates

    if not database.exists():
        return {}, None
    try:
        with FeedStates(database) as store:
            return {state.url: state for state in store.all()}, None
    except OutputError as error:
        return {}, error


def _at(url: str, feeds: Sequence[FeedConfig]) -> FeedConfig:
    check_address(url)
    configured = next((feed for feed in feeds if feed.url == url), None)
    return configured or FeedConfig(name=host(url), url=url)


def _chosen(names: Sequence[str], feeds: Sequence[FeedConfig]) -> list[FeedConfig]:
    by_name = {feed.name: feed for feed in feeds}
    for name in names:
        if name not in by_name:
            near = difflib.get_close_matches(name, by_name, n=1, cutoff=0.4)
            hint = f"Did you mean {near[0]!r}? " if near else ""
            raise UsageError(
                f"there is no feed of the name {name!r}.",
                next_step=f"{hint}'reporter feeds list' shows them all.",
            )
    return [by_name[name] for name in dict.fromkeys(names)] if names else list(feeds)
