"""Whether words about direction or side agree with the figures that they stand beside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from reporter.ledger import REFERENCE, printed_sign
from reporter.model import metrics as m
from reporter.model.facts import Fact
from reporter.model.units import Quantity
from reporter.writing.directions import (
    CLAUSE,
    FALL,
    LONGS_PAY,
    MANY_LONGS,
    MANY_SHORTS,
    RISE,
    SHORTS_PAY,
    any_of,
)

MARK: Final = "Figure"
"""What stands for a reference where words are looked at."""

_SENTENCE: Final = re.compile(r"(?<=[.!?])\s+(?=\S)")
_MOVED: Final = re.compile(
    rf"(?:{RISE.pattern}|{FALL.pattern})(?: (?:to|by|from))?\s+{MARK}\b", re.IGNORECASE
)


def contradicts(text: str, facts: Mapping[str, Fact]) -> bool:
    """Whether words about direction or side disagree with the facts beside them."""
    return any(
        _wrong(fact).search(scope)
        for sentence in _SENTENCE.split(text)
        for fact, scope in _scopes(sentence, facts)
    )


def moves_without_change(own: str, facts: Sequence[Fact]) -> bool:
    """Whether the text says that something moved to or by a figure that is no change."""
    return _MOVED.search(own) is not None and not any(_is_change(fact) for fact in facts)


def _scopes(sentence: str, facts: Mapping[str, Fact]) -> Iterator[tuple[Fact, str]]:
    """Each fact with the words that speak of it: its clause where another fact could be meant."""
    used = [facts[match[1]] for match in REFERENCE.finditer(sentence) if match[1] in facts]
    telling = list(dict.fromkeys(fact for fact in used if _SIDES.get(_kind(fact))))
    alike = len({(_kind(fact), _sign(fact)) for fact in telling}) == 1
    for fact in telling:
        clauses = [clause for clause in CLAUSE.split(sentence) if fact.id in cited(clause)]
        sided = [clause for clause in clauses if _is_sided(clause, _kind(fact))]
        whole = alike and (_kind(fact) in _BETWEEN_SIDES or not sided)
        for scope in (sentence,) if whole else clauses:
            yield fact, REFERENCE.sub(MARK, scope)


def _is_sided(clause: str, kind: str) -> bool:
    return any(pattern.search(clause) for pattern in _SIDES[kind].values())


_BETWEEN_SIDES: Final = frozenset({"funding", "ratio"})
"""Kinds that are told in a clause of their own: "with funding at x, shorts pay longs"."""


def cited(text: str) -> tuple[str, ...]:
    """The ids of the facts that a text refers to, each once."""
    return tuple(dict.fromkeys(match[1] for match in REFERENCE.finditer(text)))


_NOTHING: Final = re.compile(r"(?!)")


def _wrong(fact: Fact) -> re.Pattern[str]:
    return _SIDES.get(_kind(fact), {}).get(_sign(fact), _NOTHING)


def _kind(fact: Fact) -> str:
    metric = fact.metric
    if _is_change(fact):
        return "change"
    if metric in _RATES:
        return "funding"
    if metric.endswith(".distance"):
        return "distance"
    if re.fullmatch(r"level\.(?:above|below)\.\d+", metric):
        return "level"
    if metric.startswith("liquidations.") and metric.endswith(("above", "below")):
        return "liquidations"
    return "ratio" if metric in _RATIOS else metric


def _is_change(fact: Fact) -> bool:
    return fact.metric in {m.PRICE_CHANGE, m.OPEN_INTEREST_CHANGE}


def _sign(fact: Fact) -> int:
    """The side of a fact: its sign, the side in a level's name, a ratio's side of one."""
    if _kind(fact) in ("level", "liquidations"):
        return 1 if "above" in fact.metric else -1
    if _kind(fact) == "ratio" and isinstance(fact.value, Quantity):
        even = 50 if fact.metric in (m.TOP_POSITION_LONG, m.TOP_POSITION_SHORT) else 1
        short = -1 if fact.metric == m.TOP_POSITION_SHORT else 1
        return short * (int(fact.value.value > even) - int(fact.value.value < even))
    return printed_sign(fact)


def shown_by(fact: Fact) -> tuple[str, ...]:
    """The kinds of claims (see ``claims``) that the sign of a fact bears out."""
    if fact.metric.startswith("funding.next"):
        return ("a time to come",)
    return _LICENSED.get((_kind(fact), _sign(fact)), ())


_RATES: Final = frozenset(
    {m.FUNDING_SETTLED, m.FUNDING_SETTLED_ANNUAL, m.FUNDING_RUNNING, m.FUNDING_RUNNING_ANNUAL}
)
_RATIOS: Final = frozenset(
    {
        m.TOP_POSITION_RATIO,
        m.TOP_ACCOUNT_RATIO,
        m.GLOBAL_ACCOUNT_RATIO,
        m.TOP_POSITION_LONG,
        m.TOP_POSITION_SHORT,
    }
)
_UP_SIDE: Final = ("a side above, or a premium",)
_DOWN_SIDE: Final = ("a side below, or a discount",)
_LICENSED: Final[Mapping[tuple[str, int], tuple[str, ...]]] = {
    ("change", 1): ("a rise", *_UP_SIDE),
    ("change", -1): ("a fall", *_DOWN_SIDE),
    ("distance", 1): _UP_SIDE,
    ("distance", -1): _DOWN_SIDE,
    ("level", 1): (*_UP_SIDE, "a view for higher prices"),
    ("level", -1): (*_DOWN_SIDE, "a view for lower prices"),
    (m.BASIS, 1): (*_UP_SIDE, "a plus"),
    (m.BASIS, -1): (*_DOWN_SIDE, "a minus"),
    ("funding", 1): ("that longs pay", "a plus"),
    ("funding", -1): ("that shorts pay", "a minus"),
    ("ratio", 1): ("more longs than shorts",),
    ("ratio", -1): ("more shorts than longs",),
}
"""What the sign of a figure allows to be said beside it."""


def _either(*patterns: re.Pattern[str]) -> re.Pattern[str]:
    return re.compile("|".join(pattern.pattern for pattern in patterns), re.IGNORECASE)


_STANDS: Final = "(?:is|was|sits|stands|trades|lies)"
_PLUS: Final = any_of("positive")
_MINUS: Final = any_of("negative")
_SIDES: Final[Mapping[str, Mapping[int, re.Pattern[str]]]] = {
    "funding": {
        -1: _either(LONGS_PAY, _PLUS),
        1: _either(SHORTS_PAY, _MINUS),
        0: _either(LONGS_PAY, SHORTS_PAY, _PLUS, _MINUS),
    },
    m.BASIS: {
        -1: any_of(
            "premium", "above", rf"index(?: price)? {_STANDS}[^,;.]*(?:below|under|beneath)"
        ),
        1: any_of("discount", "below", rf"index(?: price)? {_STANDS}[^,;.]*above"),
    },
    "change": {-1: _either(RISE, any_of("higher")), 1: _either(FALL, any_of("lower"))},
    "distance": {
        -1: any_of("above", "resistance", "higher"),
        1: any_of("below", "support", "lower"),
    },
    "level": {
        -1: any_of("above", "resistance", "higher", "overhead"),
        1: any_of("below", "support", "lower", "beneath"),
    },
    "liquidations": {
        -1: any_of("short liquidations?", "above"),
        1: any_of("long liquidations?", "below"),
    },
    "ratio": {-1: MANY_LONGS, 1: MANY_SHORTS},
}
"""What may not be said beside a figure of this kind and sign."""
