"""The two question sections: what the news is, and how it reaches the reader's market."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.model.facts import FactKind
from reporter.model.news import Item, Story
from reporter.model.text import Outline, Paragraph, Section, SectionKind, Sentence
from reporter.model.units import Quantity
from reporter.writing.filings import filing_headings
from reporter.writing.lede import standing
from reporter.writing.plan import named_in, salience
from reporter.writing.quoting import Excerpt, title_fits
from reporter.writing.readings import Readings, framed, inferred, listed, measured, ref, reported
from reporter.writing.telling import (
    Opening,
    Telling,
    actors,
    brought_out,
    dated,
    outlet,
    outlet_first,
    quoted,
    title,
    titled,
)

_HAPPENED: Final = (("In the words of ", ":"), ("", " adds:"), ("", " further reports:"))
_SUMS: Final = (("On the figures involved, ", " writes:"), ("For scale, ", " reports:"))
"""What stands before and after the outlet's name, each way once in an article."""


def news_section(told: Telling, readings: Readings) -> Section:
    """ "What Does ... Say?": what happened and who says so, what it amounts to, what is near."""
    happened = tuple(_quotes(_HAPPENED, told.happened))
    paragraphs = (
        (*(happened or _unquoted(told)), *_more(told, readings)),
        tuple(_quotes(_SUMS, told.sums)),
        tuple(_related(told.related)),
    )
    subject = f"the {told.actor} Story" if told.actor else "the Lead Story"
    return Section(
        kind=SectionKind.NEWS,
        heading=f"What Does {subject} Say?",
        paragraphs=tuple(Paragraph(sentences=lines) for lines in paragraphs if lines),
    )


def _quotes(
    frames: tuple[tuple[str, str], ...], excerpts: tuple[Excerpt, ...]
) -> Iterator[Sentence]:
    for (before, after), excerpt in zip(frames, excerpts, strict=False):
        yield quoted(before, excerpt, after)


def _unquoted(told: Telling) -> Iterator[Sentence]:
    """The answer where no sentence can be quoted."""
    if told.opening is Opening.FILING:
        yield from _filing(told.first)
    elif told.opening is Opening.RELEASE:
        yield reported(
            f"By its heading, the release concerns {_matter(told)}; the feed carries no further "
            "text.",
            told.first.id,
        )
        yield framed("What it changes has to be read in the document itself.")
    elif item := _other_title(told):
        yield titled(f"{outlet_first(item)} sums it up as {title(item)}.", item)
    else:
        yield framed("Its text allows no short quotation, so the sources have to be read.")


def _other_title(told: Telling) -> Item | None:
    """An item whose title may be quoted and is not in the lede."""
    used = told.headlined.title if told.headlined else ""
    fitting = (item for item in told.story.items if title_fits(item))
    return next((item for item in fitting if item.title != used), None)


def _filing(item: Item) -> Iterator[Sentence]:
    found = filing_headings(item)
    if not found:
        yield framed("It says little, since the entry holds no heading of what is in it.")
        return
    quotes = listed([f"“{heading}”" for heading in found])
    text = f"The filing names {quotes} among its subjects."
    yield reported(text, item.id, quote=found[0])
    yield framed("Amounts and parties are left to the document itself.")


def _matter(told: Telling) -> str:
    """What a release is about: its theme, or whom it names where no theme is known."""
    names = [told.named(name) for name in actors(told.story)]
    return told.rules[0].label if told.story.themes or len(names) < 2 else listed(names)


def _more(told: Telling, readings: Readings) -> Iterator[Sentence]:
    """What the lede had no room for: how it is confirmed, and that no figure is given."""
    if told.opening is Opening.RELEASE and (told.lead or told.companion):
        yield standing(told)
    quotes = told.happened or told.opening is Opening.PRESS
    if quotes and not _has_figures(told.story, readings):
        yield framed("The text gives no figure for its size.")


def _has_figures(story: Story, readings: Readings) -> bool:
    return any(
        fact.kind is FactKind.REPORTED
        and fact.id.startswith(f"{story.id}.")
        and isinstance(fact.value, Quantity)
        for fact in readings.sheet
    )


def _related(items: tuple[Item, ...]) -> Iterator[Sentence]:
    for item, place in zip(items, range(3), strict=False):
        frames = (
            f"On a related matter, {outlet(item)} {brought_out(item)} {title(item)}{dated(item)}.",
            f"Alongside it, {title(item)} came from {outlet(item)}{dated(item)}.",
            f"Further afield, {outlet(item)} ran {title(item)}{dated(item)}.",
        )
        yield titled(frames[place], item)


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
