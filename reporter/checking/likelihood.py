"""Words of likelihood about a level or a direction, held to a measured probability: gate G9."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract
from reporter.checking.figures import Reading
from reporter.checking.lexicon import ATTRIBUTED, DOWN, NEGATION, QUOTED
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.units import Price, Probability
from reporter.model.verdict import Finding

_REACH: Final = (
    r"(?:reach|hit|touch|test|retest|revisit|tag|break|clear|get to|move to|go to"
    r"|trade (?:up |down )?(?:at|to|through|above|below))"
)
_MOVE: Final = (
    r"(?:rise|climb|rally|gain|advance|surge|soar|jump|recover|rebound|squeeze|strengthen"
    r"|fall|drop|decline|slide|slip|sink|crash|plunge|weaken|sell off"
    r"|(?:move|go|trade|head|push) (?:higher|lower|up|down))"
)
_DEED: Final = rf"(?P<deed>{_REACH}|{_MOVE})\b"
_NOUN: Final = (
    r"\b(?P<deed>move|rise|rally|climb|squeeze|rebound|fall|drop|decline|touch|test|break)\b"
)
_LIKELY: Final = r"(?:very |highly |most )?(?P<un>un)?(?:likely|probable|expected)\b"
_CHANCE: Final = r"(?:chance|probability|likelihood|odds) (?:of|that)\b"
_DOING: Final = (
    r"\b(?P<deed>(?:reach|hitt?|touch|test|break|ris|climb|rally|squeez|fall|dropp?|declin)\w*)"
)
_CLAIMS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"\b(?P<un>un)?likely to (?:\w+ly )?{_DEED}",
        rf"\b(?:expected|set|poised|bound|on (?:course|track)) to (?:\w+ly )?{_DEED}",
        rf"\bexpects? \S+(?: \w+)? to (?:\w+ly )?{_DEED}",
        rf"\b(?:should|will (?:probably|likely)|probably(?: will)?) (?:\w+ly )?{_DEED}",
        rf"{_NOUN}[^;:]{{0,60}}? (?:is|looks|seems|appears|remains) {_LIKELY}",
        rf"\b(?:high|good|strong|fair|better[- ]than[- ]even) {_CHANCE}[^;:]{{0,40}}?{_DOING}",
    )
)
"""A word of likelihood and what it says will happen."""
_OF_PRICE: Final = re.compile(r"\bprices?\b", re.IGNORECASE)
_BELOW: Final = re.compile(r"\b(?:lower|down|weaken|sell off|sink|slide|slip|crash|plunge)", re.I)
_EVEN: Final = 0.5


def likelihood(reading: Reading, contracts: Sequence[Contract]) -> Iterator[Finding]:
    """A claim of what is likely, without the odds that bear it out.

    ``contracts`` are those in scope. What a source is named for is the source's own.
    """
    passage = reading.passage
    text = QUOTED.sub(lambda match: " " * len(match[0]), passage.text)
    claim = next((found for one in _CLAIMS if (found := one.search(text))), None)
    if claim is None or NEGATION.search(text[: claim.start()]) or ATTRIBUTED.search(text):
        return
    unlikely = bool(claim.groupdict().get("un"))
    level = next(_levels(reading, claim.end("deed")), None)
    if level is not None:
        yield from _touch(reading, claim[0], level, contracts, unlikely=unlikely)
    elif contracts and (passage.named or _OF_PRICE.search(text)):
        down = bool(DOWN.search(claim["deed"]) or _BELOW.search(claim["deed"]))
        yield from _direction(passage.place, claim[0], contracts, up=down is unlikely)


def _levels(reading: Reading, start: int) -> Iterator[Fact]:
    """The prices that the sentence names, those after the claim's verb first."""
    bounds = sorted(reading.bounds, key=lambda bound: bound.numeral.start < start)
    named = (fact for bound in bounds for fact in bound.facts if fact.metric != metrics.PRICE)
    return (fact for fact in named if isinstance(fact.value, Price))


def _touch(
    reading: Reading, said: str, level: Fact, contracts: Sequence[Contract], *, unlikely: bool
) -> Iterator[Finding]:
    odds = [
        fact
        for contract in contracts
        if contract.facts.get(level.metric) is level
        for metric, fact in contract.facts.items()
        if metric.startswith(f"{level.metric}.odds")
    ]
    chances = [fact.value.value for fact in odds if isinstance(fact.value, Probability)]
    known = ", ".join(f"{fact.id} = {chance:f}" for fact, chance in zip(odds, chances, strict=True))
    printed = any(isinstance(fact.value, Probability) for b in reading.bounds for fact in b.facts)
    borne_out = any((chance < _EVEN) if unlikely else (chance > _EVEN) for chance in chances)
    if not (borne_out and printed):
        yield error(
            Code.LIKELIHOOD,
            reading.passage.place,
            said,
            known or f"odds of {level.id}, which nobody measured",
            "A touch is called likely only with its measured odds beside it, and if they say so.",
        )


def _direction(
    place: str, said: str, contracts: Sequence[Contract], *, up: bool
) -> Iterator[Finding]:
    chances = [contract.number(metrics.PROBABILITY) for contract in contracts]
    if all(c is not None and ((c > _EVEN) if up else (c < _EVEN)) for c in chances):
        return
    known = ", ".join(told for contract in contracts if (told := _chance(contract)))
    yield error(
        Code.LIKELIHOOD,
        place,
        said,
        known or "a calibrated probability of that event",
        "No measured probability says that the market will go this way.",
    )


def _chance(contract: Contract) -> str:
    """What the sheet knows of a higher price: the engine's probability, or the base rate."""
    for metric in (metrics.PROBABILITY, metrics.BASE_RATE):
        value = contract.number(metric)
        if value is not None:
            return f"{contract.facts[metric].id} = {value:f}"
    return ""
