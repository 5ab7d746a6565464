"""Wordings take turns, over the article and over the desk's last editions."""

from __future__ import annotations

from collections import Counter

import pytest

from reporter.writing.voice import MOST, Spoken, Voice, crossed

WORDINGS = ("$price is the price.", "It trades at $price.", "The mark is $price.")


def spoken_over(editions: int, wordings: tuple[str, ...]) -> list[str]:
    past: list[Spoken] = []
    said = []
    for number in range(editions):
        voice = Voice(f"edition {number}", past)
        said.append(voice.say("price", wordings, price="{{a.b}}"))
        past.insert(0, voice.spoken)
    return said


def test_equal_articles_speak_alike() -> None:
    first, second = (Voice("one").say("price", WORDINGS, price="x") for _ in range(2))
    assert first == second


def test_the_slots_are_filled_and_their_content_is_not_read_as_a_wording() -> None:
    assert Voice("one").say("price", ("At $price.",), price="$other") == "At $other."


def test_a_slot_that_is_not_given_is_an_error() -> None:
    with pytest.raises(KeyError):
        Voice("one").say("price", ("At $price.",))


def test_every_wording_has_its_turn_before_one_returns() -> None:
    said = spoken_over(12, WORDINGS)
    assert all(set(said[at : at + 3]) == set(said[:3]) for at in range(0, 12, 3))
    assert set(Counter(said).values()) == {4}


def test_within_an_article_no_wording_returns_before_the_others() -> None:
    voice = Voice("one")
    said = [voice.say("quote", WORDINGS, price="x") for _ in range(3)]
    assert len(set(said)) == 3


def test_the_order_differs_between_articles() -> None:
    firsts = {Voice(f"article {n}").say("price", WORDINGS, price="x") for n in range(20)}
    assert len(firsts) == 3


def test_a_wording_that_opens_like_the_sentence_before_waits() -> None:
    for seed in "abcdefgh":
        voice = Voice(seed)
        voice.say("first", ("The mark is $price.",), price="x")
        assert not voice.say("price", WORDINGS, price="x").startswith("The")


def test_but_no_wording_stands_more_than_three_times_in_twenty_editions() -> None:
    past: list[Spoken] = []
    said = Counter[str]()
    wordings = (*(f"The {word} $price." for word in "abcdef"), "It is $price.")
    for number in range(20):
        voice = Voice(f"edition {number}", past)
        voice.say("first", ("The mark.",))
        said[voice.say("price", wordings, price="x")] += 1
        past.insert(0, voice.spoken)
    assert max(said.values()) == MOST


def test_messages_do_not_share_turns() -> None:
    voice = Voice("one", [(("other", "abc"),)])
    voice.say("price", WORDINGS, price="x")
    assert [message for message, _ in voice.spoken] == ["price"]


def test_parts_are_crossed_in_order() -> None:
    assert crossed(("A", "B"), ("1", "2")) == ("A1", "A2", "B1", "B2")
