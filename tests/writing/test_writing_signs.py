"""Words about direction, side and change, held against the figures beside them."""

from __future__ import annotations

from decimal import Decimal

import pytest

from reporter.model import metrics as m
from reporter.writing.claims import added, lost
from reporter.writing.directions import swapped
from reporter.writing.signs import contradicts, moves_without_change
from tests.writing.chatting import (
    FIL,
)
from tests.writing.conftest import edition, make_setup, with_measure


@pytest.mark.parametrize(
    ("rate", "words", "wrong"),
    [
        ("0.0003", "Longs pay shorts", False),
        ("0.0003", "Shorts pay longs", True),
        ("0", "Shorts pay longs", True),
        ("-0.0003", "Shorts pay longs", False),
        ("-0.0003", "Shorts receive nothing, and longs are paid, while longs pay shorts", True),
    ],
)
def test_words_are_bound_to_the_sign_of_the_rate(rate: str, words: str, *, wrong: bool) -> None:
    setup = with_measure(make_setup(), m.FUNDING_SETTLED, Decimal(rate), "fraction_per_8h")
    _, sheet = edition(setup)
    fact = f"{FIL}.funding.settled"
    assert contradicts(f"{words} at {{{{{fact}}}}}.", {fact: sheet[fact]}) is wrong


@pytest.mark.parametrize(
    ("metric", "words", "wrong"),
    [
        ("level.above.1", "The level at {} lies below the price", True),
        ("level.above.1", "The level at {} lies above the price", False),
        ("level.below.1", "Resistance stands at {}", True),
        ("liquidations.above", "Long liquidations of {} wait", True),
        ("liquidations.above", "Short liquidations of {} wait", False),
        ("positioning.top_position", "At {}, shorts clearly outnumber longs", True),
        ("positioning.top_position", "At {}, longs outnumber shorts", False),
        ("positioning.top_position_short", "Shorts outnumber longs at {}", True),
        ("invalidation.distance", "It is void {} above its price", True),
        ("basis", "The contract trades at a premium of {} to spot", True),
        ("open_interest.change_24h", "Open interest is {} lower, as price rose", True),
        ("open_interest.change_24h", "Open interest is {} higher, while price fell", False),
    ],
)
def test_sides_and_directions_are_bound_to_their_figures(
    metric: str, words: str, *, wrong: bool
) -> None:
    _, sheet = edition()
    fact = f"{FIL}.{metric}"
    text = words.replace("{}", f"{{{{{fact}}}}}") + "."
    assert contradicts(text, {fact: sheet[fact]}) is wrong


def test_each_of_two_figures_has_the_words_of_its_own_clause() -> None:
    _, sheet = edition()
    above, below = f"{FIL}.level.above.1", f"{FIL}.level.below.1"
    facts = {one: sheet[one] for one in (above, below)}
    right = f"Levels stand at {{{{{below}}}}} below and {{{{{above}}}}} above the price."
    swapped = right.replace("below and", "above and").replace("above the", "below the")
    assert not contradicts(right, facts)
    assert contradicts(swapped, facts)


def test_kinds_of_claims_that_are_added_or_lost() -> None:
    plan = "Activity could move, but the model puts no level there."
    assert tuple(added("Activity will move because of it, the most of all.", plan, ())) == (
        "a rank",
        "all",
        "a cause",
        "a certainty",
    )
    assert tuple(lost("Activity moves.", plan)) == (
        "a negation",
        "the doubt",
        "that it is modelled",
    )
    assert tuple(added("It is never said.", "It is said.", ())) == ("none", "a negation")


@pytest.mark.parametrize(
    ("own", "wrong"),
    [
        ("As the basis points down where the rank of funding points up, there is no lean.", False),
        ("The rank of funding points up, the basis down.", False),
        ("As the basis points up where the rank of funding points down, there is no lean.", True),
        ("The basis points to higher prices.", True),
    ],
)
def test_what_points_up_and_what_points_down_cannot_change_places(own: str, *, wrong: bool) -> None:
    plan = "As the basis points down where the rank of funding points up, there is no lean."
    assert swapped(own, plan) is wrong


def test_a_change_may_be_told_where_a_change_is_shown() -> None:
    _, sheet = edition()
    change, price = sheet[f"{FIL}.price.change_24h"], sheet[f"{FIL}.price"]
    assert not moves_without_change("It fell Figure day on day.", (change,))
    assert moves_without_change("It fell to Figure.", (price,))
