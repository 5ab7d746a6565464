"""Bybit v5, linear perpetuals, public endpoints: the questions, and what the answers say.

Two questions cover all symbols (tickers, contract terms; the latter in pages where the list is
long), ten go out for each symbol, four of them for open interest, which comes in pages of 200
hours. The venue grants 600 questions in five seconds for an address; whoever takes more meets
status 403 and is shut out for some minutes. The whole universe takes the same two questions.

The venue publishes accounts' long/short ratio, but neither one of top traders nor the taker's
side of volume. The funding rate among the tickers is the running estimate; intervals are stated
in minutes. A USDC contract is called ``BTCPERP`` there and ``BTCUSDC`` by the desk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
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

VENUE: Final = "bybit"
BASE_URL: Final = "https://api.bybit.com"

_HOUR_MS: Final = 3_600_000
_LIMIT: Final = Limit("bybit questions", 600, 5.0)
_LINEAR: Final = ("category", "linear")
_SPELLED: Final = {
    "1000CHEEMS": "1000000CHEEMS",
    "1000SATS": "10000SATS",
    "1000SHIB": "SHIB1000",
    "1MBABYDOGE": "1000000BABYDOGE",
    "TURBO": "1000TURBO",
}
"""The venue's spelling of a base where it counts or writes otherwise than the desk."""

_BUSY: Final = frozenset({"10006", "10018"})
_FAULTS: Final = frozenset({"10000", "10016"})
_OI_HOURS: Final = 200
_OI_PAGES: Final = 4


def instrument(symbol: str) -> Instrument:
    """The contract behind a symbol; ``quote`` is empty where it is no dollar stablecoin."""
    quote = next((q for q in ("USDT", "USDC") if symbol.endswith(q) and symbol != q), "")
    base = symbol.removesuffix(quote)
    code = _SPELLED.get(base, base) + ("PERP" if quote == "USDC" else quote)
    return _contract(base, quote, code if quote else symbol)


def listed(code: str) -> Instrument | None:
    """The desk's contract of a venue's name; None for a dated or a foreign one."""
    for ending, quote in (("USDT", "USDT"), ("PERP", "USDC")):
        if code.endswith(ending) and code != ending and "-" not in code:
            _, coin = split_base(code.removesuffix(ending))
            return _contract(desk_base(coin), quote, code)
    return None


def _contract(base: str, quote: str, code: str) -> Instrument:
    symbol = base + quote
    own = "" if code == symbol else code
    return Instrument(venue=VENUE, symbol=symbol, base=base, quote=quote, code=own)


def scale(contract: Instrument) -> Decimal:
    """How many of the venue's contracts' coins the desk counts as one."""
    code = contract.code or contract.symbol
    count, _ = split_base(code.removesuffix("PERP").removesuffix("USDT"))
    return ratio(contract.base, count)


def bulk_requests(base_url: str) -> dict[str, Request]:
    """The questions that cover all symbols, by name."""
    return {
        "tickers": _request(base_url, "tickers"),
        "contracts": _request(base_url, "instruments-info", ("limit", "1000")),
    }


def symbol_requests(base_url: str, contract: Instrument, as_of: datetime) -> dict[str, Request]:
    """The questions about one contract, by name; history is bounded by ``as_of``."""
    about, now = ("symbol", contract.code or contract.symbol), to_ms(as_of)
    until, since = ("endTime", str(now)), ("startTime", str(now - 500 * _HOUR_MS))
    found = {
        "candles": _bars(base_url, "kline", contract, as_of, 1000),
        "funding": _request(base_url, "funding/history", about, until, ("limit", "200")),
        "global_account": _request(
            base_url, "account-ratio", about, ("period", "1h"), since, until, ("limit", "500")
        ),
        "margins": _request(base_url, "risk-limit", about),
        "premium": _bars(base_url, "premium-index-price-kline", contract, as_of, 720),
    }
    return found | _open_interest(base_url, about, now)


def _bars(base_url: str, path: str, contract: Instrument, as_of: datetime, count: int) -> Request:
    about = ("symbol", contract.code or contract.symbol)
    until = (("end", str(to_ms(as_of))), ("limit", str(count)))
    return _request(base_url, path, about, ("interval", "60"), *until)


def _open_interest(base_url: str, about: tuple[str, str], now: int) -> dict[str, Request]:
    """Pages of 200 hours, the newest first, that do not overlap."""
    found = {}
    for page in range(_OI_PAGES):
        last = now - page * _OI_HOURS * _HOUR_MS
        found[f"open_interest.{page + 1}" if page else "open_interest"] = _request(
            base_url,
            "open-interest",
            about,
            ("intervalTime", "1h"),
            ("startTime", str(last - _OI_HOURS * _HOUR_MS + 1)),
            ("endTime", str(last)),
            ("limit", str(_OI_HOURS)),
        )
    return found


def _request(base_url: str, path: str, *params: tuple[str, str]) -> Request:
    url = f"{base_url.rstrip('/')}/v5/market/{path}"
    return Request(url=url, params=(_LINEAR, *params), costs=((_LIMIT, 1),))


def unpack(answer: Answer) -> Answer:
    """The list in the venue's envelope; raises the error that the envelope reports."""
    envelope = as_mapping(answer.value)
    code = envelope.get("retCode")
    if not isinstance(code, str):
        raise refused("The answer is not in the venue's envelope.")
    if code != "0":
        raise _error(code, envelope.get("retMsg"))
    result = as_mapping(envelope.get("result"))
    cursor = result.get("nextPageCursor")
    return replace(
        answer,
        value=result.get("list"),
        stamp=envelope.get("time"),
        cursor=cursor if isinstance(cursor, str) else "",
    )


def _error(code: str, said: Any) -> SourceUnavailable | SourceRefused:
    what = f"the venue reports an error: {printable(said)} ({printable(code)})."
    if code in _BUSY:
        return SourceUnavailable(what, VENUE, "Try again later.", reason="busy", status=429)
    if code in _FAULTS:
        return SourceUnavailable(what, VENUE, "Try again later.", reason="server-error")
    if code == "10024":
        next_step = "Leave the source out here."
        return SourceRefused(what, VENUE, next_step, reason="restricted", status=451)
    if code == "10009":
        return SourceRefused(what, VENUE, "Ask less often.", reason="forbidden", status=403)
    return SourceRefused(what, VENUE, "Look at the recorded answer.", reason="refused")


def traded(state: Mapping[str, Any]) -> bool:
    """Whether a contract is a perpetual in trading."""
    return state.get("status") == "Trading" and state.get("contractType") == "LinearPerpetual"


def _absent(contract: Instrument, bulk: Answers) -> str:
    code = contract.code or contract.symbol
    return standing(bulk, "contracts", code, traded, key="symbol")


def _latest(base_url: str, contract: Instrument, as_of: datetime) -> Request:
    return _bars(base_url, "kline", contract, as_of, 99)


def _readers() -> Readers:
    from reporter.sources.bybit_symbol import bars, read_symbol
    from reporter.sources.bybit_tickers import tickers

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
    shutting=frozenset({403, 418, 451}),
)
fetch_market, read_market = _INQUIRY.fetch_market, _INQUIRY.read_market
fetch_bars, read_bars = _INQUIRY.fetch_bars, _INQUIRY.read_bars
fetch_tickers, read_tickers = _INQUIRY.fetch_tickers, _INQUIRY.read_tickers
