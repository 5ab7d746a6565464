"""Feed items put together by event: what clustering sees of an item, and how strict it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final, Protocol, TypeVar

from reporter.news.cluster import Closeness, Document, cluster
from reporter.news.names import names_in
from reporter.news.order import Dated, time_of
from reporter.news.vectors import damped
from reporter.news.words import stems

# Chosen on one part of the hand-labelled crypto and macro items with teasers (tests/news).
_ITEMS: Final = Closeness(alike=0.3)
_TITLE_WEIGHT: Final = 3
NAME_WEIGHT: Final = 1.5


class Text(Dated, Protocol):
    """What is seen of an item."""

    @property
    def title(self) -> str: ...
    @property
    def summary(self) -> str: ...


_T = TypeVar("_T", bound=Text)


def grouped(items: Sequence[_T], known: Mapping[int, int] | None = None) -> list[list[_T]]:
    """The items of each event together, in the order given (which must be that of time).

    ``known`` names the event of those items, by place, whose event is known.
    """
    names = names_in(text for item in items for text in (item.title, item.summary))
    documents = [_document(item, names) for item in items]
    groups: defaultdict[int, list[_T]] = defaultdict(list)
    for item, label in zip(items, cluster(documents, _ITEMS, known), strict=True):
        groups[label].append(item)
    return list(groups.values())


def _document(item: Text, names: Collection[str]) -> Document:
    counts = Counter(stems(item.summary))
    for word in stems(item.title):
        counts[word] += _TITLE_WEIGHT
    return Document(
        hours=time_of(item).timestamp() / 3600,
        terms={
            word: damped(count) * (NAME_WEIGHT if word in names else 1.0)
            for word, count in counts.items()
        },
    )
