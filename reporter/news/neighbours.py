"""Which clusters share most with a cluster, by an inverted index over their heaviest words.

A word finds at most a fixed number of clusters: if more hold it, then those nearest in time. The
cost of a search is bounded thereby, however common the words and however many the clusters.
"""

from __future__ import annotations

from collections.abc import Sequence
from heapq import nlargest
from itertools import chain
from typing import Final

import numpy as np

_COMMON: Final = 512  # clusters that one word finds
_WINDOW: Final = 16  # neighbours on each side that a word finds which more clusters hold
_SEEKING: Final = 8  # heaviest words of a cluster that find candidates
_FOUND: Final = 32  # candidates that a search returns


Numbered = dict[int, float]
"""A vector whose words are numbered."""


class Neighbours:
    """An index of clusters, each a label, the sum of its documents' vectors, and their number.

    The clusters are given in order of time; that decides who is near where a word is common.
    """

    def __init__(self, clusters: Sequence[tuple[int, Numbered, int]]) -> None:
        self._labels = [label for label, _, _ in clusters]
        self._place = {label: place for place, label in enumerate(self._labels)}
        self._shared = np.zeros(len(clusters))
        lengths = np.array([len(total) for _, total, _ in clusters], dtype=np.int64)
        sizes = np.array([size for _, _, size in clusters], dtype=np.float64)
        words = np.fromiter(chain.from_iterable(total for _, total, _ in clusters), np.int64)
        weights = np.fromiter(
            chain.from_iterable(total.values() for _, total, _ in clusters), np.float64
        )
        order = np.argsort(words, kind="stable")  # by word, and by place within a word
        self._places = np.repeat(np.arange(len(clusters)), lengths)[order]
        self._weights = (weights / np.repeat(sizes, lengths))[order]
        held = np.bincount(words)
        self._held = held.tolist()
        self._first = (np.cumsum(held) - held).tolist()

    def near(self, label: int, total: Numbered, least: float) -> list[int]:
        """Up to 32 other clusters, those first that share most with the cluster ``label``.

        What they share is the inner product of ``total`` with their mean vectors, over the
        heaviest words of ``total``; ``least`` is the smallest that counts.
        """
        shared, own = self._shared, self._place[label]
        held = [word for word in total if self._held[word] > 1]
        touched = [np.array([own])]
        for word in nlargest(_SEEKING, held, key=total.__getitem__):
            places, weights = self._nearest(word, own)
            shared[places] += total[word] * weights
            touched.append(places)
        shared[own] = 0.0
        reached = np.concatenate(touched)
        found = np.unique(reached[shared[reached] > least])
        best = sorted(found.tolist(), key=lambda place: (-shared[place], place))[:_FOUND]
        shared[reached] = 0.0  # not the whole array, or each search would cost more with its length
        return [self._labels[place] for place in best]

    def _nearest(self, word: int, own: int) -> tuple[np.ndarray, np.ndarray]:
        first, held = self._first[word], self._held[word]
        holders = slice(first, first + held)
        if held > _COMMON:
            middle = first + int(np.searchsorted(self._places[holders], own))
            holders = slice(max(first, middle - _WINDOW), min(first + held, middle + _WINDOW + 1))
        return self._places[holders], self._weights[holders]
