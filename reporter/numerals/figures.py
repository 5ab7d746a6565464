"""One figure: sign, currency, number, scale, unit and interval."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Final

from reporter.numerals.amounts import Amount, closed, digits_at, words_at
from reporter.numerals.cells import accounted
from reporter.numerals.names import digits_in_name
from reporter.numerals.numeral import Numeral
from reporter.numerals.units import (
    Unit,
    annual_before,
    currency_before,
    hedge_after,
    hedge_before,
    per_after,
    takes_interval,
    unit_after,
)
from reporter.numerals.wording import worded_at

_MINUS: Final = "-−–﹣－"
_SIGN: Final = re.compile(r"([+\-−–﹣－＋])|(minus|negative)[\s-]{1,2}", re.IGNORECASE)
_OPEN: Final = frozenset(" \t\n\r\u00a0\u202f\u2009([{\"'“‘/~≈:=,;|>*_`—$€£¥")
"""What may stand before a sign; behind a letter, digit or percent sign a dash only joins."""
_MINUTES: Final = re.compile(r"(?:\s{1,2}and)?\s{0,2}(\d{1,2})\s?-?m(?:in(?:ute)?s?)?(?![^\W_])")
_HOURS: Final = re.compile(r"(?:\s{1,2}and)?\s{0,2}(\d{1,2})\s?-?h(?:(?:ou)?rs?)?(?![^\W_])")
_PERCENTILE_BEFORE: Final = re.compile(
    r"\bpercentile\s(?:rank\s)?\Z|(?<!(?:st|nd|rd|th)\s)\bpercentile\sof\s\Z", re.IGNORECASE
)
"""``3rd percentile of 35`` has its rank before it already."""
_COUNTED_THINGS: Final = re.compile(
    r"\s{1,2}(?:(?:past|earlier|recent|prior|previous|last|hourly|settled|other|own|such|"
    r"[A-Z0-9]{3,})\s)?"
    r"(?!across|always|perhaps|besides)[a-z]{4,}s\b"
)
"""``percentile of 35 settlements`` counts what the rank was taken over."""
_BARE_YEAR: Final = re.compile(r"(?:19|20)\d\d")
_TICKER_OF_YEAR: Final = 5
"""``2014 PREMIERE`` is a year and a word in capitals; no short ticker follows a year."""
_DAYS_TO_HOURS: Final = 24
_HOURS_TO_MINUTES: Final = 60


@dataclass(frozen=True, slots=True)
class Figure:
    """A numeral with the parts a range may share with its neighbour."""

    numeral: Numeral
    amount: Amount | None = None
    prefixed: bool = False
    negative: bool = False
    factor: Decimal = Decimal(1)


@dataclass(frozen=True, slots=True)
class _Head:
    """What was read before the number: sign and currency."""

    pos: int
    sign: str = ""
    currency: Unit | None = None
    bracket: bool = False


def figure_at(text: str, pos: int, *, joined: Figure | None = None) -> Figure | None:
    """The figure that begins here, or None.

    ``joined`` is the figure that a range's dash joins it to: behind it a sign is a sign, and its
    currency holds for both.
    """
    head = _head(text, pos, signed=joined is not None or pos == 0 or text[pos - 1] in _OPEN)
    if head.pos == pos and (worded := worded_at(text, pos)):
        numeral = Numeral(
            start=pos,
            end=worded.end,
            surface=text[pos : worded.end],
            value=worded.value,
            unit=worded.unit,
            step=worded.step,
            approx=worded.hedge or hedge_before(text, pos),
        )
        return Figure(_with_interval(text, numeral))
    money = head.currency is not None or (joined is not None and joined.prefixed)
    amount = digits_at(text, head.pos, money=money)
    amount = amount or words_at(text, head.pos)
    if amount is not None and head.bracket:
        amount = closed(text, amount)
    return None if amount is None else _assemble(text, pos, head, amount)


def _head(text: str, pos: int, *, signed: bool) -> _Head:
    head = _Head(pos)
    sign = _SIGN.match(text, pos)
    if sign and signed:
        head = replace(head, pos=sign.end(), sign="-" if sign[2] or sign[1] in _MINUS else "+")
    if currency := currency_before(text, head.pos):
        head = replace(head, pos=currency.end, currency=currency)
        inner = _SIGN.match(text, head.pos)
        if inner and inner[1] and not head.sign:
            sign_text = "-" if inner[1] in _MINUS else "+"
            head = replace(head, pos=inner.end(), sign=sign_text)
        elif text[head.pos : head.pos + 1] == "(" and not head.sign:
            head = replace(head, pos=head.pos + 1, sign="-", bracket=True)
    return head


def _assemble(text: str, pos: int, head: _Head, amount: Amount) -> Figure | None:
    unit = unit_after(text, amount.end)
    if head.currency and (unit is None or unit.name != "percent"):
        unit = _money(head.currency, unit, amount.end)
    if unit is None or (unit.ticker and _is_year(amount) and len(unit.ticker) > _TICKER_OF_YEAR):
        unit = _without_unit(text, pos, head, amount)
    if unit is None or (unit.name == "count" and _is_plain_one(text, amount)):
        return None
    numeral = Numeral(
        start=pos,
        end=unit.end,
        surface=text[pos : unit.end],
        value=_signed(amount.value * unit.factor, head.sign),
        unit=unit.name,
        step=amount.last_digit * unit.factor,
        signed=bool(head.sign),
        approx=_hedge(text, pos, unit),
        ticker=unit.ticker,
        measure=unit.measure,
    )
    if unit.name == "year":
        numeral = replace(numeral, year=int(amount.number))
    numeral = _with_interval(text, _with_smaller_unit(text, accounted(text, numeral)))
    return Figure(numeral, amount, head.currency is not None, head.sign == "-", unit.factor)


def _signed(value: Decimal, sign: str) -> Decimal:
    return value.copy_negate() if sign == "-" and value else value


def _money(currency: Unit, after: Unit | None, end: int) -> Unit:
    """``$5 USD`` names its currency twice; any other unit behind an amount is not its own."""
    if after is not None and after.name == currency.name and after.factor == 1:
        return replace(currency, end=after.end)
    return replace(currency, end=end)


def _without_unit(text: str, pos: int, head: _Head, amount: Amount) -> Unit | None:
    """A bare number: a year, a rank in percentiles, a count, or a part of a name (None)."""
    end = amount.end
    plain = amount.digits.isdecimal() and amount.end - amount.start == len(amount.digits)
    if plain and not amount.power and digits_in_name(text, amount.start):
        return None
    if _PERCENTILE_BEFORE.search(text[max(0, pos - 20) : pos]):
        return Unit("count" if _COUNTED_THINGS.match(text, end) else "percentile", end)
    if plain and not head.sign and _is_year(amount):
        return Unit("year", end)
    return Unit("count", end)


def _is_year(amount: Amount) -> bool:
    return not amount.power and _BARE_YEAR.fullmatch(amount.digits) is not None


def _is_plain_one(text: str, amount: Amount) -> bool:
    """``one`` without a unit is a pronoun far more often than a figure."""
    return text[amount.start : amount.end].lower() == "one"


def _hedge(text: str, pos: int, unit: Unit) -> str:
    hedge = hedge_before(text, pos)
    if hedge == "over" and unit.name in {"minutes", "hours", "days", "weeks", "months", "years"}:
        return ""  # "over 24 hours" says during, not more than
    return hedge or hedge_after(text, unit.end)


def _with_smaller_unit(text: str, numeral: Numeral) -> Numeral:
    """``2 h 39 min`` is 159 minutes, ``1 day 3 hours`` is 27 hours."""
    if numeral.unit == "hours":
        match, factor, unit = _MINUTES.match(text, numeral.end), _HOURS_TO_MINUTES, "minutes"
    elif numeral.unit == "days":
        match, factor, unit = _HOURS.match(text, numeral.end), _DAYS_TO_HOURS, "hours"
    else:
        return numeral
    if match is None:
        return numeral
    rest = Decimal(match[1]).copy_sign(numeral.value)
    return replace(
        numeral,
        end=match.end(),
        surface=text[numeral.start : match.end()],
        value=numeral.value * factor + rest,
        unit=unit,
        step=Decimal(1),
    )


def _with_interval(text: str, numeral: Numeral) -> Numeral:
    if not takes_interval(numeral.unit):
        return numeral
    if found := per_after(text, numeral.end, bare=numeral.unit == "count"):
        per, end = found
        return replace(numeral, per=per, end=end, surface=text[numeral.start : end])
    if numeral.unit in {"percent", "bps"} and annual_before(text, numeral.start):
        return replace(numeral, per="year")
    return numeral
