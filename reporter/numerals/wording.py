"""Figures that are words of their own: multiples, ranks and vague sizes."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Final

from reporter.numerals.currencies import CURRENCY_WORDS
from reporter.numerals.lexicon import LONG_SPANS, MULTIPLES, ORDINALS, TENS, VAGUE
from reporter.numerals.shares import Worded, share_at

_ADJECTIVES: Final = frozenset({"double", "triple", "quadruple"})
_MULTIPLE_STEP: Final = Decimal("0.1")
_DOUBLED: Final = re.compile(
    r"(?=\s{0,2}(?:[.,;:)!?—–]|\Z)|\s{1,2}(?:[$€£~\d]|(?:the|its|their|his|her|that|those|this|what|from"
    r"|in|to|by|over|within|since|as|and|or|an?|last|on|again|between|during)\b))",
    re.IGNORECASE,
)
"""What follows ``double`` where it multiplies; a ``double standard`` is no figure."""
_WORD: Final = re.compile(r"[^\W\d_]{1,40}")
_RANK: Final = re.compile(
    r"(?:(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?([a-z]+)", re.IGNORECASE
)
_PERCENTILE: Final = re.compile(r"\s{1,2}percentile(?![^\W_])", re.IGNORECASE)
_COUPLE: Final = re.compile(r"an?\s(couple|pair)\sof(?![^\W_])", re.IGNORECASE)
_SEVERAL: Final = re.compile(
    r"(?:several|a\sfew|(?:a\s)?couple(?:\sof)?)\s(dozens?|hundreds?|thousands?|millions?|billions?)"
    r"(?![^\W_])",
    re.IGNORECASE,
)
_TENS_OF: Final = {"tens": Decimal(10)}
_VAGUE: Final = re.compile(
    rf"({'|'.join([*_TENS_OF, *VAGUE])})(?:\sof\s(thousands|[mb]illions|trillions))?(?![^\W_])",
    re.IGNORECASE,
)
_OF_MONEY: Final = re.compile(
    rf"\s{{1,2}}(?:of\s)?(?:US\s|U\.S\.\s)?({'|'.join(CURRENCY_WORDS)})(?!\w)"
)
_AND_A_HALF: Final = re.compile(
    r"an?\s(hour|day|week|month|year|decade)\sand\sa\s(half|quarter)(?![^\W_])", re.IGNORECASE
)


def worded_at(text: str, pos: int) -> Worded | None:
    """The worded figure that begins here, or None."""
    return (
        share_at(text, pos)
        or _multiple(text, pos)
        or _rank(text, pos)
        or _several(text, pos)
        or _span_and_a_half(text, pos)
        or _vague(text, pos)
    )


def _multiple(text: str, pos: int) -> Worded | None:
    match = _WORD.match(text, pos)
    if match is None or match[0].lower() not in MULTIPLES:
        return None
    if match[0].lower() in _ADJECTIVES and not _DOUBLED.match(text, match.end()):
        return None
    return Worded(match.end(), Decimal(MULTIPLES[match[0].lower()]), "x", _MULTIPLE_STEP)


def _rank(text: str, pos: int) -> Worded | None:
    """``third``, ``twenty-first``, ``second percentile``; ``first`` and ``second`` alone are none.

    A capitalised rank inside a sentence is a name (Fifth Avenue).
    """
    match = _RANK.match(text, pos)
    if match is None or match[2].lower() not in ORDINALS:
        return None
    number = ORDINALS[match[2].lower()] + (TENS[match[1].lower()] if match[1] else 0)
    if percentile := _PERCENTILE.match(text, match.end()):
        return Worded(percentile.end(), Decimal(number), "percentile", Decimal(1))
    if number < 3 or match[0][0].isupper():
        return None
    return Worded(match.end(), Decimal(number), "ordinal", Decimal(1))


def _several(text: str, pos: int) -> Worded | None:
    """``a pair of`` is two; ``a couple of`` and ``several hundred`` are sizes without a figure."""
    if match := _COUPLE.match(text, pos):
        hedge = "many" if match[1].lower() == "couple" else ""
        return Worded(match.end(), Decimal(2), "count", Decimal(1), hedge)
    match = _SEVERAL.match(text, pos)
    if match is None:
        return None
    value = VAGUE[match[1].lower().removesuffix("s") + "s"]
    return Worded(match.end(), value, "count", value, "many")


def _span_and_a_half(text: str, pos: int) -> Worded | None:
    match = _AND_A_HALF.match(text, pos)
    if match is None:
        return None
    unit, count = LONG_SPANS.get(match[1].lower(), (match[1].lower() + "s", 1))
    number = Decimal("1.5") if match[2].lower() == "half" else Decimal("1.25")
    return Worded(match.end(), number * count, unit, count * _MULTIPLE_STEP)


def _vague(text: str, pos: int) -> Worded | None:
    """``millions of dollars``, ``tens of thousands``, ``hundreds of millions``."""
    match = _VAGUE.match(text, pos)
    if match is None:
        return None
    value = (VAGUE | _TENS_OF)[match[1].lower()] * (VAGUE[match[2].lower()] if match[2] else 1)
    if match[1].lower() in _TENS_OF and not match[2]:
        return None
    if money := _OF_MONEY.match(text, match.end()):
        return Worded(money.end(), value, CURRENCY_WORDS[money[1]], value, "many")
    return Worded(match.end(), value, "count", value, "many")
