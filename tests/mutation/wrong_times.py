"""Wrong days, clock times and counts written as words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal

from tests.mutation import sites
from tests.mutation.errors import Fate, Kind, Mutation, Page
from tests.mutation.sites import MONTHS, WEEKDAYS, WORDS
from tests.mutation.truth import Figure
from tests.mutation.wrong_words import cased


def dates(page: Page) -> Iterator[Mutation]:
    """Every date and clock time, moved."""
    for match in sites.dates(page.seen):
        line = page.line(match.start())
        subjects = page.truth.subjects(line)
        clock = ":" in match[0] and "-" not in match[0]
        after, form = (_other_clock if clock else _other_day)(page, match[0])
        known = page.truth.happened(after, form, subjects)
        told = page.reworded(Kind.CLOCK if clock else Kind.DATE, match.start(), match[0], after)
        yield page.changed(
            told.kind, told.start, told.before, told.after, Fate.TRUE if known else told.fate
        )


def _other_day(page: Page, printed: str) -> tuple[str, str]:
    days = page.draw.choice((-1, 1, 1, -1, 7, -30, 365, -366, 10))
    if "T" in printed:
        moment = datetime.fromisoformat(printed) + timedelta(days=days)
        return f"{moment:%Y-%m-%dT%H:%M:%SZ}", "%Y-%m-%dT%H:%M:%SZ"
    day, month, year = printed.split()
    moment = datetime(int(year), MONTHS.index(month) + 1, int(day)) + timedelta(days=days)  # noqa: DTZ001 - a day has no zone
    return f"{moment.day} {moment:%B %Y}", "%-d %B %Y"


def _other_clock(page: Page, printed: str) -> tuple[str, str]:
    minutes = page.draw.choice((-60, 60, 1, -1, 10, 120, 480, -240, 720))
    moment = datetime.strptime(printed, "%H:%M") + timedelta(days=1, minutes=minutes)  # noqa: DTZ007 - a clock time has no zone
    return f"{moment:%H:%M}", "%H:%M"


def weekdays(page: Page) -> Iterator[Mutation]:
    """Every weekday, another one."""
    for match in re.finditer("|".join(WEEKDAYS), page.seen):
        place = WEEKDAYS.index(match[0])
        other = WEEKDAYS[(place + page.draw.choice((1, 2, -1))) % 7]
        yield page.reworded(Kind.DATE, match.start(), match[0], other)


_IN_WORDS = {
    **{word: WORDS[i + 1] for i, word in enumerate(WORDS[2:-1], 2)},
    "both": "all three", "twice": "three times", "half": "a third", "double": "triple",
    "doubled": "tripled", "doubles": "triples", "third": "fourth", "second": "third",
    "fortnight": "month", "halves": "doubles", "fifth": "sixth",
}  # fmt: skip
_COUNTED = re.compile(
    r" (?=(?:outlets?|items?|symbols?|settlements?|feeds?|stories|sources?|past|of|employees"
    r"|members|contracts?|tokens?|votes?|months|days|times)\b)"
)


def counts(page: Page) -> Iterator[Mutation]:
    """Counts in words, and small figures written out wrongly."""
    pattern = rf"(?<![-\w])(?:{'|'.join(_IN_WORDS)})(?![-\w])"
    for match in re.finditer(pattern, page.seen, re.IGNORECASE):
        other = cased(_IN_WORDS[match[0].lower()], match[0])
        number = WORDS.index(other.lower()) if other.lower() in WORDS else None
        yield _counted(page, match.start(), match[0], other, number)
    for printed in sites.figures(page.seen):
        plain = printed.number.isdigit() and not (printed.unit or printed.sign or printed.money)
        if plain and 1 < int(printed.number) < 20 and _COUNTED.match(page.seen, printed.end):
            wrong = int(printed.number) + page.draw.choice((1, -1))
            yield _counted(page, printed.start, printed.number, WORDS[wrong], wrong)


def _counted(page: Page, at: int, before: str, after: str, number: int | None) -> Mutation:
    told = page.reworded(Kind.WORD, at, before, after)
    if number is None or sites.quote_of(page.text, at) is not None:
        return told
    line = page.line(at)
    figure = Figure(Decimal(number), Decimal(0), "plain", signed=False)
    known = page.truth.holds(figure, page.truth.subjects(line))
    return page.changed(told.kind, at, before, after, Fate.TRUE if known else told.fate)
