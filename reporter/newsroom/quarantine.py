"""Taking out what a gate refuses, so that nothing rests on a figure that is not believed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Final, Protocol

from reporter.model import metrics as m
from reporter.model.errors import Held
from reporter.model.facts import Fact, FactSheet
from reporter.model.market import Gap, Ticker, Tickers
from reporter.model.setup import Setup
from reporter.model.verdict import Finding
from reporter.newsroom.own_engine import HandedOver
from reporter.signals.calibration import Calibration
from reporter.signals.joining import lengthened
from reporter.signals.series import SymbolData
from reporter.storage.history import History

_READINGS: Final = {
    m.FUNDING_SETTLED: "funding",
    m.FUNDING_PERCENTILE: "funding",
    m.FUNDING_MEDIAN: "funding",
    m.FUNDING_LOW: "funding",
    m.FUNDING_HIGH: "funding",
    m.FUNDING_RESIDUAL: "funding",
    m.FUNDING_MARKET_PERCENTILE: m.FUNDING_RUNNING,
    m.FUNDING_RUNNING: m.FUNDING_RUNNING,
    m.FUNDING_CAP: m.FUNDING_CAP,
    m.FUNDING_FLOOR: m.FUNDING_FLOOR,
    m.OPEN_INTEREST_COINS: m.OPEN_INTEREST_COINS,
    m.OPEN_INTEREST_BEFORE: "open_interest",
    m.LIQUIDATIONS_ABOVE: "open_interest",
    m.LIQUIDATIONS_BELOW: "open_interest",
    m.LIQUIDATIONS_GRAVITY: "open_interest",
    m.OPEN_INTEREST_CHANGE_PERCENTILE: "open_interest",
    m.PRICE: m.PRICE,
    m.PRICE_DAY_AGO: "candles",
    m.VOLATILITY: "candles",
    m.VOLATILITY_RANGE: "candles",
    m.ADX: "candles",
    m.VARIANCE_RATIO: "candles",
    m.OPEN_INTEREST_TURNOVER: "candles",
    m.OPEN_INTEREST_TURNOVER_PERCENTILE: "candles",
    m.TAKER_BUYS_DAY: "candles",
    m.INVALIDATION: "candles",
    m.MARK: m.MARK,
    m.INDEX: m.INDEX,
    m.TOP_POSITION_RATIO: "top_position",
    m.TOP_ACCOUNT_RATIO: "top_account",
    m.GLOBAL_ACCOUNT_RATIO: "global_account",
    m.TAKER_RATIO: "taker",
    m.TOP_POSITION_PERCENTILE: "top_position",
    m.TOP_ACCOUNT_PERCENTILE: "top_account",
    m.GLOBAL_ACCOUNT_PERCENTILE: "global_account",
    m.TAKER_PERCENTILE: "taker",
    m.BASIS_PERCENTILE: "premium",
}
"""Which reading or history of ``SymbolData`` a measured figure comes from."""

_FIELDS: Final = {
    m.MARK: "mark",
    m.INDEX: "index",
    m.FUNDING_RUNNING: "funding",
    m.FUNDING_CAP: "cap",
    m.FUNDING_FLOOR: "floor",
    m.FUNDING_NEXT_TIME: "next_settlement",
    m.OPEN_INTEREST_COINS: "open_interest_coins",
    m.VOLUME: "volume_usd",
    m.PRICE_CHANGE: "change_24h",
}
"""Which field of a ``Ticker`` a figure comes from; the price, and so the contract, by default."""


class Stored(Protocol):
    """Gives the stored history of a contract."""

    def __call__(self, *, venue: str, symbol: str) -> History: ...


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Past:
    """What readings are compared with: each contract's stored history, and the calibration."""

    stored: Stored
    calibration: Calibration


@dataclass(slots=True)
class Material:
    """What is measured, by ``venue.symbol``: full detail, bulk readings; and what was refused.

    ``tickers`` are those of the venues' whole universes. ``handed`` are the setups of the
    publisher's own engine, each in place of whatever is measured here of its contract.
    """

    data: dict[str, SymbolData]
    tickers: dict[str, Ticker]
    handed: dict[str, Setup] = field(default_factory=dict)
    refused: list[Finding] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def usable(self) -> tuple[SymbolData, ...]:
        """Those with a price: without one nothing can be said."""
        return tuple(one for one in self.data.values() if m.PRICE in one.observations)

    def take_in(self, handed: HandedOver) -> None:
        """Put a publisher's setups before our own, with what they were already refused for."""
        self.handed |= {setup.instrument.key: setup for setup in handed.setups}
        self.gaps.extend(handed.left_out)
        self.refused.extend(handed.refused)

    def lengthen(self, stored: Stored) -> None:
        """Add what the workspace holds of each contract's past; what is damaged is a gap."""
        for key, one in self.data.items():
            name = one.instrument
            past = stored(venue=name.venue, symbol=name.symbol)
            longer, _ = lengthened(one, past.series)
            self.data[key] = replace(longer, gaps=(*longer.gaps, *past.gaps))

    def on(self, venue: str) -> Tickers:
        """A venue's universe, without what was taken out of it."""
        found = (one for one in self.tickers.values() if one.instrument.venue == venue)
        return Tickers(venue=venue, tickers=tuple(map(self._believed, found)), gaps=())

    def _believed(self, ticker: Ticker) -> Ticker:
        one = self.data.get(ticker.instrument.key)
        refused = one is not None and m.FUNDING_RUNNING in one.quarantined
        return replace(ticker, funding=None) if refused else ticker

    def beside(self, symbols: Collection[str]) -> tuple[Ticker, ...]:
        """The bulk readings of these symbols wherever they are not measured in full."""
        return tuple(
            one
            for key, one in self.tickers.items()
            if key not in self.data and key not in self.handed and one.instrument.symbol in symbols
        )

    def take_out(self, sheet: FactSheet, errors: Iterable[Finding]) -> None:
        """Remove what the errors name, and note a gap for each reading removed.

        A finding on a derived figure is followed to the measured one beneath it. What cannot be
        traced to a reading, or was taken out before, costs the contract its price: it is not
        shown. A setup that was handed over goes whole. Raises ``Held`` for a fault of our own, in
        a fact that is no contract's.
        """
        found = list(errors)
        self.refused.extend(found)
        self.gaps.extend(self._gaps(sheet, found))

    def _gaps(self, sheet: FactSheet, errors: Iterable[Finding]) -> Iterator[Gap]:
        taken: set[tuple[str, str]] = set()
        whole = frozenset(self.handed)
        known = {*self.data, *self.tickers, *whole}
        for finding in errors:
            fact = self._measured(sheet, sheet[finding.place])
            key = ".".join(fact.id.split(".")[:2])
            if key not in known:
                told = f"{finding.message} ({finding.code})"
                raise Held(told, finding.place, "Report this edition.")
            if key in whole:
                yield from self._give_back(key, fact, finding)
                continue
            name = (_reading_of if key in self.data else _field_of)(fact.metric)
            gone = key not in self.data and key not in self.tickers
            if not gone and (key, name) not in taken:
                taken.add((key, name))
                yield self._remove(key, name, fact, finding)

    def _give_back(self, key: str, fact: Fact, finding: Finding) -> Iterator[Gap]:
        """Take out a setup that was handed over; what else is wrong with it is not told."""
        if self.handed.pop(key, None) is not None:
            seen = f"{fact.source.name}: {fact.metric}: {finding.seen}"
            detail = f"{seen}; expected {finding.expected}. {finding.message}"
            yield Gap(subject=fact.subject, part="setup", reason="implausible", detail=detail)

    def _remove(self, key: str, name: str, fact: Fact, finding: Finding) -> Gap:
        gap = Gap(
            subject=fact.subject, part=fact.metric, reason="implausible", detail=finding.message
        )
        if key in self.data:
            one = self.data[key]
            there = name in one.observations or name in one.history
            self.data[key] = one.without(name if there else m.PRICE, gap)
            return gap
        ticker = self.tickers[key]
        if name and getattr(ticker, name) is not None:
            nothing: dict[str, Any] = {name: None}
            self.tickers[key] = replace(ticker, **nothing)
        else:
            del self.tickers[key]
        return replace(gap, subject=f"{fact.subject} on {fact.source.name}")

    def _measured(self, sheet: FactSheet, fact: Fact) -> Fact:
        while fact.metric not in _READINGS and fact.inputs:
            fact = sheet[fact.inputs[0]]
        return fact


def _reading_of(metric: str) -> str:
    """The reading or history a metric comes from; the price, and so the symbol, by default."""
    return "open_interest" if metric.startswith("level.") else _READINGS.get(metric, m.PRICE)


def _field_of(metric: str) -> str:
    """The field of a ticker that a metric comes from; empty for the price."""
    return _FIELDS.get(metric, "")
