"""Headline, dek and the lede's three sentences."""

from __future__ import annotations

from reporter.model import metrics as m
from reporter.model.news import Tier
from reporter.model.setup import Bias
from reporter.model.text import Paragraph, Section, SectionKind, Sentence
from reporter.writing.leans import LEANS, contrast
from reporter.writing.plan import named_in
from reporter.writing.quoting import title_fits
from reporter.writing.readings import AS_OF, Readings, listed, measured, ref, reported
from reporter.writing.telling import (
    Opening,
    Telling,
    brought_out,
    dated,
    outlet,
    outlet_first,
    quoted,
    title,
    titled,
)


def headline(told: Telling, readings: Readings) -> Sentence:
    """Subject, verb and a figure, in at most twelve words; never a pasted headline."""
    tag = told.rules[0].tag
    claim = f"{told.actor} Leads {tag} News" if told.actor else f"{tag} News Leads the Edition"
    return reported(f"{claim} While {_figure(readings)}", told.first.id)


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
    if not readings.has(m.FUNDING_SETTLED_ANNUAL):
        return measured(f"The engine {lean} on {readings.symbol}; {moment}.")
    sides = contrast(readings.setup)
    view = f"yet {sides}, so the engine {lean}" if sides else f"and the engine {lean}"
    simple = "" if sides else " without compounding"
    sign = readings.sign(m.FUNDING_SETTLED)
    if not sign:
        return measured(f"Neither side pays funding on {readings.symbol}, {view}; {moment}.")
    payer, payee = ("Longs", "shorts") if sign > 0 else ("Shorts", "longs")
    return measured(
        f"{payer} pay {payee} on {readings.symbol} at "
        f"{readings.ref(m.FUNDING_SETTLED_ANNUAL)}{simple}, {view}; {moment}."
    )


def lede(told: Telling, readings: Readings) -> Section:
    """Three sentences: the news itself, how it stands, and the contract beside it."""
    sentences = (_event(told), _second(told), _contract(told, readings))
    return Section(kind=SectionKind.LEDE, heading="", paragraphs=(Paragraph(sentences=sentences),))


# --- what happened ------------------------------------------------------------------------


def _event(told: Telling) -> Sentence:
    if told.opening is Opening.FILING:
        return _filed(told)
    return _released(told) if told.opening is Opening.RELEASE else _carried(told)


def _filed(told: Telling) -> Sentence:
    item = told.first
    entry = f"; {outlet(item)} lists it as {title(item)}" if title_fits(item) else ""
    if told.actor:
        return titled(f"{told.subject} made a regulatory filing{dated(item)}{entry}.", item)
    return titled(f"A bare filing{dated(item, ' of ')} leads the edition{entry}.", item)


def _released(told: Telling) -> Sentence:
    item = told.first
    who = f"{outlet_first(item)} {brought_out(item)}"
    if title_fits(item):
        return titled(f"{who} {title(item)}{dated(item)}.", item)
    text = f"{who} a notice{dated(item)}"
    if told.heading is None:
        return reported(f"{text}.", item.id)
    return reported(
        f"{text} under the heading {told.heading.closed}", item.id, quote=told.heading.text
    )


def _carried(told: Telling) -> Sentence:
    label = told.rules[0].label
    leads = (
        f"{told.subject} leads the news on {label}"
        if told.actor
        else f"News on {label} leads the edition"
    )
    if told.lead is not None:
        return quoted(f"{leads}, as ", told.lead, f" reported{dated(told.lead.item)}:")
    if (item := told.headlined) is not None:
        return titled(f"{leads}: {outlet(item)} ran {title(item)}{dated(item)}.", item)
    return reported(f"{leads}, as {outlet(told.first)} reported{dated(told.first)}.", told.first.id)


# --- how it stands ------------------------------------------------------------------------


def _second(told: Telling) -> Sentence:
    if told.opening is Opening.FILING:
        return reported(
            "It is a bare filing: the entry names form, filer and subjects, while the terms stand "
            "in the document.",
            told.first.id,
        )
    if told.opening is Opening.RELEASE and told.lead is not None:
        return quoted("", told.lead, " states:")
    if told.companion is not None:
        beside = told.companion
        return titled(f"From the same source, on the same day, came {title(beside)}.", beside)
    return standing(told)


def standing(told: Telling) -> Sentence:
    """How many carry the story, and whether the source nearest to the event is among them."""
    sources = tuple(item.id for item in told.voices)
    primary = next((one for one in told.story.items if one.tier is Tier.PRIMARY), None)
    if len(told.story.outlets) < 2:
        return reported(f"No other outlet in this edition carries it{_alone(told)}.", *sources)
    count = f"In all, {ref(f'story.{told.story.id}.outlets')} outlets carry the story"
    if primary is None:
        return reported(f"{count}; no primary document is among their sources here.", *sources)
    if told.lead is not None and told.lead.item.outlet == primary.outlet:
        return reported(f"{count}, and the one quoted is its primary source.", *sources)
    return reported(f"{count}, with {outlet(primary)} as its primary source.", *sources)


def _alone(told: Telling) -> str:
    if told.opening is Opening.RELEASE:
        return "; the source is the body itself"
    if told.story.best_tier is Tier.PRIMARY:
        return ", but its source is a primary one"
    return ", and no primary document confirms it"


# --- the contract beside it ---------------------------------------------------------------


def _contract(told: Telling, readings: Readings) -> Sentence:
    named = named_in(readings.setup, told.story)
    beside = "On an asset that the story names" if named else "Beside the news"
    parts = [f"trades at {readings.ref(m.PRICE)}"] if readings.has(m.PRICE) else []
    if readings.has(m.FUNDING_SETTLED):
        parts.append(f"last settled funding at {readings.ref(m.FUNDING_SETTLED)}")
    if not parts:
        return measured(f"{beside}, the desk's engine has no usable price of {readings.symbol}.")
    if readings.setup.bias is Bias.NEUTRAL:
        parts.append("shows no lean")
    return measured(f"{beside}, the desk's engine measured {readings.symbol}: it {listed(parts)}.")
