"""Read, measure, assemble: from sealed bytes to a fact sheet that passed its gates."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
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
    metrics.FUNDING_RUNNING: metrics.FUNDING_RUNNING,
    metrics.OPEN_INTEREST_COINS: metrics.OPEN_INTEREST_COINS,
    metrics.OPEN_INTEREST_BEFORE: "open_interest",
    metrics.PRICE: metrics.PRICE,
    metrics.MARK: metrics.MARK,
    metrics.INDEX: metrics.INDEX,
    metrics.TOP_POSITION_RATIO: "top_position",
    metrics.TOP_ACCOUNT_RATIO: "top_account",
    metrics.GLOBAL_ACCOUNT_RATIO: "global_account",
    metrics.TAKER_RATIO: "taker",
}
"""Which reading or history of ``SymbolData`` an observed metric comes from."""


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
    without it, so that no bias rests on a figure that is not believed. Raises
    ``TooFewSources`` where no symbol can be measured.
    """
    data = read_market(
        fetcher,
        base_url=config.market.binance.base_url,
        symbols=config.market.symbols,
        as_of=as_of,
    )
    reported = [fact for story in told.stories for fact in news.story_facts(story)]
    usable = {one.instrument.symbol: one for one in data if metrics.PRICE in one.observations}
    quarantined: list[Gap] = []
    all_refused: list[Finding] = []
    while True:
        if not usable:
            raise TooFewSources(
                f"none of the {len(data)} symbols has a usable price.",
                data[0].instrument.venue,
                _first_reason(data),
            )
        setups = tuple(signals.measure(one, as_of) for one in usable.values())
        sheet = ledger.assemble(
            desk=desk, as_of=as_of, stories=told.stories, reported=reported, setups=setups
        )
        findings = checking.gates(sheet)
        refused = _refused(sheet, findings)
        if not refused:
            break
        all_refused.extend(f for f in findings if f.severity is Severity.ERROR)
        for symbol, metric, gap in refused:
            quarantined.append(gap)
            if symbol in usable:
                usable[symbol] = usable[symbol].without(metric, gap)
            if metric == metrics.PRICE:
                usable.pop(symbol, None)
    missing = tuple(one for one in data if one.instrument.symbol not in usable)
    return Measured(
        data=(*usable.values(), *missing),
        setups=setups,
        sheet=sheet,
        quarantined=tuple(quarantined),
        refused=tuple(all_refused),
        warnings=tuple(f for f in findings if f.severity is Severity.WARNING),
    )


def _first_reason(data: Sequence[SymbolData]) -> str:
    gaps = [gap for one in data for gap in one.gaps]
    reason = f"The first reason: {gaps[0].detail} " if gaps else ""
    return f"{reason}Check the venue's address and the symbols in reporter.toml."


def _refused(sheet: FactSheet, findings: Iterable[Finding]) -> list[tuple[str, str, Gap]]:
    """(symbol, name in SymbolData, gap) for every reading that an error finding names.

    A finding on a derived figure is followed to the observed one beneath it. What cannot be
    traced to a reading is a fault of our own: the edition is held.
    """
    refused: dict[tuple[str, str], Gap] = {}
    for finding in findings:
        if finding.severity is not Severity.ERROR:
            continue
        fact = _observed(sheet, sheet[finding.place])
        name = QUARANTINE.get(fact.metric)
        if name is None:
            raise Held(f"{finding.message} ({finding.code})", finding.place, "Report this edition.")
        gap = Gap(
            subject=fact.subject,
            part=fact.metric,
            reason="implausible",
            detail=finding.message,
        )
        refused.setdefault((fact.subject, name), gap)
    return [(symbol, name, gap) for (symbol, name), gap in refused.items()]


def _observed(sheet: FactSheet, fact: Fact) -> Fact:
    while fact.metric not in QUARANTINE and fact.inputs:
        fact = sheet[fact.inputs[0]]
    return fact


def all_gaps(told: NewsRead, measured: Measured) -> tuple[Gap, ...]:
    """Every gap of the edition, feeds first, each once."""
    of_symbols = [gap for setup in measured.setups for gap in setup.gaps]
    measured_symbols = {setup.instrument.symbol for setup in measured.setups}
    of_missing = [
        gap
        for one in measured.data
        if one.instrument.symbol not in measured_symbols
        for gap in one.gaps
    ]
    return tuple(dict.fromkeys((*told.gaps, *told.dropped, *of_symbols, *of_missing)))
