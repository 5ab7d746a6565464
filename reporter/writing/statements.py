"""Sentences of the model's own that are true by themselves: a figure's name beside the figure.

"The settled funding rate of FILUSDT stands at {{binance.filusdt.funding.settled}}." needs no plan
to be true. Such sentences are taken over where they tell what the planned sentence would have
told, and where nothing is lost or told twice by it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from reporter.ledger import REFERENCE, references
from reporter.model.facts import Fact
from reporter.model.text import Sentence, Stance
from reporter.writing import claims
from reporter.writing.answers import Answered
from reporter.writing.material import Material
from reporter.writing.nouns import is_stated, noun
from reporter.writing.signs import cited
from reporter.writing.slots import DEK, HEADLINE, OPENING, PARTS, Slot
from reporter.writing.vocabulary import words

_FORMS: Final = ("full", "short")
"""Forms that keep a figure's sign."""

_VERBS: Final = {"comes", "has", "is", "puts", "reads", "reports", "shows", "sits", "stands"}
_LINKS: Final = {"a", "an", "and", "at", "engine", "in", "on", "snapshot", "the", "this", "to"}
_FREE: Final = frozenset((*_VERBS, *_LINKS, "for", "of"))
"""Words that join a name and its figure, and claim nothing."""

NEXT: Final = re.compile(r"(?<=[.])\s+(?=\S)")
"""Where a sentence ends and another begins."""

_MOST: Final = 2
"""A place takes so many of them at most, as the model may answer it with two sentences."""

_POINTS_BACK: Final = re.compile(
    r"\b(?:they|them|their|it|its|these|those|this|that|there|both|same)\b", re.IGNORECASE
)
_KEPT: Final = frozenset(
    {"a negation", "the doubt", "that it is modelled", "that it is an estimate"}
)


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and the ids of the figures that it names."""

    text: str
    facts: tuple[str, ...]


def stated(slot: Slot, answer: Answered, found: Material) -> tuple[Statement, ...]:
    """The sentences of an answer to a measured one that are statements."""
    if slot.sentence.stance is not Stance.MEASURED:
        return ()
    sentences = NEXT.split(answer.text)
    return tuple(Statement(one, cited(one)) for one in sentences if _is_statement(one, found))


def _is_statement(text: str, found: Material) -> bool:
    """Whether every figure stands behind its own name, and nothing else is said."""
    *before, behind = re.split(r"\{\{[^{}]*\}\}", text)
    facts = [found.facts.get(fact) for fact, _ in references(text)]
    formed = all((form or "full") in _FORMS for _, form in references(text))
    return (
        bool(facts)
        and len(facts) == len(before)
        and formed
        and behind == "."
        and text[0].isupper()
        and not _VERBS.isdisjoint(words(" ".join(before)))
        and all(
            fact is not None and _names(own, fact, found.subject)
            for own, fact in zip(before, facts, strict=True)
        )
    )


def _names(own: str, fact: Fact, subject: str) -> bool:
    """Whether the words are the fact's name, links, and perhaps the contract's symbol."""
    if not is_stated(fact) or fact.subject != subject:
        return False
    said = own.replace(subject, " ")
    if re.search(r"[^A-Za-z ,]", said):
        return False
    name = [word for word in words(noun(fact)) if word not in _FREE]
    rest = [word.casefold() for word in words(said) if word.casefold() not in _FREE]
    return rest == name


# --- where they may stand -----------------------------------------------------------------


def placed(
    slots: Sequence[Slot],
    sound: Mapping[str, Sentence],
    pool: Sequence[Statement],
    facts: Mapping[str, Fact],
    told_apart: Callable[[str], frozenset[str]],
) -> dict[str, Sentence]:
    """The planned sentences that statements may stand in for, by slot id.

    A statement goes where the plan tells its figure. ``told_apart`` gives the facts that a unit
    need not tell, because tables or other sections do. Every other fact of the plan still stands
    in the part, no statement stands in it twice, and no sentence loses what it points back to.
    """
    chosen = {
        slot.id: mine
        for slot in slots
        if slot.open and slot.id not in sound and (mine := _fitting(slot, pool, facts))
    }
    new = {slot.id: _stating(slot, chosen[slot.id]) for slot in slots if slot.id in chosen}
    while wrong := _misfit(slots, sound, new, told_apart):
        del new[wrong]
    return new


def _fitting(
    slot: Slot, pool: Sequence[Statement], facts: Mapping[str, Fact]
) -> tuple[Statement, ...]:
    """The statements about a slot's figures, each figure once; nothing if they are too few."""
    if slot.lead or slot.unit == HEADLINE or slot.sentence.stance is not Stance.MEASURED:
        return ()
    mine: list[Statement] = []
    for fact in slot.facts:
        had = {one for statement in mine for one in statement.facts}
        fits = (
            one for one in pool if fact in one.facts and set(one.facts) <= set(slot.facts) - had
        )
        mine += sorted(fits, key=lambda one: _opens_alike(one, mine))[:1]
    mine = mine[:_MOST]
    had = {one for statement in mine for one in statement.facts}
    if slot.unit == DEK and not any(facts[one.facts[0]].subject in one.text for one in mine):
        return ()
    worth = sum(is_stated(facts[fact]) for fact in slot.facts)
    return tuple(mine) if len(had) >= min(_MOST, worth) else ()


def _opens_alike(one: Statement, others: Sequence[Statement]) -> bool:
    """Whether a statement begins as one of the others does; false is the better choice."""
    return one.text.split()[:2] in [other.text.split()[:2] for other in others]


def _stating(slot: Slot, statements: Sequence[Statement]) -> Sentence:
    return replace(slot.sentence, text=" ".join(one.text for one in statements), quote="")


def _misfit(
    slots: Sequence[Slot],
    sound: Mapping[str, Sentence],
    new: Mapping[str, Sentence],
    told_apart: Callable[[str], frozenset[str]],
) -> str:
    """The first place whose planned sentence has to stay after all; or nothing."""
    final = {slot.id: new.get(slot.id, sound.get(slot.id, slot.sentence)).text for slot in slots}
    following = dict(pairwise(slot.id for slot in slots))
    for slot in slots:
        if slot.id not in new:
            continue
        others = [final[one.id] for one in slots if one is not slot]
        elsewhere = {fact for text in others for fact in cited(text)}
        own = set(cited(final[slot.id]))
        kept = told_apart(slot.unit) | elsewhere | own
        behind = final.get(following.get(slot.id, ""), "")
        twice = any(one in text for one in NEXT.split(final[slot.id]) for text in others)
        if twice or set(slot.facts) - kept or _points_back(slot, behind, following):
            return slot.id
        if _loses(slot, final[slot.id]):
            return slot.id
    return ""


def _points_back(slot: Slot, behind: str, following: Mapping[str, str]) -> bool:
    """Whether the next sentence of the paragraph begins with a word for what stood here."""
    paragraph = slot.id.partition("_")[0]
    if following.get(slot.id, "").partition("_")[0] != paragraph:
        return False
    return _POINTS_BACK.search(REFERENCE.split(behind)[0]) is not None


def _loses(slot: Slot, text: str) -> bool:
    """Whether a doubt, a denial or a model's part in the plan would be lost."""
    lost = _KEPT.intersection(claims.lost(text, slot.sentence.text))
    return bool(lost - {"a negation"} if slot.unit in PARTS[OPENING] else lost)
