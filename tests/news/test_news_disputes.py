from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from reporter.model.news import Item, Story, Tier
from reporter.model.units import usd
from reporter.news import Dispute, disputes, story_facts

MakeItem = Callable[..., Item]
TABLE = Path(__file__).parent / "labelled_disputes.csv"
ROWS = list(csv.DictReader(TABLE.read_text(encoding="utf-8").splitlines()))
PRECISION, RECALL = 0.98, 0.7
"""Floors on our own pairs of sentences. A false dispute does more harm than a missed one."""

FINED = "The CFTC fined Kalshi $1.0 billion over client checks."
OTHER = "Kalshi must pay a fine of $1.2 billion to the CFTC."
THIRD = "The CFTC fined Kalshi $1.5 billion over checks."


def told(*items: Item) -> Story:
    return Story(
        id="kalshi-fine",
        title=items[0].title,
        items=items,
        entities=(),
        themes=(),
        outlets=tuple(dict.fromkeys(item.outlet for item in items)),
        first_seen=min(item.published for item in items if item.published),
        last_seen=max(item.published for item in items if item.published),
        score=1.0,
        reasons=(),
    )


@pytest.fixture
def between(make_item: MakeItem) -> Callable[..., tuple[Dispute, ...]]:
    """The disputes of a story with one sentence an outlet."""

    def find(*sentences: str, **changes: object) -> tuple[Dispute, ...]:
        names = ("Harbour Wire", "Ledger Post", "Bay News", "Quay Times")
        items = [
            make_item(f"Notice {'abcd'[number]}", text, outlet=names[number])
            for number, text in enumerate(sentences)
        ]
        items[0] = replace(items[0], **changes)  # type: ignore[arg-type]  # fields by name
        return disputes(told(*items))

    return find


def test_contradictions_are_found_rather_precisely_than_completely(
    between: Callable[..., tuple[Dispute, ...]],
) -> None:
    assert len(ROWS) >= 160
    assert sum(row["disputed"] == "no" for row in ROWS) >= len(ROWS) / 2
    found = [(bool(between(row["first"], row["second"])), row["disputed"] == "yes") for row in ROWS]
    right = sum(one and label for one, label in found)
    assert right >= PRECISION * sum(one for one, _ in found)
    assert right >= RECALL * sum(label for _, label in found)


def test_a_dispute_names_values_and_outlets(
    between: Callable[..., tuple[Dispute, ...]],
) -> None:
    (dispute,) = between(FINED, OTHER)
    assert (dispute.subject, dispute.metric, dispute.kind) == ("Kalshi", "amount", "fine")
    assert dispute.fact_ids == ("kalshi-fine.kalshi.amount", "kalshi-fine.kalshi.amount.2")
    assert dispute.values == (usd(Decimal(10**9)), usd(Decimal(12 * 10**8)))
    assert dispute.outlets == ("Harbour Wire", "Ledger Post")
    assert dispute.primary == ""


def test_the_facts_name_what_they_are_disputed_with(make_item: MakeItem) -> None:
    story = told(make_item("A", FINED), make_item("B", OTHER, outlet="Ledger Post"))
    first, second = story_facts(story)
    assert (first.disputed_with, second.disputed_with) == ((second.id,), (first.id,))


def test_three_values_are_one_dispute(between: Callable[..., tuple[Dispute, ...]]) -> None:
    (dispute,) = between(FINED, OTHER, THIRD)
    assert [value.value for value in dispute.values] == [10**9, 12 * 10**8, 15 * 10**8]  # type: ignore[union-attr]  # amounts, no times


def test_what_a_primary_source_says_stands(make_item: MakeItem) -> None:
    office = make_item("A", FINED, outlet="Office", tier=1)
    post = make_item("B", OTHER, outlet="Ledger Post")
    first, second = story_facts(told(office, post))
    assert (first.disputed_with, second.disputed_with) == ((), (first.id,))
    (dispute,) = disputes(told(office, post))
    assert dispute.primary == first.id


def test_two_primary_sources_contradict_each_other(
    between: Callable[..., tuple[Dispute, ...]], make_item: MakeItem
) -> None:
    pair = [
        make_item(title, text, outlet=title, tier=Tier.PRIMARY)
        for title, text in (("Office", FINED), ("Bureau", OTHER))
    ]
    (dispute,) = disputes(told(*pair))
    assert dispute.primary == ""
    assert len(dispute.opposed) == 2


def test_outlets_that_agree_share_a_side(between: Callable[..., tuple[Dispute, ...]]) -> None:
    (dispute,) = between(FINED, OTHER, "Kalshi was fined $1.2 billion by the CFTC over checks.")
    assert dispute.outlets == ("Harbour Wire", "Ledger Post")


def test_one_publisher_does_not_contradict_itself(make_item: MakeItem) -> None:
    """Neither within a report, nor by a later one, nor under the name of a second feed."""
    both = make_item("A", f"{FINED} {THIRD}")
    post = make_item("B", OTHER, outlet="Ledger Post")
    assert disputes(told(both, post)) == ()
    early, late = make_item("A", FINED, hours=5), make_item("C", OTHER, hours=2)
    assert disputes(told(late, early)) == ()
    assert disputes(told(late, early, post)) == ()
    twin = replace(post, canonical=early.canonical + "-2")
    assert disputes(told(early, twin)) == ()


def test_saying_it_again_in_other_words_settles_no_dispute(make_item: MakeItem) -> None:
    first = make_item("A", FINED, hours=5)
    again = make_item("C", "CFTC hits Kalshi with $1 billion fine over client checks.", hours=1)
    post = make_item("B", OTHER, outlet="Ledger Post", hours=4)
    (dispute,) = disputes(told(again, first, post))
    assert sorted(dispute.outlets) == sorted((first.outlet, "Ledger Post"))


def test_reports_a_day_apart_are_updates(
    between: Callable[..., tuple[Dispute, ...]], as_of: datetime
) -> None:
    assert between(FINED, OTHER)
    assert between(FINED, OTHER, published=as_of - timedelta(hours=30)) == ()


def test_an_exact_time_or_a_period_is_never_disputed(
    between: Callable[..., tuple[Dispute, ...]],
) -> None:
    assert between("Cboe will launch it in March.", "Cboe will launch it in April.") == ()


def test_evidence_names_the_speaker(make_item: MakeItem) -> None:
    text = "The fine is $2 million, according to people familiar with the matter."
    (fact,) = story_facts(told(make_item("A", text)))
    assert fact.evidence is not None
    assert (fact.evidence.speaker, fact.evidence.hearsay) == (
        "people familiar with the matter",
        True,
    )


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("The CFTC fined Kalshi $0.", "The CFTC fined Kalshi $5 million."),
        ("The CFTC fined Kalshi $1 million.", "The CFTC fined Kalshi 5%."),
    ],
)
def test_nothing_and_other_units_contradict_no_amount(
    between: Callable[..., tuple[Dispute, ...]], first: str, second: str
) -> None:
    assert between(first, second) == ()
