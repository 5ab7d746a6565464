"""The engine's figures: all setups of many symbols, its memory, its growth, and a rival.

The symbols are drawn from seeds (``synthetic``). Each size is measured in a process of its own,
so that its memory is its own; all series are held at once, which is more than an edition needs.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path

import numpy as np

from reporter import signals
from reporter.model.digest import digest
from reporter.newsroom.stored_calibration import stored_calibration
from reporter.signals.series import SymbolData, moment
from reporter.signals.stored import COLUMNS, RATIOS, Rows, empty_month
from reporter.storage.history import HistoryStore, load_history
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


def in_a_process(count: int, *folder: str) -> Timing:
    """The same in a new process; with a folder, from months stored there."""
    command = [sys.executable, "-m", "tests.bench.engine", str(count), *folder]
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


def stored(count: int, folder: Path) -> Timing:
    """Measure ``count`` symbols from stored months, with odds, each let go after its turn.

    What a run has in memory anyway, live readings and the last premiums, is drawn before the
    clock starts; the months are written before it, too.
    """
    live = [_stored_and_live(number, folder) for number in range(count)]
    calibration = stored_calibration().calibration
    since = synthetic.AS_OF - timedelta(days=synthetic.DAYS + 1)
    read = 0.0
    start, spent = time.perf_counter(), time.process_time()
    for data in live:
        before = time.perf_counter()
        past = load_history(
            folder, "binance", data.instrument.symbol, since=since, until=synthetic.AS_OF
        )
        read += time.perf_counter() - before
        whole = replace(data, history={**past.series, **data.history})
        setup = signals.measure(whole, synthetic.AS_OF, None, calibration)
        if past.gaps or setup.gaps or not all(level.odds for level in setup.levels):
            sys.exit("a symbol that lacks nothing was measured with gaps")
    end, spent = time.perf_counter(), time.process_time() - spent
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    return Timing(count, read, end - start, spent, peak / unit)


def _stored_and_live(number: int, folder: Path) -> SymbolData:
    """A drawn symbol whose long histories were put into the store, with the rest of it."""
    data, store = synthetic.symbol(number), HistoryStore(folder)
    for kind, rows in _rows(data).items():
        months = np.array([f"{moment(int(time)):%Y-%m}" for time in rows.times])
        for name in np.unique(months):
            inside = months == name
            part = Rows(
                times=rows.times[inside],
                columns={column: values[inside] for column, values in rows.columns.items()},
            )
            month = empty_month(
                venue="binance", symbol=data.instrument.symbol, kind=kind, month=str(name),
                endpoint="drawn",
            )  # fmt: skip
            store.write(month.with_file("drawn", digest(b"drawn"), part))
    return replace(data, history={"premium": data.history["premium"]})


def _rows(data: SymbolData) -> dict[str, Rows]:
    history = data.history
    ratios = {name: history[name]["ratio"] for name in RATIOS}
    given = {
        "candles": (history["candles"].times, history["candles"].columns),
        "funding": (history["funding"].times, history["funding"].columns),
        "metrics": (
            history["open_interest"].times,
            {**history["open_interest"].columns, **ratios},
        ),
    }
    return {
        kind: Rows(times=times, columns={name: columns[name] for name in COLUMNS[kind]})
        for kind, (times, columns) in given.items()
    }


def report(line: Callable[[str, str, str], None]) -> None:
    """Print the engine's rows."""
    timings = [in_a_process(count) for count in COUNTS]
    for one in timings:
        target = "15 s" if one.symbols == COUNTS[-1] else ""
        what = f"engine, {one.symbols} symbols x {synthetic.DAYS} days (drawn)"
        line(what, f"{one.measuring:.2f} s", target)
        line("  processor time", f"{one.processor:.2f} s", "")
    line("  memory at its highest, all series held", f"{timings[-1].megabytes:.0f} MB", "1,000 MB")
    with tempfile.TemporaryDirectory() as folder:
        one = in_a_process(COUNTS[-1], folder)
    line(
        f"engine, {one.symbols} symbols from stored months, with odds",
        f"{one.measuring:.2f} s",
        "15 s",
    )
    line("  of that reading the months", f"{one.reading:.2f} s", "")
    line("  memory at its highest", f"{one.megabytes:.0f} MB", "1,000 MB")
    first, last = timings[0], timings[-1]
    growth = (last.processor / last.symbols) / (first.processor / first.symbols)
    line("  cost of a symbol at 500 over that at 125", f"{growth:.2f}", "1 (linear)")
    ours, theirs, apart = against_the_rival()
    line("  one symbol", f"{ours * 1000:.1f} ms", "30 ms")
    line("  one symbol, the rival in plain pandas", f"{theirs * 1000:.1f} ms", "")
    line("  rival over engine", f"{theirs / ours:.1f} times", "")
    line("  where both define alike, apart by at most", f"{apart:.1e}", "")


if __name__ == "__main__":
    number = int(sys.argv[1])
    done = stored(number, Path(sys.argv[2])) if len(sys.argv) > 2 else timing(number)
    sys.stdout.write(json.dumps(asdict(done)))
