"""A correction's text: one paragraph in which every figure is a fact of one of two versions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from reporter import checking
from reporter.ledger.display import display
from reporter.model.errors import UsageError
from reporter.model.facts import Fact, FactSheet
from reporter.model.record import Record, RecordedSentence
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Severity, Verdict
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
    is a fact of neither version, is told wrongly, or stands in no form that its page admits.
    """
    told = plain(text)
    _admit(told)
    sheet = _both(new, former)
    finished = FinishedText(
        name=OPTION,
        format="text",
        blocks=(Block(kind=BlockKind.PARAGRAPH, text=told, place="the text"),),
    )
    _require_no_error(checking.check(finished, sheet), {})
    figures = [
        figure
        for figure in checking.trace(finished, sheet)
        if figure.status is checking.Status.BOUND
    ]
    words, facts = _bound(told, figures, sheet, number)
    record = Record(sentences=(RecordedSentence(words=words),))
    _require_no_error(
        checking.check(finished, sheet.with_facts(facts), record),
        {figure.surface: _printed(figure, sheet) for figure in figures},
    )
    return Correction(moment=moment, text=told, words=words, facts=tuple(map(fact_json, facts)))


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


def _require_no_error(verdict: Verdict, printed: Mapping[str, str]) -> None:
    """``printed`` says of figures, by how they were written, how they are printed."""
    errors = (finding for finding in verdict.findings if finding.severity is Severity.ERROR)
    first = next(errors, None)
    if first is None:
        return
    if first.seen in printed:
        raise UsageError(
            f"this figure is printed otherwise. Seen: {first.seen}. "
            f"Expected: {printed[first.seen]}.",
            OPTION,
            "Write it with all that belongs to it; the sign may be left out where words give it.",
        )
    raise UsageError(
        f"{first.message} Seen: {first.seen}. Expected: {first.expected}.",
        OPTION,
        "A figure in a correction has to be one of the new or the former version.",
    )


def _printed(figure: checking.Traced, sheet: FactSheet) -> str:
    return " or ".join(dict.fromkeys(display(sheet[fact_id]) for fact_id in figure.facts))


def _both(new: FactSheet, former: FactSheet) -> FactSheet:
    """The new facts, and under ids of their own the former ones that say something else."""
    changed = (fact for fact in former if fact.id not in new or new[fact.id].value != fact.value)
    return new.with_facts(replace(fact, id=f"{fact.id}.{_FORMER}") for fact in changed)


def _bound(
    text: str, figures: Sequence[checking.Traced], sheet: FactSheet, number: int
) -> tuple[str, tuple[Fact, ...]]:
    """The text with references in place of its figures, and the facts that they name, frozen."""
    facts: dict[str, Fact] = {}
    parts: list[str] = []
    end = 0
    for figure in figures:
        frozen = [_frozen(sheet[fact_id], number) for fact_id in figure.facts]
        facts |= {fact.id: fact for fact in frozen}
        parts += [text[end : figure.start], f"{{{{{frozen[0].id}}}}}"]
        end = figure.end
    return "".join([*parts, text[end:]]), tuple(facts.values())


def _frozen(fact: Fact, number: int) -> Fact:
    """The fact as it was when the correction was made; its inputs may be gone from the sheet."""
    return replace(fact, id=f"{fact.id}.correction.{number}", inputs=(), disputed_with=())
