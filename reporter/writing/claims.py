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
from reporter.writing.vocabulary import PLAIN, forms, stems, words

_KINDS: Final[Mapping[str, re.Pattern[str]]] = {
    "a rise": RISE,
    "a fall": FALL,
    "a side above, or a premium": ABOVE,
    "a side below, or a discount": BELOW,
    "a plus": any_of("positive"),
    "a minus": any_of("negative"),
    "weeks or months": any_of(r"week\w*", r"month\w*"),
    "an opening or a close": any_of("opened", "closed", r"reopen\w*"),
    "an earlier time": any_of("(?<!day )before"),
    "that longs pay": LONGS_PAY,
    "that shorts pay": SHORTS_PAY,
    "more longs than shorts": MANY_LONGS,
    "more shorts than longs": MANY_SHORTS,
    "a view for higher prices": any_of(
        r"bull\w*", r"lean(?:s|ing)? long", "long lean", r"lean(?: \w+){0,3} (?:is|was) long",
        "upside",
    ),
    "a view for lower prices": any_of(
        r"bear\w*", r"lean(?:s|ing)? short", "short lean", r"lean(?: \w+){0,3} (?:is|was) short",
        "downside",
    ),
    "that there is no view": any_of("neutral", "no (?:long |short )?lean", "undecided"),
    "buying": any_of("buyers?", "bought", "buying"),
    "selling": any_of("sellers?", "sold", "selling"),
    "that things agree": any_of(
        r"agree[sd]?", r"match\w*", r"confirm\w*", r"reinforc\w*", "likewise", "in line",
        r"consistent\w*", "accords?", "same sign",
    ),
    "that things differ": any_of(
        r"disagree\w*", r"contradict\w*", r"revers\w*", r"opposite\w*", r"opposed", r"offset\w*",
        "despite", "at odds", "the other way", "counter", r"conflict\w*",
        r"against the (?:lean|bias|view|engine|crowd|trend|sign|direction)",
    ),
    "a greater size": any_of(
        r"more(?! from)", "larger", "greater", "bigger", "wider", "farther", "(?<!no )longer"
    ),
    "a smaller size": any_of("less", "smaller", "fewer", "narrower", "shorter", "closer"),
    "a rank": any_of(
        r"(?:high|low|larg|small|near|clos|great|furth|farth|wid|strong|weak|lat)est",
        r"(?:a|an|the|its|new) (?:high|low)", "best", "worst", r"most(?! recent)", "least",
        "main", "mainly", "mostly", "ever",
        r"only(?! an? (?:running )?estimate)", r"than (?:that |those )?(?:of |in )?any",
        r"(?<!each )(?<!the )(?<!on )no other",
    ),
    "all": any_of(
        r"(?<!at )(?<!in )all", "every", r"each(?! other)", "always", "entirely", "whole"
    ),
    "none": any_of("never", "none", "nobody"),
    "a link": any_of(r"link\w*", r"connect\w*", "tied", "ties?"),
    "a cause": any_of(
        rf"so\b[^,;.]*(?:{RISE.pattern}|{FALL.pattern})", "because",
        r"caus\w*", r"due to", r"driv\w*", "drove", "hence", "thus", "so that",
        "through", "via", "by way of", r"result\w*", r"therefore", r"lead to", r"stem\w*", r"owing",
        r"reflect\w*", r"impl(?:y|ies)",
    ),
    "a certainty": any_of(
        "will", "must", "certainly", "clearly", "surely", "definitely", r"prov(?:e|es|ed|en|ing)"
    ),
    "a time to come": any_of(
        "(?<!as )soon", "shortly", "imminent", r"immediate(?:ly)?", "at once", "next", "expected",
        "await",
    ),
    "crowding or pressure": any_of(r"crowd\w*", r"pressur\w*", r"squeez\w*", r"stretch\w*"),
    "that a rate compounds": any_of(
        r"(?<!without )(?<!not )(?<!before )(?<!if not )compound(?:ed|ing)"
    ),
    "that it is observed": any_of(r"(?<!not )(?<!than )(?<!instead of )(?<!never )observed"),
}  # fmt: skip
"""Kinds of claims that must not be added."""

_ALSO: Final[Mapping[str, re.Pattern[str]]] = {
    "a cause": re.compile(r"\b(?:so|since|then)\b|\w: (?=\w.*\b(?:could|may|might|would)\b)"),
    "a time to come": any_of("as soon as", "void", "voids"),
    "an earlier time": any_of("last", "day", "earlier", "prior", "without"),
    "a link": any_of("paths?", "routes?", "channels?", "directly"),
    "a fall": any_of("(?:could|may|might|would|can) lower"),
    "that there is no view": any_of("without a lean"),
}
"""What else in the plan bears out a claim of the kind."""

_NEGATIONS: Final = (
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
    "unclear",
)

_KEPT: Final[Mapping[str, re.Pattern[str]]] = {
    "a negation": any_of(*_NEGATIONS),
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
        r"(?:watch|look)(?: \w+)? for",
    ),
    "that it is modelled": any_of(r"model\w*"),
    "that it is an estimate": any_of(r"estimat\w*", "running"),
    "that it is measured": any_of(r"measur\w*", "engine", "finds?", "positions?"),
    "that it is the past": any_of("past", "history", "historical"),
}
"""Kinds of claims that must not be lost; a negation must not be added either."""


_VOID: Final = any_of(r"voids?", "voided", "fails?", "invalid", r"laps\w+", r"expir\w+")
"""Ways to say without a negation that something no longer holds."""
_DENIED: Final = any_of("rather than", "instead of", *_NEGATIONS)
_EMPTY: Final = frozenset(
    f"{MARK.casefold()} a an and any are as at be been being by can could did do does each for from"
    " had has have here in into is it its of on only or over should such than that the their then"
    " there these they this those to was were when which will with would yet".split()
)
"""Words of which nothing can be denied."""
_SIMPLE: Final = re.compile(
    r"\b(?:without compounding|(?:if )?not compounded|before compounding)\b"
)
_TURNABLE: Final = any_of("no", "not", "never", "cannot")
_AFTER: Final = _KEPT["a negation"]


def added(own: str, plan: str, facts: Sequence[Fact]) -> Iterator[str]:
    """Kinds of claims in ``own`` that neither the plan makes nor a figure's sign."""
    own, plan = _SIMPLE.sub("simple", own), _SIMPLE.sub("simple", plan)
    licensed = {name for fact in facts for name in shown_by(fact)}
    for name, pattern in _KINDS.items():
        also = name in _ALSO and _ALSO[name].search(plan)
        if pattern.search(own) and not (pattern.search(plan) or also or name in licensed):
            yield name
    if not _borne_out(own, plan):
        yield "a negation"


def _borne_out(own: str, plan: str) -> bool:
    """Whether whatever ``own`` denies is denied in the plan."""
    denied = [words_after for _, words_after in _denials(plan, _DENIED)]
    if _VOID.search(plan) and not _VOID.search(own):
        denied.append(stems(plan))
    return all(
        any(words_after & other for other in denied) for _, words_after in _denials(own, _DENIED)
    )


def _denials(text: str, negation: re.Pattern[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """What the clauses of a text deny: the first word behind each negation, and the stems of all.

    Where nothing stands behind it ("the effect does not"), what stands before it is denied.
    """
    for clause in CLAUSE.split(text):
        for match in negation.finditer(clause):
            behind = clause[match.end() :]
            denied = _matter(behind) or _matter(clause[: match.start()])
            yield next(iter(words(behind)), ""), denied


def lost(own: str, plan: str) -> Iterator[str]:
    """Kinds of claims of the plan that ``own`` leaves out."""
    own, plan = _SIMPLE.sub("simple", own), _SIMPLE.sub("simple", plan)
    for name, pattern in _KEPT.items():
        if pattern.search(plan) and not pattern.search(own):
            yield name


def turned(own: str, plan: str) -> bool:
    """Whether ``own`` says of a thing without a denial what the plan denies of it."""
    own, plan = _SIMPLE.sub("simple", own), _SIMPLE.sub("simple", plan)
    new = _affirmed(own) - _affirmed(plan)
    return any(_matter(head) & new for head, _ in _denials(plan, _TURNABLE))


def _affirmed(text: str) -> frozenset[str]:
    """What stands before any negation of its clause."""
    return _matter(" ".join(_AFTER.split(clause)[0] for clause in CLAUSE.split(text)))


def _matter(text: str) -> frozenset[str]:
    return stems(" ".join(word for word in words(text) if word.casefold() not in _EMPTY))


def unsupported(own: str, support: str) -> tuple[str, ...]:
    """The words that stand neither in the support nor among the plain ones."""
    known = PLAIN | stems(support)
    return tuple(dict.fromkeys(word for word in words(own) if not forms(word) & known))
