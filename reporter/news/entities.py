"""Who and what a text names, found by the closed gazetteer.

Full names count in any case. Short forms count only as written, and a name or ticker that is
also a word only with evidence: ``ONE``, ``NEAR``, ``Optimism`` and ``Strategy`` are words
first. ``gazetteer.toml`` states the rules of each entry.

Cost: one look-up a word (by the first word of a name, or by ticker); linear in the text.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final

from reporter.model.news import Entity, EntityKind, LinkRule
from reporter.news.asset_lists import is_listed
from reporter.news.gazetteer import Bare, Grade, Name, gazetteer
from reporter.news.words import word_places

_QUOTE: Final = re.compile(r"(?<=\w)(?:USDT|USDC|USD|PERP)$")
_DOLLAR_COIN: Final = re.compile(r"[A-Z]{1,2}USD")
_PAIR: Final = re.compile(r"[/_-](?:USDT|USDC|USD|PERP)(?![^\W_])")
_CROSS: Final = re.compile(r"[/_-](?:BTC|ETH|EUR)(?![^\W_])")
_MULTIPLE: Final = re.compile(r"^1(?:000)+(?=[A-Z])")
_OWN_TICKER: Final = re.compile(r"(?:['\u2019]s)?\s+(?:\(\$?(\w+)\)|\$?(\w+))")
_EXCHANGE: Final = re.compile(r"(?:NASDAQ|Nasdaq|NYSE):\s?$")
_SHARE: Final = re.compile(r":\s?[A-Z]{1,5}\b")
_NEAR = 3  # words on either side of a bare ticker in which its context must stand
_MOST_CAPITALS, _FEW_WORDS = 0.6, 4
_AROUND_TICKERS = """
    token tokens coin coins altcoin altcoins crypto perp perps perpetual perpetuals airdrop
    staking stakers blockchain mainnet onchain defi usdt usdc holders validators unlock wallet
    wallets memecoin etf etfs futures whales
"""
_CRYPTO = """
    bitcoin btc ether eth ethereum solana stablecoin stablecoins cryptocurrency cryptocurrencies
    steth tokenised tokenized onchain rollup depeg binance bybit okx coinbase validator testnet
"""
_AFTER_NAMES = """
    token tokens coin blockchain network mainnet testnet protocol chain ecosystem foundation labs
    dao dex validators stakers rollup airdrop defi perp perps etf etfs subnet subnets holders
    stablecoin memecoin unlock bridge sidechain
"""
_MARKET_WORDS: Final = frozenset(_AROUND_TICKERS.split())
_CRYPTO_WORDS: Final = _MARKET_WORDS | frozenset(_CRYPTO.split())
_TRADE_NOUNS: Final = frozenset(_AFTER_NAMES.split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """An entity, the place of its name in the text, and why the name counts."""

    entity: Entity
    start: int
    end: int
    rule: LinkRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What is known besides the text itself.

    ``words`` of the same item in lower case; ids of entities that publishers' tags support
    (``tagged``) and that the item names beyond doubt (``told``).
    """

    words: frozenset[str] = frozenset()
    tagged: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Found:
    """The mentions of a text; ``doubtful`` are the ids of those that lack evidence."""

    mentions: tuple[Mention, ...]
    doubtful: frozenset[str]

    @property
    def explained(self) -> frozenset[str]:
        """The ids of the entities mentioned, and of the assets that these stand behind."""
        known = gazetteer()
        named = {mention.entity.id for mention in self.mentions}
        tokens = (known.tokens[one] for one in named if one in known.tokens)
        return frozenset(named.union(known.tickers[ticker][0].id for ticker in tokens))


_NOTHING: Final = Around()


def universe_tickers(universe: Sequence[str]) -> tuple[str, ...]:
    """The assets of the desk's symbols: ``FILUSDT`` gives ``FIL``, ``1000PEPEUSDT`` ``PEPE``."""
    return tuple(dict.fromkeys(_base(symbol.upper()) for symbol in universe))


def _base(symbol: str) -> str:
    return _MULTIPLE.sub("", _QUOTE.sub("", _PAIR.sub("", symbol)))


def mentions(text: str, tickers: Sequence[str] = ()) -> tuple[Mention, ...]:
    """All entities named in the text, in order; where names overlap, the longest counts.

    ``tickers`` are assets to know beside the gazetteer's own, by ticker (``WIF``).
    """
    known = frozenset(tickers)
    found = find(text, known)
    if found.doubtful & found.explained:
        found = find(text, known, replace(_NOTHING, told=found.explained))
    return found.mentions


def entities_in(text: str, tickers: Sequence[str] = ()) -> tuple[Entity, ...]:
    """The distinct entities of a text, most often named first, then in order of appearance."""
    counts = Counter(mention.entity for mention in mentions(text, tickers))
    return tuple(sorted(counts, key=lambda one: -counts[one]))


def speaks_of_crypto(words: frozenset[str]) -> bool:
    """Whether a word of the trade or the name of an asset is among the words (lower case)."""
    return not (_CRYPTO_WORDS.isdisjoint(words) and gazetteer().coined.isdisjoint(words))


def find(text: str, tickers: frozenset[str], around: Around = _NOTHING) -> Found:
    """The mentions in a text of which more is known, and what could not be decided."""
    reading = _Reading(text, tickers, around)
    return Found(tuple(reading.mentions()), frozenset(reading.doubtful))


class _Reading:
    """One text cut into words, with the rules that look around a word."""

    def __init__(self, text: str, tickers: frozenset[str], around: Around) -> None:
        self.text = text
        self.tickers = tickers
        self.around = around
        self.known = gazetteer()
        self.places = word_places(text)
        self.words = [place[0].lower() for place in self.places]
        self.doubtful: set[str] = set()

    @cached_property
    def context(self) -> frozenset[str]:
        """All words of the item."""
        return self.around.words.union(self.words)

    @cached_property
    def capitals(self) -> frozenset[str]:
        """The words in capitals; none where capitals say nothing."""
        if self._is_shouted():
            return frozenset()
        return frozenset(place[0] for place in self.places if place[0].isupper())

    def _is_shouted(self) -> bool:
        """Whether most words that are no tickers stand in capitals too."""
        words = [place[0] for place in self.places if place[0] not in self.known.tickers]
        words = [word for word in words if len(word) > 1 and word.isalpha()]
        capitals = sum(word.isupper() for word in words)
        return capitals > _MOST_CAPITALS * len(words) and (
            len(words) >= _FEW_WORDS or capitals == len(words)
        )

    def mentions(self) -> Iterator[Mention]:
        at = 0
        while at < len(self.places):
            found = self._entity(at)
            if found:
                one, length, rule = found
                start, end = self.places[at].start(), self.places[at + length - 1].end()
                yield Mention(entity=one, start=start, end=end, rule=rule)
            at += found[1] if found else 1

    def _entity(self, at: int) -> tuple[Entity, int, LinkRule] | None:
        """What the words from there on name, over how many of them, and why it counts."""
        if not self.places[at][0].isupper():
            return self._name(at)
        return self._sure_ticker(at) or self._name(at) or self._bare_ticker(at)

    # --- names ---------------------------------------------------------------------------

    def _name(self, at: int) -> tuple[Entity, int, LinkRule] | None:
        for name in self.known.names.get(self.words[at], ()):
            rule = self._rule(name, at)
            if rule:
                return name.entity, len(name.words), rule
        return None

    def _rule(self, name: Name, at: int) -> LinkRule | None:
        end = at + len(name.words)
        if len(name.words) > 1 and tuple(self.words[at:end]) != name.words:
            return None
        if self._denied(name, at, end):
            return None
        if name.grade is Grade.FULL:
            return LinkRule.NAME
        written = self.text[self.places[at].start() : self.places[end - 1].end()]
        if written != name.spelling or self._is_unit(at):
            return None
        rule = self._evidence(name, at, end)
        if not rule:
            self.doubtful.add(name.entity.id)
        return rule

    def _denied(self, name: Name, at: int, end: int) -> bool:
        rules = name.rules
        if self._next(end) in rules.not_next or self._previous(at) in rules.not_previous:
            return True
        if name.entity.kind is EntityKind.VENUE and self._opens_share(end):
            return True
        return name.grade is not Grade.FULL and not rules.unless.isdisjoint(self.context)

    def _opens_share(self, end: int) -> bool:
        """Whether a share's ticker follows, as in ``NASDAQ: COIN``."""
        return _SHARE.match(self.text, self.places[end - 1].end()) is not None

    def _next(self, end: int) -> str:
        """The word that follows; an ``s`` after an apostrophe is passed over."""
        if end < len(self.words) and self.words[end] == "s":
            end += self.text[self.places[end].start() - 1] in "'\u2019"
        return self.words[end] if end < len(self.words) else ""

    def _previous(self, at: int) -> str:
        before = at - 1
        if before > 0 and self.words[before] == "s":
            before -= self.text[self.places[before].start() - 1] in "'\u2019"
        return self.words[before] if before >= 0 else ""

    def _is_unit(self, at: int) -> bool:
        """Whether a short number stands before it, as in ``30 SEC``."""
        return at > 0 and self.words[at - 1].isdigit() and len(self.words[at - 1]) < 4

    def _evidence(self, name: Name, at: int, end: int) -> LinkRule | None:
        if self._own_ticker_follows(name.entity, end):
            return LinkRule.BESIDE
        one = name.entity.id
        if self._stands_beside(name, at, end):
            found = self._graded(name, at, end)
            if found or one in self.around.tagged:
                return found or LinkRule.TAGGED
        return LinkRule.ITEM if one in self.around.told else None

    def _stands_beside(self, name: Name, at: int, end: int) -> bool:
        rules = name.rules
        if not rules.next and not rules.previous:
            return True
        return self._next(end) in rules.next or self._previous(at) in rules.previous

    def _graded(self, name: Name, at: int, end: int) -> LinkRule | None:
        context = name.rules.context
        if name.grade is Grade.EXACT and not context:
            return LinkRule.SPELLING
        if not context.isdisjoint(self.context):
            return LinkRule.CONTEXT
        if name.grade is Grade.EXACT:
            return None
        if name.grade is Grade.MARKET and speaks_of_crypto(self.context.difference(name.words)):
            return LinkRule.CONTEXT
        return LinkRule.BESIDE if self._is_in_trade(name, at, end) else None

    def _is_in_trade(self, name: Name, at: int, end: int) -> bool:
        return (
            self._next(end) in _TRADE_NOUNS
            or self._own_ticker_stands(name.entity)
            or is_listed(self.text, self.places, at, end - 1)
        )

    def _own_ticker_follows(self, one: Entity, end: int) -> bool:
        """Whether its ticker comes next, as in ``Sonic (S)`` and ``Harmony's ONE``."""
        after = _OWN_TICKER.match(self.text, self.places[end - 1].end())
        if not after or not self.capitals:
            return False
        ticker = after[1] or after[2]
        return ticker == one.ticker or self.known.shares.get(ticker) == one

    def _own_ticker_stands(self, one: Entity) -> bool:
        known = self.known.tickers.get(one.ticker)
        return one.ticker in self.capitals and known is not None and known[1] is not Bare.NEVER

    # --- tickers -------------------------------------------------------------------------

    def _sure_ticker(self, at: int) -> tuple[Entity, int, LinkRule] | None:
        """What a ticker with its quote currency or mark stands for; two words in ``FIL/USDT``."""
        place = self.places[at]
        base = place[0] if _DOLLAR_COIN.fullmatch(place[0]) else _base(place[0])
        one, _ = self._asset(base)
        if one and _PAIR.match(self.text, place.end()):
            return one, 2, LinkRule.PAIR
        if one and (base != place[0] or _CROSS.match(self.text, place.end())):
            return one, 1, LinkRule.PAIR
        marked = self._marked(base, one, place.start())
        return (marked, 1, LinkRule.MARKED) if marked else None

    def _bare_ticker(self, at: int) -> tuple[Entity, int, LinkRule] | None:
        one, bare = self._asset(self.places[at][0])
        rule = self._bare(one, bare, at) if one else None
        return (one, 1, rule) if one and rule else None

    def _asset(self, ticker: str) -> tuple[Entity | None, Bare]:
        if ticker in self.known.tickers or ticker in self.tickers:
            return self.known.asset(ticker)
        return None, Bare.NEVER

    def _marked(self, ticker: str, one: Entity | None, start: int) -> Entity | None:
        """What ``$FIL``, ``$COIN`` or ``NASDAQ: COIN`` stands for."""
        before = self.text[max(0, start - 8) : start]
        share = self.known.shares.get(ticker)
        if _EXCHANGE.search(before):
            return share
        return one or share if before.endswith("$") and not before[-2:-1].isalnum() else None

    def _bare(self, one: Entity, bare: Bare, at: int) -> LinkRule | None:
        if bare is Bare.FREE:
            return LinkRule.TICKER
        if bare is Bare.NEVER or self.places[at][0] not in self.capitals:
            return None
        if self._has_context(at):
            return LinkRule.TICKER_CONTEXT
        if one.id in self.around.tagged:
            return LinkRule.TAGGED
        if one.id in self.around.told:
            return LinkRule.ITEM
        self.doubtful.add(one.id)
        return None

    def _has_context(self, at: int) -> bool:
        around = self.words[max(0, at - _NEAR) : at + _NEAR + 1]
        listed = is_listed(self.text, self.places, at, at)
        return listed or not _MARKET_WORDS.isdisjoint(around)
