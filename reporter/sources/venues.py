"""The venues behind one protocol.

A venue is a module: its functions put questions to a fetcher and read the answers, and it
keeps no state. Which ones there are stands here and nowhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import import_module
from typing import TYPE_CHECKING, Final, Protocol, cast

from reporter.model.errors import ConfigError
from reporter.model.market import Instrument, Tickers
from reporter.net.request import Fetcher

if TYPE_CHECKING:
    from reporter.signals.series import Series, SymbolData

NAMES: Final = ("binance", "bybit", "okx", "hyperliquid")
"""Every venue, in the order in which they are told."""


class Venue(Protocol):
    """What a venue's module offers.

    Symbols are the desk's (``FILUSDT``) on every venue. The ``fetch`` functions only ask, so
    that a recording fetcher keeps the answers; they raise no source's failure. The ``read``
    functions put the same questions to the record and name what is missing as gaps.
    """

    @property
    def VENUE(self) -> str:  # noqa: N802  (a module's constant)
        """The venue's name, as fact ids begin."""
        ...

    @property
    def BASE_URL(self) -> str:  # noqa: N802  (a module's constant)
        """The public address, without a slash at its end."""
        ...

    def instrument(self, symbol: str) -> Instrument:
        """The contract behind a symbol; ``quote`` is empty where it is no dollar stablecoin."""
        ...

    def fetch_market(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> None:
        """Ask for the full detail of these symbols."""
        ...

    def read_market(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> tuple[SymbolData, ...]:
        """What the record holds of each symbol, in the given order."""
        ...

    def fetch_bars(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> None:
        """Ask for the latest 99 hourly bars of these symbols: enough to choose by."""
        ...

    def read_bars(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> Mapping[str, Series]:
        """The bars by symbol; a symbol without any is left out."""
        ...

    def fetch_tickers(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> None:
        """Ask for the whole universe, by bulk endpoints only."""
        ...

    def read_tickers(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> Tickers:
        """The universe: every dollar perpetual that is traded."""
        ...


def venue(name: str) -> Venue:
    """The module of that venue, loaded when it is asked for; raises ``ConfigError``."""
    if name not in NAMES:
        raise ConfigError(
            f"there is no venue called {name!r}.",
            "venues",
            f"Choose among {', '.join(NAMES)}.",
        )
    return cast("Venue", import_module(f"reporter.sources.{name}"))
