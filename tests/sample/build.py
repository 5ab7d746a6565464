"""Build the sample snapshot that ``reporter demo`` replays: ``python -m tests.sample.build``.

The readable sources (feeds/*.xml, contracts.py, bulk/*.csv and reporter/sample/reporter.toml)
answer the requests of the real adapters; a recorder seals the answers as
reporter/sample/snapshot.zip.
Equal sources give equal bytes. An argument names another folder to write to.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Protocol

from reporter.model.digest import digest
from reporter.net.archive import MemoryArchive
from reporter.net.request import Reply, Request, place
from reporter.net.snapshot import Recorder, export_snapshot
from reporter.net.status import status_error

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
SAMPLE = ROOT / "reporter" / "sample"
AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
RECEIVED_AT = AS_OF + timedelta(seconds=4)
SLOT = "sample"

FEEDS = {
    "https://registry-notices.example/notices.atom": "registry.atom.xml",
    "https://northgatewire.example/markets/rss.xml": "northgate.rss.xml",
    "https://harbourreview.example/feeds/markets.atom": "harbour.atom.xml",
    "https://blocksidedaily.example/feed": "blockside.rss.xml",
    "https://perpstreet.example/rss": "perpstreet.rss.xml",
}


class Answers(Protocol):
    """A venue that answers by path; ``asked`` are parameters, or what the body asks for."""

    def answer(self, path: str, asked: dict[str, str]) -> Any: ...


class SampleWeb:
    """Answers for the sample's addresses; every other address is not found."""

    def __init__(self, venues: Mapping[str, Answers]) -> None:
        self._venues = venues

    def fetch(self, request: Request) -> Reply:
        body, kind = self._found(request)
        return Reply(
            url=request.full_url,
            final_url=request.full_url,
            status=200,
            headers={"content-type": kind},
            body=body,
            digest=digest(body),
            received_at=RECEIVED_AT,
        )

    def _found(self, request: Request) -> tuple[bytes, str]:
        if request.url in FEEDS:
            return (HERE / "feeds" / FEEDS[request.url]).read_bytes(), "application/xml"
        for address, venue in self._venues.items():
            if request.url.startswith(address):
                asked = json.loads(request.body) if request.body else dict(request.params)
                value = venue.answer(request.url.removeprefix(address), asked)
                return json.dumps(value, separators=(",", ":")).encode(), "application/json"
        raise status_error(404, {}, place(request.url), RECEIVED_AT)


def build(target: Path) -> Path:
    """Write ``snapshot.zip`` into the folder; gives its path."""
    from reporter.newsroom.config import load_config
    from reporter.newsroom.feeds import ask_feeds
    from reporter.newsroom.gather import snapshot_meta
    from reporter.newsroom.universe import LeadAssets, ask_universe, choose, read_universe
    from reporter.sources import kalshi, polymarket
    from reporter.sources.venues import venue

    config, archive = load_config(SAMPLE / "reporter.toml"), MemoryArchive()
    market = config.market
    web = SampleWeb({market.address(name): one for name, one in _venues().items()})
    recorder = Recorder(web, archive)
    ask_feeds(recorder, config)
    ask_universe(recorder, market, AS_OF)
    universe = read_universe(recorder, market, AS_OF)
    for name, symbols in choose(recorder, market, universe, LeadAssets(), AS_OF).symbols.items():
        address = market.address(name)
        venue(name).fetch_market(recorder, base_url=address, symbols=symbols, as_of=AS_OF)
    for odds in (kalshi, polymarket):
        odds.fetch_events(recorder, base_url=market.address(odds.VENUE), as_of=AS_OF)
    snapshot = recorder.seal(AS_OF, snapshot_meta(config, SLOT, sample=True))
    path = target / "snapshot.zip"
    export_snapshot(snapshot, archive, path)
    return path


def _venues() -> dict[str, Answers]:
    from tests.sample.binance import Venue
    from tests.sample.contracts import CONTRACTS
    from tests.sample.elsewhere import Bybit, Hyperliquid, Okx
    from tests.sample.odds import Kalshi, Polymarket
    from tests.sample.quotes import quotes

    now = int(AS_OF.timestamp()) * 1000
    return {
        "binance": Venue(CONTRACTS, AS_OF, quotes("binance")),
        "bybit": Bybit(quotes("bybit"), now),
        "okx": Okx(quotes("okx"), now),
        "hyperliquid": Hyperliquid(quotes("hyperliquid")),
        "kalshi": Kalshi(),
        "polymarket": Polymarket(),
    }


if __name__ == "__main__":
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
