"""The scan of a universe: 300 contracts behind a latency of 50 ms, forty of them in full.

The time is that of the gathering, feed included, from an empty archive. What the venue grants is
counted from its own log: by its published weights (klines by their rows), in the busiest minute
and the busiest five minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from reporter.net.archive import Archive
from reporter.newsroom.config import parse_config
from reporter.newsroom.gather import gather
from reporter.newsroom.wire import open_client
from tests.bench import venue

ROOT = Path(__file__).parents[2]
CONTRACTS = 300
LATENCY = 0.05
_WEIGHTS = {"/fapi/v1/premiumIndex": 10, "/fapi/v1/ticker/price": 2, "/fapi/v1/ticker/24hr": 40}
_FUNDING = {"/fapi/v1/fundingRate", "/fapi/v1/fundingInfo"}
_KLINES = {"/fapi/v1/klines", "/fapi/v1/premiumIndexKlines"}


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of gathering, questions, and the most that was taken of each limit."""

    seconds: float
    questions: int
    in_full: int
    weight: int
    funding: int
    statistics: int


def measured(count: int = CONTRACTS, latency: float = LATENCY) -> Cost:
    """Gather an edition of all contracts from a stand-in in a process of its own."""
    command = [sys.executable, "-m", "tests.bench.venue", str(count), str(latency)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None  # a pipe was asked for
        address = process.stdout.readline().strip()
        seconds = _gathered(address)
        with urllib.request.urlopen(f"http://{address}/log") as answer:
            log = [(float(at), str(path)) for at, path in json.load(answer)]
        process.communicate()
    return Cost(
        seconds=seconds,
        questions=len(log),
        in_full=sum("/fapi/v1/fundingRate?" in path for _, path in log),
        weight=_busiest(((at, _weight(path)) for at, path in log), 60.0),
        funding=_busiest(((at, int(_path(path) in _FUNDING)) for at, path in log), 300.0),
        statistics=_busiest(((at, int("/futures/data/" in path)) for at, path in log), 300.0),
    )


def _gathered(address: str) -> float:
    config = parse_config(venue.configuration(address), "the benchmark")
    with tempfile.TemporaryDirectory() as folder, open_client(config) as client:
        start = time.perf_counter()
        gather(
            config,
            as_of=venue.AS_OF,
            slot="bench",
            fetcher=client,
            archive=Archive(Path(folder)),
            tell=lambda *_: None,
        )
        return time.perf_counter() - start


def _path(asked: str) -> str:
    return urlsplit(asked).path


def _weight(asked: str) -> int:
    """What a question takes of the 2,400 a minute."""
    path = _path(asked)
    if path in _KLINES:
        rows = int(parse_qs(urlsplit(asked).query)["limit"][0])
        return 1 if rows < 100 else 2 if rows < 500 else 5 if rows <= 1000 else 10
    counted_apart = path in _FUNDING or not path.startswith("/fapi/")
    return 0 if counted_apart else _WEIGHTS.get(path, 1)


def _busiest(taken: Iterable[tuple[float, int]], window: float) -> int:
    """The most that was taken in any stretch of so many seconds."""
    events = sorted(taken)
    return max(
        sum(units for at, units in events if start <= at < start + window) for start, _ in events
    )


def report(line: Callable[[str, str, str], None]) -> None:
    """Print the scan's rows."""
    cost = measured()
    what = f"scan of {CONTRACTS} contracts, {cost.in_full} in full, {1000 * LATENCY:.0f} ms"
    line(what, f"{cost.seconds:.1f} s", "20 s")
    line("  questions", f"{cost.questions:,}", "")
    line("  weight in the busiest minute", f"{cost.weight:,}", "2,400")
    line("  questions about funding in five minutes", f"{cost.funding:,}", "500")
    line("  questions about statistics in five minutes", f"{cost.statistics:,}", "1,000")
