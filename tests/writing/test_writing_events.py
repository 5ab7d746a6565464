"""Markets of event contracts: their titles stand verbatim between quotation marks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from reporter import ledger
from reporter.checking import check
from reporter.model.facts import FactSheet
from reporter.model.odds import EventOdds
from reporter.model.text import Article, SectionKind
from reporter.model.units import Count
from reporter.writing import write_offline
from reporter.writing.voice import Voice
from tests.writing.conftest import AS_OF, DESK, DIGEST, edition, finished, prose

TITLE = 'Will "Dune 3" or the “other” film win the prize?'
EVENT = EventOdds(
    venue="kalshi",
    market="KXPRIZE-DUNE",
    event="KXPRIZE",
    title=TITLE,
    event_title=TITLE,
    outcome='The "Dune 3" film',
    probability=Decimal("0.625"),
    bid=Decimal("0.61"),
    ask=Decimal("0.64"),
    normalised=False,
    volume=Count(Decimal(20000)),
    open_interest=None,
    closes_at=AS_OF + timedelta(days=40),
    as_of=AS_OF,
    source=DIGEST,
    endpoint="/events",
    url="https://kalshi.com/markets/kxprize",
)


def told(slug: str) -> tuple[Article, FactSheet]:
    """An edition whose story this market is about."""
    outline, sheet = edition()
    sheet = sheet.with_facts(ledger.event_facts([EVENT]))
    draft = write_offline(replace(outline, odds=(EVENT.key,)), sheet, DESK, Voice(slug))
    items = [item for story in (outline.story, *outline.related) for item in story.items]
    return ledger.fill(draft, sheet, items=items), sheet


@pytest.mark.parametrize("slug", ["a", "b", "c", "d"])
def test_quotation_marks_within_a_title_are_single_ones(slug: str) -> None:
    article, sheet = told(slug)
    text = prose(article, SectionKind.NEWS)
    assert "“Will ‘Dune 3’ or the ‘other’ film win the prize?”" in text
    assert "“The ‘Dune 3’ film”" in text
    assert [str(one) for one in check(finished(article), sheet).findings] == []


def test_a_title_that_was_altered_is_refused() -> None:
    article, sheet = told("a")
    read = finished(article)
    altered = replace(
        read,
        blocks=tuple(
            replace(one, text=one.text.replace("or the ‘other’ film win", "or the ‘last’ film win"))
            for one in read.blocks
        ),
    )
    assert any("what the source says" in str(one) for one in check(altered, sheet).findings)
