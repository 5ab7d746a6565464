"""How much a story matters to the desk today, with the reasons in words.

``score = recency x tier x log(1 + outlets) x theme x entities x novelty``. The score orders
stories within three classes, and a class always stands before the next one:

1. news that may lead: a primary source, or two outlets that do not share a publisher;
2. news from a single source, which waits for a second;
3. what hardly concerns a trader (administrative notices and the like).

Within a class, what is older than three days stands behind what is newer: a feed's archive does not
lead while it carries news.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reporter.model.news import Entity, EntityKind, Item, Tier
from reporter.news.order import time_of, voice
from reporter.news.reach import NAMED, Path
from reporter.news.themes import MINOR, Theme

_HALF_LIFE = 24.0  # hours after which a story counts half
_OLD = 72.0  # hours after which a story stands behind all newer ones of its class
_TIER: Final = {Tier.PRIMARY: 1.5, Tier.MAJOR: 1.0, Tier.OTHER: 0.7}
_NO_THEME = 0.6
_OWN_IN_TITLE, _OWN = 2.0, 1.6
_REACHED = 1.4  # times the strength of the strongest way to one of the desk's symbols
_MARKET = 1.4
_FAR, _UNKNOWN = 0.4, 0.8  # nothing of the desk's is reached; the desk has named no symbols
_SHOWN = 3  # symbols that a reason names
_MARKET_KINDS: Final = frozenset({EntityKind.ASSET, EntityKind.VENUE, EntityKind.COMPANY})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a story stands. ``order`` sorts best first; ``outlets`` are its distinct voices."""

    order: tuple[int, bool, float]
    score: float
    outlets: tuple[str, ...]
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a story is about: its entities, those named in the leading title, its themes.

    ``paths`` are the ways from it to assets, the strongest first.
    """

    entities: Sequence[Entity]
    in_title: Sequence[Entity]
    themes: Sequence[Theme]
    paths: Sequence[Path] = ()


def stand(
    items: Sequence[Item],
    content: Content,
    *,
    as_of: datetime,
    own: Sequence[str],
    novelty: float = 1.0,
) -> Standing:
    """The standing of a story; ``own`` are the tickers of the desk's symbols.

    ``novelty`` is less than 1 for a story that has been told before.
    """
    outlets = distinct_outlets(items)
    best = min(item.tier for item in items)
    hours = (as_of - max(map(time_of, items))).total_seconds() / 3600
    reached, others = _strongest(content, own)
    theme, entities = _theme_weight(content), _entity_weight(content, own, reached)
    recency, outside = 0.5 ** (hours / _HALF_LIFE), math.log1p(len(outlets))
    score = recency * _TIER[best] * outside * theme * entities * novelty
    confirmed = best is Tier.PRIMARY or len(outlets) > 1
    minor = theme * entities < MINOR
    reasons = (
        _backing(best, outlets),
        *_naming(content, own),
        *_reaching(reached, others),
        *((f"about {content.themes[0].name.lower()}",) if content.themes else ()),
        *(("of little concern to traders",) if minor else ()),
        _age(hours),
    )
    place = 2 if minor else 0 if confirmed else 1
    return Standing(
        order=(place, hours > _OLD, -score), score=score, outlets=outlets, reasons=reasons
    )


def distinct_outlets(items: Sequence[Item]) -> tuple[str, ...]:
    """The outlets that are voices of their own, by publisher, in the order of the items."""
    named: dict[str, str] = {}
    for item in items:
        named.setdefault(voice(item), item.outlet)
    return tuple(dict.fromkeys(named.values()))


def _theme_weight(content: Content) -> float:
    """The strongest theme's weight; one that marks minor news is not outvoted by others, and a
    general one does not outvote what is more special."""
    if not content.themes:
        return _NO_THEME
    leading = content.themes[0]
    if leading.minor:
        return leading.weight
    return max(theme.weight for theme in content.themes if leading.general or not theme.general)


def _strongest(content: Content, own: Sequence[str]) -> tuple[Path | None, Sequence[str]]:
    """The strongest way to symbols of the desk that the story does not name, and these."""
    named = {one.ticker for one in content.entities if one.ticker}
    others = [ticker for ticker in own if ticker not in named] if named else own
    ways = (path for path in content.paths if path.group != NAMED)
    return next((path for path in ways if path.among(others)), None), others


def _entity_weight(content: Content, own: Sequence[str], reached: Path | None) -> float:
    if any(one.ticker in own for one in content.in_title if one.ticker):
        return _OWN_IN_TITLE
    if any(one.ticker in own for one in content.entities if one.ticker):
        return _OWN
    through = _REACHED * reached.strength if reached else 0.0
    if any(one.kind in _MARKET_KINDS for one in content.entities):
        return max(_MARKET, through)
    return max(through, _FAR if own else _UNKNOWN)


def _backing(best: Tier, outlets: Sequence[str]) -> str:
    count = f"{len(outlets)} outlets"
    if best is Tier.PRIMARY:
        return f"primary source, {count}" if len(outlets) > 1 else "primary source"
    if len(outlets) > 1:
        return count
    return "single source: a lead needs a primary source or a second outlet"


def _naming(content: Content, own: Sequence[str]) -> tuple[str, ...]:
    named = [one.ticker for one in content.entities if one.ticker in own]
    return (f"names {', '.join(named)}",) if named else ()


def _reaching(reached: Path | None, others: Sequence[str]) -> tuple[str, ...]:
    if reached is None:
        return ()
    tickers = reached.among(others)
    more = f" and {len(tickers) - _SHOWN} more" if len(tickers) > _SHOWN else ""
    return (f"reaches {', '.join(tickers[:_SHOWN])}{more} through {reached.channel}",)


def _age(hours: float) -> str:
    return f"{hours:.0f} h old" if hours >= 1 else "less than an hour old"
