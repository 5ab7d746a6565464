"""Facts: the only things that may become a figure, a name or a time in an article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from reporter.model.digest import Digest
from reporter.model.errors import PermanentError
from reporter.model.market import Nature
from reporter.model.units import Quantity


class FactKind(StrEnum):
    """Who vouches for it: a publisher, a venue, arithmetic, or a model of ours."""

    REPORTED = "reported"
    OBSERVED = "observed"
    DERIVED = "derived"
    MODELLED = "modelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where a fact was read. ``name`` is the outlet or venue; ``digest`` the archived bytes.

    ``whole_day``: the outlet names a day without a time, and ``published`` is its midnight, UTC.
    """

    name: str
    url: str
    digest: Digest | None = None
    published: datetime | None = None
    whole_day: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """The verbatim sentence a reported fact stands in, and the figure's place within it.

    ``speaker`` is the person or body to whom the sentence gives the claim, as printed there;
    empty where the outlet says it itself, or where it cannot be told. ``hearsay`` says that the
    sentence names nobody who answers for it ("people familiar with the matter").
    """

    sentence: str
    start: int
    end: int
    speaker: str = ""
    hearsay: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One checked statement: a quantity, an instant or a short text, with its provenance.

    ``id`` is ``<venue|story>.<subject>.<metric>[.<qualifier>]``. A derived fact names its
    ``formula`` (see ``reporter.model.formulas``) and the ids of its ``inputs`` in order, so
    that it can be computed again. Display forms are no part of a fact: the ledger makes them,
    and the checker never sees them. ``disputed_with`` are the ids of facts in which other
    publishers give another value for the same thing: it may not be told as settled. What a
    primary source says stands, so such a fact names none, while those that differ name it.
    ``whole_day``: its source names a day (or a longer period) and no clock time, and ``value`` is
    the midnight, UTC, with which it begins; an instant that falls on midnight is none.
    """

    id: str
    kind: FactKind
    subject: str
    metric: str
    value: Quantity | datetime | str
    as_of: datetime
    source: Source
    nature: Nature | None = None
    formula: str = ""
    inputs: tuple[str, ...] = ()
    evidence: Evidence | None = None
    disputed_with: tuple[str, ...] = ()
    whole_day: bool = False


class UnknownFact(PermanentError):
    """A reference names a fact that the sheet does not hold."""


@dataclass(frozen=True, slots=True)
class FactSheet:
    """All facts of an edition, in the order in which they were assembled."""

    facts: tuple[Fact, ...]
    _index: dict[str, Fact] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        index = {fact.id: fact for fact in self.facts}
        if len(index) != len(self.facts):
            ids = [fact.id for fact in self.facts]
            twice = sorted({i for i in ids if ids.count(i) > 1})
            raise PermanentError(f"a fact id stands twice in the sheet: {', '.join(twice)}.")
        object.__setattr__(self, "_index", index)

    def __iter__(self) -> Iterator[Fact]:
        return iter(self.facts)

    def __len__(self) -> int:
        return len(self.facts)

    def __contains__(self, fact_id: object) -> bool:
        return fact_id in self._index

    def __getitem__(self, fact_id: str) -> Fact:
        try:
            return self._index[fact_id]
        except KeyError:
            raise UnknownFact(f"there is no fact {fact_id!r} in this edition.") from None

    def get(self, fact_id: str) -> Fact | None:
        """The fact of that id, or None."""
        return self._index.get(fact_id)

    def of(self, subject: str) -> tuple[Fact, ...]:
        """All facts about one subject."""
        return tuple(fact for fact in self.facts if fact.subject == subject)

    def with_facts(self, more: Iterable[Fact]) -> FactSheet:
        """A new sheet with these facts added."""
        return FactSheet((*self.facts, *more))
