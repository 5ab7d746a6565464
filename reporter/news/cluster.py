"""Stories out of items: average-linkage agglomeration of TF-IDF vectors, in rounds.

Two clusters are as alike as their documents are on average, over all pairs (UPGMA, Sokal and
Michener 1958), damped by the time between them. As vectors add up, that average is the inner
product of two sums of vectors, and no pair of documents is ever looked at. In each round every
cluster finds those most like it through an inverted index, and pairs merge that can do no better
elsewhere. Under average linkage a merger never brings a third cluster nearer than the nearer of
both, and so merging in rounds gives the tree that merging the nearest pair of all would give.

A search costs at most a fixed number of steps, and each round merges a share of the clusters that
may still merge; hence the cost grows about as n log n.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from reporter.news.neighbours import Neighbours, Numbered
from reporter.news.vectors import cosine, weighed

_PART: Final = 0.6  # share of that likeness which a candidate's heaviest words must bring
_NO_BETTER: Final = 0.95  # a pair this near to the best of both merges at once


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What clustering sees of an item: weighted terms, and hours on any one clock."""

    hours: float
    terms: Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Closeness:
    """How alike two clusters must be to be one story.

    ``alike`` is the mean cosine of their documents at which two clusters merge. ``sharpness`` is
    the power of the inverse document frequency in the terms' weights. ``memory`` is the width of
    the time decay (a Gaussian curve) in hours.
    """

    alike: float
    sharpness: float = 1.0
    memory: float = 72.0


@dataclass(slots=True)
class _Cluster:
    """The sum of its documents' vectors, its size, and its mean time."""

    total: Numbered
    size: int
    hours: float
    places: list[int]
    anchor: int | None = None

    def absorb(self, other: _Cluster) -> None:
        size = self.size + other.size
        self.hours = (self.hours * self.size + other.hours * other.size) / size
        small, large = sorted((self.total, other.total), key=len)
        for term, weight in small.items():
            large[term] = large.get(term, 0.0) + weight
        self.total, self.size = large, size
        self.places += other.places
        self.anchor = other.anchor if self.anchor is None else self.anchor


_Clusters = dict[int, _Cluster]
_Pairs = dict[tuple[int, int], float]


def cluster(
    documents: Sequence[Document], closeness: Closeness, anchors: Mapping[int, int] | None = None
) -> list[int]:
    """A cluster number for each document, in the order given (which must be that of time).

    A cluster is numbered after the place of its first document. ``anchors`` names the story of
    documents whose story is known: those of one story stay together, those of different stories
    apart, and new documents join them or not.
    """
    clusters = _starting(documents, closeness, anchors or {})
    pairs: _Pairs = {}
    active = grown = set(clusters)
    while True:  # ends, as each round leaves fewer clusters, looks at all of them, or is the last
        pairs |= _alike(clusters, active, grown, closeness)
        if pairs:
            active = {label for pair in pairs for label in pair}
            grown, pairs = _merged(clusters, pairs)
            active &= clusters.keys()
        elif len(grown) == len(clusters):
            return _labels(clusters, len(documents))
        else:
            active = grown = set(clusters)


def _labels(clusters: _Clusters, size: int) -> list[int]:
    labels = [0] * size
    for label, one in clusters.items():
        for place in one.places:
            labels[place] = label
    return labels


def _starting(
    documents: Sequence[Document], closeness: Closeness, anchors: Mapping[int, int]
) -> _Clusters:
    """A cluster of its own for each document, or for each story that is known."""
    vectors = weighed([document.terms for document in documents], closeness.sharpness)
    numbers: defaultdict[str, int] = defaultdict(lambda: len(numbers))
    clusters: _Clusters = {}
    first: dict[int, int] = {}
    for place, (document, vector) in enumerate(zip(documents, vectors, strict=True)):
        total = {numbers[term]: weight for term, weight in vector.items()}
        one = _Cluster(total, 1, document.hours, [place], anchors.get(place))
        home = place if one.anchor is None else first.setdefault(one.anchor, place)
        if home == place:
            clusters[place] = one
        else:
            clusters[home].absorb(one)
    return clusters


def _alike(clusters: _Clusters, active: set[int], grown: set[int], closeness: Closeness) -> _Pairs:
    """The pairs of a grown and an active cluster that may merge, by their likeness."""
    neighbours = Neighbours(
        [(label, clusters[label].total, clusters[label].size) for label in sorted(active)]
    )
    pairs: _Pairs = {}
    for label in sorted(grown):
        one = clusters[label]
        for other in neighbours.near(label, one.total, one.size * closeness.alike * _PART):
            likeness = _likeness(one, clusters[other], closeness)
            if likeness > closeness.alike:
                pairs[min(label, other), max(label, other)] = likeness
    return pairs


def _likeness(one: _Cluster, other: _Cluster, closeness: Closeness) -> float:
    if one.anchor is not None and other.anchor is not None:
        return 0.0
    mean = cosine(one.total, other.total) / (one.size * other.size)
    return mean * math.exp(-(((one.hours - other.hours) / closeness.memory) ** 2) / 2)


def _merged(clusters: _Clusters, pairs: _Pairs) -> tuple[set[int], _Pairs]:
    """Merge the pairs that find nothing better; the clusters grown thereby, and the pairs left.

    Of equal pairs the earlier goes first, and no cluster merges twice in a round.
    """
    grown: set[int] = set()
    changed: set[int] = set()
    for one, other in _best(pairs):
        if changed.isdisjoint((one, other)):
            changed |= {one, other}
            grown.add(one)
            clusters[one].absorb(clusters.pop(other))
    return grown, {pair: pairs[pair] for pair in pairs if changed.isdisjoint(pair)}


def _best(pairs: _Pairs) -> Iterator[tuple[int, int]]:
    best: defaultdict[int, float] = defaultdict(float)
    for pair, likeness in pairs.items():
        for label in pair:
            best[label] = max(best[label], likeness)
    for (one, other), likeness in sorted(pairs.items(), key=lambda entry: (-entry[1], entry[0])):
        if likeness >= _NO_BETTER * max(best[one], best[other]):
            yield one, other
