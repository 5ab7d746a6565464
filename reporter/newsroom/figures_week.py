"""Charts of the past week: settled funding, open interest, basis."""

from __future__ import annotations

import re
from dataclasses import replace

from reporter import signals
from reporter.model import metrics as m
from reporter.newsroom.captions import Captions
from reporter.newsroom.figures_subject import Drawn, Subject
from reporter.rendering.charts_axis import PLAIN, Ticks
from reporter.rendering.charts_frame import Tag
from reporter.rendering.charts_week import WeekView, bar_chart, line_chart

_COUNTABLE = re.compile(r"(?:10*)?[A-Z]")

_SIDES = {-1: "below", 0: "at", 1: "above"}


def funding(subject: Subject) -> Drawn | None:
    """Settled rates beside their median; None with fewer than two in a week."""
    if subject.data is None or not subject.read.has(m.FUNDING_SETTLED):
        return None
    rates = signals.funding_history(subject.data, subject.setup.as_of)
    points = tuple((time, 100 * float(rate)) for time, rate in rates)
    if len(points) < 2:
        return None
    median = subject.read.has(m.FUNDING_MEDIAN)
    annual = subject.read.has(m.FUNDING_SETTLED_ANNUAL)
    words = _funding_words(subject, median=median, annual=annual)
    note = subject.read.ref(m.FUNDING_SETTLED_ANNUAL) if annual else "last settled"
    last = subject.tag(m.FUNDING_SETTLED, "short", note)
    usual = subject.tag(m.FUNDING_MEDIAN, "short", "median") if median else None
    view = WeekView(
        **subject.told("funding", words),
        points=points,
        last=_in_percent(last),
        median=_in_percent(usual) if usual else None,
        zero=True,
        printed=Ticks(suffix="%"),
    )
    return Drawn(chart=bar_chart(view), words=words.all)


def _in_percent(tag: Tag) -> Tag:
    return replace(tag, value=100 * tag.value)


def _funding_words(subject: Subject, *, median: bool, annual: bool) -> Captions:
    read, symbol = subject.read, subject.symbol
    settled, usual = read.ref(m.FUNDING_SETTLED, "short"), read.ref(m.FUNDING_MEDIAN, "short")
    yearly = read.ref(m.FUNDING_SETTLED_ANNUAL) if annual else "last settled"
    title = f"{symbol} funding settles at {read.ref(m.FUNDING_SETTLED)}"
    told = f"{symbol} funding last settled at {read.ref(m.FUNDING_SETTLED)}"
    if median:
        title = f"{symbol} funding settles {_side_of_median(subject)} its median"
        told += f"; the median of its own history is {read.ref(m.FUNDING_MEDIAN)}"
    return Captions(
        title=title,
        subtitle="Settled rates of the past week" + ("; dashed: own median" if median else ""),
        source=f"{read.ref(m.VENUE)}, settled {read.ref(m.FUNDING_SETTLED_TIME)}",
        alt=f"{told}.",
        labels=(settled, yearly, *([usual, "median"] if median else [])),
    )


def _side_of_median(subject: Subject) -> str:
    """On which side of its median the settled rate stands, as both are printed."""
    if subject.read.alike(m.FUNDING_SETTLED, m.FUNDING_MEDIAN):
        return _SIDES[0]
    settled, median = subject.number(m.FUNDING_SETTLED), subject.number(m.FUNDING_MEDIAN)
    return _SIDES[1 if settled > median else -1]


def open_interest(subject: Subject) -> Drawn | None:
    """Open contracts in coins; None with no sample before the present one."""
    metric, note = _interest(subject)
    if subject.data is None or not subject.read.has(m.OPEN_INTEREST_COINS, metric):
        return None
    as_of = subject.setup.as_of
    past = signals.open_interest_history(subject.data, as_of)
    now = subject.number(m.OPEN_INTEREST_COINS)
    return _line(
        subject,
        "open-interest",
        _interest_words(subject),
        (*(point for point in past if point[0] < as_of), (as_of, now)),
        replace(subject.tag(metric, "short", note), value=now),
        Ticks(scaled=True),
    )


def _interest(subject: Subject) -> tuple[str, str]:
    """What is printed of the open interest, and the note beside it.

    Coins by their name where an amount of them can be read as one: "3 million 4" cannot.
    """
    read = subject.read
    if not _COUNTABLE.match(subject.setup.instrument.base):
        return m.OPEN_INTEREST, "last"
    worth = read.ref(m.OPEN_INTEREST, "short") if read.has(m.OPEN_INTEREST) else "last"
    return m.OPEN_INTEREST_COINS, worth


def _interest_words(subject: Subject) -> Captions:
    read, symbol = subject.read, subject.symbol
    metric, note = _interest(subject)
    printed = read.ref(metric, "short")
    coins = read.base if metric == m.OPEN_INTEREST_COINS else "coins"
    change = read.sign(m.OPEN_INTEREST_CHANGE)
    moved = f" {read.ref(m.OPEN_INTEREST_CHANGE, 'size')} in a day"
    title = {
        1: f"{symbol} open interest rises{moved}",
        -1: f"{symbol} open interest falls{moved}",
        0: f"{symbol} open interest stands at {printed}",
    }[change]
    told = f"{symbol} open interest stands at {read.ref(metric)}"
    return Captions(
        title=title,
        subtitle=f"Open contracts in {coins}, past week",
        source=subject.source,
        alt=f"{title}; it stands at {read.ref(metric)}." if change else f"{told}.",
        labels=(printed, note),
    )


def basis(subject: Subject) -> Drawn | None:
    """The mark against the index; None with no premium before the present one."""
    if subject.data is None or not subject.read.has(m.BASIS):
        return None
    as_of = subject.setup.as_of
    past = signals.premium_history(subject.data, as_of)
    points = tuple(point for point in past if point[0] < as_of)
    points += ((as_of, subject.number(m.BASIS)),)
    last = subject.tag(m.BASIS, "full", "last")
    return _line(subject, "basis", _basis_words(subject), points, last, PLAIN, zero=True)


def _basis_words(subject: Subject) -> Captions:
    read, symbol = subject.read, subject.symbol
    sign = read.sign(m.BASIS)
    apart = f"{read.ref(m.BASIS, 'size')} " if sign else ""
    finding = f"{symbol} mark is {apart}{_SIDES[sign]} its index"
    return Captions(
        title=finding,
        subtitle="Premium over the index by the hour, in basis points",
        source=subject.source,
        alt=f"{finding}, a basis of {read.ref(m.BASIS)}.",
        labels=(read.ref(m.BASIS), "last"),
    )


def _line(
    subject: Subject,
    kind: str,
    words: Captions,
    points: signals.Column,
    last: Tag,
    printed: Ticks,
    *,
    zero: bool = False,
) -> Drawn | None:
    if len(points) < 2:
        return None
    told = subject.told(kind, words)
    view = WeekView(**told, points=points, last=last, zero=zero, printed=printed)
    return Drawn(chart=line_chart(view), words=words.all)
