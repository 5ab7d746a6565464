"""Of which quantity a figure in a sentence is, and whether two figures are of the same one."""

from __future__ import annotations

import re
from calendar import day_name, month_name
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Final

from reporter.model.units import Money, Quantity
from reporter.news.kinds import WORD, Group, Kind, Told, clause_of, kind_of, kinds, listed, words_of
from reporter.news.order import time_of
from reporter.news.reported import Reported
from reporter.news.words import plain, stems
from reporter.numerals import Numeral, read

_SHARED: Final = 0.4
"""So much of the shorter sentence's words both must have."""
_ROUND: Final = Decimal("0.05")
"""A round figure ("$500 million") may stand for one that is so much off."""
_APART: Final = 4
"""Figures that differ by more than this factor are of different things, or slips."""

_PERIODS: Final = frozenset({"month", "quarter", "half-year", "year"})
_DATES: Final = frozenset({"date", "instant"})
_CALENDAR: Final = frozenset((*month_name, *day_name))
_QUARTER: Final = re.compile(r"\b(?:first|second|third|fourth)[- ](?:quarter|half)\b|\bQ[1-4]\b")
_BOUND: Final = re.compile(r"\b(?:as much as|at most|between|from|up to) $")
_MORE: Final = re.compile(r"-plus|\+| or (?:more|so)\b")
_OF: Final = re.compile(r" of (?:an?|its|that|the|this)\b")
"""Before and behind a figure that is a bound or a part."""
_TOLD_ON: Final = re.compile(
    r"\b(?:announced|confirmed|dated|disclosed|filed|reported|said|says|stated|told|wrote)\b"
    r"[^,;]{0,20}$"
)
"""Before a date that is that of the saying: "announced on 4 March"."""
_PLACE: Final = re.compile(r"\b(?:in|at|across|to|from|on) (?:the )?([A-Z]\w+)")
_FOR: Final = re.compile(r"\bfor (?:the |its |some )?([^\W\d_]+)")
_BEHIND: Final = re.compile(r"\W*(?:for|in|among|of) (?:the |its |some )?([^\W\d_]+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What a figure is of.

    ``exactly`` must be equal for two figures of one quantity: subject, unit, kind, scope, period
    and the like; ``loosely`` are sets of which none may be disjoint where both sentences have
    some: other dates, other names, places. ``detail`` are the other words of the clause, which
    say what in particular it is about; ``target`` is for what or whom.
    """

    kind: str
    exactly: tuple[object, ...]
    loosely: tuple[frozenset[object], ...]
    target: str
    detail: frozenset[str]
    stems: frozenset[str]
    is_date: bool


def matter_of(one: Reported) -> Matter | None:
    """What the figure is of; None where that cannot be told, or the figure is no exact one."""
    sentence, numeral = one.evidence.sentence, one.numeral
    group: Group = "dates" if isinstance(one.figure.value, datetime) else "amounts"
    words = frozenset(words_of(sentence))
    if not _is_exact(one, group) or words & listed("unsettled"):
        return None
    told = kind_of(sentence, numeral, group)
    others = [other for other in read(sentence) if other.start != numeral.start]
    periods = _periods(sentence, others)
    if told is None or _is_one_of_several(one, others) or _lacks(told.kind, one, words, periods):
        return None
    target = _FOR.search(sentence) if group == "dates" else _BEHIND.match(sentence, numeral.end)
    return Matter(
        kind=told.kind.id,
        exactly=(
            *(one.subject.slug, _unit(one), told.kind.id, numeral.per, numeral.measure),
            words & listed("scope"),
            bool(words & listed("intended")),
            sentence[: numeral.start].endswith(" to "),  # a level after a change, or to whom
            _other_years(one, others),
            periods if told.kind.periodic else None,
            _modifier(one, told) if group == "amounts" else "",
        ),
        loosely=(
            frozenset(_period(other) for other in others if other.unit in _PERIODS | _DATES),
            frozenset[object](one.named - {one.subject.slug}),
            frozenset[object](_PLACE.findall(sentence)) - _CALENDAR,
        ),
        target=target[1].lower() if target else "",
        detail=_detail(one, group, told.kind),
        stems=frozenset(stems(sentence)),
        is_date=group == "dates",
    )


def same(one: Matter, other: Matter) -> bool:
    """Whether two figures are of one quantity by all that their sentences say."""
    if one.exactly != other.exactly:
        return False
    pairs = zip(one.loosely, other.loosely, strict=True)
    if any(mine and theirs and mine.isdisjoint(theirs) for mine, theirs in pairs):
        return False
    if one.target != other.target and (one.is_date or (one.target and other.target)):
        return False
    if not (one.detail <= other.detail or other.detail <= one.detail):
        return False
    shorter = min(len(one.stems), len(other.stems))
    return len(one.stems & other.stems) >= _SHARED * shorter


def differ(one: Reported, other: Reported) -> bool:
    """Whether the two values cannot be one value that was rounded differently."""
    mine, theirs = one.figure.value, other.figure.value
    if isinstance(mine, datetime) and isinstance(theirs, datetime):
        return mine.date() != theirs.date()
    if not (isinstance(mine, Quantity) and isinstance(theirs, Quantity)):
        return False
    low, high = sorted((abs(mine.value), abs(theirs.value)))
    if not low or high > low * _APART:
        return False
    half = max(one.numeral.step, other.numeral.step) / 2
    loose = high * _ROUND if _is_round(one.numeral) or _is_round(other.numeral) else Decimal(0)
    return high - low > max(half, loose)


def _is_round(numeral: Numeral) -> bool:
    """Whether the digits end in noughts before the point: "$500 million", not "$1.0 billion"."""
    return re.search(r"\d0(?![\d.,])", numeral.surface) is not None


def _is_exact(one: Reported, group: Group) -> bool:
    """Whether the figure is a value, not a bound, a range or a part; of times, a day that is
    not that of the saying."""
    before = one.evidence.sentence[: one.numeral.start]
    if group == "dates":
        return one.figure.metric == "date" and not _TOLD_ON.search(before)
    behind = one.evidence.sentence[one.numeral.end :]
    hedged = one.numeral.approx or one.numeral.group or _BOUND.search(before)
    part = isinstance(one.figure.value, Money) and _OF.match(behind)
    return not (hedged or part or _MORE.match(behind))


def _is_one_of_several(one: Reported, others: Iterable[Numeral]) -> bool:
    """Whether the figure is joined to another of its unit by "and": the sum may be elsewhere."""
    same_unit = [other for other in others if other.unit == one.numeral.unit]
    places = [figure.start for figure in (one.numeral, *same_unit)] if same_unit else []
    return any(one.evidence.sentence[:place].endswith(" and ") for place in places)


def _lacks(kind: Kind, one: Reported, words: frozenset[str], periods: frozenset[object]) -> bool:
    """Whether the sentence lacks what a figure of this kind needs to be known."""
    return (
        bool(kind.nouns and not words & kind.nouns)
        or (kind.periodic and not periods)
        or (kind.own and one.subject.slug not in one.before)
    )


def _unit(one: Reported) -> str:
    value = one.figure.value
    return value.unit if isinstance(value, Quantity) else one.figure.metric


def _periods(sentence: str, others: Iterable[Numeral]) -> frozenset[object]:
    """The months, quarters and years that the sentence names."""
    named = frozenset(_period(other) for other in others if other.unit in _PERIODS)
    return named.union(match[0].lower() for match in _QUARTER.finditer(sentence))


def _other_years(one: Reported, others: Iterable[Numeral]) -> frozenset[int]:
    """The years that the sentence names, but for the one in which it was published."""
    years = frozenset(int(other.value) for other in others if other.unit == "year")
    return years - {time_of(one.item).year}


def _period(numeral: Numeral) -> object:
    """A calendar period without its year, which is often left out."""
    if numeral.unit == "year":
        return int(numeral.value)
    if numeral.unit in ("quarter", "half-year"):
        return numeral.unit, int(numeral.value)
    return numeral.month, numeral.day_of_month


def _detail(one: Reported, group: Group, kind: Kind) -> frozenset[str]:
    """The words of the figure's clause but for names, the kind's and those that add nothing."""
    sentence, numeral = one.evidence.sentence, one.numeral
    start, end = clause_of(sentence, numeral)
    rest = f"{sentence[start : numeral.start]} {sentence[numeral.end : end]}"
    words = (word for word in WORD.findall(rest) if not word[0].isupper())
    plainly = {word for word in words if kinds(group).get(word) != kind}
    return frozenset(stems(" ".join(sorted(plainly - listed("neutral")))))


def _modifier(one: Reported, told: Told) -> str:
    """The word right before the kind's word, if it makes it another quantity: "civil" fine."""
    head = one.evidence.sentence[: told.start].rstrip()
    last = WORD.search(head, head.rfind(" ") + 1)
    if last is None or last.end() < len(head) or last[0][:1].isupper():
        return ""
    inside = one.numeral.start < len(head) <= one.numeral.end
    word = plain(last[0])
    return "" if inside or word in listed("neutral") or word in kinds("amounts") else word
