"""Clean editions from recorded markets and feeds, where such data lie beside the project.

Nothing of these data is part of the project. The venue and the news sites are local stand-ins,
asked over HTTP by the real adapters.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from reporter.net.archive import MemoryArchive
from reporter.newsroom.config import build_config
from reporter.newsroom.edition import Made
from reporter.newsroom.gather import gather
from reporter.newsroom.wire import open_client
from tests.mutation.editions import edition

SHARED = Path(__file__).resolve().parents[3] / "shared"
FEEDS = {
    "Federal Reserve": ("fed_press_all_2026-04-27.xml", 1),
    "SEC": ("sec_pressreleases_2026-06-18.rss", 1),
    "EDGAR": ("sec_edgar_8k_2026-05-01.atom.xml", 1),
    "SEC speeches": ("sec_speeches_2026-06-18.rss", 1),
    "Fed speeches": ("fed_speeches_2026-06-18.xml", 1),
    "The Block": ("theblock_2026-07-16.xml", 2),
}
_SETS = {
    "market": "2026-03-05T13:21 2026-03-10T08:04 2026-03-12T23:40 2026-03-16T16:02 "
    "2026-03-18T20:30 2026-03-19T06:15 2026-03-19T18:55",
    "market-2026-05": "2026-04-24T17:10 2026-04-28T00:02 2026-04-30T21:00 2026-05-01T12:00 "
    "2026-05-03T05:45 2026-05-06T15:59 2026-05-09T11:30 2026-05-12T19:25 2026-05-15T12:00",
    "market-made-up": "2026-03-10T09:09 2026-03-18T22:22 2026-03-21T03:03 2026-03-27T20:01",
}


@dataclass(frozen=True, kw_only=True)
class Moment:
    """One set of recorded markets at one time."""

    data: str
    as_of: datetime
    symbols: tuple[str, ...]

    @property
    def name(self) -> str:
        return f"{self.data}-{self.as_of:%Y%m%dT%H%M}-{self.symbols[0].lower()}"


def moments() -> list[Moment]:
    """Twenty times, with a third of the recorded symbols each, by turns; none without data."""
    root = SHARED / "data"
    if not root.is_dir():
        return []
    times = [(name, text) for name, of_set in _SETS.items() for text in of_set.split()]
    return [
        Moment(
            data=name,
            as_of=datetime.fromisoformat(text).replace(tzinfo=UTC),
            symbols=_symbols(root / name)[turn % 3 :: 3],
        )
        for turn, (name, text) in enumerate(times)
    ]


def _symbols(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


@contextmanager
def standing_in(tool: str, *arguments: str) -> Iterator[str]:
    """A local stand-in server; gives its address."""
    command = [sys.executable, str(SHARED / "tools" / tool), "--port", "0", *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[-1]
        process.terminate()


def made(moment: Moment) -> Made:
    """The edition of that moment; raises what ``make_edition`` does where there is no news."""
    data = SHARED / "data"
    with (
        standing_in(
            "venue_server.py", "--data", str(data / moment.data),
            "--now", f"{moment.as_of:%Y-%m-%dT%H:%M:%SZ}", "--speed", "0",
        ) as venue,
        standing_in("feed_server.py", "--dir", str(data / "feeds")) as news,
    ):  # fmt: skip
        config = build_config(_configuration(moment, venue, news), "the recorded corpus")
        archive = MemoryArchive()
        with open_client(config) as client:
            snapshot = gather(
                config, as_of=moment.as_of, slot="main", fetcher=client, archive=archive,
                tell=lambda *_: None,
            )  # fmt: skip
    return edition(config, snapshot, archive, pdf=False)


def _configuration(moment: Moment, venue: str, news: str) -> dict[str, Any]:
    return {
        "desk": {"name": "corpus", "brand": "Meridian Desk", "conflicts": "None."},
        "feeds": [
            {"name": name, "url": f"{news}/{file}", "tier": tier}
            for name, (file, tier) in FEEDS.items()
        ],
        "market": {"symbols": list(moment.symbols), "binance": {"base_url": venue}},
        "net": {"allow_hosts": [url.removeprefix("http://") for url in (venue, news)]},
    }
