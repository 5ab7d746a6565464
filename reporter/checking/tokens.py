"""Words, figures and note numbers of a text, alike in every format that it was read from."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

SLOT: Final = "\ue000"
"""Stands in a record's words where a figure goes; no text that a reader meets has it."""

_URL: Final = re.compile(r"(?:https?://|www\.)\S+")
_TOKEN: Final = re.compile(
    r"\[(?P<note>\d{1,3})\]"
    rf"|(?P<slot>{SLOT})"
    r"|(?P<figure>(?:(?<!\w)[\u2212+-])?[$€£¥]?\d(?:[\d.,:]*\d)?(?:[%\w]*))"
    r"|(?P<word>[^\W_]+(?:['’][^\W_]+)*)"
)
_HIDDEN: Final = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff"), " ")
_QUOTES: Final = re.compile(r"“[^”]*”|\"[^\"]*\"")


@dataclass(frozen=True, slots=True)
class Token:
    """A word or figure in lower case without accents, and where it stands.

    ``surface`` is the token as printed. ``note`` is the number of a note, or 0. ``quoted`` says
    that it stands within quotation marks.
    """

    text: str
    surface: str
    start: int
    end: int
    note: int = 0
    quoted: bool = False


@lru_cache(maxsize=4096)
def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text. Addresses and signs that a PDF cannot show are left out.

    >>> [token.text for token in tokens("Café “rose” −0.5%, near $3 billion [2]")]
    ['cafe', 'rose', '−0.5%', 'near', '$3', 'billion', '[2]']
    """
    plain = _URL.sub(lambda match: " " * len(match[0]), text).translate(_HIDDEN)
    quotes = [match.span() for match in _QUOTES.finditer(plain)]
    found = []
    for match in _TOKEN.finditer(plain):
        surface, kind = match[0], match.lastgroup
        words = surface if kind == "slot" else _bare(surface)
        if words:
            at, end = match.span()
            quoted = bool(quotes) and any(first < at < last for first, last in quotes)
            note = int(match["note"]) if kind == "note" else 0
            found.append(Token(words, surface, at, end, note, quoted))
    return tuple(found)


def _bare(text: str) -> str:
    """Lower case, no accents, no signs beyond ASCII but currencies and the minus sign."""
    if text.isascii() and text[0] != "-":
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.replace("’", "'"))
    if text[0] in "-\u2212" and len(text) > 1:
        return "\u2212" + "".join(sign for sign in parted[1:] if sign.isascii() or sign in "€£¥")
    # Where a letter has no sign here, the apostrophe behind it is left as a mark.
    return "".join(sign for sign in parted if sign.isascii() or sign in "€£¥").strip("'").lower()
