"""Plan, quotations, rules, disclosure and prompt files."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import pytest

from reporter import ledger, writing
from reporter.model import metrics as m
from reporter.model.errors import ConfigError, NothingNewsworthy, TooFewSources
from reporter.model.facts import FactSheet
from reporter.model.market import Gap
from reporter.model.news import Entity, EntityKind
from reporter.model.setup import Bias
from reporter.model.text import SectionKind
from reporter.news import themes
from reporter.writing import Disclosure, parse_prompt, plan
from reporter.writing.disclosure import disclosure
from reporter.writing.mechanisms import mechanisms, mechanisms_for, parse_mechanisms
from reporter.writing.readings import Readings
from tests.writing.conftest import (
    AS_OF,
    DESK,
    ITEMS,
    OTHERS,
    RELATED,
    STORY,
    edition,
    make_setup,
    prose,
    with_measure,
    without,
    written,
)

FIL = make_setup()
ETH = make_setup("ETHUSDT")


# the plan


def test_the_first_story_leads_and_its_kin_are_related() -> None:
    stranger = replace(RELATED, id="stranger", themes=("inflation",), entities=())
    cousin = replace(RELATED, id="cousin", themes=(), entities=STORY.entities)
    outline, _ = edition(stories=(STORY, stranger, RELATED, cousin))
    assert outline.story is STORY
    assert [story.id for story in outline.related] == ["cboe-contracts", "cousin"]
    assert outline.slug == "kalshi-margin-filusdt"


def test_bare_filings_and_notices_beside_news_are_not_related() -> None:
    entry = replace(RELATED.items[0], title="8-K - Cboe, Inc. (0001820302) (Filer)")
    bare = replace(RELATED, id="bare", items=(entry,))
    notice = replace(RELATED, id="notice", themes=("administrative",), entities=STORY.entities)
    outline, _ = edition(stories=(STORY, bare, notice, RELATED))
    assert outline.related == (RELATED,)
    lead = replace(STORY, themes=("administrative",))
    assert edition(stories=(lead, notice))[0].related == (notice,)


def test_at_most_three_stories_are_related() -> None:
    kin = tuple(replace(RELATED, id=f"kin-{number}") for number in "abcde")
    assert len(edition(stories=(STORY, *kin))[0].related) == 3


def test_the_most_salient_complete_setup_is_featured_and_all_others_follow() -> None:
    usual = with_measure(ETH, m.FUNDING_PERCENTILE, 50.0, "percentile")
    outline, _ = edition(usual, FIL, *OTHERS)
    assert outline.featured is FIL
    assert outline.others == (usual, *OTHERS)


def test_missing_parts_count_against_featuring() -> None:
    extreme = without(with_measure(ETH, m.FUNDING_PERCENTILE, 1.0, "percentile"), "open", "top")
    assert edition(extreme, FIL)[0].featured is FIL


def test_a_symbol_that_the_story_names_goes_first() -> None:
    pepe = Entity(id="pepe", name="Pepe", kind=EntityKind.ASSET, ticker="PEPE")
    story = replace(STORY, entities=(*STORY.entities, pepe))
    assert edition(FIL, *OTHERS, stories=(story,))[0].featured is OTHERS[1]


def test_a_lapsed_view_is_featured_last() -> None:
    lapsed = replace(FIL, valid_until=AS_OF)
    usual = with_measure(ETH, m.FUNDING_PERCENTILE, 50.0, "percentile")
    assert edition(lapsed, usual)[0].featured is usual


def test_ties_go_by_symbol() -> None:
    assert edition(FIL, ETH)[0].featured is ETH
    assert edition(ETH, FIL)[0].featured is ETH


def test_gaps_are_merged_each_once() -> None:
    gap = Gap(subject="FILUSDT", part="taker flow", reason="empty", detail="Nothing.")
    more = replace(gap, part="basis")
    outline, _ = edition(replace(FIL, gaps=(gap, more)), gaps=(gap,))
    assert outline.gaps == (gap, more)


def test_nothing_to_plan_is_an_error() -> None:
    with pytest.raises(NothingNewsworthy):
        plan((), (FIL,), FactSheet(()), (), as_of=AS_OF)
    with pytest.raises(TooFewSources):
        plan((STORY,), (), FactSheet(()), (), as_of=AS_OF)


# the rule base


def test_every_theme_but_notices_has_a_rule() -> None:
    ruled = {rule.theme for rule in mechanisms()}
    assert {theme.id for theme in themes()} - ruled == {"administrative"}


def test_rules_claim_in_few_hedged_words_and_hold_no_figure() -> None:
    for rule in mechanisms():
        assert 4 <= len(rule.claim.split()) <= 8, rule.claim
        for text in (rule.claim, rule.sentence, rule.counter, rule.watch, rule.channel):
            assert not any(sign.isdigit() for sign in text)
        assert any(word in rule.sentence for word in ("could", "may", "might")), rule.theme
        assert rule.rationale


def test_rules_come_in_the_order_of_the_themes() -> None:
    found = mechanisms_for(("etf", "unheard-of", "inflation", "derivatives"))
    assert [rule.theme for rule in found] == ["etf", "inflation"]


@pytest.mark.parametrize(
    "text", ["[[mechanism]]\ntheme = 'x'", "[[mechanism", "[[mechanism]]\nz = 1"]
)
def test_a_broken_rule_base_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigError, match="rule base"):
        parse_mechanisms(text)


# the disclosure


def made_disclosure(**changes: object) -> Disclosure:
    _, sheet = edition()
    desk = replace(DESK, **changes)  # type: ignore[arg-type]  # fields by name
    return disclosure(desk, Readings(sheet, FIL), "offline")


@pytest.mark.parametrize("field", ["author", "brand", "conflicts"])
def test_an_empty_statement_is_a_configuration_error(field: str) -> None:
    with pytest.raises(ConfigError, match="empty"):
        made_disclosure(**{field: "  "})


def test_every_field_but_the_sample_notice_is_required() -> None:
    whole = made_disclosure()
    for field in fields(whole):
        if field.name == "sample":
            continue
        with pytest.raises(ConfigError, match=field.name):
            replace(whole, **{field.name: ""})


def test_the_disclosure_says_who_when_how_and_what_would_be_wrong() -> None:
    _, article = written()
    text = prose(article, SectionKind.DISCLOSURE)
    for part in (
        "Author: A. Writer. Publisher: Northlight.",
        "Completed at 27 March 2026, 21:21 UTC.",
        "read on Binance as of 27 March 2026, 21:21 UTC",
        "a long lean means",
        "over 24 h; it is a score, not a probability.",
        "trades through $0.7905, its invalidation price",
        "No updates are planned",
        "Conflicts of interest: The author holds no position",
        "no language model was used",
        "not investment advice",
    ):
        assert part in text
    assert "Sample data" not in text


def test_sample_editions_say_so() -> None:
    _, article = written(desk=replace(DESK, sample=True))
    assert prose(article, SectionKind.DISCLOSURE).startswith("Sample data:")


@pytest.mark.parametrize("bias", list(Bias))
def test_every_stance_is_explained(bias: Bias) -> None:
    _, sheet = edition()
    made = disclosure(DESK, Readings(sheet, replace(FIL, bias=bias)), "model")
    assert str(bias).removeprefix("lean ").removeprefix("no ") in made.stance
    assert "language model phrased" in made.ai


# prompt files

GOOD = """\
+++
id = "x"
version = "1"
schema = "s"
max_tokens = 5
+++
Sys {{ a }}
=== user ===
Use {{ b }}
"""


def test_a_prompt_renders_data_as_data() -> None:
    prompt = parse_prompt(GOOD.replace("\n", "\r\n"))
    assert (prompt.id, prompt.version, prompt.schema, prompt.max_tokens) == ("x", "1", "s", 5)
    assert prompt.render({"a": "{{ b }}", "b": "{% raw %}"}) == ("Sys {{ b }}", "Use {% raw %}")


@pytest.mark.parametrize(
    "text",
    [
        "",
        GOOD.removeprefix("+++\n"),
        GOOD.replace("=== user ===", "user"),
        GOOD.replace("id =", "id"),
        GOOD.replace('id = "x"\n', ""),
        GOOD.replace("max_tokens = 5", "max_tokens = true"),
        GOOD.replace("max_tokens = 5", "max_tokens = 0"),
        GOOD.replace("id =", "other = 1\nid ="),
    ],
)
def test_a_broken_prompt_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigError, match="prompt cannot be read"):
        parse_prompt(text)


@pytest.mark.parametrize("body", ["{{ missing }}", "{% broken", "{{ a.__class__.__mro__ }}"])
def test_a_prompt_that_asks_for_too_much_cannot_be_rendered(body: str) -> None:
    prompt = parse_prompt(GOOD.replace("Sys {{ a }}", body))
    with pytest.raises(ConfigError, match="cannot be rendered"):
        prompt.render({"a": "x", "b": "y"})


def test_the_prompt_that_comes_with_the_program_is_sound() -> None:
    folder = Path(writing.__file__).parents[2] / "prompts"
    prompt = parse_prompt((folder / "lede.md").read_text("utf-8"))
    assert prompt.id == "lede"
    assert "Never write a digit" in prompt.system


def test_related_and_lead_items_are_all_facts() -> None:
    _, sheet = edition()
    for item in (*ITEMS, *RELATED.items):
        assert ledger.display(sheet[f"item.{item.id}.outlet"]) == item.outlet
