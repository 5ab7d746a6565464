"""What a channel is given, what it answers, and what every channel can do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from reporter.model.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """An edition as a channel brings it away, in finished and checked strings.

    ``key`` is short and stable (from edition key and digest): under it a channel finds what it
    brought before. ``edition`` names the edition whatever its version: no other desk's is called
    so; neither of the two holds a blank. ``html`` is the article's sanitised body in simple tags,
    ``markdown`` the article's file, ``eml`` the newsletter draft; ``images`` are file name,
    alternative text and PNG bytes, the first the card. ``url`` is the public address, empty where
    there is none.
    """

    key: str
    edition: str
    digest: Digest
    slug: str
    title: str
    dek: str
    brand: str
    tags: tuple[str, ...]
    instant: str
    html: str
    markdown: str
    eml: bytes
    images: tuple[tuple[str, str, bytes], ...]
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Where a channel keeps what it was given: its own id for it, and an address to look at."""

    id: str
    url: str = ""


class Channel(Protocol):
    """A channel. By type there is no way to send or publish: only drafts, notices, test copies."""

    finds: bool
    """Whether ``find`` can tell that a parcel has arrived: then nothing is ever brought twice."""

    def find(self, parcel: Parcel) -> Receipt | None:
        """What this parcel became on an earlier call, or None."""

    def bring(self, parcel: Parcel) -> Receipt:
        """Bring the parcel. Raises ``NotDelivered`` where surely nothing arrived, and
        ``OutcomeUnknown`` where it may have.
        """
