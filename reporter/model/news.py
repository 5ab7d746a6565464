"""What publishers say: items, entities, stories, quotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from reporter.model.digest import Digest


class Tier(IntEnum):
    """How near a source stands to the event."""

    PRIMARY = 1  # the regulator or issuer itself
    MAJOR = 2  # wires and major outlets
    OTHER = 3


class DateSource(StrEnum):
    """Where an item's time came from."""

    PUBLISHED = "published"
    UPDATED = "updated"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of one feed, as plain text.

    ``url`` is the address as given, ``link`` the same without tracking and fragment, to be
    printed and followed; ``canonical`` identifies the article and may lead nowhere.
    ``published`` is in UTC, or None where the feed names no usable time (``date_source`` says
    which).
    ``source`` is the digest of the feed's bytes.
    """

    id: str
    outlet: str
    tier: Tier
    title: str
    summary: str
    url: str
    link: str
    canonical: str
    published: datetime | None
    date_source: DateSource
    source: Digest
    tags: tuple[str, ...] = ()


class EntityKind(StrEnum):
    COMPANY = "company"
    REGULATOR = "regulator"
    VENUE = "venue"
    PERSON = "person"
    ASSET = "asset"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entity:
    """Somebody or something that news is about. ``ticker`` only for assets (``FIL``)."""

    id: str
    name: str
    kind: EntityKind
    ticker: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quote:
    """A verbatim sentence of an item, with its place in ``Item.title`` or ``Item.summary``."""

    item: str
    field: str
    text: str
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Items about one event, the leading item first.

    ``themes`` are ids of the curated theme list; ``reasons`` say in words what the rank rests
    on; ``outlets`` are distinct voices (wire copies and tracking links count once).
    """

    id: str
    title: str
    items: tuple[Item, ...]
    entities: tuple[Entity, ...]
    themes: tuple[str, ...]
    outlets: tuple[str, ...]
    first_seen: datetime
    last_seen: datetime
    score: float
    reasons: tuple[str, ...]

    @property
    def best_tier(self) -> Tier:
        """The tier of the source that stands nearest to the event."""
        return min(item.tier for item in self.items)
