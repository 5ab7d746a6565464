"""What is worth writing about today, straight from the venues' universe; nothing is kept."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.model.errors import NothingNewsworthy, TooFewSources
from reporter.model.market import Gap
from reporter.net.archive import MemoryArchive
from reporter.net.snapshot import Recorder
from reporter.newsroom import environment
from reporter.newsroom.feeds import ask_feeds, visiting
from reporter.newsroom.gather import Tell
from reporter.newsroom.measure import lead_assets, read
from reporter.newsroom.run import SLOT, edition_key
from reporter.newsroom.told_before import recall_stories
from reporter.newsroom.universe import LeadAssets, ask_universe, read_universe, scan
from reporter.newsroom.wire import open_client
from reporter.newsroom.workspace import Workspace

if TYPE_CHECKING:
    from reporter.signals.scan import Choice


def scan_today(root: Path, as_of: str | None, tell: Tell) -> tuple[Choice, tuple[Gap, ...]]:
    """A venue's whole universe ranked, and what could not be read of any venue.

    It is the first venue that answers. Without a story the scan goes on: it reaches nothing then.
    Raises ``TooFewSources`` where no venue's universe can be read.
    """
    workspace = Workspace(root)
    config = workspace.load()
    config = config.model_copy(
        update={"market": config.market.model_copy(update={"symbols": "all"})}
    )
    moment = environment.parse_moment(as_of) if as_of else environment.now()
    market = config.market
    archive = MemoryArchive()
    with (
        open_client(config) as client,
        visiting(config, client, archive, environment.now) as fetcher,
    ):
        recorder = Recorder(fetcher, archive)
        tell("gather", f"{len(config.feeds)} feeds, {', '.join(market.venues)}")
        ask_feeds(recorder, config)
        ask_universe(recorder, market, moment)
        universe = read_universe(recorder, market, moment)
        lead = LeadAssets()
        with suppress(NothingNewsworthy, TooFewSources):
            before = recall_stories(workspace, config, edition_key(config, moment, SLOT), moment)
            lead = lead_assets(read(config, recorder, moment, before))
        choice = scan(recorder, market, universe, lead, moment)
    return choice, universe.gaps
