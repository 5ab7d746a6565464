"""Whether the names of figures in a text stand before the figures that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from reporter.ledger import printed_sign, references
from reporter.model import metrics as m
from reporter.model.facts import Fact, FactKind
from reporter.writing.directions import FALL, RISE
from reporter.writing.nouns import COINS_CHANGE, STATED

_SENTENCE: Final = re.compile(r"(?<=[.])\s+(?=\S)")
_BEGINS: Final = r"(?:^|[.,;] (?:and |but )?|\band |(?P<engine>\bengine puts ))the "
_STANDS: Final = r"(?:is|are|reads?|(?:is |are |stands? |sits? |comes? in )?at|comes? to)"
_REFERENCE: Final = r"\{\{(?P<id>[a-z0-9._-]+)(?:\|(?P<form>\w+))?\}\}(?! (?:above|below)\b)"
"""The figure itself; a distance above or below something is no figure of the thing named."""


_WAY: Final = re.compile(
    rf"{RISE.pattern}|{FALL.pattern}|\b(?:above|below|higher|lower|lost|loses?|away|discount"
    r"|negative|shorts pay|lighter|under|over|beneath|beyond"
    r"|behind|short of|off|shrank|shrunk|contract(?:ed|ion)|less|moved?|chang\w+)\b",
    re.IGNORECASE,
)
_SETTLED: Final = {m.FUNDING_SETTLED, m.FUNDING_SETTLED_ANNUAL, m.FUNDING_MEDIAN}
_RUNNING: Final = {m.FUNDING_RUNNING, m.FUNDING_RUNNING_ANNUAL}
_NAMES: Final = {
    name.removeprefix("the ").rpartition(" ")[0]: metric for metric, name in STATED.items()
}
_NAMES[COINS_CHANGE.removeprefix("the ").rpartition(" ")[0]] = m.OPEN_INTEREST_CHANGE
"""Metrics by what they are called between article and subject: "settled funding rate"."""
_EVERY: Final = "|".join(map(re.escape, sorted(_NAMES, key=len, reverse=True)))
_NAME: Final = re.compile(rf"\b(?:{_EVERY})\b", re.IGNORECASE)
_NAMED: Final = re.compile(
    rf"{_BEGINS}(?P<name>{_EVERY})(?: (?:of|on|in|for) [^\s,.]+)*"
    rf" {_STANDS}(?P<denied> not)?(?: at)? {_REFERENCE}",
    re.IGNORECASE,
)


def misnamed(text: str, plan: str, facts: Mapping[str, Fact]) -> Iterator[str]:
    """What is wrong with the names in a text, in words."""
    for match in _NAMED.finditer(text):
        yield from _wrong(match, facts)
    yield from _repeats(text, plan)
    for sentence in _SENTENCE.split(text):
        given = {facts[one].metric for one, _ in references(sentence) if one in facts}
        names = [name.lower() for name in _NAME.findall(sentence) if " " in name]
        if any(_NAMES[name] not in given and name not in plan.lower() for name in names):
            yield "it names a figure that it does not give"
        if len(names) > len(set(names)):
            yield "it stutters"
        if _signless(sentence, facts) and not _WAY.search(sentence):
            yield "it drops a sign and no word tells the way"
        if re.search(r"\brunning\b", sentence) and given & _SETTLED and not given & _RUNNING:
            yield "it calls a settled rate running"


def _signless(sentence: str, facts: Mapping[str, Fact]) -> bool:
    """Whether a figure that has a sign is given without it."""
    sized = (facts[one] for one, form in references(sentence) if form == "size" and one in facts)
    return any(printed_sign(fact) < 0 for fact in sized)


def _wrong(match: re.Match[str], facts: Mapping[str, Fact]) -> Iterator[str]:
    """A figure right behind a name: whether it is the one that the name means."""
    given = facts.get(match["id"])
    if given is None or given.metric != _NAMES[match["name"].lower()]:
        yield "it puts a figure behind the name of another"
    elif match["form"] == "size":
        yield "it names a figure and drops its sign"
    if match["denied"]:
        yield "it denies a figure"
    if match["engine"] and given is not None and given.kind is FactKind.OBSERVED:
        yield "it has the engine say what a venue says"


def _repeats(text: str, plan: str) -> Iterator[str]:
    used = [fact for fact, _ in references(text)]
    planned = [fact for fact, _ in references(plan)]
    if any(used.count(one) > max(1, planned.count(one)) for one in used):
        yield "it gives a figure twice"
    if re.search(r"\b(\w+ \w+) \1\b", text):
        yield "it stutters"
