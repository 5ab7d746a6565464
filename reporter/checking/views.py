"""What words alone say of one contract: its lean, its class of volatility, its rank, its day."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reporter.checking.codes import Code, error
from reporter.checking.contract import Contract
from reporter.checking.lexicon import DOWN
from reporter.checking.resolve import Bound
from reporter.checking.scope import Passage
from reporter.model import metrics
from reporter.model.units import Percentile
from reporter.model.verdict import Finding

_SKIPPED: Final = re.compile(
    r"\b(?:if|would|could|might|may|unless|whether|earlier|previous|yesterday|took|had|was|were"
    r"|until|than|not|never)\b",
    re.IGNORECASE,
)
"""Words that make a statement conditional, past or negative: it is left alone."""
_LEANS: Final = re.compile(
    r"\b(?:engine|setup|view|score|it|[A-Z0-9]+USD[TC])(?: \w+){0,2} leans? (?P<after>long|short)\b"
    r"|\b(?P<before>long|short) lean\b|\blean (?P<named>long|short)\b"
    r"|\b(?P<none>no) (?:measured )?lean\b|\b(?:takes?|shows?|sees?) (?P<some>an?) "
    r"(?:measured )?lean\b"
)
_CLASS: Final = re.compile(r"\bvolatility\b[^;:]*?\bis (low|medium|high|extreme)\b", re.IGNORECASE)
_RANK: Final = re.compile(r"\bnear the (top|bottom) of\b", re.IGNORECASE)
_DAY: Final = re.compile(r"\bprice (rose|fell|gained|lost|climbed|dropped)\b(?! in\b)")
_PAST: Final = re.compile(r"\bwindows?\b|\bodds\b|\bof the time\b", re.IGNORECASE)
_LOW, _HIGH = 40, 60


def stated(
    passage: Passage, bounds: Sequence[Bound], contracts: Sequence[Contract]
) -> Iterator[Finding]:
    """Claims without a figure, where it is clear which contract they are about."""
    yield from _rank(passage, bounds)
    if len(contracts) != 1:
        return
    contract = contracts[0]
    yield from _lean(passage, contract)
    yield from _class(passage, contract)
    yield from _day(passage, contract)


def _lean(passage: Passage, contract: Contract) -> Iterator[Finding]:
    bias = contract.text(metrics.BIAS)
    for match in _LEANS.finditer(passage.text):
        if not bias or _SKIPPED.search(passage.text[: match.start()]):
            continue
        side = match["after"] or match["before"] or match["named"]
        told = f"lean {side}" if side else "no lean"
        if (bias != "no lean") if match["some"] else (bias == told):
            continue
        yield error(
            Code.DIRECTION,
            passage.place,
            match[0],
            f"{contract.facts[metrics.BIAS].id} = {bias}",
            "The words give the view another lean than the engine measured.",
        )


def _class(passage: Passage, contract: Contract) -> Iterator[Finding]:
    match, known = _CLASS.search(passage.text), contract.text(metrics.VOLATILITY_CLASS)
    if match and known and match[1].lower() != known and not _SKIPPED.search(match[0]):
        yield error(
            Code.ADVERB,
            passage.place,
            match[0],
            f"{contract.facts[metrics.VOLATILITY_CLASS].id} = {known}",
            "The words put volatility into another class than the measured one.",
        )


def _rank(passage: Passage, bounds: Sequence[Bound]) -> Iterator[Finding]:
    """``near the bottom of its history`` beside a percentile."""
    match = _RANK.search(passage.text)
    ranks = [
        fact.value.value
        for bound in bounds
        for fact in bound.facts
        if isinstance(fact.value, Percentile)
    ]
    if not match or not ranks:
        return
    bottom = match[1].lower() == "bottom"
    if not any(rank <= _LOW if bottom else rank >= _HIGH for rank in ranks):
        yield error(
            Code.ADVERB,
            passage.place,
            match[0],
            f"the words for the {ranks[0]:.0f}th percentile",
            "The words claim the other end of the contract's own history.",
        )


def _day(passage: Passage, contract: Contract) -> Iterator[Finding]:
    """``while price fell`` without a figure: the change over the day says which."""
    match, change = _DAY.search(passage.text), contract.number(metrics.PRICE_CHANGE)
    if not match or not change or _PAST.search(passage.text):
        return
    if _SKIPPED.search(passage.text[: match.start()]):
        return
    fell = DOWN.search(match[1]) is not None
    if fell != (change < 0):
        yield error(
            Code.DIRECTION,
            passage.place,
            match[0],
            f"{contract.facts[metrics.PRICE_CHANGE].id} = {change:f} percent",
            "The words say that price moved the other way.",
        )
