"""Read, measure, assemble: from sealed bytes to a fact sheet that passed its gates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from reporter import checking, ledger, news, signals
from reporter.model import metrics
from reporter.model.desk import Desk
from reporter.model.errors import (
    Held,
    NothingNewsworthy,
    SourceRefused,
    SourceUnavailable,
    TooFewSources,
)
from reporter.model.facts import Fact, FactSheet
from reporter.model.market import Gap
from reporter.model.news import Item, Story
from reporter.model.setup import Setup
from reporter.model.verdict import Finding, Severity
from reporter.net.request import Fetcher
from reporter.newsroom.config import Config
from reporter.newsroom.gather import feed_spec
from reporter.signals.series import SymbolData
from reporter.sources.binance import read_market
from reporter.sources.feeds import fetch_feed, parse_feed

STORIES_TOLD = 12
"""How many ranked stories an edition keeps; the rest stays in the snapshot."""

QUARANTINE = {
    metrics.FUNDING_SETTLED: "funding",
    metrics.FUNDING_PERCENTILE: "funding",
    metrics.FUNDING_MEDIAN: "funding",
    metrics.FUNDING_LOW: "funding",
    metrics.FUNDING_HIGH: "funding",
    metrics.FUNDING_RUNNING: metrics.FUNDING_RUNNING,
    metrics.FUNDING_CAP: metrics.FUNDING_CAP,
    metrics.FUNDING_FLOOR: metrics.FUNDING_FLOOR,
    metrics.OPEN_INTEREST_COINS: metrics.OPEN_INTEREST_COINS,
    metrics.OPEN_INTEREST_BEFORE: "open_interest",
    metrics.LIQUIDATIONS_ABOVE: "open_interest",
    metrics.LIQUIDATIONS_BELOW: "open_interest",
    metrics.PRICE: metrics.PRICE,
    metrics.PRICE_DAY_AGO: "candles",
    metrics.VOLATILITY: "candles",
    metrics.INVALIDATION: "candles",
    metrics.MARK: metrics.MARK,
    metrics.INDEX: metrics.INDEX,
    metrics.TOP_POSITION_RATIO: "top_position",
    metrics.TOP_ACCOUNT_RATIO: "top_account",
    metrics.GLOBAL_ACCOUNT_RATIO: "global_account",
    metrics.TAKER_RATIO: "taker",
}
"""Which reading or history of ``SymbolData`` a measured figure comes from."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsRead:
    """What the feeds gave: stories ranked best first, and what was dropped or is missing."""

    items: tuple[Item, ...]
    stories: tuple[Story, ...]
    gaps: tuple[Gap, ...]
    dropped: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The fact sheet with the setups it was made from, and what the gates quarantined."""

    data: tuple[SymbolData, ...]
    setups: tuple[Setup, ...]
    sheet: FactSheet
    quarantined: tuple[Gap, ...]
    refused: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def read(config: Config, fetcher: Fetcher, as_of: datetime) -> NewsRead:
    """Parse the feeds and group their items into ranked stories.

    A feed that cannot be read is a gap. Raises ``TooFewSources`` where none can be read and
    ``NothingNewsworthy`` where no story is left.
    """
    items: list[Item] = []
    gaps: list[Gap] = []
    for feed in config.feeds:
        spec = feed_spec(feed)
        try:
            reading = parse_feed(fetch_feed(fetcher, spec), spec)
        except (SourceRefused, SourceUnavailable) as error:
            gaps.append(Gap(subject=feed.name, part="feed", reason=error.reason, detail=error.what))
        else:
            items.extend(reading.items)
            gaps.extend(
                Gap(subject=feed.name, part="feed", reason="note", detail=note)
                for note in reading.notes
            )
    if sum(gap.reason != "note" for gap in gaps) == len(config.feeds):
        raise TooFewSources(
            f"none of the {len(config.feeds)} feeds could be read; the first: {gaps[0].detail}",
            gaps[0].subject,
            "Check the network, then 'reporter feeds list'. The last edition is untouched.",
        )
    universe = [symbol.removesuffix("USDT") for symbol in config.market.symbols]
    grouped = news.build_stories(items, as_of=as_of, universe=universe)
    if not grouped.stories:
        raise NothingNewsworthy(
            f"none of {len(items)} items makes a story: all are too old, undated or set aside.",
            "feeds",
            "See 'reporter stories' for the reasons; add feeds or wait for news.",
        )
    return NewsRead(
        items=tuple(items),
        stories=grouped.stories[:STORIES_TOLD],
        gaps=tuple(gaps),
        dropped=grouped.dropped,
    )


def measure(
    config: Config, fetcher: Fetcher, desk: Desk, told: NewsRead, as_of: datetime
) -> Measured:
    """Measure every symbol and assemble all facts; implausible readings are quarantined.

    A reading that a gate refuses is taken out, named as a gap, and its symbol measured anew
    without it, so that no bias rests on a figure that is not believed. Every pass takes
    something out, so it ends. Raises ``TooFewSources`` where no symbol can be measured.
    """
    data = {
        one.instrument.symbol: one
        for one in read_market(
            fetcher,
            base_url=config.market.binance.base_url,
            symbols=config.market.symbols,
            as_of=as_of,
        )
    }
    reported = [fact for story in told.stories for fact in news.story_facts(story)]
    refused: list[Finding] = []
    quarantined: list[Gap] = []
    while True:
        usable = [one for one in data.values() if metrics.PRICE in one.observations]
        if not usable:
            raise TooFewSources(
                f"none of the {len(data)} symbols has a usable price.",
                next(iter(data.values())).instrument.venue,
                _first_reason(data.values()),
            )
        setups = tuple(signals.measure(one, as_of) for one in usable)
        sheet = ledger.assemble(
            desk=desk, as_of=as_of, stories=told.stories, reported=reported, setups=setups
        )
        findings = checking.gates(sheet)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if not errors:
            break
        refused.extend(errors)
        quarantined.extend(_take_out(data, sheet, errors))
    return Measured(
        data=tuple(data.values()),
        setups=setups,
        sheet=sheet,
        quarantined=tuple(quarantined),
        refused=tuple(refused),
        warnings=tuple(f for f in findings if f.severity is Severity.WARNING),
    )


def _first_reason(data: Iterable[SymbolData]) -> str:
    gaps = [gap for one in data for gap in one.gaps]
    reason = f"The first reason: {gaps[0].detail} " if gaps else ""
    return f"{reason}Check the venue's address and the symbols in reporter.toml."


def _take_out(
    data: dict[str, SymbolData], sheet: FactSheet, errors: Iterable[Finding]
) -> Iterator[Gap]:
    """Remove from ``data`` what the errors name, and give a gap for each reading removed.

    A finding on a derived figure is followed to the measured one beneath it. What cannot be
    traced to a reading, or was taken out before, costs the symbol its price: it is not shown.
    Raises ``Held`` for a fault of our own, in a fact that is no symbol's.
    """
    taken: set[tuple[str, str]] = set()
    for finding in errors:
        fact = _measured(sheet, sheet[finding.place])
        if fact.subject not in data:
            raise Held(f"{finding.message} ({finding.code})", finding.place, "Report this edition.")
        one = data[fact.subject]
        name = _reading_of(fact.metric)
        if (fact.subject, name) in taken:
            continue
        taken.add((fact.subject, name))
        there = name in one.observations or name in one.history
        gap = Gap(
            subject=fact.subject, part=fact.metric, reason="implausible", detail=finding.message
        )
        data[fact.subject] = one.without(name if there else metrics.PRICE, gap)
        yield gap


def _reading_of(metric: str) -> str:
    """The reading or history a metric comes from; the price, and so the symbol, by default."""
    return "open_interest" if metric.startswith("level.") else QUARANTINE.get(metric, metrics.PRICE)


def _measured(sheet: FactSheet, fact: Fact) -> Fact:
    while fact.metric not in QUARANTINE and fact.inputs:
        fact = sheet[fact.inputs[0]]
    return fact


def all_gaps(told: NewsRead, measured: Measured) -> tuple[Gap, ...]:
    """Every gap of the edition, feeds first, each once."""
    shown = {setup.instrument.symbol: setup.gaps for setup in measured.setups}
    of_symbols = (
        gap for one in measured.data for gap in shown.get(one.instrument.symbol, one.gaps)
    )
    return tuple(dict.fromkeys((*told.gaps, *told.dropped, *of_symbols)))
