"""The figures of speed and size, measured: ``make bench``. Nothing here passes or fails.

Each figure is the best of a few runs of the real command, process start to finish, so that a
busy machine disturbs it least.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPORTER = [sys.executable, "-m", "reporter"]
HEAVY = ("pandas", "numpy", "weasyprint", "openai", "sklearn", "feedparser", "pydantic")


def main() -> None:
    """Measure and print."""
    line("reporter --help, start to finish", seconds(lambda: run("--help"), 5), "0.2 s")
    line("  heavy imports of --help", loaded_by_help() or "none", "none")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        line("reporter demo, all formats", seconds(lambda: demo(root / "a"), 3), "5 s")
        demo(root / "b")
        same = tree_digest(root / "a") == tree_digest(root / "b")
        line("demo twice, byte for byte", "identical" if same else "DIFFERENT", "identical")
        for path in sorted((root / "a").rglob("*")):
            if path.suffix in {".pdf", ".eml", ".html", ".svg", ".png", ".json"}:
                name = path.relative_to(root / "a").as_posix()
                line(f"  {name}", f"{path.stat().st_size / 1000:.1f} KB", "")
    line("engine, one symbol, 180 days of hours", engine(), "30 ms a symbol")


def line(what: str, value: str, target: str) -> None:
    """One row of the report."""
    print(f"{what:48} {value:>14}   {target}")  # noqa: T201 - the report goes to the terminal


def run(*arguments: str) -> None:
    """Run the command quietly; a failure ends the benchmark."""
    subprocess.run([*REPORTER, *arguments], check=True, capture_output=True)


def demo(out: Path) -> None:
    """The sample edition into ``out``."""
    run("demo", "-q", "--out", str(out))


def seconds(action: Callable[[], None], runs: int) -> str:
    """The best time of several runs."""
    best = float("inf")
    for _ in range(runs):
        start = time.perf_counter()
        action()
        best = min(best, time.perf_counter() - start)
    return f"{best:.2f} s"


def loaded_by_help() -> str:
    """Which heavy libraries ``--help`` imports."""
    program = (
        "import sys\n"
        "from reporter.cli.main import invoke\n"
        "invoke(['--help'])\n"
        f"print('LOADED', *[m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    result = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)
    return result.stdout.decode().rpartition("LOADED")[2].strip()


def tree_digest(root: Path) -> str:
    """One digest over every file below a folder."""
    total = hashlib.sha256()
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        total.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes())
    return total.hexdigest()


def engine() -> str:
    """Time of one measurement over 180 days of hourly bars, drawn for the purpose."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "signals"))
    from conftest import Bench  # type: ignore[import-not-found] # the signals tests' maker

    from reporter import signals

    data = Bench().full(days=180)
    start = time.perf_counter()
    for _ in range(20):
        signals.measure(data, Bench.as_of)
    return f"{(time.perf_counter() - start) / 20 * 1000:.1f} ms"


if __name__ == "__main__":
    main()
