"""Figures and words of the plan that change places in a rewriting."""

from __future__ import annotations

import re
from typing import Final

from reporter.ledger import REFERENCE
from reporter.writing.directions import CLAUSE, any_of
from reporter.writing.signs import MARK, cited
from reporter.writing.vocabulary import words

_Named = dict[str, frozenset[str]]

_SIDES: Final = {"long": any_of("longs?"), "short": any_of("shorts?")}
_RATES: Final = {
    "settled": any_of(r"settle[sd]?", "settlement", "settling"),
    "running": any_of("running", r"estimat\w*"),
    "median": any_of("median"),
    "simple": any_of("simple", r"compound\w*"),
}
_NAMES: Final = {
    re.compile(r"\.funding\.(?:settled|running|median)(?:_annual)?$"): _RATES,
    re.compile(r"\.positioning\.|\.liquidations\."): _SIDES,
}
_BESIDE: Final = re.compile(r"[^,;{}]{0,30}?\b(longs?|shorts?)\b", re.IGNORECASE)
_LITTLE: Final = frozenset(
    ("", "a", "an", "and", "are", "as", "at", "below", "above", "by", "for", "from", "has", "in",
     "is", "its", "of", "on", "or", "over", "stands", "than", "the", "to", "was", "were", "which",
     "with", "higher", "lower")
)  # fmt: skip
"""Words that stand before or behind any figure."""


def misnamed(own: str, plan: str) -> bool:
    """Whether a figure is given the name that the plan gives to another of its sentence."""
    before, now = _named(plan), _named(own)
    both = now.keys() & before.keys()
    return any(
        now[fact] and before[fact] and now[fact].isdisjoint(before[fact]) for fact in both
    ) or any(
        _carriers(name, now).isdisjoint(_carriers(name, before)) for name in _shared(now, before)
    )


def displaced(own: str, plan: str) -> bool:
    """Whether a figure stands behind or before the very words that are another's in the plan."""
    before, now, planned = _places(plan), _places(own), frozenset(cited(plan))
    return any(
        now[place].isdisjoint(before[place]) and now[place] & planned
        for place in now.keys() & before.keys()
    )


def shuffled(own: str, plan: str) -> bool:
    """Whether ``own`` has all words of the plan and no others, some in the place of others."""
    mine, theirs = (
        [tuple(words(REFERENCE.sub(MARK, clause).casefold())) for clause in CLAUSE.split(text)]
        for text in (own, plan)
    )
    if [*map(len, sorted(mine, key=len))] != [*map(len, sorted(theirs, key=len))]:
        return False
    alike = sorted(word for one in mine for word in one) == sorted(
        word for one in theirs for word in one
    )
    return alike and sorted(mine) != sorted(theirs)


def _places(text: str) -> dict[tuple[str, ...], frozenset[str]]:
    """The figures behind each pair of words, and before each word, that say something."""
    found: dict[tuple[str, ...], frozenset[str]] = {}
    for match in REFERENCE.finditer(text):
        left = re.search(r"([a-z]+) ([a-z]+) $", text[: match.start()].casefold())
        right = re.match(r" ([a-z]+)", text[match.end() :])
        for place in (left and left.groups(), right and ("", *right.groups())):
            if place and not frozenset(place) <= _LITTLE:
                found[place] = found.get(place, frozenset()) | {match[1]}
    return found


def _shared(now: _Named, before: _Named) -> frozenset[str]:
    return frozenset().union(*now.values()) & frozenset().union(*before.values())


def _carriers(name: str, named: _Named) -> frozenset[str]:
    return frozenset(fact for fact, names in named.items() if name in names)


def _named(text: str) -> _Named:
    """The names of its kind that stand in the clause of each rate, position and liquidation.

    A side right behind a figure is that figure's, whatever else the clause names.
    """
    found: _Named = {}
    for clause in CLAUSE.split(text):
        said = REFERENCE.sub(MARK, clause)
        for match in REFERENCE.finditer(clause):
            beside = _BESIDE.match(clause, match.end())
            for kind, names in _NAMES.items():
                if kind.search(match[1]):
                    place = beside[1] if beside and names is _SIDES else said
                    found[match[1]] = frozenset(n for n, one in names.items() if one.search(place))
    return found
