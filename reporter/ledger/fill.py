"""Draft to article: every reference is replaced by the display form of its fact.

An exact look-up with a regular expression and nothing else: what is filled in is never read
again, so that text from a feed cannot become a reference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from reporter.ledger.display import display
from reporter.ledger.figures import within_quotes
from reporter.model.facts import FactSheet, UnknownFact
from reporter.model.news import Item
from reporter.model.text import (
    Article,
    Bullet,
    Draft,
    Paragraph,
    Section,
    SectionKind,
    Sentence,
    SourceLine,
    Table,
)

REFERENCE: Final = re.compile(r"\{\{([a-z0-9._-]+)(?:\|(\w+))?\}\}")


def references(text: str) -> tuple[tuple[str, str], ...]:
    """The references in a draft text as ``(fact id, form)``.

    >>> references("at {{binance.filusdt.price}} on {{edition.desk.as_of|day}}")
    (('binance.filusdt.price', 'full'), ('edition.desk.as_of', 'day'))
    """
    return tuple((match[1], match[2] or "full") for match in REFERENCE.finditer(text))


def fill(draft: Draft, sheet: FactSheet, *, items: Sequence[Item]) -> Article:
    """The article: references filled in, sources numbered in order of first use.

    ``Article.facts`` names the facts in order of first use. Raises ``UnknownFact`` for a
    reference to no fact, for braces that are no reference, and for a source that is no item;
    ``UnknownForm`` for a form that the fact does not have.
    """
    filler = _Filler(sheet)
    headline, dek = filler.sentence(draft.headline), filler.sentence(draft.dek)
    sections = tuple(filler.section(section) for section in draft.sections)
    used = dict.fromkeys(source for sentence in _sentences(draft) for source in sentence.sources)
    by_id = {item.id: item for item in items}
    engine = draft.section(SectionKind.ENGINE)
    return Article(
        slug=draft.slug,
        headline=headline,
        dek=dek,
        sections=sections,
        sources=tuple(
            _source_line(number, item, by_id, sheet) for number, item in enumerate(used, start=1)
        ),
        facts=tuple(filler.used),
        subject=engine.subject if engine else "",
        writer=draft.writer,
        notes=draft.notes,
    )


def fill_text(text: str, sheet: FactSheet) -> str:
    """One draft text with its references filled in. Raises as ``fill`` does."""
    return _Filler(sheet).text(text)


class _Filler:
    """Fills texts and remembers which facts it used."""

    def __init__(self, sheet: FactSheet) -> None:
        self.sheet = sheet
        self.used: dict[str, None] = {}

    def text(self, text: str) -> str:
        rest = REFERENCE.sub("", text)
        if "{{" in rest or "}}" in rest:
            raise UnknownFact(
                "a draft holds braces that are no reference.",
                text[:80],
                "References are spelled {{fact.id}} or {{fact.id|form}}.",
            )
        return REFERENCE.sub(self._display, text)

    def _display(self, match: re.Match[str]) -> str:
        fact = self.sheet[match[1]]
        self.used.setdefault(fact.id)
        return display(fact, match[2] or "full")

    def sentence(self, sentence: Sentence) -> Sentence:
        return replace(sentence, text=self.text(sentence.text))

    def section(self, section: Section) -> Section:
        return replace(
            section,
            heading=self.text(section.heading),
            paragraphs=tuple(self._paragraph(one) for one in section.paragraphs),
            bullets=tuple(self._bullet(one) for one in section.bullets),
            tables=tuple(self._table(one) for one in section.tables),
        )

    def _paragraph(self, paragraph: Paragraph) -> Paragraph:
        return Paragraph(sentences=tuple(self.sentence(one) for one in paragraph.sentences))

    def _bullet(self, bullet: Bullet) -> Bullet:
        lead = self.sentence(bullet.lead)
        return Bullet(lead=lead, sentences=tuple(self.sentence(one) for one in bullet.sentences))

    def _table(self, table: Table) -> Table:
        return Table(
            caption=self.text(table.caption),
            header=tuple(self.text(cell) for cell in table.header),
            rows=tuple(tuple(self.text(cell) for cell in row) for row in table.rows),
        )


def _sentences(draft: Draft) -> Iterator[Sentence]:
    yield draft.headline
    yield draft.dek
    for section in draft.sections:
        for paragraph in section.paragraphs:
            yield from paragraph.sentences
        for bullet in section.bullets:
            yield bullet.lead
            yield from bullet.sentences


def _source_line(
    number: int, item_id: str, items: Mapping[str, Item], sheet: FactSheet
) -> SourceLine:
    item = items.get(item_id)
    if item is None:
        raise UnknownFact(f"there is no item {item_id!r} in this edition.", "sources of a draft")
    published = sheet.get(f"item.{item.id}.published")
    return SourceLine(
        number=number,
        item=item.id,
        outlet=item.outlet,
        title=within_quotes(item.title),
        url=item.link,
        published=display(published) if published else "",
    )
