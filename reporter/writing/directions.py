"""Words of direction and side, and what a text has going which way."""

from __future__ import annotations

import re
from typing import Final


def any_of(*alternatives: str) -> re.Pattern[str]:
    """Any of these words or expressions, as whole words."""
    return re.compile(rf"\b(?:{'|'.join(alternatives)})\b", re.IGNORECASE)


LONGS_PAY: Final = any_of(
    r"longs?(?: \w+){0,3}? (?<!were )(?<!are )(?:pay|pays|paid|paying)",
    r"shorts?(?: \w+){0,2}? (?:receiv|earn)\w*",
    r"shorts? (?:are|were) paid",
)
SHORTS_PAY: Final = any_of(
    r"shorts?(?: \w+){0,3}? (?<!were )(?<!are )(?:pay|pays|paid|paying)",
    r"longs?(?: \w+){0,2}? (?:receiv|earn)\w*",
    r"longs? (?:are|were) paid",
)
_LEAD: Final = r"(?: \w+){0,2}? (?:outnumber|outweigh|dominat|exceed|lead|prevail|crowd)\w*"
MANY_LONGS: Final = any_of(rf"longs?{_LEAD}", r"more longs", r"fewer shorts")
MANY_SHORTS: Final = any_of(rf"shorts?{_LEAD}", r"more shorts", r"fewer longs")
_NO_PARTICLE: Final = "".join(
    rf"(?<!\b{verb} )"
    for verb in (
        *("make", "makes", "made", "making", "sum", "sums", "summed", "add", "adds", "added"),
        *("set", "sets", "take", "takes", "taken", "pick", "picks", "picked", "back", "backs"),
        *("end", "ends", "ended", "open", "opens", "come", "comes"),
    )
)
"""In front of "up" these verbs say nothing of a direction."""
RISE: Final = any_of(
    r"ris(?:e|es|en|ing)",
    "rose",
    r"gain\w*",
    r"climb\w*",
    r"grew|grows?|grown|growing",
    r"jump\w*",
    rf"{_NO_PARTICLE}up",
    r"rais(?:e|es|ed|ing)",
    r"lift\w*",
    r"boost\w*",
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
    r"shr[aiu]nks?|shrinking",
    r"reduc\w*",
    r"cut|cuts|cutting",
    r"dampen\w*",
    "down",
    "downward",
    r"decreas\w*",
    r"slip\w*",
    r"plung\w*",
    r"eased?",
    r"sank|sinks?",
)
ABOVE: Final = any_of("above", "higher", "upper", "premium", "overhead", "resistance")
BELOW: Final = any_of(
    "below",
    "lower",
    r"under(?! (?:the|a|its) (?:title|heading|headline|plan|terms))",
    "beneath",
    "discount",
    r"(?<!cannot )(?<!not )support",
    "floor",
)

CLAUSE: Final = re.compile(
    r"[,;:()—–]\s"
    r"|\s(?:while|whereas|but|and|although|though|with|against|or|even as|even though)\s",
    re.IGNORECASE,
)


def swapped(own: str, plan: str) -> bool:
    """Whether a thing that the plan has going one way goes the other way in ``own``."""
    before, now = _ways(plan), _ways(own)
    if any(now[topic].isdisjoint(before[topic]) for topic in now.keys() & before.keys()):
        return True
    links, planned = _links(own), _links(plan)
    return bool(planned and links - planned)


def _links(text: str) -> set[bool]:
    """For clauses in which one way leads to another, whether it is the same way: "higher rates
    could lower demand" is not."""
    found = set()
    for clause in CLAUSE.split(text):
        ways = [(m.start(), way) for way in (1, -1) for m in _WAYS[way].finditer(clause)]
        pair = [way for _, way in sorted(ways)]
        if len(pair) == 2 and _DOUBT.search(clause):
            found.add(pair[0] == pair[1])
    return found


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
    "basis", "rank", "funding", "map", "open interest", "signals?", "estimate", "median",
    r"(?<!above the )(?<!below the )(?<!beneath the )(?<!under the )price",
    "long liquidations", "short liquidations", "longs", "shorts",
    "activity", "depth", "liquidity",
    "(?:larger|greater|bigger) (?:part|share)",
)  # fmt: skip
_DOUBT: Final = any_of("could", "may", "might", "would", "can")
_WAYS: Final = {
    0: any_of("held", "steady", "flat", "unchanged", "stable"),
    1: re.compile(f"{RISE.pattern}|{ABOVE.pattern}", re.IGNORECASE),
    -1: re.compile(f"{FALL.pattern}|{BELOW.pattern}", re.IGNORECASE),
}
