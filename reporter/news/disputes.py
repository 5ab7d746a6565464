"""Where publishers contradict each other: one quantity, two values, and no rounding between them.

Two figures count as of one quantity only if they have the same subject, unit and kind (by the
words beside them, ``quantities.toml``), the same period and scope, and sentences that share what
they are about. A false dispute does more harm than a missed one, so every doubt is against it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations
from typing import Final

from reporter.model.news import Story, Tier
from reporter.model.units import Quantity
from reporter.news.order import time_of, voice
from reporter.news.quantities import Matter, differ, matter_of, same
from reporter.news.reported import Reported, reported

_APART: Final = timedelta(hours=24)
"""What was published further apart is rather an update than a contradiction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispute:
    """One quantity that publishers give different values for, one entry a value.

    ``kind`` is that of the quantity (``quantities.toml``). ``outlets`` and ``items`` say who is the
    first to give each value. ``primary`` is the fact of a primary source, whose value stands, or
    empty.
    """

    subject: str
    metric: str
    kind: str
    fact_ids: tuple[str, ...]
    values: tuple[Quantity | datetime, ...]
    outlets: tuple[str, ...]
    items: tuple[str, ...]
    primary: str = ""

    @property
    def opposed(self) -> Mapping[str, tuple[str, ...]]:
        """The facts that may not be told as settled, each with those that contradict it."""
        return {
            fact: tuple(other for other in self.fact_ids if other != fact)
            for fact in self.fact_ids
            if fact != self.primary
        }


@dataclass(frozen=True, slots=True)
class _Claim:
    voice: str
    reported: Reported
    matter: Matter


def disputes(story: Story) -> tuple[Dispute, ...]:
    """The contradictions between the publishers of a story, in the order of its facts.

    Copies count once, a publisher's later report supersedes its earlier ones, and one that
    gives two values for what looks like one quantity is not heard on it.
    """
    return disputes_in(reported(story))


def disputes_in(told: Sequence[Reported]) -> tuple[Dispute, ...]:
    """The same from what was already read of a story."""
    claims = [
        _Claim(voice(one.item), one, matter)
        for one in told
        if (matter := matter_of(one)) is not None
    ]
    pairs = [pair for pair in combinations(_heard(claims), 2) if _contradict(*pair)]
    return tuple(_dispute(group) for group in _joined(pairs))


def _contradict(one: _Claim, other: _Claim) -> bool:
    return (
        one.voice != other.voice
        and same(one.matter, other.matter)
        and differ(one.reported, other.reported)
        and abs(time_of(one.reported.item) - time_of(other.reported.item)) <= _APART
    )


def _heard(claims: Iterable[_Claim]) -> Iterator[_Claim]:
    """What each publisher stands by, in all its wordings: nothing that it contradicts itself."""
    own: dict[object, list[_Claim]] = {}
    for claim in claims:
        own.setdefault((claim.voice, claim.matter.exactly), []).append(claim)
    for said in own.values():
        yield from (one for one in said if _stands(one, said))


def _stands(claim: _Claim, own: Iterable[_Claim]) -> bool:
    """Whether its publisher gives no other value in the same report or in a later one."""
    return not any(
        differ(other.reported, claim.reported)
        and time_of(other.reported.item) >= time_of(claim.reported.item)
        for other in own
    )


def _joined(pairs: Iterable[tuple[_Claim, _Claim]]) -> Iterator[list[_Claim]]:
    """The claims of each quantity: contradictions that share a fact are one dispute."""
    groups: list[dict[str, _Claim]] = []
    for pair in pairs:
        facts = {claim.reported.fact: claim for claim in pair}
        touching = [group for group in groups if not facts.keys().isdisjoint(group)]
        groups = [group for group in groups if group not in touching]
        merged: dict[str, _Claim] = {}
        for group in (*touching, facts):
            for fact, claim in group.items():
                merged.setdefault(fact, claim)
        groups.append(merged)
    return (list(group.values()) for group in groups)


def _dispute(claims: Sequence[_Claim]) -> Dispute:
    told = [claim.reported for claim in claims]
    primary = [one.fact for one in told if one.item.tier is Tier.PRIMARY]
    return Dispute(
        subject=told[0].subject.name,
        metric=told[0].figure.metric,
        kind=claims[0].matter.kind,
        fact_ids=tuple(one.fact for one in told),
        values=tuple(one.figure.value for one in told),
        outlets=tuple(one.item.outlet for one in told),
        items=tuple(one.item.id for one in told),
        primary=primary[0] if len(primary) == 1 else "",
    )
