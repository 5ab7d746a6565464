"""An edition of a hundred feeds, every way of being faulty among them: ``../shared/tools``.

    python -m tests.bench.feeds

The feed server and the venue are processes of their own, and so is the edition, made once into
an empty workspace. What it connects to is seen by Python's own audit events, so that a guard
that fails cannot hide it. Nothing here passes or fails.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench import venue

ROOT = Path(__file__).parents[2]
# It stands in for news sites, is no part of this project, and may be missing.
SERVER = ROOT.parent / "shared" / "tools" / "feed_server.py"
GOOD = 80
FAULTS = (
    "status/404", "status/403", "status/500", "status/451", "gone", "429-seconds/600",
    "429-date/600", "429-seconds/2", "ok-after/2", "ok-after/9", "302-loop",
    "redirect-to-private/metadata", "redirect-to-private/loopback6", "redirect-to-private/ten",
    "redirect-to-private/file", "redirect-to-private/mapped", "redirect-to-private/decimal",
    "redirect-to-private/hex", "redirect-to-private/zero", "slow-drip", "hang", "reset",
    "short-body", "gzip-bomb", "gzip-bomb-twice", "huge", "huge-chunked", "many-items/50000",
    "open-comments/50000", "xml-bomb", "xxe", "html-instead-of-xml", "empty-200", "zero-items",
    "truncated-xml", "cloudflare-challenge", "wrong-charset", "utf-16", "bad-dates",
    "duplicate-guids", "no-guids", "script-in-title", "javascript-link", "relative-links",
    "tracking-links", "json-feed", "atom-xhtml", "301-to/fault/good", "302-chain/3",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """Seconds of the whole and of gathering, megabytes at the highest (the run and its largest
    child), what was connected to beside the two servers, and what was said of each feed."""

    seconds: float
    gathering: float
    megabytes: float
    strangers: tuple[str, ...]
    said: dict[str, str]


def measured(good: int = GOOD, faults: tuple[str, ...] = FAULTS) -> Told:
    """Make the edition of so many good feeds and these faulty ones."""
    with (
        tempfile.TemporaryDirectory() as folder,
        _started([str(_server()), "--now", venue.AS_OF.isoformat()]) as feeds,
        _started(["-m", "tests.bench.venue", "3", "0"]) as market,
    ):
        host = feeds.rpartition("/")[2]
        text = _configuration(host, market, good, faults)
        (Path(folder) / "reporter.toml").write_text(text, encoding="utf-8")
        command = [sys.executable, "-m", "tests.bench.feeds", folder, host, market]
        start = time.perf_counter()
        done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
        seconds = time.perf_counter() - start
    told = json.loads(done.stdout)
    return Told(
        seconds=seconds,
        gathering=told["gathering"],
        megabytes=told["megabytes"],
        strangers=tuple(told["strangers"]),
        said=told["said"],
    )


def _server() -> Path:
    return Path(os.environ.get("FEED_SERVER", SERVER))


@contextmanager
def _started(arguments: list[str]) -> Iterator[str]:
    """A server in a process of its own; the last word of its first line is its address."""
    with subprocess.Popen(
        [sys.executable, *arguments],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None  # a pipe was asked for
        try:
            yield process.stdout.readline().split()[-1]
        finally:
            process.terminate()


def _configuration(host: str, market: str, good: int, faults: tuple[str, ...]) -> str:
    paths = {f"Good {number}": f"good?number={number}" for number in range(good)}
    paths |= {fault: fault for fault in faults}
    feeds = "".join(
        f'[[feeds]]\nname = "{name}"\nurl = "http://{host}/fault/{path}"\n'
        for name, path in paths.items()
    )
    return (
        '[desk]\nname = "desk"\nbrand = "Harbour Desk"\nconflicts = "None."\n'
        f'{feeds}[market]\nsymbols = ["FILUSDT"]\n'
        f'[market.binance]\nbase_url = "http://{market}"\n'
        f'[net]\nallow_hosts = ["{host}", "{market}"]\n'
    )


def run(root: Path, expected: set[str]) -> dict[str, object]:
    """Make the edition in this process, watching whom it connects to."""
    from reporter.newsroom.run import run_edition

    contacted: set[str] = set()
    marks = {"gather": 0.0, "read": 0.0}

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            contacted.add(":".join(str(part) for part in arguments[1][:2]))

    sys.addaudithook(watch)
    done = run_edition(
        root,
        as_of=venue.AS_OF.isoformat(),
        slot="bench",
        offline=True,
        force=False,
        tell=lambda stage, _: marks.update({stage: time.perf_counter()}),
    )
    document = json.loads((done.folder / "edition.json").read_bytes())
    own, child = (
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return {
        "gathering": marks["read"] - marks["gather"],
        "megabytes": (own + child) / 1e3,
        "strangers": sorted(contacted - expected),
        "said": {gap["subject"]: f"{gap['reason']}: {gap['detail']}" for gap in document["gaps"]},
    }


def report(line: Callable[[str, str, str], None]) -> None:
    """Print the rows of the feeds."""
    if not _server().is_file():
        line("feeds", "no feed server", "")
        return
    told = measured()
    line(f"an edition of {GOOD} good feeds, {len(FAULTS)} others", f"{told.seconds:.1f} s", "15 s")
    line("  gathering and reading", f"{told.gathering:.1f} s", "")
    line("  memory at its highest, largest child added", f"{told.megabytes:.0f} MB", "400 MB")
    line("  contacted beside feeds and venue", ", ".join(told.strangers) or "nobody", "nobody")
    for fault in FAULTS:
        line(f"    {fault}", told.said.get(fault, "read")[:200], "")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.stdout.write(json.dumps(run(Path(sys.argv[1]), set(sys.argv[2:]))))
    else:
        from tests.bench.bench import line as printed

        report(printed)
