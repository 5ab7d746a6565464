"""A fact sheet prepared for look-up: one preparation serves all files of an edition."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from reporter.checking.attribution import Origins
from reporter.checking.cited import Items
from reporter.checking.contract import Contract
from reporter.checking.gates import contracts
from reporter.checking.index import FactIndex
from reporter.checking.kept import Same
from reporter.checking.known import KnownTexts
from reporter.checking.scope import Subjects
from reporter.model.facts import FactSheet


@dataclass(frozen=True, slots=True)
class Ground:
    """What a text is judged against."""

    sheet: FactSheet
    ids: frozenset[str]
    known: KnownTexts
    subjects: Subjects
    index: FactIndex
    contracts: tuple[Contract, ...]
    origins: Origins
    items: Items


def ground(sheet: FactSheet) -> Ground:
    """The sheet's look-up tables, kept for as long as the same sheet is asked for."""
    return _prepared(Same(sheet))


@lru_cache(maxsize=1)
def _prepared(same: Same[FactSheet]) -> Ground:
    sheet, index = same.held, FactIndex(same.held)
    return Ground(
        sheet,
        frozenset(fact.id for fact in sheet),
        KnownTexts(sheet),
        Subjects(sheet),
        index,
        contracts(sheet),
        Origins(sheet),
        Items(sheet, index),
    )
