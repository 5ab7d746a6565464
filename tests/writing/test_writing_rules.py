"""What a model may say in one sentence: each rule with an answer that breaks it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter.model.text import Sentence
from reporter.writing.claims import turned
from reporter.writing.lint import faults
from reporter.writing.slots import slots
from tests.writing.answering import (
    CASES,
    answer_to,
    filled,
    judged,
    rewriting,
    slot_of,
)
from tests.writing.chatting import (
    FIL,
    start,
)


@pytest.mark.parametrize("case", CASES)
def test_a_faulty_sentence_is_refused(case: str) -> None:
    unit, slot_id, text, fault = CASES[case]
    assert fault in {one.what for one in judged(unit, slot_id, filled(text))}


def test_every_planned_sentence_would_be_taken_over_as_it_is() -> None:
    offline, _, _ = start()
    for slot in slots(offline):
        if slot.open:
            assert judged(slot.unit, slot.id, slot.sentence.text) == (), slot


def test_type_facts_and_sources_have_to_say_what_the_text_does() -> None:
    slot = slot_of("news", "p1_s1")
    sound = answer_to(slot, slot.sentence.text)
    found = rewriting("news").material
    for change, fault in (
        ({"type": "frame"}, "its type is not the plan's"),
        ({"fact_ids": ()}, "its fact_ids are not the facts that its text refers to"),
        ({"source_ids": ("nobody",)}, "its source_ids lack the source that the plan names"),
        (
            {"quote": "Kalshi was never in the business of margin"},
            "its quote is no verbatim run of a source that the plan names",
        ),
    ):
        answer = replace(sound, **change)
        assert [one.what for one in faults(slot, answer, found)] == [fault]


def test_an_outlet_cannot_be_left_out() -> None:
    slot = slot_of("news", "p1_s1")
    (outlet,) = (fact for fact in slot.facts if fact.endswith(".outlet"))
    text = slot.sentence.text.replace(f"{{{{{outlet}}}}}", "the outlet")
    found = {one.what for one in judged("news", "p1_s1", text)}
    assert "it leaves out the source that the plan names" in found


def test_a_fact_of_another_contract_has_no_place_in_a_sentence() -> None:
    _, _, sheet = start()
    (other,) = (f for f in sheet if f.metric == "price" and f.subject == "BTCUSDT")
    found = rewriting("engine").material
    found = replace(found, facts={**found.facts, other.id: other})
    slot = slot_of("engine", "p1_s1")
    text = f"The contract trades at {{{{{FIL}.price}}}}, another at {{{{{other.id}}}}}."
    faulty = {one.what for one in faults(slot, answer_to(slot, text), found)}
    assert "it brings in a fact about another contract" in faulty


def test_a_source_is_not_copied_without_quotation_marks() -> None:
    found = rewriting("news").material
    item = next(iter(found.items.values()))
    run_of_words = " ".join(item.text.split()[:14])
    text = f"{run_of_words}, says {{{{item.{item.id}.outlet}}}}."
    slot = slot_of("news", "p1_s1")
    faulty = {one.what for one in faults(slot, answer_to(slot, text), found)}
    assert "it copies a source without quoting it" in faulty


def test_a_sentence_without_a_fact_stays_if_it_is_the_plans_own() -> None:
    slot = replace(slot_of("dek", "dek"), sentence=two_sentences("The engine takes no lean."))
    kept = answer_to(slot, "FILUSDT is at {{binance.filusdt.price}}. The engine takes no lean.")
    other = answer_to(slot, "FILUSDT is at {{binance.filusdt.price}}. No lean is the engine's.")
    fault = "one of its sentences refers to no fact"
    found = rewriting("opening").material
    assert fault not in {one.what for one in faults(slot, kept, found)}
    assert fault in {one.what for one in faults(slot, other, found)}


def two_sentences(second: str) -> Sentence:
    text = f"FILUSDT trades at {{{{binance.filusdt.price}}}}. {second}"
    return replace(slot_of("dek", "dek").sentence, text=text)


def test_a_denial_cannot_be_turned_in_the_opening() -> None:
    slot = replace(slot_of("dek", "dek"), sentence=two_sentences("The engine takes no lean."))
    turned_round = "FILUSDT trades at {{binance.filusdt.price}}, and the engine takes a lean."
    found = faults(slot, answer_to(slot, turned_round), rewriting("opening").material)
    assert "it says what the plan denies" in {one.what for one in found}


def test_up_and_down_cannot_change_places_in_a_sentence() -> None:
    slot = slot_of("engine", "p1_s1")
    plan = "At {{binance.filusdt.price}} the basis points down and the rank of funding up."
    slot = replace(slot, sentence=replace(slot.sentence, text=plan))
    swapped = "At {{binance.filusdt.price}} the basis points up and the rank of funding down."
    found = faults(slot, answer_to(slot, swapped), rewriting("engine").material)
    assert "it turns round what goes up and what goes down" in {one.what for one in found}


def test_the_opening_may_leave_a_denial_out_and_not_turn_it() -> None:
    denied = "Funding stands at Figure, and the engine takes no lean."
    assert not turned("Funding stands at Figure.", denied)
    assert turned("Funding stands at Figure, and the engine takes a lean.", denied)
    assert not turned("The engine has no lean.", denied)
