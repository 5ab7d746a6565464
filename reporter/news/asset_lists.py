"""Whether a name stands in one list with an asset, as in "Solana, Polygon and Base"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from reporter.model.news import EntityKind
from reporter.news.gazetteer import Bare, Grade, Name, gazetteer

_MEMBERS = 5  # that are looked at on either side
_PARTED_BY: Final = frozenset({",", "/", "&"})
_JOINED_BY: Final = frozenset({"and", "or"})

Places = Sequence[re.Match[str]]


def is_listed(text: str, places: Places, first: int, last: int) -> bool:
    """Whether the words from ``first`` to ``last`` share a list with an asset beyond doubt.

    ``places`` are all words of the text. Members between the two must be possible assets.
    """
    return _holds(text, places, first, -1) or _holds(text, places, last, 1)


def _holds(text: str, places: Places, at: int, step: int) -> bool:
    for _ in range(_MEMBERS):
        member = _neighbour(text, places, at, step)
        if member is None or not _may_be_asset(places[member][0]):
            return False
        if _is_asset(places[member][0]):
            return True
        at = member
    return False


def _neighbour(text: str, places: Places, at: int, step: int) -> int | None:
    """The next member of the list: over a comma, a stroke, or an ``and`` with or without one."""
    other = at + step
    if not 0 <= other < len(places):
        return None
    left, right = sorted((at, other))
    between = text[places[left].end() : places[right].start()].strip()
    if places[other][0].lower() in _JOINED_BY and between in {"", ","}:
        return other + step if 0 <= other + step < len(places) else None
    return other if between in _PARTED_BY else None


def _is_asset(word: str) -> bool:
    known = gazetteer()
    ticker = known.tickers.get(word)
    return word.lower() in known.coined or (ticker is not None and ticker[1] is Bare.FREE)


def _may_be_asset(word: str) -> bool:
    ticker = gazetteer().tickers.get(word)
    return (ticker is not None and ticker[1] is not Bare.NEVER) or any(
        name.grade is Grade.FULL or name.spelling == word for name in _assets(word)
    )


def _assets(word: str) -> Iterator[Name]:
    for name in gazetteer().names.get(word.lower(), ()):
        if name.entity.kind is EntityKind.ASSET:
            yield name
