"""Binance USD-M futures, public endpoints: the questions, and what the answers say.

Asking and reading are apart. ``fetch_market`` puts every question to a fetcher that records
the answers; ``read_market`` puts the same questions to the record, now or years later. The
questions depend on the address, the symbols and ``as_of`` alone.

Three questions cover all symbols (price, premium index, funding terms), nine more go out for
each symbol. The venue grants a weight of 2,400 a minute, of which a symbol takes seven (its
candles alone five), and counts apart: 500 questions in five minutes about funding, 1,000 about
its statistics, of which a symbol takes five. The whole universe takes four questions and a
weight of 51. Funding rates are fractions per settlement interval; the interval is the symbol's
own, see ``reporter.sources.intervals``. A dollar stablecoin counts as the dollar.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Final

from reporter.model.errors import SourceRefused
from reporter.model.market import Instrument
from reporter.net.pace import Costs, Limit
from reporter.net.request import Request
from reporter.sources.asking import Answers, Inquiry, Readers, common_reason
from reporter.sources.wire import Answer, to_ms

if TYPE_CHECKING:
    pass

VENUE: Final = "binance"
BASE_URL: Final = "https://fapi.binance.com"

_DOLLARS: Final = ("USDT", "USDC", "FDUSD", "BUSD")

_WEIGHT: Final = Limit("binance weight", 2400, 60.0)
_FUNDING: Final = Limit("binance funding questions", 500, 300.0)
_STATISTICS: Final = Limit("binance statistics questions", 1000, 300.0)

_Params = tuple[tuple[str, str], ...]
_LIST: Final[Mapping[str, tuple[str, Costs]]] = {
    "premium_index": ("/fapi/v1/premiumIndex", ((_WEIGHT, 10),)),
    "ticker": ("/fapi/v1/ticker/price", ((_WEIGHT, 2),)),
    "funding_info": ("/fapi/v1/fundingInfo", ((_FUNDING, 1),)),
    "ticker_day": ("/fapi/v1/ticker/24hr", ((_WEIGHT, 40),)),
    "contracts": ("/fapi/v1/exchangeInfo", ((_WEIGHT, 1),)),
}
_BULK: Final = ("premium_index", "ticker", "funding_info")
_UNIVERSE: Final = ("premium_index", "ticker_day", "funding_info", "contracts")
_HOURLY: Final = (("period", "1h"), ("limit", "500"))
_SAMPLED: Final = ((_STATISTICS, 1),)
_ONE: Final[Mapping[str, tuple[str, _Params, Costs]]] = {
    "candles": ("/fapi/v1/klines", (("interval", "1h"), ("limit", "1000")), ((_WEIGHT, 5),)),
    "funding": ("/fapi/v1/fundingRate", (("limit", "1000"),), ((_FUNDING, 1),)),
    "open_interest": ("/futures/data/openInterestHist", _HOURLY, _SAMPLED),
    "top_position": ("/futures/data/topLongShortPositionRatio", _HOURLY, _SAMPLED),
    "top_account": ("/futures/data/topLongShortAccountRatio", _HOURLY, _SAMPLED),
    "global_account": ("/futures/data/globalLongShortAccountRatio", _HOURLY, _SAMPLED),
    "taker": ("/futures/data/takerlongshortRatio", _HOURLY, _SAMPLED),
    "premium": (
        "/fapi/v1/premiumIndexKlines",
        (("interval", "1h"), ("limit", "48")),
        ((_WEIGHT, 1),),
    ),
}


def instrument(symbol: str) -> Instrument:
    """The contract behind a symbol; ``quote`` is empty where it is no dollar stablecoin."""
    quote = next((q for q in _DOLLARS if symbol.endswith(q) and symbol != q), "")
    return Instrument(venue=VENUE, symbol=symbol, base=symbol.removesuffix(quote), quote=quote)


def bulk_requests(base_url: str) -> dict[str, Request]:
    """The questions that cover all symbols, by name."""
    return {name: _list(base_url, name) for name in _BULK}


def universe_requests(base_url: str) -> dict[str, Request]:
    """The questions about the whole universe, by name."""
    return {name: _list(base_url, name) for name in _UNIVERSE}


def symbol_requests(base_url: str, contract: Instrument, as_of: datetime) -> dict[str, Request]:
    """The questions about one contract, by name; history is bounded by ``as_of``."""
    about, until = ("symbol", contract.symbol), ("endTime", str(to_ms(as_of)))
    found = {
        name: Request(url=base_url.rstrip("/") + path, params=(about, *params, until), costs=costs)
        for name, (path, params, costs) in _ONE.items()
    }
    found["open_interest_now"] = Request(
        url=base_url.rstrip("/") + "/fapi/v1/openInterest", params=(about,), costs=((_WEIGHT, 1),)
    )
    return found


def _list(base_url: str, name: str) -> Request:
    path, costs = _LIST[name]
    return Request(url=base_url.rstrip("/") + path, costs=costs)


def _failed(contract: Instrument, given: Answers, bulk: Answers) -> str:
    """The one reason for which all questions failed.

    The venue answers every question about an unknown symbol with status 400.
    """
    reason = common_reason(contract, given, bulk)
    refused = all(isinstance(a, SourceRefused) and a.status == 400 for a in given.values())
    return "no-such-symbol" if refused and not _names(bulk, contract.symbol) else reason


def _names(bulk: Answers, symbol: str) -> bool:
    listed = bulk["premium_index"]
    rows = listed.value if isinstance(listed, Answer) else None
    return isinstance(rows, list) and any(
        isinstance(row, Mapping) and row.get("symbol") == symbol for row in rows
    )


def _latest(base_url: str, contract: Instrument, as_of: datetime) -> Request:
    until = ("endTime", str(to_ms(as_of)))
    return Request(
        url=base_url.rstrip("/") + "/fapi/v1/klines",
        params=(("symbol", contract.symbol), ("interval", "1h"), ("limit", "99"), until),
        costs=((_WEIGHT, 1),),
    )


def _readers() -> Readers:
    from reporter.sources.binance_symbol import bars, read_symbol
    from reporter.sources.binance_tickers import tickers

    return Readers(symbol=read_symbol, bars=bars, tickers=tickers)


_INQUIRY: Final = Inquiry(
    instrument=instrument,
    bulk=bulk_requests,
    one=symbol_requests,
    bars=_latest,
    universe=universe_requests,
    readers=_readers,
    failed=_failed,
)
fetch_market, read_market = _INQUIRY.fetch_market, _INQUIRY.read_market
fetch_bars, read_bars = _INQUIRY.fetch_bars, _INQUIRY.read_bars
fetch_tickers, read_tickers = _INQUIRY.fetch_tickers, _INQUIRY.read_tickers
