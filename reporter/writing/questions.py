"""The two question sections: what the news is, and how it reaches the reader's market."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from reporter.model.facts import FactKind
from reporter.model.news import Item, Story
from reporter.model.text import Outline, Paragraph, Section, SectionKind, Sentence
from reporter.model.units import Quantity
from reporter.writing.disputes import dispute_lines
from reporter.writing.event_odds import event_lines
from reporter.writing.filings import filing_headings, meaning_of
from reporter.writing.lede import standing
from reporter.writing.mechanisms import Mechanism
from reporter.writing.plan import named_in, salience
from reporter.writing.quoting import Excerpt, title_fits
from reporter.writing.readings import Readings, framed, inferred, listed, measured, ref, reported
from reporter.writing.telling import (
    Opening,
    Telling,
    actors,
    day,
    outlet,
    quotation,
    title,
    titled,
)
from reporter.writing.voice import Voice
from reporter.writing.wordings import worded, wordings

_HAPPENED: Final = ("questions.answer", "questions.adding", "questions.further")
_SUMS: Final = ("questions.sums", "questions.scale")
"""The first quotation answers the heading or the question of size, the others add to it."""


_BYLINE: Final = 9
"""What has no more words than that is hardly a text."""
_SIZED: Final = frozenset({"deals", "derivatives", "etf", "security-incident", "stablecoins"})
"""Themes whose news has a size, so that a reader misses a figure for it."""


def news_section(
    told: Telling, readings: Readings, voice: Voice, odds: Sequence[str] = ()
) -> Section:
    """ "What Does ... Say?": what happened and who says so, what it amounts to, what is near.

    ``odds`` are markets of event contracts on the story's event, as their fact ids begin.
    """
    happened = tuple(_quotes(voice, _HAPPENED, told.happened))
    paragraphs = (
        (*(happened or _unquoted(told, voice)), *_more(told, readings, voice)),
        tuple(_quotes(voice, _SUMS, told.sums)),
        tuple(dispute_lines(told, readings.sheet, voice)),
        tuple(event_lines(readings.sheet, odds, voice)),
        tuple(_related(voice, told.related)),
    )
    return Section(
        kind=SectionKind.NEWS,
        heading=_heading(told, voice),
        paragraphs=tuple(Paragraph(sentences=lines) for lines in paragraphs if lines),
    )


def _heading(told: Telling, voice: Voice) -> str:
    message = f"questions.{told.opening.name.lower()}_heading"
    if told.opening is Opening.RELEASE:
        return worded(voice, message, speaker=told.speaker, body=told.named(told.speaker))
    return worded(voice, message, actor=told.actor, who=told.subject)


def _quotes(
    voice: Voice, messages: tuple[str, ...], excerpts: tuple[Excerpt, ...]
) -> Iterator[Sentence]:
    for message, excerpt in zip(messages, excerpts, strict=False):
        yield quotation(voice, message, excerpt)


def _unquoted(told: Telling, voice: Voice) -> Iterator[Sentence]:
    """The answer where no sentence can be quoted."""
    if told.opening is Opening.FILING:
        yield from _filing(told.first, voice)
    elif told.opening is Opening.RELEASE:
        yield reported(worded(voice, _of_release(told), matter=_matter(told)), told.first.id)
        yield framed(worded(voice, "questions.document"))
    elif item := _other_title(told):
        slots = {"outlet": outlet(item), "title": title(item)}
        yield titled(worded(voice, "questions.other_title", **slots), item)
    elif not _has_text(told.story):
        yield framed(worded(voice, "questions.textless"))
    else:
        yield framed(worded(voice, "questions.unquotable"))


def _has_text(story: Story) -> bool:
    """Whether a feed carries more than a title and a byline."""
    return any(len(item.summary.split()) > _BYLINE for item in story.items)


def _other_title(told: Telling) -> Item | None:
    """An item whose title may be quoted and is not in the lede."""
    used = told.headlined.title if told.headlined else ""
    fitting = (item for item in told.story.items if title_fits(item))
    return next((item for item in fitting if item.title != used), None)


def _filing(item: Item, voice: Voice) -> Iterator[Sentence]:
    """The headings of a filing, and what the first of them is for."""
    found = filing_headings(item)
    if not found:
        yield framed(worded(voice, "questions.headless"))
        return
    subjects = listed([f"“{heading}”" for heading in found])
    text = worded(voice, "questions.subjects", subjects=subjects)
    yield reported(text, item.id, quote=found[0])
    if meaning := meaning_of(found[0]):
        which = "meaning" if len(found) == 1 else "meaning_first"
        yield framed(worded(voice, f"questions.{which}", meaning=meaning))
    yield framed(worded(voice, "questions.left_open"))


def _of_release(told: Telling) -> str:
    """What can be said of a release that cannot be quoted."""
    if _has_text(told.story):
        return "questions.matter_text" if _matter(told) else "questions.unquotable"
    return "questions.matter" if _matter(told) else "questions.matterless"


def _matter(told: Telling) -> str:
    """What a release is about: its theme, or whom it names; empty where neither says much."""
    names = [told.named(name) for name in actors(told.story)]
    return told.label or (listed(names) if len(names) > 1 else "")


def _more(told: Telling, readings: Readings, voice: Voice) -> Iterator[Sentence]:
    """What the lede had no room for: how it is confirmed, and that no figure is given."""
    displaced = told.opening is Opening.RELEASE and (told.lead or told.companion)
    if displaced or told.story.is_update:
        yield standing(told, voice)
    texts = told.happened or (told.opening is Opening.PRESS and _has_text(told.story))
    sized = told.rules[0].theme in _SIZED
    if texts and sized and not _has_figures(told.story, readings):
        yield framed(worded(voice, "questions.sizeless"))


def _has_figures(story: Story, readings: Readings) -> bool:
    return any(
        fact.kind is FactKind.REPORTED
        and fact.id.startswith(f"{story.id}.")
        and isinstance(fact.value, Quantity)
        for fact in readings.sheet
    )


def _related(voice: Voice, items: tuple[Item, ...]) -> Iterator[Sentence]:
    for item in items:
        slots = {"outlet": outlet(item), "title": title(item), "day": day(item)}
        yield titled(worded(voice, "questions.related", **slots), item)


# --- how it reaches the market ------------------------------------------------------------


def market_section(told: Telling, outline: Outline, readings: Readings, voice: Voice) -> Section:
    """ "How Does This Reach ...?": hedged channels from the rule base, then the bridge."""
    named = named_in(outline.featured, outline.story)
    heading = worded(voice, "questions.market_heading", base=readings.base)
    first, *others = told.rules
    paragraphs = (
        _channel(first, readings, voice, named=named),
        [sentence for rule in others for sentence in _second(rule, voice)],
        _bridge(told, outline, readings, voice),
    )
    return Section(
        kind=SectionKind.MARKET,
        heading=heading,
        paragraphs=tuple(Paragraph(sentences=tuple(lines)) for lines in paragraphs if lines),
    )


def _channel(rule: Mechanism, readings: Readings, voice: Voice, *, named: bool) -> list[Sentence]:
    """The answer to the heading, then the path and what speaks against it."""
    message = "questions.path_named" if named else "questions.path"
    return [
        inferred(worded(voice, message, base=readings.base, channel=rule.channel)),
        inferred(worded(voice, "questions.mechanism", sentence=rule.sentence)),
        inferred(worded(voice, "questions.counter", counter=rule.counter)),
    ]


def _second(rule: Mechanism, voice: Voice) -> list[Sentence]:
    slots = {"channel": rule.channel, "sentence": rule.sentence}
    return [
        inferred(worded(voice, "questions.second", **slots)),
        inferred(worded(voice, "questions.second_counter", counter=rule.counter)),
    ]


def _bridge(told: Telling, outline: Outline, readings: Readings, voice: Voice) -> list[Sentence]:
    """Why this symbol stands beside this story, and that nothing else joins the two."""
    if named_in(outline.featured, outline.story):
        return [measured(worded(voice, "questions.bridge_named", symbol=readings.symbol))]
    others = [salience(one, readings.sheet) for one in outline.others]
    salient = others and salience(outline.featured, readings.sheet) > max(others)
    reasons = wordings(f"questions.reason_{'salient' if salient else 'complete'}")
    slots = {
        "symbol": readings.symbol,
        "label": told.label,
        "count": ref("edition.market.symbols"),
    }
    options = [
        bridge.replace("$reason", reason)
        for bridge in wordings("questions.bridge")
        if told.label or "$label" not in bridge
        for reason in reasons
    ]
    return [
        measured(voice.say("questions.bridge", options, **slots)),
        framed(worded(voice, "questions.unlinked")),
    ]
