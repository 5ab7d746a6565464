"""The closed list of entities and the rules of their names, read from ``gazetteer.toml`` once."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib.resources import files
from typing import Any, Final

from reporter.model.news import Entity, EntityKind
from reporter.news.words import word_places


class Bare(StrEnum):
    """Where a ticker counts without ``$`` or a quote currency."""

    FREE = "free"
    CONTEXT = "context"
    NEVER = "never"


class Grade(StrEnum):
    """How much a spelling needs beside it; ``gazetteer.toml`` says what each means."""

    FULL = "names"
    EXACT = "exact"
    MARKET = "market"
    COMMON = "common"


@dataclass(frozen=True, slots=True)
class Rules:
    """What decides where a name also means something else, as lower-case words."""

    context: frozenset[str] = frozenset()
    next: frozenset[str] = frozenset()
    previous: frozenset[str] = frozenset()
    not_next: frozenset[str] = frozenset()
    not_previous: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Name:
    """One way to name an entity: its words in lower case, and the spelling that counts.

    A full name counts in any case.
    """

    entity: Entity
    words: tuple[str, ...]
    spelling: str
    grade: Grade
    rules: Rules


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """``names`` by their first word, longest first; ``tickers`` with their rule.

    ``labels`` are all names, short forms and tickers as a publisher's tag could give them, in
    lower case; ``shares`` are companies by the tickers of their shares; ``tokens`` the tickers
    of the assets that companies and venues stand behind, by entity; ``groups`` the tickers of
    the assets that a theme can reach together; ``coined`` the words that are nothing but the
    name of an asset; ``abbreviations`` are tickers that mostly mean something else.
    """

    entities: Mapping[str, Entity]
    names: Mapping[str, tuple[Name, ...]]
    tickers: Mapping[str, tuple[Entity, Bare]]
    labels: Mapping[str, tuple[Name, ...]]
    shares: Mapping[str, Entity]
    tokens: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    coined: frozenset[str]
    abbreviations: frozenset[str]

    def asset(self, ticker: str) -> tuple[Entity, Bare]:
        """The asset of this ticker, one of a desk's own where the list does not hold it."""
        known = self.tickers.get(ticker)
        if known:
            return known
        one = Entity(id=ticker.lower(), name=ticker, kind=EntityKind.ASSET, ticker=ticker)
        rare = len(ticker) > _SHORT and ticker not in self.abbreviations
        return one, Bare.CONTEXT if rare else Bare.NEVER


_NO_RULES: Final = Rules()
_SHORT = 2  # letters of a ticker that is too short to stand alone


@cache
def gazetteer() -> Gazetteer:
    """The list that comes with the package."""
    content = tomllib.loads((files("reporter.news") / "gazetteer.toml").read_text("utf-8"))
    rules = {key: _rules(row) for key, row in content.pop("rules").items()}
    abbreviations = frozenset(content.pop("abbreviations"))
    rows = [(_entity(row, kind), row) for kind, group in content.items() for row in group]
    every = [name for one, row in rows for name in _names(one, row, rules.get(one.id, _NO_RULES))]
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for one, row in rows:
        for group in row.get("groups", ()):
            groups[group].append(one.ticker)
    return Gazetteer(
        entities={one.id: one for one, _ in rows},
        names=_by_first_word(every),
        tickers={
            one.ticker: (one, Bare(row.get("bare", Bare.CONTEXT)))
            for one, row in rows
            if one.ticker
        },
        labels=_by_label(every),
        shares={row["stock"]: one for one, row in rows if "stock" in row},
        tokens={one.id: row["token"] for one, row in rows if "token" in row},
        groups={group: tuple(tickers) for group, tickers in groups.items()},
        coined=frozenset(name.words[0] for name in every if _is_coined(name)),
        abbreviations=abbreviations,
    )


def _entity(row: Mapping[str, Any], kind: str) -> Entity:
    return Entity(
        id=row["id"], name=row["name"], kind=EntityKind(kind), ticker=row.get("ticker", "")
    )


def _rules(row: Mapping[str, list[str]]) -> Rules:
    return Rules(**{key: frozenset(words) for key, words in row.items()})


def _names(one: Entity, row: Mapping[str, Any], rules: Rules) -> Iterator[Name]:
    for grade in Grade:
        for spelling in row.get(grade, ()):
            words = tuple(place[0].lower() for place in word_places(spelling))
            yield Name(one, words, spelling, grade, rules)


def _is_coined(name: Name) -> bool:
    full = name.grade is Grade.FULL and len(name.words) == 1
    return full and name.entity.kind is EntityKind.ASSET


def _by_first_word(names: list[Name]) -> dict[str, tuple[Name, ...]]:
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for name in sorted(names, key=lambda name: -len(name.words)):
        found[name.words[0]].append(name)
    return {first: tuple(group) for first, group in found.items()}


def _by_label(names: list[Name]) -> dict[str, tuple[Name, ...]]:
    found: defaultdict[str, list[Name]] = defaultdict(list)
    for name in names:
        found[name.spelling.lower()].append(name)
    return {label: tuple(group) for label, group in found.items()}
