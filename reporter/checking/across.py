"""What several venues say of one contract: gates G4 and G10.

One venue's answer may come in scaled, late, or about another asset of the same ticker. The
reading that the others do not bear out is named; where only two disagree, the one with more
readings of its own beside it stands, and where that decides nothing, neither does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from reporter.checking.codes import Code, error, warning
from reporter.checking.contract import Contract
from reporter.checking.funding import HISTORY_SLACK, RATES, percent
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.verdict import Finding

ALL_VENUES: Final = "all"
"""The name of an aggregate over venues, which is no venue and has no vote."""

_PRICE_GAP: Final = Decimal("1.03")
_INTEREST_GAP: Final = Decimal(100)
# Rates closer than this differ by no more than the formula's own band.
_FUNDING_SLACK: Final = Decimal("0.0005")
_FUNDING_FACTOR: Final = 5
# A resting rate of 1 bp that is 100 times too large lies 99 bps away.
_SCALED_SLACK: Final = Decimal("0.0050")
_SCALED_FACTOR: Final = 10
# A second venue bears out an extreme if it has at least a third of it.
_CONFIRMING: Final = 3


@dataclass(frozen=True, slots=True)
class _Voice:
    """One venue's reading.

    ``standing`` is what bears it out, the weightiest first: not refused elsewhere, how many
    others agree, readings of its own venue beside it, and nearness to the middle of all.
    """

    venue: str
    fact: Fact
    value: Decimal
    standing: tuple[bool, int, int, Decimal]


@dataclass(frozen=True, slots=True)
class _Question:
    """What is compared, when two readings agree, and what bears a reading out at its venue."""

    metric: str
    read: Callable[[Contract, str], Decimal | None]
    agree: Callable[[Decimal, Decimal], bool]
    apart: Callable[[Decimal, Decimal], Decimal]
    companions: tuple[str, ...]
    shown: Callable[[Decimal], str]


def across(contracts: Sequence[Contract], refused: frozenset[str]) -> Iterator[Finding]:
    """Faults that show between venues; ``contracts`` are those of one symbol.

    ``refused`` holds the ids of facts that other gates refuse: they bear out nothing.
    """
    venues = [contract for contract in contracts if contract.venue != ALL_VENUES]
    for contract in venues:
        others = [other for other in venues if other is not contract]
        yield from _against_history(contract, others, refused)
    yield from _odd(venues, refused, _PRICE, Code.PRICE_VENUES, _PRICE_WORDS)
    yield from _odd(venues, refused, _INTEREST, Code.OI_VENUES, _INTEREST_WORDS)
    for metric in RATES:
        question = _funding(metric, _comparable)
        scaled = list(_odd(venues, refused, question, Code.FUNDING_VENUES, _FUNDING_WORDS))
        yield from scaled
        if not scaled:
            yield from _flagged(venues, refused, metric)


# --- own history, with a second source ---------------------------------------------------


def _against_history(
    contract: Contract, others: Sequence[Contract], refused: frozenset[str]
) -> Iterator[Finding]:
    history = contract.history
    if history is None:
        return
    limit = 3 * history + HISTORY_SLACK
    for metric in RATES:
        rate = contract.rate(metric)
        if rate is None or abs(rate) <= limit:
            continue
        second = next((o for o in others if _confirms(o, metric, rate, refused)), None)
        place, seen = contract.facts[metric].id, _percent(rate)
        expected = f"at most {_percent(limit)} by its own history"
        if second is None:
            yield error(
                Code.HISTORY_RANK,
                place,
                seen,
                f"{expected}, or a second venue that says the same",
                "The rate lies more than three times beyond everything this contract settled at.",
            )
        else:
            told = _percent(second.rate(metric) or Decimal(0))
            yield warning(
                Code.HISTORY_RANK,
                place,
                seen,
                expected,
                f"No settlement of this contract was near it, but {second.venue} bears it out "
                f"with {told}.",
            )


def _confirms(other: Contract, metric: str, rate: Decimal, refused: frozenset[str]) -> bool:
    told = other.rate(metric)
    if told is None or other.facts[metric].id in refused:
        return False
    return told * rate > 0 and abs(rate) <= _CONFIRMING * abs(told)


# --- the odd one out ---------------------------------------------------------------------


def _odd(
    contracts: Sequence[Contract],
    refused: frozenset[str],
    question: _Question,
    code: Code,
    message: str,
) -> Iterator[Finding]:
    for one, stronger in _outvoted(_voices(contracts, refused, question), question):
        names = " and ".join(f"{o.venue} {question.shown(o.value)}" for o in stronger)
        undecided = any(other.standing == one.standing for other in stronger)
        verdict = "Nothing decides which of them is right." if undecided else "The others agree."
        if not undecided and len(stronger) == 1:
            verdict = f"What else is known bears out {stronger[0].venue}."
        yield error(
            code,
            one.fact.id,
            f"{one.venue} {question.shown(one.value)}",
            f"near {names}",
            f"{message} {verdict}",
        )


def _voices(
    contracts: Sequence[Contract], refused: frozenset[str], question: _Question
) -> list[_Voice]:
    known = [
        (contract, value)
        for contract in contracts
        if (value := question.read(contract, question.metric)) is not None
    ]
    middle = sorted(value for _, value in known)[len(known) // 2] if known else Decimal(0)
    voices = []
    for contract, value in known:
        fact = contract.facts[question.metric]
        support = sum(
            question.agree(value, other)
            for another, other in known
            if another is not contract and _is_sound(another.facts[question.metric], refused)
        )
        beside = sum(name in contract.facts for name in question.companions)
        # Only one that somebody agrees with can be in the middle: of two, neither is.
        near = -question.apart(value, middle) if support and len(known) > 2 else Decimal(0)
        standing = (_is_sound(fact, refused), support, beside, near)
        voices.append(_Voice(contract.venue, fact, value, standing))
    return voices


def _is_sound(fact: Fact, refused: frozenset[str]) -> bool:
    return refused.isdisjoint((fact.id, *fact.inputs))


def _outvoted(
    voices: Sequence[_Voice], question: _Question
) -> Iterator[tuple[_Voice, list[_Voice]]]:
    """Each reading that others of its standing or more contradict, with those others."""
    for one in voices:
        against = [
            other
            for other in voices
            if other is not one
            and other.standing[0]
            and other.standing >= one.standing
            and not question.agree(one.value, other.value)
        ]
        if against:
            yield one, against


def _flagged(
    contracts: Sequence[Contract], refused: frozenset[str], metric: str
) -> Iterator[Finding]:
    """Rates of another sign or size, which venues do have: said once, and nothing is refused."""
    question = _funding(metric, _alike)
    found = list(_outvoted(_voices(contracts, refused, question), question))
    if found:
        one, against = max(found, key=lambda pair: abs(pair[0].value))
        others = " and ".join(f"{other.venue} {question.shown(other.value)}" for other in against)
        yield warning(
            Code.FUNDING_VENUES,
            one.fact.id,
            f"{one.venue} {question.shown(one.value)}",
            f"one sign, and within a factor of {_FUNDING_FACTOR} of {others}",
            "Venues disagree on this contract's funding: say whose rate is meant.",
        )


# --- what is compared --------------------------------------------------------------------


def _ratio(one: Decimal, other: Decimal) -> Decimal:
    """How many times the larger of two amounts is the smaller."""
    low, high = sorted((one, other))
    return Decimal(1) if high == low else high / low if low > 0 else Decimal("Infinity")


def _distance(one: Decimal, other: Decimal) -> Decimal:
    return abs(one - other)


def _percent(rate: Decimal) -> str:
    return f"{percent(rate)} per 8 h"


def _comparable(one: Decimal, other: Decimal) -> bool:
    """Whether two rates could both be true: not both far apart and of another order."""
    small, large = sorted((abs(one), abs(other)))
    return abs(one - other) <= _SCALED_SLACK or large <= _SCALED_FACTOR * small


def _alike(one: Decimal, other: Decimal) -> bool:
    small, large = sorted((abs(one), abs(other)))
    same_size = one * other >= 0 and large <= _FUNDING_FACTOR * small
    return abs(one - other) <= _FUNDING_SLACK or same_size


def _funding(metric: str, agree: Callable[[Decimal, Decimal], bool]) -> _Question:
    return _Question(
        metric,
        Contract.rate,
        agree,
        _distance,
        (metrics.BASIS, metrics.FUNDING_IMPLIED, metrics.FUNDING_LOW),
        _percent,
    )


_PRICE: Final = _Question(
    metrics.PRICE,
    Contract.number,
    lambda one, other: _ratio(one, other) <= _PRICE_GAP,
    _ratio,
    (metrics.MARK, metrics.INDEX, metrics.PRICE_DAY_AGO),
    lambda price: f"{price:f}",
)
_INTEREST: Final = _Question(
    metrics.OPEN_INTEREST_COINS,
    Contract.number,
    lambda one, other: _ratio(one, other) <= _INTEREST_GAP,
    _ratio,
    (metrics.OPEN_INTEREST_BEFORE,),
    lambda coins: f"{coins:,.0f} coins",
)
_PRICE_WORDS: Final = (
    "Venues do not trade one contract more than 3% apart: an answer is stale, scaled, or about "
    "another asset."
)
_INTEREST_WORDS: Final = (
    "Open interest differs by more than a factor of 100 between venues: coins, contracts or "
    "dollars were taken for one another."
)
_FUNDING_WORDS: Final = (
    "Funding differs by more than a factor of 10 and 50 bps between venues: an answer is scaled."
)
