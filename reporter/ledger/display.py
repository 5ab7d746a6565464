"""How a fact is printed. The same fact and form print the same everywhere."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Final

from reporter.ledger import figures
from reporter.model import metrics as m
from reporter.model.errors import PermanentError
from reporter.model.facts import Fact, FactKind
from reporter.model.units import (
    AnnualRate,
    BasisPoints,
    Coins,
    Count,
    FundingRate,
    Hours,
    Money,
    Percent,
    PercentagePoints,
    Percentile,
    Price,
    Probability,
    Quantity,
    Ratio,
)

FORMS: Final = ("full", "short", "size", "day", "clock")

_CHANGES: Final = frozenset({m.PRICE_CHANGE, m.OPEN_INTEREST_CHANGE})
_WORDINGS: Final = frozenset({"title", "outcome"})
"""Texts that are printed between quotation marks only."""
_QUOTES: Final = ("USDT", "USDC", "FDUSD", "BUSD", "USD")


class UnknownForm(PermanentError):
    """A reference asks for a form that the fact does not have."""


def display(fact: Fact, form: str = "full") -> str:
    """The printed form of a fact.

    ``full`` and ``short`` exist for every fact (equal where there is nothing to shorten),
    ``size`` for quantities (the short form without its sign), ``day`` for instants, and
    ``clock`` too unless only their day is known, which is then all that prints. Reported
    amounts print with all digits that they were reported with.
    Raises ``UnknownForm`` for any other form.

    >>> from decimal import Decimal
    >>> from datetime import datetime, UTC
    >>> from reporter.model.facts import Source
    >>> rate = Fact(id="binance.filusdt.funding.settled", kind=FactKind.OBSERVED,
    ...     subject="FILUSDT", metric="funding.settled", as_of=datetime(2026, 3, 27, tzinfo=UTC),
    ...     value=FundingRate(Decimal("-0.00040602"), 8), source=Source(name="Binance", url=""))
    >>> display(rate), display(rate, "size")
    ('−0.0406% per 8 h', '0.0406%')
    """
    value = fact.value
    if isinstance(value, str):
        told = figures.within_quotes(value) if fact.metric in _WORDINGS else value
        return told if form in {"full", "short"} else _unknown(fact, form)
    if isinstance(value, datetime):
        shape = (_WHOLE_DAYS if fact.whole_day else _INSTANTS).get(form)
        return shape(value) if shape else _unknown(fact, form)
    if form not in {"full", "short", "size"}:
        return _unknown(fact, form)
    text = _quantity(fact, value, short=form != "full")
    return text.lstrip("+" + figures.MINUS) if form == "size" else text


def printed_sign(fact: Fact) -> int:
    """-1, 0 or 1 by the printed form: 0 for a quantity that rounds to zero.

    Words about direction follow what the reader sees.
    """
    if not isinstance(fact.value, Quantity):
        return 0
    if not any(digit in display(fact, "size") for digit in "123456789"):
        return 0
    return -1 if fact.value.value < 0 else 1


_INSTANTS: Final[dict[str, Callable[[datetime], str]]] = {
    "full": figures.instant,
    "short": figures.instant,
    "day": figures.day,
    "clock": figures.clock,
}

_WHOLE_DAYS: Final = dict.fromkeys(("full", "short", "day"), figures.day)


def _unknown(fact: Fact, form: str) -> str:
    raise UnknownForm(
        f"a fact of this kind has no form {form!r}.",
        fact.id,
        f"The forms are {', '.join(FORMS)}; day and clock belong to instants.",
    )


def _quantity(fact: Fact, value: Quantity, *, short: bool) -> str:
    if isinstance(value, FundingRate):
        per = "" if short else f" per {value.interval} h"
        sign = "minus" if fact.metric == m.FUNDING_SPREAD else "both"
        return figures.fixed(value.percent().value, 4, sign=sign) + "%" + per
    if isinstance(value, AnnualRate):
        per = "" if short else " a year"
        return figures.fixed(value.percent().value, 1, sign="both") + "%" + per
    if isinstance(value, Money):
        return _money(fact, value, short=short)
    if isinstance(value, Coins):
        return f"{_amount(fact, value, short=short)} {_base(fact.subject)}"
    if isinstance(value, Count):
        return (
            figures.scaled_exact(value.value) if _reported(fact) else figures.fixed(value.value, 0)
        )
    return _PLAIN[type(value)](fact, value)


def _reported(fact: Fact) -> bool:
    return fact.kind is FactKind.REPORTED


def _amount(fact: Fact, value: Quantity, *, short: bool) -> str:
    shape = figures.scaled_exact if _reported(fact) else figures.scaled
    return shape(value.value, short=short)


def _money(fact: Fact, value: Money, *, short: bool) -> str:
    return figures.with_currency(_amount(fact, value, short=short), value.currency)


def _price(fact: Fact, value: Quantity) -> str:
    digits = figures.exact(value.value) if _reported(fact) else figures.price(value.value)
    return figures.with_currency(digits, value.unit.removeprefix("price_"))


def _percent(fact: Fact, value: Quantity) -> str:
    if _reported(fact):
        return figures.exact(value.value) + "%"
    change = fact.metric in _CHANGES or fact.metric.endswith(".distance")
    return figures.fixed(value.value, 1, sign="both" if change else "minus") + "%"


def _bps(fact: Fact, value: Quantity) -> str:
    if _reported(fact):
        return figures.exact(value.value) + " bps"
    return figures.fixed(value.value, 1, sign="both") + " bps"


def _points(fact: Fact, value: Quantity) -> str:
    digits = figures.exact(value.value) if _reported(fact) else figures.fixed(value.value, 1)
    return f"{digits} pp"


def _ratio(fact: Fact, value: Quantity) -> str:
    return figures.exact(value.value) if _reported(fact) else figures.fixed(value.value, 2)


_PLAIN: Final[dict[type[Quantity], Callable[[Fact, Quantity], str]]] = {
    Percent: _percent,
    PercentagePoints: _points,
    BasisPoints: _bps,
    Price: _price,
    Ratio: _ratio,
    Percentile: lambda _, value: f"{figures.ordinal(value.value)} percentile",
    Probability: lambda _, value: figures.chance(value.value) + "%",
    Hours: lambda _, value: figures.duration(value.value),
}


def _base(symbol: str) -> str:
    """The asset a contract is on: the symbol without its quote currency."""
    quote = next((quote for quote in _QUOTES if symbol.endswith(quote)), "")
    return symbol.removesuffix(quote) or symbol
