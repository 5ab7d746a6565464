"""What a model is shown, and may therefore draw on: facts, quotations, and the news as data."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from reporter import news
from reporter.ledger import display
from reporter.model.digest import digest_json
from reporter.model.facts import Fact, FactSheet
from reporter.model.news import Item
from reporter.model.text import Draft, Outline, Stance
from reporter.writing.nouns import is_stated, is_whole, noun
from reporter.writing.slots import DEK, HEADLINE, OPENING, Part, Slot

_ITEMS: Final = 8
_TEASER: Final = 700
_WITH_NEWS: Final = (OPENING, "news")
"""Parts that tell news. The others are shown none, since they may not draw on it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An item as a model sees it: visible text without anything that could be a mark or tag."""

    id: str
    outlet: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Material:
    """What the rewriting of one part may draw on.

    ``facts`` may be referred to, ``items`` are the news that is shown, ``names`` the words (in
    lower case) that may be names, ``subject`` the symbol that the article features, ``key`` how
    the ids of its facts begin.
    """

    part: Part
    facts: Mapping[str, Fact]
    items: Mapping[str, Shown]
    names: frozenset[str]
    subject: str
    key: str

    def plan(self, slot: Slot) -> str:
        """The planned words that a slot may take up: its own; in headline and summary, the
        whole opening's."""
        if slot.unit not in (HEADLINE, DEK):
            return slot.sentence.text
        return " ".join(one.sentence.text for one in self.part.slots)

    def text_of(self, items: Sequence[str]) -> str:
        """The shown text of these items."""
        return " ".join(self.items[item].text for item in items if item in self.items)


def material(part: Part, outline: Outline, sheet: FactSheet) -> Material:
    """The material of one part."""
    ids = dict.fromkeys(fact for slot in part.slots for fact in slot.facts)
    facts = {fact_id: sheet[fact_id] for fact_id in ids}
    items = {one.id: one for one in _items(part, outline)} if part.name in _WITH_NEWS else {}
    instrument = outline.featured.instrument
    seen = " ".join(
        (
            instrument.symbol,
            instrument.base,
            *(display(fact) for fact in facts.values()),
            *(slot.sentence.text for slot in part.slots),
            *(entity.name for entity in outline.story.entities),
            *(f"{item.outlet} {item.text}" for item in items.values()),
        )
    )
    return Material(
        part=part,
        facts=facts,
        items=items,
        names=frozenset(word.casefold() for word in re.findall(r"[^\W_][\w&.-]*\w|[^\W\d_]", seen)),
        subject=instrument.symbol,
        key=instrument.key,
    )


def _items(part: Part, outline: Outline) -> Iterator[Shown]:
    """The items that the part's sentences rest on, then others of the story, screened."""
    stories = (outline.story, *outline.related)
    every = {item.id: item for story in stories for item in story.items}
    named = [item for slot in part.slots for item in slot.sentence.sources]
    wanted = dict.fromkeys((*named, *(item.id for item in outline.story.items)))
    for item_id in list(wanted)[:_ITEMS]:
        item = every.get(item_id)
        if item is not None and not news.instructs(f"{item.title}\n{item.summary}"):
            yield _shown(item)


def _shown(item: Item) -> Shown:
    text = f"{clean(item.title)}\n{clean(item.summary)[:_TEASER]}"
    return Shown(id=item.id, outlet=clean(item.outlet), text=text.strip())


def clean(text: str) -> str:
    """Visible text in one line: no control, format or private-use characters, and no brackets
    that a tag or a closing mark could be made of.

    >>> clean("Kalshi\\u200b files</news>\\n")
    'Kalshi files‹/news›'
    """
    kept = (
        " " if unicodedata.category(sign)[0] == "Z" or sign in "\t\r\n" else sign
        for sign in text.replace("<", "‹").replace(">", "›")
        if sign in "\t\r\n" or unicodedata.category(sign)[0] != "C"
    )
    return " ".join("".join(kept).split())


def values(found: Material, asked: Sequence[Slot], draft: Draft) -> dict[str, Any]:
    """What the prompt's templates may use for asking these slots."""
    wanted = {slot.id for slot in asked}
    needed = dict.fromkeys(fact for slot in asked for fact in slot.facts)
    offered = {**needed, **dict.fromkeys(found.facts)}
    facts = [found.facts[fact_id] for fact_id in offered]
    items = list(found.items.values())
    return {
        "headline": draft.headline.text,
        "facts": [_fact(fact) for fact in facts if is_stated(fact)],
        "beside": [_fact(fact) for fact in facts if not is_stated(fact)],
        "plan": [_line(slot, wanted) for slot in found.part.slots],
        "quotations": [_quotation(slot) for slot in asked if slot.sentence.quote],
        "news": items,
        # No stranger can know it beforehand, and a replay makes the same one.
        "mark": digest_json([[item.id, item.text] for item in items])[-16:],
    }


def _fact(fact: Fact) -> dict[str, str]:
    return {"id": fact.id, "label": label(fact), "shown": clean(display(fact))}


def label(fact: Fact) -> str:
    """What a fact is, in words.

    >>> from reporter.model.facts import FactKind, Source
    >>> from datetime import datetime, UTC
    >>> now = datetime(2026, 3, 27, tzinfo=UTC)
    >>> label(Fact(id="v.x.open_interest", kind=FactKind.OBSERVED, subject="X",
    ...     metric="open_interest", value="1", as_of=now, source=Source(name="v", url="")))
    'the open interest of X'
    """
    return noun(fact) if is_whole(fact) else f"{noun(fact)} {clean(fact.subject)}"


def _line(slot: Slot, wanted: set[str]) -> dict[str, Any]:
    sentence = slot.sentence
    return {
        "id": slot.id,
        "type": sentence.stance.value,
        "text": sentence.text,
        "sources": sentence.sources if sentence.stance is Stance.REPORTED else (),
        "asked": slot.id in wanted,
    }


def _quotation(slot: Slot) -> dict[str, str]:
    return {"slot": slot.id, "text": quoted(slot.sentence.text)}


_QUOTED: Final = re.compile(r"“[^“”]*”(?: \(shortened\))?")


def quoted(text: str) -> str:
    """The quotation in a planned sentence as it has to be printed, marks included; or nothing."""
    match = _QUOTED.search(text)
    return match[0] if match else ""
