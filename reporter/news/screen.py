"""Which items may become news: in the desk's language, dated, neither from the future nor old,
and written for readers.

What is left out is counted per feed and told in a ``Gap``: nothing is dropped in silence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from reporter.model.market import Gap
from reporter.model.news import Item
from reporter.news.dedupe import Voice
from reporter.news.injection import instructs
from reporter.news.order import age

OLDEST: Final = timedelta(days=7)
LANGUAGE: Final = "en"
"""What the desk writes and reads; items whose language is not clear are read as well."""

_NAMED = 3  # titles a gap names before it says how many more there are

_WHY: Final = {
    "language": "Left out because not written in English",
    "undated": "Left out for want of a usable time",
    "future": "Left out because dated after the edition's time",
    "stale": "Left out because older than a week",
    "instruction": "Set aside unread because the text speaks to a machine, not to a reader",
}


def screen(items: Sequence[Item], as_of: datetime) -> tuple[tuple[Item, ...], tuple[Gap, ...]]:
    """The items that may be used, and one gap for each feed and reason of those that may not."""
    kept: list[Item] = []
    dropped: defaultdict[tuple[str, str], list[Item]] = defaultdict(list)
    for item in sorted(items, key=age):
        reason = fault(item, as_of)
        if reason:
            dropped[item.outlet, reason].append(item)
        else:
            kept.append(item)
    gaps = (
        _gap(outlet, reason, _WHY[reason], [_shown(item) for item in group])
        for (outlet, reason), group in sorted(dropped.items())
    )
    return tuple(kept), tuple(gaps)


def fault(item: Item, as_of: datetime) -> str:
    """The reason why an item may not be used, or an empty text."""
    if any(map(instructs, (item.title, item.summary, *item.tags))):
        return "instruction"
    if item.language not in {"", LANGUAGE}:
        return "language"
    if item.published is None:
        return "undated"
    if item.published > as_of:
        return "future"
    return "stale" if as_of - item.published > OLDEST else ""


def duplicates(voices: Sequence[Voice]) -> tuple[Gap, ...]:
    """One gap for each feed whose items arrived more than once, with the number of links."""
    merged: defaultdict[str, list[str]] = defaultdict(list)
    for voice in voices:
        if voice.copies:
            count = len(voice.copies) + 1
            told = f"{count} links" if voice.links == count else f"{count} times"
            merged[voice.item.outlet].append(f"{_shown(voice.item)} ({told})")
    return tuple(
        _gap(outlet, "duplicate", "Counted once", shown) for outlet, shown in sorted(merged.items())
    )


def _gap(outlet: str, reason: str, why: str, shown: Sequence[str]) -> Gap:
    more = len(shown) - _NAMED
    rest = f"; and {more} more" if more > 0 else ""
    return Gap(
        subject=outlet,
        part="item" if len(shown) == 1 else "items",
        reason=reason,
        detail=f"{why}: {'; '.join(shown[:_NAMED])}{rest}.",
    )


def _shown(item: Item) -> str:
    return "an item whose title is withheld" if instructs(item.title) else f"“{item.title}”"
