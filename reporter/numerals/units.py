"""What stands around a number: currency, unit, interval, hedge."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reporter.numerals.currencies import (
    COIN_SIGNS,
    CURRENCY_CODES,
    CURRENCY_OF,
    CURRENCY_SIGNS,
    CURRENCY_WORDS,
)
from reporter.numerals.lexicon import HEDGES, LONG_SPANS, NOT_TICKERS, SMALL, SPANS
from reporter.numerals.measures import measure_at

_EDGE: Final = r"(?![^\W_])"
_LONG_SPANS: Final = "|".join(sorted((s for s in SPANS if len(s) > 1), key=len, reverse=True))
_CODES: Final = "|".join(sorted(CURRENCY_CODES, key=len, reverse=True))
_WHOSE: Final = "|".join(re.escape(w) for w in sorted(CURRENCY_OF, key=len, reverse=True))
_MONEY_WORDS: Final = "|".join(sorted(CURRENCY_WORDS, key=len, reverse=True))

_SIGN_BEFORE: Final = re.compile(
    r"((?:US|AU|A|CA|C|HK|S|NZ|NT|R|MX|Mex)?\$|[€£¥₩₹₽₺₪₫₦฿₱₴₸₿Ξ]|Rs(?=\.?\s?\d)\.?)[ \u00a0]?"
)
_CODE_BEFORE: Final = re.compile(rf"({_CODES})[ \u00a0]?(?=[\d.])")

_PERCENTAGE_POINTS: Final = re.compile(
    rf"(?:[\s-]{{1,2}}percent(?:age)?[\s-]{{1,2}}points?|\s?%[\s-](?:points?|pts)"
    rf"|\s?(?:ppts?|pp|p\.p\.)){_EDGE}",
    re.IGNORECASE,
)
_PERCENT: Final = re.compile(
    rf"\s?[%％﹪]|(?:[\s-]{{1,2}}|(?<=\d))(?:percent|per\s{{1,2}}cent|pct){_EDGE}", re.IGNORECASE
)
_PERMILLE: Final = re.compile(
    rf"\s?‰|[\s-]{{1,2}}(?:per\s)?(?:permille|mille){_EDGE}", re.IGNORECASE
)
_BPS: Final = re.compile(
    rf"\s?‱|(?:[\s-]{{0,2}}(?:bps|bp)|[\s-]{{1,2}}basis[\s-]{{1,2}}points?){_EDGE}",
    re.IGNORECASE,
)
_TIMES: Final = re.compile(
    rf"[xX]{_EDGE}|\s?×(?!\s?\d)|\sx{_EDGE}(?!\s?\d)|[\s-]{{1,2}}times{_EDGE}|-?fold{_EDGE}"
)
_RATIO: Final = re.compile(r":1(?![\d:%]|[.,]\d)|-to-(?:1|one)(?![\w.,%]\d|\w)")
_PERCENTILE: Final = re.compile(rf"(?:st|nd|rd|th)?[\s-]{{1,2}}percentiles?{_EDGE}", re.IGNORECASE)
_ORDINAL: Final = re.compile(rf"(?:st|nd|rd|th){_EDGE}")
_MONEY_AFTER: Final = re.compile(
    rf"\s{{0,2}}({_CODES}){_EDGE}"
    rf"|[\s-]{{1,2}}(?:((?i:{_WHOSE}))\s)?((?i:{_MONEY_WORDS})){_EDGE}"
    r"|[ \u00a0]?([€£₽₺₹₴₸₿])(?!\s?\d)"
)
_CENTS: Final = re.compile(
    rf"[\s-]{{1,2}}(euro\s)?cents?{_EDGE}|¢|[\s-]{{1,2}}(pence){_EDGE}", re.IGNORECASE
)
_SPAN: Final = re.compile(
    rf"[\s-]{{0,2}}(?i:({_LONG_SPANS}){_EDGE}|(h)(?:{_EDGE}|(?=\d{{1,2}}\s?m)))|([smdwyY]){_EDGE}"
)
_LONGER_SPAN: Final = re.compile(
    rf"[\s-]{{1,2}}({'|'.join(sorted(LONG_SPANS, key=len, reverse=True))}){_EDGE}", re.IGNORECASE
)
_MILLISECONDS: Final = re.compile(rf"\s?ms{_EDGE}|[\s-]{{1,2}}(?i:milliseconds?){_EDGE}")
_TICKER: Final = re.compile(
    r"\s{1,2}((?:10{3,6}|1M|1)?[A-Z][A-Z0-9]{1,9})(?![\w-])(?!\s[A-Z]{2,}\b)"
)
_GLUED_TICKER: Final = re.compile(r"(BTC|ETH|SOL|XRP|BNB|FIL|DOGE|ADA|LTC)(?![\w-])")
_PAIR: Final = re.compile(r"\w+(?:USDT|USDC|USD|PERP)")
_CENT: Final = Decimal("0.01")
_THOUSANDTH: Final = Decimal("0.001")
_PERMILLE_IN_PERCENT: Final = Decimal("0.1")


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as printed: its name, where it ends, and what to multiply the number with.

    ``ticker`` is the asset counted in ``coins``, ``measure`` the physical unit of a ``count``.
    """

    name: str
    end: int
    factor: Decimal = Decimal(1)
    ticker: str = ""
    measure: str = ""


def currency_before(text: str, pos: int) -> Unit | None:
    """The currency sign or code that begins here; ``end`` is where its number begins."""
    if match := _SIGN_BEFORE.match(text, pos):
        return _by_sign(match[1], match.end())
    if match := _CODE_BEFORE.match(text, pos):
        return Unit(CURRENCY_CODES[match[1]], match.end())
    return None


def _by_sign(sign: str, end: int) -> Unit:
    if sign in COIN_SIGNS:
        return Unit("coins", end, ticker=COIN_SIGNS[sign])
    return Unit(CURRENCY_SIGNS[sign.lower().removesuffix(".")], end)


_PLAIN: Final = (
    (_PERCENTAGE_POINTS, "pp"),
    (_PERCENT, "percent"),
    (_BPS, "bps"),
    (_RATIO, "x"),
    (_PERCENTILE, "percentile"),
    (_ORDINAL, "ordinal"),
    (_TIMES, "x"),
)


def unit_after(text: str, pos: int) -> Unit | None:
    """The unit that begins here, right behind a number, or None."""
    for pattern, name in _PLAIN:
        if match := pattern.match(text, pos):
            return Unit(name, match.end())
    if match := _PERMILLE.match(text, pos):
        return Unit("percent", match.end(), _PERMILLE_IN_PERCENT)
    return (
        _money_after(text, pos)
        or _span_after(text, pos)
        or _measure_after(text, pos)
        or _ticker_after(text, pos)
    )


def _money_after(text: str, pos: int) -> Unit | None:
    if match := _CENTS.match(text, pos):
        name = "gbp" if match[2] else "eur" if match[1] else "usd"
        return Unit(name, match.end(), _CENT)
    match = _MONEY_AFTER.match(text, pos)
    if match is None:
        return None
    code, whose, word, sign = match.groups()
    if sign:
        return _by_sign(sign, match.end())
    named = CURRENCY_OF[whose.lower()] if whose else ""
    return Unit(named or CURRENCY_CODES.get(code) or CURRENCY_WORDS[word.lower()], match.end())


def _span_after(text: str, pos: int) -> Unit | None:
    if match := _SPAN.match(text, pos):
        return Unit(SPANS[(match[1] or match[2] or match[3]).lower()], match.end())
    if match := _LONGER_SPAN.match(text, pos):
        name, times = LONG_SPANS[match[1].lower()]
        return Unit(name, match.end(), Decimal(times))
    if match := _MILLISECONDS.match(text, pos):
        return Unit("seconds", match.end(), _THOUSANDTH)
    return None


def _measure_after(text: str, pos: int) -> Unit | None:
    measure = measure_at(text, pos)
    return Unit("count", measure.end, measure=measure.name) if measure else None


def _ticker_after(text: str, pos: int) -> Unit | None:
    match = _TICKER.match(text, pos) or _GLUED_TICKER.match(text, pos)
    if match is None or match[1] in NOT_TICKERS or _PAIR.fullmatch(match[1]):
        return None
    return Unit("coins", match.end(), ticker=match[1])


_PERIOD: Final = r"(h|hrs?|hours?|d|days?|weeks?|mo|months?|y|yr|years?|annum)"
_NUMBER: Final = rf"(\d{{1,3}}|{'|'.join(SMALL)})"
_AGO: Final = r"(?!\s{1,2}(?:ago|earlier|before|after|later|old|ahead|from\snow|prior))"
_PER: Final = re.compile(
    rf"(?:\s{{0,2}}/\s?|\s{{1,2}}(?:per|every|each)\s{{1,2}})(?:{_NUMBER}[\s-]{{0,2}})?"
    rf"{_PERIOD}{_EDGE}",
    re.IGNORECASE,
)
_A_PERIOD: Final = re.compile(rf"\s{{1,2}}an?\s{{1,2}}(hour|day|week|month|year){_EDGE}{_AGO}")
_ADVERB: Final = re.compile(
    rf"\s{{1,2}}(hourly|daily|weekly|monthly|yearly|annually|APR|APY){_EDGE}"
)
_ANNUALISED: Final = re.compile(
    rf"\s{{1,2}}(?:\(annuali[sz]ed\)|annuali[sz]ed{_EDGE}(?!\s(?:to|at)\s)|p\.a\.|pa{_EDGE})",
    re.IGNORECASE,
)
_ADVERBS: Final = {
    "hourly": "1h", "daily": "day", "weekly": "week", "monthly": "month", "yearly": "year",
    "annually": "year", "APR": "year", "APY": "year",
}  # fmt: skip
_RATES: Final = frozenset({"percent", "pp", "bps", "x", "count", "coins"})
_ANNUAL_BEFORE: Final = re.compile(
    r"\b(?:annuali[sz]ed|annual|yearly)"
    r"(?:\s(?:rate|funding|funding\srate|carry|yield|return)){0,2}"
    r"(?:\s(?:to|at|of|is|was))?(?:\s(?:about|around|approximately|roughly|nearly|almost))?"
    r"[\s:~≈]{1,3}\Z",
    re.IGNORECASE,
)


def takes_interval(unit: str) -> bool:
    """Whether a figure in this unit can be a rate per interval."""
    return unit in _RATES or unit in CURRENCY_CODES.values()


def per_after(text: str, pos: int, *, bare: bool) -> tuple[str, int] | None:
    """The interval named behind a rate, and where its name ends.

    A ``bare`` count takes only worded intervals: ``1/8h`` is a fraction's neighbour, no rate.
    """
    if (match := _PER.match(text, pos)) and not (bare and "/" in match[0]):
        return _interval(match[1], match[2]), match.end()
    if match := _A_PERIOD.match(text, pos):
        return _interval(None, match[1]), match.end()
    if match := _ADVERB.match(text, pos):
        return _ADVERBS[match[1]], match.end()
    if not bare and (match := _ANNUALISED.match(text, pos)):
        return "year", match.end()
    return None


def _interval(number: str | None, period: str) -> str:
    unit = SPANS[period.lower()]
    count = "1" if number is None else str(SMALL.get(number.lower(), number))
    if unit == "hours":
        return f"{count}h"
    return unit[:-1] if count == "1" else f"{count} {unit}"


def annual_before(text: str, pos: int) -> bool:
    """Whether the words before this place say that the figure is a yearly rate."""
    return _ANNUAL_BEFORE.search(text[max(0, pos - 64) : pos]) is not None


_HEDGE: Final = re.compile(
    r"(?:\b(" + "|".join(re.escape(h) for h in HEDGES) + r")\s{1,2}(?:an?\s)?|([~≈])\s?)\Z",
    re.IGNORECASE,
)
_MORE: Final = re.compile(r"\+(?![\w.])|\s(?:or\smore|or\sso)\b")


def hedge_before(text: str, pos: int) -> str:
    """The approximation printed before this place (``about``, ``~`` …), or nothing."""
    match = _HEDGE.search(text[max(0, pos - 24) : pos])
    return (match[1] or match[2]).lower() if match else ""


def hedge_after(text: str, pos: int) -> str:
    """``or more`` for ``10+`` and ``10 or more``."""
    return "or more" if _MORE.match(text, pos) else ""
