"""Dates, clock times, instants and calendar periods."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Final

from reporter.numerals.lexicon import MONTHS, ZONES
from reporter.numerals.numeral import Numeral

_EDGE: Final = r"(?![^\W_])"
_NAMES: Final = "|".join(sorted((m.title() for m in MONTHS), key=len, reverse=True))
_MONTH: Final = rf"({_NAMES}|{_NAMES.upper()})\.?"
_FULL_MONTH: Final = "|".join(m.title() for m in MONTHS if len(m) > 4 or m in {"june", "july"})
_YEAR: Final = r"((?:19|20)\d\d)(?!\d|,\d|\.\d|%)"
_DAY: Final = r"(\d{1,2})(?:st|nd|rd|th)?"
_WS: Final = r"[\s\u00a0]{1,2}"
_DASH: Final = r"\s?[-–—]\s?"
_TO: Final = r"\s(?:to|through|until|and)\s"
_SHORT: Final = r"['’](\d\d)(?!\d)"
_NO_DAY: Final = (
    r"(?![\w%:$€£]|[.,]\d|\s?[ap]\.?m\b|\s(?:percent|per\b|[mb]illion|thousand|[a-z]+s\b))"
)

_DAY_MONTH: Final = re.compile(
    rf"{_DAY}(?:(?:{_DASH}|{_TO}){_DAY})?{_WS}(?:of\s)?{_MONTH}{_EDGE}(?:,?{_WS}{_YEAR})?"
)
_MONTH_DAY: Final = re.compile(
    rf"{_MONTH}{_WS}{_DAY}(?![\d%:]|[.,]\d)(?:(?:{_DASH}(?=\d{{1,2}}(?![\d%:]))|{_TO}(?=\d{{1,2}}(?:st|nd|rd|th)?{_NO_DAY})){_DAY})?(?:(?:,{_WS}|{_WS}){_YEAR})?"
)
_DASHED: Final = re.compile(rf"(\d{{1,2}})-{_MONTH}-(?:{_YEAR}|(\d\d)(?!\d))")
_MONTH_YEAR: Final = re.compile(rf"{_MONTH},?{_WS}(?:of\s)?{_YEAR}")
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?!\d)|(\d{4})/(\d{2})/(\d{2})(?!\d)")
_ISO_MONTH: Final = re.compile(r"((?:19|20)\d\d)-(0[1-9]|1[0-2])(?![\w-])")
_SLASHED: Final = re.compile(
    r"(\d{1,2})([/.])(\d{1,2})\2((?:19|20)\d\d)(?!\d)|(\d{1,2})/(\d{1,2})/(\d\d)(?![\d/])"
)
_BARE_MONTH: Final = re.compile(rf"({_FULL_MONTH}|March|May){_EDGE}")
_MONTH_CUE: Final = re.compile(
    r"\b(?:in|since|until|till|by|from|of|during|last|this|next|late|early|mid|through|and|to)"
    r"[\s-]\Z",
    re.IGNORECASE,
)

_ZONE: Final = rf"({'|'.join(sorted(ZONES, key=len, reverse=True))}|Eastern|Central|Pacific){_EDGE}"
_REGIONS: Final = {"EASTERN": "ET", "CENTRAL": "CT", "PACIFIC": "PT"}
_OFFSET: Final = r"(?:UTC|GMT)?([+\-−]\d\d):?(\d\d)(?!\d)|(?:UTC|GMT)([+\-−]\d{1,2})(?![\d:])"
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?![\d:])"
    rf"(?:\s?([ap])\.?m\b\.?)?(?:\s?(?:{_OFFSET})|\s?{_ZONE})?",
    re.IGNORECASE,
)
_POINTED: Final = re.compile(
    rf"(\d{{1,2}})\.([0-5]\d)(?:\s?([ap])\.?m{_EDGE}\.?(?:\s?{_ZONE})?|\s?(?!Z){_ZONE})",
    re.IGNORECASE,
)
_NOON: Final = re.compile(
    rf"(12\s)?(noon|midnight)(?:\s(?:in\s)?{_ZONE})?(?![^\W_])", re.IGNORECASE
)
_O_CLOCK: Final = re.compile(r"(\d{1,2})\s?o['’]clock(?![^\W_])")
_HOUR: Final = re.compile(rf"(\d{{1,2}})\s?(?:([ap])\.?m{_EDGE}\.?)(?:\s?{_ZONE})?", re.IGNORECASE)
_MILITARY: Final = re.compile(rf"([01]\d|2[0-3])([0-5]\d)\s{_ZONE}")
_DAY_TO_CLOCK: Final = re.compile(r"T|,?[\s\u00a0]{1,2}(?:at[\s\u00a0])?")
_CLOCK_TO_DAY: Final = re.compile(r"[\s\u00a0]{1,2}on[\s\u00a0]|,?[\s\u00a0]{1,2}")

_ORDINAL_QUARTERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_OF_YEAR: Final = rf"(?:(?:[\s\u00a0-]|\sof\s){_YEAR}|\s?{_SHORT})"
_QUARTER: Final = re.compile(
    rf"(?:Q([1-4])|([1-4])(?:Q|(?:st|nd|rd|th)[\s-](?i:quarter))"
    rf"|((?i:first|second|third|fourth))[\s-](?i:quarter)|Q\s?(IV|I{{1,3}})){_EDGE}{_OF_YEAR}?"
)
_SHORT_QUARTER: Final = re.compile(rf"([1-4])Q(\d\d){_EDGE}|((?:19|20)\d\d)[\s-]?Q([1-4]){_EDGE}")
_HALF_YEAR: Final = re.compile(
    rf"(?:H([12])|([12])H|((?i:first|second))[\s-](?i:half)(?:\sof)?)(?:[\s\u00a0]{_YEAR}|\s?{_SHORT})"
)
_ROMAN: Final = {"I": 1, "II": 2, "III": 3, "IV": 4}
_FISCAL: Final = re.compile(rf"FY\s?-?(?:{_YEAR}|['’]?(\d\d)(?!\d))(?:[/–-]\d\d(?!\d))?")
_DECADE: Final = re.compile(rf"((?:19|20)\d0)s{_EDGE}|['’]?(\d0)s{_EDGE}")
_DECADE_CUE: Final = re.compile(r"(?:['’]|\b(?:the|early|mid|late)[\s-])\Z", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Clock:
    end: int
    at: time
    zone: str
    offset: timedelta | None


def time_at(text: str, pos: int) -> tuple[Numeral, ...]:
    """The date, clock time, instant or calendar period that begins here; empty if none does.

    Two dates come back for ``24–27 March``.
    """
    if days := _days_at(text, pos):
        return days if len(days) > 1 else (_with_clock(text, days[0]),)
    if clock := _clock_at(text, pos):
        return (_with_day(text, pos, clock),)
    period = _period_at(text, pos)
    return (period,) if period else ()


def _named(text: str, start: int, end: int, unit: str, value: int = 0) -> Numeral:
    return Numeral(start=start, end=end, surface=text[start:end], value=Decimal(value), unit=unit)


def _dated(numeral: Numeral, year: int | None, month: int, day: int) -> Numeral:
    return replace(
        numeral, year=year, month=month, day_of_month=day, day=_calendar(year, month, day)
    )


def _calendar(year: int | None, month: int, day: int) -> date | None:
    """The day, or None without a year and for days that no calendar has (31 February)."""
    try:
        return None if year is None else date(year, month, day)
    except ValueError:
        return None


def _month(name: str) -> int:
    return MONTHS[name.lower()]


def _year(text: str | None, short: str | None = None) -> int | None:
    """The year, given in full or by its last two digits (of this century)."""
    if short:
        return 2000 + int(short)
    return int(text) if text else None


def _days_at(text: str, pos: int) -> tuple[Numeral, ...]:
    if match := _ISO.match(text, pos):
        year, month, day = (int(part) for part in match.groups() if part)
        return _one_day(text, match, year, month, day)
    if match := _DAY_MONTH.match(text, pos):
        first, last, name, year_text = match.groups()
        return _span_of_days(text, match, (1, 2), (_year(year_text), _month(name)), (first, last))
    if match := _MONTH_DAY.match(text, pos):
        name, first, last, year_text = match.groups()
        return _span_of_days(text, match, (2, 3), (_year(year_text), _month(name)), (first, last))
    if match := _SLASHED.match(text, pos):
        return _one_day(text, match, *_slashed(match))
    if match := _DASHED.match(text, pos):
        year = int(match[3] or 2000 + int(match[4]))
        return _one_day(text, match, year, _month(match[2]), int(match[1]))
    return ()


def _slashed(match: re.Match[str]) -> tuple[int, int, int]:
    """Year, month, day: the American order, unless points or a month above 12 say otherwise."""
    month, day = int(match[1] or match[5]), int(match[3] or match[6])
    if match[2] == "." or month > 12:
        month, day = day, month
    return int(match[4] or 2000 + int(match[7])), month, day


def _one_day(
    text: str, match: re.Match[str], year: int, month: int, day: int
) -> tuple[Numeral, ...]:
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return ()
    return (_dated(_named(text, match.start(), match.end(), "date"), year, month, day),)


def _span_of_days(
    text: str,
    match: re.Match[str],
    groups: tuple[int, int],
    when: tuple[int | None, int],
    days: tuple[str, str | None],
) -> tuple[Numeral, ...]:
    first, last = days
    if not all(1 <= int(day) <= 31 for day in days if day):
        return ()
    if last is None:
        whole = _named(text, match.start(), match.end(), "date")
        return (_dated(whole, when[0], when[1], int(first)),)
    cut = match.end(groups[0])
    return (
        _dated(_named(text, match.start(), cut, "date"), *when, int(first)),
        _dated(_named(text, match.start(groups[1]), match.end(), "date"), *when, int(last)),
    )


def _clock_at(text: str, pos: int) -> _Clock | None:
    if match := _CLOCK.match(text, pos):
        hour, minute, second, half, ahead, behind, hours, zone = match.groups()
        offset = _zone(zone, ahead or hours, behind or ("00" if hours else None))
        return _clock(match.end(), (hour, minute, second), half, offset)
    if match := _POINTED.match(text, pos):
        hour, minute, half, zone, other = match.groups()
        return _clock(match.end(), (hour, minute, "0"), half, _zone(zone or other, None, None))
    if match := _HOUR.match(text, pos):
        return _clock(match.end(), (match[1], "0", "0"), match[2], _zone(match[3], None, None))
    if match := _MILITARY.match(text, pos):
        parts = (match[1], match[2], "0")
        return _clock(match.end(), parts, None, _zone(match[3], None, None))
    return _named_clock(text, pos)


def _named_clock(text: str, pos: int) -> _Clock | None:
    """``noon UTC``, ``12 noon``, ``5 o'clock``; a bare ``midnight`` names no time zone's."""
    if match := _O_CLOCK.match(text, pos):
        return _clock(match.end(), (match[1], "0", "0"), None, ("", None))
    match = _NOON.match(text, pos)
    if match is None or not (match[1] or match[3]):
        return None
    hour = "12" if match[2].lower() == "noon" else "0"
    return _clock(match.end(), (hour, "0", "0"), None, _zone(match[3], None, None))


def _zone(name: str | None, ahead: str | None, minutes: str | None) -> tuple[str, timedelta | None]:
    if ahead and minutes:
        ahead = ahead.replace("−", "-")
        sign = -1 if ahead.startswith("-") else 1
        offset = timedelta(hours=int(ahead), minutes=sign * int(minutes))
        return ("UTC" if not offset else f"{int(ahead):+03d}:{minutes}"), offset
    label = (name or "").upper()
    label = _REGIONS.get(label, label)
    if label in {"UTC", "GMT", "Z"}:
        return "UTC", timedelta(0)
    return label, None


def _clock(
    end: int,
    parts: tuple[str, str, str | None],
    half: str | None,
    zone: tuple[str, timedelta | None],
) -> _Clock | None:
    hour, minute, second = (int(part or 0) for part in parts)
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    if hour > 23 or minute > 59 or second > 59:
        return None
    return _Clock(end, time(hour, minute, second), *zone)


def _with_clock(text: str, day: Numeral) -> Numeral:
    """The instant, where a clock time follows the date."""
    gap = _DAY_TO_CLOCK.match(text, day.end)
    clock = _clock_at(text, gap.end()) if gap else None
    if clock is None:
        return day
    return _instant(replace(day, end=clock.end, surface=text[day.start : clock.end]), clock)


def _with_day(text: str, pos: int, clock: _Clock) -> Numeral:
    """The clock time, or the instant where a date follows it."""
    gap = _CLOCK_TO_DAY.match(text, clock.end)
    days = _days_at(text, gap.end()) if gap else ()
    if len(days) == 1:
        end = days[0].end
        return _instant(replace(days[0], start=pos, surface=text[pos:end]), clock)
    return replace(_named(text, pos, clock.end, "time"), clock=clock.at, zone=clock.zone)


def _instant(day: Numeral, clock: _Clock) -> Numeral:
    moment = None
    if day.day is not None and clock.offset is not None:
        moment = _moment(day.day, clock.at, clock.offset)
    return replace(day, unit="instant", clock=clock.at, zone=clock.zone, moment=moment)


def _moment(day: date, at: time, offset: timedelta) -> datetime | None:
    """The moment in UTC; None where offset or calendar go beyond what exists."""
    try:
        return datetime.combine(day, at, timezone(offset)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _period_at(text: str, pos: int) -> Numeral | None:
    if match := _MONTH_YEAR.match(text, pos):
        found = _named(text, pos, match.end(), "month")
        return replace(found, month=_month(match[1]), year=int(match[2]))
    if match := _ISO_MONTH.match(text, pos):
        found = _named(text, pos, match.end(), "month")
        return replace(found, month=int(match[2]), year=int(match[1]))
    return _quarter(text, pos) or _year_or_decade(text, pos) or _bare_month(text, pos)


def _quarter(text: str, pos: int) -> Numeral | None:
    """``Q1 2026``, ``1Q26``, ``2026Q1``, ``the first quarter``, ``Q III``; ``H1 2026``."""
    if match := _SHORT_QUARTER.match(text, pos):
        number = int(match[1] or match[4])
        year = int(match[3] or 2000 + int(match[2]))
        return replace(_named(text, pos, match.end(), "quarter", number), year=year)
    unit, match = "quarter", _QUARTER.match(text, pos)
    if match is None:
        unit, match = "half-year", _HALF_YEAR.match(text, pos)
    if match is None:
        return None
    *numbers, year_text, short = match.groups()
    word = next(number for number in numbers if number)
    number = int(word) if word.isdecimal() else (_ROMAN | _ORDINAL_QUARTERS)[_plain(word)]
    return replace(_named(text, pos, match.end(), unit, number), year=_year(year_text, short))


def _plain(word: str) -> str:
    return word if word in _ROMAN else word.lower()


def _year_or_decade(text: str, pos: int) -> Numeral | None:
    """``FY2025``, ``FY25``; ``the 1990s``, ``the '90s``, by their first year."""
    if match := _FISCAL.match(text, pos):
        year = _year(match[1], match[2])
    elif (match := _DECADE.match(text, pos)) and (
        match[1] or _DECADE_CUE.search(text[max(0, pos - 6) : pos])
    ):
        century = 1900 if int(match[2] or 0) > 20 else 2000
        year = int(match[1]) if match[1] else century + int(match[2])
    else:
        return None
    return replace(_named(text, pos, match.end(), "year", year or 0), year=year)


def _bare_month(text: str, pos: int) -> Numeral | None:
    """``in March``: only behind a word that makes it a month."""
    match = _BARE_MONTH.match(text, pos)
    if match is None or not _MONTH_CUE.search(text[max(0, pos - 8) : pos]):
        return None
    return replace(_named(text, pos, match.end(), "month"), month=_month(match[1]))
