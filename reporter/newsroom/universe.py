"""Which contracts an edition measures in full, and on which venue.

A short list of symbols is measured as it stands. A long one, or ``symbols = "all"``, is scanned
first: bulk answers for the whole universe, the latest hourly bars of the liquid contracts, and
full detail for the forty that stand out (``reporter.signals.scan``).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from reporter.model.market import Gap, Ticker, Tickers
from reporter.model.odds import OddsReading
from reporter.net.request import Fetcher
from reporter.news.entities import universe_tickers
from reporter.newsroom.config import DETAIL, MarketConfig
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


class Board(Protocol):
    """What a prediction market's module offers."""

    def fetch_events(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> None: ...

    def read_events(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> OddsReading: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The symbols to measure, each venue's together; ``choice`` is the scan, where one was made."""

    symbols: Mapping[str, tuple[str, ...]]
    choice: Choice | None


def ask_universe(fetcher: Fetcher, market: MarketConfig, as_of: datetime) -> None:
    """Put the venues' bulk questions, and those of the scan where one is due."""
    for name in market.venues:
        venue(name).fetch_tickers(fetcher, base_url=market.address(name), as_of=as_of)
    if market.is_scanned:
        home = market.venues[0]
        liquid = _liquid(read_universe(fetcher, market, as_of), market)
        venue(home).fetch_bars(fetcher, base_url=market.address(home), symbols=liquid, as_of=as_of)


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
    named: Collection[str],
    as_of: datetime,
) -> Chosen:
    """The symbols to measure: those of a short list, or what the scan of a long one found.

    ``named`` are the assets that the leading story is about, by ticker.
    """
    choice = _scan(fetcher, market, universe, named, as_of) if market.is_scanned else None
    if choice is None:
        symbols = list(market.listed)
    else:
        symbols = [one.ticker.instrument.symbol for one in choice.candidates[:DETAIL]]
    homes: dict[str, list[str]] = {}
    for symbol in symbols:
        homes.setdefault(universe.home(symbol, market.venues), []).append(symbol)
    return Chosen(symbols={name: tuple(found) for name, found in homes.items()}, choice=choice)


def ask_events(fetcher: Fetcher, market: MarketConfig, as_of: datetime) -> None:
    """Ask the configured prediction markets for their open contracts."""
    for name, address in market.prediction_markets:
        _board(name).fetch_events(fetcher, base_url=address, as_of=as_of)


def read_events(fetcher: Fetcher, market: MarketConfig, as_of: datetime) -> OddsReading:
    """What the record holds of the prediction markets' contracts."""
    read = [
        _board(name).read_events(fetcher, base_url=address, as_of=as_of)
        for name, address in market.prediction_markets
    ]
    return OddsReading(
        odds=tuple(odds for one in read for odds in one.odds),
        gaps=tuple(gap for one in read for gap in one.gaps),
    )


def _board(name: str) -> Board:
    return cast("Board", import_module(f"reporter.sources.{name}"))


def _scan(
    fetcher: Fetcher,
    market: MarketConfig,
    universe: Universe,
    named: Collection[str],
    as_of: datetime,
) -> Choice:
    from reporter.signals import scan

    home = market.venues[0]
    bars = venue(home).read_bars(
        fetcher, base_url=market.address(home), symbols=_liquid(universe, market), as_of=as_of
    )
    contracts = _asked(universe, market)
    return scan.choose(
        contracts,
        elsewhere=[one for name in market.venues[1:] for one in universe.on(name).tickers],
        bars=bars,
        named={
            one.instrument.symbol
            for one in contracts
            if universe_tickers((one.instrument.symbol,))[0] in named
        },
    )


def _asked(universe: Universe, market: MarketConfig) -> tuple[Ticker, ...]:
    """The first venue's contracts that the desk asks for."""
    wanted = set(market.listed)
    contracts = universe.on(market.venues[0]).tickers
    return tuple(one for one in contracts if not wanted or one.instrument.symbol in wanted)


def _liquid(universe: Universe, market: MarketConfig) -> tuple[str, ...]:
    """The symbols worth asking bars of, the most traded first."""
    from reporter.signals.scan import VOLUME_FLOOR

    traded = [
        (one.volume_usd, one.instrument.symbol)
        for one in _asked(universe, market)
        if one.volume_usd is not None and one.volume_usd >= VOLUME_FLOOR
    ]
    return tuple(
        symbol for _, symbol in sorted(traded, key=lambda pair: (-pair[0], pair[1]))[:BARS]
    )
