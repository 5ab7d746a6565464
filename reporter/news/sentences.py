"""Sentences of English news text, with their places."""

from __future__ import annotations

import re
from typing import Final

_ENDING: Final = re.compile(
    r"[.!?…]+[\"”’')\]]*(?=\s)|\n\s*\n"
    # feeds that strip markup lose the blank: "of its rules.The meeting", "of 2025.“After"
    r"|(?<=[a-z\d][a-z\d])[.!?](?=[“\"]?[A-Z][a-z]+ )"
)
_NEXT: Final = re.compile(r"\s*[\"“‘'(\[]*([^\W\d_][^\W_]*|[\d$€£¥#])")
_LAST_WORD: Final = re.compile(r"([^\s(“\"‘]+)\.$")

_TITLES = "mr mrs ms dr prof sen sens rep reps gov gen lt col sgt hon st jr sr messrs"
_MONTHS = "jan feb mar apr jun jul aug sep sept oct nov dec"
_NEVER_LAST: Final = frozenset(
    f"{_TITLES} {_MONTHS} no nos vs approx ca cf eg e.g i.e ie fig p.a al".split()
)
_COMPANY_FORMS: Final = ("inc", "llc", "ltd", "corp", "co", "plc", "lp", "n.a", "s.a", "bros")
_OFTEN_LAST: Final = frozenset(
    f"{' '.join(_COMPANY_FORMS)} u.s u.k u.n e.u d.c a.m p.m etc".split()
)
_OPENINGS = """
a an the it its he his she her they their this that these those we in on at as by for from if
but and or so yet while when after before under since because although however meanwhile
separately there here what who why how both according shares trading officials
"""
_CLAUSE: Final = re.compile(
    r"\s*[A-Z][a-z]+ (?:by|is|are|was|were|has|have|had|will|would|can|could|may|might|must) "
)
"""A capitalised word that a verb or ``by`` follows opens a clause."""
_OFFICES: Final = (
    *("chair", "chairman", "chairwoman", "chief", "president", "founder", "director", "adviser"),
    *("analyst", "spokesman", "spokeswoman", "lawyer", "investors", "shareholders", "stock"),
)
"""What belongs to the company named before it, even where a verb follows."""
_STARTERS: Final = frozenset(_OPENINGS.split())


def sentences(text: str) -> tuple[tuple[int, int, str], ...]:
    """Start, end and wording of each sentence, without the blanks between them.

    Abbreviations, initials and decimals do not end a sentence. After a word such as ``Inc.``
    or ``U.S.`` one ends only where a common opening word follows, after a company's form also
    where a clause plainly begins. A blank line always ends one.

    >>> [s for _, _, s in sentences("Sen. Ray met Acme Inc. staff. It took 2.5 hours.")]
    ['Sen. Ray met Acme Inc. staff.', 'It took 2.5 hours.']
    """
    found = []
    start = 0
    for ending in _ENDING.finditer(text):
        if _ends(text, ending):
            found.append((start, ending.end()))
            start = ending.end()
    found.append((start, len(text)))
    trimmed = (_trimmed(text, *span) for span in found)
    return tuple(span for span in trimmed if span[2])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int, str]:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    return start, start + len(piece.strip()), piece.strip()


def _ends(text: str, ending: re.Match[str]) -> bool:
    if not ending[0].strip():
        return True
    follower = _NEXT.match(text, ending.end())
    if follower and follower[1][0].islower():
        return False
    if ending[0][0] != "." or ending[0].startswith(".."):
        return True
    word = _LAST_WORD.search(text, max(0, ending.start() - 40), ending.start() + 1)
    if word is None:
        return True
    name, following = word[1].lower(), follower[1].lower() if follower else ""
    if name in _COMPANY_FORMS and following not in _OFFICES and _CLAUSE.match(text, ending.end()):
        return True
    return not _abbreviates(name, following)


def _abbreviates(word: str, follower: str) -> bool:
    if word in _OFTEN_LAST:
        return follower not in _STARTERS
    initial = len(word) == 1 and word.isalpha()
    return initial or word in _NEVER_LAST
