"""What an update says of itself: when the story led before, and what is new since."""

from __future__ import annotations

import re
from typing import Final

from reporter.model.facts import Fact, FactSheet
from reporter.model.news import Item, Novelty, NoveltyKind
from reporter.model.text import Sentence
from reporter.model.units import Coins
from reporter.writing.quoting import literal
from reporter.writing.readings import listed, ref, reported
from reporter.writing.telling import Telling, outlet
from reporter.writing.voice import Voice
from reporter.writing.wordings import fitting, worded, wordings

_MOST: Final = 2
"""So many new facts are named; the rest is told in its place."""


def update_line(told: Telling, sheet: FactSheet, voice: Voice) -> Sentence:
    """The sentence of a story that led before and has new facts."""
    items = {item.outlet: item for item in reversed(told.story.items)}
    new = [(one, items[one.outlet]) for one in told.story.new_facts[:_MOST]]
    text = worded(
        voice,
        "updates.update",
        day=ref(f"story.{told.story.id}.led", "day"),
        new=listed([_named(one, item, sheet, voice) for one, item in new]),
    )
    return reported(text, *dict.fromkeys(item.id for _, item in new))


def _named(one: Novelty, item: Item, sheet: FactSheet, voice: Voice) -> str:
    """A new fact in the middle of a sentence, with its source."""
    slots = {"outlet": outlet(item)}
    if one.fact:
        form = "day" if one.kind is NoveltyKind.DATE else ""
        slots |= {"what": ref(one.fact, form), "whom": _whom(sheet[one.fact], item)}
    message = f"updates.{_kind(one, sheet)}"
    return voice.say(message, fitting(wordings(message), **slots), **slots)


def _kind(one: Novelty, sheet: FactSheet) -> str:
    """A figure that nobody answers for by name is told as unconfirmed."""
    evidence = sheet[one.fact].evidence if one.kind is NoveltyKind.FIGURE else None
    return "hearsay" if evidence and evidence.hearsay else one.kind.name.lower()


def _whom(fact: Fact, item: Item) -> str:
    """Whom a figure is about, where its outlet and unit do not say so already."""
    said = fact.subject == item.outlet or isinstance(fact.value, Coins)
    return "" if said or re.search(r"\d", fact.subject) else literal(fact.subject)
