"""Over real HTTP: asked and recorded once, read from the record, and again offline."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from reporter.net.archive import MemoryArchive
from reporter.net.client import Client
from reporter.net.snapshot import Recorder, Replayer
from reporter.sources.binance import fetch_market, read_market

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData
    from tests.sources.conftest import Venue

SYMBOLS = ("AAAUSDT", "NOPEUSDT")


def shown(found: tuple[SymbolData, ...]) -> list[object]:
    """Everything of the symbols that can be compared."""
    return [
        (
            data.instrument,
            dict(data.observations),
            {
                name: (s.times.tolist(), {k: v.tolist() for k, v in s.columns.items()}, s.sources)
                for name, s in data.history.items()
            },
            data.interval_hours,
            data.next_settlement,
            data.gaps,
        )
        for data in found
    ]


def test_recorded_and_replayed_readings_are_the_same(venue: Venue, http_venue: str) -> None:
    archive = MemoryArchive()

    def clock() -> datetime:
        return venue.as_of

    with Client("test", clock=clock, jitter=lambda: 0.0, allow_hosts=[http_venue[7:]]) as client:
        recorder = Recorder(client, archive)
        fetch_market(recorder, base_url=http_venue, symbols=SYMBOLS, as_of=venue.as_of)
        snapshot = recorder.seal(venue.as_of)
    live = read_market(recorder, base_url=http_venue, symbols=SYMBOLS, as_of=venue.as_of)
    replayer = Replayer(snapshot, archive)
    again = read_market(replayer, base_url=http_venue, symbols=SYMBOLS, as_of=venue.as_of)

    assert len(snapshot.records) == 3 + 2 * 9
    assert shown(again) == shown(live)
    assert live[0].gaps == ()
    assert np.isfinite(live[0].history["candles"]["close"]).all()
    assert venue.reasons(live[1]) == {"market data": "no-such-symbol"}


def test_asking_needs_no_heavy_library() -> None:
    code = (
        "import sys, reporter.sources.binance as b;"
        "sys.exit(bool({'numpy', 'pandas', 'httpx'} & set(sys.modules)))"
    )

    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
