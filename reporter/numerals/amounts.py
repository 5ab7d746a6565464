"""Bare numbers, in digits or in words, with their scale."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from decimal import Context, Decimal
from typing import Final

from reporter.numerals.lexicon import SCALE_LETTERS, SCALES
from reporter.numerals.spelled import Spelled, part_after, spelled_at

_EXACT: Final = Context(prec=200)
"""More digits than the grammar admits, so that no product is ever rounded."""

_THIN: Final = "\u2007\u2009\u00a0\u202f"
_DIGITS: Final = re.compile(
    r"(?:\d{1,3}(?:,\d{3}){1,12}(?!\d)"
    r"|\d{1,2}(?:,\d{2}){1,9},\d{3}(?!\d)"
    rf"|\d{{1,3}}(?:[{_THIN}]\d{{3}}){{1,12}}(?!\d)"
    r"|[1-9]\d{0,2}(?:(?:,? \d{3}){0,11},? 000)(?!\d)"
    r"|\d{1,3}(?:['’]\d{3}){1,12}(?!\d)"
    r"|\d{1,60})(?:\.\d{1,60})?"
    r"|\.\d{1,60}"
)
_UNIT_BEHIND: Final = (
    r"(?=\s?(?:%|€|‰|bps\b|(?:percent|per\scent|million|billion|trillion|bn|mn|euros?)\b))"
)
_COMMA: Final = re.compile(
    rf"\d{{1,3}}(?:(?:\.\d{{3}}){{1,12}}|(?:[ {_THIN}]\d{{3}}){{1,12}}),\d{{1,2}}(?!\d|,\d)"
    rf"|0,\d{{1,60}}(?!\d|,\d)|\d{{1,3}},\d{{1,2}}{_UNIT_BEHIND}"
)
"""Decimal commas, where nothing else can be meant: ``1.234,56``, ``0,5`` and ``1,5 %``."""

_COMMA_MONEY: Final = re.compile(
    r"\d{1,3},\d{1,2}(?!\d|,\d)|\d{1,3}(?:\.\d{3}){2,12}(?![\d.])|\d{4,60},\d\d(?!\d|,\d)"
)
"""Behind a currency sign no list is meant: ``€1,5`` has a decimal comma, ``€1.234.567`` points
between its thousands."""

_EXPONENT: Final = re.compile(r"[eE]([+\-−]?\d{1,2})(?![\w.])")
_RAISED: Final = "⁰¹²³⁴⁵⁶⁷⁸⁹"
_LOWERED: Final = "₀₁₂₃₄₅₆₇₈₉"
_TEN: Final = re.compile(
    rf"\s?[×xX·]\s?10(?:\^|\*\*)?([+\-−]?\d{{1,2}})(?!\d)|\s?[×xX·]\s?10([⁺⁻]?[{_RAISED}]{{1,2}})"
)
_POWER: Final = re.compile(rf"(?:\^|\*\*)([+\-−]?\d{{1,2}})(?![\d.])|([⁺⁻]?[{_RAISED}]{{1,2}})")
_PLAIN_POWER: Final = str.maketrans(_RAISED + "⁺⁻−", "0123456789+--")
_MIXED: Final = re.compile(r"[ \u00a0-](\d{1,2})[/⁄](\d{1,2})(?![\d/])")
_FRACTION_SIGN: Final = re.compile(rf"([½¼¾⅐-⅞])|([{_RAISED}]{{1,2}})[⁄/]([{_LOWERED}]{{1,2}})")
_SCALE_WORD: Final = re.compile(
    rf"(?:\s{{1,2}}|-)?(hundred|{'|'.join(SCALES)})s?(?![^\W_])", re.IGNORECASE
)
_SCALE_SHORT: Final = re.compile(r"\s?(bn|bln|mn|mln|tn|trn|trln)(?![^\W_])", re.IGNORECASE)
_SCALE_LETTER: Final = re.compile(r"(MM|[KkMBTb])(?![^\W_])")
_SCALE_MONEY: Final = re.compile(r"([KkMmBbTt]|mm|MM)(?![^\W_])|\s([KMmBT])(?![^\W_])")
_SCALE_MONEY_WORD: Final = re.compile(r"\s?([Mm]il|[Cc]r)(?![^\W_])\.?")
_SCALE_GLUED: Final = re.compile(r"([KMBT])(?=[a-z])")
_LOWER_M: Final = re.compile(r"m(?![^\W_])")
_MONEY_BEHIND: Final = re.compile(r"m\s(?:euros?|dollars?|pounds?|francs?|yuan|yen|[A-Z]{3})\b")
_DOUBLE_SCALES: Final = frozenset({(5, "crore"), (3, "crore"), (3, "million"), (3, "billion")})
"""``two lakh crore``, ``five thousand million``."""

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

    ``money`` says that a currency stands before it, which decides what ``m`` and ``t`` mean,
    and that a comma before two digits is a decimal comma.
    """
    found = _printed(text, pos, money=money)
    if found is None or _is_digit(text, found[1]):
        return None
    plain, end = found
    number = Decimal("0" + plain if plain.startswith(".") else plain)
    places = len(plain.partition(".")[2])
    amount = Amount(pos, end, number, Decimal(1).scaleb(-places), 0, plain)
    if power := _exponent(text, amount):
        return power
    return _with_scale(text, _with_fraction(text, amount), money=money)


def closed(text: str, amount: Amount) -> Amount | None:
    """``$(5.2) million``: the amount up to its bracket and scale; None if no bracket closes it."""
    if amount.power or text[amount.end : amount.end + 1] != ")":
        return None
    return _with_scale(text, replace(amount, end=amount.end + 1), money=True)


def _printed(text: str, pos: int, *, money: bool) -> tuple[str, int] | None:
    """The digits with a point for their decimal sign, and where they end."""
    if match := _COMMA.match(text, pos) or (money and _COMMA_MONEY.match(text, pos)):
        whole, comma, places = match[0].partition(",")
        whole = re.sub(r"\D", "", whole)
        return f"{whole}.{places}" if comma else whole, match.end()
    match = _DIGITS.match(text, pos)
    return (re.sub(r"[^\d.]", "", match[0]), match.end()) if match else None


def _is_digit(text: str, pos: int) -> bool:
    return text[pos : pos + 1].isdecimal()


def _exponent(text: str, amount: Amount) -> Amount | None:
    """``1e-3``, ``2.48×10⁻⁵``, ``10^6``: the amount with its power of ten, or None.

    A raised figure behind any other number is a note's mark.
    """
    match = _EXPONENT.match(text, amount.end) or _TEN.match(text, amount.end)
    if match:
        power = next(group for group in match.groups() if group)
        return replace(amount, end=match.end(), power=int(power.translate(_PLAIN_POWER)))
    if amount.digits != "10" or (match := _POWER.match(text, amount.end)) is None:
        return None
    power = int((match[1] or match[2]).translate(_PLAIN_POWER))
    return replace(amount, end=match.end(), number=Decimal(1), step=Decimal(1), power=power)


def fraction_sign_at(text: str, pos: int) -> tuple[int, int, int] | None:
    """``¾`` or ``³⁄₄``: numerator, denominator, end."""
    match = _FRACTION_SIGN.match(text, pos)
    if match is None:
        return None
    if match[1]:
        top, bottom = unicodedata.normalize("NFKC", match[1]).split("⁄")
    else:
        top, bottom = (unicodedata.normalize("NFKC", part) for part in match.group(2, 3))
    return (int(top), int(bottom), match.end()) if 0 < int(top) < int(bottom) else None


def _with_fraction(text: str, amount: Amount) -> Amount:
    """``2 1/2``, ``2½`` and ``2 and a half`` are two and a half."""
    if not amount.digits.isdecimal():
        return amount
    sign = amount.end + (text[amount.end : amount.end + 1] in {" ", "\u00a0"})
    if match := _MIXED.match(text, amount.end):
        found: tuple[int, int, int] | None = (int(match[1]), int(match[2]), match.end())
    else:
        found = fraction_sign_at(text, sign)
    if found is None or not 0 < found[0] < found[1]:
        end, number, step = part_after(text, Spelled(amount.end, amount.number, amount.step))
        return replace(amount, end=end, number=number, step=step)
    number = amount.number + Decimal(found[0]) / found[1]
    return Amount(amount.start, found[2], number, Decimal("0.01"))


def _with_scale(text: str, amount: Amount, *, money: bool) -> Amount:
    found = scale_at(text, amount, money=money)
    if found is None:
        return amount
    power, end = found
    if match := _SCALE_WORD.match(text, end):
        second = match[1].lower()
        if (power, second) in _DOUBLE_SCALES:
            power, end = power + SCALES[second], match.end()
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
        return SCALE_LETTERS[next(g for g in match.groups() if g).lower()], match.end()
    if money and (match := _SCALE_GLUED.match(text, pos) or _SCALE_MONEY_WORD.match(text, pos)):
        return SCALE_LETTERS[match[1].lower()], match.end()
    if (match := _LOWER_M.match(text, pos)) and (
        amount.digits not in _CANDLES or _MONEY_BEHIND.match(text, pos)
    ):
        return 6, match.end()
    return None


def words_at(text: str, pos: int) -> Amount | None:
    """The number in words that begins here, or None; its last scale word is its power of ten."""
    spelled = spelled_at(text, pos)
    if spelled is None:
        return None
    power = spelled.step.adjusted()
    if power >= 3 and not spelled.number % spelled.step:
        number = spelled.number / spelled.step
        return Amount(pos, spelled.end, number, Decimal(1), power)
    amount = Amount(pos, spelled.end, spelled.number, spelled.step)
    return amount if amount.number == int(amount.number) else _with_scale(text, amount, money=False)
