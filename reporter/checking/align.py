"""A run of finished text laid against a recorded line, word by word and slot by slot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from reporter.checking.index import CALENDAR, Entry, FactIndex
from reporter.checking.lines import Line, Slot
from reporter.checking.tokens import Token
from reporter.model.units import AnnualRate, FundingRate
from reporter.numerals import Numeral

_WRONG_FACT: Final = 0.9
_STOP: Final = re.compile(r"[.!?:;|…”\"]")
_LEAST_KEPT, _LEAST_WORDS = 0.6, 3
_RUNS_ON: Final = 2.2
_ENDS: Final = 0.2
_LOST_FIGURE: Final = 1.6
_NEARLY: Final = 0.75
_ZONES: Final = (frozenset({"UTC"}), frozenset({"UTC", ""}))
"""Zones of a clock time: in running text, and on a page."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A block's tokens; ``figures`` are its numerals by first token, with the token behind.

    ``paged`` says that lines and cells of it may stand in other blocks, as in a PDF.
    """

    text: str
    tokens: tuple[Token, ...]
    figures: Mapping[int, tuple[Numeral, int]]
    paged: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """A slot and the numeral that stands in it."""

    slot: Slot
    numeral: Numeral
    right: bool


@dataclass(frozen=True, slots=True)
class Change:
    """Tokens of the line, by number, that were replaced by tokens of the text."""

    line: tuple[int, ...]
    seen: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """Where a line stands in the text, and all that differs."""

    line: Line
    start: int
    end: int
    cost: float
    kept: int
    pairs: tuple[Pair, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether it had to be aligned; an exact copy has neither changes nor pairs."""
        return bool(self.changes or self.pairs)

    @property
    def keeps_head(self) -> bool:
        """Whether the line's first word or figure stands where it should."""
        replaced = {token for change in self.changes for token in change.line}
        first = self.line.slots[0]
        return 0 not in replaced and all(pair.right for pair in self.pairs if pair.slot is first)

    @property
    def nearly(self) -> bool:
        """Whether little of the line is changed."""
        return self.kept >= _NEARLY * len(self.line.tokens)

    @property
    def score(self) -> float:
        """How much of the text it explains."""
        return self.kept - self.cost

    @property
    def convincing(self) -> bool:
        """Whether the text is a copy of the line, changed here and there."""
        return self.kept >= _least(self.line) and self.cost <= len(self.line.tokens) / 2


def _least(line: Line) -> float:
    size = len(line.tokens)
    return max(min(_LEAST_WORDS, size), _LEAST_KEPT * size)


def could_match(line: Line, words: frozenset[str]) -> bool:
    """Whether a text of these words has enough of the line to be a copy of it at all."""
    pairs = zip(line.tokens, line.slots, strict=True)
    return sum(1 for token, slot in pairs if slot or token.text in words) >= _least(line)


def seen_in(
    text: str, found: tuple[Token, ...], numerals: Sequence[Numeral], *, paged: bool = False
) -> Seen:
    """A text with its figures laid over its tokens."""
    figures: dict[int, tuple[Numeral, int]] = {}
    at = 0
    for numeral in numerals:
        while at < len(found) and found[at].end <= numeral.start:
            at += 1
        behind = at
        while behind < len(found) and found[behind].start < numeral.end:
            behind += 1
        if behind > at:
            figures.setdefault(at, (numeral, behind))
    return Seen(text, found, figures, paged)


def ends_at(seen: Seen, at: int) -> bool:
    """Whether a sentence, a lead-in or the text itself ends before this token."""
    if at >= len(seen.tokens) or seen.tokens[at].note:
        return True
    return _STOP.search(seen.text, seen.tokens[at - 1].end, seen.tokens[at].start) is not None


def begins_at(seen: Seen, at: int) -> bool:
    """Whether a sentence, or what follows a lead-in, begins at this token."""
    return at == 0 or bool(seen.tokens[at - 1].note) or ends_at(seen, at)


def holds(slot: Slot, numeral: Numeral, index: FactIndex, *, paged: bool = False) -> bool:
    """Whether a figure is this very fact by value, sign, interval and time zone.

    On a page a cell may have its zone or its interval in the line below.
    """
    if isinstance(slot.fact.value, datetime):
        known = numeral.unit in CALENDAR and slot.fact in index.at(numeral)
        return known and (numeral.clock is None or numeral.zone in _ZONES[paged])
    return any(
        _same_sign(slot, entry, numeral) and _same_interval(slot, entry, numeral, paged=paged)
        for entry in index.matching(numeral)
        if entry.fact is slot.fact
    )


def _same_interval(slot: Slot, entry: Entry, numeral: Numeral, *, paged: bool) -> bool:
    """A rate that was written with its interval does not lose it."""
    if numeral.per == entry.per:
        return True
    printed = slot.form == "full" and isinstance(slot.fact.value, FundingRate | AnnualRate)
    return "" in (numeral.per, entry.per) and (paged or not printed)


def _same_sign(slot: Slot, entry: Entry, numeral: Numeral) -> bool:
    if not numeral.signed or entry.value == 0:
        return True
    if slot.form == "size":
        # The words beside it say the direction already.
        return numeral.value > 0
    return (numeral.value < 0) == (entry.value < 0)


def fit(line: Line, seen: Seen, start: int, index: FactIndex) -> int | None:
    """Where the line ends if the text from ``start`` is an exact copy of it, else None."""
    at, number, size = start, 0, len(line.tokens)
    while number < size:
        if at >= len(seen.tokens):
            return None
        slot = line.slots[number]
        if slot is None:
            if seen.tokens[at].text != line.tokens[number].text:
                return None
            at, number = at + 1, number + 1
            continue
        numeral, behind = seen.figures.get(at, (None, at))
        if numeral is None or not holds(slot, numeral, index, paged=seen.paged):
            return None
        number += 1 + _swallowed(line, number + 1, seen, at, behind)
        at = behind
    return at


def _swallowed(line: Line, number: int, seen: Seen, start: int, end: int) -> int:
    """How many words of the line, from ``number``, the numeral's own surface ends with.

    "{{rate}} a year" prints one numeral with the words "a year" in it, and a day beside a clock
    time is one instant.
    """
    tail = [token.text for token in seen.tokens[start:end]]
    for count in range(min(len(tail) - 1, len(line.tokens) - number), 0, -1):
        wanted = [token.text for token in line.tokens[number : number + count]]
        if not any(line.slots[number : number + count]) and wanted == tail[-count:]:
            return count
    following = line.slots[number] if number < len(line.tokens) else None
    is_instant = following is not None and isinstance(following.fact.value, datetime)
    return int(is_instant and end not in seen.figures)


def align(line: Line, seen: Seen, start: int, stop: int, index: FactIndex) -> Match:
    """The cheapest way to read tokens ``start`` to ``stop`` as this line.

    Words before and behind it cost nothing. Time and memory grow with the product of both
    lengths; only texts that no line fits exactly come here.
    """
    table = _Table(line, seen, start, stop, index)
    return table.best()


@dataclass(frozen=True, slots=True)
class _Step:
    """One move: how many line tokens and text tokens it consumes, and what it is."""

    line: int
    seen: int
    cost: float
    pair: Pair | None = None
    kept: bool = False


class _Table:
    def __init__(self, line: Line, seen: Seen, start: int, stop: int, index: FactIndex) -> None:
        self._line, self._seen, self._index = line, seen, index
        self._start, self._width = start, stop - start
        self._size = len(line.tokens)
        # costs[i][j]: i tokens of the line and j of the text are behind us
        self._costs = [[float("inf")] * (self._width + 1) for _ in range(self._size + 1)]
        self._came: list[list[_Step | None]] = [
            [None] * (self._width + 1) for _ in range(self._size + 1)
        ]
        self._costs[0] = [self._apart(at) for at in range(self._width + 1)]
        for number in range(self._size + 1):
            for at in range(self._width + 1):
                self._spread(number, at)

    def _apart(self, at: int) -> float:
        """What it costs to begin or to end where the text runs on."""
        place = self._start + at
        return 0.0 if begins_at(self._seen, place) else _RUNS_ON

    def _spread(self, number: int, at: int) -> None:
        base = self._costs[number][at]
        for step in self._steps(number, at):
            i, j = number + step.line, at + step.seen
            if base + step.cost < self._costs[i][j]:
                self._costs[i][j] = base + step.cost
                self._came[i][j] = step

    def _steps(self, number: int, at: int) -> Iterator[_Step]:
        more, left = number < self._size, at < self._width
        if more and left:
            yield from self._onward(number, at)
        if more:
            yield _Step(1, 0, _LOST_FIGURE if self._line.slots[number] else 1.0)
        if left and number < self._size:
            yield _Step(0, 1, 0.0 if self._seen.tokens[self._start + at].note else 1.0)

    def _onward(self, number: int, at: int) -> Iterator[_Step]:
        token, slot = self._seen.tokens[self._start + at], self._line.slots[number]
        if slot is None:
            same = token.text == self._line.tokens[number].text
            yield _Step(1, 1, 0.0 if same else 1.0, kept=same)
            return
        numeral, behind = self._seen.figures.get(self._start + at, (None, 0))
        if numeral is None or behind > self._start + self._width:
            yield _Step(1, 1, _LOST_FIGURE)
            return
        right = holds(slot, numeral, self._index, paged=self._seen.paged)
        pair = Pair(slot, numeral, right)
        absorbed = _swallowed(self._line, number + 1, self._seen, self._start + at, behind)
        for extra in sorted({0, absorbed}):
            yield _Step(
                1 + extra, behind - self._start - at, 0.0 if right else _WRONG_FACT, pair, kept=True
            )

    def best(self) -> Match:
        last = self._costs[self._size]
        ends = [cost + _ENDS * self._apart(at) for at, cost in enumerate(last)]
        end = min(range(self._width + 1), key=lambda at: (ends[at], -at))
        steps: list[tuple[int, int, _Step]] = []
        number, at = self._size, end
        while number and (step := self._came[number][at]):
            number, at = number - step.line, at - step.seen
            steps.append((number, at, step))
        steps.reverse()
        return Match(
            line=self._line,
            start=self._start + at,
            end=self._start + end,
            cost=ends[end],
            kept=sum(step.line for _, _, step in steps if step.kept),
            pairs=tuple(step.pair for _, _, step in steps if step.pair),
            changes=tuple(self._changes(steps)),
        )

    def _changes(self, steps: Sequence[tuple[int, int, _Step]]) -> Iterator[Change]:
        gone: list[int] = []
        came: list[int] = []
        for number, at, step in steps:
            if step.kept and (gone or came):
                yield Change(tuple(gone), tuple(came))
                gone, came = [], []
            if not step.kept:
                gone += range(number, number + step.line)
                came += [
                    self._start + place
                    for place in range(at, at + step.seen)
                    if not self._seen.tokens[self._start + place].note
                ]
        if gone or came:
            yield Change(tuple(gone), tuple(came))
