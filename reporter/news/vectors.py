"""Sparse vectors of weighted terms as plain dictionaries: a few words each, so no matrix."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

Vector = dict[str, float]
Term = TypeVar("Term", str, int)


def tf_idf(bags: Sequence[Mapping[str, float]]) -> list[Vector]:
    """One vector of length 1 for each bag of term counts (an empty bag gives ``{}``).

    A term counts ``1 + log(count)`` times its inverse document frequency.
    """
    return weighed([{term: damped(count) for term, count in bag.items()} for bag in bags])


def weighed(bags: Sequence[Mapping[str, float]], sharpness: float = 1.0) -> list[Vector]:
    """One vector of length 1 for each bag of term weights (an empty bag gives ``{}``).

    Each weight is multiplied by the term's inverse document frequency, raised to the power of
    ``sharpness`` (0 leaves the weights alone). It is ``log(1 + n / df)``: it stays above zero, so
    that a word which stands in all of a handful of items still joins them.
    """
    frequency = Counter(term for bag in bags for term in bag)
    strength = {term: math.log1p(len(bags) / df) ** sharpness for term, df in frequency.items()}
    return [
        normalised({term: weight * strength[term] for term, weight in bag.items()}) for bag in bags
    ]


def damped(count: float) -> float:
    """A term that stands three times in a text says more than once, but not three times as much."""
    return 1.0 + math.log(count)


def normalised(vector: Mapping[str, float]) -> Vector:
    """The vector scaled to length 1."""
    length = math.sqrt(sum(weight * weight for weight in vector.values()))
    return {term: weight / length for term, weight in vector.items()} if length else {}


def cosine(a: Mapping[Term, float], b: Mapping[Term, float]) -> float:
    """The inner product, which is the cosine for vectors of length 1."""
    if len(a) > len(b):
        a, b = b, a
    return sum(weight * b[term] for term, weight in a.items() if term in b)


def centroid(vectors: Iterable[Mapping[str, float]], keep: int) -> Vector:
    """The direction of the sum of these vectors, by its ``keep`` heaviest terms."""
    total: Counter[str] = Counter()
    for vector in vectors:
        total.update(vector)
    heaviest = sorted(total.items(), key=lambda pair: (-pair[1], pair[0]))[:keep]
    return normalised(dict(heaviest))
