"""A fact sheet prepared for look-up: one preparation serves all files of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

from reporter.checking.attribution import Origins
from reporter.checking.cited import Items
from reporter.checking.contract import Contract
from reporter.checking.gates import contracts
from reporter.checking.index import FactIndex
from reporter.checking.known import KnownTexts
from reporter.checking.resolve import Resolver
from reporter.checking.scope import Subjects
from reporter.model.facts import FactSheet

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text is judged against."""

    sheet: FactSheet
    known: KnownTexts
    subjects: Subjects
    index: FactIndex
    contracts: tuple[Contract, ...]
    origins: Origins
    resolver: Resolver
    items: Items


def ground(sheet: FactSheet) -> Ground:
    """The sheet's look-up tables, kept for as long as the same sheet is asked for."""
    return _prepared(Same(sheet))


class Same(Generic[_T]):
    """A key by identity: hashing hundreds of facts would cost more than preparing them."""

    def __init__(self, held: _T) -> None:
        self.held = held

    def __hash__(self) -> int:
        return id(self.held)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.held is self.held


@lru_cache(maxsize=1)
def _prepared(same: Same[FactSheet]) -> Ground:
    sheet, index = same.held, FactIndex(same.held)
    return Ground(
        sheet,
        KnownTexts(sheet),
        Subjects(sheet),
        index,
        contracts(sheet),
        Origins(sheet),
        Resolver(index),
        Items(sheet, index),
    )
