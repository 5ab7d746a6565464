"""What a sentence is about, in parts that can be compared: names, words, figures, months.

Made for telling whether a news sentence and the question of a market speak of the same event.
Words of one meaning (``cut``, ``lowers``, ``decrease``) count as one; names are those of the
gazetteer, so that ``BTC`` is ``bitcoin``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Final

from reporter.model.news import EntityKind
from reporter.news.entities import mentions
from reporter.news.words import STOP_WORDS, all_words
from reporter.numerals import Numeral, read

_MEANINGS: Final = """
cut cuts cutting lower lowers lowered lowering decrease reduce reduction ease easing
hike hiking raise raising increase
hold holds holding held keep keeps kept maintain unchanged pause paused steady
approve approval
reach hit hits hitting top tops topped topping above over exceed surpass cross
below under drop dropped dropping fall falls fell falling dip dips
nominate nomination pick picks picked
acquire acquisition buy buys bought takeover
win wins won winning victory
ban bans banned prohibit
sign signs signing enact
resign resignation quit
"""
"""A line holds words of one meaning, its first stands for all."""

_DIRECTIONS: Final = frozenset({"over", "under"})
_ENDING: Final = re.compile(r"(?<=\w{4})(?:ing|ed|es|s|e)$")
_DEADLINE: Final = re.compile(
    r"\b(?:by|before|until|till|through|than)(?:\s+(?:the|end|start|of|close))*\s+$", re.IGNORECASE
)
_MONTHS: Final = (
    "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()  # noqa: SIM905 - reads better
)
_MONTH: Final = re.compile(
    r"\b(?:Jan(?:uary)?|Feb(?:ruary)?|Apr(?:il)?|June?|July?|Aug(?:ust)?|Sept?(?:ember)?"
    r"|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?|(?:March|May)(?=\s(?:meeting|decision|rate|FOMC)))\b"
)
"""Months before a noun, which are no figures: the January meeting. ``May`` is mostly a verb."""

_PERIODS: Final = frozenset({"month", "date"})
_CLOCKED: Final = frozenset({"time", "instant", "quarter", "half-year"})
_CALENDAR: Final = _PERIODS | _CLOCKED | {"year"}
_MONTHS_BACK: Final = 3
"""How far back a month may lie that news names without a year; it looks ahead for the rest."""


@dataclass(frozen=True, slots=True)
class Period:
    """A calendar month, or a day in it; ``year`` is None where nothing tells it."""

    year: int | None
    month: int
    day: int | None


@dataclass(frozen=True, slots=True)
class Matter:
    """The comparable parts of a text; each maps to the wording it was found in.

    ``names`` are ids of entities, ``kinds`` their kinds; ``words`` stand for all of one
    meaning; ``figures`` are (unit, value) without dates; ``periods`` are months and days that
    are no deadline; ``years`` all years that are named. ``clocked`` says that a time of day or
    a quarter is named, which is compared with nothing.
    """

    names: Mapping[str, str]
    kinds: Mapping[str, EntityKind]
    words: Mapping[str, str]
    figures: Mapping[tuple[str, Decimal], str]
    periods: Mapping[Period, str]
    years: frozenset[int]
    clocked: bool


def matter(text: str, tickers: Sequence[str] = ()) -> Matter:
    """What the text is about; ``tickers`` are assets to know beside the gazetteer's."""
    named = mentions(text, tickers)
    numerals = read(text)
    taken = [(one.start, one.end) for one in named] + [(one.start, one.end) for one in numerals]
    months = [one for one in _MONTH.finditer(text) if not _overlaps(one.span(), taken)]
    return Matter(
        names={one.entity.id: text[one.start : one.end] for one in reversed(named)},
        kinds={one.entity.id: one.entity.kind for one in named},
        words=dict(_words(text, [*taken, *(one.span() for one in months)])),
        figures={
            (one.unit, one.value): one.surface for one in numerals if one.unit not in _CALENDAR
        },
        periods=dict(_periods(text, numerals, months)),
        years=frozenset(one.year for one in numerals if one.year is not None),
        clocked=any(one.unit in _CLOCKED for one in numerals),
    )


def _overlaps(span: tuple[int, int], taken: Iterable[tuple[int, int]]) -> bool:
    return any(start < span[1] and span[0] < end for start, end in taken)


def _periods(
    text: str, numerals: Iterable[Numeral], months: Iterable[re.Match[str]]
) -> Iterator[tuple[Period, str]]:
    for one in numerals:
        if one.unit in _PERIODS and one.month is not None and not _is_deadline(text, one.start):
            yield Period(one.year, one.month, one.day_of_month), one.surface
    for month in months:
        if not _is_deadline(text, month.start()):
            yield Period(None, _MONTHS.index(month[0][:3]) + 1, None), month[0]


def _is_deadline(text: str, start: int) -> bool:
    return _DEADLINE.search(text, max(0, start - 40), start) is not None


def _words(text: str, taken: Iterable[tuple[int, int]]) -> Iterator[tuple[str, str]]:
    """Meaning and wording of all that lies outside these places, from the end backwards."""
    rest = text
    for start, end in taken:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    for word in reversed(all_words(rest)):
        bare = word.removesuffix("'s")
        plain = len(bare) > 1 and not any(mark.isdigit() for mark in bare)
        if plain and (bare in _DIRECTIONS or bare not in STOP_WORDS):
            yield meaning(bare), bare


def meaning(word: str) -> str:
    """The stem that stands for a word in lower case, and for all others of its meaning.

    >>> meaning("lowered"), meaning("decreases"), meaning("approved"), meaning("launching")
    ('cut', 'cut', 'approv', 'launch')
    """
    return _meanings().get(word) or _meanings().get(_stem(word)) or _stem(word)


def _stem(word: str) -> str:
    return word if word.endswith("ss") else _ENDING.sub("", word)


@cache
def _meanings() -> Mapping[str, str]:
    table: dict[str, str] = {}
    for line in _MEANINGS.strip().splitlines():
        first, *others = line.split()
        for word in (first, *others):
            table[word] = table[_stem(word)] = _stem(first)
    return table


def told_year(period: Period, published: datetime) -> int:
    """The year of a month that news names: its own, or that of the nearest such month."""
    first = published.year * 12 + published.month - 1 - _MONTHS_BACK
    return period.year or (first + (period.month - 1 - first) % 12) // 12


def asked_year(period: Period, closes_at: datetime) -> int:
    """The year of a month that a market names: its own, or the last such month at its close."""
    return period.year or closes_at.year - (period.month > closes_at.month)
