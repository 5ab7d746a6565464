"""Charts of a bar a row: long and short by population, odds by level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from reporter.model import metrics as m
from reporter.model.setup import Side
from reporter.newsroom.captions import Captions, level_ids
from reporter.newsroom.figures_subject import Drawn, Subject
from reporter.rendering.charts_rows import (
    Odds,
    OddsView,
    Share,
    SharesView,
    odds_chart,
    shares_chart,
)

_POPULATIONS: Final = (
    ("Top traders by position", m.TOP_POSITION_LONG, m.TOP_POSITION_SHORT),
    ("Top traders by account", m.TOP_ACCOUNT_LONG, m.TOP_ACCOUNT_SHORT),
    ("All accounts", m.GLOBAL_ACCOUNT_LONG, m.GLOBAL_ACCOUNT_SHORT),
)
_TAKERS: Final = "Takers, by volume of a day"
_HORIZONS: Final = (
    ("odds_settlement", m.FUNDING_NEXT_TIME),
    ("odds_24h", m.HORIZON_DAY),
    ("odds_72h", m.HORIZON_THREE_DAYS),
)
"""Odds of a level, and the fact that says how far they look ahead."""


def positioning(subject: Subject) -> Drawn | None:
    """Long and short shares of the populations that the venue tells of; None without any."""
    found = [row for row in _POPULATIONS if subject.read.has(*row[1:])]
    if not found:
        return None
    shares = [
        Share(
            name=name,
            percent=subject.number(long),
            long=f"{subject.printed(long)} long",
            short=f"{subject.printed(short)} short",
        )
        for name, long, short in found
    ]
    takers = subject.read.has(m.TAKER_BUYS_DAY)
    if takers:
        bought = f"{subject.printed(m.TAKER_BUYS_DAY)} bought"
        shares.append(Share(name=_TAKERS, percent=subject.number(m.TAKER_BUYS_DAY), long=bought))
    words = _share_words(subject, found, takers=takers)
    view = SharesView(**subject.told("positioning", words), shares=tuple(shares))
    return Drawn(chart=shares_chart(view), words=words.all)


def _share_words(subject: Subject, found: list[tuple[str, str, str]], *, takers: bool) -> Captions:
    read, symbol = subject.read, subject.symbol
    sides = {_majority(subject, long, short) for _, long, short in found}
    title = {
        frozenset({1}): f"More long than short on {symbol}",
        frozenset({-1}): f"More short than long on {symbol}",
        frozenset({0}): f"As much long as short on {symbol}",
    }.get(frozenset(sides), f"Populations differ on {symbol}")
    told = [
        f"{name}: {read.ref(long)} long, {read.ref(short)} short" for name, long, short in found
    ]
    labels = [
        text
        for name, long, short in found
        for text in (name, f"{read.ref(long)} long", f"{read.ref(short)} short")
    ]
    if takers:
        labels += [_TAKERS, f"{read.ref(m.TAKER_BUYS_DAY)} bought"]
    return Captions(
        title=title,
        subtitle="Share of each population, in percent",
        source=subject.source,
        alt=f"{title}. {'; '.join(told)}.",
        labels=tuple(labels),
    )


def _majority(subject: Subject, long: str, short: str) -> int:
    """1 where longs have more, -1 where shorts have, 0 where both print the same."""
    if subject.read.alike(long, short):
        return 0
    return 1 if subject.number(long) > subject.number(short) else -1


def odds(subject: Subject, *, wide: bool = False) -> Drawn | None:
    """The odds that the price trades at each level; None without calibrated odds.

    ``wide`` draws them over the whole measure.
    """
    columns = [column for column in _HORIZONS if any(_has_odds(subject, column))]
    if not columns:
        return None
    levels = [
        Odds(
            side=side,
            price=subject.printed(metric),
            odds=tuple(_odds_of(subject, f"{metric}.{name}") for name, _ in columns),
        )
        for side, metric in _levels(subject)
    ]
    words = _odds_words(subject, columns)
    heads = tuple(subject.filled(_head(subject, hours)) for _, hours in columns)
    told = subject.told("odds", words)
    view = OddsView(**told, horizons=heads, levels=tuple(levels), wide=wide)
    return Drawn(chart=odds_chart(view), words=words.all)


def _levels(subject: Subject) -> list[tuple[Side, str]]:
    """Side and metric of each level, the highest first."""
    start = len(subject.setup.instrument.key) + 1
    found = level_ids(subject.setup, subject.sheet)
    return [(side, fact_id[start:]) for side, fact_id in reversed(found)]


def _has_odds(subject: Subject, column: tuple[str, str]) -> Iterator[bool]:
    name, hours = column
    for _, metric in _levels(subject):
        yield subject.read.has(f"{metric}.{name}", hours)


def _odds_of(subject: Subject, metric: str) -> tuple[float, str] | None:
    if not subject.read.has(metric):
        return None
    return subject.number(metric), subject.printed(metric)


def _head(subject: Subject, ahead: str) -> str:
    """The head of a column: how far its odds look ahead."""
    if ahead == m.FUNDING_NEXT_TIME:
        return f"by {subject.read.ref(ahead, 'clock')}"
    return subject.read.ref(ahead)


def _odds_words(subject: Subject, columns: list[tuple[str, str]]) -> Captions:
    read = subject.read
    name, hours = columns[-1]
    _, best = max(
        ((subject.number(f"{metric}.{name}"), metric) for _, metric in _levels(subject)
         if read.has(f"{metric}.{name}")),
        key=lambda pair: pair[0],
    )  # fmt: skip
    head = _head(subject, hours)
    within = head if hours == m.FUNDING_NEXT_TIME else f"in {head}"
    told = f"{read.ref(best)} with odds of {read.ref(f'{best}.{name}')} {within}"
    rows = [
        [read.ref(fact) for fact in (metric, *(f"{metric}.{one}" for one, _ in columns))
         if read.has(fact)]
        for _, metric in _levels(subject)
    ]  # fmt: skip
    figures = (figure for row in rows for figure in row)
    return Captions(
        title=f"{subject.symbol} level likeliest to trade: {read.ref(best)}",
        subtitle="Modelled odds that each level trades, by horizon",
        source=subject.source,
        alt=f"The modelled {subject.symbol} level likeliest to trade is {told}.",
        labels=(*(_head(subject, hours) for _, hours in columns), *figures, *map(" | ".join, rows)),
    )
