"""OKX v5, linear swaps, public endpoints: the questions, and what the answers say.

Six questions cover all symbols (tickers, contracts, mark prices, open interest, and one list of
index prices a quote); twelve go out for each symbol: four pages of 300 candles, two about
funding, one about margins, and five for the statistics, a page of 100 hours each. The venue
limits each endpoint by itself: 40 questions in two seconds for candles, ten for funding and
margins, and five for the statistics, which are held to that together, so that many symbols take
two seconds each. The whole universe takes seven questions, since the funding of all swaps comes
in one.

Open interest and volume are counted in contracts there, each of ``ctVal`` coins; where the venue
gives coins too, those are taken. The funding interval is the distance of the next two
settlements; ``nextFundingRate`` lies two settlements ahead and is never used. Hourly premiums
are not published. FILUSDT is called ``FIL-USDT-SWAP``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import Instrument
from reporter.net.pace import Limit
from reporter.net.request import Request
from reporter.sources.asking import Answers, Inquiry, Readers, standing
from reporter.sources.multiples import desk_base, ratio, split_base
from reporter.sources.wire import Answer, as_mapping, printable, refused, to_ms

if TYPE_CHECKING:
    pass

VENUE: Final = "okx"
BASE_URL: Final = "https://www.okx.com"

QUOTES: Final = ("USDT", "USDC")

_HOUR_MS: Final = 3_600_000
_SWAPS: Final = ("instType", "SWAP")
_SWAP: Final = "-SWAP"

_CANDLES: Final = Limit("okx candles", 40, 2.0)
_ELSEWHERE: Final = 10
_STATISTICS: Final = Limit("okx statistics", 5, 2.0)

_STATS: Final[Mapping[str, str]] = {
    "open_interest": "contracts/open-interest-history",
    "top_position": "contracts/long-short-position-ratio-contract-top-trader",
    "top_account": "contracts/long-short-account-ratio-contract-top-trader",
    "global_account": "contracts/long-short-account-ratio-contract",
    "taker": "taker-volume-contract",
}
_IN_COINS: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {"taker": (("unit", "0"),)}
_CANDLE_ROWS: Final = 300
_CANDLE_PAGES: Final = 4

_BUSY: Final = frozenset({"50011", "50061"})
_FAULTS: Final = frozenset({"50001", "50004", "50013", "50026"})


def instrument(symbol: str) -> Instrument:
    """The contract behind a symbol; ``quote`` is empty where it is no dollar stablecoin."""
    quote = next((q for q in QUOTES if symbol.endswith(q) and symbol != q), "")
    base = symbol.removesuffix(quote)
    _, coin = split_base(base)
    code = f"{coin}-{quote}{_SWAP}" if quote else ""
    return Instrument(venue=VENUE, symbol=symbol, base=base, quote=quote, code=code)


def listed(code: str) -> Instrument | None:
    """The desk's contract of a venue's name; None for one that is no dollar swap."""
    coin, _, quote = code.removesuffix(_SWAP).partition("-")
    if not code.endswith(_SWAP) or not coin or quote not in QUOTES:
        return None
    base = desk_base(split_base(coin)[1])
    return Instrument(venue=VENUE, symbol=base + quote, base=base, quote=quote, code=code)


def scale(contract: Instrument) -> Decimal:
    """How many of the venue's coins the desk counts as one."""
    count, _ = split_base(contract.code.partition("-")[0])
    return ratio(contract.base, count)


def bulk_requests(base_url: str) -> dict[str, Request]:
    """The questions that cover all symbols, by name."""
    found = {
        "tickers": _request(base_url, "market/tickers", _SWAPS),
        "contracts": _request(base_url, "public/instruments", _SWAPS),
        "marks": _request(base_url, "public/mark-price", _SWAPS),
        "open_interest_now": _request(base_url, "public/open-interest", _SWAPS),
    }
    for quote in QUOTES:
        params = ("quoteCcy", quote)
        found[f"index_{quote}"] = _request(base_url, "market/index-tickers", params)
    return found


def universe_requests(base_url: str) -> dict[str, Request]:
    """The questions about the whole universe, by name."""
    every = _request(base_url, "public/funding-rate", ("instId", "ANY"))
    return {**bulk_requests(base_url), "funding_now": every}


def symbol_requests(base_url: str, contract: Instrument, as_of: datetime) -> dict[str, Request]:
    """The questions about one contract, by name; history is bounded by ``as_of``."""
    about, now = ("instId", contract.code), to_ms(as_of)
    before = str(now + 1)
    found = {
        "funding_now": _request(base_url, "public/funding-rate", about),
        "funding": _request(base_url, "public/funding-rate-history", about, ("after", before)),
    }
    family = ("instFamily", contract.code.removesuffix(_SWAP))
    found["margins"] = _request(
        base_url, "public/position-tiers", _SWAPS, ("tdMode", "isolated"), family
    )
    for page in range(_CANDLE_PAGES):
        end = as_of - timedelta(hours=page * _CANDLE_ROWS)
        name = f"candles.{page + 1}" if page else "candles"
        found[name] = _candles(base_url, contract, end, _CANDLE_ROWS)
    for name, path in _STATS.items():
        hours = (("period", "1H"), ("end", before), ("limit", "100"), *_IN_COINS.get(name, ()))
        found[name] = _request(base_url, f"rubik/stat/{path}", about, *hours, limit=_STATISTICS)
    return found


def _candles(base_url: str, contract: Instrument, end: datetime, count: int) -> Request:
    """The finished bars before ``end``: those that start before its hour."""
    after = ("after", str(to_ms(end) // _HOUR_MS * _HOUR_MS))
    params = (("instId", contract.code), ("bar", "1H"), after, ("limit", str(count)))
    return _request(base_url, "market/candles", *params, limit=_CANDLES)


def _request(
    base_url: str, path: str, *params: tuple[str, str], limit: Limit | None = None
) -> Request:
    # The venue's own pages end its address in /api/v5, so a configured address may do the same.
    root = base_url.rstrip("/").removesuffix("/api/v5")
    url = f"{root}/api/v5/{path}"
    limit = limit or Limit(f"okx {path}", _ELSEWHERE, 2.0)
    return Request(url=url, params=params, costs=((limit, 1),))


def unpack(answer: Answer) -> Answer:
    """The list in the venue's envelope; raises the error that the envelope reports."""
    envelope = as_mapping(answer.value)
    code = envelope.get("code")
    if not isinstance(code, str):
        raise refused("The answer is not in the venue's envelope.")
    if code != "0":
        raise _error(code, envelope.get("msg"))
    return replace(answer, value=envelope.get("data"))


def _error(code: str, said: Any) -> SourceUnavailable | SourceRefused:
    what = f"the venue reports an error: {printable(said)} ({printable(code)})."
    if code in _BUSY:
        return SourceUnavailable(what, VENUE, "Try again later.", reason="busy", status=429)
    if code in _FAULTS:
        return SourceUnavailable(what, VENUE, "Try again later.", reason="server-error")
    return SourceRefused(what, VENUE, "Look at the recorded answer.", reason="refused")


def traded(state: Mapping[str, Any]) -> bool:
    """Whether a contract is in trading."""
    return state.get("state") == "live"


def _absent(contract: Instrument, bulk: Answers) -> str:
    return standing(bulk, "contracts", contract.code, traded, key="instId")


def _latest(base_url: str, contract: Instrument, as_of: datetime) -> Request:
    return _candles(base_url, contract, as_of, 99)


def _readers() -> Readers:
    from reporter.sources.okx_symbol import bars, read_symbol
    from reporter.sources.okx_tickers import tickers

    return Readers(symbol=read_symbol, bars=bars, tickers=tickers)


_INQUIRY: Final = Inquiry(
    instrument=instrument,
    bulk=bulk_requests,
    one=symbol_requests,
    bars=_latest,
    universe=universe_requests,
    readers=_readers,
    unpack=unpack,
    absent=_absent,
    shutting=frozenset({403, 418, 451}),
)
fetch_market, read_market = _INQUIRY.fetch_market, _INQUIRY.read_market
fetch_bars, read_bars = _INQUIRY.fetch_bars, _INQUIRY.read_bars
fetch_tickers, read_tickers = _INQUIRY.fetch_tickers, _INQUIRY.read_tickers
