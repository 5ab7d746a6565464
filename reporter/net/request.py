"""What is asked of a source, what comes back, and the one method that does it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol
from urllib.parse import urlencode, urlsplit

from reporter.model.digest import Digest, digest
from reporter.net.pace import Costs

_LONGEST_PLACE = 160


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One question: a GET, or a POST where it has a ``body``.

    A POST must be a mere query, since it is repeated where that can help; its headers name the
    body's content type. ``max_bytes`` bounds the answer both as sent and as decoded;
    ``deadline`` is in seconds and bounds the whole fetch: waiting, connecting, redirects, retries
    and reading. ``costs`` are what it takes of the source's limits; the wait for its turn comes
    before the deadline runs. No single wait takes longer than the deadline's part by ``waits``.

    ``at_once`` is how many of its kind may be busy with its host. ``alone`` says that a source
    which asks to be left alone means this address, as with a file, and not its whole host, as
    with an API.
    """

    url: str
    params: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    max_bytes: int = 5_000_000
    deadline: float = 20.0
    costs: Costs = field(default=(), compare=False)
    waits: int = field(default=2, compare=False)
    at_once: int = field(default=6, compare=False)  # as browsers have it
    alone: bool = field(default=False, compare=False)

    @property
    def full_url(self) -> str:
        """The address with its parameters, in the order in which they were given."""
        if not self.params:
            return self.url
        joint = "&" if "?" in self.url else "?"
        return f"{self.url}{joint}{urlencode(self.params)}"

    @property
    def key(self) -> str:
        """The name under which a snapshot keeps the answer: bodies count by their digest."""
        if self.body:
            return f"POST {self.full_url} {digest(self.body)}"
        return f"GET {self.full_url}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One answer. ``headers`` have lower-case names; ``digest`` is that of the decoded body.

    ``moved_to`` is where permanent redirects alone led from ``url``; empty where they led nowhere.
    """

    url: str
    final_url: str
    status: int
    headers: Mapping[str, str] = field(hash=False)
    body: bytes
    digest: Digest
    received_at: datetime
    moved_to: str = ""


class Fetcher(Protocol):
    """Whatever answers requests: the live client, a recorder around it, or a replayer."""

    def fetch(self, request: Request) -> Reply:
        """The answer. Raises SourceUnavailable (may pass) or SourceRefused (will not)."""
        ...


def host_of(url: str) -> str:
    """Host and port of an address in lower case, for taking turns; empty where unreadable."""
    try:
        return urlsplit(url).netloc.lower()
    except ValueError:
        return ""


def place(url: str) -> str:
    """Host and path of an address for messages: never its query, which may hold a secret."""
    try:
        parts = urlsplit(url)
        port = f":{parts.port}" if parts.port else ""
        spot = f"{parts.hostname or ''}{port}{parts.path}"
    except ValueError:
        return "(not a readable address)"
    shown = "".join(mark if mark.isprintable() else "?" for mark in spot)
    return shown[:_LONGEST_PLACE] or "(no address)"
