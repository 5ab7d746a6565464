"""How a venue is asked about many symbols: bulk questions first, then each symbol's own.

One walk serves both ways: ``fetch`` takes it to let a recorder keep the answers, ``read`` takes
it again through the record. A source's failure is a value here; the parts of a symbol that it
costs are named when they are read.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Final, Protocol, TypeVar

from reporter.model.errors import SourceRefused, SourceUnavailable
from reporter.model.market import Instrument
from reporter.net.request import Fetcher, Request
from reporter.sources.gaps import gap
from reporter.sources.wire import Answer, Given, Unpack, as_sent, ask

if TYPE_CHECKING:
    from reporter.signals.series import SymbolData

Requests = Mapping[str, Request]
Answers = Mapping[str, Given]

K = TypeVar("K", bound=Hashable)
T = TypeVar("T")

_WORKERS: Final = 4
_PAGES: Final = 10
_CONTRACTS: Final = 2
"""So many contracts are asked about together: the last few questions about one leave room."""
_BETWEEN: Final = 20
"""Single questions between two looks at whether the venue has shut its door."""


class _Put(Protocol):
    """Gives every question's answer or failure, by name."""

    def __call__(self, requests: Mapping[K, Request]) -> dict[K, Given]: ...


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
class Inquiry:
    """What a venue is asked, and how its answers are opened.

    ``bulk`` gives the questions that cover all symbols, ``one`` those about one contract, both by
    name. ``absent`` gives the reason for which a contract need not be asked about, from the bulk
    answers; ``failed`` the reason for which nothing came of asking, from its own answers and
    the bulk ones; both are empty for a contract that can be read. ``shutting`` are the statuses
    by which the venue closes its door: 418 is a ban that grows with every further question, 451
    a closed country.
    """

    instrument: Callable[[str], Instrument]
    bulk: Callable[[str], Requests]
    one: Callable[[str, Instrument, datetime], Requests]
    unpack: Unpack = as_sent
    absent: Callable[[Instrument, Answers], str] = lambda _contract, _bulk: ""
    failed: Callable[[Instrument, Answers, Answers], str] = common_reason
    shutting: frozenset[int] = frozenset({418, 451})

    def fetch(
        self, fetcher: Fetcher, *, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> None:
        """Put all questions to a recording fetcher, four at a time, two contracts together.

        Once the venue has shut its door no further contract is asked about.
        """
        with ThreadPoolExecutor(_WORKERS) as pool:
            for _ in self._walk(
                partial(_put_all, fetcher, self.unpack, pool.map), base_url, symbols, as_of
            ):
                pass  # the recorder keeps the answers

    def read(
        self,
        fetcher: Fetcher,
        read_symbol: Callable[[Instrument, Answers, datetime], SymbolData],
        *,
        base_url: str,
        symbols: Iterable[str],
        as_of: datetime,
    ) -> tuple[SymbolData, ...]:
        """The same questions to the record: each symbol once, in the given order."""
        put = partial(_put_all, fetcher, self.unpack, map)
        return tuple(
            _nothing(one.contract, one.reason)
            if one.reason
            else read_symbol(one.contract, one.given, as_of)
            for one in self._walk(put, base_url, symbols, as_of)
        )

    def fetch_each(self, fetcher: Fetcher, requests: Requests) -> None:
        """Put one question for each symbol to a recording fetcher, four at a time.

        They may be hundreds: once the venue has shut its door the rest is not asked.
        """
        with ThreadPoolExecutor(_WORKERS) as pool:
            self._each(partial(_put_all, fetcher, self.unpack, pool.map), requests)

    def read_each(self, fetcher: Fetcher, requests: Requests) -> dict[str, Given]:
        """The record's answer or failure for every symbol that was asked about."""
        return self._each(partial(_put_all, fetcher, self.unpack, map), requests)

    def _each(self, put: _Put, requests: Requests) -> dict[str, Given]:
        given: dict[str, Given] = {}
        for names in _groups(tuple(requests), _BETWEEN):
            given |= put({name: requests[name] for name in names})
            if self._shut(given):
                break
        return given

    def _walk(
        self, put: _Put, base_url: str, symbols: Iterable[str], as_of: datetime
    ) -> Iterator[_Asked]:
        bulk = _with_pages(put, self.bulk(base_url))
        closed = silent(bulk) or self._shut(bulk)
        contracts = tuple(self.instrument(symbol) for symbol in dict.fromkeys(symbols))
        for group in _groups(contracts, _CONTRACTS):
            reasons = {
                one: closed or self.absent(one, bulk) if one.quote else "unsupported"
                for one in group
            }
            asked = {one: self.one(base_url, one, as_of) for one in group if not reasons[one]}
            answers = put({(one, name): asked[one][name] for one in asked for name in asked[one]})
            closed = closed or self._shut(answers)
            for one in group:
                own = {name: answers[one, name] for name in asked.get(one, ())}
                reason = reasons[one] or self.failed(one, own, bulk)
                yield _Asked(contract=one, given={**bulk, **own}, reason=reason)

    def _shut(self, given: Mapping[Any, Given]) -> str:
        """The reason of an answer by which the venue closes its door to us."""
        errors = (answer for answer in given.values() if not isinstance(answer, Answer))
        return next((error.reason for error in errors if error.status in self.shutting), "")


def fetch_all(fetcher: Fetcher, unpack: Unpack, requests: Requests) -> None:
    """Put questions to a recording fetcher, four at a time; it keeps answers and failures."""
    with ThreadPoolExecutor(_WORKERS) as pool:
        _with_pages(partial(_put_all, fetcher, unpack, pool.map), requests)


def put_all(fetcher: Fetcher, unpack: Unpack, requests: Requests) -> dict[str, Given]:
    """Every question's answer or failure, by name, from the record.

    Lists are followed through their pages, which are named ``name.2`` and so on.
    """
    return _with_pages(partial(_put_all, fetcher, unpack, map), requests)


def _put_all(
    fetcher: Fetcher,
    unpack: Unpack,
    each: Callable[..., Iterable[Given]],
    requests: Mapping[K, Request],
) -> dict[K, Given]:
    """Every question's answer or failure, by name; ``each`` puts them at once or in turn."""

    def put(request: Request) -> Given:
        try:
            return ask(fetcher, request, unpack)
        except (SourceUnavailable, SourceRefused) as error:
            return error

    return dict(zip(requests, each(put, requests.values()), strict=True))


def _with_pages(put: _Put, requests: Requests) -> dict[str, Given]:
    """The same with the pages behind each answer; history is bounded by its questions instead."""
    given = put(requests)
    for name, request in requests.items():
        answer = given[name]
        for page in range(2, _PAGES + 1):
            if not isinstance(answer, Answer) or not answer.cursor:
                break
            onward = f"{name}.{page}"
            answer = given[onward] = put({onward: _onward(request, answer.cursor)})[onward]
    return given


def _groups(names: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    return (names[start : start + size] for start in range(0, len(names), size))


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
