"""Words of direction and side, and what a text has going which way."""

from __future__ import annotations

import re
from typing import Final


def any_of(*alternatives: str) -> re.Pattern[str]:
    """Any of these words or expressions, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


LONGS_PAY: Final = any_of(
    r"longs?(?: \w+){0,3}? (?:pay|pays|paid|paying)", r"shorts?(?: \w+){0,2}? (?:receiv|earn)\w*"
)
SHORTS_PAY: Final = any_of(
    r"shorts?(?: \w+){0,3}? (?:pay|pays|paid|paying)", r"longs?(?: \w+){0,2}? (?:receiv|earn)\w*"
)
_LEAD: Final = r"(?: \w+){0,2}? (?:outnumber|outweigh|dominat|exceed|lead|prevail|crowd)\w*"
MANY_LONGS: Final = any_of(rf"longs?{_LEAD}", r"more longs", r"fewer shorts")
MANY_SHORTS: Final = any_of(rf"shorts?{_LEAD}", r"more shorts", r"fewer longs")
RISE: Final = any_of(
    r"ris(?:e|es|en|ing)",
    "rose",
    r"gain\w*",
    r"climb\w*",
    r"grew|grows?|grown|growing",
    r"jump\w*",
    r"(?<!make )(?<!makes )(?<!made )(?<!making )up",
    "upward",
    r"increas\w*",
    r"surg\w*",
    r"advanc\w*",
    r"rall(?:y|ies|ied)",
    r"soar\w*",
)
FALL: Final = any_of(
    r"fall(?:s|en|ing)?",
    "fell",
    r"drop\w*",
    r"declin\w*",
    r"los(?:e|es|t|ing)",
    "loss",
    "slid",
    "shed",
    "shrank",
    "down",
    "downward",
    r"decreas\w*",
    r"slip\w*",
    r"plung\w*",
    r"eased?",
    r"sank|sinks?",
)
ABOVE: Final = any_of("above", "higher", "upper", "premium", "positive", "overhead", "resistance")
BELOW: Final = any_of(
    "below", "lower", "under", "beneath", "discount", "negative", "support", "floor"
)

CLAUSE: Final = re.compile(
    r"[,;:()—–]\s|\s(?:while|whereas|but|and|although|though|with|against|or)\s", re.IGNORECASE
)


def swapped(own: str, plan: str) -> bool:
    """Whether a thing that the plan has going one way goes the other way in ``own``."""
    before, now = _ways(plan), _ways(own)
    return any(now[topic].isdisjoint(before[topic]) for topic in now.keys() & before.keys())


def _ways(text: str) -> dict[str, set[int]]:
    """Each topic with the way, +1 or -1, of the clauses that speak of it and name one way."""
    found: dict[str, set[int]] = {}
    for clause in _PART.split(text):
        ways = {way for way, pattern in _WAYS.items() if pattern.search(clause)}
        if len(ways) == 1:
            for match in _TOPIC.finditer(clause):
                found.setdefault(match[0].casefold(), set()).update(ways)
    return found


_PART: Final = re.compile(
    rf"{CLAUSE.pattern}|[.]\s|\s(?:where|as|whose|which)\s|^As\s", re.IGNORECASE
)
_TOPIC: Final = any_of(
    "basis", "rank", "funding", "map", "price", "open interest", "signals?", "estimate", "median",
    "long liquidations", "short liquidations", "longs", "shorts",
)  # fmt: skip
_WAYS: Final = {
    1: re.compile(f"{RISE.pattern}|{ABOVE.pattern}", re.IGNORECASE),
    -1: re.compile(f"{FALL.pattern}|{BELOW.pattern}", re.IGNORECASE),
}
