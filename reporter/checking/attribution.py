"""Whose words a quotation is, and names of contracts and venues that nobody measured or told of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from reporter.checking.codes import Code, error, warning
from reporter.checking.known import TEASERS, KnownTexts, normal
from reporter.checking.lexicon import QUOTED
from reporter.checking.scope import Passage
from reporter.model.facts import FactSheet
from reporter.model.text import BlockKind
from reporter.model.verdict import Finding

_LEAST: Final = 4
"""Shorter quotations are names or single words."""
_SPEAKS: Final = re.compile(
    r"\b((?:[A-Z][\w.&-]+ ?){1,4})(?:writes|wrote|reports|reported|says|said|adds|added|ran)\b"
)
_SPOKEN_BY: Final = re.compile(
    r"\b(?:writes|wrote|reports|reported|says|said|adds|added) ((?:[A-Z][\w&-]+ ?){1,4})"
)
_VENUES: Final = (
    "Binance|Bybit|OKX|Deribit|Hyperliquid|Kraken|Coinbase|BitMEX|Bitget|KuCoin|Gate|MEXC|HTX"
    "|Huobi|Bitfinex|dYdX|Bitstamp|Gemini"
)
_VENUE: Final = re.compile(
    rf"\b(?:on|at|by|from|of|through) ({_VENUES})\b|\b({_VENUES})(?= (?:shows|has|quotes)\b)"
)
_QUOTING: Final = frozenset(
    {BlockKind.PARAGRAPH, BlockKind.BULLET, BlockKind.CAPTION, BlockKind.SOURCE}
)


class Origins:
    """Titles, teasers and evidence by the outlet that published them."""

    def __init__(self, sheet: FactSheet) -> None:
        texts: dict[str, list[str]] = {}
        for fact in sheet:
            told = fact.evidence.sentence if fact.evidence else ""
            if fact.metric in {"title", *TEASERS} and isinstance(fact.value, str):
                told = fact.value
            outlet = sheet.get(f"{fact.id.rpartition('.')[0]}.outlet")
            name = outlet.value if outlet and isinstance(outlet.value, str) else fact.source.name
            if told and name:
                texts.setdefault(name, []).append(normal(told))
        self._texts = {name: "\n".join(told) for name, told in texts.items()}

    def of(self, quote: str) -> frozenset[str]:
        """The outlets that have these words."""
        wanted = normal(quote).rstrip(".,;:!?… ")
        return frozenset(name for name, told in self._texts.items() if wanted in told)

    def named(self, text: str) -> frozenset[str]:
        """The outlets that a text names in full."""
        plain = normal(text)
        return frozenset(
            name
            for name in self._texts
            if re.search(rf"(?<!\w){re.escape(normal(name))}(?!\w)", plain)
        )


def attribution(passage: Passage, origins: Origins, known: KnownTexts) -> Iterator[Finding]:
    """Quotations given to an outlet that did not publish them, and titles that were changed."""
    if passage.kind not in _QUOTING:
        return
    own = QUOTED.sub(" ", passage.text)
    listed = passage.kind is BlockKind.SOURCE
    for match in QUOTED.finditer(passage.text):
        quote = match[0][1:-1]
        if len(quote.split()) < _LEAST:
            continue
        if listed and not known.holds(quote) and known.resembles(quote):
            yield _misquoted(passage, match[0], "the title as its source has it")
        owners = origins.of(quote)
        if owners and not _is_credited(own, owners, origins, known, listed=listed):
            yield _misquoted(passage, match[0], " or ".join(sorted(owners)))


def _is_credited(
    own: str, owners: frozenset[str], origins: Origins, known: KnownTexts, *, listed: bool
) -> bool:
    """Whether the words around a quotation name nobody else as its source."""
    named = origins.named(own)
    if named & owners or any(owner.split()[0] in own for owner in owners):
        return True
    speaker = _SPEAKS.search(own) or _SPOKEN_BY.search(own)
    stranger = speaker and not any(known.mentions(word) for word in speaker[1].split())
    return not (named or stranger or listed)


def _misquoted(passage: Passage, seen: str, expected: str) -> Finding:
    return error(
        Code.QUOTE,
        passage.place,
        seen,
        expected,
        "The words are not what this source published.",
    )


def strangers(passage: Passage, known: KnownTexts) -> Iterator[Finding]:
    """Contracts and venues of which neither the facts nor the sources know anything."""
    own = QUOTED.sub(lambda match: " " * len(match[0]), passage.text)
    for symbol in sorted(passage.named):
        if symbol in own and not known.mentions(symbol):
            make = error if passage.numerals else warning
            yield make(
                Code.UNKNOWN_NAME,
                passage.place,
                symbol,
                "a contract of the fact sheet",
                "No fact is about this contract.",
            )
    for match in _VENUE.finditer(own):
        if not known.mentions(match[1] or match[2]):
            yield error(
                Code.UNKNOWN_NAME,
                passage.place,
                match[0],
                "a venue of the fact sheet",
                "No fact was read at this venue, and no source speaks of it.",
            )
