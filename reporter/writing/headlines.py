"""The headline: subject, verb and a figure, short enough for an agency's desk."""

from __future__ import annotations

from collections.abc import Mapping
from string import Template
from typing import Final

from reporter.ledger import fill_text
from reporter.model import metrics as m
from reporter.model.facts import FactSheet
from reporter.model.text import Sentence
from reporter.writing.filings import form_of
from reporter.writing.readings import Readings, reported
from reporter.writing.telling import Opening, Telling, outlet
from reporter.writing.voice import Voice
from reporter.writing.wordings import capital, slots_of, wordings

_MOST_SIGNS: Final = 64
_MOST_WORDS: Final = 12
"""A headline holds no more than that, as printed."""

UPDATE: Final = "Update: "
"""Opens the headline of a story that led an edition before and has new facts."""

_FEWEST: Final = 7
"""So many wordings at least should take turns."""


def headline(told: Telling, readings: Readings, voice: Voice) -> Sentence:
    """What leads the edition, and the figure beside it; never a pasted headline.

    That of a story which led before opens with ``Update:``. Where no wording is short enough, the
    shortest ones take turns.
    """
    mark = UPDATE if told.story.is_update else ""
    message = f"headlines.{told.opening.name.lower()}"
    figure, slots = _figure(readings)
    who = told.speaker if told.opening is Opening.RELEASE else told.actor
    slots |= {
        "who": who,
        "tag": told.rules[0].tag if told.label else "",
        "source": "" if told.label or who else outlet(told.first),
        "form": _titled(form_of(told.first)),
    }
    options = (
        wording.replace("$figure", tail)
        for wording in wordings(message)
        for tail in wordings(f"headlines.{figure}")
    )
    given = {name for name, text in slots.items() if text}
    able = [one for one in options if slots_of(one) <= given]
    text = voice.say(message, _brief(able, slots, readings.sheet, mark), **slots)
    return reported(mark + capital(text), told.first.id)


def _figure(readings: Readings) -> tuple[str, dict[str, str]]:
    """Which figure there is, with its slots."""
    if readings.has(m.FUNDING_SETTLED):
        rate = readings.ref(m.FUNDING_SETTLED, "short")
        return "funding", {"base": readings.base, "rate": rate}
    if readings.has(m.PRICE):
        return "price", {"symbol": readings.symbol, "price": readings.ref(m.PRICE)}
    return "unpriced", {"symbol": readings.symbol}


def _titled(words: str) -> str:
    return " ".join(word if word == "of" else word.capitalize() for word in words.split())


def _brief(able: list[str], slots: Mapping[str, str], sheet: FactSheet, mark: str) -> list[str]:
    """The wordings that fit behind the mark: those that tell most, and more only where these
    are few."""
    filled = {name: fill_text(text, sheet) for name, text in slots.items()}
    printed = {one: mark + Template(one).substitute(filled) for one in able}
    fit = [
        one
        for one, text in printed.items()
        if len(text) <= _MOST_SIGNS and len(text.split()) <= _MOST_WORDS
    ]
    if not fit:
        return sorted(able, key=lambda one: (len(printed[one]), one))[:_FEWEST]
    for least in sorted({len(slots_of(one)) for one in fit}, reverse=True):
        chosen = [one for one in fit if len(slots_of(one)) >= least]
        if len(chosen) >= _FEWEST:
            return chosen
    return fit
