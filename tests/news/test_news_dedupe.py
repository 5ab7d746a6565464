from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.news import Item
from reporter.news.dedupe import Voice, dedupe
from reporter.news.order import voice

MakeItem = Callable[..., Item]

TEASER = (
    "The exchange said on Monday that it would settle the contracts in cash, pay holders within "
    "two days, and keep the fund that covers losses at its present size until the summer."
)


def kept(voices: tuple[Voice, ...]) -> list[str]:
    return [one.item.id for one in voices]


def test_one_page_under_four_tracking_links_is_one_item(make_item: MakeItem) -> None:
    links = [
        make_item(
            "Exchange settles contracts",
            f"Version {n}",
            id=f"i{n}",
            url=f"https://wire.example/a?utm_source={n}",
            canonical="https://wire.example/a",
        )
        for n in range(4)
    ]
    (only,) = dedupe(links)
    assert (len(only.copies), only.links) == (3, 4)


def test_a_wire_text_under_other_titles_is_one_voice(make_item: MakeItem) -> None:
    wire = make_item("Exchange settles copper contracts in cash", TEASER, outlet="Wire", hours=5)
    copy = make_item("Exchange settles its copper contracts in cash", TEASER, outlet="Daily")
    assert kept(dedupe([copy, wire])) == [wire.id]


def test_form_letters_with_other_figures_are_other_events(make_item: MakeItem) -> None:
    one = make_item("Exchange settles contracts", f"{TEASER} It paid $3 million.")
    two = make_item("Exchange settles contracts again", f"{TEASER} It paid $4 million.")
    assert len(dedupe([one, two])) == 2


def test_texts_that_share_less_than_four_fifths_stay_apart(make_item: MakeItem) -> None:
    one = make_item("Exchange settles copper contracts in cash", TEASER)
    two = make_item("Exchange settles copper contracts in cash, traders object", TEASER[:90])
    assert len(dedupe([one, two])) == 2


def test_a_shared_rare_passage_alone_makes_no_copy(make_item: MakeItem) -> None:
    rare = "the harbour master of Pine Bay"
    common = "rain is likely in the hills this week and roads may be closed for days"
    usual = "wind is weak along the coast and boats can leave the port at any hour"
    texts = [
        f"{rare} {common}",
        f"{rare} {usual}",
        *(f"{start} {common}" for start in ("Farmers in valleys hear that", "Nobody doubts:")),
        *(f"{start} {usual}" for start in ("Pilots of small craft note:", "Bakers say")),
    ]
    items = [make_item("", text, id=f"i{n}", canonical=f"u{n}") for n, text in enumerate(texts)]
    assert len(dedupe(items)) == len(texts)


def test_the_same_title_within_a_day_is_one_item_even_with_the_outlets_name(
    make_item: MakeItem,
) -> None:
    one = make_item("Court lets Ohio pursue Kalshi", "First words.", outlet="Wire", hours=9)
    two = make_item(
        "Court Lets Ohio Pursue Kalshi - Daily Ledger", "Others.", outlet="Daily Ledger"
    )
    assert kept(dedupe([one, two])) == [one.id]


def test_a_daily_column_keeps_its_title_but_not_its_day(make_item: MakeItem) -> None:
    column = [
        make_item(
            "What moved crypto markets today",
            f"Day {n}.",
            id=f"i{n}",
            hours=24 * n,
            canonical=f"u{n}",
        )
        for n in range(3)
    ]
    assert len(dedupe(column)) == 3


def test_short_titles_are_shared_by_different_texts(make_item: MakeItem) -> None:
    one = make_item("Press release", "A fine was paid by a broker.", id="a", canonical="a")
    two = make_item("Press release", "A rule on custody was proposed.", id="b", canonical="b")
    assert len(dedupe([one, two])) == 2


def test_one_id_in_two_feeds_is_one_item(make_item: MakeItem) -> None:
    one = make_item("Rule on custody proposed by regulator", id="same", canonical="a", hours=2)
    two = make_item("Custody: what the regulator wants", id="same", canonical="b", hours=1)
    assert len(dedupe([one, two])) == 1


def test_the_nearest_to_the_event_is_kept_then_the_earliest(make_item: MakeItem) -> None:
    title = "Exchange to list copper contracts next month"
    late_primary = make_item(title, outlet="Exchange", tier=1, hours=1)
    early = make_item(title, outlet="Wire", hours=9)
    later = make_item(title, outlet="Daily", hours=8)
    assert kept(dedupe([later, early, late_primary])) == [late_primary.id]
    assert kept(dedupe([later, early])) == [early.id]


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_the_order_of_the_items_does_not_matter(make_item: MakeItem, data: st.DataObject) -> None:
    words = st.lists(
        st.sampled_from(("copper", "gold", "silver", "wheat", "oil", "gas")), min_size=1
    )
    texts = data.draw(st.lists(words.map(" ".join), max_size=12))
    items = [make_item(text, text, id=f"i{n}", canonical=f"u{n}") for n, text in enumerate(texts)]
    shuffled = data.draw(st.permutations(items))
    assert dedupe(shuffled) == dedupe(items)
    told = [one for copies in dedupe(items) for one in (copies.item, *copies.copies)]
    assert sorted(told, key=lambda one: one.id) == sorted(items, key=lambda one: one.id)


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("https://www.wire.example/a", "wire.example"),
        ("https://feeds.news.wire.example/a", "wire.example"),
        ("https://www.daily.co.uk/a", "daily.co.uk"),
        ("https://bank.gov.uk/a", "bank.gov.uk"),
        ("http://127.0.0.1:8701/a", "Wire"),
        ("http://[::1]/a", "Wire"),
        ("http://localhost/a", "Wire"),
        ("", "Wire"),
    ],
)
def test_two_feeds_of_one_publisher_are_one_voice(
    make_item: MakeItem, address: str, expected: str
) -> None:
    assert voice(make_item("A title", outlet="Wire", canonical=address)) == expected
