"""Text in, figures out: one pass from left to right, linear in the length of the text."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from reporter.numerals.currencies import CURRENCY_CODES
from reporter.numerals.figures import figure_at
from reporter.numerals.lexicon import (
    FRACTIONS,
    MONTHS,
    MULTIPLES,
    ORDINALS,
    SMALL,
    TENS,
    VAGUE,
)
from reporter.numerals.names import digits_in_name, lettered_end, name_end
from reporter.numerals.numeral import Numeral
from reporter.numerals.ranges import partner_at, time_pair_at
from reporter.numerals.times import time_at

_TOKEN: Final = re.compile(
    r"[$€£¥₩₹₽₺₪₫₦฿₱₴₸₿½¼¾⅐-⅞⁰¹²³⁴-⁹]|[+\-−–﹣－＋](?=\S)|\.(?=\d)|[^\W\d_]+|\d+"
)
_OPENERS: Final = frozenset(
    {
        *SMALL, *TENS, *VAGUE, *ORDINALS, *FRACTIONS, *MULTIPLES, *MONTHS,
        "a", "an", "tens", "several", "couple", "minus", "negative",
        *(code.lower() for code in CURRENCY_CODES),
        "rs", "ξ", "q", "h", "fy", "v", "http", "https", "mailto", "www", "sha", "t",
        "utc", "gmt", "noon", "midnight",
    }
)  # fmt: skip
"""Words at which a figure, a date or a name that hides digits can begin."""

_DOLLARS: Final = frozenset({"us", "au", "a", "ca", "c", "hk", "s", "nz", "nt", "r", "mx", "mex"})
"""Letters that begin a figure before a dollar sign."""

_FOLDED: Final[dict[int, int | str]] = {
    **{wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)},
    ord("٫"): ".", ord("٬"): ",", ord("٪"): "%", ord("﹪"): "%", ord("﹣"): "-",
}  # fmt: skip
"""Characters that are read as their ASCII fellows; each for one, so that places stay."""


def read(text: str) -> tuple[Numeral, ...]:
    """Every figure, date and time in the text, in order; spans never overlap.

    Names with digits (tickers, versions, rules, forms) and the idioms listed in
    ``reporter.numerals.names`` are no figures. Any text is accepted.
    """
    folded = text.translate(_FOLDED)
    found = _read(folded)
    if folded is text or folded == text:
        return tuple(found)
    return tuple(replace(n, surface=text[n.start : n.end]) for n in found)


def _read(text: str) -> list[Numeral]:
    found: list[Numeral] = []
    pos = groups = 0
    while token := _TOKEN.search(text, pos):
        here, end = _at(text, token)
        if len(here) == 2:
            groups += 1
            here = tuple(replace(numeral, group=groups) for numeral in here)
        found.extend(here)
        pos = end
    return found


def _at(text: str, token: re.Match[str]) -> tuple[tuple[Numeral, ...], int]:
    """The numerals that begin at this token, and where to go on."""
    start = token.start()
    lettered = token[0][0].isalpha()
    if lettered and not _opens(text, token):
        return (), lettered_end(text, start) or token.end()
    if (end := name_end(text, start)) is not None:
        return (), end
    if times := time_at(text, start):
        times = time_pair_at(text, times)
        return times, times[-1].end
    if token[0] == "." and not _opens_decimal(text, start):
        return (), token.end()
    figure = figure_at(text, start)
    if figure is None:
        past = lettered_end if lettered else digits_in_name
        return (), past(text, start) or token.end()
    if pair := partner_at(text, figure):
        return (pair[0].numeral, pair[1].numeral), pair[1].numeral.end
    return (figure.numeral,), figure.numeral.end


def _opens(text: str, token: re.Match[str]) -> bool:
    word = token[0].lower()
    return word in _OPENERS or (word in _DOLLARS and text.startswith("$", token.end()))


def _opens_decimal(text: str, pos: int) -> bool:
    """``.5`` is a figure, ``end.5`` is not its beginning."""
    return pos == 0 or not (text[pos - 1].isalnum() or text[pos - 1] in ".)")
