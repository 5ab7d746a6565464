"""Build the sample snapshot that ``reporter demo`` replays: ``python tests/sample/build.py``.

The readable sources (feeds/*.xml, contracts.py and reporter/sample/reporter.toml) answer the
requests of the real adapters; a recorder seals the answers as reporter/sample/snapshot.zip.
Equal sources give equal bytes. An argument names another folder to write to.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from reporter.model.digest import digest
from reporter.net.archive import MemoryArchive
from reporter.net.request import Reply, Request, place
from reporter.net.snapshot import Recorder, export_snapshot
from reporter.net.status import status_error

if TYPE_CHECKING:
    from tests.sample.market import Venue

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


class SampleWeb:
    """Answers for the sample's addresses; every other address is not found."""

    def __init__(self, base_url: str, venue: Venue) -> None:
        self._base_url = base_url
        self._venue = venue

    def fetch(self, request: Request) -> Reply:
        if request.url in FEEDS:
            body, kind = (HERE / "feeds" / FEEDS[request.url]).read_bytes(), "application/xml"
        elif request.url.startswith(self._base_url):
            path = request.url.removeprefix(self._base_url)
            value = self._venue.answer(path, dict(request.params))
            body, kind = json.dumps(value, separators=(",", ":")).encode(), "application/json"
        else:
            raise status_error(404, {}, place(request.url), RECEIVED_AT)
        return Reply(
            url=request.full_url,
            final_url=request.full_url,
            status=200,
            headers={"content-type": kind},
            body=body,
            digest=digest(body),
            received_at=RECEIVED_AT,
        )


def build(target: Path) -> Path:
    """Write ``snapshot.zip`` into the folder; gives its path."""
    from reporter.newsroom.config import load_config
    from reporter.newsroom.gather import ask_feeds, snapshot_meta
    from reporter.sources.binance import fetch_market
    from tests.sample.contracts import CONTRACTS
    from tests.sample.market import Venue

    config, archive = load_config(SAMPLE / "reporter.toml"), MemoryArchive()
    base_url = config.market.binance.base_url
    recorder = Recorder(SampleWeb(base_url, Venue(CONTRACTS, AS_OF)), archive)
    ask_feeds(recorder, config)
    fetch_market(recorder, base_url=base_url, symbols=config.market.symbols, as_of=AS_OF)
    snapshot = recorder.seal(AS_OF, snapshot_meta(config, SLOT, sample=True))
    path = target / "snapshot.zip"
    export_snapshot(snapshot, archive, path)
    return path


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))  # so that the folders of the tests can be imported
    build(Path(sys.argv[1]) if len(sys.argv) > 1 else SAMPLE)
