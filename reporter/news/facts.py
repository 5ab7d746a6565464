"""The figures that news reports, as facts with their evidence."""

from __future__ import annotations

from datetime import datetime

from reporter.model.facts import Fact, FactKind, Source
from reporter.model.news import Story
from reporter.news.disputes import disputes_in
from reporter.news.figures import figure
from reporter.news.order import time_of
from reporter.news.reported import Reported, reported
from reporter.numerals import read


def story_facts(story: Story) -> tuple[Fact, ...]:
    """Every figure and date that the story's titles, teasers and pages report, once each.

    The subject is the entity named nearest before the figure in its sentence and not in passing
    (see ``subjects``), else the first one after it, else the story's main entity, else the
    outlet. What several items report alike (same subject, unit and value) is one fact of the
    item that stands first in the story, which is the one nearest to the event. Ids are
    ``<story>.<subject>.<metric>``, with ``.2``, ``.3`` … from the second of a kind on. The items'
    own titles and times are facts of the ledger.
    """
    told = reported(story)
    first: dict[str, Reported] = {}
    for one in told:
        first.setdefault(one.fact, one)
    opposed: dict[str, tuple[str, ...]] = {}
    for dispute in disputes_in(told):
        opposed |= dispute.opposed
    return tuple(_fact(one, opposed.get(one.fact, ())) for one in first.values())


def _fact(one: Reported, disputed_with: tuple[str, ...]) -> Fact:
    item = one.item
    published = time_of(item)
    return Fact(
        id=one.fact,
        kind=FactKind.REPORTED,
        subject=one.subject.name,
        metric=one.figure.metric,
        value=one.figure.value,
        as_of=published,
        source=Source(
            name=item.outlet,
            url=item.link,
            digest=item.source,
            published=published,
            whole_day=item.whole_day,
        ),
        evidence=one.evidence,
        disputed_with=disputed_with,
        whole_day=one.figure.whole_day,
    )


def reported_in_full(sentence: str, published: datetime) -> bool:
    """Whether each figure of the sentence is a fact, so that the sentence can be quoted."""
    return all(figure(numeral, sentence, published) for numeral in read(sentence))
