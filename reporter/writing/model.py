"""The writer with a model: the offline draft worded anew by reference, part by part.

The model sees the planned sentences, the facts they use with their printed forms, and the news
as untrusted data; it answers with sentences that hold references. What fails is asked for again
with the faults, twice at most; then the offline text of that section stays and a note says why.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from reporter.model.desk import Desk
from reporter.model.facts import FactSheet
from reporter.model.text import Draft, Outline, Section, SectionKind, Sentence
from reporter.writing.asking import Asking
from reporter.writing.chat import Memory, ModelSettings
from reporter.writing.disclosure import OFFLINE, disclosure_section
from reporter.writing.material import material
from reporter.writing.prompts import Prompts
from reporter.writing.readings import Readings
from reporter.writing.rewriting import Rewriting
from reporter.writing.slots import PARTS, Slot, parts, slots, with_unit
from reporter.writing.statements import NEXT

MODEL: Final = "model"
"""``Draft.writer`` where at least one part is the model's."""

_TIMES: Final = 3
"""A sentence is asked for once, and twice more with its faults."""

_NAMES: Final = {
    "headline": "the headline",
    "dek": "the summary line",
    "lede": "the lede",
    "news": "the news section",
    "market": "the market section",
    "engine": "the engine section",
    "implications": "the implications",
}


def write_with_model(
    draft: Draft,
    outline: Outline,
    sheet: FactSheet,
    desk: Desk,
    *,
    model: ModelSettings,
    prompts: Prompts,
    memory: Memory,
) -> Draft:
    """The draft as far as the model's wording may stand.

    Sentences are taken over each for itself, and the offline text stands in for what fails;
    tables, gaps, sources and disclosure are never the model's. Raises ``ConfigError`` for
    prompts that cannot be rendered, nothing for what a server or a model does.
    """
    work = [Rewriting(part, material(part, outline, sheet), draft) for part in parts(draft)]
    with Asking(model, memory) as asking:
        for _ in range(_TIMES):
            # What was never answered goes before what is asked again, if money is short.
            waiting = sorted(work, key=lambda one: bool(one.refused))
            asked = [(one, one.question(model.model, desk.brand, prompts)) for one in waiting]
            pairs = [(one, question) for one, question in asked if question is not None]
            outcomes = asking.round([question for _, question in pairs])
            for (one, question), outcome in zip(pairs, outcomes, strict=True):
                one.take(question, outcome)
    merged = _merged(draft, work)
    if merged.writer == MODEL:
        merged = _disclosed(merged, outline, sheet, desk)
    return replace(merged, costs=(*draft.costs, *asking.spending.rows))


def _merged(draft: Draft, work: Sequence[Rewriting]) -> Draft:
    kept: dict[str, list[str]] = {}
    partly: list[str] = []
    writer = draft.writer
    for one in work:
        new = one.taken
        for unit in PARTS[one.part.name]:
            places = [slot for slot in one.part.of(unit) if slot.open]
            taken = {slot.id: new[slot.id] for slot in places if slot.id in new}
            fresh = _fresh(draft, unit, places, taken)
            reason = one.reason(unit) or (_ECHO if len(fresh) < len(taken) else "")
            before, draft = draft, with_unit(draft, unit, fresh)
            writer = writer if draft == before else MODEL
            if reason and fresh:
                partly.append(_partly(unit, len(fresh), len(places), reason))
            elif reason:
                kept.setdefault(reason, []).append(unit)
    whole = writer != MODEL and len(kept) == 1 and not partly
    notes = tuple(_note(reason, units, whole=whole) for reason, units in kept.items())
    return replace(draft, writer=writer, notes=(*draft.notes, *partly, *notes))


_ECHO: Final = "it repeats another section"


def _fresh(
    draft: Draft, unit: str, places: Sequence[Slot], taken: Mapping[str, Sentence]
) -> dict[str, Sentence]:
    """The sentences that no other unit of the draft holds, unless the plan repeats them too."""
    others = " ".join(slot.sentence.text for slot in slots(draft) if slot.unit != unit)
    planned = {slot.sentence.text for slot in places}
    return {
        place: sentence
        for place, sentence in taken.items()
        if sentence.text in planned or not any(one in others for one in NEXT.split(sentence.text))
    }


def _partly(unit: str, used: int, asked: int, reason: str) -> str:
    return f"model used for {used} of {asked} sentences of {_NAMES[unit]}: {reason}"


def _note(reason: str, units: Sequence[str], *, whole: bool) -> str:
    if whole:
        return f"model not used: {reason}"
    return f"model not used for {_listed(units)}: {reason}"


def _listed(units: Sequence[str]) -> str:
    named = [_NAMES[unit] for unit in units]
    return " and ".join(filter(None, (", ".join(named[:-1]), named[-1])))


def _disclosed(draft: Draft, outline: Outline, sheet: FactSheet, desk: Desk) -> Draft:
    final = disclosure_section(desk, Readings(sheet, outline.featured), draft.writer)
    return replace(draft, sections=tuple(_replaced(draft.sections, (final,))))


def _replaced(sections: Sequence[Section], by: Sequence[Section]) -> Iterator[Section]:
    other = {section.kind: section for section in by}
    return (other.get(section.kind, section) for section in sections)


def units_of(draft: Draft, offline: Draft) -> tuple[str, ...]:
    """The units in which a draft differs from the offline writer's."""
    before = {(slot.unit, slot.id): slot.sentence for slot in slots(offline)}
    changed = (s.unit for s in slots(draft) if before.get((s.unit, s.id)) != s.sentence)
    return tuple(dict.fromkeys(changed))


def without(draft: Draft, offline: Draft, units: Sequence[str], why: str) -> Draft:
    """The draft with the offline text in these units, and a note that names them and why.

    Where nothing of the model's is left, the draft is the offline writer's again.
    """
    for unit in units:
        old = {slot.id: slot.sentence for slot in slots(offline) if slot.unit == unit}
        draft = with_unit(draft, unit, old)
    note = f"model not used for {_listed(units)}: the checker refused its text ({why})"
    draft = replace(draft, notes=(*draft.notes, note))
    if units_of(draft, offline):
        return draft
    own = [one for one in offline.sections if one.kind is SectionKind.DISCLOSURE]
    return replace(draft, writer=OFFLINE, sections=tuple(_replaced(draft.sections, own)))
