"""Running the real command, timing it, and comparing what it wrote."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import time
import venv
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).parents[2]
HEAVY = (
    "pandas", "numpy", "weasyprint", "openai", "sqlalchemy", "feedparser", "pydantic", "httpx",
    "jinja2", "dateparser",
)  # fmt: skip


def run(command: Sequence[str], folder: Path) -> str:
    """Run a command quietly in a folder; its output. A failure ends the benchmark, told in full."""
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)} ended with {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def reporter(folder: Path, *arguments: str) -> None:
    """Run this checkout's ``reporter`` in a folder that has no templates of its own."""
    run([str(Path(sys.executable).with_name("reporter")), *arguments], folder)


def best(action: Callable[[], None], runs: int) -> str:
    """The best time of several runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return f"{min(times):.2f} s"


def loaded_by_help(folder: Path) -> str:
    """Which heavy libraries ``--help`` imports."""
    program = (
        "import sys\n"
        "from reporter.cli.main import invoke\n"
        "invoke(['--help'])\n"
        f"print('LOADED', *[m for m in {HEAVY!r} if m in sys.modules])\n"
    )
    out = run([sys.executable, "-c", program], folder)
    return out.rpartition("LOADED")[2].strip() or "none"


def compare(one: Path, other: Path) -> str:
    """Whether two folders hold the same files with the same bytes, and if not, which differ."""
    first, second = _contents(one), _contents(other)
    differing = [n for n in sorted({*first, *second}) if first.get(n) != second.get(n)]
    return f"DIFFERENT: {', '.join(differing)}" if differing else "identical"


def _contents(root: Path) -> dict[str, bytes]:
    """All files but those that note when others were written."""
    files = (p for p in root.rglob("*") if p.is_file() and not p.name.startswith("."))
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in files}


def installed_wheel(folder: Path) -> Path:
    """Build the wheel and install it into a new environment; that environment's Python.

    The libraries are lent from this environment by a path file, which comes after the wheel and
    does not lend the checkout itself: path files below a lent folder are not read.
    """
    build = [sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", str(folder)]
    run([*build, str(ROOT)], folder)
    (built,) = folder.glob("*.whl")
    home = folder / "environment"
    venv.create(home, symlinks=os.name != "nt", with_pip=False)
    python = home / ("Scripts" if os.name == "nt" else "bin") / "python"
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet"]
    run([*pip, "--python", str(python), "install", "--no-deps", "--no-index", str(built)], folder)
    site = run(
        [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"], folder
    )
    lent = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    Path(site.strip(), "lent.pth").write_text("\n".join(sorted(lent)) + "\n", encoding="utf-8")
    place = run([str(python), "-c", "import reporter; print(reporter.__file__)"], folder)
    if not Path(place.strip()).is_relative_to(home):
        sys.exit(f"the wheel's reporter was not the one imported: {place}")
    return python
