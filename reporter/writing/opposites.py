"""Words that exclude each other: a rewriting may not put one where the plan has another."""

from __future__ import annotations

import re
from typing import Final

from reporter.writing.directions import any_of

_OVER: Final = re.compile(
    r"\bno(?:thing|ne|t| longer| part)?\b[^.;,:]*?\b(?:holds?|valid|stands?)\b(?! until)",
    re.IGNORECASE,
)
"""A way to say that something has lapsed."""

_GROUPS: Final = (
    (
        any_of(r"laps\w+", r"expir\w+", "ends?", "ending", "voids?", "fails?", "runs? out",
               r"(?:valid|good|holds?|stands?|runs?) (?:until|to)"),
        any_of(r"(?:holds?|stands?|runs?)(?! (?:until|to|out|at|in|from|between))", "starts?",
               "begins?", r"surviv\w+", r"continu\w+", r"prov\w+", "opens?"),
    ),
    (any_of("days?", "daily"), any_of("weeks?", "weekly"), any_of("months?", "monthly")),
    (any_of("coins?"), any_of("dollars?")),
    (any_of("low"), any_of("medium"), any_of("high")),
    (any_of("top"), any_of("bottom")),
    (any_of(r"upper (?:side|half|part)"), any_of(r"lower (?:side|half|part)")),
    (any_of("more above"), any_of("more below")),
    (any_of("both"), any_of(r"long or (?:a )?short")),
    (any_of("little"), any_of("much")),
    (any_of("longs?"), any_of("(?<!in )shorts?")),
    (any_of("next"), any_of("last", "previous")),
    (any_of("smaller"), any_of("larger"), any_of(r"(?:the same|equal) (?:in )?size",
                                                 "the same in")),
    (any_of(r"furth(?:er|est)"), any_of(r"(?:near|clos)(?:er|est) to")),
    (any_of("open(?! interest)"), any_of("clear", "known", "certain", "settled")),
    (any_of(r"infer\w+"), any_of(r"measured (?:here|is|are)")),
    (any_of("quiet", "quieter", "thin", "thins", "thinner", "thinly"),
     any_of("busy", "busier", "deep", "deeper", "thick", "thicker", "widely")),
    (any_of(r"(?:after|since) (?:the )?(?:prices|reading|news)"),
     any_of(r"before (?:the )?(?:prices|reading|news)")),
    (any_of(r"(?:larger|bigger|heavier) side (?:is the one )?(?:pay|paid)\w*"),
     any_of(r"(?:larger|bigger|heavier) side (?:is the one )?(?:that )?(?:receiv|earn|get)\w*")),
    (any_of(r"leans? short", "short lean", r"lean(?: \w+){0,3} short"),
     any_of(r"leans? long", "long lean", r"lean(?: \w+){0,3} long"),
     any_of("no lean", "neutral", "no view")),
)  # fmt: skip
"""In each row, what a text says shuts out what the others of the row say."""

_BESIDE_WHAT: Final = re.compile(
    r"\b(?:above|below|under|beneath|before|after) the (\w+)", re.IGNORECASE
)


def opposed(own: str, plan: str) -> bool:
    """Whether ``own`` says what is shut out by what the plan says in its place."""
    mine, theirs = _OVER.sub("lapses", own), _OVER.sub("lapses", plan)
    for row in _GROUPS:
        said = {pattern for pattern in row if pattern.search(mine)}
        planned = {pattern for pattern in row if pattern.search(theirs)}
        if said - planned and planned - said:
            return True
    mine_of, theirs_of = _compared(mine), _compared(theirs)
    return bool(mine_of - theirs_of and theirs_of - mine_of)


def _compared(text: str) -> frozenset[str]:
    """What things are said to lie above or below of, or to come before or after of."""
    named = (match[1].casefold() for match in _BESIDE_WHAT.finditer(text))
    return frozenset({"market": "price"}.get(name, name) for name in named)
