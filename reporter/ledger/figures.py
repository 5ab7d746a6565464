"""Digits, signs, scales and dates as the house prints them: the one module of formatters.

Rounding is half up, so that what is printed lies within half a unit of its last digit. The
minus sign is U+2212; a value that rounds to zero carries no sign. Nothing here knows facts.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

MINUS: Final = "\u2212"

_OPENS: Final = re.compile(r"“|(?:(?<=[\s(\[–—-])|^)\"(?=\S)")
_CLOSES: Final = re.compile(r"[”\"]")

_SCALES: Final = (
    (Decimal(10) ** 12, " trillion", "T"),
    (Decimal(10) ** 9, " billion", "B"),
    (Decimal(10) ** 6, " million", "M"),
)
_THOUSANDS_FROM: Final = 10_000
"""From here on short forms count thousands; smaller amounts are short enough."""
_SIGNS: Final = {"usd": "$", "eur": "€", "gbp": "£", "jpy": "¥", "krw": "₩", "inr": "₹"}
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_PRICE_DIGITS: Final = 4
"""Significant digits of a price; at least two places from one unit of currency upwards."""


def rounded(value: Decimal, places: int) -> Decimal:
    """Half up to so many decimal places; never a negative zero."""
    result = value.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    return abs(result) if result == 0 else result


def fixed(value: Decimal, places: int, *, sign: str = "minus") -> str:
    """The value with so many places and thousands commas.

    ``sign``: ``minus`` prints a minus only, ``both`` a plus too, ``none`` neither.

    >>> fixed(Decimal("-4.0602"), 1), fixed(Decimal("3.25"), 1, sign="both")
    ('−4.1', '+3.3')
    """
    result = rounded(value, places)
    return _signed(result, f"{abs(result):,.{places}f}", sign)


def chance(value: Decimal) -> str:
    """A probability in percent: a place more where what can happen would print as 0 or 100.

    >>> chance(Decimal("0.0161")), chance(Decimal("0.0004")), chance(Decimal("0.9999"))
    ('1.6', '0.04', '99.99')
    """
    percent = value * 100
    near = 0 < percent < Decimal("0.05") or Decimal("99.95") <= percent < 100
    return fixed(percent, 2 if near else 1)


def exact(value: Decimal, *, sign: str = "minus") -> str:
    """All digits of the value, thousands commas, no trailing zeros after the point."""
    return _signed(value, _trimmed(abs(value)), sign)


def _signed(value: Decimal, digits: str, sign: str) -> str:
    if sign == "none" or value == 0:
        return digits
    if value < 0:
        return MINUS + digits
    return f"+{digits}" if sign == "both" else digits


def _trimmed(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def with_currency(digits: str, currency: str) -> str:
    """``$5``, ``−€5``, ``CHF 5``: the currency before the digits, a sign before both."""
    sign = digits[0] if digits[:1] in {MINUS, "+"} else ""
    mark = _SIGNS.get(currency, f"{currency.upper()} ")
    return f"{sign}{mark}{digits[len(sign) :]}"


def price(value: Decimal) -> str:
    """A price of four significant digits, with cents from 1 upwards.

    Trailing zeros beyond the second place go.

    >>> price(Decimal("0.00001234")), price(Decimal("65231.5")), price(Decimal("0.8360"))
    ('0.00001234', '65,231.50', '0.836')
    """
    places = max(2, _PRICE_DIGITS - 1 - value.adjusted())
    whole, _, fraction = fixed(value, places).partition(".")
    kept = fraction[:2] + fraction[2:].rstrip("0")
    return f"{whole}.{kept}"


def scaled(value: Decimal, *, places: int = 1, short: bool = False) -> str:
    """Millions and above with a scale word, below that whole units (cents below ten).

    Short forms have a letter instead, and thousands too from ten thousand on.

    >>> scaled(Decimal("36215000")), scaled(Decimal("999960000")), scaled(Decimal("950.4"))
    ('36.2 million', '1.0 billion', '950')
    >>> scaled(Decimal("935167")), scaled(Decimal("935167"), short=True)
    ('935,167', '935K')
    >>> scaled(Decimal("9999.5"), short=True)
    '10K'
    """
    for size, word, letter in _SCALES:
        if abs(value) >= size * _near_one(places):
            return fixed(value / size, places) + (letter if short else word)
    if short and abs(rounded(value, 0)) >= _THOUSANDS_FROM:
        thousands = rounded(value / 1000, 0)
        return (
            fixed(value / 10**6, 1) + "M" if abs(thousands) == 1000 else f"{fixed(thousands, 0)}K"
        )
    return fixed(value, 2 if 0 < abs(value) < 10 else 0)


def _near_one(places: int) -> Decimal:
    """From here on a value prints as 1 of its scale rather than as a thousand of the one below."""
    return 1 - Decimal(1).scaleb(-places - 3) / 2


def scaled_exact(value: Decimal, *, short: bool = False) -> str:
    """As ``scaled``, but with every digit it has: how reported amounts keep theirs.

    Amounts that no scale shortens keep their commas.

    >>> scaled_exact(Decimal("10400000000")), scaled_exact(Decimal("1234567"))
    ('10.4 billion', '1,234,567')
    """
    for size, word, letter in _SCALES:
        parts = (value / size).normalize()
        exponent = parts.as_tuple().exponent
        if abs(parts) >= 1 and isinstance(exponent, int) and exponent >= -3:
            return exact(parts) + (letter if short else word)
    if short and abs(value) >= _THOUSANDS_FROM and value % 1000 == 0:
        return exact(value / 1000) + "K"
    return exact(value)


def ordinal(value: Decimal) -> str:
    """``1st``, ``2nd``, ``11th``.

    >>> ordinal(Decimal("2.4")), ordinal(Decimal("11")), ordinal(Decimal("93"))
    ('2nd', '11th', '93rd')
    """
    number = int(rounded(value, 0))
    teens = 10 <= number % 100 <= 20
    ending = "th" if teens else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def duration(hours: Decimal) -> str:
    """Hours and minutes, to the minute.

    >>> duration(Decimal("2.65")), duration(Decimal(24)), duration(Decimal("0.5"))
    ('2 h 39 min', '24 h', '30 min')
    """
    minutes = int(rounded(abs(hours) * 60, 0))
    whole, rest = divmod(minutes, 60)
    parts = [f"{whole:,} h"] if whole else []
    if rest or not whole:
        parts.append(f"{rest} min")
    return (MINUS if hours < 0 and minutes else "") + " ".join(parts)


def day(moment: datetime) -> str:
    """``27 March 2026``, in UTC."""
    utc = moment.astimezone(UTC)
    return f"{utc.day} {_MONTHS[utc.month - 1]} {utc.year}"


def clock(moment: datetime) -> str:
    """``21:21 UTC``; seconds are cut off."""
    return f"{moment.astimezone(UTC):%H:%M} UTC"


def instant(moment: datetime) -> str:
    """``27 March 2026, 21:21 UTC``."""
    return f"{day(moment)}, {clock(moment)}"


def within_quotes(text: str) -> str:
    """The text as it stands between quotation marks: its own double marks become single ones.

    >>> within_quotes('Will "Dune" win?'), within_quotes("The “yes” side")
    ('Will ‘Dune’ win?', 'The ‘yes’ side')
    """
    return _CLOSES.sub("’", _OPENS.sub("‘", text))
