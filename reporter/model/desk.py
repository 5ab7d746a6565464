"""Who publishes: the part of the configuration that may be printed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The publisher's own words about himself. ``conflicts`` is stated even when there are none.

    ``sample`` marks sample data: every output says so in plain sight.
    """

    name: str
    brand: str
    timezone: str
    contact: str
    author: str
    conflicts: str
    sample: bool = False
