"""What publishers say: items, entities, stories, quotes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum
from typing import Final

from reporter.model.digest import Digest

OPENING: Final = 2_000
"""So many characters of an article are read for figures and quotations: as of a teaser."""


class Tier(IntEnum):
    """How near a source stands to the event."""

    PRIMARY = 1  # the regulator or issuer itself
    MAJOR = 2  # wires and major outlets
    OTHER = 3


class DateSource(StrEnum):
    """Where an item's time came from."""

    PUBLISHED = "published"
    DUBLIN_CORE = "dc:date"
    UPDATED = "updated"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One entry of one feed, as plain text.

    ``url`` is the address as given, ``link`` the same without tracking and fragment, to be
    printed and followed; ``canonical`` identifies the article and may lead nowhere.
    ``published`` is in UTC, or None where the feed names no usable time (``date_source`` says
    which); ``zone_assumed`` where that time names no zone and is taken as UTC, ``whole_day``
    where the feed names a day only, of which ``published`` is the midnight.
    ``language`` is an ISO 639 code, or empty where title and teaser are too short to tell.
    ``source`` is the digest of the feed's bytes. ``text`` is that of the article's page, its
    paragraphs parted by blank lines, and ``page`` the digest of that page's bytes; empty and
    None where the page was not read.
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
    language: str = ""
    zone_assumed: bool = False
    whole_day: bool = False
    text: str = ""
    page: Digest | None = None

    @property
    def opening(self) -> str:
        """The first paragraphs of ``text``, whole, that fit into ``OPENING`` characters."""
        if len(self.text) <= OPENING:
            return self.text
        return self.text[: OPENING + 2].rpartition("\n\n")[0]


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
    """A verbatim sentence of an item, with its place in ``Item.title``, ``Item.summary`` or
    ``Item.text``."""

    item: str
    field: str
    text: str
    start: int
    end: int


class LinkRule(StrEnum):
    """Why a piece of text is taken to name an entity."""

    NAME = "full name"
    SPELLING = "short name as spelled"
    CONTEXT = "short name in its context"
    BESIDE = "name with evidence beside it"
    ITEM = "name that the item explains elsewhere"
    TAGGED = "name that a tag of the publisher supports"
    PAIR = "ticker with its quote currency"
    MARKED = "ticker with its mark"
    TICKER = "ticker alone"
    TICKER_CONTEXT = "ticker in crypto context"
    TAG = "tag of the publisher"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """An entity by id, and the evidence that an item is about it.

    ``field`` is ``title``, ``summary`` or ``tags.<n>`` (counted from 0); ``surface`` stands in
    that text from ``start`` to ``end``. ``rule`` says why it counts.
    """

    entity: str
    item: str
    field: str
    surface: str
    start: int
    end: int
    rule: LinkRule


class NoveltyKind(StrEnum):
    """What a story may have that it did not have before; a further outlet alone is no news."""

    FIGURE = "figure"
    DATE = "date"
    PRIMARY = "primary source"
    OUTLET = "outlet"


@dataclass(frozen=True, slots=True, kw_only=True)
class Novelty:
    """What a story has now and did not have when it was told before.

    ``words`` are the figure or date as its outlet writes it, else the outlet's name; ``fact`` is
    the id of the reported fact, empty for a source.
    """

    kind: NoveltyKind
    words: str
    outlet: str
    fact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Earlier:
    """When the desk told a story before: first and last, and when it last led, if it did."""

    first: datetime
    last: datetime
    led: datetime | None = None

    @property
    def since(self) -> datetime:
        """What came after that is new to a reader: after it last led, else was last told."""
        return self.led or self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Items about one event, the leading item first.

    ``themes`` are ids of the curated theme list; ``reasons`` say in words what the rank rests
    on; ``outlets`` are distinct voices (wire copies and tracking links count once). ``entities``
    are named in titles and teasers; ``links`` are the evidence for them, and beyond them what
    publishers' tags alone name. ``earlier`` says when earlier editions told the story, if they
    did, and ``news`` what it has since.
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
    links: tuple[Link, ...] = ()
    earlier: Earlier | None = None
    news: tuple[Novelty, ...] = ()

    @property
    def new_facts(self) -> tuple[Novelty, ...]:
        """What is news: figures, dates, and the first primary source."""
        return tuple(one for one in self.news if one.kind is not NoveltyKind.OUTLET)

    @property
    def may_lead(self) -> bool:
        """Whether it may lead an edition: one that led before needs new facts."""
        return self._led is None or bool(self.new_facts)

    @property
    def is_update(self) -> bool:
        """Whether it led before and has new facts."""
        return self._led is not None and bool(self.new_facts)

    @property
    def _led(self) -> datetime | None:
        return self.earlier.led if self.earlier else None

    @property
    def best_tier(self) -> Tier:
        """The tier of the source that stands nearest to the event."""
        return min(item.tier for item in self.items)
