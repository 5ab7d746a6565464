"""Bare numbers, in digits or in words, with their scale."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import Final

from reporter.numerals.lexicon import SCALE_LETTERS, SCALES, SMALL, TENS

_EXACT: Final = Context(prec=200)
"""More digits than the grammar admits, so that no product is ever rounded."""

_DIGITS: Final = re.compile(
    r"(?:\d{1,3}(?:,\d{3}){1,12}(?!\d)"
    r"|\d{1,3}(?:[\u2007\u2009\u00a0\u202f]\d{3}){1,12}(?!\d)"
    r"|\d{1,3}, 000(?!\d)"
    r"|\d{1,60})(?:\.\d{1,60})?"
    r"|\.\d{1,60}"
)
_EXPONENT: Final = re.compile(r"[eE]([+\-−]?\d{1,2})(?![\w.])")
_MIXED: Final = re.compile(r"[ \u00a0-](\d{1,2})[/⁄](\d{1,2})(?![\d/])|[ \u00a0]?([½¼¾⅓⅔])")
_VULGAR: Final = {"½": (1, 2), "¼": (1, 4), "¾": (3, 4), "⅓": (1, 3), "⅔": (2, 3)}
_SCALE_WORD: Final = re.compile(
    r"(?:\s{1,2}|-)?(hundred|thousand|million|billion|trillion)s?(?![^\W_])", re.IGNORECASE
)
_SCALE_SHORT: Final = re.compile(r"\s?(bn|bln|mn|mln|tn|trn|trln)(?![^\W_])", re.IGNORECASE)
_SCALE_LETTER: Final = re.compile(r"([KkMBTb])(?![^\W_])")
_SCALE_MONEY: Final = re.compile(r"([KkMmBbTt]|mm|MM)(?![^\W_])|\s([KMBT])(?![^\W_])")
_SCALE_GLUED: Final = re.compile(r"([KMBT])(?=[a-z])")
_LOWER_M: Final = re.compile(r"m(?![^\W_])")
_CANDLES: Final = frozenset({"1", "3", "5", "15", "30", "45"})
"""``5m`` without a currency is a length of time for these, a scale for all others."""


@dataclass(frozen=True, slots=True)
class Amount:
    """A number without sign or unit: ``number`` times ten to the ``power``."""

    start: int
    end: int
    number: Decimal
    step: Decimal
    power: int = 0
    digits: str = ""
    """As printed, without separators; empty for words."""

    @property
    def value(self) -> Decimal:
        return _shifted(self.number, self.power)

    @property
    def last_digit(self) -> Decimal:
        """One unit of the last printed digit, scale included."""
        return _shifted(self.step, self.power)


def _shifted(number: Decimal, power: int) -> Decimal:
    """``number`` times ten to the ``power``: exact, and without an exponent in its text."""
    factor = Decimal(10**power) if power >= 0 else Decimal(1).scaleb(power)
    return _EXACT.multiply(number, factor)


def digits_at(text: str, pos: int, *, money: bool) -> Amount | None:
    """The number in digits that begins here, or None.

    ``money`` says that a currency stands before it, which decides what ``m`` and ``t`` mean.
    """
    match = _DIGITS.match(text, pos)
    if match is None or _is_digit(text, match.end()):
        return None
    plain = re.sub(r"[^\d.]", "", match[0])
    number = Decimal("0" + plain if plain.startswith(".") else plain)
    places = len(plain.partition(".")[2])
    amount = Amount(pos, match.end(), number, Decimal(1).scaleb(-places), 0, plain)
    if power := _EXPONENT.match(text, match.end()):
        return replace(amount, end=power.end(), power=int(power[1].replace("−", "-")))
    return _with_scale(text, _with_fraction(text, amount), money=money)


def _is_digit(text: str, pos: int) -> bool:
    return text[pos : pos + 1].isdecimal()


def _with_fraction(text: str, amount: Amount) -> Amount:
    """``2 1/2`` and ``2½`` are two and a half."""
    match = _MIXED.match(text, amount.end)
    if match is None or not amount.digits.isdecimal():
        return amount
    top, bottom = (int(match[1]), int(match[2])) if match[1] else _VULGAR[match[3]]
    if not 0 < top < bottom:
        return amount
    number = amount.number + Decimal(top) / bottom
    return Amount(amount.start, match.end(), number, Decimal("0.01"))


def _with_scale(text: str, amount: Amount, *, money: bool) -> Amount:
    found = scale_at(text, amount, money=money)
    if found is None:
        return amount
    power, end = found
    return Amount(amount.start, end, amount.number, amount.step, power, amount.digits)


def scale_at(text: str, amount: Amount, *, money: bool) -> tuple[int, int] | None:
    """The power of ten named after this amount, and where its name ends."""
    pos = amount.end
    if match := _SCALE_WORD.match(text, pos):
        word = match[1].lower()
        return (2 if word == "hundred" else SCALES[word]), match.end()
    if match := _SCALE_SHORT.match(text, pos):
        return SCALE_LETTERS[match[1].lower()], match.end()
    if match := (_SCALE_MONEY if money else _SCALE_LETTER).match(text, pos):
        return SCALE_LETTERS[(match[1] or match[2]).lower()], match.end()
    if money and (match := _SCALE_GLUED.match(text, pos)):
        return SCALE_LETTERS[match[1].lower()], match.end()
    if (match := _LOWER_M.match(text, pos)) and amount.digits not in _CANDLES:
        return 6, match.end()
    return None


_WORD: Final = re.compile(r"[^\W\d_]+")
_GAP: Final = re.compile(r"[\s\u00a0]{1,2}|-")
_AND: Final = re.compile(r"\s{1,2}and\s{1,2}")
_AND_A_HALF: Final = re.compile(r"\s{1,2}and\s{1,2}a\s{1,2}half(?![^\W_])", re.IGNORECASE)
_LONGEST: Final = 24
"""No number in words has more words than this; it bounds the work at one place."""


@dataclass(slots=True)
class _Words:
    """A number in words while it is being read."""

    total: int = 0
    current: int = 0
    step: int = 1
    last: str = ""

    def take(self, word: str) -> bool:
        """Add the next word; False if the number ended before it."""
        kind = _kind(word)
        if kind not in _FOLLOWS[self.last]:
            return False
        if kind == "small":
            self.current += SMALL[word]
        elif kind == "tens":
            self.current += TENS[word]
        elif kind in {"hundred", "dozen"}:
            self.current = max(self.current, 1) * (100 if kind == "hundred" else 12)
        else:
            self.total += max(self.current, 1) * 10 ** SCALES[word]
            self.current = 0
        self.step = 10 ** SCALES[word] if kind == "scale" else 1
        self.last = kind
        return True


_FOLLOWS: Final = {
    "": {"small", "tens"},
    "article": {"hundred", "scale", "dozen"},
    "small": {"hundred", "scale", "dozen"},
    "tens": {"small", "scale"},
    "hundred": {"small", "tens", "scale"},
    "dozen": set[str](),
    "scale": {"small", "tens"},
    "and": {"small", "tens"},
}


def _kind(word: str) -> str:
    if word in SMALL:
        return "small"
    if word in TENS:
        return "tens"
    if word in SCALES:
        return "scale"
    return word if word in {"hundred", "dozen"} else "other"


def words_at(text: str, pos: int) -> Amount | None:
    """The number in words that begins here, or None: ``twenty-two billion``, ``a hundred``.

    A bare ``one`` is read too; whether it is a figure is for the caller to judge.
    """
    state = _Words()
    first = _WORD.match(text, pos)
    if first is None:
        return None
    end = pos
    if first[0].lower() in {"a", "an"}:
        state.last, end = "article", first.end()
    for _ in range(_LONGEST):
        word, after = _next_word(text, end, begun=end > pos, last=state.last)
        if word is None or not state.take(word):
            break
        end = after
    if state.last in {"", "article"}:
        return None
    return _finish(
        text, Amount(pos, end, Decimal(state.total + state.current), Decimal(state.step))
    )


def _next_word(text: str, pos: int, *, begun: bool, last: str) -> tuple[str | None, int]:
    if begun:
        gap = _AND.match(text, pos) if last in {"hundred", "scale"} else None
        gap = gap or _GAP.match(text, pos)
        if gap is None:
            return None, pos
        pos = gap.end()
    word = _WORD.match(text, pos)
    return (word[0].lower(), word.end()) if word else (None, pos)


def _finish(text: str, amount: Amount) -> Amount:
    """``two and a half billion``."""
    half = _AND_A_HALF.match(text, amount.end)
    if half is None:
        return amount
    whole = Amount(amount.start, half.end(), amount.number + Decimal("0.5"), Decimal("0.1"))
    return _with_scale(text, whole, money=False)
