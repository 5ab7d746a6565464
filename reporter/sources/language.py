"""Which language a headline and its teaser are written in, where that is clear.

Tickers, names and figures say nothing of a language, and a headline is short; whatever is not
clear stays open. Plain English is known by its commonest words; only the rest goes to py3langid,
which takes a while to load.
"""

from __future__ import annotations

import re
from typing import Final

ENGLISH: Final = "en"

_FEWEST_BYTES: Final = 25  # of letters; a Korean or Chinese one says more, and takes three
_LONGEST: Final = 1_000
_CLEARLY_OTHER: Final = 25.0
"""By how many nats another language must lead English. On the headlines of the tests the smallest
lead of a headline in another language is 67, the largest over an English one is 10."""
_CLEARLY_ENGLISH: Final = 5.0
_COMMON: Final = frozenset(
    """
    about after against and are been before could from has into its says said should than that
    the their they this were what which while who with would
    """.split()  # noqa: SIM905 - thirty quoted words would be harder to read
)
"""Two of these stand together in no other language that we know of."""

_WORD = re.compile(r"\S+")
_SILENT = re.compile(r"https?:|[\d$€£@#&_/]|^\W*[A-Z][A-Z.’'-]")
_LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")


def language_of(text: str) -> str:
    """The ISO 639 code of the text's language, or an empty text where it is not clear."""
    words = [
        word
        for piece in _WORD.findall(text[:_LONGEST])
        if not _SILENT.search(piece)
        for word in _LETTERS.findall(piece)
        if not _is_foreign_name(word)
    ]
    if sum(len(word.encode()) for word in words) < _FEWEST_BYTES:
        return ""
    if len(_COMMON.intersection(word.lower() for word in words)) >= 2:
        return ENGLISH
    return _judged(" ".join(words))


def _is_foreign_name(word: str) -> bool:
    """``Société`` says nothing of the language that surrounds it."""
    return word[0].isupper() and not word.isascii()


def _judged(text: str) -> str:
    import py3langid

    ranks = py3langid.rank(text)
    (language, best), (_, second) = ranks[:2]
    if language == ENGLISH:
        return ENGLISH if best - second >= _CLEARLY_ENGLISH else ""
    return str(language) if best - dict(ranks)[ENGLISH] >= _CLEARLY_OTHER else ""
