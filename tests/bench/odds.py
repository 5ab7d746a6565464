"""The odds: what asking for them costs, what making them costs, and what they are worth."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]

# Recorded hours of ten contracts; they are no part of this project and may be missing.
HOURS = ROOT.parent / "shared" / "data" / "calibration" / "binance"

SYMBOLS = 500
LEVELS = (0.9, 0.95, 0.98, 1.02, 1.05, 1.1)


def asking() -> float:
    """Seconds for six levels in three horizons of 500 symbols with 180 days of hours each."""
    import numpy as np

    from reporter.newsroom.stored_calibration import stored_calibration
    from reporter.signals.candles import read_candles
    from reporter.signals.forecast import forecast
    from tests.bench import synthetic

    candles, _ = read_candles(synthetic.symbol(0), synthetic.AS_OF)
    calibration = stored_calibration().calibration
    if candles is None:
        sys.exit("a symbol that lacks nothing has no candles")
    price = float(candles.close[-1])
    levels = price * np.array(LEVELS)
    start = time.perf_counter()
    for _ in range(SYMBOLS):
        made = forecast(candles, calibration)
        if made is None:
            sys.exit("180 days of hours gave no forecast")
        for hours in (2.65, 24.0, 72.0):
            made.touch(price, levels, hours)
    return time.perf_counter() - start


def making() -> tuple[float, float, list[dict[str, Any]]]:
    """Seconds and megabytes of ``reporter calibrate`` on the recorded hours, and its scores."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "calibration.json")
        command = [sys.executable, "-m", "reporter", "calibrate", str(HOURS), "--out", str(out)]
        start = time.perf_counter()
        subprocess.run([*command, "-q"], check=True, capture_output=True, cwd=ROOT)
        spent = time.perf_counter() - start
        scores = json.loads(out.read_bytes())["scores"]
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    return spent, peak / (1e6 if sys.platform == "darwin" else 1e3), scores


def report(line: Callable[[str, str, str], None]) -> None:
    """Print the figures; the scores are those of the walk forward's last third."""
    line(f"odds, {SYMBOLS} symbols x 6 levels x 3 horizons", f"{asking():.2f} s", "part of 15 s")
    if not HOURS.is_dir():
        line("calibration", "no recorded hours", "")
        return
    seconds, megabytes, scores = making()
    line("calibration with its walk forward", f"{seconds:.1f} s", "60 s")
    line("  memory at its highest, of any command here", f"{megabytes:.0f} MB", "1,000 MB")
    for row in scores:
        if (row["part"], row["event"]) == ("last third", "touch"):
            _print(row, line)


def _print(row: dict[str, Any], line: Callable[[str, str, str], None]) -> None:
    error = f"{100 * row['calibration_error']:.2f} points"
    line(f"  touch, {row['horizon']}: calibration error", error, "2 points")
    for name, one in row["references"].items():
        skill = f"{100 * one['skill']:.1f} % (low {100 * one['low']:.1f})"
        line(f"    Brier skill over {name}", skill, "low above 0")
