"""Words of a headline or teaser, made comparable."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_STOP_WORDS = """
    a about after against all also amid among an and are as at be been before but by can could
    did do does during first for from get gets got had has have he her here him his how i if in
    into is it its just latest make makes may me more most my new no not now of off on one or our
    out over report reports s say says see set she should so some t take takes than that the
    their them then there they this to too top two under up update updates us via video was watch
    we were what when where which while who why will with would you your
"""
STOP_WORDS: Final = frozenset(_STOP_WORDS.split())

_WORD: Final = re.compile(r"[^\W_]+(?:'[^\W_]+)?")


_PIECE: Final = re.compile(r"[^\W_]+")


def word_places(text: str) -> list[re.Match[str]]:
    """Every unbroken run of letters and digits, with its place."""
    return list(_PIECE.finditer(text))


def plain(text: str) -> str:
    """The text in compatibility form, lower case, with straight apostrophes."""
    return unicodedata.normalize("NFKC", text).replace("\u2019", "'").casefold()


def all_words(text: str) -> tuple[str, ...]:
    """Every word and number, in order, in lower case."""
    return tuple(_WORD.findall(plain(text)))


def cased_words(text: str) -> tuple[str, ...]:
    """Every word and number, in order, as it is written."""
    return tuple(_WORD.findall(unicodedata.normalize("NFKC", text).replace("\u2019", "'")))


def content_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, in order: no stop words, no lone letters, not stemmed."""
    bare = (word.removesuffix("'s") for word in all_words(text))
    return tuple(word for word in bare if len(word) > 1 and word not in STOP_WORDS)


def terms(text: str) -> tuple[str, ...]:
    """Content words with plurals folded, for comparing texts."""
    return tuple(_singular(word) for word in content_words(text))


def stems(text: str) -> tuple[str, ...]:
    """Content words without plurals and the commonest verb endings: ``freezes``, ``freezing``."""
    return tuple(_stem(word) for word in terms(text))


def _stem(word: str) -> str:
    if len(word) <= 4 or not word.isalpha():
        return word
    for ending in ("ing", "ed"):
        bare = word.removesuffix(ending)
        if bare != word and len(bare) >= 3:
            doubled = len(bare) > 3 and bare[-1] == bare[-2] and bare[-1] not in "sl"
            return bare[:-1] if doubled else bare.removesuffix("e")
    return word.removesuffix("e")


def _singular(word: str) -> str:
    if len(word) <= 4:
        return word
    if word.endswith("ies"):
        return word[:-3] + "y"
    if word.endswith("sses"):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) else word


def ascii_slug(words: tuple[str, ...]) -> str:
    """The words joined by hyphens in plain ASCII letters; words with digits are left out."""
    parts = []
    for word in words:
        folded = unicodedata.normalize("NFKD", word).encode("ascii", "ignore").decode()
        if folded.isalpha():
            parts.append(folded.lower())
    return "-".join(parts)
