"""The live fetcher: polite, bounded in bytes and time, and blind to private addresses."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Self
from urllib.parse import urljoin, urlsplit

from reporter.model.digest import digest
from reporter.model.errors import PermanentError, SourceRefused, SourceUnavailable
from reporter.net.budget import Budget
from reporter.net.decode import Body
from reporter.net.guard import Guard
from reporter.net.pace import Pace
from reporter.net.request import Reply, Request, host_of, place
from reporter.net.status import status_error

if TYPE_CHECKING:
    import httpx

    from reporter.net.transport import Resolver, Transport

_RETRIES = 2
_REDIRECTS = 3
_FIRST_PAUSE = 0.5
_REDIRECTING = frozenset({301, 302, 303, 307, 308})
_PERMANENT = frozenset({301, 308})
_SCHEMES = frozenset({"http", "https"})
_CONDITIONAL = frozenset({"if-none-match", "if-modified-since"})
_TOLD_TO_ALL = frozenset({"accept", *_CONDITIONAL})
_OURS = "reporter-"  # begins the headers that we add to an answer ourselves


@dataclass(frozen=True, slots=True)
class _Hop:
    """One exchange of a fetch: where it goes and what it may spend."""

    url: str
    headers: tuple[tuple[str, str], ...]
    request: Request
    budget: Budget


@dataclass(frozen=True, slots=True)
class _Redirect:
    """An answer that sends us elsewhere, this time or for good."""

    location: str
    permanent: bool


class Client:
    """Fetches over HTTP within the limits of each request; safe to share between threads.

    ``allow_hosts`` are exceptions to the guard against private addresses; ``clock`` gives the
    time in UTC, ``jitter`` a number from 0 to 1, ``sleep`` waits some seconds. ``resolve``
    replaces the system's name resolution.
    """

    def __init__(
        self,
        user_agent: str,
        *,
        clock: Callable[[], datetime],
        jitter: Callable[[], float],
        allow_hosts: Iterable[str] = (),
        sleep: Callable[[float], None] = time.sleep,
        resolve: Resolver | None = None,
    ) -> None:
        self._user_agent = user_agent
        self._clock = clock
        self._jitter = jitter
        self._sleep = sleep
        self._guard = Guard(allow_hosts)
        self._resolve = resolve
        self._transport: Transport | None = None
        self._lock = threading.Lock()
        self._turns: dict[tuple[str, int], threading.BoundedSemaphore] = {}
        self._pace = Pace(sleep)

    def __enter__(self) -> Self:
        from reporter.net.transport import Transport, resolve_host

        self._transport = Transport(self._guard, self._resolve or resolve_host)
        return self

    def __exit__(self, *_: object) -> None:
        if self._transport is not None:
            self._transport.close()
            self._transport = None

    def fetch(self, request: Request) -> Reply:
        """The answer to one request, tried again twice where that can help.

        Raises SourceUnavailable (``retry_after`` where the source named a time that does not
        fit the deadline) or SourceRefused.
        """
        self._pace.take(request.costs)
        budget = Budget(request.deadline, request.waits)
        host = host_of(request.url)
        left_alone = request.url if request.alone else host
        self._let_rest(left_alone, budget)
        attempt = 0
        while True:
            try:
                return self._follow(request, budget)
            except SourceUnavailable as error:
                self._pace.rest(left_alone, error.retry_after or 0.0)
                pause = self._pause(attempt, error.retry_after)
                if attempt == _RETRIES or pause >= budget.left():
                    raise
            self._sleep(pause)
            self._pace.take(request.costs)
            attempt += 1

    def _let_rest(self, spot: str, budget: Budget) -> None:
        """Wait while a host or address wants to be left alone; raise if too long."""
        pause = self._pace.left(spot)
        if pause >= budget.left():
            raise SourceUnavailable(
                "the source has asked to be left alone for a while.",
                place(spot) if "/" in spot else spot,
                "Try again later.",
                reason="busy",
                retry_after=pause,
            )
        if pause:
            self._sleep(pause)

    def _pause(self, attempt: int, asked: float | None) -> float:
        """Seconds before the next attempt: doubling, spread by jitter, never less than asked."""
        backoff = _FIRST_PAUSE * 2.0**attempt * (0.5 + self._jitter())
        return max(backoff, asked or 0.0)

    def _follow(self, request: Request, budget: Budget) -> Reply:
        """Go where the source sends us, three times at most, each hop checked anew."""
        hop = _Hop(request.full_url, request.headers, request, budget)
        moved_to, permanent = "", True
        for _ in range(_REDIRECTS + 1):
            answer = self._exchange(hop)
            if isinstance(answer, Reply):
                return replace(answer, url=request.full_url, moved_to=moved_to)
            hop = _next_hop(hop, answer.location)
            permanent = permanent and answer.permanent
            moved_to = hop.url if permanent else moved_to
        raise SourceRefused(
            f"the source redirects more than {_REDIRECTS} times.",
            place(request.url),
            "Use the final address.",
            reason="redirects",
        )

    def _exchange(self, hop: _Hop) -> Reply | _Redirect:
        """One request and its answer."""
        from reporter.net.transport import FAULTS, source_error

        if self._transport is None:
            raise PermanentError("the client is closed.", next_step="Use it in a with block.")
        check_url(hop.url)
        where = place(hop.url)
        with self._turn(hop):
            try:
                headers = self._headers(hop)
                body = hop.request.body
                with self._transport.ask(hop.url, headers, body, hop.budget) as response:
                    return self._answer(response, hop, where)
            except FAULTS as fault:
                raise source_error(fault, where, hop.budget) from fault

    @contextmanager
    def _turn(self, hop: _Hop) -> Iterator[None]:
        """Wait until few enough fetches of this kind are busy with this host."""
        at_once = hop.request.at_once
        with self._lock:
            key = (host_of(hop.url), at_once)
            turn = self._turns.setdefault(key, threading.BoundedSemaphore(at_once))
        if not turn.acquire(timeout=hop.budget.left()):
            raise SourceUnavailable(
                "too many other requests to this host are waiting.",
                place(hop.url),
                "Try again later.",
                reason="deadline",
            )
        try:
            yield
        finally:
            turn.release()

    def _headers(self, hop: _Hop) -> dict[bytes, bytes]:
        own = {"user-agent": self._user_agent, "accept-encoding": "gzip"}
        asked = {"accept": "*/*"} | {name.lower(): value for name, value in hop.headers} | own
        return {name.encode(): value.encode() for name, value in asked.items()}

    def _answer(self, response: httpx.Response, hop: _Hop, where: str) -> Reply | _Redirect:
        status = response.status_code
        headers = {name.lower(): value for name, value in response.headers.items()}
        headers = {name: headers[name] for name in headers if not name.startswith(_OURS)}
        if status in _REDIRECTING and "location" in headers:
            return _Redirect(headers["location"], status in _PERMANENT)
        unchanged = status == 304 and any(name.lower() in _CONDITIONAL for name, _ in hop.headers)
        if not (200 <= status <= 299 or unchanged):
            raise status_error(status, headers, where, self._clock())
        body = _read(response, headers, hop.request.max_bytes, where)
        return Reply(
            url=hop.url,
            final_url=hop.url,
            status=status,
            headers=headers,
            body=body,
            digest=digest(body),
            received_at=self._clock(),
        )


def _read(response: httpx.Response, headers: dict[str, str], max_bytes: int, where: str) -> bytes:
    body = Body(headers.get("content-encoding", ""), max_bytes, where)
    for chunk in response.iter_raw():
        body.feed(chunk)
    return body.finish()


def check_url(url: str) -> None:
    """Raises SourceRefused for what is no plain http or https address: it is never fetched."""
    try:
        parts = urlsplit(url)
        plain = parts.scheme in _SCHEMES and parts.hostname and "@" not in parts.netloc
        plain = plain and parts.port != 0  # reading the port raises for what is none
    except ValueError:
        plain = False
    if not plain:
        raise SourceRefused(
            "only plain http and https addresses are fetched.",
            place(url),
            "Check the address; it may hold no user name or password.",
        )


def _next_hop(hop: _Hop, location: str) -> _Hop:
    """Where a redirect leads. What was meant for one host is not told to another.

    Raises SourceRefused where it leads to no address, and for every redirected POST: what
    becomes of its body differs by status and server.
    """
    if hop.request.body:
        raise SourceRefused(
            "the source redirects a question that has a body.",
            place(hop.url),
            "Use the final address.",
            reason="redirects",
        )
    try:
        url = urljoin(hop.url, location)
        same = urlsplit(url)[:2] == urlsplit(hop.url)[:2]
        check_url(url)
    except (ValueError, SourceRefused) as error:
        raise SourceRefused(
            "the source redirects to what is no http or https address.",
            place(hop.url),
            "Use the final address.",
            reason="redirects",
        ) from error
    kept = tuple(pair for pair in hop.headers if same or pair[0].lower() in _TOLD_TO_ALL)
    return replace(hop, url=url, headers=kept)
