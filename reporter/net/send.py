"""Handing something over: one guarded attempt, never repeated, never redirected.

A reading that fails is simply asked for again. What was handed over cannot be taken back, so
each failure says which of two things is true: surely nothing arrived (``NotSent``), or it may
have (``Unanswered``). The line between them is the first byte of the request that goes out.

Addresses and headers hold secrets here. No error names more of an address than its host.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from reporter.model.errors import PermanentError, ReporterError, SourceRefused, SourceUnavailable
from reporter.net.budget import Budget
from reporter.net.client import check_url
from reporter.net.decode import Body
from reporter.net.guard import Guard

if TYPE_CHECKING:
    import httpx

    from reporter.net.transport import Resolver

_ELSEWHERE = frozenset({301, 302, 307, 308})
_PORTS = {"http": 80, "https": 443}


class NotSent(PermanentError):
    """Surely nothing arrived: the host was not reached, or may not be."""

    exit_code = 7


class Unanswered(PermanentError):
    """What was handed over may have arrived: no whole answer came, or one of a server's fault."""

    exit_code = 7


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """What goes out: a POST of ``body``, or a GET where it is empty.

    ``deadline`` in seconds bounds the whole attempt, ``max_bytes`` the answer. Address and
    headers are left out of what is printed of it.
    """

    url: str = field(repr=False)
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes = field(default=b"", repr=False)
    deadline: float = 30.0
    max_bytes: int = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A whole answer: its status is a success or a refusal (400 to 499)."""

    status: int
    body: bytes = field(repr=False)

    @property
    def accepted(self) -> bool:
        """Whether what was sent was taken."""
        return self.status < 300


class Sender:
    """Hands things over within the guard; each time on a connection of its own.

    ``allow_hosts`` are exceptions to the guard against private addresses, and to the rule that
    nothing goes out unencrypted. ``resolve`` replaces the system's name resolution.
    """

    def __init__(
        self, user_agent: str, *, allow_hosts: Iterable[str] = (), resolve: Resolver | None = None
    ) -> None:
        self._user_agent = user_agent
        self._guard = Guard(allow_hosts)
        self._resolve = resolve

    def send(self, sending: Sending) -> Answer:
        """The answer to one attempt. Raises ``NotSent`` or ``Unanswered``."""
        from reporter.net.transport import (
            FAULTS,
            SENDING,
            UNFIT,
            Transport,
            resolve_host,
            source_error,
        )

        host = self._checked(sending.url)
        budget = Budget(sending.deadline, waits=1)
        steps: set[str] = set()

        def watch(step: str, _details: dict[str, Any]) -> None:
            steps.add(step)

        transport = Transport(self._guard, self._resolve or resolve_host)
        try:
            with transport.ask(
                sending.url, self._headers(sending), sending.body, budget, watch
            ) as response:
                status, body = response.status_code, _read(response, sending.max_bytes, host)
        except FAULTS as fault:
            begun = SENDING in steps and not isinstance(fault, UNFIT)
            # Without its cause, whose request would carry address and headers into a traceback.
            raise _failure(source_error(fault, host, budget), host, begun=begun) from None
        except (SourceRefused, SourceUnavailable) as fault:
            raise _failure(fault, host, begun=SENDING in steps) from None
        finally:
            transport.close()
        return _answer(status, body, host)

    def _headers(self, sending: Sending) -> dict[bytes, bytes]:
        own = {"user-agent": self._user_agent, "accept-encoding": "gzip"}
        asked = {"accept": "*/*"} | {name.lower(): value for name, value in sending.headers} | own
        return {name.encode(): value.encode() for name, value in asked.items()}

    def _checked(self, url: str) -> str:
        """Host and port of an address that may be used, for messages."""
        try:
            check_url(url)
        except SourceRefused:
            raise NotSent(
                "this is no plain http or https address.", next_step="Check the address."
            ) from None
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or _PORTS[parts.scheme]
        shown = f"{host}:{port}" if parts.port else host
        if parts.scheme == "http" and not self._guard.allows(host, port):
            raise NotSent(
                "the address is unencrypted, which would show the credential on the way.",
                shown,
                f'Use https; if it is meant, add "{host}:{port}" to allow_hosts under [net].',
            )
        return shown


def _read(response: httpx.Response, max_bytes: int, host: str) -> bytes:
    body = Body(response.headers.get("content-encoding", ""), max_bytes, host)
    for chunk in response.iter_raw():
        body.feed(chunk)
    return body.finish()


def _failure(fault: ReporterError, host: str, *, begun: bool) -> PermanentError:
    if begun:
        return Unanswered(fault.what, host, "Look there whether it has arrived.")
    return NotSent(fault.what, host, fault.next_step)


def _answer(status: int, body: bytes, host: str) -> Answer:
    """Raises for an answer that neither accepts nor refuses."""
    if 200 <= status <= 299 or 400 <= status <= 499:
        return Answer(status=status, body=body)
    if status in _ELSEWHERE:
        raise NotSent(
            f"the server sends us elsewhere ({status}), which is not followed.",
            host,
            "Use the final address.",
        )
    raise Unanswered(
        f"the server has a fault of its own ({status}).",
        host,
        "Look there whether it has arrived.",
    )
