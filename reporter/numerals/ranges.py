"""Two figures that belong together: ``$0.92–$0.94``, ``5 to 6%``, ``between A and B``."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from typing import Final

from reporter.numerals.currencies import CURRENCY_CODES
from reporter.numerals.figures import Figure, figure_at
from reporter.numerals.lexicon import words
from reporter.numerals.numeral import Numeral
from reporter.numerals.times import time_at

_JOINT: Final = re.compile(
    r"(?P<dash>[-–—]|\s[-–—]\s)(?=[\d.$€£¥+−]|US\$|-\d)|(?P<to>\s{1,2}to\s{1,2}|-to-)"
    r"|(?P<and>\s{1,2}and\s{1,2})|(?P<slash>\s?/\s?)(?=[\d.$])"
    r"|(?P<or>\s{1,2}or\s{1,2})|(?P<hung>-\s(?:to|or|and)\s)"
)
_BETWEEN: Final = re.compile(
    r"\bbetween\s(?:about\s|around\s|roughly\s|approximately\s)?[~≈]?\Z", re.IGNORECASE
)
_TIME_JOINT: Final = re.compile(r"\s?[-–—]\s?|\s{1,2}to\s{1,2}")
_SUFFIXED: Final = frozenset(
    words("percent pp bps x percentile coins seconds minutes hours days weeks months years")
)
_SHORT_YEAR: Final = re.compile(r"\d\d")


def partner_at(text: str, first: Figure) -> tuple[Figure, Figure] | None:
    """Both ends of the range that ``first`` opens, with unit, scale and hedge shared, or None."""
    joint = _JOINT.match(text, first.numeral.end)
    if joint is None or (joint["and"] and not _follows_between(text, first)):
        return None
    if joint["or"] and not _bare(first):
        return None
    second = figure_at(text, joint.end(), joined=first)
    if second is None or first.amount is None or second.amount is None:
        return None
    pair = _shared(first, second)
    one, two = pair[0].numeral, pair[1].numeral
    if (joint["slash"] or joint["or"]) and one.unit == "count":
        return None
    if joint["slash"] and one.unit == "year" and two.value != one.value + 1:
        return None
    return pair if _alike(one, two) else None


def time_pair_at(text: str, first: tuple[Numeral, ...]) -> tuple[Numeral, ...]:
    """``16:00–20:00 UTC``, ``March 24 to March 27``: both ends; or what was given, unchanged."""
    joint = _TIME_JOINT.match(text, first[-1].end)
    if len(first) != 1 or joint is None:
        return first
    second = time_at(text, joint.end())
    if len(second) != 1 or second[0].unit != first[0].unit:
        return first
    zone = first[0].zone or second[0].zone
    year = first[0].year or second[0].year
    return (replace(first[0], zone=zone, year=year), second[0])


def _follows_between(text: str, first: Figure) -> bool:
    start = first.numeral.start
    return _BETWEEN.search(text[max(0, start - 28) : start]) is not None


def _alike(first: Numeral, second: Numeral) -> bool:
    return (first.unit, first.ticker, first.measure) == (second.unit, second.ticker, second.measure)


def _shared(first: Figure, second: Figure) -> tuple[Figure, Figure]:
    """Give each end what only the other one prints."""
    if first.numeral.unit == "year" and second.numeral.unit == "count":
        second = _short_year(first, second)
    elif first.prefixed and _bare(second):
        second = _retagged(second, first)
    if _bare(first) and _names_a_unit(second):
        first = _retagged(first, second)
    first = _rescaled(first, second)
    approx = second.numeral.approx or first.numeral.approx
    per = second.numeral.per or first.numeral.per
    return (
        replace(
            first,
            numeral=replace(
                first.numeral, approx=first.numeral.approx or approx, per=first.numeral.per or per
            ),
        ),
        replace(second, numeral=replace(second.numeral, approx=approx)),
    )


def _bare(figure: Figure) -> bool:
    numeral = figure.numeral
    return numeral.unit in {"count", "year"} and not numeral.per and not numeral.measure


def _names_a_unit(figure: Figure) -> bool:
    """Whether a unit stands behind the figure, and may hold for the one before it too."""
    unit, prefixed = figure.numeral.unit, figure.prefixed
    money = unit in CURRENCY_CODES.values() and not prefixed
    return unit in _SUFFIXED or money or bool(figure.numeral.measure)


def _short_year(first: Figure, second: Figure) -> Figure:
    """``2024–25``."""
    if second.amount is None or not _SHORT_YEAR.fullmatch(second.amount.digits):
        return second
    year = int(first.numeral.value) // 100 * 100 + int(second.amount.number)
    return replace(
        second, numeral=replace(second.numeral, unit="year", value=Decimal(year), year=year)
    )


def _retagged(figure: Figure, other: Figure) -> Figure:
    """The figure in the unit of the other one: ``5`` in ``5 to 10 cents``."""
    numeral, factor = figure.numeral, other.factor
    numeral = replace(
        numeral,
        unit=other.numeral.unit,
        ticker=other.numeral.ticker,
        measure=other.numeral.measure,
        value=numeral.value * factor,
        step=numeral.step * factor,
        year=None,
    )
    return replace(figure, numeral=numeral, factor=factor)


def _rescaled(first: Figure, second: Figure) -> Figure:
    """``$1 to $2 billion``: the scale counts for both, unless the first is the larger number."""
    one, two = first.amount, second.amount
    if one is None or two is None or one.power or not two.power or one.number > two.number:
        return first
    scaled = replace(one, power=two.power)
    value = (scaled.value.copy_negate() if first.negative else scaled.value) * first.factor
    step = scaled.last_digit * first.factor
    return replace(first, numeral=replace(first.numeral, value=value, step=step))
