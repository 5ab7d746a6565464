"""The dek and the lede's three sentences."""

from __future__ import annotations

from typing import Final

from reporter.model import metrics as m
from reporter.model.news import Tier
from reporter.model.setup import Bias
from reporter.model.text import Paragraph, Section, SectionKind, Sentence
from reporter.writing.filings import form_of, indefinite
from reporter.writing.leans import LEANS, contrast
from reporter.writing.plan import named_in
from reporter.writing.quoting import title_fits
from reporter.writing.readings import AS_OF, Readings, measured, ref, reported
from reporter.writing.telling import Opening, Telling, day, outlet, quotation, title, titled
from reporter.writing.updates import update_line
from reporter.writing.voice import Voice
from reporter.writing.wordings import capital, worded

_LEANS: Final = {
    Bias.LONG: "a long lean",
    Bias.SHORT: "a short lean",
    Bias.NEUTRAL: "no lean",
}


def dek(readings: Readings, voice: Voice) -> Sentence:
    """The setup's first figure, its lean, and the moment it stands for."""
    sign = readings.sign(m.FUNDING_SETTLED)
    payer, payee = ("longs", "shorts") if sign > 0 else ("shorts", "longs")
    slots = {
        "symbol": readings.symbol,
        "view": LEANS[readings.setup.bias],
        "moment": ref(AS_OF),
    }
    if not readings.has(m.FUNDING_SETTLED_ANNUAL):
        return measured(worded(voice, "lede.dek_bare", **slots))
    slots["sides"] = contrast(readings.setup)
    if not sign:
        return measured(worded(voice, "lede.dek_free", **slots))
    slots |= {"paying": payer, "payer": capital(payer), "payee": payee}
    slots["annual"] = readings.ref(m.FUNDING_SETTLED_ANNUAL)
    return measured(worded(voice, "lede.dek_paid", **slots))


def lede(told: Telling, readings: Readings, voice: Voice) -> Section:
    """Three sentences: the news itself, how it stands, and the contract beside it."""
    sentences = (
        _event(told, voice),
        _second(told, readings, voice),
        _contract(told, readings, voice),
    )
    return Section(kind=SectionKind.LEDE, heading="", paragraphs=(Paragraph(sentences=sentences),))


# --- what happened ------------------------------------------------------------------------


def _event(told: Telling, voice: Voice) -> Sentence:
    if told.opening is Opening.FILING:
        return _filed(told, voice)
    if told.opening is Opening.RELEASE:
        return _released(told, voice)
    return _carried(told, voice)


def _filed(told: Telling, voice: Voice) -> Sentence:
    item = told.first
    text = worded(
        voice,
        "lede.filed",
        who=told.subject,
        form=indefinite(form_of(item)),
        outlet=outlet(item),
        day=day(item),
    )
    return reported(text, item.id)


def _released(told: Telling, voice: Voice) -> Sentence:
    item = told.first
    if not title_fits(item):
        return _noticed(told, voice)
    slots = {"outlet": outlet(item), "title": title(item), "day": day(item)}
    return titled(worded(voice, "lede.released", **slots), item)


def _noticed(told: Telling, voice: Voice) -> Sentence:
    """A release whose title is too long to be quoted whole."""
    item = told.first
    if told.heading is not None:
        return quotation(voice, "lede.noticed", told.heading, day=day(item))
    return reported(worded(voice, "lede.noticed", outlet=outlet(item), day=day(item)), item.id)


def _carried(told: Telling, voice: Voice) -> Sentence:
    slots = {"who": told.subject, "label": told.label}
    message = "lede.carried" if told.actor else "lede.carried_nameless"
    if told.lead is not None:
        return quotation(voice, message, told.lead, day=day(told.lead.item), **slots)
    item = told.headlined or told.first
    slots |= {"outlet": outlet(item), "day": day(item)}
    if told.headlined is None:
        return reported(worded(voice, message, **slots), item.id)
    return titled(worded(voice, message, title=title(item), **slots), item)


# --- how it stands ------------------------------------------------------------------------


def _second(told: Telling, readings: Readings, voice: Voice) -> Sentence:
    if told.story.is_update:
        return update_line(told, readings.sheet, voice)
    if told.opening is Opening.FILING:
        return reported(worded(voice, "lede.filing_terms"), told.first.id)
    if told.opening is Opening.RELEASE and told.lead is not None:
        return quotation(voice, "lede.release_quote", told.lead)
    if told.companion is not None:
        beside = told.companion
        return titled(worded(voice, "lede.companion", title=title(beside)), beside)
    return standing(told, voice)


def standing(told: Telling, voice: Voice) -> Sentence:
    """How many carry the story, and whether the source nearest to the event is among them."""
    sources = tuple(item.id for item in told.voices)
    if len(told.story.outlets) < 2:
        return reported(worded(voice, f"lede.alone_{_alone(told)}"), *sources)
    primary = next((one for one in told.story.items if one.tier is Tier.PRIMARY), None)
    slots = {"count": ref(f"story.{told.story.id}.outlets")}
    if primary is None:
        return reported(worded(voice, "lede.shared_secondary", **slots), *sources)
    if told.lead is not None and told.lead.item.outlet == primary.outlet:
        return reported(worded(voice, "lede.shared_quoted", **slots), *sources)
    return reported(
        worded(voice, "lede.shared_primary", primary=outlet(primary), **slots), *sources
    )


def _alone(told: Telling) -> str:
    if told.opening is Opening.RELEASE:
        return "release"
    return "primary" if told.story.best_tier is Tier.PRIMARY else "unconfirmed"


# --- the contract beside it ---------------------------------------------------------------


def _contract(told: Telling, readings: Readings, voice: Voice) -> Sentence:
    named = named_in(readings.setup, told.story)
    bias = readings.setup.bias
    slots = {"symbol": readings.symbol}
    if readings.has(m.PRICE):
        slots["price"] = readings.ref(m.PRICE)
    if readings.has(m.FUNDING_SETTLED):
        slots["rate"] = readings.ref(m.FUNDING_SETTLED)
    if len(slots) > 1:
        slots |= {"lean": _LEANS[bias], "view": LEANS[bias]}
    message = "contract.named" if named else "contract.beside"
    return measured(worded(voice, message, **slots))
