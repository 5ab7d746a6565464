"""Shares and parts in words: ``a third``, ``3/4``, ``nine out of ten``, ``half a million``."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reporter.numerals.amounts import fraction_sign_at
from reporter.numerals.lexicon import FRACTIONS, SCALES, SMALL, TENS

_STEP: Final = Decimal("0.01")
_NAMES: Final = "|".join(FRACTIONS)
_COUNTS: Final = "|".join(word for word, number in SMALL.items() if 0 < number < 10)
_COUNTED: Final = re.compile(
    rf"(an?|{_COUNTS})(-|\s{{1,2}})({_NAMES}|halve)(s?)(?![^\W_])", re.IGNORECASE
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
_OF_A: Final = re.compile(
    r"(?:\sof)?[\s-](?:an?|one)[\s-](percentage[\s-]point|percent|per\scent|basis[\s-]point|point"
    rf"|{'|'.join(SCALES)}|hour|day|year|decade|dozen)(?![^\W_])",
    re.IGNORECASE,
)
_A_POINT: Final = re.compile(r"an?\s(percentage|basis)[\s-]point(?![^\W_])", re.IGNORECASE)
_OF_A_UNIT: Final = {
    "percentage point": ("pp", 1), "percent": ("percent", 1), "per cent": ("percent", 1),
    "basis point": ("bps", 1), "point": ("pp", 1), "hour": ("minutes", 60), "day": ("hours", 24),
    "year": ("months", 12), "decade": ("years", 10), "dozen": ("count", 12),
    **{word: ("count", 10**power) for word, power in SCALES.items()},
}  # fmt: skip
"""What a part is taken of: the unit of the whole, and how many of it make the whole."""

_DIVIDED: Final = re.compile(r"(\d{1,2})\s?[/⁄]\s?(\d{1,3})(?![\d/.,%]|\s?%|\s?[xh]\b)")
_NUMBER: Final = rf"(?!(?:19|20)\d\d)\d{{1,4}}|{'|'.join([*SMALL, *TENS])}"
_BARE_WHOLE: Final = (
    rf"({_NUMBER}|hundred|thousand|million)(?![\w.,%]\w|\w|%|-"
    r"|\s(?:percent|per\scent|million|billion|trillion|hundred|thousand|(?:second|minute|hour|day"
    r"|week|month|year|session|game|quarter|trade)s?)\b)"
)
_ONE_IN: Final = re.compile(rf"(1|one)\sin\s(?:an?\s)?{_BARE_WHOLE}", re.IGNORECASE)
_SOME_IN: Final = re.compile(rf"({_COUNTS})\sin\s(?!\d){_BARE_WHOLE}", re.IGNORECASE)
_OUT_OF: Final = re.compile(rf"({_NUMBER})\sout\sof\s(?:every\s)?{_BARE_WHOLE}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Worded:
    """A figure in words: value, unit, step and where it ends."""

    end: int
    value: Decimal
    unit: str
    step: Decimal
    hedge: str = ""


def share_at(text: str, pos: int) -> Worded | None:
    """The share or part that begins here, or None."""
    return _points(text, pos) or _of_several(text, pos) or _fraction(text, pos)


def _points(text: str, pos: int) -> Worded | None:
    """A ``quarter-point`` cut is 0.25 percentage points, ``a basis point`` is one."""
    if match := _POINT.match(text, pos):
        return Worded(match.end(), Decimal(1) / FRACTIONS[match[1].lower()], "pp", _STEP)
    if match := _A_POINT.match(text, pos):
        unit = "pp" if match[1].lower() == "percentage" else "bps"
        return Worded(match.end(), Decimal(1), unit, Decimal(1))
    return None


def _of_several(text: str, pos: int) -> Worded | None:
    """``one in five``, ``three in four``, ``9 out of 10``."""
    match = _ONE_IN.match(text, pos) or _SOME_IN.match(text, pos) or _OUT_OF.match(text, pos)
    if match is None:
        return None
    top, bottom = _count(match[1]), _count(match[2])
    return _share(match.end(), top, bottom) if 0 < top < bottom else None


def _count(word: str) -> int:
    name = word.lower()
    known = {**SMALL, **TENS, "hundred": 100, "thousand": 1000, "million": 10**6}
    return known[name] if name in known else int(name)


def _fraction(text: str, pos: int) -> Worded | None:
    if sign := fraction_sign_at(text, pos):
        return _of_a(text, _share(sign[2], sign[0], sign[1]))
    if match := _DIVIDED.match(text, pos):
        top, bottom = int(match[1]), int(match[2])
        return _share(match.end(), top, bottom) if 0 < top < bottom else None
    if match := _COUNTED.match(text, pos):
        return _counted(text, match)
    if match := _HALF.match(text, pos):
        half = _share(match.end(), 1, 2)
        whole = _of_a(text, half)
        cued = _OF.match(text, match.end()) or _HALF_CUE.search(text[max(0, pos - 10) : pos])
        return whole if whole is not half or cued else None
    return None


def _counted(text: str, match: re.Match[str]) -> Worded | None:
    """``a third`` is a share only where a whole follows; ``the third`` and ``a third bid`` rank."""
    count, joint, name, plural = (part.lower() for part in match.groups())
    top = 1 if count in {"a", "an"} else SMALL[count]
    share = _share(match.end(), top, 2 if name == "halve" else FRACTIONS[name])
    part = _of_a(text, share)
    if part is not share:
        return part
    whole = _OF.match(text, match.end())
    certain = joint == "-" or (bool(plural) and name != "quarter")
    ends = name != "quarter" and _END.match(text, match.end())
    return share if certain or whole or ends else None


def _of_a(text: str, share: Worded) -> Worded:
    """``half a million``, ``three-quarters of a point``: the part of a named whole."""
    match = _OF_A.match(text, share.end)
    if match is None:
        return share
    unit, parts = _OF_A_UNIT[re.sub(r"[\s-]", " ", match[1].lower())]
    step = Decimal(parts) / 10 if parts > 100 else Decimal(1) if parts > 1 else _STEP
    return Worded(match.end(), share.value * parts, unit, step)


def _share(end: int, top: int, bottom: int) -> Worded:
    return Worded(end, Decimal(top) / bottom, "fraction", _STEP)
