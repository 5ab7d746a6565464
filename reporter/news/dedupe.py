"""One event told once: copies of one text, and one page under several links, become one item.

Three signs make two items one: the same canonical address; the same title within less than a
day (a daily column keeps its title but not its day); or nearly the same text, by the Jaccard
similarity of three-word shingles of title and teaser, with the same figures in it (a form
letter with another sum or date is another event).

Near copies are found exactly, without comparing all pairs, by prefix filtering (Chaudhuri,
Ganti and Kaushik, ICDE 2006): two sets with Jaccard >= t share a shingle among the rarest
``n - ceil(t n) + 1`` of each.
"""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from reporter.model.news import Item
from reporter.news.order import age, rank_of_source, time_of
from reporter.news.words import all_words

NEAR_COPY: Final = 0.8
_SAME_TITLE: Final = timedelta(hours=18)
_TITLE_WORDS = 4  # shorter titles ("Press release") are shared by different texts
_SHINGLE = 3
_FIGURE: Final = re.compile(r"\d[\d.,]*")

_Text = tuple[frozenset[tuple[str, ...]], tuple[str, ...]]  # shingles and figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One item that stands for itself and its copies."""

    item: Item
    copies: tuple[Item, ...] = ()

    @property
    def links(self) -> int:
        """Under how many distinct addresses it arrived."""
        return len({one.url for one in (self.item, *self.copies)})


def dedupe(items: Sequence[Item]) -> tuple[Voice, ...]:
    """The distinct items, oldest first, each with its copies.

    Of copies the best tier is kept, then the earliest. The answer does not depend on the order
    of the items.
    """
    ordered = sorted(items, key=age)
    groups = _Groups(len(ordered))
    for one, other in _copies(ordered):
        groups.join(one, other)
    members: defaultdict[int, list[Item]] = defaultdict(list)
    for place, item in enumerate(ordered):
        members[groups.root(place)].append(item)
    voices = (_voice(group) for group in members.values())
    return tuple(sorted(voices, key=lambda one: age(one.item)))


def _voice(group: Sequence[Item]) -> Voice:
    kept, *copies = sorted(group, key=rank_of_source)
    return Voice(item=kept, copies=tuple(copies))


class _Groups:
    """Disjoint sets of places (union-find with path halving)."""

    def __init__(self, size: int) -> None:
        self._parent = list(range(size))

    def root(self, place: int) -> int:
        while self._parent[place] != place:
            self._parent[place] = self._parent[self._parent[place]]
            place = self._parent[place]
        return place

    def join(self, one: int, other: int) -> None:
        low, high = sorted((self.root(one), self.root(other)))
        self._parent[high] = low


def _copies(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    """Pairs of places that hold copies; each group of copies is linked by them."""
    yield from _repeats([item.id for item in items])
    yield from _repeats([item.canonical for item in items])
    yield from _same_title(items)
    texts = [_shingles(item) for item in items]
    yield from _repeats(texts)
    yield from _near_copies({text: place for place, text in enumerate(texts)})


def _repeats(keys: Sequence[Hashable]) -> Iterator[tuple[int, int]]:
    first: dict[Hashable, int] = {}
    for place, key in enumerate(keys):
        yield first.setdefault(key, place), place


def _same_title(items: Sequence[Item]) -> Iterator[tuple[int, int]]:
    last: dict[tuple[str, ...], int] = {}
    for place, item in enumerate(items):
        title = normal_title(item)
        if len(title) < _TITLE_WORDS:
            continue
        before = last.get(title, place)
        if time_of(item) - time_of(items[before]) < _SAME_TITLE:
            yield before, place
        last[title] = place


def normal_title(item: Item) -> tuple[str, ...]:
    """The title's words in lower case, without the outlet's own name at the end."""
    words, outlet = all_words(item.title), all_words(item.outlet)
    ends_with_outlet = bool(outlet) and words[-len(outlet) :] == outlet
    return words[: -len(outlet)] if ends_with_outlet else words


def _shingles(item: Item) -> _Text:
    words = all_words(f"{item.title} {item.summary}")
    width = min(_SHINGLE, len(words))
    runs = frozenset(words[at : at + width] for at in range(len(words) - width + 1))
    figures = tuple(sorted(_FIGURE.findall(f"{item.title} {item.summary}")))
    return (runs, figures)


def _near_copies(texts: dict[_Text, int]) -> Iterator[tuple[int, int]]:
    """Pairs of unlike texts that are near copies, found by their rarest shingles."""
    frequency = Counter(run for runs, _ in texts for run in runs)
    seen: defaultdict[tuple[object, object], list[_Text]] = defaultdict(list)
    for text, place in texts.items():
        runs, figures = text
        prefix = len(runs) - math.ceil(NEAR_COPY * len(runs)) + 1
        rarest = sorted(runs, key=lambda run: (frequency[run], run))[:prefix]
        for run in rarest:
            for other in seen[run, figures]:
                if _jaccard(runs, other[0]) >= NEAR_COPY:
                    yield texts[other], place
            seen[run, figures].append(text)


def _jaccard(a: frozenset[object], b: frozenset[object]) -> float:
    return len(a & b) / len(a | b)
