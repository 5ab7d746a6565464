"""The writer that needs no model: deterministic, and complete."""

from __future__ import annotations

from reporter.model.desk import Desk
from reporter.model.facts import FactSheet
from reporter.model.text import Draft, Outline, Section, SectionKind
from reporter.writing.disclosure import OFFLINE, disclosure_section
from reporter.writing.engine import engine_section
from reporter.writing.headlines import headline
from reporter.writing.implications import implications_section
from reporter.writing.lede import dek, lede
from reporter.writing.missing import gaps_section
from reporter.writing.questions import market_section, news_section
from reporter.writing.readings import Readings
from reporter.writing.telling import telling
from reporter.writing.voice import Voice


def write_offline(outline: Outline, sheet: FactSheet, desk: Desk, voice: Voice) -> Draft:
    """The whole article by reference, worded by ``voice``: equal inputs give equal drafts.

    A sentence whose fact is missing is not written. Raises ``ConfigError`` where the desk left
    out what the disclosure must say.
    """
    readings = Readings(sheet, outline.featured)
    others = tuple(Readings(sheet, setup) for setup in outline.others)
    told = telling(outline, readings, voice)
    sections = (
        lede(told, readings, voice),
        news_section(told, readings, voice, outline.odds),
        market_section(told, outline, readings, voice),
        engine_section(readings, others, voice, outline.overview),
        implications_section(told, readings, voice),
        gaps_section(outline.gaps, sheet, voice),
        Section(kind=SectionKind.SOURCES, heading="Sources"),
        disclosure_section(desk, readings, OFFLINE),
    )
    return Draft(
        slug=outline.slug,
        headline=headline(told, readings, voice),
        dek=dek(readings, voice),
        sections=tuple(section for section in sections if section is not None),
        writer=OFFLINE,
        wordings=voice.spoken,
    )
