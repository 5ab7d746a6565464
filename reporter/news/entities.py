"""Who and what a text names, found by the closed gazetteer.

Full names count in any case. Short forms count only as written, and a ticker only where it
can hardly be anything else: ``ONE``, ``NEAR``, ``LINK`` and ``AI`` are words first.
``gazetteer.toml`` states the rules of each entry.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reporter.model.news import Entity, EntityKind
from reporter.news.gazetteer import Bare, Name, gazetteer
from reporter.news.words import word_places

_QUOTE: Final = re.compile(r"(?<=\w)(?:USDT|USDC|USD|PERP)$")
_PAIR: Final = re.compile(r"[/-](?:USDT|USDC|USD|PERP)\b")
_MULTIPLE: Final = re.compile(r"^1(?:000)+(?=[A-Z])")
_NEAR = 3  # words on either side of a bare ticker in which its context must stand
_AROUND_TICKERS = """
    token tokens coin coins altcoin altcoins crypto perp perps perpetual perpetuals airdrop
    staking stakers blockchain mainnet onchain defi usdt usdc holders validators unlock wallet
    wallets memecoin etf etfs
"""
_MARKET_WORDS: Final = frozenset(_AROUND_TICKERS.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An entity and the place of its name in the text."""

    entity: Entity
    start: int
    end: int


def universe_tickers(universe: Sequence[str]) -> tuple[str, ...]:
    """The assets of the desk's symbols: ``FILUSDT`` gives ``FIL``, ``1000PEPEUSDT`` ``PEPE``."""
    return tuple(dict.fromkeys(_base(symbol.upper()) for symbol in universe))


def _base(symbol: str) -> str:
    return _MULTIPLE.sub("", _QUOTE.sub("", _PAIR.sub("", symbol)))


def mentions(text: str, tickers: Sequence[str] = ()) -> tuple[Mention, ...]:
    """All entities named in the text, in order; where names overlap, the longest counts.

    ``tickers`` are assets to know beside the gazetteer's own, by ticker (``WIF``).
    """
    return _Reading(text, frozenset(tickers)).mentions()


def entities_in(text: str, tickers: Sequence[str] = ()) -> tuple[Entity, ...]:
    """The distinct entities of a text, most often named first, then in order of appearance."""
    counts = Counter(mention.entity for mention in mentions(text, tickers))
    return tuple(sorted(counts, key=lambda one: -counts[one]))


class _Reading:
    """One text cut into words, with the rules that look around a word."""

    def __init__(self, text: str, tickers: frozenset[str]) -> None:
        self.text = text
        self.tickers = tickers
        self.places = word_places(text)
        self.words = [place[0].lower() for place in self.places]
        self.shouted = text.upper() == text

    def mentions(self) -> tuple[Mention, ...]:
        found = []
        at = 0
        while at < len(self.places):
            name = self._name(at)
            one, length = (name.entity, len(name.words)) if name else self._ticker(at)
            if one:
                start, end = self.places[at].start(), self.places[at + length - 1].end()
                found.append(Mention(entity=one, start=start, end=end))
            at += length
        return tuple(found)

    def _name(self, at: int) -> Name | None:
        candidates = gazetteer().names.get(self.words[at], ())
        return next((name for name in candidates if self._is(name, at)), None)

    def _is(self, name: Name, at: int) -> bool:
        end = at + len(name.words)
        if tuple(self.words[at:end]) != name.words:
            return False
        if not name.exact:
            return True
        written = self.text[self.places[at].start() : self.places[end - 1].end()]
        if written != name.exact or (at and self.words[at - 1][-1].isdigit()):
            return False  # a number before it makes it a unit, as in "30 SEC"
        return not name.context or not name.context.isdisjoint(self.words)

    def _ticker(self, at: int) -> tuple[Entity | None, int]:
        """The asset whose ticker stands there, and over how many words (two for ``FIL/USDT``)."""
        place = self.places[at]
        base = _base(place[0])
        one, bare = self._asset(base) if place[0].isupper() else (None, Bare.NEVER)
        if one and _PAIR.match(self.text, place.end()):
            return one, 2
        marked = base != place[0] or self.text[: place.start()].endswith("$")
        return (one if marked or self._bare_counts(bare, at) else None), 1

    def _asset(self, ticker: str) -> tuple[Entity | None, Bare]:
        known = gazetteer().tickers.get(ticker)
        if known:
            return known
        if ticker in self.tickers:
            one = Entity(id=ticker.lower(), name=ticker, kind=EntityKind.ASSET, ticker=ticker)
            return one, Bare.CONTEXT
        return None, Bare.NEVER

    def _bare_counts(self, bare: Bare, at: int) -> bool:
        if bare is not Bare.CONTEXT:
            return bare is Bare.FREE
        around = self.words[max(0, at - _NEAR) : at + _NEAR + 1]
        return not self.shouted and not _MARKET_WORDS.isdisjoint(around)
