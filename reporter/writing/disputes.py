"""What is said where publishers contradict each other: who gives which figure, none as settled."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Final

from reporter import news
from reporter.ledger import references
from reporter.model.facts import Fact, FactSheet
from reporter.model.text import Sentence
from reporter.news import Dispute
from reporter.writing.readings import ref, reported
from reporter.writing.telling import Telling, actors, outlet
from reporter.writing.voice import Voice
from reporter.writing.wordings import worded

_ANY: Final = "the figure"
_DATE: Final = "date"


def dispute_lines(told: Telling, sheet: FactSheet, voice: Voice) -> Iterator[Sentence]:
    """A sentence for each contradiction within the story, with every value and its outlet."""
    for dispute in news.disputes(told.story):
        if all(fact in sheet for fact in dispute.fact_ids):
            yield _line(dispute, told, voice)


def _line(dispute: Dispute, told: Telling, voice: Voice) -> Sentence:
    items = {item.id: item for item in told.story.items}
    sort = "_date" if dispute.metric == _DATE else ""
    form = "day" if sort else ""
    sides = [
        (fact, {"outlet": outlet(items[item]), "value": ref(fact, form)})
        for fact, item in zip(dispute.fact_ids, dispute.items, strict=True)
    ]
    (_, first), *rest = sorted(sides, key=lambda side: side[0] != dispute.primary)
    others = ", ".join(_small(voice, f"disputes.other{sort}", slots) for _, slots in rest)
    message = f"disputes.{'stands' if dispute.primary else 'differ'}{sort}"
    who = told.named(dispute.subject) if dispute.subject in actors(told.story) else ""
    text = worded(voice, message, what=_named(dispute), who=who, others=others, **first)
    return reported(text, *dispute.items)


def _small(voice: Voice, message: str, slots: Mapping[str, str]) -> str:
    text = worded(voice, message, **slots)
    return text[:1].lower() + text[1:] if text.startswith("The {{") else text


def _named(dispute: Dispute) -> str:
    return _names().get(dispute.kind) or _names().get(dispute.metric, _ANY)


@cache
def _names() -> Mapping[str, str]:
    text = files("reporter.writing").joinpath("disputes.toml").read_text("utf-8")
    named: Mapping[str, str] = tomllib.loads(text)["named"]
    return named


def unsettled(text: str, plan: str, facts: Mapping[str, Fact]) -> Iterator[str]:
    """What is wrong with how a text tells disputed figures, in words.

    Each needs the value that it is disputed with, or its outlet; and where the plan names the
    outlet of each, the text leaves every figure with its own.
    """
    cited = [fact for fact, _ in references(text) if fact in facts]
    outlets = {facts[fact].value for fact in cited if facts[fact].metric == "outlet"}
    for fact in dict.fromkeys(cited):
        one = facts[fact]
        credited = one.source.name in outlets or one.source.name in text
        if one.disputed_with and not credited and set(one.disputed_with).isdisjoint(cited):
            yield "it tells a disputed figure as settled"
    planned, given = _givers(plan, facts), _givers(text, facts)
    if any(given[fact] != planned[fact] for fact in given.keys() & planned.keys()):
        yield "it gives a disputed figure to another outlet"


def _givers(text: str, facts: Mapping[str, Fact]) -> dict[str, str]:
    """The outlet named last before each figure that is part of a dispute."""
    known = [fact for fact in references(text) if fact[0] in facts]
    parts = {other for fact, _ in known for other in facts[fact].disputed_with}
    found: dict[str, str] = {}
    outlet_before = ""
    for fact, _ in known:
        if facts[fact].metric == "outlet":
            outlet_before = fact
        elif facts[fact].disputed_with or fact in parts:
            found.setdefault(fact, outlet_before)
    return found
