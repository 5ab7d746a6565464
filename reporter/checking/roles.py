"""What the figures of a stranger's text measure, told by the words beside them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum
from typing import Final

from reporter.checking.lexicon import LONG_BESIDE, SHORT_BESIDE
from reporter.checking.scope import Passage
from reporter.numerals import Numeral

_SPREAD_OR_BASIS: Final = re.compile(r"\b(spread|combined|basis)\b(?! points?)", re.IGNORECASE)
_LONG_BEFORE: Final = re.compile(r"\blongs?(?:\W+\w+){0,3}\W*\Z", re.IGNORECASE)
_SHORT_BEFORE: Final = re.compile(r"\bshorts?(?:\W+\w+){0,3}\W*\Z", re.IGNORECASE)
_PRICE_BEFORE: Final = re.compile(
    r"(?:\b[A-Z0-9]{2,15}(?:USDT|USDC|PERP)|\b(?:price|trad(?:es|ing)|spot))"
    r"\W+(?:\w+\W+){0,3}\Z"
)
_LEVEL: Final = re.compile(r"\b(resistance|overhead|support)\b", re.IGNORECASE)
_YEARLY: Final = re.compile(r"\b(?:annuali[sz]ed|annual|yearly)\b", re.IGNORECASE)
_AN_INTERVAL: Final = re.compile(r"\d+h")
_LARGE: Final = 100_000


class Role(Enum):
    """Only what an identity or a bound can be tried on."""

    FUNDING = "funding per settlement, percent"
    ANNUAL = "funding per year, percent"
    SPREAD = "combined spread, bps"
    BASIS = "basis, bps"
    RATIO = "long/short ratio"
    LONG = "long share, percent"
    SHORT = "short share, percent"
    PRICE = "price"
    RESISTANCE = "level above"
    SUPPORT = "level below"
    LIQUIDATIONS = "liquidations, usd"
    OPEN_INTEREST = "open interest, usd"


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure with its role, the place it stands at and the passage's number."""

    role: Role
    numeral: Numeral
    passage: Passage
    number: int

    @property
    def value(self) -> Decimal:
        return self.numeral.value

    @property
    def half(self) -> Decimal:
        """Half a unit of the last printed digit."""
        return self.numeral.step / 2


def figures(passages: Iterable[Passage]) -> Iterator[Figure]:
    """All figures that have a role, in reading order."""
    for number, passage in enumerate(passages):
        for numeral in passage.numerals:
            role = _role(numeral, passage)
            if role is not None:
                yield Figure(role, numeral, passage, number)


def _role(numeral: Numeral, passage: Passage) -> Role | None:
    start = max((n.end for n in passage.numerals if n.end <= numeral.start), default=0)
    before = passage.text[start : numeral.start]
    after = passage.text[numeral.end : numeral.end + 80]
    if numeral.unit == "percent":
        return _percent(numeral, before, after, passage.text)
    if numeral.unit == "bps":
        named = _SPREAD_OR_BASIS.findall(before)
        if not named:
            return None
        return Role.BASIS if named[-1].lower() == "basis" else Role.SPREAD
    if numeral.unit == "usd":
        return _dollars(numeral, before, after, passage.text)
    if numeral.unit in ("count", "x") and re.search(r"\bratio\b", before, re.IGNORECASE):
        return Role.RATIO
    return None


def _percent(numeral: Numeral, before: str, after: str, sentence: str) -> Role | None:
    funding = "funding" in sentence[: numeral.start].lower()
    if numeral.per == "year" or _YEARLY.search(before):
        return Role.ANNUAL if funding else None
    if "funding" in before.lower() or (funding and _AN_INTERVAL.fullmatch(numeral.per)):
        return Role.FUNDING
    if LONG_BESIDE.match(after) or (_LONG_BEFORE.search(before) and not SHORT_BESIDE.match(after)):
        return Role.LONG
    if SHORT_BESIDE.match(after) or _SHORT_BEFORE.search(before):
        return Role.SHORT
    return None


def _dollars(numeral: Numeral, before: str, after: str, sentence: str) -> Role | None:
    if numeral.value >= _LARGE:
        if "open interest" in before.lower():
            return Role.OPEN_INTEREST
        return Role.LIQUIDATIONS if "liquidation" in sentence.lower() else None
    if _PRICE_BEFORE.search(before) and not _LEVEL.search(before):
        return Role.PRICE
    levels = _LEVEL.findall(sentence[: numeral.start]) or _LEVEL.findall(after)[:1]
    if not levels:
        return None
    return Role.SUPPORT if levels[-1].lower() == "support" else Role.RESISTANCE
