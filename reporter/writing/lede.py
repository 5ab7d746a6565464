"""Headline, dek and the lede's three sentences."""

from __future__ import annotations

import re
from dataclasses import dataclass

from reporter.model import metrics as m
from reporter.model.news import EntityKind, Item, Story
from reporter.model.setup import Bias
from reporter.model.text import Outline, Paragraph, Section, SectionKind, Sentence
from reporter.writing.engine import LEANS
from reporter.writing.mechanisms import Mechanism, mechanisms_for
from reporter.writing.plan import named_in
from reporter.writing.quoting import Excerpt, excerpts, literal, title_fits
from reporter.writing.readings import AS_OF, Readings, framed, listed, measured, ref, reported


@dataclass(frozen=True, slots=True)
class Telling:
    """What the news sections tell from: the story, its quotes and the rules for its themes."""

    story: Story
    quotes: tuple[Excerpt, ...]
    rules: tuple[Mechanism, ...]

    @property
    def actor(self) -> str:
        """The entity the story is about, as printed; empty if none can be named."""
        return next(iter(actors(self.story)), "")

    @property
    def subject(self) -> str:
        """The same as the subject of a sentence: bodies of several words take an article."""
        bodies = {
            literal(entity.name)
            for entity in self.story.entities
            if entity.kind is EntityKind.REGULATOR and " " in entity.name
        }
        return f"The {self.actor}" if self.actor in bodies else self.actor

    @property
    def voices(self) -> tuple[Item, ...]:
        """The leading item of each outlet, at most two."""
        first: dict[str, Item] = {}
        for item in self.story.items:
            first.setdefault(item.outlet, item)
        return tuple(first.values())[:2]


def telling(outline: Outline, readings: Readings) -> Telling:
    """Chooses quotes and rules for the lead story."""
    story = outline.story
    return Telling(story, excerpts(story, readings.sheet, 3), mechanisms_for(story.themes))


def actors(story: Story) -> list[str]:
    """Names that may stand in our own text: companies and bodies before assets, no digits."""
    named = [entity for entity in story.entities if not re.search(r"\d", entity.name)]
    ranked = sorted(named, key=lambda entity: entity.kind is EntityKind.ASSET)
    return [literal(entity.name) for entity in ranked]


def outlet(item: Item) -> str:
    """A reference to the outlet's name."""
    return ref(f"item.{item.id}.outlet")


def dated(item: Item, words: str = " on ") -> str:
    """`` on 27 March 2026`` by reference; empty for an item without a time."""
    return f"{words}{ref(f'item.{item.id}.published', 'day')}" if item.published else ""


def headline(told: Telling, readings: Readings) -> Sentence:
    """Subject, verb and a figure, in at most twelve words; never a pasted headline."""
    tag = told.rules[0].tag
    claim = f"{told.actor} Leads {tag} News" if told.actor else f"{tag} News Leads the Edition"
    sources = tuple(item.id for item in told.voices[:1])
    return reported(f"{claim} While {_figure(readings)}", *sources)


def _figure(readings: Readings) -> str:
    if readings.has(m.FUNDING_SETTLED):
        return f"{readings.base} Funding Settles at {readings.ref(m.FUNDING_SETTLED, 'short')}"
    if readings.has(m.PRICE):
        return f"{readings.symbol} Trades at {readings.ref(m.PRICE)}"
    return f"{readings.symbol} Goes Unpriced"


def dek(readings: Readings) -> Sentence:
    """One sentence: the setup's first figure, its lean, and the moment it stands for."""
    lean = LEANS[readings.setup.bias]
    moment = f"prices as of {ref(AS_OF)}"
    if readings.has(m.FUNDING_SETTLED_ANNUAL):
        sign = readings.sign(m.FUNDING_SETTLED)
        annual = readings.ref(m.FUNDING_SETTLED_ANNUAL)
        if sign:
            payer, payee = ("Longs", "shorts") if sign > 0 else ("Shorts", "longs")
            return measured(
                f"{payer} pay {payee} on {readings.symbol} at {annual} without compounding, "
                f"and the engine {lean}; {moment}."
            )
        return measured(
            f"Neither side pays funding on {readings.symbol}, and the engine {lean}; {moment}."
        )
    return measured(f"The engine {lean} on {readings.symbol}; {moment}.")


def lede(told: Telling, readings: Readings) -> Section:
    """Three sentences: who and what, in a source's own words, and the contract beside it."""
    sentences = (_event(told), _words(told), _contract(told, readings))
    return Section(kind=SectionKind.LEDE, heading="", paragraphs=(Paragraph(sentences=sentences),))


def _event(told: Telling) -> Sentence:
    first, *rest = told.voices
    label = told.rules[0].label
    also = f" and {outlet(rest[0])} also carried" if rest else ""
    published = f"{outlet(first)} published{dated(first)}{also}"
    sources = tuple(item.id for item in told.voices)
    if told.actor:
        return reported(
            f"{told.subject} stands at the centre of a story on {label} that {published}.", *sources
        )
    return reported(f"The lead story concerns {label}, as {published}.", *sources)


def _words(told: Telling) -> Sentence:
    """The best quote, unless the next section needs it for its answer: then a headline."""
    if len(told.quotes) > 1:
        return quoted(told.quotes[0], "reports")
    for item in told.voices if told.quotes else ():
        if title_fits(item) and item.title != told.quotes[0].text:
            return titled(item, "runs it under the headline")
    story = f"story.{told.story.id}"
    return framed(f"It was first seen on {ref(f'{story}.first_seen', 'day')}.")


def quoted(excerpt: Excerpt, verb: str) -> Sentence:
    """An attributed quotation."""
    text = f"{outlet(excerpt.item)} {verb}: {excerpt.quoted}"
    return reported(text, excerpt.item.id, quote=literal(excerpt.text))


def titled(item: Item, words: str) -> Sentence:
    """An attributed headline, by reference."""
    text = f"{outlet(item)} {words} “{ref(f'item.{item.id}.title')}”."
    return reported(text, item.id, quote=literal(item.title))


def _contract(told: Telling, readings: Readings) -> Sentence:
    beside = "the contract on an asset it names" if _named(told, readings) else "read beside it"
    parts = [f"trades at {readings.ref(m.PRICE)}"] if readings.has(m.PRICE) else []
    if readings.has(m.FUNDING_SETTLED):
        parts.append(f"last settled funding at {readings.ref(m.FUNDING_SETTLED)}")
    if not parts:
        return measured(f"{readings.symbol}, {beside}, has no usable price in this edition.")
    stance = "" if readings.setup.bias is not Bias.NEUTRAL else ", with no lean measured"
    return measured(f"{readings.symbol}, {beside}, {listed(parts)}{stance}.")


def _named(told: Telling, readings: Readings) -> bool:
    return named_in(readings.setup, told.story)
