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

_DAY_MONTH: Final = re.compile(
    rf"{_DAY}(?:{_DASH}{_DAY})?{_WS}(?:of\s)?{_MONTH}{_EDGE}(?:,?{_WS}{_YEAR})?"
)
_MONTH_DAY: Final = re.compile(
    rf"{_MONTH}{_WS}{_DAY}(?![\d%:]|[.,]\d)(?:{_DASH}{_DAY}(?![\d%:]))?(?:(?:,{_WS}|{_WS}){_YEAR})?"
)
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

_ZONE: Final = rf"({'|'.join(sorted(ZONES, key=len, reverse=True))}){_EDGE}"
_OFFSET: Final = r"([+-]\d\d):?(\d\d)(?!\d)"
_CLOCK: Final = re.compile(
    r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,]\d{1,9})?)?(?![\d:])"
    rf"(?:\s?([ap])\.?m\b\.?)?(?:\s?{_ZONE}|\s?{_OFFSET})?",
    re.IGNORECASE,
)
_HOUR: Final = re.compile(rf"(\d{{1,2}})\s?(?:([ap])\.?m{_EDGE}\.?)(?:\s?{_ZONE})?", re.IGNORECASE)
_MILITARY: Final = re.compile(rf"([01]\d|2[0-3])([0-5]\d)\s{_ZONE}")
_DAY_TO_CLOCK: Final = re.compile(r"T|,?[\s\u00a0]{1,2}(?:at[\s\u00a0])?")
_CLOCK_TO_DAY: Final = re.compile(r"[\s\u00a0]{1,2}on[\s\u00a0]|,?[\s\u00a0]{1,2}")

_ORDINAL_QUARTERS: Final = {"first": 1, "second": 2, "third": 3, "fourth": 4}
_QUARTER: Final = re.compile(
    rf"(?:Q([1-4])|([1-4])(?:Q|(?:st|nd|rd|th)[\s-](?i:quarter))"
    rf"|((?i:first|second|third|fourth))[\s-](?i:quarter)){_EDGE}"
    rf"(?:(?:[\s\u00a0-]|\sof\s){_YEAR})?"
)
_HALF_YEAR: Final = re.compile(
    rf"(?:H([12])|([12])H|((?i:first|second))[\s-](?i:half)(?:\sof)?)[\s\u00a0]{_YEAR}"
)
_FISCAL: Final = re.compile(rf"FY\s?-?{_YEAR}")
_DECADE: Final = re.compile(rf"((?:19|20)\d0)s{_EDGE}")


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


def _year(text: str | None) -> int | None:
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
        hour, minute, second, half, zone, ahead, behind = match.groups()
        return _clock(match.end(), (hour, minute, second), half, _zone(zone, ahead, behind))
    if match := _HOUR.match(text, pos):
        return _clock(match.end(), (match[1], "0", "0"), match[2], _zone(match[3], None, None))
    if match := _MILITARY.match(text, pos):
        parts = (match[1], match[2], "0")
        return _clock(match.end(), parts, None, _zone(match[3], None, None))
    return None


def _zone(name: str | None, ahead: str | None, minutes: str | None) -> tuple[str, timedelta | None]:
    if ahead and minutes:
        sign = -1 if ahead.startswith("-") else 1
        offset = timedelta(hours=int(ahead), minutes=sign * int(minutes))
        return ("UTC" if not offset else f"{ahead}:{minutes}"), offset
    label = (name or "").upper()
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
    if match := _QUARTER.match(text, pos):
        number = int(match[1] or match[2] or _ORDINAL_QUARTERS[match[3].lower()])
        return replace(_named(text, pos, match.end(), "quarter", number), year=_year(match[4]))
    if match := _HALF_YEAR.match(text, pos):
        number = int(match[1] or match[2] or _ORDINAL_QUARTERS[match[3].lower()])
        return replace(_named(text, pos, match.end(), "half-year", number), year=_year(match[4]))
    if match := _FISCAL.match(text, pos) or _DECADE.match(text, pos):
        return replace(_named(text, pos, match.end(), "year", int(match[1])), year=int(match[1]))
    return _bare_month(text, pos)


def _bare_month(text: str, pos: int) -> Numeral | None:
    """``in March``: only behind a word that makes it a month."""
    match = _BARE_MONTH.match(text, pos)
    if match is None or not _MONTH_CUE.search(text[max(0, pos - 8) : pos]):
        return None
    return replace(_named(text, pos, match.end(), "month"), month=_month(match[1]))
