"""What a machine-made error is."""

from __future__ import annotations

import random
from dataclasses import dataclass
from enum import StrEnum

from tests.mutation import sites
from tests.mutation.truth import Truth


class Kind(StrEnum):
    """The classes of errors."""

    DIGIT = "digit"
    SIGN = "sign"
    TEN = "x10"
    HUNDRED = "x100"
    TENTH = "x0.1"
    HUNDREDTH = "x0.01"
    UNIT = "unit"
    ENTITY = "entity"
    SIDE = "side"
    DATE = "date"
    CLOCK = "clock time"
    WORD = "number word"
    HEDGE = "dropped hedge"
    DIRECTION = "swapped direction"


NUMERIC = tuple(kind for kind in Kind if kind not in (Kind.HEDGE, Kind.DIRECTION))
"""The classes of which 99.5 % must be caught."""


class Fate(StrEnum):
    """What a mutation's result is."""

    WRONG = "wrong"
    TRUE = "true by another fact"
    SAME = "unchanged"


@dataclass(frozen=True, slots=True)
class Mutation:
    """One edit of a file's text: what stood from ``start`` on, and what stands there instead."""

    kind: Kind
    start: int
    before: str
    after: str
    fate: Fate

    def applied(self, text: str) -> str:
        end = self.start + len(self.before)
        return text[: self.start] + self.after + text[end:]

    def sentence(self, text: str) -> tuple[str, str]:
        """The sentence before and after."""
        start, end = sites.sentence_of(text, self.start)
        shift = len(self.after) - len(self.before)
        return text[start:end], self.applied(text)[start : end + shift]


@dataclass(frozen=True, slots=True)
class Page:
    """A finished file with what is known of its edition."""

    text: str
    seen: str
    truth: Truth
    draw: random.Random

    def changed(self, kind: Kind, at: int, before: str, after: str, fate: Fate) -> Mutation:
        """An edit of this page; one that changes nothing is told as such."""
        return Mutation(kind, at, before, after, Fate.SAME if before == after else fate)

    def reworded(self, kind: Kind, at: int, before: str, after: str) -> Mutation:
        """Another word in its place: wrong, unless it stands in a quotation that has it so."""
        quote, fate = sites.quote_of(self.text, at), Fate.WRONG
        if quote is not None:
            words = self.text[quote[0] : at] + after + self.text[at + len(before) : quote[1]]
            fate = Fate.TRUE if self.truth.published(words) else Fate.WRONG
        return self.changed(kind, at, before, after, fate)

    def line(self, at: int) -> str:
        """The line that a place stands in."""
        return self.text[slice(*sites.line_of(self.text, at))]
