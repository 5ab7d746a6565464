"""How many syllables an English word has, by rule: good enough for a readability grade."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

_EXCEPTIONS: Final = {
    "area": 3,
    "areas": 3,
    "business": 2,
    "businesses": 3,
    "create": 2,
    "creates": 2,
    "every": 2,
    "everything": 3,
    "eye": 1,
    "filecoin": 2,
    "idea": 3,
    "ideas": 3,
    "interest": 2,
    "interested": 3,
    "reality": 4,
    "something": 2,
    "sometimes": 2,
    "somewhat": 2,
}
_GROUP: Final = re.compile(r"[aeiouy]+")
_INNER_E: Final = re.compile(
    r"(?<=[aeiouy])([^aeiouyx]{1,2})e(?=(?:ments?|ly|ful|fully|less|ness)$)"
)
"""``statement``, ``largely``, ``useful``: the *e* before the ending is silent."""
_APART: Final = re.compile(
    r"i(?=[ao])(?<![cstxg]i(?=on|al|an|ous))"  # media, ratio, association; not nation, special
    r"|i(?=um|et)|(?:(?<![ct])|(?<=^sc))i(?=en[ct])|(?<=[a-z]{2})i(?=ers?$|est$)"  # client, easier
    r"|(?<!q)u(?=al|at|ous)"  # annual, situation
    r"|e(?=o(?!u|p|r[gy])|ate|um)|(?<=^r)e(?=a(?:ct|ss))"  # video, museum, react
    r"|^co(?=o[pr]|ex)"  # cooperate
    r"|[aeouy](?=ing)|(?<=[aeou])y(?=[aeiou])"  # going, buyer
)
_FINAL_E: Final = re.compile(r"(?:[^aeiouy]|[aeiouy][gq]u)e[sd]?$")
_SPOKEN_E: Final = re.compile(r"(?:[^aeiouyl]l|tr)e[sd]?$|[td]ed$|(?:[csgzx]|sh|ch)es$")
"""``settled``, ``centre``, ``listed``, ``prices``; in other final *e*, *ed*, *es* it is silent."""
_SPOKEN_M: Final = re.compile(r"(?:s|th)ms?$")
"""``mechanism``: the *m* is a syllable without a vowel letter."""


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """The syllables of a word, at least one; hyphens and apostrophes may be in it.

    >>> [syllables(word) for word in ("rate", "table", "annual", "settlement", "well-known")]
    [1, 2, 3, 3, 2]
    """
    parts = re.findall(r"[a-z]+", re.sub(r"['’]", "", word.lower()))
    return max(1, sum(_part(part) for part in parts))


def _part(word: str) -> int:
    if word in _EXCEPTIONS:
        return _EXCEPTIONS[word]
    plain = _INNER_E.sub(r"\1", word)
    silent = bool(_FINAL_E.search(plain)) and not _SPOKEN_E.search(plain)
    plain = _APART.sub(lambda match: f"{match[0]}-", plain)
    return max(1, len(_GROUP.findall(plain)) - silent + bool(_SPOKEN_M.search(plain)))
