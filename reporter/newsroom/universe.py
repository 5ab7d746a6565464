"""Which contracts an edition measures in full, and on which venue.

A short list of symbols is measured as it stands. A long one, or ``symbols = "all"``, is scanned
first: bulk answers for the whole universe, the latest hourly bars of the liquid contracts, and
full detail for the forty that stand out (``reporter.signals.scan``). The first venue that
answers is the one that is scanned.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from reporter.model.errors import TooFewSources
from reporter.model.market import Gap, Ticker, Tickers, venue_name
from reporter.model.odds import OddsReading
from reporter.net.request import Fetcher
from reporter.news.entities import universe_tickers
from reporter.newsroom.config import DETAIL, MarketConfig
from reporter.sources.gaps import gap
from reporter.sources.universe import MARKET
from reporter.sources.venues import venue

if TYPE_CHECKING:
    from reporter.signals.scan import Choice

BARS: Final = 300
"""Bars are asked of so many contracts at most, those with the most volume."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Universe:
    """What the venues' bulk answers say: each symbol's contracts, in the order of the venues."""

    contracts: Mapping[str, tuple[Ticker, ...]]
    gaps: tuple[Gap, ...]

    def on(self, name: str) -> Tickers:
        """The contracts of one venue."""
        every = (one for contracts in self.contracts.values() for one in contracts)
        found = tuple(one for one in every if one.instrument.venue == name)
        return Tickers(venue=name, tickers=found, gaps=())

    def home(self, symbol: str, venues: Sequence[str]) -> str:
        """The first venue that lists the symbol; the first of all where none does."""
        listed = {one.instrument.venue for one in self.contracts.get(symbol, ())}
        return next((name for name in venues if name in listed), venues[0])

    def scanned(self, venues: Sequence[str]) -> str:
        """The first venue whose contracts could be read; empty where there is none."""
        return next((name for name in venues if self.on(name).tickers), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadAssets:
    """What the leading story means for the choice of symbols, by ticker.

    ``named`` are the assets it is about; ``reached`` those it may touch besides, with the
    strength (to 1).
    """

    named: Collection[str] = ()
    reached: Mapping[str, float] = field(default_factory=dict)


class Board(Protocol):
    """What a prediction market's module offers."""

    def fetch_events(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> None: ...

    def read_events(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> OddsReading: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The symbols to measure, each venue's together; ``choice`` is the scan, where one was made.

    ``gaps`` name what the desk listed and the scan did not find or did not choose.
    """

    symbols: Mapping[str, tuple[str, ...]]
    choice: Choice | None
    gaps: tuple[Gap, ...] = ()


def ask_universe(fetcher: Fetcher, market: MarketConfig, as_of: datetime) -> None:
    """Put the venues' bulk questions, and those of the scan where one is due."""
    for name in market.venues:
        venue(name).fetch_tickers(fetcher, base_url=market.address(name), as_of=as_of)
    if not market.is_scanned:
        return
    universe = read_universe(fetcher, market, as_of)
    if home := universe.scanned(market.venues):
        symbols = _liquid(_asked(universe, market, home))
        venue(home).fetch_bars(fetcher, base_url=market.address(home), symbols=symbols, as_of=as_of)


def read_universe(fetcher: Fetcher, market: MarketConfig, as_of: datetime) -> Universe:
    """What the record holds of every venue's universe."""
    contracts: dict[str, list[Ticker]] = {}
    gaps: list[Gap] = []
    for name in market.venues:
        read = venue(name).read_tickers(fetcher, base_url=market.address(name), as_of=as_of)
        gaps.extend(read.gaps)
        for one in read.tickers:
            contracts.setdefault(one.instrument.symbol, []).append(one)
    return Universe(
        contracts={symbol: tuple(found) for symbol, found in contracts.items()}, gaps=tuple(gaps)
    )


def choose(
    fetcher: Fetcher,
    market: MarketConfig,
    universe: Universe,
    lead: LeadAssets,
    as_of: datetime,
) -> Chosen:
    """The symbols to measure: those of a short list, or what the scan of a long one found.

    ``lead`` is what the leading story means for them. Raises ``TooFewSources`` where a scan finds
    nothing to choose from.
    """
    if market.is_scanned:
        return _chosen(scan(fetcher, market, universe, lead, as_of), market, universe)
    homes: dict[str, list[str]] = {}
    for symbol in market.listed:
        homes.setdefault(universe.home(symbol, market.venues), []).append(symbol)
    return Chosen(symbols={name: tuple(found) for name, found in homes.items()}, choice=None)


def scan(
    fetcher: Fetcher,
    market: MarketConfig,
    universe: Universe,
    lead: LeadAssets,
    as_of: datetime,
) -> Choice:
    """Rank the scanned venue's contracts, all of them or those that the desk lists.

    Raises ``TooFewSources`` where no venue's contracts could be read.
    """
    from reporter.signals.scan import choose as ranked

    home = universe.scanned(market.venues)
    if not home:
        raise TooFewSources(
            "no venue's list of contracts could be read, so there is nothing to choose from.",
            market.address(market.venues[0]),
            universe.gaps[0].detail if universe.gaps else "Check the venue's address.",
        )
    contracts = _asked(universe, market, home)
    bars = venue(home).read_bars(
        fetcher, base_url=market.address(home), symbols=_liquid(contracts), as_of=as_of
    )
    assets = {
        one.instrument.symbol: universe_tickers((one.instrument.symbol,))[0] for one in contracts
    }
    others = [name for name in market.venues if name != home]
    return ranked(
        contracts,
        elsewhere=[one for name in others for one in universe.on(name).tickers],
        bars=bars,
        named={symbol for symbol, asset in assets.items() if asset in lead.named},
        reached={
            symbol: lead.reached[asset] for symbol, asset in assets.items() if asset in lead.reached
        },
    )


def ask_events(fetcher: Fetcher, market: MarketConfig, as_of: datetime) -> None:
    """Ask the configured prediction markets for their open contracts."""
    for name, address in market.prediction_markets:
        _board(name).fetch_events(fetcher, base_url=address, as_of=as_of)


def read_events(fetcher: Fetcher, market: MarketConfig, as_of: datetime) -> OddsReading:
    """What the record holds of the prediction markets' contracts."""
    read = [one for _, one in events_by_market(fetcher, market, as_of)]
    return OddsReading(
        odds=tuple(odds for one in read for odds in one.odds),
        gaps=tuple(gap for one in read for gap in one.gaps),
    )


def events_by_market(
    fetcher: Fetcher, market: MarketConfig, as_of: datetime
) -> Iterator[tuple[str, OddsReading]]:
    """Each configured prediction market by name, with what it says."""
    for name, address in market.prediction_markets:
        yield name, _board(name).read_events(fetcher, base_url=address, as_of=as_of)


def _board(name: str) -> Board:
    return cast("Board", import_module(f"reporter.sources.{name}"))


def _chosen(choice: Choice, market: MarketConfig, universe: Universe) -> Chosen:
    """The best of a scan, and what else the desk listed."""
    home = universe.scanned(market.venues)
    symbols = tuple(one.ticker.instrument.symbol for one in choice.first(DETAIL))
    if not symbols:
        raise TooFewSources(
            f"too little is traded in every contract of {venue_name(home)} that was asked for.",
            market.address(home),
            "List symbols with more volume in reporter.toml.",
        )
    gaps = tuple(_not_found(market, universe, home))
    if market.listed and choice.universe > len(symbols):
        gaps = (*gaps, _in_brief(home))
    return Chosen(symbols={home: symbols}, choice=choice, gaps=gaps)


def _not_found(market: MarketConfig, universe: Universe, home: str) -> Iterator[Gap]:
    """A gap for each symbol on the desk's list that the scan has no readings of."""
    found = {one.instrument.symbol for one in universe.on(home).tickers}
    reasons = {one.subject: one.reason for one in universe.gaps if one.part == MARKET}
    for symbol in market.listed:
        if symbol not in found:
            reason = reasons.get(f"{symbol} on {venue_name(home)}", "no-such-symbol")
            yield gap(symbol, MARKET, reason)


def _in_brief(home: str) -> Gap:
    """One note for all those of the desk's list that were looked at and not chosen."""
    return Gap(
        subject=venue_name(home),
        part="symbols",
        reason="note",
        detail="Symbols of the list that stand out less, or in which little is traded, were "
        "ranked by their bulk readings and not measured in full.",
    )


def _asked(universe: Universe, market: MarketConfig, home: str) -> tuple[Ticker, ...]:
    """The scanned venue's contracts that the desk asks for."""
    wanted = set(market.listed)
    contracts = universe.on(home).tickers
    return tuple(one for one in contracts if not wanted or one.instrument.symbol in wanted)


def _liquid(contracts: Sequence[Ticker]) -> tuple[str, ...]:
    """The symbols worth asking bars of, the most traded first."""
    from reporter.signals.scan import VOLUME_FLOOR

    traded = [
        (one.volume_usd, one.instrument.symbol)
        for one in contracts
        if one.volume_usd is not None and one.volume_usd >= VOLUME_FLOOR
    ]
    return tuple(
        symbol for _, symbol in sorted(traded, key=lambda pair: (-pair[0], pair[1]))[:BARS]
    )
