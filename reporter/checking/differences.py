"""What a changed copy of a recorded line says differently, and whether that changes its claim."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from reporter.checking.align import Change, Match, Pair, Seen
from reporter.checking.codes import Code
from reporter.checking.lines import Kind, Line
from reporter.checking.poles import (
    APPROXIMATIONS,
    CERTAINTIES,
    HEDGES,
    NEGATIONS,
    NUMBER,
    count,
    exchanged,
)
from reporter.checking.tokens import Token
from reporter.model.facts import Fact
from reporter.model.units import Quantity

_CLAUSE: Final = 5
"""So many words deleted in a row are an editor's cut, not a lost hedge."""
_CUT: Final = 3
"""So many words missing where a block begins or ends stand in the block beside it."""
_AROUND: Final = 3
_TITLE_SHARE: Final = 0.6


@dataclass(frozen=True, slots=True)
class Fault:
    """A finding that does not know yet in which place it stands."""

    code: Code
    seen: str
    expected: str
    message: str


def faults(match: Match, seen: Seen, is_name: Callable[[str], bool]) -> Iterator[Fault]:
    """All that the copy may not say differently. ``is_name`` knows names of the edition."""
    for pair in match.pairs:
        if not pair.right:
            yield _moved(pair)
    judge = _Judge(match, seen, is_name)
    for change in match.changes:
        fault = None if _is_cut(change, match, seen) else judge.fault(change)
        if fault is not None:
            yield fault


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
    def __init__(self, match: Match, seen: Seen, is_name: Callable[[str], bool]) -> None:
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

    def _has_slot(self, change: Change) -> bool:
        return any(self._line.slots[number] for number in change.line)

    def _figure(self, change: Change, _: Sequence[Token], came: Sequence[Token]) -> bool:
        """A number in words, or of a form that is no figure, where a fact was recorded."""
        return self._has_slot(change) and count(NUMBER, (token.text for token in came)) > 0

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
        names = [token for token in gone if self._named(token)]
        return bool(names) and any(token.surface[0].isupper() for token in came)

    def _named(self, token: Token) -> bool:
        if not token.surface[0].isupper():
            return False
        opens = token is self._line.tokens[0]
        return self._is_name(token.text) or not (opens or self._titled)

    def _claim(self, change: Change, gone: Sequence[Token], came: Sequence[Token]) -> bool:
        before, after = [t.text for t in gone], [t.text for t in came]
        if exchanged(before, after) or self._numbers(before, after):
            return True
        if count(CERTAINTIES, after) > count(CERTAINTIES, self._all_gone):
            return True
        if len(gone) >= _CLAUSE and not came:
            return False
        if self._approximated(change) and not count(APPROXIMATIONS, after):
            return True
        return self._negated(before, after) or self._unhedged(before)

    def _numbers(self, before: Sequence[str], after: Sequence[str]) -> bool:
        left = [word for word in before if NUMBER.match(word)]
        right = [word for word in after if NUMBER.match(word)]
        return bool(left) and bool(right) and left != right

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


def _squeezed(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def is_titled(tokens: Sequence[Token]) -> bool:
    """Whether most long words are capitalised, so that a capital says nothing."""
    words = [token.surface for token in tokens if len(token.surface) > 3]
    return sum(word[0].isupper() for word in words) > _TITLE_SHARE * len(words)
