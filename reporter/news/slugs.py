"""The words that an article's address holds: often the first title, or a longer one."""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import unquote, urlsplit

_WORDS_OF_A_TITLE: Final = 3  # a segment with fewer names a section, a file or a number
_SUFFIX: Final = re.compile(r"\.\w{2,5}$")
_WORD: Final = re.compile(r"[^\W\d_]{3,}")


def address_words(url: str) -> str:
    """The words of the path's wordiest segment; empty where none looks like a title."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return ""
    segments = [_WORD.findall(_SUFFIX.sub("", segment)) for segment in path.split("/")]
    wordiest = max(segments, key=len)
    return " ".join(wordiest) if len(wordiest) >= _WORDS_OF_A_TITLE else ""
