"""httpx with every connection guarded and every operation inside the fetch's budget.

Loaded only when a client is opened: httpx is heavy. httpx's own time-outs hold for a single
read, so a server that drips a byte at a time would never end; here each read, write and
handshake asks the budget of the running fetch how long it may take.
"""

from __future__ import annotations

import queue
import socket
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import httpcore
import httpx

from reporter.model.errors import ReporterError, SourceRefused, SourceUnavailable
from reporter.net.budget import Budget
from reporter.net.guard import Guard

Resolver = Callable[[str, int], tuple[str, ...]]
"""Gives all addresses of a host and port; raises OSError when there are none."""

Watch = Callable[[str, dict[str, Any]], None]
"""Is told each step of an exchange by httpcore's name for it, such as ``SENDING``."""

SENDING = "http11.send_request_headers.started"
"""The step before which not a byte of a request has gone out."""

UNFIT = httpx.LocalProtocolError
"""A request that cannot be put into HTTP, such as a header with a line break: none of it went."""

FAULTS = (
    httpx.HTTPError,
    httpx.InvalidURL,
    httpx.CookieConflict,
    httpx.StreamError,
    UnicodeError,  # of a host that only looks like an international one, such as xn--
)
"""Everything httpx raises."""


class Transport:
    """One pool of guarded connections, shared by all threads of a client."""

    def __init__(self, guard: Guard, resolve: Resolver) -> None:
        self._backend = _GuardedBackend(guard, resolve)
        self._http = httpx.HTTPTransport(verify=_trusted(), trust_env=False)
        # httpx offers no public way to pass a network backend; the version is pinned for this.
        self._http._pool = httpcore.ConnectionPool(
            ssl_context=_trusted(),
            max_connections=None,
            max_keepalive_connections=20,
            keepalive_expiry=5.0,
            network_backend=self._backend,
        )

    @contextmanager
    def ask(
        self,
        url: str,
        headers: dict[bytes, bytes],
        body: bytes,
        budget: Budget,
        watch: Watch | None = None,
    ) -> Iterator[httpx.Response]:
        """The response to one GET, or POST of a body, its own body unread.

        Raises what httpx raises, and the guard.
        """
        method, content = ("POST", body) if body else ("GET", None)
        told = {"trace": watch} if watch else {}
        request = httpx.Request(method, url, headers=headers, content=content, extensions=told)
        with self._backend.spending(budget):
            response = self._http.handle_request(request)
            response.request = request
            try:
                yield response
            finally:
                response.close()

    def close(self) -> None:
        """Close every connection."""
        self._http.close()


@cache
def _trusted() -> ssl.SSLContext:
    """The usual authorities, read once: that takes longer than most fetches."""
    return httpx.create_ssl_context(trust_env=False)


def source_error(fault: Exception, where: str, budget: Budget) -> ReporterError:
    """A fault of httpx as an error of ours: may it pass when tried again, or not?"""
    if isinstance(fault, httpx.TimeoutException):
        over = budget.left() <= 0
        reason, what = ("deadline", _DEADLINE) if over else ("timeout", _TIMEOUT)
        return SourceUnavailable(what, where, _LATER, reason=reason)
    if isinstance(fault, httpx.ConnectError):
        if _has_cause(fault, ssl.SSLCertVerificationError):
            return SourceRefused(_CERTIFICATE, where, "Check the address.", reason="certificate")
        return SourceUnavailable(_UNREACHABLE, where, _LATER, reason="unreachable")
    if isinstance(fault, (httpx.NetworkError, httpx.RemoteProtocolError)):
        return SourceUnavailable(_BROKEN, where, _LATER, reason="reset")
    return SourceRefused(_UNUSABLE, where, "Check the address.")


_LATER = "Try again later."
_DEADLINE = "no complete answer came within the time allowed."
_TIMEOUT = "no answer came in time."
_UNREACHABLE = "the host cannot be reached."
_BROKEN = "the connection broke off."
_CERTIFICATE = "the host's certificate is not valid."
_UNUSABLE = "the address cannot be asked for over HTTP."


def _has_cause(error: BaseException | None, kind: type[BaseException]) -> bool:
    while error is not None and not isinstance(error, kind):
        error = error.__cause__ or error.__context__
    return error is not None


def resolve_host(host: str, port: int) -> tuple[str, ...]:
    """All addresses of a host from the system's resolver, in its order."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


class _GuardedBackend(httpcore.NetworkBackend):
    """Resolves once, checks every address, and connects to a checked one."""

    def __init__(self, guard: Guard, resolve: Resolver) -> None:
        self._guard = guard
        self._resolve = resolve
        self._plain = httpcore.SyncBackend()
        self._running = threading.local()

    @contextmanager
    def spending(self, budget: Budget) -> Iterator[None]:
        """Let this thread's operations draw on ``budget``."""
        self._running.budget = budget
        try:
            yield
        finally:
            del self._running.budget

    def step(self) -> float:
        """Seconds for the next operation. Raises ReadTimeout when the time is up."""
        budget: Budget = self._running.budget
        seconds = budget.step()
        if seconds <= 0:
            raise httpcore.ReadTimeout("the time allowed is used up")
        return seconds

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - httpcore's signature; the budget rules
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        addresses = self._look_up(host, port)
        self._guard.check(host, port, addresses)
        fault: Exception = httpcore.ConnectError("the host has no address")
        for position, address in enumerate(addresses):
            share = self.step() / (len(addresses) - position)  # a dead one leaves time for others
            try:
                stream = self._plain.connect_tcp(
                    address, port, share, local_address, socket_options
                )
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
            else:
                return _BudgetStream(stream, self)
        raise fault

    def _look_up(self, host: str, port: int) -> tuple[str, ...]:
        """Resolve in a thread of its own: the system's resolver knows no time-out."""
        answers: queue.SimpleQueue[tuple[str, ...] | Exception] = queue.SimpleQueue()

        def look_up() -> None:
            try:
                answers.put(self._resolve(host, port))
            except (OSError, UnicodeError) as error:
                answers.put(error)

        threading.Thread(target=look_up, daemon=True).start()
        try:
            answer = answers.get(timeout=self.step())
        except queue.Empty:
            raise httpcore.ConnectTimeout("the name was not resolved in time") from None
        if isinstance(answer, Exception):
            raise httpcore.ConnectError("the name cannot be resolved") from answer
        return answer


class _BudgetStream(httpcore.NetworkStream):
    """A connection each of whose operations is bounded by the budget of the running fetch."""

    def __init__(self, stream: httpcore.NetworkStream, backend: _GuardedBackend) -> None:
        self._stream = stream
        self._backend = backend

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - as above
        return self._stream.read(max_bytes, self._backend.step())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - as above
        self._stream.write(buffer, self._backend.step())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - as above
    ) -> httpcore.NetworkStream:
        secured = self._stream.start_tls(ssl_context, server_hostname, self._backend.step())
        return _BudgetStream(secured, self._backend)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)
