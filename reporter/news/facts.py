"""The figures that news reports, as facts with their evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from reporter.model.facts import Evidence, Fact, FactKind, Source
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
class _Subject:
    slug: str
    name: str


@dataclass(frozen=True, slots=True)
class _Reported:
    """A figure in its sentence, and what it is said of."""

    item: Item
    subject: _Subject
    figure: Figure
    numeral: Numeral
    evidence: Evidence


def story_facts(story: Story) -> tuple[Fact, ...]:
    """Every figure and date that the story's titles, teasers and pages report, once each.

    The subject is the entity named last before the figure in its sentence, else the first one
    after it, else the story's main entity, else the outlet. What several items report alike
    (same subject, unit and value) is one fact of the item that stands first in the story, which
    is the one nearest to the event. Ids are ``<story>.<subject>.<metric>``, with ``.2``, ``.3``
    … from the second of a kind on. The items' own titles and times are facts of the ledger.
    """
    facts: dict[str, Fact] = {}
    known: set[tuple[str, type[object], str, object]] = set()
    for reported in _reported(story):
        value = reported.figure.value
        unit = value.unit if isinstance(value, Quantity) else reported.figure.metric
        size = value.value if isinstance(value, Quantity) else value
        key = (reported.subject.slug, type(value), unit, size)
        if key not in known:
            known.add(key)
            fact_id = _free_id(facts, f"{story.id}.{reported.subject.slug}", reported.figure.metric)
            facts[fact_id] = _fact(fact_id, reported)
    return tuple(facts.values())


def _free_id(taken: dict[str, Fact], stem: str, metric: str) -> str:
    name, count = f"{stem}.{metric}", 1
    while name in taken:
        count += 1
        name = f"{stem}.{metric}.{count}"
    return name


def _fact(fact_id: str, reported: _Reported) -> Fact:
    item = reported.item
    published = time_of(item)
    return Fact(
        id=fact_id,
        kind=FactKind.REPORTED,
        subject=reported.subject.name,
        metric=reported.figure.metric,
        value=reported.figure.value,
        as_of=published,
        source=Source(name=item.outlet, url=item.link, digest=item.source, published=published),
        evidence=reported.evidence,
    )


def _reported(story: Story) -> Iterator[_Reported]:
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
) -> Iterator[_Reported]:
    """The sentence's figures; not those of a sentence that names nobody, unless ``nameless``."""
    tickers = tuple(entity.ticker for entity in story.entities if entity.ticker)
    named = mentions(sentence, tickers)
    if not (named or nameless):
        return  # an article's later sentences are about others too
    for numeral in read(sentence):
        stated = figure(numeral, sentence, time_of(item))
        if stated:
            subject = _subject(numeral, stated, sentence, named) or _main_subject(item, story)
            yield _Reported(item, subject, stated, numeral, _evidence(sentence, numeral))


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
) -> _Subject | None:
    """An amount of coins belongs to its asset; other figures to who is named nearest."""
    if isinstance(stated.value, Coins):
        asset = gazetteer().tickers.get(numeral.ticker)
        return _Subject(asset[0].id if asset else numeral.ticker.lower(), numeral.ticker)
    found = nearest(numeral, sentence, named)
    return _Subject(found.entity.id, found.entity.name) if found else None


def _main_subject(item: Item, story: Story) -> _Subject:
    if story.entities:
        return _Subject(story.entities[0].id, story.entities[0].name)
    return _Subject(ascii_slug(all_words(item.outlet)) or _NAMELESS, item.outlet)


def reported_in_full(sentence: str, published: datetime) -> bool:
    """Whether each figure of the sentence is a fact, so that the sentence can be quoted."""
    return all(figure(numeral, sentence, published) for numeral in read(sentence))
