"""The kinds of quantities that news reports, told by the words beside a figure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from reporter.news.words import plain
from reporter.numerals import Numeral

Group = Literal["amounts", "dates"]

WORD: Final = re.compile(r"[^\W\d_][^\W_]*(?:-[^\W\d_]+)*")
_NEAR: Final = 7
"""So many words may stand between a figure and the word that tells its kind."""
_CLAUSE: Final = re.compile(r"[;:–—]|,(?=\s)|\b(?:and|but|while|whereas|after|before|as)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of quantity, as ``quantities.toml`` describes it.

    One of ``nouns`` must stand in the sentence; a ``periodic`` one needs a stated period; ``own``
    is what its subject does, so that the subject has to stand before the figure.
    """

    id: str
    nouns: frozenset[str]
    periodic: bool
    own: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A word that tells a kind: how many words from the figure, and where it begins."""

    gap: int
    start: int
    kind: Kind


def kind_of(sentence: str, numeral: Numeral, group: Group) -> Told | None:
    """The kind whose word stands nearest to the figure in its clause, no other figure between.

    None where there is none, or where two kinds stand equally near.
    """
    told = sorted(_told(sentence, numeral, group), key=lambda one: one.gap)
    if not told:
        return None
    rivals = {one.kind.id for one in told if one.gap == told[0].gap}
    return told[0] if len(rivals) == 1 else None


def clause_of(sentence: str, numeral: Numeral) -> tuple[int, int]:
    """Where the clause around a figure begins and ends."""
    start = max((m.end() for m in _CLAUSE.finditer(sentence, 0, numeral.start)), default=0)
    end = next((m.start() for m in _CLAUSE.finditer(sentence, numeral.end)), len(sentence))
    return start, end


def _told(sentence: str, numeral: Numeral, group: Group) -> Iterator[Told]:
    for match in WORD.finditer(sentence, *clause_of(sentence, numeral)):
        kind = kinds(group).get(plain(match[0]))
        first, last = sorted((match.span(), (numeral.start, numeral.end)))
        between = sentence[first[1] : last[0]]
        gap = len(between.split())
        if kind and gap <= _NEAR and not any(map(str.isdigit, between)):
            yield Told(gap, match.start(), kind)


def words_of(text: str) -> Iterator[str]:
    """The words of a text in lower case, those with hyphens whole."""
    return (plain(match[0]) for match in WORD.finditer(text))


@cache
def listed(name: str) -> frozenset[str]:
    """The words of that list in ``quantities.toml``."""
    return frozenset(_book()["words"][name])


@cache
def kinds(group: Group) -> Mapping[str, Kind]:
    """The kinds of amounts or of dates, by each of their words."""
    return {
        word: Kind(
            id=name,
            nouns=frozenset(row.get("nouns", ())),
            periodic=row.get("periodic", False),
            own=row.get("own", False),
        )
        for name, row in _book()[group].items()
        for word in row["words"]
    }


@cache
def _book() -> Mapping[str, Any]:
    return tomllib.loads(files("reporter.news").joinpath("quantities.toml").read_text("utf-8"))
