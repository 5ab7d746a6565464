"""The configured feeds, asked at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.news import Tier
from reporter.net.snapshot import Recorder
from reporter.newsroom.config import Config, FeedConfig
from reporter.sources.feeds import FeedSpec, fetch_feed

FEEDS_AT_ONCE = 8


def ask_feeds(recorder: Recorder, config: Config) -> None:
    """Fetch every feed, several at once; what went wrong is recorded with the rest."""
    with ThreadPoolExecutor(FEEDS_AT_ONCE) as pool:
        list(pool.map(lambda feed: _ask(recorder, feed), config.feeds))


def feed_spec(feed: FeedConfig) -> FeedSpec:
    """The adapter's view of a configured feed."""
    return FeedSpec(name=feed.name, url=feed.url, tier=Tier(feed.tier))


def _ask(recorder: Recorder, feed: FeedConfig) -> None:
    # The recorder keeps the error; the reading stage meets it again and names it as a gap.
    with suppress(SourceUnavailable, SourceRefused):
        fetch_feed(recorder, feed_spec(feed))
