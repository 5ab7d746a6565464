"""Stories over editions: what was told before is known again, and only what is new makes news.

What an earlier edition told of a story takes part when items are grouped. An item that is known
by its address, or is as like the story as its own items are to each other, continues it. Whether
a continued story has news is then decided by figures, dates and sources, not by wordings.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from reporter.model.facts import Fact
from reporter.model.news import Earlier, EntityKind, Item, Novelty, NoveltyKind, Story, Tier
from reporter.model.units import BasisPoints, Count, PercentagePoints, Quantity
from reporter.news.dedupe import Voice
from reporter.news.facts import story_facts
from reporter.news.grouping import grouped
from reporter.news.order import time_of

STALE: Final = 0.6
"""What a story counts that was told before and has no new facts."""

_NEWS: Final = frozenset(
    {"amount", "share", "points", "rate", "multiple", "coins", "count", "funding"}
)
"""Kinds of figures that can be news; durations, ordinals and the like are told with any event."""
_DATES: Final = frozenset({"date", "time"})  # a year or a quarter is mostly background
_FEWEST: Final = 10  # smaller counts ("two lawmakers") come and go with the wording
_PRICES: Final = frozenset({"amount", "share"})
_NEAR: Final = Decimal("0.05")  # a rounded figure is so much off at most
_SHOWN: Final = 3  # new facts that a reason names
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)

Figure = tuple[str, str]
"""Unit and value of a reported figure, in one spelling; of a time ``instant`` and ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownItem:
    """What is remembered of an item: its canonical address, its text, its time."""

    address: str
    title: str
    summary: str
    published: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A story of earlier editions.

    ``outlets``, ``figures`` and ``primary`` (whether it had a primary source) are as of the
    time that counts, ``earlier.since``; ``items`` are all that any edition knew.
    """

    id: str
    earlier: Earlier
    items: tuple[KnownItem, ...]
    outlets: frozenset[str]
    figures: frozenset[Figure]
    primary: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The items of one event, oldest first, and the remembered story that they continue."""

    items: tuple[Item, ...]
    known: Remembered | None = None

    @property
    def addresses(self) -> frozenset[str]:
        """The addresses that earlier editions had of it."""
        return frozenset(one.address for one in self.known.items) if self.known else frozenset()


@dataclass(frozen=True, slots=True)
class _Seen:
    """A text to be grouped: a current item's, or a remembered one's."""

    title: str
    summary: str
    published: datetime | None
    item: Item | None
    story: int | None


def groups(voices: Sequence[Voice], remembered: Sequence[Remembered] = ()) -> Iterator[Group]:
    """The current items by event; remembered stories keep theirs and take in new ones.

    ``remembered`` are the stories of earlier editions; where two hold the same address, the
    first has it. Two remembered stories never become one.
    """
    seen = sorted(_seen(voices, remembered), key=time_of)
    known = {place: one.story for place, one in enumerate(seen) if one.story is not None}
    for together in grouped(seen, known):
        items = tuple(one.item for one in together if one.item is not None)
        if items:
            homes = (one.story for one in together if one.story is not None)
            home = next(homes, None)
            yield Group(items=items, known=None if home is None else remembered[home])


def _seen(voices: Sequence[Voice], remembered: Sequence[Remembered]) -> Iterator[_Seen]:
    homes: dict[str, int] = {}
    texts: dict[str, KnownItem] = {}
    for number, story in enumerate(remembered):
        for one in story.items:
            homes.setdefault(one.address, number)
            texts.setdefault(one.address, one)
    current = set()
    for voice in voices:
        addresses = [one.canonical for one in (voice.item, *voice.copies)]
        current.update(addresses)
        home = next((homes[address] for address in addresses if address in homes), None)
        item = voice.item
        yield _Seen(item.title, item.summary, item.published, item, home)
    for address, text in texts.items():
        if address not in current:
            yield _Seen(text.title, text.summary, text.published, None, homes[address])


# --- what is new --------------------------------------------------------------------------


def novelties(story: Story, known: Remembered) -> tuple[Novelty, ...]:
    """What the story has that it had not when its readers were last told of it.

    A figure is new by unit and value, whoever is said to have it, unless it is a known one with
    fewer digits, or the price of a coin that no title of the story names. A date is new that lies
    after the day of the earlier edition. A primary source is new where there was none.
    """
    return tuple(_novelties(story, known))


def _novelties(story: Story, known: Remembered) -> Iterator[Novelty]:
    seen = set(known.figures)
    aside = _coins_aside(story)
    for fact in story_facts(story):
        figure = figure_of(fact.value)
        said_in_passing = fact.metric in _PRICES and fact.subject in aside
        if said_in_passing or figure in seen or _is_rounded(fact, known.figures):
            continue
        if _tells(fact, known.earlier.since):
            seen.add(figure)
            dated = isinstance(fact.value, datetime)
            yield Novelty(
                kind=NoveltyKind.DATE if dated else NoveltyKind.FIGURE,
                words=_as_written(fact),
                outlet=fact.source.name,
                fact=fact.id,
            )
    primary = next((item for item in story.items if item.tier is Tier.PRIMARY), None)
    if primary is not None and not known.primary:
        yield _source(NoveltyKind.PRIMARY, primary.outlet)
    for outlet in story.outlets:
        if outlet not in known.outlets:
            yield _source(NoveltyKind.OUTLET, outlet)


def _coins_aside(story: Story) -> frozenset[str]:
    """The coins that only teasers name: their prices close many a report on something else."""
    in_titles = {link.entity for link in story.links if link.field == "title"}
    return frozenset(
        one.name
        for one in story.entities
        if one.kind is EntityKind.ASSET and one.id not in in_titles
    )


def _is_rounded(fact: Fact, known: Iterable[Figure]) -> bool:
    """Whether the figure is a known one with fewer digits ("$300 million" for $298.6 million).

    Without a decimal point it has to be two digits fewer: 29 and 30 are two figures.
    """
    if not isinstance(fact.value, Quantity):
        return False
    unit, value = figure_of(fact.value)
    figure = Decimal(value).normalize()
    fewer = 1 if "." in _as_written(fact) else 2
    near = (Decimal(one) for its_unit, one in known if its_unit == unit)
    return any(
        len(one.normalize().as_tuple().digits) >= len(figure.as_tuple().digits) + fewer
        and abs(one - figure) <= min(figure.copy_abs() * _NEAR, _half_of_last_digit(figure))
        for one in near
    )


def _half_of_last_digit(figure: Decimal) -> Decimal:
    last = figure.adjusted() - len(figure.as_tuple().digits) + 1
    return Decimal(1).scaleb(last) / 2


def figure_of(value: Quantity | datetime | str) -> Figure:
    """A figure in the spelling by which it is known again.

    >>> from decimal import Decimal
    >>> figure_of(Count(Decimal("1200")))
    ('count', '1200')
    """
    if isinstance(value, BasisPoints):
        value = PercentagePoints(value.value / 100)  # "25 basis points" is "a quarter point"
    if isinstance(value, Quantity):
        return value.unit, format(value.value.normalize(), "f")
    return ("instant", value.isoformat()) if isinstance(value, datetime) else ("text", value)


def _tells(fact: Fact, since: datetime) -> bool:
    """Whether a figure that was not known is news, not a detail of the wording."""
    if isinstance(fact.value, datetime):
        return fact.metric in _DATES and fact.value.date() > since.date()
    small = isinstance(fact.value, Count) and fact.value.value < _FEWEST
    return fact.metric in _NEWS and not small


def _as_written(fact: Fact) -> str:
    assert fact.evidence is not None  # noqa: S101 - every figure of a story has its sentence
    return fact.evidence.sentence[fact.evidence.start : fact.evidence.end]


def _source(kind: NoveltyKind, outlet: str) -> Novelty:
    return Novelty(kind=kind, words=outlet, outlet=outlet)


def factor(story: Story) -> float:
    """How much a story's novelty counts for its rank: 1 for what is new."""
    return STALE if story.earlier is not None and not story.new_facts else 1.0


def reason(story: Story) -> tuple[str, ...]:
    """What its novelty means for its rank, in words; nothing for a story not told before."""
    if story.earlier is None:
        return ()
    since = _day(story.earlier.since)
    if story.new_facts:
        return (f"new since {since}: {_shown(story.new_facts)}",)
    before = "led" if story.earlier.led else "told"
    return (f"{before} on {since}, nothing new since",)


_WORDS: Final = {
    NoveltyKind.FIGURE: "the figure {}",
    NoveltyKind.DATE: "the date {}",
    NoveltyKind.PRIMARY: "a primary source, {}",
}


def _shown(new: Sequence[Novelty]) -> str:
    told = [_WORDS[one.kind].format(one.words) for one in new[:_SHOWN]]
    more = [f"{len(new) - _SHOWN} more"] if len(new) > _SHOWN else []
    return " and ".join([", ".join(told), *more])


def _day(moment: datetime) -> str:
    return f"{moment.day} {_MONTHS[moment.month - 1]}"
