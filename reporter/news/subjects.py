"""Of whom a sentence says a figure: who is named nearest before it, but for those in passing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from reporter.news.entities import Mention
from reporter.numerals import Numeral

_THE: Final = r"(?:the |its |rival |exchange |lender |regulator )*$"
_PASSING: Final = re.compile(
    rf"\b(?:against|by|from|like|than|to|unlike|versus|with|those of) {_THE}"
    r"|\b(?:beats?|outpace[sd]|overt(?:ook|akes)|owe[sd]?|paid|pay(?:s|ing)?|surpasse[sd]|tells|told"
    rf"|trail(?:s|ed)) {_THE}",
    re.IGNORECASE,
)
"""What stands before somebody who is part of the matter, but not whose figure it is."""
_ASIDE: Final = re.compile(
    r", (?:which|who|whose|unlike|like|backed|regulated|compared|owned|led|run|founded|part|once"
    r"|an?|the|[A-Z]\w+[’']s) [^,]*,"
)
_OPENS: Final = re.compile(
    r"(?:Along with|Backed by|Compared with|Like|Than|Unlike|Led by"
    r"|(?:In|After) [^,]*\b(?:by|with)) (?:the )?$"
)
_CLAUSE: Final = re.compile(r"[,;:]\s|\s(?:and|but|while|whereas)\s")
_OWNS: Final = re.compile(r"[’']s (?:\w+ of )?")
_AMOUNT: Final = re.compile(r"\d[\d.,]*(?: [a-z]+illion)? $")
_BESIDE: Final = re.compile(r"\s(?:at|for) (?:the )?$")


def nearest(numeral: Numeral, sentence: str, named: Sequence[Mention]) -> Mention | None:
    """The one of those ``named`` in the sentence whose figure it is, or None where none is named.

    That is the last before the figure that is no mere part of the matter (who paid it, was told
    of it, is compared or stands in an aside); the one right behind it ("12% at Coinbase") where
    its clause names nobody before; else the last before it, else the first after it.
    """
    before = [one for one in named if one.end <= numeral.start]
    after = [one for one in named if one.start >= numeral.end]
    clause = max((m.end() for m in _CLAUSE.finditer(sentence, 0, numeral.start)), default=0)
    beside = [one for one in after[:1] if _BESIDE.fullmatch(sentence, numeral.end, one.start)]
    chief = [one for one in before if not _in_passing(one, sentence, before, numeral)]
    if beside and not any(one.start >= clause for one in chief):
        return beside[0]
    return next(iter((*chief[-1:], *before[-1:], *after[:1])), None)


def _in_passing(one: Mention, sentence: str, before: Sequence[Mention], numeral: Numeral) -> bool:
    """Whether a mention is an amount's asset, or follows a word that makes it no subject.

    Only who comes after somebody else can be named in passing, or who opens a phrase before one.
    """
    earlier, later = one is not before[0], one is not before[-1]
    head = sentence[: one.start]
    if _OWNS.fullmatch(sentence, one.end, numeral.start):
        return False
    if _AMOUNT.search(head):
        return earlier
    if later and _OPENS.search(head):
        return True
    aside = any(
        match.start() < one.start < match.end() <= numeral.start
        for match in _ASIDE.finditer(sentence)
    )
    return earlier and (aside or _PASSING.search(head) is not None)
