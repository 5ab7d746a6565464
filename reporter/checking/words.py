"""What a passage's words claim and how they are put: judged once, however often it comes back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import lru_cache

from reporter.checking import shape
from reporter.checking.attribution import attribution, strangers
from reporter.checking.claims import Claims
from reporter.checking.disputed import told_as_settled
from reporter.checking.figures import Reading
from reporter.checking.ground import Ground
from reporter.checking.kept import Kept, Same
from reporter.model.text import BlockKind
from reporter.model.verdict import Finding


def wording(readings: Iterable[Reading], ground: Ground) -> Iterator[Finding]:
    """The faults of all passages' words.

    The same passages stand in every format of an article; each is judged at its first place.
    """
    words = _prepared(Same(ground))
    for reading in readings:
        yield from words.faults(reading)


@lru_cache(maxsize=1)
def _prepared(ground: Same[Ground]) -> _Words:
    return _Words(ground.held)


class _Words:
    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._claims = Claims(ground)
        self._told = Kept[tuple[Finding, ...]]()

    def faults(self, reading: Reading) -> Iterator[Finding]:
        passage = reading.passage
        key = (passage.key, tuple(bound.numeral.start for bound in reading.bounds))
        found = self._told.of(key, lambda: (*self._claims.judge(reading), *self._form(reading)))
        return (replace(finding, place=passage.place) for finding in found)

    def _form(self, reading: Reading) -> Iterator[Finding]:
        passage, ground = reading.passage, self._ground
        yield from shape.zones(passage)
        yield from shape.quotations(passage, ground.known)
        yield from attribution(passage, ground.origins, ground.known)
        yield from strangers(passage, ground.known)
        yield from ground.items.faults(passage)
        yield from told_as_settled(reading, ground.index, ground.origins)
        if passage.kind is not BlockKind.SOURCE:
            yield from shape.relative_times(passage.place, passage.text)
