"""The engine's figures: all setups of many symbols, its memory, its growth, and a rival.

The symbols are drawn from seeds (``synthetic``). Each size is measured in a process of its own,
so that its memory is its own; all series are held at once, which is more than an edition needs.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from reporter import signals
from reporter.signals.series import SymbolData
from tests.bench import rival, synthetic

ROOT = Path(__file__).parents[2]
COUNTS = (125, 250, 500)
RIVALS = 25
"""Symbols that the rival is timed on."""

SAME = {
    "funding.percentile", "funding.median", "funding.low", "funding.high",
    "positioning.taker_buys_24h", "positioning.top_position",
    "positioning.top_position_percentile", "positioning.taker_percentile",
    "volatility.parkinson_24h", "regime.efficiency", "regime.adx", "confidence.base_rate",
}  # fmt: skip
"""Quantities that engine and rival define alike."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Seconds to get all symbols and to measure them, and the highest memory in megabytes.

    ``processor`` is the processor's time for the measuring, which a busy machine does not stretch.
    """

    symbols: int
    reading: float
    measuring: float
    processor: float
    megabytes: float


def timing(count: int, load: Callable[[int], SymbolData] = synthetic.symbol) -> Timing:
    """Measure ``count`` symbols in this process, one after the other; ``load`` gives them."""
    signals.measure(load(0), synthetic.AS_OF)
    start = time.perf_counter()
    symbols = [load(number) for number in range(count)]
    ready, spent = time.perf_counter(), time.process_time()
    setups = [signals.measure(data, synthetic.AS_OF) for data in symbols]
    end, spent = time.perf_counter(), time.process_time() - spent
    if any(setup.gaps for setup in setups):
        sys.exit("a symbol that lacks nothing was measured with gaps")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return Timing(count, ready - start, end - ready, spent, peak / unit)


def in_a_process(count: int) -> Timing:
    """The same in a new process."""
    command = [sys.executable, "-m", "tests.bench.engine", str(count)]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    return Timing(**json.loads(done.stdout))


def against_the_rival(count: int = RIVALS) -> tuple[float, float, float]:
    """Seconds a symbol of the engine and of the rival, and the largest relative difference.

    Processor time, the best of three rounds each; the rival's tables are made before its clock
    starts.
    """
    symbols = [synthetic.symbol(number) for number in range(count)]
    given = [rival.tables(data) for data in symbols]
    ours = theirs = float("inf")
    for _ in range(3):
        start = time.process_time()
        setups = [signals.measure(data, synthetic.AS_OF) for data in symbols]
        middle = time.process_time()
        found = [rival.measure(one) for one in given]
        end = time.process_time()
        ours, theirs = min(ours, middle - start), min(theirs, end - middle)
    apart = 0.0
    for setup, other in zip(setups, found, strict=True):
        for metric in SAME:
            one = setup.measure(metric)
            value = float(one.value) if one and not isinstance(one.value, str) else float("nan")  # type: ignore[arg-type]  # none of them is an instant
            apart = max(apart, abs(value - other[metric]) / max(abs(value), 1e-9))
    return ours / count, theirs / count, apart


def report(line: Callable[[str, str, str], None]) -> None:
    """Print the engine's rows."""
    timings = [in_a_process(count) for count in COUNTS]
    for one in timings:
        target = "15 s" if one.symbols == COUNTS[-1] else ""
        what = f"engine, {one.symbols} symbols x {synthetic.DAYS} days (drawn)"
        line(what, f"{one.measuring:.2f} s", target)
        line("  processor time", f"{one.processor:.2f} s", "")
    line("  memory at its highest, all series held", f"{timings[-1].megabytes:.0f} MB", "1,000 MB")
    first, last = timings[0], timings[-1]
    growth = (last.processor / last.symbols) / (first.processor / first.symbols)
    line("  cost of a symbol at 500 over that at 125", f"{growth:.2f}", "1 (linear)")
    ours, theirs, apart = against_the_rival()
    line("  one symbol", f"{ours * 1000:.1f} ms", "30 ms")
    line("  one symbol, the rival in plain pandas", f"{theirs * 1000:.1f} ms", "")
    line("  rival over engine", f"{theirs / ours:.1f} times", "")
    line("  where both define alike, apart by at most", f"{apart:.1e}", "")


if __name__ == "__main__":
    sys.stdout.write(json.dumps(asdict(timing(int(sys.argv[1])))))
