"""Which event a printed date or time belongs to, by the words before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from reporter.checking.gates import is_market
from reporter.checking.scope import Passage
from reporter.model import metrics
from reporter.model.facts import Fact
from reporter.numerals import Numeral

_HEADLINE: Final = '[“"][^”"]+[”"]'
_UP_TO: Final = r"(?: \w+){0,2}(?: (?:on|at|in|since|until|by|of))? \Z"
_EVENTS: Final = tuple(
    (re.compile(rf"\b{words}{_UP_TO}", re.IGNORECASE), frozenset(events), word)
    for words, events, word in (
        ("first seen", {"first_seen"}, "seen"),
        ("last seen", {"last_seen"}, "seen"),
        (f"published(?: {_HEADLINE})?", {"published", "desk.published"}, "publish"),
        ("corrected", {"desk.corrected"}, "correct"),
        (
            "(?:settles next|next settles|next settlement(?: is| at)*|settlement is due|lapses)",
            {metrics.FUNDING_NEXT_TIME, metrics.VALID_UNTIL},
            "",
        ),
        ("settled", {metrics.FUNDING_SETTLED_TIME, metrics.FUNDING_SETTLED}, ""),
        ("(?:as read|as of|completed)", {"desk.as_of"}, ""),
    )
)
"""Words right before a time, metrics of the facts that may have it, and the word that a source
must use to have it instead. The first match decides."""

_BEFORE: Final = re.compile(rf"({_HEADLINE})(?: \w+)?\W*\Z")
_AFTER: Final = re.compile(rf"\A(?:[ ,:]*\w+){{0,6}}[ ,:]*({_HEADLINE})")
_QUALIFIED: Final = frozenset({metrics.FUNDING_NEXT_TIME, metrics.VALID_UNTIL})


def of_event(
    facts: Iterable[Fact], numeral: Numeral, passage: Passage, titles: Mapping[str, str]
) -> tuple[Fact, ...]:
    """The facts of the event that the words before their time name; all where they name none.

    ``titles`` are the headlines by item, for publishing dates that stand beside a headline.
    """
    named = _event(passage.text[max(0, numeral.start - 300) : numeral.start])
    if named is None:
        return tuple(facts)
    events, word = named
    dated = "published" in events
    return tuple(
        fact
        for fact in facts
        if (
            _is_titled(fact, numeral, passage, titles)
            if dated and fact.metric == "published" and fact.evidence is None
            else _is_of(fact, events, word)
        )
    )


def _is_of(fact: Fact, events: frozenset[str], word: str) -> bool:
    if fact.evidence is not None:
        return word in fact.evidence.sentence.lower()
    current = events == {"desk.as_of"} and is_market(fact) and fact.metric not in _QUALIFIED
    return current or fact.metric in events


def _event(before: str) -> tuple[frozenset[str], str] | None:
    """The event that these words name."""
    return next(((e, word) for words, e, word in _EVENTS if words.search(before)), None)


def _is_titled(fact: Fact, numeral: Numeral, passage: Passage, titles: Mapping[str, str]) -> bool:
    """A publishing date goes with an outlet that is named and the headline quoted beside it."""
    quoted = _BEFORE.search(passage.text[: numeral.start]) or _AFTER.match(
        passage.text[numeral.end :]
    )
    headline = quoted[1][1:-1] if quoted else ""
    if headline in titles.values():
        return titles.get(fact.id.rpartition(".")[0]) == headline
    return fact.subject in passage.context
