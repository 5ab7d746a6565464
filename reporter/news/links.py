"""What an item is about, with the evidence: its title and teaser, and its publisher's tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from reporter.model.news import Entity, Item, Link, LinkRule
from reporter.news.entities import Around, Found, find, speaks_of_crypto
from reporter.news.gazetteer import Bare, Grade, Name, gazetteer
from reporter.news.words import word_places

_LABEL: Final = re.compile(r"[^,;\s][^,;]*(?<!\s)")
_TAGS = "tags."


def links(item: Item, tickers: Sequence[str] = ()) -> tuple[Link, ...]:
    """Every place where the item names an entity, those of the title first, then teaser and tags.

    The item is read as a whole: a word of the teaser or of the outlet's name can decide a name in
    the title, what is named in full once counts in its short form everywhere, and a tag supports
    a name in the text that it equals. ``tickers`` are assets to know beside the gazetteer's own.
    """
    return tuple(_links(item, frozenset(tickers)))


def entity_of(link: Link) -> Entity:
    """The entity of a link; an asset of the desk's own that no list holds is known by ticker."""
    known = gazetteer()
    return known.entities.get(link.entity) or known.asset(link.entity.upper())[0]


def named(found: Sequence[Link]) -> tuple[Entity, ...]:
    """The distinct entities that titles and teasers name, most often first, then in order."""
    counts = Counter(entity_of(link) for link in found if not is_tagged(link))
    return tuple(sorted(counts, key=lambda one: -counts[one]))


def is_tagged(link: Link) -> bool:
    """Whether only a publisher's tag says so."""
    return link.field.startswith(_TAGS)


def _links(item: Item, tickers: frozenset[str]) -> Iterator[Link]:
    tags = [_words(tag) for tag in item.tags]
    body = _words(item.outlet) | _words(item.title) | _words(item.summary)
    around = Around(words=body.union(*tags), tagged=_supported(item.tags))
    for field, found in _read(item, tickers, around):
        text = getattr(item, field)
        for one in found.mentions:
            yield Link(
                entity=one.entity.id,
                item=item.id,
                field=field,
                surface=text[one.start : one.end],
                start=one.start,
                end=one.end,
                rule=one.rule,
            )
    for place, tag in enumerate(item.tags):
        others = body.union(*tags[:place], *tags[place + 1 :])
        yield from _of_tag(item, place, tag, others, tickers)


def _read(
    item: Item, tickers: frozenset[str], around: Around
) -> tuple[tuple[str, Found], tuple[str, Found]]:
    title, summary = (find(text, tickers, around) for text in (item.title, item.summary))
    explained = title.explained | summary.explained
    if (title.doubtful | summary.doubtful) & explained:
        told = replace(around, told=explained)
        title, summary = (find(text, tickers, told) for text in (item.title, item.summary))
    return ("title", title), ("summary", summary)


def _words(text: str) -> frozenset[str]:
    return frozenset(place[0] for place in word_places(text.lower()))


def _supported(tags: Sequence[str]) -> frozenset[str]:
    """The entities whose name or ticker one of the tags equals, however common the word is."""
    known = gazetteer()
    found: set[str] = set()
    for tag in tags:
        for label in _LABEL.findall(tag):
            found.update(name.entity.id for name in known.labels.get(label.lower(), ()))
            if label in known.tickers:
                found.add(known.tickers[label][0].id)
    return frozenset(found)


def _of_tag(
    item: Item, place: int, tag: str, others: frozenset[str], tickers: frozenset[str]
) -> Iterator[Link]:
    for label in _LABEL.finditer(tag):
        for one in _tagged(label[0], others, tickers):
            yield Link(
                entity=one,
                item=item.id,
                field=f"{_TAGS}{place}",
                surface=label[0],
                start=label.start(),
                end=label.end(),
                rule=LinkRule.TAG,
            )


def _tagged(label: str, others: frozenset[str], tickers: frozenset[str]) -> Iterator[str]:
    """The entities that a tag alone stands for: at most one by name, else by ticker."""
    known = gazetteer()
    named = [one for one in known.labels.get(label.lower(), ()) if _stands(one, label, others)]
    if named:
        yield named[0].entity.id
    elif label in known.shares:
        yield known.shares[label].id
    elif label.isupper() and (label in known.tickers or label in tickers):
        one, bare = known.asset(label)
        in_trade = bare is Bare.CONTEXT and speaks_of_crypto(others)
        if bare is Bare.FREE or in_trade:
            yield one.id


def _stands(name: Name, label: str, others: frozenset[str]) -> bool:
    """Whether a tag of this wording can hardly mean anything but the entity."""
    if name.grade is Grade.FULL:
        return True
    if label != name.spelling or not name.rules.unless.isdisjoint(others):
        return False
    if name.grade is not Grade.EXACT:
        return speaks_of_crypto(others)
    return not name.rules.context or not name.rules.context.isdisjoint(others)
