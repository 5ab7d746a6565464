"""A correction's text: one paragraph in which every figure is a fact of one of two versions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any, Final

from reporter import checking
from reporter.model.errors import UsageError
from reporter.model.facts import Fact, FactSheet
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Severity
from reporter.newsroom.document import fact_json
from reporter.newsroom.public_document import Correction
from reporter.rendering.plaintext import plain

OPTION: Final = "--correction"
_LONGEST: Final = 1_000
"""Characters: it has to be read before the article."""
_FORMER: Final = "former"


def read_correction(
    text: str, moment: datetime, number: int, *, new: FactSheet, former: FactSheet
) -> Correction:
    """The correction of that number, with the facts behind its figures.

    ``new`` are the facts of the version that corrects, ``former`` those of the one before it.
    Raises ``UsageError`` for a text that is empty, too long or holds braces, and where a figure
    is a fact of neither version or is told wrongly.
    """
    told = plain(text)
    _admit(told)
    sheet = _both(new, former)
    finished = FinishedText(
        name=OPTION,
        format="text",
        blocks=(Block(kind=BlockKind.PARAGRAPH, text=told, place="the text"),),
    )
    errors = [
        finding
        for finding in checking.check(finished, sheet).findings
        if finding.severity is Severity.ERROR
    ]
    if errors:
        first = errors[0]
        raise UsageError(
            f"{first.message} Seen: {first.seen}. Expected: {first.expected}.",
            OPTION,
            "A figure in a correction has to be one of the new or the former version.",
        )
    words, facts = _bound(told, finished, sheet, number)
    return Correction(moment=moment, text=told, words=words, facts=facts)


def _admit(text: str) -> None:
    if not text:
        raise UsageError(
            "this edition was published before: readers have to be told what is corrected.",
            OPTION,
            f'Say it: {OPTION} "An earlier version of this article said …".',
        )
    if len(text) > _LONGEST or "{" in text or "}" in text:
        raise UsageError(
            f"the text is no plain paragraph of at most {_LONGEST:,} characters.",
            OPTION,
            "Leave out braces and say in a few sentences what was wrong.",
        )


def _both(new: FactSheet, former: FactSheet) -> FactSheet:
    """The new facts, and under ids of their own the former ones that say something else."""
    changed = (fact for fact in former if fact.id not in new or new[fact.id].value != fact.value)
    return new.with_facts(replace(fact, id=f"{fact.id}.{_FORMER}") for fact in changed)


def _bound(
    text: str, finished: FinishedText, sheet: FactSheet, number: int
) -> tuple[str, tuple[dict[str, Any], ...]]:
    """The text with references in place of its figures, and the facts that they name, frozen."""
    facts: dict[str, Fact] = {}
    parts: list[str] = []
    end = 0
    for figure in checking.trace(finished, sheet):
        if figure.status is checking.Status.BOUND:
            frozen = [_frozen(sheet[fact_id], number) for fact_id in figure.facts]
            facts |= {fact.id: fact for fact in frozen}
            parts += [text[end : figure.start], f"{{{{{frozen[0].id}}}}}"]
            end = figure.end
    return "".join([*parts, text[end:]]), tuple(fact_json(fact) for fact in facts.values())


def _frozen(fact: Fact, number: int) -> Fact:
    """The fact as it was when the correction was made; its inputs may be gone from the sheet."""
    return replace(fact, id=f"{fact.id}.correction.{number}", inputs=(), disputed_with=())
