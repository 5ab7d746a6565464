"""The independent reader: a finished text against the facts, or against itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from reporter.checking import shape
from reporter.checking.codes import Code
from reporter.checking.disclosed import missing_statements
from reporter.checking.figures import bind
from reporter.checking.gates import AS_OF
from reporter.checking.ground import ground
from reporter.checking.numbering import numbering
from reporter.checking.panels import panels
from reporter.checking.recorded import against_record
from reporter.checking.stranger import check_stranger
from reporter.checking.words import wording
from reporter.model import metrics
from reporter.model.facts import FactSheet
from reporter.model.record import Record
from reporter.model.text import BlockKind, FinishedText
from reporter.model.verdict import Finding, Verdict

_AS_GIVEN: Final = frozenset({BlockKind.STATIC, BlockKind.SOURCE})
"""What the template or a source wrote, as it is."""


def check(text: FinishedText, sheet: FactSheet | None, record: Record | None = None) -> Verdict:
    """Judge one finished file.

    With a sheet, every figure must be one of its facts and every claim must agree with them.
    With the edition's record of its own sentences, each copy of one must also say what was
    recorded: that very fact, that name, that direction, that hedge.
    Without one, the text is tried against itself, against what venues allow, and against the
    house rules. Errors hold the edition; the codes are explained in ``docs/checks.md``.
    """
    if sheet is None:
        return check_stranger(text)
    base = ground(sheet)
    tally = bind(text, base)
    findings = [*tally.findings, *wording(tally.readings, base)]
    findings.extend(_form(text))
    findings.extend(numbering(text))
    findings.extend(panels(text, base))
    if record is not None:
        findings.extend(against_record(text, base, record))
    if shape.is_whole(text):
        findings.extend(_parts(text, sheet))
    return Verdict(
        subject=text.name,
        findings=tuple(dict.fromkeys(findings)),
        numerals=tally.numerals,
        resolved=tally.resolved,
    )


def _form(text: FinishedText) -> Iterator[Finding]:
    for block in text.blocks:
        place = f"{text.name}: {block.place}"
        if block.links:
            yield from shape.links(place, block)
        if block.kind not in _AS_GIVEN:
            yield from shape.glued(place, block.text)


def _parts(text: FinishedText, sheet: FactSheet) -> Iterator[Finding]:
    moment = sheet.get(AS_OF)
    as_of = moment.value if moment and isinstance(moment.value, datetime) else None
    stated = any(fact.metric == metrics.INVALIDATION for fact in sheet)
    for finding in shape.required_parts(text, as_of):
        # A sheet of views without an invalidation level has nothing to state.
        if stated or finding.code != Code.NO_INVALIDATION:
            yield finding
    yield from missing_statements(text, sheet)
