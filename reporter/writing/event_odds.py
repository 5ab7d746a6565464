"""What markets of event contracts price of the story's event: odds with both offers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from reporter.model.facts import FactKind, FactSheet
from reporter.model.text import Sentence
from reporter.model.units import Money
from reporter.writing.readings import framed, measured, ref
from reporter.writing.voice import Voice
from reporter.writing.wordings import worded


def event_lines(sheet: FactSheet, keys: Sequence[str], voice: Voice) -> Iterator[Sentence]:
    """Each market's odds and offers, and of the first what was traded; ``keys`` begin its ids."""
    for number, key in enumerate(keys):
        fact = sheet[f"{key}.probability"]
        slots = {
            name: ref(f"{key}.{name}")
            for name in ("venue", "title", "outcome", "probability", "bid", "ask")
        }
        yield measured(worded(voice, "event_odds.priced", **slots))
        if number == 0:
            yield measured(
                worded(
                    voice,
                    "event_odds.traded",
                    volume=_volume(sheet, key),
                    closes=ref(f"{key}.closes", "day"),
                )
            )
        if fact.kind is FactKind.MODELLED:
            yield framed(worded(voice, "event_odds.divided"))


def _volume(sheet: FactSheet, key: str) -> str:
    in_dollars = isinstance(sheet[f"{key}.volume"].value, Money)
    return ref(f"{key}.volume") + ("" if in_dollars else " contracts")
