"""The figures of speed and size, measured: ``make bench``. Nothing here passes or fails.

Commands are timed from process start to finish. Each time is the best of a few runs, so that a
busy machine disturbs it least. The last column holds the figure to reach.
"""

from __future__ import annotations

import email
import resource
import sys
import tempfile
from email.policy import default
from pathlib import Path

from tests.bench import (
    charts,
    checks,
    commands,
    engine,
    feeds,
    odds,
    parts,
    pdf,
    scan,
    site,
    stories,
)

SAMPLE = commands.ROOT / "reporter" / "sample" / "snapshot.zip"


def main() -> None:
    """Measure and print."""
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        start_up(root)
        sample_edition(root)
        replays(root)
        wheel(root)
        sizes(root / "demo")
    stages()
    site.report(line)
    engine_and_stories()


def line(what: str, value: str, target: str = "") -> None:
    """One row of the report."""
    sys.stdout.write(f"{what:52} {value:>20}   {target}\n")
    sys.stdout.flush()


def start_up(root: Path) -> None:
    """What ``--help`` costs."""
    line("reporter --help", commands.best(lambda: commands.reporter(root, "--help"), 5), "0.2 s")
    line("  heavy imports of --help", commands.loaded_by_help(root), "none")


def sample_edition(root: Path) -> None:
    """The demo: time, memory, and whether it makes the same bytes twice."""

    def demo(name: str) -> None:
        commands.reporter(root, "demo", "-q", "--out", name)

    line("reporter demo, all formats", commands.best(lambda: demo("demo"), 3), "5 s")
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    unit = 1e6 if sys.platform == "darwin" else 1e3  # bytes there, kilobytes elsewhere
    line("  memory at its highest", f"{peak / unit:.0f} MB", "1,000 MB")
    demo("again")
    line("  demo twice", commands.compare(root / "demo", root / "again"), "identical")


def replays(root: Path) -> None:
    """The sample replayed, exported, and replayed twice from the exported file."""
    commands.reporter(
        root, "replay", str(SAMPLE), "-q", "--out", "replayed", "--export", "export.zip"
    )
    for name in ("first", "second"):
        commands.reporter(root, "replay", "export.zip", "-q", "--out", name)
        same = commands.compare(root / "demo", root / name)
        line(f"  {name} replay of the exported snapshot", same, "identical")


def wheel(root: Path) -> None:
    """The demo and a replay from an installed wheel, away from the checkout."""
    python = commands.installed_wheel(root)
    commands.run([str(python), "-m", "reporter", "demo", "-q", "--out", "wheel"], root)
    line(
        "  demo of an installed wheel", commands.compare(root / "demo", root / "wheel"), "identical"
    )
    again = [str(python), "-m", "reporter", "replay", "export.zip", "-q", "--out", "wheel-replay"]
    commands.run(again, root)
    same = commands.compare(root / "demo", root / "wheel-replay")
    line("  replay in an installed wheel", same, "identical")


def sizes(output: Path) -> None:
    """The sizes of the files that travel."""
    targets = {".pdf": "150 KB"}
    for path in sorted(output.glob("*/**/*")):
        if path.is_file():
            line(f"  {path.name}", kilobytes(path.stat().st_size), targets.get(path.suffix, ""))
        if path.suffix == ".eml":
            letter_parts(path)


def letter_parts(path: Path) -> None:
    """The decoded parts of the e-mail draft."""
    targets = {"text/html": "80 KB", "image/png": "80 KB"}
    letter = email.message_from_bytes(path.read_bytes(), policy=default)
    for part in letter.walk():
        if not part.is_multipart():
            body = part.get_payload(decode=True)
            size = len(body) if isinstance(body, bytes) else 0
            kind = part.get_content_type()
            line(f"    its {kind} part", kilobytes(size), targets.get(kind, ""))


def kilobytes(size: int) -> str:
    """A size in thousands of bytes."""
    return f"{size / 1000:.1f} KB"


def stages() -> None:
    """One edition's costly stages, in this process, with all libraries loaded."""
    pdf.report(line)
    charts.report(line)
    told = checks.measured()
    line("checking the sample's files, CPU", f"{told.sample:.2f} s")
    line("  its PDF read, which is not counted above", f"{told.pdf:.2f} s")
    line("checking the files of five articles, CPU", f"{told.five:.2f} s", "1 s")
    line("  five whole editions, CPU", f"{told.whole:.2f} s")
    line("numerals in 1 MB of prose", f"{parts.numerals():.2f} MB/s")


def engine_and_stories() -> None:
    """The engine, the scan, the feeds, and the clustering where labelled headlines are at hand."""
    engine.report(line)
    odds.report(line)
    scan.report(line)
    stories.report(line)
    feeds.report(line)
    if not parts.HEADLINES.is_file():
        line("stories", "no labelled set", "")
        return
    told = parts.stories()
    line(f"stories, {told.headlines:,} labelled headlines", f"F1 {told.f1:.3f}", "0.85")
    line("  precision and recall (B-cubed)", f"{told.precision:.3f}, {told.recall:.3f}")
    line("  time", f"{told.seconds:.2f} s")


if __name__ == "__main__":
    main()
