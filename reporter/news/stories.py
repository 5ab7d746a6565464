"""Items to ranked stories: screened, told once, grouped by event, put in order."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from reporter.model.market import Gap
from reporter.model.news import Entity, Item, Link, Story
from reporter.news.dedupe import dedupe
from reporter.news.entities import universe_tickers
from reporter.news.links import links, named
from reporter.news.memory import Group, Remembered, factor, groups, novelties, reason
from reporter.news.order import age, rank_of_source, time_of
from reporter.news.rank import Content, Standing, distinct_outlets, stand
from reporter.news.reach import paths
from reporter.news.screen import duplicates, screen
from reporter.news.themes import themes_in
from reporter.news.words import ascii_slug, content_words

_SLUG_WORDS = 5
_RESERVED: Final = frozenset({"edition", "item", "story"})  # other facts' ids begin with these
_FIGURE: Final = re.compile(r"\d[\d.,]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``stories`` best first; ``dropped`` says what was left out, feed by feed, and why."""

    stories: tuple[Story, ...]
    dropped: tuple[Gap, ...]


def build_stories(
    items: Sequence[Item],
    *,
    as_of: datetime,
    universe: Sequence[str],
    remembered: Sequence[Remembered] = (),
) -> Reading:
    """The stories the items tell, ranked for a desk that watches the symbols of ``universe``.

    Items without a time, after ``as_of``, older than a week or written for machines are left
    out and named; copies count once and are named too. Stories that continue a ``remembered``
    one keep its id and say what they have since; one that led before and has no new facts stands
    behind all others (``Story.may_lead``). The answer does not depend on the order of the items.
    """
    own = universe_tickers(universe)
    usable, dropped = screen(items, as_of)
    voices = dedupe(usable)
    told = sorted(
        (_told(group, as_of, own) for group in groups(voices, remembered)),
        key=lambda pair: (not pair[1].may_lead, pair[0].order, age(pair[1].items[0])),
    )
    taken = {one.id for one in remembered}
    return Reading(
        stories=tuple(_with_distinct_ids((story for _, story in told), taken)),
        dropped=dropped + duplicates(voices),
    )


def _told(group: Group, as_of: datetime, own: Sequence[str]) -> tuple[Standing, Story]:
    old = group.addresses
    lead = min(group.items, key=lambda item: _fitness_to_lead(item, old))
    items = (lead, *sorted((item for item in group.items if item is not lead), key=rank_of_source))
    linked = [links(item, own) for item in items]
    in_title = named([link for link in linked[0] if link.field == "title"])
    about = themes_in(lead.title, [item.summary for item in items])
    found = tuple(link for links_of_item in linked for link in links_of_item)
    content = Content(
        entities=_story_entities(linked, in_title),
        in_title=in_title,
        themes=about,
        paths=paths(items, found, about),
    )
    story = Story(
        id=group.known.id if group.known else _slug(lead.title),
        title=lead.title,
        items=items,
        entities=tuple(content.entities),
        themes=tuple(theme.id for theme in content.themes),
        outlets=distinct_outlets(items),
        first_seen=min(map(time_of, items)),
        last_seen=max(map(time_of, items)),
        score=0.0,
        reasons=(),
        links=found,
    )
    if group.known:
        story = replace(story, earlier=group.known.earlier, news=novelties(story, group.known))
    standing = stand(items, content, as_of=as_of, own=own, novelty=factor(story))
    reasons = (*reason(story), *standing.reasons)
    return standing, replace(story, score=standing.score, reasons=reasons)


def _fitness_to_lead(item: Item, old: Collection[str]) -> tuple[object, ...]:
    """The primary source leads; among equals what no earlier edition had (``old`` are the
    addresses of what one had), then the one with most figures, then most words."""
    figures = len(_FIGURE.findall(f"{item.title} {item.summary}"))
    known = item.canonical in old
    return (item.tier, known, -figures, -len(item.summary), age(item))


def _story_entities(
    linked: Iterable[Sequence[Link]], in_title: Sequence[Entity]
) -> tuple[Entity, ...]:
    """The leading title's entities first, then the others by the number of items naming them."""
    naming = Counter(one for links_of_item in linked for one in named(links_of_item))
    rest = sorted(naming, key=lambda one: -naming[one])
    return tuple(dict.fromkeys((*in_title, *rest)))


def _slug(title: str) -> str:
    words = (ascii_slug((word,)) for word in content_words(title))
    slug = "-".join([word for word in words if word][:_SLUG_WORDS])
    return f"{slug or 'untitled'}-news" if not slug or slug in _RESERVED else slug


def _with_distinct_ids(stories: Iterable[Story], taken: set[str]) -> Iterator[Story]:
    """Stories of one slug are told apart by a letter: ``fed-holds``, ``fed-holds-b``.

    Continued stories keep their ids, which are among those that are ``taken``.
    """
    for story in stories:
        name, count = story.id, 1
        while story.earlier is None and name in taken:
            count += 1
            name = f"{story.id}-{_letters(count)}"
        taken.add(name)
        yield replace(story, id=name)


def _letters(number: int) -> str:
    """1 gives a, 26 z, 27 aa."""
    text = ""
    while number:
        number, place = divmod(number - 1, 26)
        text = chr(ord("a") + place) + text
    return text
