"""What is known of a feed between runs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from reporter.model.digest import Digest


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedState:
    """A feed's last answers, and when it may be asked again. All times are in UTC.

    ``url`` is the address as configured, ``moved_to`` where permanent redirects led from it.
    ``etag`` and ``last_modified`` are the publisher's marks of the kept ``body``, which stood at
    ``final_url`` with these ``headers`` (lower-case names, those that reading it needs).
    ``status`` is that of the last answer (304: unchanged), 0 where none came. ``next_at`` is the
    earliest moment to ask again. ``failures`` counts those in a row; ``reason`` is a short
    stable word for the last one and ``detail`` a sentence, both empty while all is well.
    ``items`` and ``newest`` are what the last reading of the body gave. A ``retired`` feed was
    closed by its publisher for good (410) and is not asked any more.
    """

    url: str
    first_seen: datetime
    moved_to: str = ""
    etag: str = ""
    last_modified: str = ""
    body: Digest | None = None
    final_url: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 0
    checked_at: datetime | None = None
    next_at: datetime | None = None
    last_ok_at: datetime | None = None
    failures: int = 0
    reason: str = ""
    detail: str = ""
    items: int = 0
    newest: datetime | None = None
    retired: bool = False

    @property
    def address(self) -> str:
        """Where to ask: the address that the publisher moved the feed to, or the configured."""
        return self.moved_to or self.url
