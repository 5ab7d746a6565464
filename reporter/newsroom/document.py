"""``edition.json``: the machine-readable edition, and facts read back out of one.

The schema is versioned (``SCHEMA``) and described in ``docs/edition.md``. Values are decimal
text, times ISO 8601 in UTC; equal editions give equal bytes.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from reporter.ledger import references
from reporter.model.edition import Edition
from reporter.model.errors import ReporterError, UsageError
from reporter.model.facts import Fact, FactSheet
from reporter.model.news import Story
from reporter.model.record import Record
from reporter.model.setup import Setup
from reporter.model.text import Article, Draft, Section, Sentence
from reporter.model.units import Quantity
from reporter.newsroom.fact_sheet import sheet_from_json
from reporter.newsroom.wording import record_back, record_json

SCHEMA = "reporter.edition/1"


def edition_bytes(
    edition: Edition,
    drafts: Iterable[Draft],
    chart_labels: Iterable[str] = (),
    records: Iterable[Record] = (),
) -> bytes:
    """The edition as JSON, indented, with a final line break.

    ``chart_labels`` are the texts of its charts, which a PDF's text repeats without a mark;
    ``records`` are its articles' own words before filling.
    """
    content = _edition(edition, tuple(drafts)) | {
        "chart_labels": list(chart_labels),
        "record": record_json(records),
    }
    return (json.dumps(content, indent=1, ensure_ascii=False) + "\n").encode()


@dataclass(frozen=True, slots=True)
class Evidenced:
    """What a finished file is held against: facts, labels of the charts, the words as drafted."""

    sheet: FactSheet
    chart_labels: tuple[str, ...]
    record: Record | None = None


def evidence_from_json(data: bytes, where: str) -> Evidenced:
    """The fact sheet, the chart labels and the record of words of an ``edition.json``.

    A sheet of facts alone will do. Raises ``UsageError`` where the file is none or a fact in it
    is malformed.
    """
    try:
        raw = json.loads(data)
        sheet = sheet_from_json(raw, where)
        return Evidenced(
            sheet,
            tuple(str(label) for label in raw.get("chart_labels", ())),
            record_back(raw["record"], sheet) if "record" in raw else None,
        )
    except UsageError:
        raise
    except RecursionError as error:
        raise UsageError(
            "this is no fact sheet: it nests lists or objects without end.",
            where,
            "Give an edition.json, or a sheet of your own as docs/checks.md describes it.",
        ) from error
    except (ValueError, KeyError, TypeError, ReporterError) as error:
        raise UsageError(
            f"this is no fact sheet ({type(error).__name__}: {error}).",
            where,
            "Give an edition.json, or a sheet of your own as docs/checks.md describes it.",
        ) from error


def _edition(edition: Edition, drafts: tuple[Draft, ...]) -> dict[str, Any]:
    key = edition.key
    return {
        "schema": SCHEMA,
        "key": {"desk": key.desk, "date": key.day.isoformat(), "slot": key.slot},
        "as_of": _plain(edition.as_of),
        "state": edition.state.value,
        "sample": edition.sample,
        "stories": [_story(story) for story in edition.stories],
        "setups": [_setup(setup) for setup in edition.setups],
        "calls": _plain(edition.calls),
        "facts": [fact_json(fact) for fact in edition.sheet],
        "articles": [
            _article(article, draft)
            for article, draft in zip(edition.articles, drafts, strict=True)
        ],
        "gaps": _plain(edition.gaps),
        "gates": _plain(edition.gates),
        "findings": _plain(edition.findings),
        "readability": _plain(edition.readability),
        "costs": dict(edition.costs),
        "manifest": {**_plain(edition.manifest), "files": dict(edition.manifest.files)},
    }


def _story(story: Story) -> dict[str, Any]:
    # Of a page's text only the opening is told, as a fact: the article is its publisher's.
    plain = _plain(story)
    for item in plain["items"]:
        del item["text"]
    return {**plain, "score": repr(round(story.score, 6))}


def _setup(setup: Setup) -> dict[str, Any]:
    # The measures stand among the facts; here is the engine's view of them.
    return {name: value for name, value in _plain(setup).items() if name != "measures"}


def fact_json(fact: Fact) -> dict[str, Any]:
    """One fact as ``edition.json`` holds it."""
    value, unit = _value(fact.value)
    return {
        "id": fact.id,
        "kind": fact.kind.value,
        "subject": fact.subject,
        "metric": fact.metric,
        "value": value,
        "unit": unit,
        "as_of": _plain(fact.as_of),
        "nature": fact.nature.value if fact.nature else None,
        "source": _plain(fact.source),
        "formula": fact.formula,
        "inputs": list(fact.inputs),
        "evidence": _plain(fact.evidence),
        "disputed_with": list(fact.disputed_with),
        "whole_day": fact.whole_day,
    }


def _value(value: Quantity | datetime | str) -> tuple[str, str]:
    if isinstance(value, Quantity):
        return format(value.value, "f"), value.unit
    if isinstance(value, datetime):
        return _instant(value), "instant"
    return value, "text"


def _article(article: Article, draft: Draft) -> dict[str, Any]:
    return {
        "slug": article.slug,
        "subject": article.subject,
        "writer": article.writer,
        "notes": list(article.notes),
        "headline": _sentence(article.headline, draft.headline),
        "dek": _sentence(article.dek, draft.dek),
        "sections": [
            {
                "kind": filled.kind.value,
                "heading": filled.heading,
                "subject": filled.subject,
                "sentences": [
                    _sentence(*pair)
                    for pair in zip(_sentences(filled), _sentences(written), strict=True)
                ],
                "tables": _plain(filled.tables),
            }
            for filled, written in zip(article.sections, draft.sections, strict=True)
        ],
        "sources": _plain(article.sources),
        "disclosure": _disclosure(article),
        "wordings": [list(pair) for pair in draft.wordings],
    }


def _disclosure(article: Article) -> dict[str, str]:
    """The statements by field, in the order in which they are printed."""
    stated = (s for section in article.sections for s in _sentences(section) if s.statement)
    return {sentence.statement: sentence.text for sentence in stated}


def _sentences(section: Section) -> list[Sentence]:
    in_paragraphs = [s for paragraph in section.paragraphs for s in paragraph.sentences]
    in_bullets = [s for bullet in section.bullets for s in (bullet.lead, *bullet.sentences)]
    return in_paragraphs + in_bullets


def _sentence(filled: Sentence, written: Sentence) -> dict[str, Any]:
    return {
        "text": filled.text,
        "stance": filled.stance.value,
        "facts": [fact_id for fact_id, _form in references(written.text)],
        "sources": list(filled.sources),
    }


def _instant(moment: datetime) -> str:
    """Exact, unlike in pages: checks compute again from these moments."""
    return moment.isoformat().replace("+00:00", "Z")


def _plain(value: Any) -> Any:
    """Nouns as JSON values: decimals and floats as text, so that no reader rounds them."""
    if is_dataclass(value) and not isinstance(value, type):
        names = value.__dataclass_fields__
        return {name: _plain(getattr(value, name)) for name in names if not name.startswith("_")}
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime):
        return _instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, tuple | list):
        return [_plain(entry) for entry in value]
    return value
