from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from reporter.model.news import Item
from reporter.news import build_stories, story_facts

TABLE = Path(__file__).parent / "labelled_subjects.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
ACCURACY = 0.95
"""Floor on our own sentences, most of them hard: asides, passives, comparisons, two companies.

Of the last 25, written before the rules were looked at again, 21 are right."""


def test_a_figure_belongs_to_whom_its_sentence_says_it_of(
    make_item: Callable[..., Item], as_of: datetime
) -> None:
    assert len(ROWS) >= 130
    right = 0
    for row in ROWS:
        item = make_item("Plain notice from harbour office", row["sentence"])
        (story,) = build_stories([item], as_of=as_of, universe=[]).stories
        at = row["sentence"].index(row["figure"])
        found = {
            fact.subject
            for fact in story_facts(story)
            if fact.evidence is not None
            and fact.evidence.sentence == row["sentence"]
            and fact.evidence.start < at + len(row["figure"])
            and fact.evidence.end > at
        }
        right += row["subject"] in found
    assert right >= ACCURACY * len(ROWS)
