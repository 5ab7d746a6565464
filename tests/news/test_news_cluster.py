"""Floors for the grouping, on labelled headlines of our own. They are never lowered silently."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Protocol

from reporter.model.news import Item
from reporter.news import Row, build_stories, cluster_rows
from reporter.news.cluster import Closeness, Document, cluster

ITEM_FLOOR = 0.97
HEADLINE_FLOOR = 0.77


class LabelledItem(Protocol):
    item: Item
    story: str


def b_cubed(found: Mapping[str, str], true: Mapping[str, str]) -> float:
    """F1 of B-cubed precision and recall (Bagga and Baldwin 1998)."""
    sizes, truths = Counter(found.values()), Counter(true.values())
    both = Counter((found[key], true[key]) for key in true)
    precision = sum(both[found[k], true[k]] / sizes[found[k]] for k in true) / len(true)
    recall = sum(both[found[k], true[k]] / truths[true[k]] for k in true) / len(true)
    return 2 * precision * recall / (precision + recall)


def test_b_cubed_of_a_known_case() -> None:
    found = {"a": "1", "b": "1", "c": "2"}
    assert b_cubed(found, found) == 1.0
    # Precision (1/2 + 1/2 + 1) / 3 = 2/3, recall 1.
    assert abs(b_cubed(found, {"a": "x", "b": "y", "c": "z"}) - 0.8) < 1e-12


def test_stories_of_labelled_items(labelled: Sequence[LabelledItem], as_of: datetime) -> None:
    reading = build_stories([one.item for one in labelled], as_of=as_of, universe=["FILUSDT"])
    found = {item.id: story.id for story in reading.stories for item in story.items}
    true = {one.item.id: one.story for one in labelled}
    assert len(true) >= 40
    assert found.keys() == true.keys()
    assert b_cubed(found, true) >= ITEM_FLOOR


def as_rows(labelled: Sequence[LabelledItem], as_of: datetime) -> list[Row]:
    return [
        Row(id=one.item.id, time=one.item.published or as_of, title=one.item.title)
        for one in labelled
    ]


def test_stories_of_bare_headlines(labelled: Sequence[LabelledItem], as_of: datetime) -> None:
    found = cluster_rows(as_rows(labelled, as_of))
    assert b_cubed(found, {one.item.id: one.story for one in labelled}) >= HEADLINE_FLOOR


def test_rows_in_any_order_give_the_same_stories(
    labelled: Sequence[LabelledItem], as_of: datetime
) -> None:
    rows = as_rows(labelled, as_of)
    mixed = random.Random(7).sample(rows, len(rows))
    assert cluster_rows(mixed) == cluster_rows(rows)


def test_a_story_is_named_after_its_earliest_row() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        Row(id="later", time=start + timedelta(hours=1), title="Copper vote on Hyperliquid"),
        Row(id="first", time=start, title="Hyperliquid copper vote opens"),
        Row(id="other", time=start, title="Rain stops play at Lord's"),
    ]
    assert cluster_rows(rows) == {"first": "first", "later": "first", "other": "other"}


def test_no_rows_no_stories_and_empty_titles_stay_alone() -> None:
    assert cluster_rows([]) == {}
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [Row(id=name, time=start, title="") for name in ("a", "b")]
    assert cluster_rows(rows) == {"a": "a", "b": "b"}


def test_the_same_words_weeks_later_are_another_story() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    rows = [
        Row(id=f"{days}", time=start + timedelta(days=days), title="Fed issues FOMC statement")
        for days in (0, 42, 84)
    ]
    assert len(set(cluster_rows(rows).values())) == 3


def test_shared_entities_bring_near_documents_together() -> None:
    def document(words: str, *entities: str) -> Document:
        return Document(
            hours=0.0, terms=dict.fromkeys(words.split(), 1.0), entities=frozenset(entities)
        )

    apart = Closeness(join=0.4, merge=0.9, bonus=0.3)
    words = ("court rules states contracts", "court hears appeal tomorrow")
    assert cluster([document(w) for w in words], apart) == [0, 1]
    assert cluster([document(w, "kalshi") for w in words], apart) == [0, 0]


def test_a_word_that_very_many_share_joins_nobody() -> None:
    documents = [
        Document(hours=float(n), terms={"daily": 1.0, f"firm{n}": 1.0}) for n in range(200)
    ]
    assert cluster(documents, Closeness(join=0.5, merge=0.5)) == list(range(200))


def test_two_clusters_that_grew_alike_become_one() -> None:
    """The second document opens a cluster of its own; the third shows that both are one story."""
    first, second, third = (
        {"court": 1.0, "ohio": 1.0, "kalshi": 1.0},
        {"judge": 1.0, "sports": 1.0, "contracts": 1.0},
        {"court": 1.0, "ohio": 1.0, "kalshi": 1.0, "judge": 1.0, "sports": 1.0, "contracts": 1.0},
    )
    other = {"copper": 1.0, "hyperliquid": 1.0, "vote": 1.0}
    documents = [
        Document(hours=float(n), terms=terms)
        for n, terms in enumerate((first, second, third, other))
    ]
    labels = cluster(documents, Closeness(join=0.5, merge=0.3))
    assert labels[0] == labels[1] == labels[2] != labels[3]
