"""Binance USD-M futures, public endpoints: the questions, and what the answers say.

Asking and reading are apart. ``fetch_market`` puts every question to a fetcher that records
the answers; ``read_market`` puts the same questions to the record, now or years later. The
questions depend on the address, the symbols and ``as_of`` alone.

Three questions cover all symbols (price, premium index, funding terms), nine more go out for
each symbol. Their weight is about seven a symbol of the 2,400 a minute that the venue grants.
Funding rates are fractions per settlement interval; the interval is the symbol's own, see
``reporter.sources.binance_funding``. A dollar stablecoin counts as the dollar.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import TYPE_CHECKING, Final

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import Instrument
from reporter.net.request import Fetcher, Request
from reporter.sources.binance_wire import Answer, Given, ask, to_ms

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData

VENUE: Final = "binance"

_DOLLARS: Final = ("USDT", "USDC", "FDUSD", "BUSD")
_WORKERS: Final = 4

_BULK: Final = {
    "premium_index": "/fapi/v1/premiumIndex",
    "ticker": "/fapi/v1/ticker/price",
    "funding_info": "/fapi/v1/fundingInfo",
}
_HOURLY: Final = (("period", "1h"), ("limit", "500"))
_ONE: Final[Mapping[str, tuple[str, tuple[tuple[str, str], ...]]]] = {
    "candles": ("/fapi/v1/klines", (("interval", "1h"), ("limit", "1000"))),
    "funding": ("/fapi/v1/fundingRate", (("limit", "1000"),)),
    "open_interest": ("/futures/data/openInterestHist", _HOURLY),
    "top_position": ("/futures/data/topLongShortPositionRatio", _HOURLY),
    "top_account": ("/futures/data/topLongShortAccountRatio", _HOURLY),
    "global_account": ("/futures/data/globalLongShortAccountRatio", _HOURLY),
    "taker": ("/futures/data/takerlongshortRatio", _HOURLY),
    "premium": ("/fapi/v1/premiumIndexKlines", (("interval", "1h"), ("limit", "48"))),
}


def instrument(symbol: str) -> Instrument:
    """The contract behind a symbol; ``quote`` is empty where it is no dollar stablecoin."""
    quote = next((q for q in _DOLLARS if symbol.endswith(q) and symbol != q), "")
    return Instrument(venue=VENUE, symbol=symbol, base=symbol.removesuffix(quote), quote=quote)


def bulk_requests(base_url: str) -> dict[str, Request]:
    """The questions that cover all symbols, by name."""
    return {name: Request(url=_join(base_url, path)) for name, path in _BULK.items()}


def symbol_requests(base_url: str, symbol: str, as_of: datetime) -> dict[str, Request]:
    """The questions about one symbol, by name; history is bounded by ``as_of``."""
    about, until = ("symbol", symbol), ("endTime", str(to_ms(as_of)))
    found = {
        name: Request(url=_join(base_url, path), params=(about, *params, until))
        for name, (path, params) in _ONE.items()
    }
    found["open_interest_now"] = Request(
        url=_join(base_url, "/fapi/v1/openInterest"), params=(about,)
    )
    return found


def _join(base_url: str, path: str) -> str:
    return base_url.rstrip("/") + path


def fetch_market(
    fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
) -> None:
    """Put all questions to a recording fetcher, four at a time.

    A source's failure is not raised here: the record holds it, and ``read_market`` meets it
    again. Once the venue has shut its door (see ``_shut``) nothing more is asked.
    """
    with ThreadPoolExecutor(_WORKERS) as pool:
        bulk = _try_all(pool, fetcher, bulk_requests(base_url).values())
        shut = _silent(bulk) or _shut(bulk)
        for symbol in dict.fromkeys(symbols):
            if instrument(symbol).quote and not shut:
                asked = symbol_requests(base_url, symbol, as_of)
                shut = _shut(_try_all(pool, fetcher, asked.values()))


def read_market(
    fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
) -> tuple[SymbolData, ...]:
    """What the record holds of each symbol, in the given order.

    Every symbol appears; what it lacks is named in its gaps. A venue that answers nothing and
    a symbol that the venue does not know make one gap.
    """
    from reporter.sources.binance_symbol import read_symbol

    bulk = {name: _try(fetcher, request) for name, request in bulk_requests(base_url).items()}
    shut = _silent(bulk.values()) or _shut(bulk.values())
    found = []
    for symbol in dict.fromkeys(symbols):
        contract = instrument(symbol)
        if reason := shut if contract.quote else "unsupported":
            found.append(_nothing(contract, reason))
            continue
        asked = symbol_requests(base_url, symbol, as_of)
        given = {name: _try(fetcher, request) for name, request in asked.items()}
        shut = _shut(given.values())
        if reason := _whole_failure(contract, given, bulk["premium_index"]):
            found.append(_nothing(contract, reason))
        else:
            found.append(read_symbol(contract, {**bulk, **given}, as_of))
    return tuple(found)


def _try(fetcher: Fetcher, request: Request) -> Given:
    """The answer, or the source's failure as a value."""
    try:
        return ask(fetcher, request)
    except (SourceUnavailable, SourceRefused) as error:
        return error


def _try_all(
    pool: ThreadPoolExecutor, fetcher: Fetcher, requests: Iterable[Request]
) -> list[Given]:
    return list(pool.map(lambda request: _try(fetcher, request), requests))


def _silent(given: Iterable[Given]) -> str:
    """The first reason, if nothing was answered."""
    reasons = [_reason(answer) for answer in given]
    return reasons[0] if all(reasons) else ""


def _shut(given: Iterable[Given]) -> str:
    """The reason of an answer by which the venue closes its door to us.

    HTTP 418 is a ban that grows with every further question, 451 a closed country.
    """
    errors = (answer for answer in given if not isinstance(answer, Answer))
    return next((error.reason for error in errors if error.status in {418, 451}), "")


def _whole_failure(contract: Instrument, given: Mapping[str, Given], bulk: Given) -> str:
    """The reason that all questions about a contract failed for, if it is one and the same.

    The venue answers every question about an unknown symbol with status 400.
    """
    reasons = {_reason(answer) for answer in given.values()}
    if len(reasons) > 1:
        return ""
    refused = all(isinstance(a, SourceRefused) and a.status == 400 for a in given.values())
    return "no-such-symbol" if refused and not _names(bulk, contract.symbol) else reasons.pop()


def _names(bulk: Given, symbol: str) -> bool:
    rows = bulk.value if isinstance(bulk, Answer) else None
    return isinstance(rows, list) and any(
        isinstance(row, Mapping) and row.get("symbol") == symbol for row in rows
    )


def _reason(given: Given) -> str:
    return "" if isinstance(given, Answer) else given.reason


def _nothing(contract: Instrument, reason: str) -> SymbolData:
    from reporter.signals.series import SymbolData
    from reporter.sources.binance_symbol import gap

    return SymbolData(
        instrument=contract,
        observations={},
        history={},
        interval_hours=None,
        next_settlement=None,
        gaps=(gap(contract.symbol, "market data", reason),),
    )
