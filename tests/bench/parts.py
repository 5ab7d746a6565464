"""Parts of an edition, measured in this process."""

from __future__ import annotations

import csv
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parents[2]

# A set of headlines with story labels; it is no part of this project and may be missing.
HEADLINES = ROOT.parent / "shared" / "data" / "stories" / "uci_stories.csv"


def numerals() -> float:
    """Megabytes of prose a second that the numeral reader takes: the golden article, repeated."""
    from reporter.numerals import read

    article = (ROOT / "tests" / "golden" / "article.md").read_text(encoding="utf-8")
    prose = (article * (1_000_000 // len(article) + 1))[:1_000_000]
    read(article)
    start = time.perf_counter()
    read(prose)
    return 1 / (time.perf_counter() - start)


@dataclass(frozen=True, slots=True)
class Clustering:
    """How well the stories found agree with the labels."""

    headlines: int
    precision: float
    recall: float
    f1: float
    seconds: float


def stories() -> Clustering:
    """B-cubed scores of the stories of ``HEADLINES``.

    Precision is the mean share, over headlines, of the headline's found story that has its
    label; recall the mean share of its label that is in its found story (Bagga and Baldwin, 1998).
    """
    from reporter import news

    with HEADLINES.open(encoding="utf-8", newline="") as handle:
        lines = list(csv.DictReader(handle))
    rows = [
        news.Row(
            id=line["ID"],
            time=datetime.fromtimestamp(int(line["TIMESTAMP"]) / 1000, UTC),
            title=line["TITLE"],
            url=line["URL"],
            publisher=line["PUBLISHER"],
        )
        for line in lines
    ]
    start = time.perf_counter()
    found = news.cluster_rows(rows)
    seconds = time.perf_counter() - start
    pairs = [(found[line["ID"]], line["STORY"]) for line in lines]
    both, in_story = Counter(pairs), Counter(story for story, _ in pairs)
    labelled = Counter(label for _, label in pairs)
    precision = sum(both[pair] / in_story[pair[0]] for pair in pairs) / len(pairs)
    recall = sum(both[pair] / labelled[pair[1]] for pair in pairs) / len(pairs)
    f1 = 2 * precision * recall / (precision + recall)
    return Clustering(len(pairs), precision, recall, f1, seconds)
