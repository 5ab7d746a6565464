"""Whom a sentence speaks of: subjects named in it, else in its block, else before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final

from reporter.checking.gates import is_market
from reporter.checking.kept import Kept
from reporter.model.facts import Fact, FactKind
from reporter.model.text import Block, BlockKind, FinishedText
from reporter.numerals import Numeral, read

_QUOTES: Final = ("USDT", "USDC", "FDUSD", "BUSD", "USD", "PERP")
_SYMBOL: Final = re.compile(r"\b[A-Z0-9]{2,15}(?:USDT|USDC|FDUSD|BUSD|PERP)\b")
_END: Final = re.compile(r"[.!?][\"”’')\]]*\s+(?=[\"“‘'(\[]?[A-Z0-9$])")
_ABBREVIATION: Final = re.compile(
    r"(?:\b(?:(?<!-)[A-Z]|Inc|Ltd|Corp|Co|No|vs|approx|ca|Mr|Ms|Mrs|Dr|Sen|Rep|Gov|Gen|St|Jr|Sr|Jan|Feb"
    r"|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|e\.g|i\.e|p\.a|U\.S|U\.K|a\.m|p\.m))\.\Z"
)
_GENERAL: Final = ("edition", "item", "story")
_PROSE: Final = frozenset({BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.CAPTION})


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One sentence, row, heading or caption, and the subjects its figures may belong to.

    ``numerals`` have their places within ``text``. ``markets`` are the contracts in scope
    (None: any), ``parties`` the subjects of reported facts in scope (None: any).
    ``named`` are the contracts that the sentence itself names; ``context`` is the
    sentence with the one before it, ``header`` the head of the table that a row belongs to.
    """

    place: str
    kind: BlockKind
    text: str
    start: int
    numerals: tuple[Numeral, ...]
    markets: frozenset[str] | None = None
    parties: frozenset[str] | None = None
    named: frozenset[str] = frozenset()
    context: str = ""
    header: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[object, ...]:
        """All that judging it depends on: equal for the same passage of another format."""
        return (self.kind, self.context, self.text, self.header, self.markets, self.parties)


@dataclass(frozen=True, slots=True)
class _Piece:
    """A sentence or row with its place in the block, and the subjects it names itself."""

    start: int
    text: str
    numerals: tuple[Numeral, ...]
    markets: frozenset[str]
    parties: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Pieces:
    """The pieces of a block, and the subjects named anywhere in it."""

    markets: frozenset[str]
    parties: frozenset[str]
    pieces: tuple[_Piece, ...]


class Subjects:
    """The subjects of a fact sheet and the names that a text may use for them."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        markets: dict[str, set[str]] = {}
        parties: dict[str, str] = {}
        for fact in facts:
            if is_market(fact):
                markets.setdefault(fact.subject, set()).add(fact.subject)
                markets.setdefault(base_of(fact.subject), set()).add(fact.subject)
            elif fact.kind is FactKind.REPORTED and not is_general(fact):
                parties[fact.subject.lower()] = fact.subject
                parties.setdefault(_initials(fact.subject).lower(), fact.subject)
        parties.pop("", None)
        self._markets, self._parties = markets, parties
        self._pieces = Kept[_Pieces]()
        self._market_names = _any_of(markets, 0)
        self._party_names = _any_of(parties, re.IGNORECASE)

    def markets(self, text: str) -> frozenset[str]:
        """The contracts that this text names; unknown ones under their own name."""
        known = [self._markets[match] for match in self._market_names.findall(text)]
        return frozenset(_SYMBOL.findall(text)).union(*known)

    def parties(self, text: str) -> frozenset[str]:
        """The subjects of reported facts that this text names."""
        return frozenset(self._parties[m.lower()] for m in self._party_names.findall(text))

    def pieces(self, block: Block) -> _Pieces:
        """The sentences of a block with whom each names."""
        is_prose = block.kind in _PROSE
        return self._pieces.of((block.text, is_prose), lambda: self._parted(block.text, is_prose))

    def _parted(self, text: str, is_prose: bool) -> _Pieces:  # noqa: FBT001 - part of the key
        numerals = read_block(text)
        words = _without_amounts(text, numerals)
        spans = sentences(text) if is_prose else ((0, len(text)),)
        return _Pieces(
            *self._named(words),
            tuple(
                _Piece(start, text[start:end], _within(numerals, start, end), *self._named(part))
                for start, end in spans
                for part in (words[start:end],)
            ),
        )

    def _named(self, words: str) -> tuple[frozenset[str], frozenset[str]]:
        return self.markets(words), self.parties(words)

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Where names with digits stand: no figures live there."""
        for pattern in (self._market_names, self._party_names, _SYMBOL):
            for match in pattern.finditer(text):
                yield match.span()


def is_general(fact: Fact) -> bool:
    """Whether the fact is about the edition or its items, and so always in scope."""
    return fact.id.partition(".")[0] in _GENERAL


_EVENT: Final = frozenset(
    {"probability", "bid", "ask", "spread", "volume", "open_interest", "closes"}
)


def is_event(fact: Fact) -> bool:
    """Whether the fact is of a market of event contracts, whose subject is its question."""
    market = fact.kind is not FactKind.REPORTED and not is_general(fact) and not is_market(fact)
    return market and fact.metric in _EVENT


def base_of(symbol: str) -> str:
    """``FIL`` for ``FILUSDT``."""
    quote = next((quote for quote in _QUOTES if symbol.endswith(quote)), "")
    return symbol.removesuffix(quote) or symbol


@lru_cache(maxsize=2048)
def read_block(text: str) -> tuple[Numeral, ...]:
    """A block's numerals, kept: the same paragraphs come back in every format of an article."""
    return read(text)


def passages(text: FinishedText, subjects: Subjects) -> Iterator[Passage]:
    """All passages in reading order, each with its scope."""
    walk = _Walk()
    for block in text.blocks:
        if block.kind is BlockKind.EVIDENCE:  # judged by what it records, not as prose
            continue
        found = subjects.pieces(block)
        walk.enter(block, found)
        place, previous = f"{text.name}: {block.place}", ""
        for piece in found.pieces:
            yield Passage(
                place=place,
                kind=block.kind,
                text=piece.text,
                start=piece.start,
                numerals=piece.numerals,
                markets=walk.markets(piece),
                parties=walk.parties(piece),
                named=piece.markets,
                context=f"{previous} {piece.text}",
                header=walk.header,
            )
            previous = piece.text
        walk.leave()


class _Walk:
    """What was named so far, while blocks go by in reading order."""

    def __init__(self) -> None:
        self._in_block: tuple[frozenset[str], frozenset[str]] = (frozenset(), frozenset())
        self._last: frozenset[str] | None = None
        self._told: frozenset[str] = frozenset()
        self._measuring = False
        self._row_before = False
        self.header: tuple[str, ...] = ()

    def enter(self, block: Block, found: _Pieces) -> None:
        """A new block: who is named in it, and whether it is the head of a table."""
        self._in_block = found.markets, found.parties
        if found.markets or found.parties:
            self._measuring = bool(found.markets) and not found.parties
        is_row = block.kind is BlockKind.ROW
        if is_row and not self._row_before:
            self.header = tuple(block.text.split(" | "))
        elif not is_row:
            self.header = ()
        self._row_before = is_row

    def leave(self) -> None:
        """The block is over: what it named may be meant by what follows."""
        markets, parties = self._in_block
        self._last = markets or self._last
        self._told |= parties

    def markets(self, piece: _Piece) -> frozenset[str] | None:
        """Contracts in scope: named in the sentence, else in the block, else before it."""
        return piece.markets or self._in_block[0] or self._last

    def parties(self, piece: _Piece) -> frozenset[str] | None:
        """Parties in scope, by the same rule; none where only contracts are spoken of."""
        named = piece.parties or self._in_block[1]
        if named:
            return named
        return frozenset() if self._measuring else self._told or None


def _without_amounts(text: str, numerals: Iterable[Numeral]) -> str:
    """The text with amounts of coins blanked: ``43 million FIL`` names no contract."""
    for numeral in numerals:
        if numeral.ticker:
            blank = " " * (numeral.end - numeral.start)
            text = text[: numeral.start] + blank + text[numeral.end :]
    return text


def sentences(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of each sentence; abbreviations and decimals do not end one.

    >>> [slice(*span) for span in sentences("U.S. rules rose by 2.5%. They hold.")]
    [slice(0, 24, None), slice(25, 35, None)]
    """
    start = 0
    for match in _END.finditer(text):
        stop = match.end() - len(match[0]) + len(match[0].rstrip())
        if _ABBREVIATION.search(text, start, match.start() + 1):
            continue
        yield start, stop
        start = match.end()
    yield start, len(text)


def _within(numerals: Iterable[Numeral], start: int, end: int) -> tuple[Numeral, ...]:
    inside = tuple(numeral for numeral in numerals if start <= numeral.start < end)
    if start == 0:
        return inside
    return tuple(replace(n, start=n.start - start, end=n.end - start) for n in inside)


def _initials(name: str) -> str:
    words = [word for word in re.findall(r"[A-Za-z]+", name) if word[0].isupper()]
    return "".join(word[0] for word in words) if len(words) > 2 else ""


def _any_of(names: Iterable[str], flags: int) -> re.Pattern[str]:
    """The longest of these names that stands here; by first letters, which big sheets need."""
    ordered = sorted(names, key=lambda name: (-len(name), name))
    if not ordered:
        return re.compile(r"(?!)")
    rests: dict[str, list[str]] = {}
    for name in ordered:
        rests.setdefault(name[:1], []).append(re.escape(name[1:]))
    by_letter = (f"{re.escape(letter)}(?:{'|'.join(rest)})" for letter, rest in rests.items())
    return re.compile(rf"(?<!\w)(?:{'|'.join(by_letter)})(?!\w)", flags)
