"""The figures in a story's sentences, each with its subject, its place and who says it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from reporter.model.facts import Evidence
from reporter.model.news import Item, Story
from reporter.model.units import Coins, Quantity
from reporter.news.entities import Mention, mentions
from reporter.news.figures import Figure, figure
from reporter.news.gazetteer import gazetteer
from reporter.news.order import time_of
from reporter.news.sentences import sentences
from reporter.news.speakers import speaker
from reporter.news.subjects import nearest
from reporter.news.words import all_words, ascii_slug
from reporter.numerals import Numeral, read

_NAMELESS: Final = "outlet"


@dataclass(frozen=True, slots=True)
class Subject:
    """Of whom a figure is said: ``slug`` as in ids, ``name`` as printed."""

    slug: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reported:
    """A figure in its sentence, and what it is said of.

    ``fact`` is the id of the story's fact that holds it: items that report alike share one.
    ``named`` are the ids of all entities of the sentence, ``before`` of those named in front.
    """

    fact: str
    item: Item
    subject: Subject
    figure: Figure
    numeral: Numeral
    evidence: Evidence
    named: frozenset[str]
    before: frozenset[str]


def reported(story: Story) -> tuple[Reported, ...]:
    """Every figure and date of the story's titles and teasers, then of its pages, in order."""
    found: list[Reported] = []
    ids: dict[tuple[str, type[object], str, object], str] = {}
    taken: set[str] = set()
    for one in _all(story):
        value = one.figure.value
        unit = value.unit if isinstance(value, Quantity) else one.figure.metric
        size = value.value if isinstance(value, Quantity) else value
        key = (one.subject.slug, type(value), unit, size)
        if key not in ids:
            ids[key] = _free_id(taken, f"{story.id}.{one.subject.slug}", one.figure.metric)
            taken.add(ids[key])
        found.append(replace(one, fact=ids[key]))
    return tuple(found)


def _free_id(taken: set[str], stem: str, metric: str) -> str:
    name, count = f"{stem}.{metric}", 1
    while name in taken:
        count += 1
        name = f"{stem}.{metric}.{count}"
    return name


def _all(story: Story) -> Iterator[Reported]:
    for item in story.items:
        for field in (item.title, item.summary):
            for _, _, sentence in sentences(field):
                yield from _in_sentence(sentence, item, story)
    for item in story.items:
        page = replace(item, source=item.page or item.source)
        for _, _, sentence in sentences(item.opening):
            yield from _in_sentence(sentence, page, story, nameless=False)


def _in_sentence(
    sentence: str, item: Item, story: Story, *, nameless: bool = True
) -> Iterator[Reported]:
    """The sentence's figures; not those of a sentence that names nobody, unless ``nameless``."""
    tickers = tuple(entity.ticker for entity in story.entities if entity.ticker)
    named = mentions(sentence, tickers)
    if not (named or nameless):
        return  # an article's later sentences are about others too
    ids = frozenset(mention.entity.id for mention in named)
    for numeral in read(sentence):
        stated = figure(numeral, sentence, time_of(item))
        if stated:
            yield Reported(
                fact="",
                item=item,
                subject=_subject(numeral, stated, sentence, named) or _main_subject(item, story),
                figure=stated,
                numeral=numeral,
                evidence=_evidence(sentence, numeral),
                named=ids,
                before=frozenset(one.entity.id for one in named if one.end <= numeral.start),
            )


def _evidence(sentence: str, numeral: Numeral) -> Evidence:
    said = speaker(sentence, numeral.start)
    return Evidence(
        sentence=sentence,
        start=numeral.start,
        end=numeral.end,
        speaker=said.name,
        hearsay=said.hearsay,
    )


def _subject(
    numeral: Numeral, stated: Figure, sentence: str, named: Sequence[Mention]
) -> Subject | None:
    """An amount of coins belongs to its asset; other figures to who is named nearest."""
    if isinstance(stated.value, Coins):
        asset = gazetteer().tickers.get(numeral.ticker)
        return Subject(asset[0].id if asset else numeral.ticker.lower(), numeral.ticker)
    found = nearest(numeral, sentence, named)
    return Subject(found.entity.id, found.entity.name) if found else None


def _main_subject(item: Item, story: Story) -> Subject:
    if story.entities:
        return Subject(story.entities[0].id, story.entities[0].name)
    return Subject(ascii_slug(all_words(item.outlet)) or _NAMELESS, item.outlet)
