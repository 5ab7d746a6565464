"""Feeds added to the workspace: one by its address or its site's, or a whole list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from reporter.model.errors import TooFewSources, UsageError
from reporter.net.atomic import write_atomic
from reporter.newsroom.config import Config, FeedConfig
from reporter.newsroom.feed_check import Checkup
from reporter.newsroom.feed_list import (
    Sorted,
    add_to_file,
    address_key,
    check_address,
    free_name,
    sort_out,
    with_plain_scheme,
)
from reporter.newsroom.feed_survey import remembered_feeds, survey
from reporter.newsroom.opml import host, read_opml, write_opml
from reporter.newsroom.workspace import Workspace
from reporter.sources.plain_text import fold


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A feed as the user asks for it; ``name`` may be empty: the feed's title then."""

    url: str
    name: str = ""
    tier: int = 3
    use: str = "summary"


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """The feed that was written, and how it stands; no checkup where it was not asked."""

    feed: FeedConfig
    checkup: Checkup | None = None


def add_feed(root: Path, wish: Wish, *, untested: bool) -> Added:
    """Write one feed into ``reporter.toml``.

    It is asked first, unless ``untested``; a web page at the address is searched for the feed
    that it names. Raises UsageError for an address or name that is there already or cannot be
    one, and TooFewSources where no feed came; nothing is written then.
    """
    workspace = Workspace(root)
    config = workspace.load()
    wish = replace(wish, url=with_plain_scheme(wish.url), name=fold(wish.name))
    check_address(wish.url)
    _refuse_name(wish.name, config.feeds)
    known = _known(root)
    _refuse_known(wish.url, known)
    added = Added(feed=_feed(wish, "", config)) if untested else _tried(wish, config, known)
    add_to_file(workspace.config_file, (added.feed,))
    return added


def import_feeds(root: Path, path: Path) -> Sorted:
    """Write the new feeds of an OPML file into ``reporter.toml``; nobody is asked anything.

    Raises UsageError where the file cannot be read or is no OPML.
    """
    workspace = Workspace(root)
    config = workspace.load()
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            f"the list cannot be read ({error.strerror}).", str(path), "Check the path."
        ) from error
    result = sort_out(read_opml(data, str(path)), config.feeds)
    add_to_file(workspace.config_file, result.added)
    return result


def export_feeds(root: Path, path: Path | None) -> bytes:
    """The configured feeds as OPML 2.0, written to ``path`` where there is one."""
    config = Workspace(root).load()
    data = write_opml(config.feeds, f"Feeds of {config.desk.brand}")
    if path is not None:
        write_atomic(path, data)
    return data


def _tried(wish: Wish, config: Config, known: Mapping[str, str]) -> Added:
    """The feed at the address, or else the first one that the page there names."""
    wanted = _feed(wish, "", config)
    (found,) = survey(config, [wanted])
    if found.named:
        _refuse_known(found.named[0], known)
        (found,) = survey(config, [wanted.model_copy(update={"url": found.named[0]})])
    if not found.final_url:
        raise TooFewSources(
            f"the feed was not added ({found.checkup.health}): {found.checkup.detail}",
            found.feed.url,
            f"{found.checkup.remedy} With --untested it is added as it is.",
        )
    _refuse_known(found.final_url, known)
    lasting = found.moved_to or found.feed.url  # what redirects for now may lead elsewhere later
    feed = _feed(replace(wish, url=lasting), found.title, config)
    checkup = replace(found.checkup, remedy="") if found.moved_to else found.checkup
    return Added(feed=feed, checkup=checkup)


def _feed(wish: Wish, title: str, config: Config) -> FeedConfig:
    name = wish.name or title or host(wish.url)
    values = {
        "name": free_name(name, wish.url, {feed.name for feed in config.feeds}),
        "url": wish.url,
        "tier": wish.tier,
        "use": wish.use,
    }
    return FeedConfig.model_validate(values)


def _refuse_name(name: str, feeds: Sequence[FeedConfig]) -> None:
    if name in {feed.name for feed in feeds}:
        raise UsageError(
            f"there is a feed of the name {name!r} already.", next_step="Take another."
        )


def _known(root: Path) -> dict[str, str]:
    """The names of the feeds by every address that is known to be theirs."""
    names = {}
    for kept in remembered_feeds(root).feeds:
        later = (kept.state.moved_to, kept.state.final_url) if kept.state else ()
        names.update({address_key(url): kept.feed.name for url in (kept.feed.url, *later) if url})
    return names


def _refuse_known(url: str, known: Mapping[str, str]) -> None:
    name = known.get(address_key(url))
    if name is not None:
        raise UsageError(f"this feed is there already, as {name!r}.", url, "Nothing was changed.")
