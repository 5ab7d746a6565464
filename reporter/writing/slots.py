"""The places of a draft that a model may write anew: one slot a sentence, part by part."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from reporter.ledger import references
from reporter.model.text import Article, Draft, Section, SectionKind, Sentence, Stance

HEADLINE: Final = "headline"
DEK: Final = "dek"
OPENING: Final = "opening"

PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    OPENING: (HEADLINE, DEK, SectionKind.LEDE),
    "news": (SectionKind.NEWS,),
    "market": (SectionKind.MARKET,),
    "implications": (SectionKind.IMPLICATIONS,),
    "engine": (SectionKind.ENGINE,),
}
"""Each part is asked for at once and holds units, each of which is taken over whole or not.

The order is that of asking: where the cap ends the asking, what readers see first was asked for.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """One sentence of the plan. ``id`` is its key in the answer, unique in its part.

    ``sentence`` is the offline writer's; ``lead`` says that it is a bullet's bold claim.
    """

    id: str
    unit: str
    sentence: Sentence
    lead: bool = False

    @property
    def facts(self) -> tuple[str, ...]:
        """The ids of the facts that the plan gives it, each once."""
        return tuple(dict.fromkeys(fact for fact, _ in references(self.sentence.text)))

    @property
    def open(self) -> bool:
        """Whether a model may word it.

        Connecting text claims nothing that could be worded better, and a claim that rests on no
        fact cannot be held against one: both stay as they are.
        """
        stance = self.sentence.stance
        return stance is Stance.INFERENCE or (stance is not Stance.FRAME and bool(self.facts))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What one prompt asks for."""

    name: str
    slots: tuple[Slot, ...]

    @property
    def open(self) -> tuple[Slot, ...]:
        return tuple(slot for slot in self.slots if slot.open)

    def of(self, unit: str) -> tuple[Slot, ...]:
        """The slots of one unit, in order."""
        return tuple(slot for slot in self.slots if slot.unit == unit)


def parts(draft: Draft) -> tuple[Part, ...]:
    """The parts of a draft that hold at least one sentence to be worded."""
    every = tuple(slots(draft))
    found = (
        Part(name=name, slots=tuple(slot for slot in every if slot.unit in units))
        for name, units in PARTS.items()
    )
    return tuple(part for part in found if part.open)


def slots(draft: Draft | Article) -> Iterator[Slot]:
    """Every slot of a draft, or of the article made from it, in reading order."""
    units = {unit for units in PARTS.values() for unit in units}
    found: list[Slot] = []
    for unit, section in _units(draft):
        if unit in units:
            _mapped(section, unit, lambda slot: _kept(found, slot))
    yield Slot(id=HEADLINE, unit=HEADLINE, sentence=draft.headline)
    yield Slot(id=DEK, unit=DEK, sentence=draft.dek)
    yield from found


def _kept(found: list[Slot], slot: Slot) -> Sentence:
    found.append(slot)
    return slot.sentence


def with_unit(draft: Draft, unit: str, sentences: Mapping[str, Sentence]) -> Draft:
    """The draft with these sentences, by slot id, in one unit; its other slots stay."""
    if unit == HEADLINE:
        return replace(draft, headline=sentences.get(HEADLINE, draft.headline))
    if unit == DEK:
        return replace(draft, dek=sentences.get(DEK, draft.dek))
    sections = tuple(
        _mapped(section, unit, lambda slot: sentences.get(slot.id, slot.sentence))
        if name == unit
        else section
        for name, section in _units(draft)
    )
    return replace(draft, sections=sections)


def _units(draft: Draft | Article) -> Iterator[tuple[str, Section]]:
    return ((section.kind.value, section) for section in draft.sections)


def _mapped(section: Section, unit: str, change: Callable[[Slot], Sentence]) -> Section:
    """The section with every sentence changed, paragraphs and bullets kept."""

    def new(place: str, sentence: Sentence, *, lead: bool = False) -> Sentence:
        return change(Slot(id=place, unit=unit, sentence=sentence, lead=lead))

    paragraphs = tuple(
        replace(
            paragraph,
            sentences=tuple(
                new(f"p{number}_s{at}", sentence)
                for at, sentence in enumerate(paragraph.sentences, start=1)
            ),
        )
        for number, paragraph in enumerate(section.paragraphs, start=1)
    )
    bullets = tuple(
        replace(
            bullet,
            lead=new(f"b{number}_lead", bullet.lead, lead=True),
            sentences=tuple(
                new(f"b{number}_s{at}", sentence)
                for at, sentence in enumerate(bullet.sentences, start=1)
            ),
        )
        for number, bullet in enumerate(section.bullets, start=1)
    )
    return replace(section, paragraphs=paragraphs, bullets=bullets)
