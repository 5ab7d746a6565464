"""Sentences that leave the plan: a figure beside its name, and the places where it may stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import asdict, replace

import pytest

from reporter.writing.chat import Outcome
from reporter.writing.material import label
from reporter.writing.rewriting import Rewriting
from reporter.writing.slots import slots
from reporter.writing.statements import placed, stated
from tests.writing.answering import answer_to, filled, rewriting, slot_of
from tests.writing.chatting import FIL, PARTS, PROMPTS, Answer, Server, run, serving, start

SETTLED = "The settled funding rate of FILUSDT stands at {F.funding.settled}."
BASIS = "In this snapshot, the basis of FILUSDT reads {F.basis}."


@pytest.fixture(name="server")
def _server() -> Iterator[Server]:
    with serving() as server:
        yield server


def told(text: str, unit: str = "engine", slot_id: str = "p2_s4") -> tuple[str, ...]:
    slot = slot_of(unit, slot_id)
    found = stated(slot, answer_to(slot, filled(text)), rewriting(unit).material)
    return tuple(one.text for one in found)


@pytest.mark.parametrize(
    "text",
    [
        SETTLED,
        BASIS,
        "The engine puts the price at {F.price}.",
        "The price of FILUSDT is {F.price|short}, and the basis is {F.basis}.",
        "The running estimate of the funding rate reads {F.funding.running}.",
    ],
)
def test_a_figure_behind_its_own_name_is_a_statement(text: str) -> None:
    assert told(text) == (filled(text),)


@pytest.mark.parametrize(
    "text",
    [
        "The running funding rate of FILUSDT stands at {F.funding.settled}.",
        "The funding rate of FILUSDT stands at {F.funding.settled}.",
        "The settled funding rate of BTCUSDT stands at {F.funding.settled}.",
        "The basis of FILUSDT stands at {F.basis|size}.",
        "The price is {F.basis}, and the basis is {F.price}.",
        "The symbol of FILUSDT stands at {F.symbol}.",
        "The time of the next settlement of FILUSDT stands at {F.funding.next_time}.",
        "The settled funding rate is not {F.funding.settled}.",
        "The settled funding rate stands at a high {F.funding.settled}.",
        "The settled funding rate stands at {F.funding.settled}, and readers can compare it.",
        "The settled funding rate of FILUSDT: {F.funding.settled}.",
        "The settled funding rate of FILUSDT at {F.funding.settled}.",
        "The settled funding rate of FILUSDT is: {F.funding.settled}.",
        "the settled funding rate of FILUSDT is {F.funding.settled}.",
        "The settled funding rate of FILUSDT is {F.funding.imagined}.",
        "The price of FILUSDT stands at {{ F.price }}.",
        "Readers should weigh the sources against each other.",
    ],
)
def test_anything_else_is_none(text: str) -> None:
    assert told(text) == ()


def test_only_a_measured_sentence_is_answered_with_statements() -> None:
    assert told(BASIS, "market", "p1_s1") == ()


def taken(part: str, **texts: str) -> Rewriting:
    """A part in which these sentences were answered so, and the others not at all."""
    work = rewriting(part)
    question = work.question("tiny", "Northlight", PROMPTS)
    assert question is not None
    places = {slot.id: slot for slot in work.part.open}
    answers = {key: asdict(answer_to(places[key], filled(text))) for key, text in texts.items()}
    work.take(question, Outcome(content=json.dumps(answers)))
    return work


def new(work: Rewriting) -> dict[str, str]:
    return {key: sentence.text for key, sentence in work.taken.items()}


def test_a_statement_goes_where_the_plan_tells_its_figure() -> None:
    work = taken("engine", p4_s2=BASIS)
    assert new(work) == {"p2_s4": filled(BASIS)}
    assert "p2_s4" not in {slot.id for slot in work.pending}


def test_what_no_table_tells_keeps_the_planned_sentence() -> None:
    work = taken("engine", p2_s1=f"{SETTLED} {BASIS}")
    assert new(work) == {"p2_s4": filled(BASIS)}, "the settlement's time would stand nowhere"


def test_a_planned_sentence_of_several_figures_takes_a_pair_of_statements() -> None:
    interest = "The open interest of FILUSDT stands at {F.open_interest}."
    change = "The daily change in open interest stands at {F.open_interest.change_24h}."
    assert new(taken("engine", p3_s1=interest)) == {}
    pair = taken("engine", p3_s1=interest, p3_s2=change)
    assert new(pair) == {"p3_s1": filled(f"{change} {interest}")}


def test_a_sentence_that_the_next_points_back_to_stays() -> None:
    above = "The modelled short liquidation sum above the price is {F.liquidations.above}."
    below = "The modelled long liquidation sum below the price is {F.liquidations.below}."
    assert "they come to" in slot_of("engine", "p4_s2").sentence.text
    assert new(taken("engine", p4_s1=f"{above} {below}")) == {}


@pytest.mark.parametrize(
    ("plan", "stays"),
    [
        ("The basis is {F.basis}, in line with the rate.", False),
        ("The basis is {F.basis}, and no edge is measured over it.", True),
        ("The basis is {F.basis}, an estimate.", True),
        ("The basis is {F.basis}, which could change.", True),
    ],
)
def test_a_doubt_or_denial_of_the_plan_is_not_given_up_for_a_figure(
    plan: str, *, stays: bool
) -> None:
    found = rewriting("engine").material
    slot = slot_of("engine", "p2_s4")
    slot = replace(slot, sentence=replace(slot.sentence, text=filled(plan)))
    pool = stated(slot, answer_to(slot, filled(BASIS)), found)
    chosen = placed((slot,), {}, pool, found.facts, lambda _: frozenset())
    assert (chosen == {}) is stays


def test_facts_are_called_by_names_in_plain_words() -> None:
    _, _, sheet = start()
    for part in PARTS:
        for fact in rewriting(part).material.facts.values():
            assert re.fullmatch(r"(?:the|a) [A-Za-z -]+", label(fact)), fact.id
    levels = {label(fact) for fact in sheet if fact.metric.startswith("level.above")}
    assert "the nearest modelled level above the price of FILUSDT" in levels
    assert "a further modelled level above the price of FILUSDT" in levels
    assert label(sheet["story.kalshi-margin.outlets"]) == "the number of outlets with the story"


def test_the_summary_line_names_its_contract() -> None:
    named = "The simple yearly rate of settled funding on FILUSDT is {F.funding.settled_annual}."
    assert new(taken("opening", dek=named)) == {"dek": filled(named)}
    assert new(taken("opening", dek=named.replace(" on FILUSDT", ""))) == {}


def test_an_answer_with_an_invented_figure_gives_no_statement() -> None:
    assert new(taken("engine", p2_s4=f"{BASIS} Volume rose 4% in a day.")) == {}
    assert new(taken("engine", p2_s4=f"{BASIS} Volume more than doubled.")) == {}
    harmless = f"{BASIS} Readers may compare it with the next update."
    assert new(taken("engine", p2_s4=harmless)) == {"p2_s4": filled(BASIS)}


def test_a_draft_holds_them_beside_the_planned_sentences(server: Server) -> None:
    def change(part: str, key: str, answer: Answer) -> None:
        names = {"p2_s4": BASIS} if part == "engine" else {}
        answer["text"] = filled(names.get(key, "The symbol of FILUSDT stands at {F.symbol}."))
        answer["fact_ids"] = [f"{FIL}.basis" if key in names else f"{FIL}.symbol"]

    server.edits(change)
    offline, _, _ = start()
    draft = run(server)
    assert draft.writer == "model"
    pairs = zip(slots(draft), slots(offline), strict=True)
    changed = [(one.id, one.sentence.text) for one, old in pairs if one.sentence != old.sentence]
    assert changed == [("p2_s4", filled(BASIS))]
    assert any(
        note.startswith("model used for 1 of 14 sentences of the eng") for note in draft.notes
    )
