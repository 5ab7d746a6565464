"""Plan, quotations, rules and prompt files."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reporter import numerals
from reporter.model import metrics as m
from reporter.model.errors import ConfigError, NothingNewsworthy, TooFewSources
from reporter.model.facts import FactSheet
from reporter.model.market import Gap
from reporter.model.news import Entity, EntityKind
from reporter.news import themes
from reporter.writing import plan
from reporter.writing.mechanisms import parse_rules, rules, rules_for
from tests.writing.conftest import (
    AS_OF,
    OTHERS,
    RELATED,
    STORY,
    edition,
    make_setup,
    with_measure,
    without,
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
    assert outline.featured == FIL
    assert outline.others == (usual, *OTHERS)


def test_missing_parts_count_against_featuring() -> None:
    extreme = without(with_measure(ETH, m.FUNDING_PERCENTILE, 1.0, "percentile"), "open", "top")
    assert edition(extreme, FIL)[0].featured == FIL


def test_a_symbol_that_the_story_names_goes_first() -> None:
    pepe = Entity(id="pepe", name="Pepe", kind=EntityKind.ASSET, ticker="PEPE")
    story = replace(STORY, entities=(*STORY.entities, pepe))
    assert edition(FIL, *OTHERS, stories=(story,))[0].featured == OTHERS[1]


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
    ruled = {rule.theme for rule in rules()}
    assert {theme.id for theme in themes()} - ruled == {"administrative", "column"}


def test_rules_claim_in_few_hedged_words_and_hold_no_figure() -> None:
    for rule in rules():
        turns = (rule.claim, rule.sentence, rule.counter, rule.watch, rule.channel)
        for text in (text for texts in turns for text in texts):
            assert not any(sign.isdigit() for sign in text)
            assert numerals.read(text) == (), text
        assert all(4 <= len(claim.split()) <= 8 for claim in rule.claim), rule.theme
        for text in (*rule.claim, *rule.sentence, *rule.counter):
            assert any(word in text for word in ("could", "may", "might")), text
        assert rule.rationale


def test_rules_have_turns_enough_for_twenty_editions() -> None:
    for rule in rules():
        for texts in (rule.claim, rule.sentence, rule.counter):
            assert len(set(texts)) >= 7, rule.theme
        assert len(set(rule.watch)) >= 3
        assert len(set(rule.channel)) >= 2


def test_rules_come_in_the_order_of_the_themes() -> None:
    found = rules_for(("etf", "unheard-of", "inflation", "derivatives"))
    assert [rule.theme for rule in found] == ["etf", "inflation"]


LONE = """[[mechanism]]
theme = "x"
label = "x"
tag = "X"
claim = ["Only a lone claim"]
channel = ["a", "b"]
sentence = ["a", "b"]
counter = ["a", "b"]
watch = ["a", "b"]
rationale = "None."
"""


@pytest.mark.parametrize(
    "text", ["[[mechanism]]\ntheme = 'x'", "[[mechanism", f"{LONE}z = 1", LONE]
)
def test_a_broken_rule_base_is_a_configuration_error(text: str) -> None:
    with pytest.raises(ConfigError, match="rule base"):
        parse_rules(text)
