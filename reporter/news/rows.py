"""Stories of a plain table of headlines, for measuring the clustering from outside."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reporter.news.cluster import Closeness, Document, cluster
from reporter.news.crowding import crowding
from reporter.news.grouping import NAME_WEIGHT
from reporter.news.names import names_in
from reporter.news.slugs import address_words
from reporter.news.vectors import weighed
from reporter.news.words import stems

# Both ends were chosen on a part of the stories of two labelled sets: events told by a handful of
# headlines each, and topics told by dozens to hundreds (docs/stories.md).
_SPARSE: Final = 2.5  # crowding up to which a table tells events
_DENSE: Final = 8.0  # crowding from which it tells topics
_EVENTS: Final = Closeness(alike=0.35, sharpness=1.0)
_TOPICS: Final = Closeness(alike=0.115, sharpness=0.25)
_ADDRESS_WEIGHT: Final = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One headline of a table: ``time`` with its zone, ``publisher`` as printed."""

    id: str
    time: datetime
    title: str
    url: str = ""
    publisher: str = ""


def cluster_rows(rows: Sequence[Row]) -> dict[str, str]:
    """The story of each row, by row id. A story is named after its earliest row.

    How alike the headlines of a story must be depends on how crowded the table is. The answer
    does not depend on the order of the rows; ids must be distinct.
    """
    ordered = sorted(rows, key=lambda row: (row.time, row.id))
    names = names_in(row.title for row in ordered)
    crowd = crowding(weighed([_terms(row, names) for row in ordered]))
    closeness = closeness_of(crowd)
    emphasis = NAME_WEIGHT**closeness.sharpness
    documents = [
        Document(hours=row.time.timestamp() / 3600, terms=_terms(row, names, emphasis))
        for row in ordered
    ]
    labels = cluster(documents, closeness)
    return {row.id: ordered[label].id for row, label in zip(ordered, labels, strict=True)}


def closeness_of(crowd: float) -> Closeness:
    """How alike headlines must be in a table that is so crowded.

    Between the two ends, the share of the way is taken on the logarithm of the crowding.
    """
    way = math.log(crowd / _SPARSE) / math.log(_DENSE / _SPARSE)
    share = min(1.0, max(0.0, way))
    return Closeness(
        alike=_EVENTS.alike ** (1 - share) * _TOPICS.alike**share,
        sharpness=_EVENTS.sharpness * (1 - share) + _TOPICS.sharpness * share,
    )


def _terms(row: Row, names: Collection[str], emphasis: float = NAME_WEIGHT) -> dict[str, float]:
    """Words of the title, and those which only its address holds."""
    weights = dict.fromkeys(stems(address_words(row.url)), _ADDRESS_WEIGHT)
    weights |= dict.fromkeys(stems(row.title), 1.0)
    return {word: weight * (emphasis if word in names else 1) for word, weight in weights.items()}
