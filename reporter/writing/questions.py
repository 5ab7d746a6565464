"""The two question sections: what the news is, and how it reaches the reader's market."""

from __future__ import annotations

from collections.abc import Iterator

from reporter.model.facts import FactKind
from reporter.model.news import Story, Tier
from reporter.model.text import Outline, Paragraph, Section, SectionKind, Sentence
from reporter.model.units import Quantity
from reporter.writing.lede import Telling, dated, outlet, quoted, titled
from reporter.writing.plan import named_in, salience
from reporter.writing.quoting import literal, title_fits
from reporter.writing.readings import Readings, framed, inferred, measured, ref, reported


def news_section(told: Telling, outline: Outline, readings: Readings) -> Section:
    """ "What Does ... Say?": quotes answer it, then how far the account is confirmed."""
    paragraphs = (
        tuple(_answers(told)),
        tuple(_standing(told, readings)),
        tuple(_related(outline.related)),
    )
    subject = f"the {told.actor} Story" if told.actor else "the Lead Story"
    return Section(
        kind=SectionKind.NEWS,
        heading=f"What Does {subject} Say?",
        paragraphs=tuple(Paragraph(sentences=lines) for lines in paragraphs if lines),
    )


def _answers(told: Telling) -> Iterator[Sentence]:
    verbs = ("puts it in these words", "adds")
    quotes = told.quotes[1:] if len(told.quotes) > 1 else told.quotes
    for excerpt, verb in zip(quotes, verbs, strict=False):
        yield quoted(excerpt, verb)
    if not quotes:
        item = next((item for item in told.story.items if title_fits(item)), None)
        if item is None:
            yield framed("Its text allows no short quotation, so the sources have to be read.")
        else:
            yield titled(item, "sums it up as")


def _standing(told: Telling, readings: Readings) -> Iterator[Sentence]:
    story = told.story
    sources = tuple(item.id for item in told.voices)
    if len(story.outlets) > 1:
        yield reported(
            f"In this edition {ref(f'story.{story.id}.outlets')} outlets carry the story, which "
            f"was first seen on {ref(f'story.{story.id}.first_seen', 'day')}.",
            *sources,
        )
    else:
        yield reported(
            "A single outlet carries it in this edition, so no other source confirms it.", *sources
        )
    if story.best_tier is Tier.PRIMARY:
        yield framed("Among the sources is the body or issuer itself.")
    else:
        yield framed("No primary document is among the sources; the account is press reporting.")
    if not _has_figures(story, readings):
        yield framed("The text gives no figure for its size.")


def _has_figures(story: Story, readings: Readings) -> bool:
    return any(
        fact.kind is FactKind.REPORTED
        and fact.id.startswith(f"{story.id}.")
        and isinstance(fact.value, Quantity)
        for fact in readings.sheet
    )


def _related(stories: tuple[Story, ...]) -> Iterator[Sentence]:
    lead_ins = ("On a related matter,", "Alongside it,", "Further afield,")
    usable = (story.items[0] for story in stories if title_fits(story.items[0]))
    for item, lead_in in zip(usable, lead_ins, strict=False):
        title = ref(f"item.{item.id}.title")
        text = f"{lead_in} {outlet(item)} published “{title}”{dated(item)}."
        yield reported(text, item.id, quote=literal(item.title))


def market_section(told: Telling, outline: Outline, readings: Readings) -> Section:
    """ "How Does This Reach ...?": hedged channels from the rule base, then the bridge."""
    first = told.rules[0]
    named = named_in(outline.featured, outline.story)
    channels = [
        _answer(told, readings, named=named),
        inferred(first.sentence),
        inferred(first.counter),
    ]
    further = [
        sentence
        for rule in told.rules[1:]
        for sentence in (inferred(rule.sentence), inferred(rule.counter))
    ]
    bridge = _bridge(outline, readings, named=named)
    paragraphs = (channels, further, bridge)
    return Section(
        kind=SectionKind.MARKET,
        heading=f"How Does This Reach {readings.base} and Crypto Perpetual Markets?",
        paragraphs=tuple(Paragraph(sentences=tuple(lines)) for lines in paragraphs if lines),
    )


def _answer(told: Telling, readings: Readings, *, named: bool) -> Sentence:
    channel = told.rules[0].channel
    if named:
        return inferred(
            f"The story names {readings.base} itself, and any further path could run through "
            f"{channel}."
        )
    return inferred(f"Only indirectly, if at all: the plausible path runs through {channel}.")


def _bridge(outline: Outline, readings: Readings, *, named: bool) -> list[Sentence]:
    others = outline.others
    reason = "it is the contract on an asset that the story names" if named else ""
    own = salience(outline.featured, readings.sheet)
    if not reason and others and own > max(salience(one, readings.sheet) for one in others):
        reason = (
            "its settled funding stands furthest from the middle of its own history among the "
            f"{ref('edition.market.symbols')} symbols measured"
        )
    chosen = reason or "its readings are the most complete of the symbols measured"
    lines = [measured(f"{readings.symbol} is shown because {chosen}.")]
    if not named:
        lines.append(
            framed("No source connects the contract with the story, and the engine knows no news.")
        )
    return lines
