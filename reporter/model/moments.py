"""Moments as machines read them in pages, feeds and files."""

from __future__ import annotations

from datetime import datetime


def iso_instant(moment: datetime) -> str:
    """ISO 8601, UTC as ``Z``, to the millisecond at most: HTML allows no finer fraction.

    >>> from datetime import UTC
    >>> iso_instant(datetime(2026, 3, 27, 21, 21, tzinfo=UTC))
    '2026-03-27T21:21:00Z'
    >>> iso_instant(datetime(2026, 3, 27, 21, 21, 6, 554853, tzinfo=UTC))
    '2026-03-27T21:21:06.554Z'
    """
    precision = "milliseconds" if moment.microsecond >= 1000 else "seconds"
    return moment.isoformat(timespec=precision).replace("+00:00", "Z")
