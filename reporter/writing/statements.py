"""Sentences of the model's own that are true by themselves: a figure's name beside the figure.

"The settled funding rate of FILUSDT stands at {{binance.filusdt.funding.settled}}." needs no plan
to be true. Such sentences are taken over where they tell what the planned sentence would have
told, comparison included, and where nothing is lost or told twice by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Final

from reporter.ledger import REFERENCE
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactKind
from reporter.model.text import SectionKind, Sentence, Stance
from reporter.writing import claims
from reporter.writing.answers import Answered
from reporter.writing.material import Material
from reporter.writing.nouns import is_stated, noun
from reporter.writing.signs import cited
from reporter.writing.slots import Slot

NEXT: Final = re.compile(r"(?<=[.])\s+(?=\S)")
"""Where a sentence ends and another begins."""

Figures = Mapping[str, Fact]
"""Facts by id."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence, and the ids of the figures that it names."""

    text: str
    facts: tuple[str, ...]


# --- what they are ------------------------------------------------------------------------

_OPENS: Final = re.compile(r"(?:In this snapshot, t|T)(?=he )")
_STANDS: Final = r"(?:is|is at|stands at|sits at|reads|comes to|comes in at)"


def stated(slot: Slot, answer: Answered, found: Material) -> tuple[Statement, ...]:
    """The sentences of an answer to a measured one that are statements."""
    if slot.sentence.stance is not Stance.MEASURED:
        return ()
    sentences = NEXT.split(answer.text)
    return tuple(
        Statement(one, figures)
        for one in sentences
        if (figures := _figures(one, found.facts)) and _is_statement(one, figures, found)
    )


def _figures(text: str, facts: Figures) -> tuple[str, ...]:
    """The ids of the figures in a text that say something by themselves."""
    return tuple(one for one in cited(text) if one in facts and is_stated(facts[one]))


def _is_statement(text: str, figures: Sequence[str], found: Material) -> bool:
    """Whether every figure stands behind its own name, and nothing else is said."""
    opening = _OPENS.match(text)
    if opening is None or not all(one.startswith(f"{found.key}.") for one in figures):
        return False
    said = "t" + text[opening.end() :]
    clauses = ", and ".join(_clause(found.facts[one], found) for one in figures)
    return re.fullmatch(rf"{clauses}\.", said) is not None


def _clause(fact: Fact, found: Material) -> str:
    """The pattern of a clause that names a figure; what a venue says, the engine does not."""
    name, _, link = noun(fact).rpartition(" ")
    subject = rf"(?:{re.escape(found.subject)}|\{{\{{{re.escape(found.key)}\.symbol\}}\}})"
    named = f"{name}(?: {link} {subject})?"
    figure = rf"\{{\{{{re.escape(fact.id)}(?:\|full|\|short)?\}}\}}"
    plain = f"{named} {_STANDS} {figure}"
    if fact.kind is FactKind.OBSERVED:
        return plain
    return f"(?:{plain}|the engine puts {named} at {figure})"


# --- where they may stand -----------------------------------------------------------------

_MOST: Final = 2
"""A place takes so many of them at most, as the model may answer it with two sentences."""

_COMPARISONS: Final = frozenset(
    {m.BASIS, m.PRICE_CHANGE, m.OPEN_INTEREST_CHANGE, m.TOP_POSITION_RATIO}
)
"""Figures that compare two others. The rest need one of their own family beside them."""

_POINTS_BACK: Final = re.compile(
    r"\b(?:they|them|their|it|its|these|those|this|that|there|both|same)\b", re.IGNORECASE
)
_RESPONDS: Final = re.compile(r"\b(?:also|again|as well|likewise|the other way|too)\b")
_KEPT: Final = frozenset(
    {
        *("a negation", "the doubt", "that it is modelled", "that it is an estimate"),
        *("a view for higher prices", "a view for lower prices", "that there is no view"),
        *("that longs pay", "that shorts pay", "that things differ"),
    }
)
"""Kinds of claims (see ``claims``) that are not given up for a figure."""


def placed(
    slots: Sequence[Slot],
    sound: Mapping[str, Sentence],
    pool: Sequence[Statement],
    facts: Figures,
    tabled: frozenset[str],
) -> dict[str, Sentence]:
    """The planned sentences that statements may stand in for, by slot id.

    A statement goes where the plan tells its figure. ``tabled`` are the facts that the
    section's tables print. Every other fact of the plan still stands in the section, no figure
    is told twice, and no sentence loses what it points back to.
    """
    chosen = {
        slot.id: mine
        for slot in slots
        if slot.id not in sound and _takes(slot) and (mine := _fitting(slot, pool, facts))
    }
    new = {slot.id: _stating(slot, chosen[slot.id]) for slot in slots if slot.id in chosen}
    while wrong := _misfit(slots, {**sound, **new}, new, facts, tabled):
        del new[wrong]
    return new


def _takes(slot: Slot) -> bool:
    """Whether statements may stand in for the slot: opening and bullets weigh figures up."""
    measured = slot.sentence.stance is Stance.MEASURED
    return slot.open and measured and slot.unit == SectionKind.ENGINE


def _fitting(slot: Slot, pool: Sequence[Statement], facts: Figures) -> tuple[Statement, ...]:
    """The statements about a slot's figures, each figure once; nothing if they are too few."""
    mine: list[Statement] = []
    for figure in _figures(slot.sentence.text, facts):
        free = set(slot.facts) - _told(mine)
        fits = (
            one
            for one in pool
            if figure in one.facts and free.issuperset(one.facts) and not _opens_alike(one, mine)
        )
        mine += [*fits][:1]
    mine = mine[:_MOST]
    text = " ".join(one.text for one in mine)
    enough = _are_compared([facts[one] for one in _told(mine)]) and not _loses(slot, text)
    return tuple(mine) if enough else ()


def _told(statements: Sequence[Statement]) -> set[str]:
    return {fact for one in statements for fact in one.facts}


def _opens_alike(one: Statement, others: Sequence[Statement]) -> bool:
    """Whether a statement begins as one of the others does, which reads like a list."""
    return one.text.split()[:2] in [other.text.split()[:2] for other in others]


def _are_compared(figures: Sequence[Fact]) -> bool:
    """Whether each figure is a comparison, or has another one of its family beside it."""
    families = [figure.metric.partition(".")[0] for figure in figures]
    return all(
        figure.metric in _COMPARISONS or families.count(family) > 1
        for figure, family in zip(figures, families, strict=True)
    )


def _loses(slot: Slot, text: str) -> bool:
    """Whether a doubt, a denial, a view or a model's part in the plan would be lost."""
    plan = slot.sentence.text
    return not _KEPT.isdisjoint((*claims.lost(text, plan), *claims.added(plan, text, ())))


def _stating(slot: Slot, statements: Sequence[Statement]) -> Sentence:
    return replace(slot.sentence, text=" ".join(one.text for one in statements), quote="")


def _misfit(
    slots: Sequence[Slot],
    taken: Mapping[str, Sentence],
    new: Mapping[str, Sentence],
    facts: Figures,
    tabled: frozenset[str],
) -> str:
    """The first place whose planned sentence has to stay after all; or nothing."""
    final = [replace(one, sentence=taken.get(one.id, one.sentence)) for one in slots]
    behind = dict(pairwise(final))
    for planned, slot in zip(slots, final, strict=True):
        if slot.id not in new:
            continue
        others = [one for one in final if one is not slot and one.unit == slot.unit]
        kept = tabled.union(slot.facts, *(one.facts for one in others))
        told = {fact for one in others for fact in one.facts}
        twice = told.intersection(_figures(slot.sentence.text, facts))
        following = behind.get(slot)
        if twice or set(planned.facts) - kept or (following and _points_back(following, slot)):
            return slot.id
    return ""


def _points_back(slot: Slot, before: Slot) -> bool:
    """Whether a sentence has a word at its head, or a turn, for what stands before it."""
    if slot.id.partition("_")[0] != before.id.partition("_")[0]:
        return False
    head = REFERENCE.split(slot.sentence.text)[0]
    return any((_POINTS_BACK.search(head), _RESPONDS.search(slot.sentence.text)))
