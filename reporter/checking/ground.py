"""A fact sheet prepared for look-up: one preparation serves all files of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from reporter.checking.contract import Contract
from reporter.checking.gates import contracts
from reporter.checking.index import FactIndex
from reporter.checking.known import KnownTexts
from reporter.checking.scope import Subjects
from reporter.model.facts import FactSheet


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text is judged against."""

    sheet: FactSheet
    known: KnownTexts
    subjects: Subjects
    index: FactIndex
    contracts: tuple[Contract, ...]


def ground(sheet: FactSheet) -> Ground:
    """The sheet's look-up tables, kept for as long as the same sheet is asked for."""
    return _prepared(_Same(sheet))


class _Same:
    """A key by identity: hashing hundreds of facts would cost more than preparing them."""

    def __init__(self, sheet: FactSheet) -> None:
        self.sheet = sheet

    def __hash__(self) -> int:
        return id(self.sheet)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.sheet is self.sheet


@lru_cache(maxsize=1)
def _prepared(same: _Same) -> Ground:
    sheet = same.sheet
    return Ground(sheet, KnownTexts(sheet), Subjects(sheet), FactIndex(sheet), contracts(sheet))
