"""Whether a rewriting claims what its plan claims: direction, rank, doubt, and matter.

The plan is true, so a rewriting may say what the plan says and what the signs of its own figures
say, and no more. Whoever words it otherwise is told which kind of claim was added or lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reporter.model.facts import Fact
from reporter.writing.directions import (
    ABOVE,
    BELOW,
    CLAUSE,
    FALL,
    LONGS_PAY,
    MANY_LONGS,
    MANY_SHORTS,
    RISE,
    SHORTS_PAY,
    any_of,
)
from reporter.writing.signs import MARK, shown_by
from reporter.writing.vocabulary import PLAIN, stem, stems, words

_KINDS: Final[Mapping[str, re.Pattern[str]]] = {
    "a rise": RISE,
    "a fall": FALL,
    "a side above, a premium or a plus": ABOVE,
    "a side below, a discount or a minus": BELOW,
    "that longs pay": LONGS_PAY,
    "that shorts pay": SHORTS_PAY,
    "more longs than shorts": MANY_LONGS,
    "more shorts than longs": MANY_SHORTS,
    "a view for higher prices": any_of(r"bull\w*", r"lean(?:s|ing)? long", "long lean", "upside"),
    "a view for lower prices": any_of(
        r"bear\w*", r"lean(?:s|ing)? short", "short lean", "downside"
    ),
    "buying": any_of("buyers?", "bought", "buying"),
    "selling": any_of("sellers?", "sold", "selling"),
    "that things agree": any_of(
        r"agree[sd]?", r"match\w*", r"confirm\w*", r"reinforc\w*", "likewise"
    ),
    "that things differ": any_of(
        r"disagree\w*",
        r"contradict\w*",
        "against",
        r"revers\w*",
        r"opposite\w*",
        r"offset\w*",
        "despite",
        "although",
        "but",
        "however",
        "though",
        "yet",
        "while",
        "whereas",
    ),
    "a greater size": any_of("more", "larger", "greater", "bigger", "wider", "farther", "longer"),
    "a smaller size": any_of("less", "smaller", "fewer", "narrower", "shorter", "closer"),
    "a rank": any_of(
        r"(?:high|low|larg|small|near|clos|great|furth|farth|wid|strong|weak|lat)est",
        "best",
        "worst",
        "most",
        "least",
        "main",
        "mainly",
        "mostly",
        "only",
        "ever",
    ),
    "all or none": any_of("all", "every", "always", "never", "none", "nobody", "entirely", "whole"),
    "a cause": any_of(
        "because",
        r"caus\w*",
        r"due to",
        r"driv\w*",
        "drove",
        "hence",
        "thus",
        "so that",
        "through",
        r"result\w*",
        r"therefore",
        r"lead to",
        r"stem\w*",
        r"owing",
        r"reflect\w*",
        r"impl(?:y|ies)",
    ),
    "a certainty": any_of(
        "will", "must", "certainly", "clearly", "surely", "definitely", r"prov\w*"
    ),
    "a time to come": any_of(
        "soon", "shortly", "imminent", "immediate", "next", "expected", "await"
    ),
    "crowding or pressure": any_of(r"crowd\w*", r"pressur\w*", r"squeez\w*", r"stretch\w*"),
}
"""Kinds of claims that must not be added."""

_KEPT: Final[Mapping[str, re.Pattern[str]]] = {
    "a negation": any_of(
        "no",
        "not",
        "never",
        "nor",
        "neither",
        "none",
        "nothing",
        "cannot",
        "without",
        "lacks?",
        r"\w+n['’]t",
        "unchanged",
    ),
    "the doubt": any_of(
        "could",
        "may",
        "might",
        "would",
        "if",
        "perhaps",
        r"possibl[ey]",
        r"plausibl[ey]",
        r"potential(?:ly)?",
        "whether",
        "likely",
        "can",
    ),
    "that it is modelled": any_of(r"model\w*"),
    "that it is an estimate": any_of(r"estimat\w*", "running"),
    "that it is the past": any_of("past", "history", "historical"),
}
"""Kinds of claims that must not be lost; a negation must not be added either."""


def added(own: str, plan: str, facts: Sequence[Fact]) -> Iterator[str]:
    """Kinds of claims in ``own`` that neither the plan makes nor a figure's sign."""
    licensed = {name for fact in facts for name in shown_by(fact)}
    for name, pattern in _KINDS.items():
        if pattern.search(own) and not pattern.search(plan) and name not in licensed:
            yield name
    negation = _KEPT["a negation"]
    if negation.search(own) and not negation.search(plan):
        yield "a negation"


def lost(own: str, plan: str) -> Iterator[str]:
    """Kinds of claims of the plan that ``own`` leaves out."""
    for name, pattern in _KEPT.items():
        if pattern.search(plan) and not pattern.search(own):
            yield name


def turned(own: str, plan: str) -> bool:
    """Whether ``own`` takes up what the plan denies, without the denial."""
    negation = _KEPT["a negation"]
    if negation.search(own):
        return False
    denied = (
        clause[match.end() :] for clause in CLAUSE.split(plan) if (match := negation.search(clause))
    )
    return any(stems(words_after) & _matter(own) for words_after in denied)


def _matter(text: str) -> frozenset[str]:
    return frozenset(stem(word) for word in words(text) if len(word) >= 4 and word != MARK)


def unsupported(own: str, support: str) -> tuple[str, ...]:
    """The words that stand neither in the support nor among the plain ones."""
    known = PLAIN | stems(support)
    return tuple(dict.fromkeys(word for word in words(own) if stem(word) not in known))
