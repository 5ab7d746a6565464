"""What the news sections tell from: how the story opens, and which words of whom it quotes."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from reporter import news
from reporter.model.facts import Fact, FactSheet
from reporter.model.news import EntityKind, Item, Story, Tier
from reporter.model.text import Outline, Sentence
from reporter.writing.filings import is_filing
from reporter.writing.mechanisms import ANY_THEME, Mechanism, rules_for
from reporter.writing.quoting import (
    PER_OUTLET,
    Excerpt,
    candidates,
    cut_title,
    literal,
    repeats,
    states_any,
    title_fits,
)
from reporter.writing.readings import Readings, ref, reported
from reporter.writing.voice import Voice
from reporter.writing.wordings import worded

_HAPPENED: Final = 2
_ALONE: Final = 3
_SUMS: Final = 2
"""So many quotes on what happened (or, without any on sums, so many), and on what it amounts to."""

_LETTERS: Final = frozenset({"BLS", "CFTC", "DOJ", "ECB", "FCA", "NFA", "OCC", "SEC"})
"""Bodies whose short names are read letter by letter, which take an article."""
_OFFICE: Final = re.compile(
    r"(?:Authority|Board|Bureau|Commission|Committee|Department|Ministry|Office|Registry)"
    r" (?:of|for)\b"
)
_CHANNEL: Final = re.compile(
    r"(.+?) (?:news|announcements|press releases|releases|speeches|statements)", re.IGNORECASE
)


class Opening(Enum):
    """What kind of text leads the story."""

    FILING = auto()  # a register's entry, without a text
    RELEASE = auto()  # a body's own publication
    PRESS = auto()  # what others report


@dataclass(frozen=True, slots=True)
class Telling:
    """The story, its quotes in the order of the article, and the rules for its themes.

    ``disputed`` are the facts on which publishers contradict each other: what quotes none of them
    is quoted first. ``lead`` belongs to the lede, ``happened`` and ``sums`` to the news section.
    ``heading`` is the leading title where it had to be cut; ``companion`` a release of the same
    source and day.
    """

    story: Story
    opening: Opening
    rules: tuple[Mechanism, ...]
    lead: Excerpt | None
    happened: tuple[Excerpt, ...]
    sums: tuple[Excerpt, ...]
    heading: Excerpt | None
    companion: Item | None
    related: tuple[Item, ...]
    disputed: tuple[Fact, ...] = ()

    @property
    def first(self) -> Item:
        """The item that stands nearest to the event."""
        return self.story.items[0]

    @property
    def headlined(self) -> Item | None:
        """The item whose title the lede of a press report quotes if it quotes no sentence."""
        fitting = [item for item in self.story.items if title_fits(item)]
        settled = (item for item in fitting if not states_any(item.title, self.disputed))
        return next(iter((*settled, *fitting)), None)

    @property
    def actor(self) -> str:
        """The entity the story is about, as printed; empty if none can be named."""
        return next(iter(actors(self.story)), "")

    @property
    def subject(self) -> str:
        """The same as it stands within a sentence."""
        return self.named(self.actor) if self.actor else ""

    @property
    def label(self) -> str:
        """The first theme in prose; empty where no rule covers the story."""
        return "" if self.rules[0].theme == ANY_THEME else self.rules[0].label

    @property
    def speaker(self) -> str:
        """Who speaks through the leading item's feed: the body of a release."""
        return literal(_speaker(self.first.outlet))

    def named(self, name: str) -> str:
        """An entity's name within a sentence: bodies take an article."""
        bodies = {
            literal(entity.name)
            for entity in self.story.entities
            if entity.kind is EntityKind.REGULATOR
        }
        return f"the {name}" if _takes_article(name, is_body=name in bodies) else name

    @property
    def voices(self) -> tuple[Item, ...]:
        """The leading item of each outlet, at most two."""
        return tuple(_of_outlets(self.story.items).values())[:2]


def telling(outline: Outline, readings: Readings, voice: Voice) -> Telling:
    """Chooses quotes for the lead story, and its rules in the wordings of ``voice``."""
    story, sheet = outline.story, readings.sheet
    opening = _opening(story)
    titles = {item.title.strip() for item in story.items}
    disputed = tuple(fact for fact in sheet if fact.disputed_with)
    pool = [one for one in candidates(story, sheet) if one.text not in titles]
    pool = [one for one in pool if not states_any(one.text, disputed)] or pool
    released = opening is Opening.RELEASE
    crowded = released and story.is_update  # the lede's second sentence says what is new
    lead = _lead(pool, story) if len(pool) > 1 and not crowded else None
    happened, sums = _choose(pool, lead)
    related = [one.items[0] for one in outline.related if title_fits(one.items[0])]
    usable = [item for item in related if not states_any(item.title, disputed)]
    companion = None
    if released and not crowded and lead is None:
        companion = next((item for item in usable if _beside(item, story.items[0])), None)
    return Telling(
        story=story,
        opening=opening,
        rules=tuple(rule.worded(voice) for rule in rules_for(story.themes)),
        lead=lead,
        happened=happened,
        sums=sums,
        heading=_heading(story, sheet, opening),
        companion=companion,
        related=tuple(item for item in usable if item is not companion),
        disputed=disputed,
    )


def _opening(story: Story) -> Opening:
    first = story.items[0]
    if is_filing(first):
        return Opening.FILING
    speaker = _speaker(first.outlet)
    own = _is_body(speaker) or speaker in {entity.name for entity in story.entities}
    return Opening.RELEASE if own and first.tier is Tier.PRIMARY else Opening.PRESS


def _heading(story: Story, sheet: FactSheet, opening: Opening) -> Excerpt | None:
    first = story.items[0]
    cut = opening is Opening.RELEASE and not title_fits(first)
    return cut_title(first, story, sheet) if cut else None


def _beside(item: Item, first: Item) -> bool:
    """Whether a release came from the same source on the same day."""
    if item.published is None or first.published is None:
        return False
    return item.outlet == first.outlet and item.published.date() == first.published.date()


def _lead(pool: Iterable[Excerpt], story: Story) -> Excerpt:
    """The lede's quote: of the source nearest to the event, and naming who it is about."""
    who = next(iter(actors(story)), "")
    return min(pool, key=lambda one: (one.item.tier, who not in one.text))


def _choose(
    pool: Iterable[Excerpt], lead: Excerpt | None
) -> tuple[tuple[Excerpt, ...], tuple[Excerpt, ...]]:
    """Quotes on what happened and on sums: two an outlet at most, and nothing told twice."""
    told = [lead] if lead else []
    happened: list[Excerpt] = []
    sums: list[Excerpt] = []
    rest = [one for one in pool if one is not lead]
    most = _HAPPENED if any(one.amounts for one in rest) else _ALONE
    for excerpt in rest:
        known = frozenset[str]().union(*(one.amounts for one in told))
        group, limit = (sums, _SUMS) if excerpt.amounts else (happened, most)
        said = sum(one.item.outlet == excerpt.item.outlet for one in told)
        stale = repeats(excerpt, told) or (excerpt.amounts and excerpt.amounts <= known)
        if len(group) < limit and said < PER_OUTLET and not stale:
            group.append(excerpt)
            told.append(excerpt)
    if not happened:
        return tuple(sums[:1]), tuple(sums[1:])
    return tuple(happened), tuple(sums)


# --- names --------------------------------------------------------------------------------


_LAST: Final = (EntityKind.PERSON, EntityKind.ASSET)


def actors(story: Story) -> list[str]:
    """Names that may stand in our own text: companies and bodies first, no digits."""
    named = [entity for entity in story.entities if not re.search(r"\d", entity.name)]
    ranked = sorted(named, key=lambda entity: entity.kind in _LAST and 1 + _LAST.index(entity.kind))
    return [literal(entity.name) for entity in ranked]


def _of_outlets(items: Iterable[Item]) -> dict[str, Item]:
    first: dict[str, Item] = {}
    for item in items:
        first.setdefault(item.outlet, item)
    return first


def _speaker(outlet: str) -> str:
    """Who speaks through a feed: ``SEC`` for "SEC press releases"."""
    match = _CHANNEL.fullmatch(outlet)
    return match[1] if match else outlet


def _is_body(name: str) -> bool:
    found = news.entities_in(name)
    return any(one.kind is EntityKind.REGULATOR and one.name == name for one in found)


def _takes_article(name: str, *, is_body: bool) -> bool:
    if _OFFICE.match(name) or name in _LETTERS:
        return True
    return is_body and " " in name


def with_article(name: str, printed: str) -> str:
    """What is printed for a name, with ``the`` before it where English wants one."""
    return f"the {printed}" if _takes_article(name, is_body=_is_body(name)) else printed


def outlet(item: Item) -> str:
    """The outlet's name within a sentence, by reference where it is printed whole."""
    speaker = _speaker(item.outlet)
    if speaker != item.outlet and _is_body(speaker):
        return with_article(speaker, literal(speaker))
    return with_article(item.outlet, ref(f"item.{item.id}.outlet"))


def day(item: Item) -> str:
    """``27 March 2026`` by reference; empty for an item without a time."""
    return ref(f"item.{item.id}.published", "day") if item.published else ""


def title(item: Item) -> str:
    """A headline in quotation marks, by reference."""
    return f"“{ref(f'item.{item.id}.title')}”"


def quotation(voice: Voice, message: str, excerpt: Excerpt, **slots: str) -> Sentence:
    """A quotation attributed to its outlet, in the wording whose turn it is."""
    item = excerpt.item
    said = {"outlet": outlet(item), "quote": excerpt.closed, "words": excerpt.opened}
    text = worded(voice, message, **said, **slots)
    whole = excerpt.closed in text
    return reported(text, item.id, quote=literal(excerpt.text if whole else excerpt.run))


def titled(text: str, item: Item) -> Sentence:
    """A sentence that quotes an item's headline."""
    return reported(text, item.id, quote=literal(item.title))
