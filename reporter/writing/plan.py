"""Which story, which symbols: the plan of one article."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from reporter.model import metrics as m
from reporter.model.errors import NothingNewsworthy, TooFewSources
from reporter.model.facts import FactSheet
from reporter.model.market import Gap
from reporter.model.news import Story
from reporter.model.setup import Setup
from reporter.model.text import Outline
from reporter.writing.filings import is_filing
from reporter.writing.readings import Readings

RELATED = 3
"""At most so many related stories are named."""

_NOTICE = {"administrative"}
"""The theme of routine notices."""

_CARD = (
    m.PRICE,
    m.FUNDING_SETTLED,
    m.FUNDING_RUNNING,
    m.FUNDING_PERCENTILE,
    m.FUNDING_NEXT_TIME,
    m.BASIS,
    m.OPEN_INTEREST,
    m.OPEN_INTEREST_CHANGE,
    m.TOP_POSITION_RATIO,
    m.BASE_RATE,
    m.INVALIDATION,
    f"{m.LEVEL_ABOVE}.1",
    f"{m.LEVEL_BELOW}.1",
)
"""What a complete setup has; each of them that is missing counts against featuring it."""


def plan(
    stories: Sequence[Story],
    setups: Sequence[Setup],
    sheet: FactSheet,
    gaps: Sequence[Gap],
    *,
    as_of: datetime,
    overview: Sequence[str] = (),
    odds: Sequence[str] = (),
) -> Outline:
    """The outline: lead story, related stories, featured symbol, the other symbols, gaps.

    Stories come ranked; the first leads, and those that share an entity or a theme with it are
    related, but for bare filings and, beside news, routine notices. The featured symbol is the
    most complete one whose funding stands furthest from the middle of its own record; a symbol
    that the story names goes before the others.
    Raises ``NothingNewsworthy`` without a story and ``TooFewSources`` without a setup.
    """
    if not stories:
        raise NothingNewsworthy(
            "there is no story to lead with.", "stories", "Add feeds or wait for news."
        )
    if not setups:
        raise TooFewSources(
            "no symbol could be measured.", "market", "Check the symbols and the venue."
        )
    lead = stories[0]
    order = sorted(setups, key=lambda setup: _featuring(setup, sheet, lead, as_of))
    return Outline(
        slug=_slug(lead, order[0]),
        story=lead,
        related=tuple(story for story in stories[1:] if _kin(story, lead))[:RELATED],
        featured=order[0],
        others=tuple(setup for setup in setups if setup is not order[0]),
        gaps=_merged(gaps, setups),
        overview=tuple(overview),
        odds=tuple(odds),
    )


def named_in(setup: Setup, story: Story) -> bool:
    """Whether the story's entities include the asset of this setup."""
    asset = re.sub(r"^1(?:000)+(?=[A-Z])", "", setup.instrument.base)
    return any(entity.ticker == asset for entity in story.entities)


def salience(setup: Setup, sheet: FactSheet) -> float:
    """How far the settled funding stands from the middle of its own record, 0 to 50."""
    percentile = Readings(sheet, setup).number(m.FUNDING_PERCENTILE)
    return abs(percentile - 50) if percentile is not None else 0.0


def _featuring(
    setup: Setup, sheet: FactSheet, lead: Story, as_of: datetime
) -> tuple[bool, bool, float, str]:
    """The sort key of a candidate, best first; the symbol breaks ties."""
    readings = Readings(sheet, setup)
    missing = sum(not readings.has(metric) for metric in _CARD)
    lapsed = setup.valid_until <= as_of
    score = salience(setup, sheet) - 5.0 * missing
    return lapsed, not named_in(setup, lead), -score, setup.instrument.symbol


def _kin(story: Story, lead: Story) -> bool:
    """Whether a story is worth naming beside the lead: bare filings and notices are not."""
    notice = set(story.themes) == _NOTICE and set(lead.themes) - _NOTICE
    if notice or is_filing(story.items[0]):
        return False
    entities = {entity.id for entity in lead.entities}
    return bool(
        entities & {entity.id for entity in story.entities} or set(lead.themes) & set(story.themes)
    )


def _slug(story: Story, setup: Setup) -> str:
    words = f"{story.id}-{setup.instrument.symbol}".lower()
    return re.sub(r"[^a-z0-9]+", "-", words).strip("-")


def _merged(gaps: Sequence[Gap], setups: Sequence[Setup]) -> tuple[Gap, ...]:
    """The edition's gaps and the setups' own, each once, in order."""
    return tuple(dict.fromkeys((*gaps, *(gap for setup in setups for gap in setup.gaps))))
