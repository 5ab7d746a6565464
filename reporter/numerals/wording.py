"""Figures that are words of their own: fractions, multiples, ranks and vague sizes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reporter.numerals.lexicon import (
    CURRENCY_WORDS,
    FRACTIONS,
    MULTIPLES,
    ORDINALS,
    SMALL,
    TENS,
    VAGUE,
)

_ADJECTIVES: Final = frozenset({"double", "triple", "quadruple"})
_FRACTION_STEP: Final = Decimal("0.01")
_MULTIPLE_STEP: Final = Decimal("0.1")
_NAMES: Final = "|".join(FRACTIONS)
_COUNTED: Final = re.compile(
    rf"(an?|one|two|three|four|five|six|seven|eight|nine)(-|\s{{1,2}})({_NAMES})(s?)(?![^\W_])",
    re.IGNORECASE,
)
_POINT: Final = re.compile(r"(quarter|half)-(?:percentage-)?points?(?![^\W_])", re.IGNORECASE)
_OF: Final = re.compile(
    r"\s{1,2}of\s(?!(?:19|20)\d\d)|\s(?:the|its|their|as)\s|\s(?:less|more|lower|higher)\b"
)
_END: Final = re.compile(r"\s{0,2}(?:[.,;:)!?]|\Z)|\s(?:below|above|off|from|in|to|and)\b")
_HALF: Final = re.compile(r"half(?![\w-])", re.IGNORECASE)
_HALF_CUE: Final = re.compile(
    r"\b(?:by|in|than|nearly|almost|about|roughly|over|under|just|only)\s\Z", re.IGNORECASE
)
_HALF_SCALE: Final = re.compile(
    r"half\s(?:an?\s)(million|billion|trillion|hour|dozen)\b", re.IGNORECASE
)
_DIVIDED: Final = re.compile(r"(\d{1,2})\s?[/⁄]\s?(\d{1,3})(?![\d/.,%]|\s?%|\s?[xh]\b)|[½¼¾⅓⅔]")
_ONE_IN: Final = re.compile(
    rf"(?:1|one)\sin\s(\d{{1,4}}|{'|'.join([*SMALL, *TENS])})(?![\w.,%]|\s(?:million|billion)\b)",
    re.IGNORECASE,
)
_DOUBLED: Final = re.compile(
    r"(?=\s{0,2}(?:[.,;:)!?—–]|\Z)|\s{1,2}(?:[$€£~\d]|(?:the|its|their|his|her|that|those|this|what|from"
    r"|in|to|by|over|within|since|as|and|or|an?|last|on|again|between|during)\b))",
    re.IGNORECASE,
)
"""What follows ``double`` where it multiplies; a ``double standard`` is no figure."""
_WORD: Final = re.compile(r"[^\W\d_]+")
_RANK: Final = re.compile(
    r"(?:(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)-)?([a-z]+)", re.IGNORECASE
)
_PERCENTILE: Final = re.compile(r"\s{1,2}percentile(?![^\W_])", re.IGNORECASE)
_OF_MONEY: Final = re.compile(rf"\s{{1,2}}of\s(?:US\s|U\.S\.\s)?({'|'.join(CURRENCY_WORDS)})(?!\w)")
_VULGAR: Final = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}


@dataclass(frozen=True, slots=True)
class Worded:
    """A figure in words: value, unit, step and where it ends."""

    end: int
    value: Decimal
    unit: str
    step: Decimal
    hedge: str = ""


def worded_at(text: str, pos: int) -> Worded | None:
    """The worded figure that begins here, or None."""
    return (
        _half_of_scale(text, pos)
        or _points(text, pos)
        or _one_in(text, pos)
        or _fraction(text, pos)
        or _multiple(text, pos)
        or _rank(text, pos)
        or _vague(text, pos)
    )


def _half_of_scale(text: str, pos: int) -> Worded | None:
    match = _HALF_SCALE.match(text, pos)
    if match is None:
        return None
    word = match[1].lower()
    if word == "hour":
        return Worded(match.end(), Decimal(30), "minutes", Decimal(1))
    if word == "dozen":
        return Worded(match.end(), Decimal(6), "count", Decimal(1))
    whole = VAGUE[word + "s"]
    return Worded(match.end(), whole / 2, "count", whole / 10)


def _points(text: str, pos: int) -> Worded | None:
    """A ``quarter-point`` cut is 0.25 percentage points."""
    match = _POINT.match(text, pos)
    if match is None:
        return None
    value = Decimal(1) / FRACTIONS[match[1].lower()]
    return Worded(match.end(), value, "pp", _FRACTION_STEP)


def _one_in(text: str, pos: int) -> Worded | None:
    match = _ONE_IN.match(text, pos)
    if match is None:
        return None
    word = match[1].lower()
    whole = SMALL.get(word) or TENS.get(word) or (int(word) if word.isdecimal() else 0)
    if whole < 2:
        return None
    return Worded(match.end(), Decimal(1) / whole, "fraction", _FRACTION_STEP)


def _fraction(text: str, pos: int) -> Worded | None:
    if match := _DIVIDED.match(text, pos):
        top, bottom = (int(match[1]), int(match[2])) if match[1] else _VULGAR[match[0]]
        return _share(match.end(), top, bottom) if 0 < top < bottom else None
    if match := _COUNTED.match(text, pos):
        return _counted(text, match)
    if (match := _HALF.match(text, pos)) and (
        _OF.match(text, match.end()) or _HALF_CUE.search(text[max(0, pos - 10) : pos])
    ):
        return _share(match.end(), 1, 2)
    return None


def _counted(text: str, match: re.Match[str]) -> Worded | None:
    """``a third`` is a share only where a whole follows; ``the third`` and ``a third bid`` rank."""
    count, joint, name, plural = (part.lower() for part in match.groups())
    top = 1 if count in {"a", "an"} else SMALL[count]
    whole = _OF.match(text, match.end())
    certain = joint == "-" or (bool(plural) and name != "quarter")
    ends = name != "quarter" and _END.match(text, match.end())
    if certain or whole or ends:
        return _share(match.end(), top, FRACTIONS[name])
    return None


def _share(end: int, top: int, bottom: int) -> Worded:
    return Worded(end, Decimal(top) / bottom, "fraction", _FRACTION_STEP)


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


def _vague(text: str, pos: int) -> Worded | None:
    match = _WORD.match(text, pos)
    if match is None or match[0].lower() not in VAGUE:
        return None
    value = VAGUE[match[0].lower()]
    if money := _OF_MONEY.match(text, match.end()):
        return Worded(money.end(), value, CURRENCY_WORDS[money[1]], value, "many")
    return Worded(match.end(), value, "count", value, "many")
