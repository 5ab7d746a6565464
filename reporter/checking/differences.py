"""What a changed copy of a recorded line says differently, and whether that changes its claim."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reporter.checking.align import Change, Match, Pair, Seen, begins_at
from reporter.checking.codes import Code
from reporter.checking.lines import Kind, Line
from reporter.checking.poles import (
    APPROXIMATIONS,
    BOUNDS,
    CERTAINTIES,
    CLAIMS,
    HEDGES,
    LIMITS,
    NEGATIONS,
    NUMBER,
    TOPICS,
    count,
    exchanged,
    kinds,
)
from reporter.checking.tokens import Token
from reporter.model.facts import Fact
from reporter.model.text import Stance
from reporter.model.units import Quantity

_UNIT: Final = frozenset({"a", "per", "year", "day", "hour", "h", "bps", "coins", "utc"})
"""Words of units that stand behind a figure."""
_UNCOUNTED: Final = frozenset({"one", "single", "first", "second", "both", "pair", "couple"})
_ENDING: Final = re.compile(r"(?:'s|ings?|ed|es|e|s)\Z")
_TELLING, _FEW = 4, 2
"""Shorter words tell nothing by themselves; more words at once are an editor's own sentence."""
_CUT: Final = 3
"""So many words missing where a block begins or ends stand in the block beside it."""
_AROUND: Final = 3
_LEAD: Final = 3
"""More words than these before a copy are a sentence of their own."""
_TITLE_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding that does not know yet in which place it stands."""

    code: Code
    seen: str
    expected: str
    message: str


def faults(
    match: Match, seen: Seen, is_name: Callable[[str], bool], *, strict: bool = False
) -> Iterator[Fault]:
    """All that the copy may not say differently. ``is_name`` knows names of the edition.

    Of a ``strict`` copy no word may change: nobody rewords a row, a caption or a byline.
    """
    for pair in match.pairs:
        if not pair.right:
            yield _moved(pair)
    judge = _Judge(match, seen, is_name, strict=strict)
    for change in match.changes:
        cut = _is_cut(change, match, seen) and (seen.paged or not judge.limited(change))
        fault = None if cut else judge.fault(change)
        if fault is not None:
            yield fault


def put_before(match: Match, seen: Seen) -> Iterator[Fault]:
    """A claiming word right before a copy that is exact else."""
    first = match.start
    while match.start - first <= _LEAD and not begins_at(seen, first):
        first -= 1
    words = [token.text for token in seen.tokens[first : match.start]]
    if kinds(CLAIMS, words):
        shown = " ".join(token.surface for token in seen.tokens[first : match.start + _AROUND])
        yield Fault(
            Code.REWORDED, shown, match.line.words[:80], "The words claim more than was recorded."
        )


def _is_cut(change: Change, match: Match, seen: Seen) -> bool:
    """Whether the line's beginning or end lies in another block of the file.

    A heading within a paragraph's lines, or a page's end, can part a sentence in two.
    """
    least = 1 if match.line.kind is Kind.SOURCE else _CUT
    if change.seen or len(change.line) < least:
        return False
    opens = change.line[0] == 0 and match.start == 0
    return opens or (
        change.line[-1] == len(match.line.tokens) - 1 and match.end == len(seen.tokens)
    )


def _moved(pair: Pair) -> Fault:
    return Fault(
        Code.MOVED_FIGURE,
        pair.numeral.surface,
        _say(pair.slot.fact),
        "The sentence was written with another fact in this place.",
    )


def _say(fact: Fact) -> str:
    if isinstance(fact.value, Quantity):
        return f"{fact.id} = {fact.value.value:f} {fact.value.unit}"
    return f"{fact.id} = {fact.value}"


class _Judge:
    def __init__(
        self, match: Match, seen: Seen, is_name: Callable[[str], bool], *, strict: bool
    ) -> None:
        self._strict = strict
        self._line: Line = match.line
        self._seen = seen
        self._is_name = is_name
        gone = {number for change in match.changes for number in change.line}
        kept = [n for n in range(len(self._line.tokens)) if n not in gone]
        self._texts_kept = {self._line.texts[number] for number in kept} - {""}
        self._quote_kept = any(self._line.tokens[number].quoted for number in kept)
        self._all_gone = [self._line.tokens[n].text for c in match.changes for n in c.line]
        self._all_came = [seen.tokens[n].text for c in match.changes for n in c.seen]
        self._titled = is_titled(self._line.tokens)

    def fault(self, change: Change) -> Fault | None:
        gone = [self._line.tokens[n] for n in change.line if self._line.slots[n] is None]
        came = [self._seen.tokens[n] for n in change.seen]
        if _squeezed(gone) == _squeezed(came) and not self._has_slot(change):
            return None
        for rule, code, message in (
            (self._figure, Code.MOVED_FIGURE, "Another number stands in the place of a fact."),
            (self._quote, Code.QUOTE, "The quotation is not what was recorded of the source."),
            (self._name, Code.MOVED_NAME, "Another name stands where the sentence had one."),
            (self._claim, Code.REWORDED, "The words say something else than the recorded claim."),
        ):
            if rule(change, gone, came):
                return Fault(code, self._around(change), self._recorded(change), message)
        return None

    def limited(self, change: Change) -> bool:
        """Whether the lost words carried a hedge or a limit, or may not be lost at all."""
        gone = [self._line.tokens[number].text for number in change.line]
        return self._strict or _limits(gone)

    def _has_slot(self, change: Change) -> bool:
        return any(self._line.slots[number] for number in change.line)

    def _figure(self, change: Change, gone: Sequence[Token], came: Sequence[Token]) -> bool:
        """A number in words, or of a form that is no figure, where a fact was recorded.

        Beside a figure that stayed, no word may bound it that was not recorded, and its unit stays.
        """
        after = [token.text for token in came]
        if self._has_slot(change):
            return count(NUMBER, after) > 0 or bool(kinds(CLAIMS, after))
        return self._bounded(change, gone, after) or self._without_unit(change, after)

    def _bounded(self, change: Change, gone: Sequence[Token], after: Sequence[str]) -> bool:
        if not change.seen:
            return False
        figures = self._seen.figures
        ahead = change.seen[-1] + 1 in figures
        behind = any(end == change.seen[0] for _, end in figures.values())
        before = kinds(BOUNDS, (token.text for token in gone))
        return (ahead or behind) and not kinds(BOUNDS, after) <= before

    def _without_unit(self, change: Change, after: Sequence[str]) -> bool:
        """Whether a figure lost the words of its unit that stood behind it."""
        if not change.line or change.line[0] == 0 or not self._line.slots[change.line[0] - 1]:
            return False
        lost = [self._line.tokens[number].text for number in change.line]
        return set(lost) <= _UNIT and not set(lost) <= set(after)

    def _quote(self, change: Change, gone: Sequence[Token], came: Sequence[Token]) -> bool:
        """Words changed within a quotation of which other words still stand."""
        inside = any(t.quoted for t in gone) or (not gone and self._within_quote(change))
        return inside and self._quote_kept and bool(gone or came)

    def _within_quote(self, change: Change) -> bool:
        return all(self._seen.tokens[number].quoted for number in change.seen)

    def _name(self, change: Change, gone: Sequence[Token], came: Sequence[Token]) -> bool:
        texts = {self._line.texts[number] for number in change.line} - {""}
        if texts and (came or texts & self._texts_kept):
            return True
        if self._line.stance is Stance.MEASURED and any(map(self._strange, change.seen)):
            return True
        names = [token for token in gone if self._named(token)]
        return bool(names) and any(token.surface[0].isupper() for token in came)

    def _strange(self, number: int) -> bool:
        """Whether a name came into a measured sentence that the edition does not know."""
        token = self._seen.tokens[number]
        if not token.surface[0].isupper() or self._titled or self._is_name(token.text):
            return False
        return not begins_at(self._seen, number)

    def _named(self, token: Token) -> bool:
        if not token.surface[0].isupper():
            return False
        opens = token is self._line.tokens[0]
        return self._is_name(token.text) or not (opens or self._titled)

    def _claim(self, change: Change, gone: Sequence[Token], came: Sequence[Token]) -> bool:
        before, after = [t.text for t in gone], [t.text for t in came]
        if self._strict and self._changed(change):
            return True
        if exchanged(before, after) or self._numbers(before, after) or self._claiming(after):
            return True
        if count(CERTAINTIES, after) > count(CERTAINTIES, self._all_gone):
            return True
        if _limits(before) and not came:
            return True
        if self._approximated(change) and not count(APPROXIMATIONS, after):
            return True
        return _other_topic(before, after) or self._negated(before, after) or self._unhedged(before)

    def _changed(self, change: Change) -> bool:
        """On a page a word that is lacking may stand in the line below."""
        return bool(change.seen) or not self._seen.paged

    def _numbers(self, before: Sequence[str], after: Sequence[str]) -> bool:
        left = [word for word in before if NUMBER.match(word)]
        right = [word for word in after if NUMBER.match(word)]
        if not left:
            return any(word not in _UNCOUNTED and not word[-1].isdigit() for word in right)
        return bool(right) and left != right

    def _claiming(self, after: Sequence[str]) -> bool:
        """A word that claims by itself, of a kind that no word had that went."""
        return not kinds(CLAIMS, after) <= kinds(CLAIMS, self._all_gone)

    def _approximated(self, change: Change) -> bool:
        """Whether the last word that went hedged the figure behind it."""
        behind = change.line[-1] + 1 if change.line else 0
        if not 0 < behind < len(self._line.tokens):
            return False
        figure = self._line.slots[behind] or NUMBER.match(self._line.tokens[behind].text)
        return bool(figure) and count(APPROXIMATIONS, [self._line.tokens[behind - 1].text]) > 0

    def _negated(self, before: Sequence[str], after: Sequence[str]) -> bool:
        """A negation more or fewer, here and in the whole line."""
        here = count(NEGATIONS, before) != count(NEGATIONS, after)
        return here and count(NEGATIONS, self._all_gone) != count(NEGATIONS, self._all_came)

    def _unhedged(self, before: Sequence[str]) -> bool:
        lost = count(HEDGES, self._all_gone) > count(HEDGES, self._all_came)
        return lost and count(HEDGES, before) > 0

    def _around(self, change: Change) -> str:
        """The changed words of the text with a few on either side."""
        if not change.seen:
            return f"(without) {' '.join(self._line.tokens[n].surface for n in change.line)}"
        first, last = max(0, change.seen[0] - _AROUND), change.seen[-1] + _AROUND
        shown = self._seen.tokens[first : last + 1]
        return " ".join(self._seen.text[shown[0].start : shown[-1].end].split())

    def _recorded(self, change: Change) -> str:
        if not change.line:
            return f"nothing between the words of “{self._line.words[:80]}”"
        first, last = max(0, change.line[0] - _AROUND), change.line[-1] + _AROUND
        return " ".join(
            slot.fact.id if slot else token.surface
            for token, slot in zip(
                self._line.tokens[first : last + 1], self._line.slots[first : last + 1], strict=True
            )
        )


def _limits(words: Sequence[str]) -> bool:
    return count(HEDGES, words) > 0 or LIMITS.search(" ".join(words)) is not None


def _other_topic(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether another thing took the place of what the sentence speaks of."""
    topics = {_stem(word) for word in before if TOPICS.match(word)}
    told = {_stem(word) for word in after if len(word) >= _TELLING}
    return len(before) <= _FEW and bool(topics and told) and topics.isdisjoint(told)


def _stem(word: str) -> str:
    return _ENDING.sub("", word)


def _squeezed(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def is_titled(tokens: Sequence[Token]) -> bool:
    """Whether most long words are capitalised, so that a capital says nothing."""
    words = [token.surface for token in tokens if len(token.surface) > 3]
    return sum(word[0].isupper() for word in words) > _TITLE_SHARE * len(words)
