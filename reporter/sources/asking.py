"""How a venue is asked about many symbols: bulk questions first, then each symbol's own.

One walk serves both ways: fetching takes it to let a recorder keep the answers, reading takes
it again through the record. A source's failure is a value here; the parts of a symbol that it
costs are named when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import Instrument, Tickers
from reporter.net.request import Fetcher, Request
from reporter.sources.gaps import gap
from reporter.sources.wire import Answer, Given, Unpack, as_sent, ask

if TYPE_CHECKING:
    from reporter.signals.series import Series, SymbolData

Requests = Mapping[str, Request]
Answers = Mapping[str, Given]

_WORKERS: Final = 6
_PAGES: Final = 10
_BETWEEN: Final = 18
"""So many single questions are put between two looks at whether the venue has shut its door."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asked:
    """A contract and the answers it is read from, or the reason for which nothing can be."""

    contract: Instrument
    given: Answers
    reason: str = ""


def common_reason(_contract: Instrument, given: Answers, _bulk: Answers) -> str:
    """The reason that all questions about a contract failed for, if it is one and the same."""
    reasons = {reason_of(answer) for answer in given.values()}
    return reasons.pop() if len(reasons) == 1 else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """What makes a contract, bars and the universe of a venue's answers."""

    symbol: Callable[[Instrument, Answers, datetime], SymbolData]
    bars: Callable[[Answers, datetime], dict[str, Series]]
    tickers: Callable[[Answers, datetime], Tickers]


@dataclass(frozen=True, slots=True, kw_only=True)
class Inquiry:
    """What a venue is asked, and how its answers are opened: all that ``venues.Venue`` does.

    ``bulk`` gives the questions that cover all symbols, ``one`` those about one contract, both by
    name; ``bars`` asks for a contract's latest 99 hours, ``universe`` for every contract there
    is. ``readers`` loads the modules that read the answers, which need heavy libraries.
    ``absent`` gives the reason for which a contract need not be asked about, from the bulk
    answers; ``failed`` the reason for which nothing came of asking, from its own answers and
    the bulk ones; both are empty for a contract that can be read. ``shutting`` are the statuses
    by which the venue closes its door: 418 is a ban that grows with every further question, 451
    a closed country.
    """

    instrument: Callable[[str], Instrument]
    bulk: Callable[[str], Requests]
    one: Callable[[str, Instrument, datetime], Requests]
    bars: Callable[[str, Instrument, datetime], Request]
    universe: Callable[[str], Requests]
    readers: Callable[[], Readers]
    unpack: Unpack = as_sent
    absent: Callable[[Instrument, Answers], str] = lambda _contract, _bulk: ""
    failed: Callable[[Instrument, Answers, Answers], str] = common_reason
    shutting: frozenset[int] = frozenset({418, 451})

    def fetch_market(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> None:
        """Put all questions about these symbols to a recording fetcher, six at a time.

        A source's failure is not raised here: the record holds it, and ``read_market`` meets it
        again. Once the venue has shut its door nothing more is asked.
        """
        with ThreadPoolExecutor(_WORKERS) as pool:
            put = partial(put_all, fetcher, self.unpack, pool=pool)
            for _ in self._walk(put, base_url, symbols, as_of):
                pass  # the recorder keeps the answers

    def read_market(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> tuple[SymbolData, ...]:
        """What the record holds of each symbol, once each, in the given order.

        Every symbol appears; what it lacks is named in its gaps. A venue that answers nothing and
        a symbol that the venue does not know make one gap.
        """
        put, read_symbol = partial(put_all, fetcher, self.unpack), self.readers().symbol
        return tuple(
            _nothing(one.contract, one.reason)
            if one.reason
            else read_symbol(one.contract, one.given, as_of)
            for one in self._walk(put, base_url, symbols, as_of)
        )

    def fetch_bars(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> None:
        """Put one question for each symbol to a recording fetcher, six at a time.

        They may be hundreds: once the venue has shut its door the rest is not asked.
        """
        with ThreadPoolExecutor(_WORKERS) as pool:
            put = partial(put_all, fetcher, self.unpack, pool=pool)
            self._each(put, self._bar_requests(base_url, symbols, as_of))

    def read_bars(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> dict[str, Series]:
        """The bars by symbol; a symbol without any is left out."""
        put = partial(put_all, fetcher, self.unpack)
        given = self._each(put, self._bar_requests(base_url, symbols, as_of))
        return self.readers().bars(given, as_of)

    def fetch_tickers(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> None:  # noqa: ARG002  (live lists know no time)
        """Ask for the whole universe."""
        with ThreadPoolExecutor(_WORKERS) as pool:
            put_all(fetcher, self.unpack, self.universe(base_url), pool)

    def read_tickers(self, fetcher: Fetcher, *, base_url: str, as_of: datetime) -> Tickers:
        """Every dollar perpetual that is traded."""
        given = put_all(fetcher, self.unpack, self.universe(base_url))
        return self.readers().tickers(given, as_of)

    def _bar_requests(
        self, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> dict[str, Request]:
        contracts = [self.instrument(symbol) for symbol in symbols]
        return {one.symbol: self.bars(base_url, one, as_of) for one in contracts if one.quote}

    def _each(self, put: Callable[..., dict[str, Given]], requests: Requests) -> dict[str, Given]:
        given: dict[str, Given] = {}
        names = tuple(requests)
        for start in range(0, len(names), _BETWEEN):
            group = {name: requests[name] for name in names[start : start + _BETWEEN]}
            given |= put(group, paged=False)
            if self._shut(given):
                break
        return given

    def _walk(
        self,
        put: Callable[..., dict[str, Given]],
        base_url: str,
        symbols: Iterable[str],
        as_of: datetime,
    ) -> Iterator[_Asked]:
        bulk = put(self.bulk(base_url))
        closed = silent(bulk) or self._shut(bulk)
        for symbol in dict.fromkeys(symbols):
            contract = self.instrument(symbol)
            reason = "unsupported" if not contract.quote else closed or self.absent(contract, bulk)
            if reason:
                yield _Asked(contract=contract, given={}, reason=reason)
                continue
            own = put(self.one(base_url, contract, as_of), paged=False)
            closed = self._shut(own)
            reason = self.failed(contract, own, bulk)
            yield _Asked(contract=contract, given={**bulk, **own}, reason=reason)

    def _shut(self, given: Answers) -> str:
        """The reason of an answer by which the venue closes its door to us."""
        errors = (answer for answer in given.values() if not isinstance(answer, Answer))
        return next((error.reason for error in errors if error.status in self.shutting), "")


def put_all(
    fetcher: Fetcher,
    unpack: Unpack,
    requests: Requests,
    pool: ThreadPoolExecutor | None = None,
    *,
    paged: bool = True,
) -> dict[str, Given]:
    """Every question's answer or failure, by name.

    ``paged`` follows lists through their pages, which are named ``name.2`` and so on; history
    is bounded by its questions instead.
    """

    def put(request: Request) -> Given:
        try:
            return ask(fetcher, request, unpack)
        except (SourceUnavailable, SourceRefused) as error:
            return error

    answers = (pool.map if pool else map)(put, requests.values())
    given = dict(zip(requests, answers, strict=True))
    for name, request in requests.items() if paged else ():
        answer = given[name]
        for page in range(2, _PAGES + 1):
            if not isinstance(answer, Answer) or not answer.cursor:
                break
            answer = given[f"{name}.{page}"] = put(_onward(request, answer.cursor))
    return given


def _onward(request: Request, cursor: str) -> Request:
    return replace(request, params=(*request.params, ("cursor", cursor)))


def pages(given: Answers, name: str) -> list[Given]:
    """The answers to a question that was put in pages, in their order."""
    further = (f"{name}.{page}" for page in range(2, _PAGES + 1))
    return [given[name], *(given[page] for page in further if page in given)]


def every_page(given: Answers, name: str) -> list[Answer]:
    """All pages of a list; raises the error that stands for the first that failed."""
    found = []
    for page in pages(given, name):
        if not isinstance(page, Answer):
            raise page
        found.append(page)
    return found


def answered(given: Answers, name: str) -> Answer:
    """The answer to a question; raises the error that stands for it."""
    found = given[name]
    if isinstance(found, Answer):
        return found
    raise found


def standing(
    bulk: Answers, name: str, code: str, traded: Callable[[Mapping[str, Any]], bool], key: str
) -> str:
    """``no-such-symbol`` or ``delisted``, by the venue's list of contracts of that name.

    Empty for a contract in trading, and where the list cannot be read: it proves nothing then.
    """
    rows: list[Mapping[str, Any]] = []
    for page in pages(bulk, name):
        listed = page.value if isinstance(page, Answer) and isinstance(page.value, list) else []
        found = [row for row in listed if isinstance(row, Mapping)]
        if not found:
            return ""
        rows.extend(found)
    state = next((row for row in rows if row.get(key) == code), None)
    if state is None:
        return "no-such-symbol"
    return "" if traded(state) else "delisted"


def silent(given: Answers) -> str:
    """The first reason, if nothing was answered."""
    reasons = [reason_of(answer) for answer in given.values()]
    return reasons[0] if all(reasons) else ""


def reason_of(given: Given) -> str:
    """The reason of a failure; empty for an answer."""
    return "" if isinstance(given, Answer) else given.reason


def _nothing(contract: Instrument, reason: str) -> SymbolData:
    """A contract of which nothing can be read, with its one gap."""
    from reporter.signals.series import SymbolData

    return SymbolData(
        instrument=contract,
        observations={},
        history={},
        interval_hours=None,
        next_settlement=None,
        gaps=(gap(contract.symbol, "market data", reason),),
    )
