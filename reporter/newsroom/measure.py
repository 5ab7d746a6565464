"""Read, measure, assemble: from sealed bytes to a fact sheet that passed its gates."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from reporter import checking, ledger, news, signals
from reporter.model import metrics
from reporter.model.desk import Desk
from reporter.model.errors import (
    NothingNewsworthy,
    SourceRefused,
    SourceUnavailable,
    TooFewSources,
)
from reporter.model.facts import FactSheet
from reporter.model.market import Gap, Ticker, Tickers
from reporter.model.news import Item, Story
from reporter.model.setup import Setup
from reporter.model.verdict import Finding, Severity
from reporter.net.request import Fetcher
from reporter.news import Remembered
from reporter.newsroom.config import Config
from reporter.newsroom.feeds import feed_spec
from reporter.newsroom.own_engine import HandedOver
from reporter.newsroom.quarantine import Material, Past
from reporter.newsroom.universe import (
    Chosen,
    LeadAssets,
    Universe,
    choose,
    read_events,
    read_universe,
)
from reporter.signals.market import market_of
from reporter.signals.scan import Choice, overview
from reporter.signals.series import SymbolData
from reporter.sources.event_markets import SOME_ODDS
from reporter.sources.feeds import fetch_feed, parse_feed
from reporter.sources.freshness import copy_notes
from reporter.sources.universe import MARKET
from reporter.sources.venues import venue

LOOKBACK = timedelta(days=181)
"""How far back stored history is used: the 180 days of the engine, and the day they begin in."""

_PRICED = (metrics.PRICE, "live readings", MARKET)
"""Parts of a contract without which it has no price: the price, its record, all there is."""

STORIES_TOLD = 12
"""How many ranked stories an edition keeps; the rest stays in the snapshot."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedsRead:
    """The items of all feeds, and what is missing of them or to be noted."""

    items: tuple[Item, ...]
    gaps: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsRead:
    """What the feeds gave: stories ranked best first, and what was dropped or is missing."""

    items: tuple[Item, ...]
    stories: tuple[Story, ...]
    gaps: tuple[Gap, ...]
    dropped: tuple[Gap, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """The fact sheet with the setups it was made from, and what the gates quarantined.

    ``choice`` is the scan of the universe, where one was made; ``overview`` are the contracts
    of the market overview and ``odds`` the markets of event contracts on the leading story's
    event, as fact ids begin.
    """

    data: tuple[SymbolData, ...]
    setups: tuple[Setup, ...]
    sheet: FactSheet
    choice: Choice | None
    overview: tuple[str, ...]
    odds: tuple[str, ...]
    gaps: tuple[Gap, ...]
    quarantined: tuple[Gap, ...]
    refused: tuple[Finding, ...]
    warnings: tuple[Finding, ...]


def read_feeds(config: Config, fetcher: Fetcher) -> FeedsRead:
    """Parse every feed. One that cannot be read is a gap; what else is to be said is a note."""
    items: list[Item] = []
    gaps: list[Gap] = []
    for feed in config.feeds:
        spec = feed_spec(feed)
        try:
            reply = fetch_feed(fetcher, spec)
            reading = parse_feed(reply, spec)
        except (SourceRefused, SourceUnavailable) as error:
            gaps.append(Gap(subject=feed.name, part="feed", reason=error.reason, detail=error.what))
        else:
            items.extend(reading.items)
            gaps.extend(
                Gap(subject=feed.name, part="feed", reason="note", detail=note)
                for note in (*copy_notes(reply), *reading.notes)
            )
    return FeedsRead(items=tuple(items), gaps=tuple(gaps))


def read(
    config: Config, fetcher: Fetcher, as_of: datetime, before: Sequence[Remembered] = ()
) -> NewsRead:
    """Parse the feeds and group their items into ranked stories.

    ``before`` are the stories of earlier editions. A feed that cannot be read is a gap.
    Raises ``TooFewSources`` where none can be read and ``NothingNewsworthy`` where no story is
    left.
    """
    given = read_feeds(config, fetcher)
    items, gaps = given.items, given.gaps
    if sum(gap.reason != "note" for gap in gaps) == len(config.feeds):
        raise TooFewSources(
            f"none of the {len(config.feeds)} feeds could be read; the first: {gaps[0].detail}",
            gaps[0].subject,
            "Check the network, then 'reporter feeds list'. The last edition is untouched.",
        )
    universe = config.market.listed or tuple(read_universe(fetcher, config.market, as_of).contracts)
    grouped = news.build_stories(items, as_of=as_of, universe=universe, remembered=before)
    if not grouped.stories:
        raise NothingNewsworthy(
            f"none of {len(items)} items makes a story: all are too old, undated or set aside.",
            "feeds",
            "See 'reporter stories' for the reasons; add feeds or wait for news.",
        )
    return NewsRead(
        items=items,
        stories=grouped.stories[:STORIES_TOLD],
        gaps=gaps,
        dropped=grouped.dropped,
    )


def measure(
    config: Config,
    fetcher: Fetcher,
    desk: Desk,
    told: NewsRead,
    past: Past,
    as_of: datetime,
    *,
    handed: HandedOver,
) -> Measured:
    """Measure every chosen symbol and assemble all facts; implausible readings are quarantined.

    A reading that a gate refuses is taken out, named as a gap, and its symbol measured anew
    without it, so that no bias rests on a figure that is not believed. Every pass takes
    something out, so it ends. ``past`` is what they are compared with. What was ``handed`` over
    takes the place of our own setup of its contract, unless a gate refuses it.
    Raises ``TooFewSources`` where no symbol can be measured and nothing was handed over.
    """
    universe = read_universe(fetcher, config.market, as_of)
    chosen = choose(fetcher, config.market, universe, lead_assets(told), as_of)
    material = _material(config, fetcher, universe, chosen, as_of)
    material.take_in(handed)
    material.lengthen(past.stored)
    priced = read_events(fetcher, config.market, as_of)
    linked = news.odds_for(told.stories[0], priced.odds)
    reported = [fact for story in told.stories for fact in news.story_facts(story)]
    while True:
        if not material.usable and not material.handed:
            raise _nothing_usable(material, handed)
        now = _pass(material, universe, config.market.venues, past, as_of)
        sheet = ledger.assemble(
            desk=desk,
            as_of=as_of,
            stories=told.stories,
            reported=reported,
            setups=now.setups,
            tickers=material.beside(now.symbols),
            odds=[link.odds for link in linked],
        )
        findings = checking.gates(sheet)
        errors = [finding for finding in findings if finding.severity is Severity.ERROR]
        if not errors:
            break
        material.take_out(sheet, errors)
    relevant = _relevant((*universe.gaps, *priced.gaps), now.symbols)
    return Measured(
        data=tuple(material.data.values()),
        setups=now.setups,
        sheet=sheet,
        choice=chosen.choice,
        odds=tuple(link.odds.key for link in linked),
        overview=tuple(one.instrument.key for one in now.shown if _is_told(one, sheet)),
        gaps=(*chosen.gaps, *relevant, *handed.gaps),
        quarantined=tuple(material.gaps),
        refused=tuple(material.refused),
        warnings=tuple(f for f in findings if f.severity is Severity.WARNING),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pass:
    """All setups by what is still believed, the overview's contracts, and all symbols told of."""

    setups: tuple[Setup, ...]
    shown: tuple[Ticker, ...]
    symbols: frozenset[str]


def _pass(
    material: Material, universe: Universe, venues: Sequence[str], past: Past, as_of: datetime
) -> _Pass:
    handed = material.handed
    markets = {name: material.on(name) for name in venues}
    shown = overview(material.on(universe.scanned(venues)).tickers)
    own = [one for one in material.usable if one.instrument.key not in handed]
    instruments = [one.instrument for one in material.usable]
    instruments += [one.instrument for one in handed.values()]
    instruments += [one.instrument for one in shown]
    return _Pass(
        setups=(*handed.values(), *_setups(own, markets, past, as_of)),
        shown=shown,
        symbols=frozenset(one.symbol for one in instruments),
    )


def lead_assets(told: NewsRead) -> LeadAssets:
    """The assets that the leading story names, and those that it reaches by groups of them.

    What reaches all alike decides nothing.
    """
    lead = told.stories[0]
    named = frozenset(entity.ticker for entity in lead.entities if entity.ticker)
    reached: dict[str, float] = {}
    for one in news.reach(lead, news.known_tickers()):  # the strongest first
        if one.group != news.ALL and one.symbol not in named:
            reached.setdefault(one.symbol, one.strength)
    return LeadAssets(named=named, reached=reached)


def _material(
    config: Config, fetcher: Fetcher, universe: Universe, chosen: Chosen, as_of: datetime
) -> Material:
    """Full detail of the chosen symbols, each at its home, and every venue's bulk readings."""
    data: dict[str, SymbolData] = {}
    for name, symbols in chosen.symbols.items():
        address = config.market.address(name)
        read = venue(name).read_market(fetcher, base_url=address, symbols=symbols, as_of=as_of)
        data |= {one.instrument.key: one for one in read}
    tickers = {
        one.instrument.key: one for contracts in universe.contracts.values() for one in contracts
    }
    return Material(data=data, tickers=tickers)


def _setups(
    usable: Iterable[SymbolData], markets: Mapping[str, Tickers], past: Past, as_of: datetime
) -> tuple[Setup, ...]:
    compared = {name: market_of(tickers) for name, tickers in markets.items()}
    return tuple(
        signals.measure(one, as_of, compared[one.instrument.venue], past.calibration)
        for one in usable
    )


def _is_told(one: Ticker, sheet: FactSheet) -> bool:
    return f"{one.instrument.key}.{metrics.PRICE}" in sheet


def _relevant(gaps: Iterable[Gap], symbols: Collection[str]) -> Iterator[Gap]:
    """The gaps of whole venues, and of the contracts that are told of: a universe has many.

    Markets of event contracts that lack something are about other events, or would be told.
    """
    for gap in gaps:
        symbol, on, _ = gap.subject.partition(" on ")
        if gap.part != SOME_ODDS and (not on or symbol in symbols):
            yield gap


def _nothing_usable(material: Material, handed: HandedOver) -> TooFewSources:
    own = [gap for one in material.data.values() for gap in one.gaps]
    priceless = [gap for gap in own if gap.part in _PRICED]
    gaps = [*priceless, *material.gaps, *handed.gaps, *own]
    reason = f"The first reason: {gaps[0].detail} " if gaps else ""
    if not material.data:
        return TooFewSources(
            "no symbol is measured here, and the engine handed over no setup that holds.",
            "market.engine",
            f"{reason}Mend the engine's document, or list symbols in reporter.toml.",
        )
    return TooFewSources(
        f"none of the {len(material.data)} symbols has a usable price.",
        next((one.instrument.venue for one in material.data.values()), "market"),
        f"{reason}Check the venue's address and the symbols in reporter.toml.",
    )


def all_gaps(told: NewsRead, measured: Measured) -> tuple[Gap, ...]:
    """Every gap of the edition, feeds first, each once."""
    shown = {setup.instrument.key: setup.gaps for setup in measured.setups}
    of_symbols = (gap for one in measured.data for gap in shown.get(one.instrument.key, one.gaps))
    handed = (gap for setup in measured.setups if setup.engine for gap in setup.gaps)
    parts = (told.gaps, told.dropped, measured.gaps, of_symbols, handed, measured.quarantined)
    return tuple(dict.fromkeys(gap for part in parts for gap in part))
