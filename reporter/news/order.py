"""In which order items stand, and whose voice an item is."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Final, Protocol
from urllib.parse import urlsplit

from reporter.model.news import Item

_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_SECOND_LEVEL: Final = frozenset({"ac", "co", "com", "edu", "gov", "net", "ne", "or", "org"})
_ADDRESS: Final = re.compile(r"[\d.]+|.*:.*")

Age = tuple[datetime, str, str, str]


class Dated(Protocol):
    """What may have a time."""

    @property
    def published(self) -> datetime | None: ...


def time_of(item: Dated) -> datetime:
    """When the item was published; one without a time comes after all others."""
    return item.published or _NEVER


def age(item: Item) -> Age:
    """Sort key: oldest first, with ties broken by what the item itself says."""
    return (time_of(item), item.id, item.outlet, item.url)


def rank_of_source(item: Item) -> tuple[int, Age]:
    """Sort key: nearest to the event first, then oldest."""
    return (item.tier, age(item))


def voice(item: Item) -> str:
    """The publisher behind the item: its address's registrable domain, else the outlet's name.

    Two feeds of one publisher are one voice.
    """
    name = domain(item.canonical)
    return item.outlet if "." not in name or _ADDRESS.fullmatch(name) else name


def domain(address: str) -> str:
    """The registrable domain of an address; the host itself where it is a number or one label.

    It is taken as the last two labels, or three under a second-level suffix such as ``co.uk``.
    """
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    if _ADDRESS.fullmatch(host):
        return host
    labels = host.split(".")
    three = len(labels) > 2 and len(labels[-1]) == 2 and labels[-2] in _SECOND_LEVEL
    return ".".join(labels[-3:] if three else labels[-2:])
