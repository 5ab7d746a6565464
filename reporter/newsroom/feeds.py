"""The configured feeds: asked at once and politely, each by what is known of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, Protocol
from urllib.parse import urlsplit

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.feeds import FeedState
from reporter.model.market import Gap
from reporter.model.news import Item, Tier
from reporter.net.archive import BlobStore
from reporter.net.guard import Guard
from reporter.net.request import Fetcher, host_of
from reporter.net.snapshot import Recorder
from reporter.newsroom.config import Config, FeedConfig
from reporter.sources.feed_visits import AT_ONCE, LANES, FeedVisits, Manners
from reporter.sources.feeds import FeedSpec, fetch_feed, parse_feed

if TYPE_CHECKING:
    from reporter.storage import FeedStates


class ReadNews(Protocol):
    """What a reading of all feeds gave, as far as their states need it."""

    @property
    def items(self) -> tuple[Item, ...]: ...
    @property
    def gaps(self) -> tuple[Gap, ...]: ...


@contextmanager
def visiting(
    config: Config,
    fetcher: Fetcher,
    archive: BlobStore,
    clock: Callable[[], datetime],
    states: FeedStates | None = None,
) -> Iterator[FeedVisits]:
    """A fetcher that asks each configured feed as its state allows, and everything else as is.

    New states are stored when the block ends; without a store every feed is as new. Raises
    ``OutputError`` where the store cannot be used.
    """
    known = {} if states is None else {state.url: state for state in states.all()}
    urls = dict.fromkeys(feed.url for feed in config.feeds)
    visits = FeedVisits(
        fetcher,
        archive,
        (known.get(url) or FeedState(url=url, first_seen=clock()) for url in urls),
        clock=clock,
        manners=Manners(contact=config.desk.contact, is_own=_own_hosts(config)),
    )
    try:
        yield visits
    finally:
        if states is not None:
            states.put(*visits.states)


def ask_feeds(recorder: Recorder, config: Config) -> None:
    """Fetch every feed, several at once; what went wrong is recorded with the rest.

    The feeds of a host stand in two lanes, each asked one after another; those of the desk's
    own hosts all at once.
    """
    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(lambda lane: _ask(recorder, lane), _lanes(config)))


def feed_spec(feed: FeedConfig) -> FeedSpec:
    """The adapter's view of a configured feed."""
    return FeedSpec(name=feed.name, url=feed.url, tier=Tier(feed.tier), use=feed.use)


def note_reading(states: FeedStates, config: Config, told: ReadNews) -> None:
    """Keep what reading the feeds gave: the items of each, the newest, or why it is none."""
    names = {feed.url: feed.name for feed in config.feeds}
    items: dict[str, list[Item]] = defaultdict(list)
    for item in told.items:
        items[item.outlet].append(item)
    faults = {gap.subject: gap for gap in told.gaps if gap.reason != "note"}
    answered = [state for state in states.all() if state.url in names and not state.failures]
    states.put(
        *(
            _noted(state, items[names[state.url]], faults.get(names[state.url]))
            for state in answered
        )
    )


def _noted(state: FeedState, items: list[Item], fault: Gap | None) -> FeedState:
    """The state of a feed that answered, after its body was read."""
    if fault is None:
        times = [item.published for item in items if item.published is not None]
        return replace(state, items=len(items), newest=max(times, default=None))
    return replace(
        state, items=0, failures=1, next_at=None, reason=fault.reason, detail=fault.detail
    )


def _own_hosts(config: Config) -> Callable[[str], bool]:
    """Tells an address on a host that the configuration names as an exception: the desk's own."""
    guard = Guard(config.net.allow_hosts)

    def is_own(url: str) -> bool:
        try:
            parts = urlsplit(url)
            port = parts.port or (443 if parts.scheme == "https" else 80)
        except ValueError:
            return False
        return guard.allows(parts.hostname or "", port)

    return is_own


def _lanes(config: Config) -> list[list[FeedConfig]]:
    """The feeds in lanes, the longest first; one address once."""
    is_own = _own_hosts(config)
    lanes: dict[tuple[str, int], list[FeedConfig]] = defaultdict(list)
    seen: dict[str, int] = defaultdict(int)
    for feed in {feed.url: feed for feed in config.feeds}.values():
        host = host_of(feed.url)
        lane = seen[host] if is_own(feed.url) else seen[host] % LANES
        seen[host] += 1
        lanes[host, lane].append(feed)
    return sorted(lanes.values(), key=len, reverse=True)


def _ask(recorder: Recorder, lane: Iterable[FeedConfig]) -> None:
    for feed in lane:
        # The recorder keeps the error; the reading stage meets it again and names it as a gap.
        with suppress(SourceUnavailable, SourceRefused):
            spec = feed_spec(feed)
            # Parsed here, while others are awaited; the reading stage then has it at hand.
            parse_feed(fetch_feed(recorder, spec), spec)
