"""Hyperliquid perpetuals, public endpoint: the questions, and what the answers say.

Every question is a ``POST`` of a small JSON body to one address. One question covers all
symbols (contract terms and their live state), two go out for each symbol. The venue grants a
weight of 1,200 a minute; a question takes 20 and more with the rows it gives: the whole
universe 20, a symbol 82.

Funding is paid every hour, and rates are fractions per hour, at most 4 % either way. Open
interest counts coins, one side of it. The venue publishes no history of open interest and no
long/short ratios. Its answers carry no time: they stand for the moment they were received.
Contracts are settled in USDC and have no quote in their names: FILUSDT is called ``FIL``, and
``kPEPE`` counts a thousand coins as one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from reporter.model.digest import canonical_json
from reporter.model.market import Instrument
from reporter.net.pace import Limit
from reporter.net.request import Request
from reporter.sources.asking import Answers, Inquiry, Readers, standing
from reporter.sources.multiples import desk_base, ratio, split_base
from reporter.sources.wire import Answer, as_mapping, refused, to_ms

if TYPE_CHECKING:
    pass

VENUE: Final = "hyperliquid"
BASE_URL: Final = "https://api.hyperliquid.xyz"

_HOUR_MS: Final = 3_600_000
_QUOTES: Final = ("USDT", "USDC")
_SETTLED_IN: Final = "USDC"
_BY_THOUSANDS: Final = frozenset({"BONK", "DOGS", "FLOKI", "LUNC", "NEIRO", "PEPE", "SHIB"})
_JSON: Final = (("content-type", "application/json"),)

_WEIGHT: Final = Limit("hyperliquid weight", 1200, 60.0)
_BASIC: Final = 20
_BAR_ROWS: Final = 1000
_FEW_BARS: Final = 99
_BARS_A_WEIGHT: Final = 60
_FUNDING_ROWS: Final = 500
_FUNDINGS_A_WEIGHT: Final = 20


def instrument(symbol: str) -> Instrument:
    """The contract behind a symbol; ``quote`` is empty where it is no dollar stablecoin."""
    quote = next((q for q in _QUOTES if symbol.endswith(q) and symbol != q), "")
    base = symbol.removesuffix(quote)
    if not quote:
        return Instrument(venue=VENUE, symbol=symbol, base=base, quote="")
    _, coin = split_base(base)
    code = f"k{coin}" if coin in _BY_THOUSANDS else coin
    return Instrument(venue=VENUE, symbol=symbol, base=base, quote=_SETTLED_IN, code=code)


def listed(code: str) -> Instrument | None:
    """The desk's contract of a venue's name; None for a name of another kind of market."""
    coin = code[1:] if _counts_thousands(code) else code
    if not (coin.isascii() and coin.isalnum() and coin.isupper()):
        return None
    base = desk_base(coin)
    symbol = f"{base}USDT"
    return Instrument(venue=VENUE, symbol=symbol, base=base, quote=_SETTLED_IN, code=code)


def _counts_thousands(code: str) -> bool:
    return code[:1] == "k" and code[1:2].isupper()


def scale(contract: Instrument) -> Decimal:
    """How many of the venue's contracts' coins the desk counts as one."""
    return ratio(contract.base, 1000 if _counts_thousands(contract.code) else 1)


def bulk_requests(base_url: str) -> dict[str, Request]:
    """The question that covers all symbols, by name."""
    return {"contexts": _request(base_url, {"type": "metaAndAssetCtxs"}, _BASIC)}


def symbol_requests(base_url: str, contract: Instrument, as_of: datetime) -> dict[str, Request]:
    """The questions about one contract, by name; history is bounded by ``as_of``."""
    now = to_ms(as_of)
    funding = {
        "type": "fundingHistory",
        "coin": contract.code,
        "startTime": now - _FUNDING_ROWS * _HOUR_MS + 1,
        "endTime": now,
    }
    return {
        "candles": _candles(base_url, contract, now, _BAR_ROWS),
        "funding": _request(base_url, funding, _BASIC + _FUNDING_ROWS // _FUNDINGS_A_WEIGHT),
    }


def _candles(base_url: str, contract: Instrument, now: int, count: int) -> Request:
    window = {
        "coin": contract.code,
        "interval": "1h",
        "startTime": now - count * _HOUR_MS + 1,
        "endTime": now,
    }
    asked = {"type": "candleSnapshot", "req": window}
    return _request(base_url, asked, _BASIC + -(-count // _BARS_A_WEIGHT))


def _request(base_url: str, asked: Mapping[str, Any], weight: int) -> Request:
    return Request(
        url=base_url.rstrip("/") + "/info",
        headers=_JSON,
        body=canonical_json(asked),
        costs=((_WEIGHT, weight),),
    )


def unpack(answer: Answer) -> Answer:
    """The answer with the time of its receipt; terms and states joined to one list by contract.

    The venue sends two lists in one order: ``[{"universe": [terms…], …}, [states…]]``.
    """
    stamp = None if answer.received is None else str(to_ms(answer.received))
    value = answer.value
    head = as_mapping(value[0]) if isinstance(value, list) and value else {}
    joined = _joined(head, value[1:]) if "universe" in head else value
    return replace(answer, value=joined, stamp=stamp)


def _joined(meta: Mapping[str, Any], rest: list[Any]) -> list[Mapping[str, Any]]:
    """Terms and state of each contract in one record, with the ``marginTiers`` it refers to."""
    terms, states = meta["universe"], rest[0] if len(rest) == 1 else None
    if not isinstance(terms, list) or not isinstance(states, list) or len(terms) != len(states):
        raise refused("Terms and states of the contracts do not match.")
    tables = meta.get("marginTables")
    tiers = {
        str(table[0]): as_mapping(table[1]).get("marginTiers")
        for table in (tables if isinstance(tables, list) else ())
        if isinstance(table, list) and len(table) == 2
    }
    return [
        {**as_mapping(state), **as_mapping(term), "marginTiers": tiers.get(_table(term))}
        for state, term in zip(states, terms, strict=True)
    ]


def _table(term: Any) -> str:
    return str(as_mapping(term).get("marginTableId"))


def traded(state: Mapping[str, Any]) -> bool:
    """Whether a contract is still listed."""
    return state.get("isDelisted") is not True


def _absent(contract: Instrument, bulk: Answers) -> str:
    return standing(bulk, "contexts", contract.code, traded, key="name")


def _latest(base_url: str, contract: Instrument, as_of: datetime) -> Request:
    return _candles(base_url, contract, to_ms(as_of), _FEW_BARS)


def _readers() -> Readers:
    from reporter.sources.hyperliquid_symbol import bars, read_symbol
    from reporter.sources.hyperliquid_tickers import tickers

    return Readers(symbol=read_symbol, bars=bars, tickers=tickers)


_INQUIRY: Final = Inquiry(
    instrument=instrument,
    bulk=bulk_requests,
    one=symbol_requests,
    bars=_latest,
    universe=bulk_requests,
    readers=_readers,
    unpack=unpack,
    absent=_absent,
)
fetch_market, read_market = _INQUIRY.fetch_market, _INQUIRY.read_market
fetch_bars, read_bars = _INQUIRY.fetch_bars, _INQUIRY.read_bars
fetch_tickers, read_tickers = _INQUIRY.fetch_tickers, _INQUIRY.read_tickers
