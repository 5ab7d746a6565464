"""The independent reader: a finished text against the facts, or against itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from reporter.checking import shape
from reporter.checking.claims import Claims
from reporter.checking.codes import Code
from reporter.checking.figures import Reading, bind
from reporter.checking.gates import AS_OF
from reporter.checking.ground import ground
from reporter.checking.known import KnownTexts
from reporter.checking.stranger import check_stranger
from reporter.model import metrics
from reporter.model.facts import FactSheet
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.model.verdict import Finding, Verdict


def check(text: FinishedText, sheet: FactSheet | None) -> Verdict:
    """Judge one finished file.

    With a sheet, every figure must be one of its facts and every claim must agree with them.
    Without one, the text is tried against itself, against what venues allow, and against the
    house rules. Errors hold the edition; the codes are explained in ``docs/checks.md``.
    """
    if sheet is None:
        return check_stranger(text)
    base = ground(sheet)
    claims = Claims(base)
    tally = bind(text, base)
    findings = list(tally.findings)
    for reading in tally.readings:
        findings.extend(claims.judge(reading))
        findings.extend(_form(reading, base.known))
    for block in text.blocks:
        findings.extend(_block(text, block))
    if shape.is_whole(text):
        findings.extend(_parts(text, sheet))
    return Verdict(
        subject=text.name,
        findings=tuple(dict.fromkeys(findings)),
        numerals=tally.numerals,
        resolved=tally.resolved,
    )


def _form(reading: Reading, known: KnownTexts) -> Iterator[Finding]:
    passage = reading.passage
    yield from shape.zones(passage)
    yield from shape.quotations(passage, known)
    if passage.kind is not BlockKind.SOURCE:
        yield from shape.relative_times(passage.place, passage.text)


def _block(text: FinishedText, block: Block) -> Iterator[Finding]:
    place = f"{text.name}: {block.place}"
    yield from shape.links(place, block)
    if block.kind not in (BlockKind.STATIC, BlockKind.SOURCE):
        yield from shape.glued(place, block.text)


def _parts(text: FinishedText, sheet: FactSheet) -> Iterator[Finding]:
    moment = sheet.get(AS_OF)
    as_of = moment.value if moment and isinstance(moment.value, datetime) else None
    stated = any(fact.metric == metrics.INVALIDATION for fact in sheet)
    for finding in shape.required_parts(text, as_of):
        # A sheet of views without an invalidation level has nothing to state.
        if stated or finding.code != Code.NO_INVALIDATION:
            yield finding
