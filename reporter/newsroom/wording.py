"""The record of an edition's own words: what each sentence was before its figures were filled in.

``edition.json`` keeps it under ``record``, so that a finished file can be held against it later.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from reporter.ledger import references
from reporter.model.facts import FactSheet
from reporter.model.news import Story
from reporter.model.record import Record, RecordedRow, RecordedSentence, RecordedSource
from reporter.model.text import (
    Article,
    Draft,
    Section,
    SectionKind,
    Sentence,
    SourceLine,
    Stance,
    Table,
)
from reporter.newsroom.letter_tables import narrowed
from reporter.writing.readings import ref


def record_of(
    draft: Draft,
    article: Article,
    sheet: FactSheet,
    *,
    captions: Iterable[str] = (),
    stories: Iterable[Story] = (),
) -> Record:
    """The record of one article. ``captions`` are the draft words of its chart's texts."""
    numbers = {source.item: source.number for source in article.sources}
    tables = [table for section in draft.sections for table in section.tables]
    tables += [short for table in tables if (short := narrowed(table)) != table]
    return Record(
        sentences=(
            *(_recorded(sentence, numbers) for sentence in _sentences(draft)),
            *(RecordedSentence(words=caption) for caption in captions),
        ),
        rows=tuple(RecordedRow(cells=cells) for table in tables for cells in _rows(table)),
        sources=tuple(_source(line, article.slug, sheet) for line in article.sources),
        names=tuple(sorted({one.name for story in stories for one in story.entities})),
    )


def _sentences(draft: Draft) -> Iterator[Sentence]:
    yield draft.headline
    yield draft.dek
    for section in draft.sections:
        yield from _section(section)


def _section(section: Section) -> Iterator[Sentence]:
    yield Sentence(text=section.heading, stance=Stance.FRAME)
    for paragraph in section.paragraphs:
        first, *rest = paragraph.sentences
        marked = section.kind is not SectionKind.LEDE and all(
            s.stance is Stance.INFERENCE for s in paragraph.sentences
        )
        yield replace(first, text=f"Inference: {first.text}") if marked else first
        yield from rest
    for table in section.tables:
        yield Sentence(text=table.caption, stance=Stance.FRAME)
    for bullet in section.bullets:
        yield bullet.lead
        yield from bullet.sentences


def _rows(table: Table) -> Iterator[tuple[str, ...]]:
    yield table.header
    yield from table.rows


def _recorded(sentence: Sentence, numbers: dict[str, int]) -> RecordedSentence:
    found = (numbers[source] for source in sentence.sources if source in numbers)
    return RecordedSentence(
        words=sentence.text,
        stance=sentence.stance,
        notes=tuple(dict.fromkeys(found)),
        quote=sentence.quote,
    )


def _source(line: SourceLine, slug: str, sheet: FactSheet) -> RecordedSource:
    item = f"item.{line.item}"
    words = f"{ref(f'{item}.outlet')}, “{ref(f'{item}.title')}”"
    if f"{item}.published" in sheet:
        words += f", {ref(f'{item}.published')}"
    return RecordedSource(article=slug, number=line.number, words=words, url=line.url)


def record_json(records: Iterable[Record]) -> dict[str, Any]:
    """The records of all articles as ``edition.json`` holds them."""
    all_of = tuple(records)
    return {
        "sentences": [
            {
                "words": one.words,
                "stance": one.stance.value,
                "notes": list(one.notes),
                "quote": one.quote,
            }
            for record in all_of
            for one in record.sentences
        ],
        "rows": [list(row.cells) for record in all_of for row in record.rows],
        "sources": [
            {"article": s.article, "number": s.number, "words": s.words, "url": s.url}
            for record in all_of
            for s in record.sources
        ],
        "names": sorted({name for record in all_of for name in record.names}),
    }


def record_back(entry: dict[str, Any], sheet: FactSheet) -> Record:
    """The record that ``edition.json`` holds.

    Raises ``KeyError``, ``TypeError`` or ``ValueError`` where the entry is malformed, and
    ``UnknownFact`` where it refers to a fact that the sheet lacks.
    """
    record = _record_back(entry)
    texts = [one.words for one in record.sentences] + [one.words for one in record.sources]
    for words in (*texts, *(cell for row in record.rows for cell in row.cells)):
        for fact_id, _ in references(words):
            sheet[fact_id]
    return record


def _record_back(entry: dict[str, Any]) -> Record:
    return Record(
        sentences=tuple(
            RecordedSentence(
                words=str(one["words"]),
                stance=Stance(one["stance"]),
                notes=tuple(int(number) for number in one["notes"]),
                quote=str(one["quote"]),
            )
            for one in entry["sentences"]
        ),
        rows=tuple(RecordedRow(cells=tuple(str(cell) for cell in row)) for row in entry["rows"]),
        sources=tuple(
            RecordedSource(
                article=str(one["article"]),
                number=int(one["number"]),
                words=str(one["words"]),
                url=str(one["url"]),
            )
            for one in entry["sources"]
        ),
        names=tuple(str(name) for name in entry["names"]),
    )
