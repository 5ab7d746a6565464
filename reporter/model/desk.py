"""Who publishes: the part of the configuration that may be printed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, kw_only=True)
class Basis:
    """A rule that a notice rests on: its name and where it can be read."""

    name: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What is said to the readers of one jurisdiction; an engineering input, not legal advice.

    ``text`` is printed word for word under ``title``. It was written on ``as_of`` and is to be
    looked at again by ``review_by``; ``unverified`` names what could not be confirmed.
    """

    id: str
    title: str
    jurisdiction: str
    as_of: date
    review_by: date
    status: str
    basis: tuple[Basis, ...]
    text: str
    unverified: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """The publisher's own words about himself. ``conflicts`` is stated even when there are none.

    ``role`` is the author's job title; ``publisher`` the legal entity (empty: the brand);
    ``notices`` are those of the chosen jurisdictions. ``sample`` marks sample data: every
    output says so in plain sight.
    """

    name: str
    brand: str
    timezone: str
    contact: str
    author: str
    conflicts: str
    role: str = ""
    publisher: str = ""
    notices: tuple[Notice, ...] = ()
    sample: bool = False
