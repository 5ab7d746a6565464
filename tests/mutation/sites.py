"""Where an error can be made: regular expressions over a finished file, none of the project's.

Positions are those of the file's own text. What no reader sees as text (link targets, tags,
styles, drawings) is blanked out first, character for character.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from tests.mutation.truth import Figure

BLANK = "\x01"
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
WEEKDAYS = (
    "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
)  # fmt: skip
WORDS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
    "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen",
    "nineteen", "twenty", "twenty-one",
)  # fmt: skip

_MARKDOWN = re.compile(
    r"\]\([^)\n]*\)|<[^>\n]*>|^(?:slug|tags|draft|sample|author|link|canonical)[^\n]*$"
    r"|\[\\\[\d+\\\]",
    re.MULTILINE,
)
_HTML = re.compile(
    r"<(style|script|svg|head)\b.*?</\1>|<[^>]*>|&#?\w+;|\[\d+\]|sha256:\w+",
    re.DOTALL | re.IGNORECASE,
)
_MAIL = re.compile(r"https?://\S+|\[\d+\]|^\d+\. ", re.MULTILINE)
_MASKS = {"md": _MARKDOWN, "html": _HTML, "eml": _MAIL, "pdf": _MAIL}

_TICKER = r"\b\d*[A-Z]{2,}[A-Z0-9]*\b|\b[A-Z]\d+[A-Z0-9]*\b|\b\d+-[A-Z]\b|\bAccNo: \S+|\b\d{6,}\b"
_DATE = rf"\b\d{{1,2}} (?:{'|'.join(MONTHS)}) \d{{4}}\b"
_ISO = r"\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ"
_CLOCK = r"\b\d\d:\d\d\b"
_APART = re.compile(f"{_DATE}|{_ISO}|{_CLOCK}|{_TICKER}|^\\d+\\.\\x20", re.MULTILINE)
_FIGURE = re.compile(
    r"(?P<sign>[−+-](?=[$€£\d]))?(?P<money>[$€£])?(?<![\d.,])"
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?![\d,]*\d)"
    r"(?P<unit>%(?:\ (?:per\ \d+\ h|a\ year)\b)?|\ bps\b|\ basis\ points?\b|\ percentage\ points?\b"
    r"|\ (?:thousand|million|billion|trillion)\b|[KMB]\b|(?:st|nd|rd|th)\b(?:\ percentile)?|x\b"
    r"|\ (?:h|min|hours?|minutes?|days?|weeks?|months?|years?)\b)?"
)
_STOP = re.compile(r"(?<=[.!?”\])]) (?=[A-Z“_*$])")
_SCALES = {"thousand": 3, "million": 6, "billion": 9, "trillion": 12, "K": 3, "M": 6, "B": 9}


@dataclass(frozen=True, slots=True)
class Printed:
    """A figure in the text, in its parts."""

    start: int
    end: int
    sign: str
    money: str
    number: str
    unit: str

    @property
    def text(self) -> str:
        return f"{self.sign}{self.money}{self.number}{self.unit}"


def masked(text: str, form: str) -> str:
    """The text with blanks where no reader sees text, and with plain spaces."""
    plain = text.replace("\xa0", " ").replace("\u202f", " ")
    return _MASKS[form].sub(lambda match: BLANK * len(match[0]), plain)


def figures(seen: str) -> Iterator[Printed]:
    """Every figure that is no date, clock time or part of a name."""
    plain = _APART.sub(lambda match: BLANK * len(match[0]), seen)
    for match in _FIGURE.finditer(plain):
        yield Printed(
            start=match.start(),
            end=match.end(),
            sign=match["sign"] or "",
            money=match["money"] or "",
            number=match["number"],
            unit=match["unit"] or "",
        )


def dates(seen: str) -> Iterator[re.Match[str]]:
    """Every day, instant and clock time."""
    return re.finditer(f"{_DATE}|{_ISO}|{_CLOCK}(?= UTC)", seen)


def figure(printed: Printed) -> Figure:
    """What a printed figure amounts to."""
    plain = printed.number.replace(",", "")
    decimals = len(plain.partition(".")[2])
    scale = Decimal(1).scaleb(_SCALES.get(printed.unit.strip(), 0))
    value = Decimal(plain) * scale
    return Figure(
        value=-value if printed.sign in ("−", "-") else value,
        slack=scale * Decimal(5).scaleb(-decimals - 1),
        family=family(printed),
        signed=bool(printed.sign),
    )


def family(printed: Printed) -> str:
    """What kind of figure it is, by its unit."""
    unit = printed.unit.strip()
    if unit.startswith("%"):
        return "percent"
    if unit in ("bps", "basis points", "basis point"):
        return "bps"
    if printed.money:
        return "money"
    if unit.startswith(("st", "nd", "rd", "th")):
        return "rank" if "percentile" in unit else "plain"
    if unit in ("h", "hours", "hour"):
        return "hours"
    return "plain" if unit in ("", "x", *_SCALES) else unit.removesuffix("s")


def line_of(text: str, at: int) -> tuple[int, int]:
    """Start and end of the line that a place stands in."""
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def sentence_of(text: str, at: int) -> tuple[int, int]:
    """Start and end of the sentence that a place stands in, within its line."""
    start, end = line_of(text, at)
    stops = [stop.start() for stop in _STOP.finditer(text, start, end)]
    return (
        max((stop + 1 for stop in stops if stop < at), default=start),
        min((stop for stop in stops if stop >= at), default=end),
    )


def quote_of(text: str, at: int) -> tuple[int, int] | None:
    """Start and end of the words within the quotation marks around a place."""
    start, end = line_of(text, at)
    opening = text.rfind("“", start, at + 1)
    closing = text.find("”", at, end)
    if opening < 0 or closing < 0 or text.find("”", opening, at) >= 0:
        return None
    return opening + 1, closing
