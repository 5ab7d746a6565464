"""Stories out of items: one pass in order of time, then rounds of merging like with like.

The pass puts each document into the cluster with the nearest centroid (TF-IDF cosine, damped
by the time since the cluster's last document, plus a bonus for shared entities) or opens a new
one. A single pass leaves one story in several clusters, because early documents know few of
its words; so clusters whose centroids are alike are then merged pairwise, and the documents of
merged clusters move to the nearest centroid after each round, all documents after the last.

An inverted index finds the candidates. A word finds at most a fixed number of clusters (in the
pass those that used it last; in the rounds none, if it stands in more), and so the cost grows
about as fast as the number of documents.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nlargest

from reporter.news.vectors import Vector, centroid, cosine, tf_idf

_CENTROID_TERMS = 100
_COMMON = 128  # clusters that one word finds
_SETTLED = 0.01  # a round that merges a smaller share of the clusters is the last
_SEEKING = 8  # heaviest words of a vector that find candidates
_MEASURED = 8  # candidates whose likeness is then measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What clustering sees of an item: weighted terms, hours on any one clock, entity ids."""

    hours: float
    terms: Mapping[str, float]
    entities: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """How alike two things must be to be one story.

    ``join`` is the score at which a document joins a cluster, ``merge`` the cosine at which
    two clusters become one. ``bonus`` is added for entities in common, in proportion to the
    document's share of them. ``memory`` is the width of the time decay in hours.
    """

    join: float
    merge: float
    bonus: float = 0.1
    memory: float = 72.0


@dataclass(slots=True)
class _Pool:
    """Growing clusters and the index of their summed vectors.

    For each word the index holds the clusters that used it last, the latest at the end.
    """

    index: defaultdict[str, dict[int, float]] = field(default_factory=lambda: defaultdict(dict))
    squares: list[float] = field(default_factory=list)
    last: list[float] = field(default_factory=list)
    entities: list[set[str]] = field(default_factory=list)

    def products(self, vector: Vector) -> dict[int, float]:
        """Inner products with the summed vectors of all candidate clusters."""
        found: defaultdict[int, float] = defaultdict(float)
        for term, weight in vector.items():
            for cluster, total in self.index[term].items():
                found[cluster] += weight * total
        return found

    def open(self, hours: float) -> int:
        self.squares.append(0.0)
        self.last.append(hours)
        self.entities.append(set())
        return len(self.last) - 1

    def add(self, cluster: int, document: Document, vector: Vector) -> None:
        for term, weight in vector.items():
            holders = self.index[term]
            before = holders.pop(cluster, 0.0)
            holders[cluster] = before + weight
            if len(holders) > _COMMON:
                del holders[next(iter(holders))]
            self.squares[cluster] += weight * (2 * before + weight)
        self.last[cluster] = document.hours
        self.entities[cluster] |= document.entities


@dataclass(frozen=True, slots=True)
class _Centre:
    """A finished cluster as merging sees it: its direction and the span of its documents."""

    vector: Vector
    first: float
    last: float

    def hours_apart(self, first: float, last: float) -> float:
        return max(0.0, self.first - last, first - self.last)


def cluster(documents: Sequence[Document], closeness: Closeness) -> list[int]:
    """A cluster number for each document, in the order given (which must be that of time)."""
    vectors = tf_idf([document.terms for document in documents])
    labels = _one_pass(documents, vectors, closeness)
    settled = False
    while not settled:  # ends, as each round but the last leaves fewer clusters
        centres = _centres(documents, vectors, labels)
        pairs = _nearest_pairs(centres, closeness)
        merged = [pairs.get(label, label) for label in labels]
        settled = len(pairs) <= len(centres) * _SETTLED
        changed = set(centres) if settled else set(pairs.values())
        labels = _reassigned(documents, vectors, merged, changed, closeness)
    return labels


def _decay(hours: float, closeness: Closeness) -> float:
    return math.exp(-((hours / closeness.memory) ** 2) / 2)


def _one_pass(
    documents: Sequence[Document], vectors: Sequence[Vector], closeness: Closeness
) -> list[int]:
    pool = _Pool()
    labels = []
    for document, vector in zip(documents, vectors, strict=True):
        best, best_score = None, closeness.join
        for label, product in pool.products(vector).items():
            score = _score(pool, label, product, document, closeness)
            if score > best_score:
                best, best_score = label, score
        chosen = pool.open(document.hours) if best is None else best
        pool.add(chosen, document, vector)
        labels.append(chosen)
    return labels


def _score(
    pool: _Pool, label: int, product: float, document: Document, closeness: Closeness
) -> float:
    shared = len(document.entities & pool.entities[label]) / max(len(document.entities), 1)
    alike = product / math.sqrt(pool.squares[label]) + closeness.bonus * shared
    return alike * _decay(document.hours - pool.last[label], closeness)


def _centres(
    documents: Sequence[Document], vectors: Sequence[Vector], labels: Sequence[int]
) -> dict[int, _Centre]:
    members: defaultdict[int, list[int]] = defaultdict(list)
    for place, label in enumerate(labels):
        members[label].append(place)
    return {
        label: _Centre(
            centroid((vectors[place] for place in members[label]), _CENTROID_TERMS),
            documents[members[label][0]].hours,
            documents[members[label][-1]].hours,
        )
        for label in sorted(members)
    }


class _Space:
    """Finished clusters, indexed by the words of their centroids."""

    def __init__(self, centres: Mapping[int, _Centre], closeness: Closeness) -> None:
        self.centres = centres
        self.closeness = closeness
        self.index: defaultdict[str, list[tuple[int, float]]] = defaultdict(list)
        for label, centre in centres.items():
            for term, weight in centre.vector.items():
                self.index[term].append((label, weight))

    def near(self, centre: _Centre) -> Iterator[tuple[int, float]]:
        """The clusters most like this one, with cosine times time decay.

        The heaviest words find the candidates; the best of these are then measured exactly.
        """
        found: defaultdict[int, float] = defaultdict(float)
        for term in nlargest(_SEEKING, centre.vector, key=centre.vector.__getitem__):
            holders = self.index[term]
            if len(holders) <= _COMMON:
                for label, weight in holders:
                    found[label] += weight * centre.vector[term]
        for label in nlargest(_MEASURED, found, key=found.__getitem__):
            other = self.centres[label]
            decay = _decay(other.hours_apart(centre.first, centre.last), self.closeness)
            yield label, cosine(centre.vector, other.vector) * decay


def _nearest_pairs(centres: Mapping[int, _Centre], closeness: Closeness) -> dict[int, int]:
    """Which cluster goes into which: the most alike pairs first, each cluster at most once."""
    space = _Space(centres, closeness)
    alike = sorted(
        (-score, min(label, other), max(label, other))
        for label, centre in centres.items()
        for other, score in space.near(centre)
        if other != label and score > closeness.merge
    )
    into: dict[int, int] = {}
    taken: set[int] = set()
    for _, kept, gone in alike:
        if not taken & {kept, gone}:
            taken |= {kept, gone}
            into[gone] = kept
    return into


def _reassigned(
    documents: Sequence[Document],
    vectors: Sequence[Vector],
    labels: Sequence[int],
    changed: set[int],
    closeness: Closeness,
) -> list[int]:
    """The documents of changed clusters put where the nearest centroid is, if near enough."""
    space = _Space(_centres(documents, vectors, labels), closeness)
    moved = list(labels)
    for place, (document, vector) in enumerate(zip(documents, vectors, strict=True)):
        if labels[place] not in changed:
            continue
        best, best_score = labels[place], closeness.join
        for other, score in space.near(_Centre(vector, document.hours, document.hours)):
            if score > best_score:
                best, best_score = other, score
        moved[place] = best
    return moved
