"""How right the stories of labelled headlines are, through the path of ``stories --items``.

The corpus has coarse topics (43 of them, 9 to 317 headlines each, 36 hours of March 2014). A hash
of the topic's label says whether it belongs to the part on which bounds were chosen or to the
part held out. Its times are those of a crawl that fetched one topic after the other: every topic
lies within about a minute. A time decay of minutes would find the topics by that accident; ours
is a matter of days, and does not.

``-v`` adds the curve of precision against recall.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from unittest.mock import patch

from reporter.news import rows
from reporter.news.cluster import Closeness
from reporter.newsroom.stories import COLUMNS, group_rows
from tests.measure.corpora import ROOT, say, table

HEADLINES = ROOT.parent / "shared" / "data" / "stories" / "uci_stories.csv"
PARTS = {"tuned": (0,), "held out": (1,), "all": (0, 1)}
CURVE = (0.03, 0.05, 0.07, 0.09, 0.10, 0.11, 0.12, 0.15, 0.20, 0.30)
HEAD = ("B³ P", "B³ R", "B³ F1", "pair P", "pair R", "pair F1", "stories")

Line = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Scores:
    """B-cubed (Bagga and Baldwin 1998) and pairwise precision and recall."""

    precision: float
    recall: float
    pair_precision: float
    pair_recall: float
    stories: int

    def cells(self) -> tuple[str, ...]:
        values = (
            self.precision,
            self.recall,
            _mean(self.precision, self.recall),
            self.pair_precision,
            self.pair_recall,
            _mean(self.pair_precision, self.pair_recall),
        )
        return (*(f"{value:.3f}" for value in values), str(self.stories))


def main() -> None:
    """Measure and print."""
    if not HEADLINES.is_file():
        say(f"skipped: {HEADLINES.name} is not in {HEADLINES.parent}")
        return
    with HEADLINES.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    parts = {part: _part(lines, part) for part in PARTS}
    told = [_row(part, chosen) for part, chosen in parts.items()]
    table("Stories of labelled headlines", ("part", "headlines", "topics", *HEAD), told)
    if "-v" in sys.argv:
        for part, chosen in parts.items():
            table(f"Bounds, {part}", ("mean cosine", *HEAD), _curve(chosen))


def scores(found: Mapping[str, str], true: Mapping[str, str]) -> Scores:
    """How well the stories found agree with the true ones, over the same headlines."""
    sizes, truths = Counter(found.values()), Counter(true.values())
    both = Counter((found[key], true[key]) for key in true)
    return Scores(
        precision=sum(n * n / sizes[story] for (story, _), n in both.items()) / len(true),
        recall=sum(n * n / truths[label] for (_, label), n in both.items()) / len(true),
        pair_precision=_pairs(both.values()) / max(_pairs(sizes.values()), 1),
        pair_recall=_pairs(both.values()) / max(_pairs(truths.values()), 1),
        stories=len(sizes),
    )


def _row(part: str, lines: Sequence[Line]) -> tuple[object, ...]:
    topics = len({line["STORY"] for line in lines})
    return (part, f"{len(lines):,}", topics, *_measured(lines).cells())


def _curve(lines: Sequence[Line]) -> Iterable[tuple[str, ...]]:
    for alike in CURVE:
        bound = Closeness(alike=alike, sharpness=crowded().sharpness)
        with patch.object(rows, "closeness_of", lambda _, bound=bound: bound):
            yield (f"{alike:.2f}", *_measured(lines).cells())


def crowded() -> Closeness:
    """The bounds of a very crowded table."""
    return rows.closeness_of(1000.0)


def _measured(lines: Sequence[Line]) -> Scores:
    """The scores of these headlines, written as a table and read as ``--items`` reads it."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "items.csv"
        with path.open("w", encoding="utf-8", newline="") as handle:
            writer = csv.writer(handle)
            writer.writerow(COLUMNS)
            writer.writerows(_mapped(line) for line in lines)
        found = group_rows(path)
    return scores(found, {line["ID"]: line["STORY"] for line in lines})


def _mapped(line: Line) -> tuple[str, ...]:
    moment = datetime.fromtimestamp(int(line["TIMESTAMP"]) / 1000, UTC)
    return (line["ID"], moment.isoformat(), line["TITLE"], line["URL"], line["PUBLISHER"])


def _part(lines: Sequence[Line], part: str) -> list[Line]:
    return [line for line in lines if _half(line["STORY"]) in PARTS[part]]


def _half(label: str) -> int:
    return hashlib.sha256(label.encode()).digest()[0] % 2


def _pairs(sizes: Iterable[int]) -> float:
    return sum(size * (size - 1) / 2 for size in sizes)


def _mean(precision: float, recall: float) -> float:
    return 2 * precision * recall / max(precision + recall, 1e-9)


if __name__ == "__main__":
    main()
