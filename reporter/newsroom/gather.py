"""Gather: everything an edition rests on is fetched once, archived and sealed."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

from reporter import __version__
from reporter.model.digest import canonical_json
from reporter.model.errors import (
    NothingNewsworthy,
    PermanentError,
    SnapshotError,
    TooFewSources,
)
from reporter.net.archive import BlobStore
from reporter.net.request import Fetcher
from reporter.net.snapshot import Recorder, Snapshot
from reporter.news import Remembered
from reporter.newsroom.config import Config, build_config, edition_config
from reporter.newsroom.feeds import ask_feeds
from reporter.newsroom.measure import LOOKBACK, NewsRead, lead_assets, read
from reporter.newsroom.own_engine import ask_engine
from reporter.newsroom.pages import ask_pages, reads_pages
from reporter.newsroom.universe import (
    Chosen,
    LeadAssets,
    ask_events,
    ask_universe,
    choose,
    read_universe,
)
from reporter.sources.venues import venue
from reporter.storage.history import with_history

Tell = Callable[[str, str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """What a workspace has from before: the folder of stored history, and the stories told."""

    history: Path | None = None
    stories: tuple[Remembered, ...] = ()


def gather(
    config: Config,
    *,
    as_of: datetime,
    slot: str,
    fetcher: Fetcher,
    archive: BlobStore,
    tell: Tell,
    kept: Kept | None = None,
) -> Snapshot:
    """Ask every feed and venue; what they answered, errors included, becomes the snapshot.

    ``kept`` is what the workspace has from before: of its history, the months of these contracts
    are added.

    The snapshot carries the configuration (which holds no secret), so that one file is enough
    to make the edition again.
    """
    kept = kept or Kept()
    recorder = Recorder(fetcher, archive)
    market = config.market
    tell("gather", f"{len(config.feeds)} feeds, {market.count} symbols")
    ask_feeds(recorder, config)
    ask_engine(recorder, market.engine)
    ask_universe(recorder, market, as_of)
    told = _told(config, recorder, as_of, kept.stories)
    if told is not None:
        ask_pages(config, recorder, told.stories)
    chosen = _chosen(config, recorder, told, as_of).symbols
    for name, symbols in chosen.items():
        address = market.address(name)
        venue(name).fetch_market(recorder, base_url=address, symbols=symbols, as_of=as_of)
    ask_events(recorder, market, as_of)
    snapshot = recorder.seal(as_of, snapshot_meta(config, slot))
    if kept.history is not None:
        since = as_of - LOOKBACK
        for name, symbols in chosen.items():
            snapshot = with_history(
                snapshot, archive, kept.history, venue=name, symbols=symbols, since=since
            )
    return snapshot


def _told(
    config: Config, recorder: Recorder, as_of: datetime, before: Sequence[Remembered]
) -> NewsRead | None:
    """The news by what the record holds so far, where what else is asked for depends on it."""
    if not (config.market.is_scanned or reads_pages(config)):
        return None
    with suppress(NothingNewsworthy, TooFewSources):  # met again, and told, when it is read
        return read(config, recorder, as_of, before)
    return None


def _chosen(config: Config, recorder: Recorder, told: NewsRead | None, as_of: datetime) -> Chosen:
    """What is to be measured in full, by what the record holds so far."""
    lead = lead_assets(told) if told is not None else LeadAssets()
    universe = read_universe(recorder, config.market, as_of)
    return choose(recorder, config.market, universe, lead, as_of)


def snapshot_meta(
    config: Config, slot: str, *, sample: bool = False
) -> tuple[tuple[str, str], ...]:
    """What a snapshot says about itself."""
    return (
        (
            "configuration",
            canonical_json(edition_config(config)).decode(),
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
        raise _undescribed(error) from error


def with_day(snapshot: Snapshot, day: date) -> Snapshot:
    """The snapshot of an edition that counts for this day, whenever its prices were asked for."""
    return replace(snapshot, meta=(*snapshot.meta, ("day", day.isoformat())))


def snapshot_day(snapshot: Snapshot) -> date | None:
    """The day that the edition counts for, where it was named; raises ``SnapshotError``."""
    text = dict(snapshot.meta).get("day")
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise _undescribed(error) from error


def _undescribed(error: Exception) -> SnapshotError:
    return SnapshotError(
        f"the snapshot's own description cannot be read ({error}).",
        "snapshot",
        "It was made by another version of Reporter, or changed by hand.",
    )
