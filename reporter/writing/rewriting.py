"""One part of a draft on its way through the model: asked, judged, asked again, taken over."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from reporter.ledger import references
from reporter.model.text import Draft, Section, SectionKind, Sentence
from reporter.writing.answers import Answered, read_answer, schema
from reporter.writing.asking import CAP
from reporter.writing.case import Fault
from reporter.writing.chat import Outcome, Question
from reporter.writing.headlines import UPDATE
from reporter.writing.lint import (
    HEADLINE_WORDS,
    doubtful,
    faults,
    quotes,
    title_id,
    word_count,
)
from reporter.writing.material import Material, values
from reporter.writing.prompts import Prompts
from reporter.writing.quoting import literal
from reporter.writing.signs import cited
from reporter.writing.slots import HEADLINE, PARTS, Part, Slot
from reporter.writing.statements import Statement, placed, stated

_GROWTH: Final = 1.5
"""A section may have so many times the words of the offline writer's."""


@dataclass(slots=True)
class Rewriting:
    """The state of one part.

    ``sound`` are the sentences that word the plan anew, ``refused`` what was answered for the
    others and why it may not stand; ``failure`` is the reason why nothing more was heard.
    """

    part: Part
    material: Material
    draft: Draft
    sound: dict[str, Sentence] = field(default_factory=dict)
    refused: dict[str, tuple[str, tuple[Fault, ...]]] = field(default_factory=dict)
    failure: str = ""
    _pool: list[Statement] = field(default_factory=list)
    _answered: set[str] = field(default_factory=set)

    @property
    def pending(self) -> tuple[Slot, ...]:
        """The slots that are still to be asked for.

        What the cap forbade is asked again when others have cost less than was held back.
        """
        if self.failure not in ("", CAP):
            return ()
        taken = self.taken
        return tuple(slot for slot in self.part.open if slot.id not in taken)

    @property
    def taken(self) -> dict[str, Sentence]:
        """The model's sentences that may stand, by slot id: rewritings and statements."""
        new = placed(self.part.slots, self.sound, self._pool, self.material.facts, self._tables)
        return {**self.sound, **new}

    def question(self, model: str, brand: str, prompts: Prompts) -> Question | None:
        """What is to be asked for the pending slots; None where that would be nothing new.

        A model that gives the same faulty answer twice would be asked the same question again.
        Raises ``ConfigError`` for a bad prompt.
        """
        question = self._question(model, brand, prompts) if self.pending else None
        if question is None or question.key in self._answered:
            return None
        return question

    def _question(self, model: str, brand: str, prompts: Prompts) -> Question:
        asked = self.pending
        form = schema(asked)
        system, user = prompts.render(
            self.part.name,
            {
                **values(self.material, asked, self.draft),
                "brand": brand,
                "headline_words": HEADLINE_WORDS,
                "schema": json.dumps(form),
                "asked": [slot.id for slot in asked],
                "refused": list(self._refusals()),
            },
        )
        return Question(
            model=model,
            system=system,
            user=user,
            name=prompts.by_id[self.part.name].schema,
            schema=form,
            max_tokens=prompts.max_tokens(self.part.name),
        )

    def _refusals(self) -> Iterator[dict[str, str]]:
        pending = {slot.id for slot in self.pending}
        for slot_id, (text, found) in self.refused.items():
            if slot_id not in pending:
                continue
            told = "; ".join(str(fault) for fault in found)
            yield {"id": slot_id, "text": json.dumps(text, ensure_ascii=False), "faults": told}

    def take(self, question: Question, outcome: Outcome) -> None:
        """Judge what was answered for the pending slots."""
        self.failure = outcome.failure
        if outcome.failure:
            return
        self._answered.add(question.key)
        asked = self.pending
        answered = read_answer(outcome.content, asked) or {}
        self.refused = {}
        for slot in asked:
            answer = answered.get(slot.id)
            if answer is None:
                self.refused[slot.id] = ("", (_FORMLESS,))
            else:
                self._judge(slot, answer)
        for unit in PARTS[self.part.name]:
            self._weigh(unit)

    def _judge(self, slot: Slot, answer: Answered) -> None:
        """Take an answer for a rewriting of its plan, for statements, or for neither."""
        found = (*faults(slot, answer, self.material), *_mismarked(slot, answer))
        if not doubtful(slot, answer, self.material):
            new = stated(slot, answer, self.material)
            self._pool += new
            if found == () and " ".join(one.text for one in new) == answer.text:
                found = (_ELSEWHERE,)
        if found:
            self.refused[slot.id] = (answer.text, found)
        else:
            self.sound[slot.id] = worded(slot, answer)

    def _weigh(self, unit: str) -> None:
        """Judge a unit's sentences together, those of the plan that stay among them.

        A sentence that goes changes what the others stand beside, so they are judged again.
        """
        places = self.part.of(unit)
        while faulty := [pair for pair in self._together(places) if pair[0].id in self.sound]:
            for slot, fault in faulty:
                text = self.sound.pop(slot.id, slot.sentence).text
                earlier = self.refused.get(slot.id, ("", ()))[1]
                self.refused[slot.id] = (text, (*earlier, fault))

    def _together(self, places: Sequence[Slot]) -> Iterator[tuple[Slot, Fault]]:
        yield from _repeated(places, self.sound)
        yield from _lost(places, self.sound, self._tables)
        yield from _grown(places, self.sound)

    @property
    def _tables(self) -> frozenset[str]:
        """The facts that the tables of the engine's section print."""
        section = self.draft.section(SectionKind.ENGINE)
        return _table_facts(section) if section else frozenset()

    def reason(self, unit: str) -> str:
        """Why a unit is not taken over whole; empty where all its sentences are."""
        taken = self.taken
        missing = [slot for slot in self.part.of(unit) if slot.open and slot.id not in taken]
        if not missing:
            return ""
        whats = [fault.what for slot in missing for fault in self.refused.get(slot.id, ("", ()))[1]]
        told = [what for what, _ in Counter(whats).most_common(_TOLD)]
        return "; ".join(filter(None, (*told, self.failure)))


_TOLD: Final = 3
"""A note names so many faults, the commonest first."""

_ELSEWHERE: Final = Fault("it names a figure and leaves out what else the plan tells")
_FORMLESS: Final = Fault("it was not answered in the form that was asked for")


def worded(slot: Slot, answer: Answered) -> Sentence:
    """The answered text with the stance, sources and quotation of the planned sentence."""
    kept = any(not title_id(quote) for quote in quotes(answer.text))
    named = any(title_id(quote) for quote in quotes(answer.text))
    quote = slot.sentence.quote if kept or named else ""
    return replace(slot.sentence, text=answer.text, quote=literal(quote))


def _mismarked(slot: Slot, answer: Answered) -> Iterator[Fault]:
    """A headline that is an update where the plan's is none, or the other way round."""
    marked = (one.startswith(UPDATE) for one in (slot.sentence.text, answer.text))
    if slot.id == HEADLINE and len({*marked}) > 1:
        yield Fault(f"a headline opens with “{UPDATE.strip()}” if the plan's does, and only then")


def _repeated(places: Sequence[Slot], sound: dict[str, Sentence]) -> Iterator[tuple[Slot, Fault]]:
    seen: set[str] = set()
    for slot in places:
        text = " ".join(sound.get(slot.id, slot.sentence).text.casefold().split()).rstrip(".")
        if text in seen:
            yield slot, Fault("it says the same as an earlier sentence")
        seen.add(text)


def _lost(
    places: Sequence[Slot], sound: dict[str, Sentence], tables: frozenset[str]
) -> Iterator[tuple[Slot, Fault]]:
    """Figures of the engine's section that would stand nowhere in it."""
    if any(slot.unit != SectionKind.ENGINE for slot in places):
        return
    told = tables.union(*(cited(sound.get(one.id, one.sentence).text) for one in places))
    for slot in places:
        lost = [fact for fact in slot.facts if fact not in told]
        if lost:
            yield slot, Fault("it leaves out figures that no other sentence gives", ", ".join(lost))


def _grown(places: Sequence[Slot], sound: dict[str, Sentence]) -> Iterator[tuple[Slot, Fault]]:
    """The sentences that make a unit longer than it may be."""
    before = sum(word_count(slot.sentence.text) for slot in places)
    now = sum(word_count(sound.get(slot.id, slot.sentence).text) for slot in places)
    if len(places) == 1 or now <= _GROWTH * before:
        return
    for slot in places:
        if slot.id in sound and word_count(sound[slot.id].text) > word_count(slot.sentence.text):
            yield slot, Fault("it makes its section too long")


def _table_facts(section: Section) -> frozenset[str]:
    cells = (
        cell
        for table in section.tables
        for row in (table.header, *table.rows)
        for cell in (table.caption, *row)
    )
    return frozenset(fact for cell in cells for fact, _ in references(cell))
