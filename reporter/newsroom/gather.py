"""Gather: everything an edition rests on is fetched once, archived and sealed."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from typing import Any

from reporter import __version__
from reporter.model.digest import canonical_json
from reporter.model.errors import PermanentError, SnapshotError, SourceRefused, SourceUnavailable
from reporter.model.news import Tier
from reporter.net.archive import BlobStore
from reporter.net.request import Fetcher
from reporter.net.snapshot import Recorder, Snapshot
from reporter.newsroom.config import Config, FeedConfig, build_config
from reporter.sources.binance import fetch_market
from reporter.sources.feeds import FeedSpec, fetch_feed

Tell = Callable[[str, str], None]
FEEDS_AT_ONCE = 8


def gather(
    config: Config, *, as_of: datetime, slot: str, fetcher: Fetcher, archive: BlobStore, tell: Tell
) -> Snapshot:
    """Ask every feed and venue; what they answered, errors included, becomes the snapshot.

    The snapshot carries the configuration (which holds no secret), so that one file is enough
    to make the edition again.
    """
    recorder = Recorder(fetcher, archive)
    tell("gather", f"{len(config.feeds)} feeds, {len(config.market.symbols)} symbols")
    ask_feeds(recorder, config)
    fetch_market(
        recorder,
        base_url=config.market.binance.base_url,
        symbols=config.market.symbols,
        as_of=as_of,
    )
    return recorder.seal(as_of, snapshot_meta(config, slot))


def ask_feeds(recorder: Recorder, config: Config) -> None:
    """Fetch every feed, several at once; what went wrong is recorded with the rest."""
    with ThreadPoolExecutor(FEEDS_AT_ONCE) as pool:
        list(pool.map(lambda feed: _ask(recorder, feed), config.feeds))


def feed_spec(feed: FeedConfig) -> FeedSpec:
    """The adapter's view of a configured feed."""
    return FeedSpec(name=feed.name, url=feed.url, tier=Tier(feed.tier))


def snapshot_meta(
    config: Config, slot: str, *, sample: bool = False
) -> tuple[tuple[str, str], ...]:
    """What a snapshot says about itself."""
    return (
        (
            "configuration",
            canonical_json(config.model_dump(mode="json", exclude_none=True)).decode(),
        ),
        ("reporter", __version__),
        ("sample", "true" if sample else "false"),
        ("slot", slot),
    )


def snapshot_config(snapshot: Snapshot) -> tuple[Config, str, bool]:
    """The configuration, the slot and the sample mark of a snapshot; raises ``SnapshotError``."""
    meta = dict(snapshot.meta)
    try:
        raw: Any = json.loads(meta["configuration"])
        return build_config(raw, "the snapshot"), meta["slot"], meta["sample"] == "true"
    except (KeyError, ValueError, PermanentError) as error:
        raise SnapshotError(
            f"the snapshot's own description cannot be read ({error}).",
            "snapshot",
            "It was made by another version of Reporter, or changed by hand.",
        ) from error


def _ask(recorder: Recorder, feed: FeedConfig) -> None:
    # The recorder keeps the error; the reading stage meets it again and names it as a gap.
    with suppress(SourceUnavailable, SourceRefused):
        fetch_feed(recorder, feed_spec(feed))
