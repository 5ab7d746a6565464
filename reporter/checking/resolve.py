"""Binds one printed figure to a fact: value, subject, sign, interval and metric must agree."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from reporter.checking.codes import Code, error
from reporter.checking.gates import is_market
from reporter.checking.index import CALENDAR, Entry, FactIndex, is_reported
from reporter.checking.known import normal
from reporter.checking.moments import of_event
from reporter.checking.scope import Passage, base_of, is_event, is_general
from reporter.checking.wording import direction_agrees, metric_agrees, sign_agrees
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.model.units import Coins, Quantity
from reporter.model.verdict import Finding
from reporter.numerals import Numeral

_SLIPS = (Decimal(100), Decimal("0.01"), Decimal(10), Decimal("0.1"))


@dataclass(frozen=True, slots=True)
class Bound:
    """A figure and the facts it may be: more than one where the sheet says the same twice."""

    numeral: Numeral
    facts: tuple[Fact, ...]


def resolve(numeral: Numeral, passage: Passage, index: FactIndex) -> Bound | Finding:
    """The facts this figure prints, or the finding that says why there is none."""
    if numeral.unit in CALENDAR:
        return _resolve_time(numeral, passage, index)
    if index.is_window(numeral):
        return Bound(numeral, ())
    entries = index.matching(numeral)
    # "27 March 0026" ends in no count, whatever fact is 26.
    padded = numeral.unit == "count" and re.match(r"0\d", numeral.surface)
    if padded or not entries:
        return _unbound(numeral, passage, index)
    for keep, code, message in _STAGES:
        rest = tuple(entry for entry in entries if keep(entry, numeral, passage))
        if not rest:
            return _finding(code, numeral, passage, entries, message)
        entries = rest
    return Bound(numeral, tuple(entry.fact for entry in entries))


def _resolve_time(numeral: Numeral, passage: Passage, index: FactIndex) -> Bound | Finding:
    found = index.at(numeral)
    if not found:
        return error(
            Code.UNBOUND,
            passage.place,
            _quote(numeral, passage),
            "a date or time of the fact sheet",
            f"No fact has the date or time '{numeral.surface}'.",
        )
    inside = [fact for fact in found if _in_scope(fact, passage)]
    if not inside:
        code, message = Code.WRONG_SUBJECT, "belongs to another subject than this sentence has"
    else:
        code, message = Code.WRONG_METRIC, "is that of another event than the words name"
        told = of_event(inside, numeral, passage, index.titles)
        if told:
            return Bound(numeral, told)
    expected = "; ".join(sorted({_say(fact) for fact in found})[:3])
    seen = _quote(numeral, passage)
    return error(code, passage.place, seen, expected, f"The time '{numeral.surface}' {message}.")


def _finding(
    code: Code, numeral: Numeral, passage: Passage, entries: Iterable[Entry], message: str
) -> Finding:
    expected = "; ".join(sorted({_say(entry.fact) for entry in entries})[:3])
    return error(code, passage.place, _quote(numeral, passage), expected, message)


def _quote(numeral: Numeral, passage: Passage) -> str:
    start = max(0, numeral.start - 40)
    return " ".join(passage.text[start : numeral.end + 20].split())


def _say(fact: Fact) -> str:
    if isinstance(fact.value, Quantity):
        return f"{fact.id} = {fact.value.value:f} {fact.value.unit}"
    return f"{fact.id} = {fact.value}"


# --- the stages -------------------------------------------------------------------------


def _in_scope(fact: Fact, passage: Passage) -> bool:
    if is_general(fact):
        return True
    if is_event(fact):
        return normal(fact.subject) in normal(passage.context)
    if is_market(fact):
        return passage.markets is None or fact.subject in passage.markets
    if passage.parties is None or fact.subject in passage.parties:
        return True
    sentence = fact.evidence.sentence.lower() if fact.evidence else ""
    return any(party.lower() in sentence for party in passage.parties)


def _subject_agrees(entry: Entry, numeral: Numeral, passage: Passage) -> bool:
    if isinstance(entry.fact.value, Coins) and not is_reported(entry.fact):
        return _in_scope(entry.fact, passage) and numeral.ticker == base_of(entry.fact.subject)
    return _in_scope(entry.fact, passage)


def _interval_agrees(entry: Entry, numeral: Numeral, _: Passage) -> bool:
    if is_reported(entry.fact):
        return "" in (entry.per, numeral.per) or entry.per == numeral.per
    if entry.fact.metric == metrics.VOLATILITY and numeral.per == "year":
        return True
    # Funding is printed in percent; basis points of it must name their interval.
    return numeral.per == entry.per or (not numeral.per and numeral.unit != "bps")


_Stage = tuple[Callable[[Entry, Numeral, Passage], bool], Code, str]
_STAGES: tuple[_Stage, ...] = (
    (
        _subject_agrees,
        Code.WRONG_SUBJECT,
        "The figure belongs to another subject than the one this sentence speaks of.",
    ),
    (
        _interval_agrees,
        Code.INTERVAL,
        "The rate is printed for another interval than the fact has.",
    ),
    (
        metric_agrees,
        Code.WRONG_METRIC,
        "The words beside the figure name another metric than the fact it equals.",
    ),
    (
        direction_agrees,
        Code.DIRECTION,
        "The words say up where the figure went down, or the other way round.",
    ),
    (
        sign_agrees,
        Code.SIGN,
        "The figure has the wrong sign, or lost its minus without a word that says so.",
    ),
)


# --- nothing matches ----------------------------------------------------------------------


def _unbound(numeral: Numeral, passage: Passage, index: FactIndex) -> Finding:
    seen = _quote(numeral, passage)
    for factor in _SLIPS:
        scaled = [e for e in index.matching(numeral, factor) if _in_scope(e.fact, passage)]
        if scaled:
            times = f"{int(max(factor, 1 / factor))} times too "
            times += "large" if factor < 1 else "small"
            return error(
                Code.UNBOUND,
                passage.place,
                seen,
                _say(scaled[0].fact),
                f"No fact has the value '{numeral.surface}'; it looks {times}.",
            )
    swapped = [entry for entry in index.others(numeral) if _in_scope(entry.fact, passage)]
    if swapped:
        return error(
            Code.UNIT,
            passage.place,
            seen,
            _say(swapped[0].fact),
            f"'{numeral.surface}' has the digits of a fact, but another unit.",
        )
    return error(
        Code.UNBOUND,
        passage.place,
        seen,
        _nearest(numeral, passage, index),
        f"No fact of the sheet has the value '{numeral.surface}'.",
    )


def _nearest(numeral: Numeral, passage: Passage, index: FactIndex) -> str:
    family = index.family(numeral)
    inside = [entry for entry in family if _in_scope(entry.fact, passage)] or list(family)
    if not inside:
        return "a fact in this unit; the sheet has none"
    nearest = min(inside, key=lambda entry: (abs(entry.value - numeral.value), entry.fact.id))
    return _say(nearest.fact)
