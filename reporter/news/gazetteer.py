"""The closed list of entities, read from ``gazetteer.toml`` once."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any

from reporter.model.news import Entity, EntityKind
from reporter.news.words import word_places


class Bare(StrEnum):
    """Where a ticker counts without ``$`` or a quote currency."""

    FREE = "free"
    CONTEXT = "context"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an entity: its words in lower case.

    ``exact`` is the only spelling that counts, if set; then one word of ``context``, if there
    is any, must stand in the same text.
    """

    entity: Entity
    words: tuple[str, ...]
    exact: str = ""
    context: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """``names`` by their first word, longest first; ``tickers`` with their rule."""

    entities: Mapping[str, Entity]
    names: Mapping[str, tuple[Name, ...]]
    tickers: Mapping[str, tuple[Entity, Bare]]


@cache
def gazetteer() -> Gazetteer:
    """The list that comes with the package."""
    text = (files("reporter.news") / "gazetteer.toml").read_text("utf-8")
    entities: dict[str, Entity] = {}
    names: defaultdict[str, list[Name]] = defaultdict(list)
    tickers: dict[str, tuple[Entity, Bare]] = {}
    for kind, rows in tomllib.loads(text).items():
        for row in rows:
            one = Entity(
                id=row["id"],
                name=row["name"],
                kind=EntityKind(kind),
                ticker=row.get("ticker", ""),
            )
            entities[one.id] = one
            for name in _names(one, row):
                names[name.words[0]].append(name)
            if one.ticker:
                tickers[one.ticker] = (one, Bare(row.get("bare", Bare.CONTEXT)))
    longest_first = {
        first: tuple(sorted(group, key=lambda name: -len(name.words)))
        for first, group in names.items()
    }
    return Gazetteer(entities, longest_first, tickers)


def _names(one: Entity, row: Mapping[str, Any]) -> Iterator[Name]:
    context = frozenset(row.get("context", ()))
    for spelling in row.get("names", ()):
        yield Name(one, _words(spelling))
    for spelling in row.get("exact", ()):
        yield Name(one, _words(spelling), spelling, context)


def _words(spelling: str) -> tuple[str, ...]:
    return tuple(place[0].lower() for place in word_places(spelling))
