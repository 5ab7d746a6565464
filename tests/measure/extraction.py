"""Article text against a benchmark of saved pages.

    python -m tests.measure.extraction FOLDER [-v]

FOLDER is laid out as scrapinghub's article-extraction-benchmark: ``ground-truth.json`` with
``{ID: {"articleBody": text}}`` and ``html/ID.html.gz`` (or ``html/ID.html``). The pages are read
as by ``reporter extract``. Scored as there: runs of four words, precision and recall of each page,
their means over the pages, and F1 of the means.
"""

from __future__ import annotations

import argparse
import json
import re
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from reporter.model.errors import ReporterError
from reporter.newsroom.extract import extract_files
from tests.measure.corpora import say

_RUN = 4
_WORD = re.compile(r"\w+")
_WORST = 15


@dataclass(frozen=True)
class Scored:
    """How much of what was found is true, and how much of the truth was found; None: no words."""

    page: str
    precision: float | None
    recall: float | None


@dataclass(frozen=True)
class Score:
    """The means over all pages, and F1 of the means."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def scored(page: str, found: str, true: str) -> Scored:
    """The score of one page."""
    ours, theirs = _runs(found), _runs(true)
    common = (ours & theirs).total()
    return Scored(
        page=page,
        precision=common / ours.total() if ours else None,
        recall=common / theirs.total() if theirs else None,
    )


def score(pages: Iterable[Scored]) -> Score:
    """The score of all pages; one without words on a side does not count on that side."""
    rows = list(pages)
    return Score(
        precision=_mean([row.precision for row in rows if row.precision is not None]),
        recall=_mean([row.recall for row in rows if row.recall is not None]),
    )


def _runs(text: str) -> Counter[tuple[str, ...]]:
    """The runs of four words, with how often they occur; a shorter text is one run."""
    words = _WORD.findall(text)
    starts = range(max(1, len(words) - _RUN + 1)) if words else ()
    return Counter(tuple(words[start : start + _RUN]) for start in starts)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0


def measure(folder: Path) -> list[Scored]:
    """The score of each page of the benchmark in this folder, by name."""
    truth = json.loads((folder / "ground-truth.json").read_text(encoding="utf-8"))
    names = sorted(truth)
    rows = []
    for name, one in zip(names, extract_files(_file(folder, name) for name in names), strict=True):
        text = "" if isinstance(one.outcome, ReporterError) else one.outcome.text
        rows.append(scored(name, text, truth[name].get("articleBody") or ""))
    return rows


def _file(folder: Path, name: str) -> Path:
    plain = folder / "html" / f"{name}.html"
    return plain if plain.exists() else plain.with_suffix(".html.gz")


def main(arguments: Sequence[str] = ()) -> None:
    """Print the score; without a folder, say that nothing was measured."""
    parser = argparse.ArgumentParser(prog="extraction")
    parser.add_argument("folder", type=Path, nargs="?")
    parser.add_argument("-v", "--verbose", action="store_true")
    given = parser.parse_args(arguments)
    if given.folder is None:
        say("skipped: extraction needs the folder of a benchmark")
        return
    start = time.perf_counter()
    rows = measure(given.folder)
    took = time.perf_counter() - start
    total = score(rows)
    say(
        f"{len(rows)} pages: precision {total.precision:.3f}, recall {total.recall:.3f}, "
        f"F1 {total.f1:.3f}; {took / max(1, len(rows)) * 1000:.0f} ms a page"
    )
    if given.verbose:
        for row in sorted(rows, key=lambda row: (row.precision or 0) + (row.recall or 0))[:_WORST]:
            say(f"  {row.page}: precision {row.precision or 0:.2f}, recall {row.recall or 0:.2f}")


if __name__ == "__main__":
    import sys

    main(sys.argv[1:])
