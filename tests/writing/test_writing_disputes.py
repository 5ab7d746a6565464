"""How an article tells what its sources contradict each other on."""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files
from string import Template

import pytest

from reporter import checking, ledger, news
from reporter.model.facts import FactSheet
from reporter.model.news import Entity, EntityKind, Story, Tier
from reporter.model.text import Article, Draft, Outline, Sentence, Stance
from reporter.news.kinds import kinds
from reporter.numerals import read
from reporter.writing.lint import faults
from reporter.writing.material import material
from reporter.writing.slots import Slot, parts
from reporter.writing.wordings import slots_of, wordings
from tests.writing.answering import answer_to
from tests.writing.conftest import RELATED, edition, finished, make_item
from tests.writing.stories import drafts_of, own, story

BOOK = tomllib.loads(files("reporter.writing").joinpath("disputes.toml").read_text("utf-8"))
TALES = {
    "amount": (
        "The CFTC fined Kalshi $1.0 billion over client checks.",
        "Kalshi must pay a fine of $1.2 billion to the CFTC.",
    ),
    "three": (
        "The CFTC fined Kalshi $1.0 billion over client checks.",
        "Kalshi must pay a fine of $1.2 billion to the CFTC.",
        "The CFTC fined Kalshi $1.5 billion for its checks.",
    ),
    "date": (
        "Kalshi will launch the contract on 3 April 2026 in Chicago.",
        "Kalshi will launch the contract on 4 April 2026 in Chicago.",
    ),
    "share": (
        "Kalshi will lay off 15% of staff this spring.",
        "Kalshi lays off 25% of staff this spring.",
    ),
}
CFTC = Entity(id="cftc", name="CFTC", kind=EntityKind.REGULATOR)
OUTLETS = ("Harbour Wire", "Ledger Post", "Bay News")


@cache
def tale(kind: str, *, titled: bool = False, tier: Tier = Tier.MAJOR) -> Story:
    """A story whose outlets disagree, in their titles or in their teasers."""
    more = "Kalshi runs an exchange for contracts on events of all kinds in Chicago."
    items = [
        make_item(
            30 + number,
            OUTLETS[number],
            text.rstrip(".") if titled else f"Kalshi and its clients, part {'abc'[number]}",
            more if titled else f"{text} {more}",
            tier if number == 1 else Tier.MAJOR,
        )
        for number, text in enumerate(TALES[kind])
    ]
    hosts = (item.outlet.replace(" ", "").lower() for item in items)
    items = [
        replace(item, canonical=f"https://{host}.example/{item.id}")
        for item, host in zip(items, hosts, strict=True)
    ]
    items.sort(key=lambda item: item.tier)
    names = tuple(item.outlet for item in items)
    return story(id=f"kalshi-{kind}", items=tuple(items), outlets=names, entities=(
        Entity(id="kalshi", name="Kalshi", kind=EntityKind.COMPANY), CFTC,
    ))  # fmt: skip


@cache
def telling(told: Story, count: int = 12) -> tuple[list[Draft], Outline, FactSheet]:
    outline, sheet = edition(stories=(told, RELATED))
    return drafts_of(outline, sheet, count), outline, sheet


def lines(draft: Draft | Article, sheet: FactSheet) -> list[Sentence]:
    """The sentences that name a disputed figure."""
    disputed = [fact.id for fact in sheet if fact.disputed_with]
    return [one for one in own(draft) if any(f"{{{{{fact}" in one.text for fact in disputed)]


@pytest.mark.parametrize("kind", TALES)
@pytest.mark.parametrize("titled", [False, True])
def test_every_wording_names_each_value_with_its_outlet(kind: str, titled: bool) -> None:
    drafts, _, sheet = telling(tale(kind, titled=titled))
    (dispute,) = news.disputes(tale(kind, titled=titled))
    for draft in drafts:
        (line,) = lines(draft, sheet)
        assert line.stance is Stance.REPORTED
        assert set(line.sources) == set(dispute.items)
        for fact, item in zip(dispute.fact_ids, dispute.items, strict=True):
            assert re.search(rf"item\.{item}\.outlet.*?\{{\{{{fact}\b", line.text), line.text
        article = ledger.fill(draft, sheet, items=tale(kind, titled=titled).items + RELATED.items)
        verdict = checking.check(finished(article), sheet)
        assert verdict.findings == (), line.text


def test_the_primary_sources_figure_stands_and_the_others_are_noted() -> None:
    told = tale("amount", tier=Tier.PRIMARY)
    drafts, _, sheet = telling(told)
    assert [fact.value for fact in sheet if fact.disputed_with] == [
        sheet["kalshi-amount.kalshi.amount.2"].value
    ]
    for draft in drafts:
        (line,) = lines(draft, sheet)
        assert line.text.index("amount}}") < line.text.index("amount.2}}")
        assert re.search("itself|source|First-hand", line.text)
        article = ledger.fill(draft, sheet, items=told.items + RELATED.items)
        assert checking.check(finished(article), sheet).findings == ()


def test_no_other_sentence_tells_a_disputed_figure_where_another_can_be_quoted() -> None:
    drafts, _, _ = telling(tale("amount"))
    for draft in drafts:
        quotes = [one.quote for one in own(draft) if one.quote]
        assert quotes
        assert not any("billion" in quote for quote in quotes)


def test_the_facts_carry_a_warning() -> None:
    _, sheet = edition(stories=(tale("three"), RELATED))
    (finding,) = [one for one in checking.gates(sheet) if one.code == "disputed"]
    assert finding.severity == "warning"
    assert finding.seen == (
        "Harbour Wire: $1.0 billion; Ledger Post: $1.2 billion; Bay News: $1.5 billion"
    )


# --- a finished text ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Kalshi was fined $1.2 billion.", ["disputed"]),
        ("Kalshi was fined $1.2 billion, Ledger Post writes.", []),
        ("Kalshi was fined $1.0 billion or $1.2 billion.", []),
        ("A report says: “Kalshi must pay a fine of $1.2 billion to the CFTC.”", ["disputed"]),
        ("Ledger Post says: “Kalshi must pay a fine of $1.2 billion to the CFTC.”", []),
    ],
)
def test_the_checker_refuses_a_disputed_figure_told_as_settled(text: str, codes: list[str]) -> None:
    _, outline, sheet = telling(tale("amount"), 1)
    draft = drafts_of(outline, sheet, 1)[0]
    article = ledger.fill(draft, sheet, items=tale("amount").items + RELATED.items)
    whole = finished(article)
    place = next(n for n, one in enumerate(whole.blocks) if "$1.2 billion" in one.text)
    changed = replace(whole.blocks[place], text=text)
    blocks = (*whole.blocks[:place], changed, *whole.blocks[place + 1 :])
    verdict = checking.check(replace(whole, blocks=blocks), sheet)
    assert [one.code for one in verdict.findings] == codes


# --- a model's words ----------------------------------------------------------------------


def judged(change: str, by: str) -> list[str]:
    """What is wrong with the planned sentence on the dispute where a part of it is changed."""
    drafts, outline, sheet = telling(tale("amount"), 1)
    (part,) = (part for part in parts(drafts[0]) if part.name == "news")
    slot = next(one for one in part.slots if "amount" in one.sentence.text)
    text = re.sub(change, by, slot.sentence.text)
    assert text != slot.sentence.text or not change
    return [
        fault.what for fault in faults(slot, answer_to(slot, text), material(part, outline, sheet))
    ]


def test_the_planned_sentence_is_sound() -> None:
    assert judged("", "") == []


def test_a_model_may_not_swap_the_outlets_of_disputed_figures() -> None:
    first, second = r"(\{\{item\.item-3\d\.outlet\}\})", r"(\{\{item\.item-3\d\.outlet\}\})"
    swapped = judged(rf"{first}(.*){second}", r"\3\2\1")
    assert "it gives a disputed figure to another outlet" in swapped


def test_a_model_may_not_tell_a_disputed_figure_as_settled() -> None:
    drafts, outline, sheet = telling(tale("amount"), 1)
    (part,) = (part for part in parts(drafts[0]) if part.name == "news")
    place = next(one for one in part.slots if "amount" in one.sentence.text)
    slot = Slot(id=place.id, unit=place.unit, sentence=place.sentence)
    text = "Kalshi was fined {{kalshi-amount.kalshi.amount.2}} by the CFTC."
    found = [
        one.what for one in faults(slot, answer_to(slot, text), material(part, outline, sheet))
    ]
    assert "it tells a disputed figure as settled" in found


# --- the wordings -------------------------------------------------------------------------


@pytest.mark.parametrize("message", [name for name in BOOK if name != "named"])
def test_wordings_hold_no_figure_and_end_as_sentences(message: str) -> None:
    every = wordings(f"disputes.{message}")
    assert len(set(every)) == len(every)
    for wording in every:
        bare = Template(wording).substitute(dict.fromkeys(slots_of(wording), "it"))
        assert read(bare) == ()
        assert message.startswith("other") or wording.endswith(".")


def test_each_name_is_of_a_kind_or_a_sort_of_figure() -> None:
    known = {kind.id for group in ("amounts", "dates") for kind in kinds(group).values()}
    assert set(BOOK["named"]) <= known | {"amount", "count", "date"}


def test_an_outlet_that_takes_an_article_has_it_in_small_letters_within_the_sentence() -> None:
    items = [
        replace(item, outlet=name)
        for item, name in zip(tale("amount").items, ("Ledger Post", "CFTC"), strict=True)
    ]
    drafts, _, sheet = telling(replace(tale("amount"), items=tuple(items)), 3)
    for draft in drafts:
        (line,) = lines(draft, sheet)
        assert ", the {{" in line.text or "the {{" in line.text.lower()
        assert ", The" not in line.text
