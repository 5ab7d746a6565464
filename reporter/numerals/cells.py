"""Negative figures as accounts print them: ``(1,234)`` in a table's cell, ``(5.2)%`` anywhere.

In prose brackets are brackets: ``the rest ($36.2 million)`` loses nothing.
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from reporter.numerals.currencies import CURRENCY_CODES
from reporter.numerals.numeral import Numeral

_OPENS: Final = re.compile(r"(?:(\A|\n)|[|\t])[ \u00a0]{0,40}\(\Z")
_CLOSES: Final = re.compile(r"\)[ \u00a0]{0,40}(?:(\Z|\n)|[|\t])")
_PERCENT: Final = re.compile(r"\)\s?%")
_MARK: Final = re.compile(r"\d{1,2}|(?:19|20)\d\d")
"""What a line of its own counts with or dates by: a note's number, a year."""

_NEAR: Final = 48
_UNITS: Final = frozenset({"count", "percent", "year", *CURRENCY_CODES.values()})


def accounted(text: str, numeral: Numeral) -> Numeral:
    """The numeral, negative if its brackets make it so; they are part of it then."""
    start, end = numeral.start, numeral.end
    if text[start - 1 : start] != "(" or numeral.signed or numeral.unit not in _UNITS:
        return numeral
    if numeral.unit == "count" and (match := _PERCENT.match(text, end)):
        return _negative(text, replace(numeral, unit="percent"), match.end())
    opens = _OPENS.search(text, max(0, start - _NEAR), start)
    closes = _CLOSES.match(text, end)
    if opens is None or closes is None:
        return numeral
    line = opens[1] is not None and closes[1] is not None
    if line and _MARK.fullmatch(numeral.surface):
        return numeral
    return _negative(text, numeral, end + 1)


def _negative(text: str, numeral: Numeral, end: int) -> Numeral:
    start = numeral.start - 1
    value = numeral.value.copy_negate() if numeral.value else numeral.value
    unit = "count" if numeral.unit == "year" else numeral.unit
    return replace(
        numeral, start=start, end=end, surface=text[start:end], value=value, unit=unit,
        signed=True, year=None,
    )  # fmt: skip
