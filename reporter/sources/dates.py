"""Times as feeds write them, read with their real offsets.

The usual readers take ``BST`` or ``CET`` for UTC without a word, and accept offsets that no
place on Earth has. Here the common forms are read by hand with a table of zones; only what
is left goes to dateparser, which is slow to load.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

EARLIEST = datetime(2000, 1, 1, tzinfo=UTC)
"""Nothing that a feed offers as news is older; such times are mistakes."""

_LONGEST = 80
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split()  # noqa: SIM905 - reads better
_ZONE_HOURS = {
    "": 0.0, "z": 0, "ut": 0, "utc": 0, "gmt": 0, "wet": 0,
    "west": 1, "bst": 1, "cet": 1, "met": 1, "cest": 2, "mest": 2, "eet": 2, "sast": 2,
    "eest": 3, "msk": 3, "gst": 4, "ist": 5.5, "sgt": 8, "hkt": 8, "awst": 8,
    "jst": 9, "kst": 9, "acst": 9.5, "aest": 10, "acdt": 10.5, "aedt": 11, "nzst": 12, "nzdt": 13,
    "nst": -3.5, "ndt": -2.5, "ast": -4, "adt": -3, "est": -5, "edt": -4, "cst": -6, "cdt": -5,
    "mst": -7, "mdt": -6, "pst": -8, "pdt": -7, "akst": -9, "akdt": -8, "hst": -10,
}  # fmt: skip
_OFFSET = re.compile(r"(?:utc|gmt)?([+-])(\d{1,2}):?(\d{2})?", re.ASCII)
_LARGEST_OFFSET = timedelta(hours=14)
_TIME = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,](?P<part>\d+))?)?"
_ZONE = r"\s*(?P<zone>[a-z]*(?:[+-]\d{1,2}(?::?\d{2})?)?)"
_RFC_822 = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s+)?(?P<day>\d{1,2})[\s-]+(?P<name>[a-z]{3,9})\.?[\s-]+"
    rf"(?P<year>\d{{4}}|\d{{2}})(?:,?\s+{_TIME}{_ZONE})?",
    re.ASCII,
)
_ISO_8601 = re.compile(
    rf"(?P<year>\d{{4}})-(?P<month>\d{{2}})-(?P<day>\d{{2}})(?:(?:t|\s+){_TIME}{_ZONE})?", re.ASCII
)
_COMPACT = re.compile(
    r"(?P<year>\d{4})(?P<month>\d{2})(?P<day>\d{2})"
    rf"(?:t(?P<hour>\d{{2}})(?P<minute>\d{{2}})(?P<second>\d{{2}})?{_ZONE})?",
    re.ASCII,
)
_EPOCH = re.compile(r"(\d{10})(?:\.\d+)?|(\d{13})", re.ASCII)
_NUMERIC = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-]\d{2,4}\b.*", re.ASCII)
_ZONED = re.compile(
    r"(?:\d:\d{2}|t\d{4}(?:\d{2})?)(?:[.,]\d+)?\s*(?:[ap]\.?m\.?)?\s*"
    r"(?:z|(?!am|pm)[a-z]{2,5}|(?:utc|gmt)?[+-]\d.*)\Z",
    re.ASCII,
)
_CLOCKED = re.compile(r"\d:\d{2}|\dt\d{2}|\d\s*[ap]\.?m\b", re.ASCII)
_COMMENT = re.compile(r"\s*\([^()]*\)$")


def parse_date(raw: str, *, latest: datetime | None = None) -> datetime | None:
    """The time in UTC, or None where it is missing, unreadable, ambiguous or out of range.

    A time without zone is taken as UTC, a date without time as its midnight. ``03/04/2026``
    may be March or April, so it is None. Times before 2000 or after ``latest`` are None.
    """
    text = raw.strip().lower()
    if not text or len(text) > _LONGEST:
        return None
    moment = _read(_COMMENT.sub("", text))
    if moment is None or moment < EARLIEST or (latest is not None and moment > latest):
        return None
    return moment


def names_zone(raw: str) -> bool:
    """Whether a time that can be read says itself how far it is from UTC, as an epoch does."""
    text = _COMMENT.sub("", raw.strip().lower())
    return _EPOCH.fullmatch(text) is not None or _ZONED.search(text) is not None


def names_clock(raw: str) -> bool:
    """Whether a time that can be read names more than its day."""
    text = _COMMENT.sub("", raw.strip().lower())
    return _EPOCH.fullmatch(text) is not None or _CLOCKED.search(text) is not None


def _read(text: str) -> datetime | None:
    if epoch := _EPOCH.fullmatch(text):
        seconds = int(epoch[1]) if epoch[1] else int(epoch[2]) / 1000
        return datetime.fromtimestamp(seconds, UTC)
    for form in (_RFC_822, _ISO_8601, _COMPACT):
        if match := form.fullmatch(text):
            return _from_parts(match.groupdict(default=""))
    return _read_slowly(text)


def _from_parts(parts: dict[str, str]) -> datetime | None:
    offset = _offset(parts["zone"])
    try:
        month = int(parts["month"]) if "month" in parts else _MONTHS.index(parts["name"][:3]) + 1
        local = datetime(
            _full_year(parts["year"]),
            month,
            int(parts["day"]),
            int(parts["hour"] or 0),
            int(parts["minute"] or 0),
            min(int(parts["second"] or 0), 59),  # a leap second has no place in datetime
            int(parts.get("part", "").ljust(6, "0")[:6]),
            tzinfo=timezone(offset) if offset is not None else None,
        )
        return local.astimezone(UTC) if offset is not None else None
    except (ValueError, OverflowError):
        return None


def _full_year(year: str) -> int:
    """RFC 822 wrote two digits; RFC 2822 says how to read them."""
    number = int(year)
    if len(year) == 2:
        number += 2000 if number < 50 else 1900
    return number


def _offset(zone: str) -> timedelta | None:
    """How far a zone is ahead of UTC, or None for one that is unknown or impossible."""
    if zone in _ZONE_HOURS:
        return timedelta(hours=_ZONE_HOURS[zone])
    match = _OFFSET.fullmatch(zone)
    if match is None:
        return None
    size = timedelta(hours=int(match[2]), minutes=int(match[3] or 0))
    if size > _LARGEST_OFFSET:
        return None
    return -size if match[1] == "-" else size


def _read_slowly(text: str) -> datetime | None:
    """Long forms, other languages and day-first numbers; never relative to today."""
    numeric = _NUMERIC.fullmatch(text)
    if numeric and numeric[1] != numeric[2] and max(int(numeric[1]), int(numeric[2])) <= 12:
        return None
    import dateparser

    try:
        moment = dateparser.parse(
            text,
            languages=["en", "fr", "de", "es"],
            settings={
                "PARSERS": ["absolute-time"],
                "REQUIRE_PARTS": ["day", "month", "year"],
                "RELATIVE_BASE": datetime(2000, 1, 1),  # noqa: DTZ001 - dateparser wants it naive
                "TIMEZONE": "UTC",
                "TO_TIMEZONE": "UTC",
                "RETURN_AS_TIMEZONE_AWARE": True,
            },
        )
    except (ValueError, TypeError, OverflowError, AttributeError, IndexError, KeyError):
        return None  # dateparser promises None, but odd input has made it raise
    return moment.astimezone(UTC) if moment is not None else None
