"""Which clusters share most with a cluster, by an inverted index over their heaviest words.

A word finds at most a fixed number of clusters: if more hold it, then those nearest in time. The
cost of a search is bounded thereby, however common the words and however many the clusters.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Sequence
from heapq import nlargest
from typing import Final

import numpy as np

from reporter.news.vectors import Vector

_COMMON: Final = 512  # clusters that one word finds
_WINDOW: Final = 16  # neighbours on each side that a word finds which more clusters hold
_SEEKING: Final = 8  # heaviest words of a cluster that find candidates
_FOUND: Final = 32  # candidates that a search returns


class Neighbours:
    """An index of clusters, each a label, the sum of its documents' vectors, and their number.

    The clusters are given in order of time; that decides who is near where a word is common.
    """

    def __init__(self, clusters: Sequence[tuple[int, Vector, int]]) -> None:
        self._labels = [label for label, _, _ in clusters]
        places: defaultdict[str, array[int]] = defaultdict(lambda: array("q"))
        weights: defaultdict[str, array[float]] = defaultdict(lambda: array("d"))
        held = Counter(term for _, total, _ in clusters for term in total)
        for place, (_, total, size) in enumerate(clusters):
            for term, weight in total.items():
                if held[term] > 1:
                    places[term].append(place)
                    weights[term].append(weight / size)
        self._holders = {
            term: (np.frombuffer(places[term], dtype=np.int64), np.frombuffer(weights[term]))
            for term in places
        }
        self._place = {label: place for place, label in enumerate(self._labels)}
        self._shared = np.zeros(len(self._labels))

    def near(self, label: int, total: Vector, least: float) -> list[int]:
        """Up to 32 other clusters, those first that share most with the cluster ``label``.

        What they share is the inner product of ``total`` with their mean vectors, over the
        heaviest words of ``total``; ``least`` is the smallest that counts.
        """
        shared, own = self._shared, self._place[label]
        shared[:] = 0.0
        held = [term for term in total if term in self._holders]
        for term in nlargest(_SEEKING, held, key=total.__getitem__):
            places, weights = self._nearest(term, own)
            shared[places] += total[term] * weights
        shared[own] = 0.0
        found = np.flatnonzero(shared > least)
        if len(found) > _FOUND:
            found = found[np.argpartition(-shared[found], _FOUND)[:_FOUND]]
        best = sorted(found.tolist(), key=lambda place: (-shared[place], place))
        return [self._labels[place] for place in best]

    def _nearest(self, term: str, own: int) -> tuple[np.ndarray, np.ndarray]:
        places, weights = self._holders[term]
        if len(places) <= _COMMON:
            return places, weights
        middle = int(np.searchsorted(places, own))
        near = slice(max(0, middle - _WINDOW), middle + _WINDOW + 1)
        return places[near], weights[near]
