"""How crowded a batch of headlines is: whether three of them tell a story, or three hundred.

What makes two headlines one story depends on this. Where each event has a few headlines, those
share rare words, and a rare word says much. Where a topic has hundreds, its own name is among the
most frequent words of the batch, the inverse document frequency speaks against it, and two
headlines of the topic share little else; but there, a small likeness between many pairs is enough.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from typing import Final

import numpy as np

from reporter.news.vectors import Vector

_NEAR: Final = 0.3  # cosine of neighbours
_SAMPLE: Final = 400  # documents whose neighbours are counted


def crowding(vectors: Sequence[Vector]) -> float:
    """The typical number of near neighbours of a document, itself included (geometric mean).

    1 where no two documents are alike, and for no documents at all. Up to 400 documents, evenly
    spread over the batch, are compared with all others.
    """
    places: defaultdict[str, list[int]] = defaultdict(list)
    weights: defaultdict[str, list[float]] = defaultdict(list)
    for place, vector in enumerate(vectors):
        for term, weight in vector.items():
            places[term].append(place)
            weights[term].append(weight)
    holders = {term: (np.array(places[term]), np.array(weights[term])) for term in places}
    sampled = [vectors[place] for place in range(0, len(vectors), -(-len(vectors) // _SAMPLE) or 1)]
    counts = [_neighbours(vector, holders, len(vectors)) for vector in sampled]
    return math.exp(sum(map(math.log, counts)) / len(counts)) if counts else 1.0


def _neighbours(
    vector: Vector, holders: dict[str, tuple[np.ndarray, np.ndarray]], size: int
) -> int:
    cosines = np.zeros(size)
    for term, weight in vector.items():
        places, weights = holders[term]
        cosines[places] += weight * weights
    return max(1, int((cosines > _NEAR).sum()))
