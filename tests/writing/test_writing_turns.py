"""Over the last editions nothing is said in the same words too often."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from importlib.resources import files
from itertools import pairwise
from string import Template

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.ledger import REFERENCE, references
from reporter.model import metrics as m
from reporter.model.news import Story
from reporter.model.setup import Bias, Measure, Regime, Setup, Side, Signal, VolatilityClass
from reporter.model.text import Bullet, Draft, Paragraph, SectionKind, Sentence
from reporter.model.units import Count, Hours, Quantity
from reporter.numerals import read
from reporter.writing import write_offline
from reporter.writing.voice import MOST, Spoken, Voice
from reporter.writing.wordings import wordings
from tests.writing.cases import CASES, FIL
from tests.writing.conftest import (
    AS_OF,
    DESK,
    OTHERS,
    RELATED,
    STORY,
    Made,
    edition,
    level,
    market_series,
    signal,
)

BOOKS = ("engine", "funding", "interest", "levels", "view", "implications")
OURS = (SectionKind.ENGINE, SectionKind.IMPLICATIONS)
TOLD = (SectionKind.LEDE, SectionKind.NEWS, SectionKind.MARKET, *OURS)
EDITIONS = 20


def skeleton(sentence: Sentence) -> str:
    """A sentence without its facts and quotations."""
    return re.sub(r"“[^”]*”", "“”", REFERENCE.sub("#", sentence.text)).lower()


def lines(draft: Draft, kinds: Iterable[SectionKind]) -> Iterator[tuple[Sentence, ...]]:
    """The sentences of each paragraph and bullet of these sections."""
    for section in draft.sections:
        if section.kind in kinds:
            parts: tuple[Paragraph | Bullet, ...] = (*section.paragraphs, *section.bullets)
            yield from (part.sentences for part in parts)
            yield from ((bullet.lead,) for bullet in section.bullets)


def too_often(drafts: Iterable[Draft], kinds: Iterable[SectionKind]) -> dict[str, int]:
    """Skeletons that stand in more than ``MOST`` of the drafts."""
    counts = Counter(
        text
        for draft in drafts
        for text in {skeleton(one) for part in lines(draft, kinds) for one in part}
    )
    return {text: count for text, count in counts.items() if count > MOST}


def drafts_of(made: Iterable[Made]) -> list[Draft]:
    """The drafts of these editions, each worded with those before it in mind."""
    past: list[Spoken] = []
    drafts = []
    for number, (outline, sheet) in enumerate(made):
        draft = write_offline(outline, sheet, DESK, Voice(f"edition {number}", past))
        past = [draft.wordings, *past][:EDITIONS]
        drafts.append(draft)
    return drafts


HARD = (
    "negative funding",
    "positive funding",
    "short",
    "dull",
    "split",
    "extreme",
    "hourly",
    "bare",
    "no funding",
    "accounts only",
    "rich",
    "rich and one-sided",
)


@pytest.mark.parametrize("case", HARD)
def test_the_same_market_is_told_otherwise_in_twenty_editions(case: str) -> None:
    drafts = drafts_of([edition(CASES[case], *OTHERS)] * EDITIONS)
    assert too_often(drafts, OURS) == {}


def test_the_same_story_is_told_otherwise_in_twenty_editions() -> None:
    drafts = drafts_of([edition(FIL, *OTHERS)] * EDITIONS)
    assert too_often(drafts, TOLD) == {}
    ledes = [
        tuple(skeleton(one) for part in lines(draft, TOLD[:1]) for one in part) for draft in drafts
    ]
    assert len(set(ledes)) == EDITIONS
    for heads in ([draft.headline for draft in drafts], [draft.dek for draft in drafts]):
        assert max(Counter(map(skeleton, heads)).values()) <= MOST


def varied(number: int) -> Made:
    """An edition of another market and another story."""
    names = sorted(CASES)
    story: Story = replace(
        STORY,
        id=f"story-{number}",
        themes=(("derivatives",), ("etf",), ("inflation",), ("security",))[number % 4],
        entities=STORY.entities if number % 3 else (),
    )
    return edition(CASES[names[number * 3 % len(names)]], *OTHERS, stories=(story, RELATED))


def test_twenty_editions_of_varied_news_and_markets_repeat_no_lede() -> None:
    drafts = drafts_of(varied(number) for number in range(EDITIONS))
    assert too_often(drafts, TOLD) == {}
    ledes = [skeleton(next(lines(draft, TOLD[:1]))[0]) for draft in drafts]
    assert len(set(ledes)) == EDITIONS


def test_neighbouring_sentences_open_differently_in_every_edition() -> None:
    for draft, _ in market_series(FIL, editions=EDITIONS):
        for part in lines(draft, OURS):
            opened = [one.text.split()[0] for one in part]
            assert all(a != b for a, b in pairwise(opened)), opened


def test_an_article_remembers_what_it_said() -> None:
    (draft, _), *_ = market_series(FIL)
    assert len(draft.wordings) > 20
    assert all(message and len(key) == 12 for message, key in draft.wordings)


# the wordings themselves


def messages() -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for book in BOOKS:
        text = files("reporter.writing").joinpath(f"{book}.toml").read_text("utf-8")
        found |= {f"{book}.{name}": wordings(f"{book}.{name}") for name in tomllib.loads(text)}
    return found


ENDINGS = re.compile(
    r"funding\.(?:running|basis)_(?!flat)|liquidations_(?!share)|_reached|_stop|(?:below|above)_odds"
    r"|range_(?!expected)"
)
"""Parts that are crossed with others, and so need fewer wordings each."""


@pytest.mark.parametrize(("message", "texts"), messages().items(), ids=messages())
def test_each_message_has_seven_wordings_without_a_figure(
    message: str, texts: tuple[str, ...]
) -> None:
    assert len(set(texts)) == len(texts)
    assert len(texts) >= 7 or ENDINGS.search(message)
    for text in texts:
        bare = Template(text).substitute(dict.fromkeys(Template(text).get_identifiers(), "x"))
        assert read(bare) == (), text
        assert len(bare.split()) <= 26, text
        if not ENDINGS.search(message) and not message.endswith(
            ("below_level", "above_level", "range_expected")
        ):
            assert text[0].isupper() or text.startswith("$")
            assert message.endswith("_lead") is not text.endswith(".")


def test_no_wording_serves_two_messages() -> None:
    masked = Counter(
        re.sub(r"\$\w+", "#", text).lower()
        for message, texts in messages().items()
        if not ENDINGS.search(message)
        for text in set(texts)
    )
    assert [text for text, count in masked.items() if count > 1] == []


# whatever a setup looks like


def measures(draw: st.DrawFn) -> tuple[Measure, ...]:
    """Some of the measures, with values that choose other words."""
    kept = [one for one in FIL.measures if draw(st.booleans())]
    hours = draw(st.sampled_from((1, 2, 4, 8)))
    values = {
        m.FUNDING_SETTLED: st.sampled_from(("-0.0094", "-0.0001", "0", "0.00005", "0.012")),
        m.FUNDING_RUNNING: st.sampled_from(("-0.0001", "0", "0.00005")),
        m.TOP_POSITION_RATIO: st.sampled_from(("0.41", "1", "2.19")),
        m.GLOBAL_ACCOUNT_RATIO: st.sampled_from(("0.9", "1", "3.1")),
        m.TAKER_RATIO: st.sampled_from(("0.7", "1", "1.3")),
        m.FUNDING_PERCENTILE: st.sampled_from(("0.1", "3", "50", "99.9")),
        m.VOLATILITY_PERCENTILE: st.sampled_from(("0.1", "50", "99.9")),
        m.INDEX: st.sampled_from(("0.83", "0.8357", "0.84")),
    }
    changed = []
    for one in kept:
        unit = f"fraction_per_{hours}h" if one.unit.startswith("fraction") else one.unit
        value = Decimal(draw(values[one.metric])) if one.metric in values else one.value
        if one.metric == m.FUNDING_INTERVAL:
            value = Decimal(hours)
        changed.append(replace(one, value=value, unit=unit))
    return tuple(changed)


SIGNALS = st.lists(
    st.builds(
        signal,
        st.sampled_from(
            (m.REGIME, m.BASIS, m.TAKER_RATIO, m.TOP_POSITION_RATIO, m.LIQUIDATIONS_ABOVE, "new")
        ),
        st.sampled_from((-1, 0, 1)),
        st.sampled_from((0.0, 0.5)),
        st.sampled_from(("typical", "elevated", "extreme")),
    ),
    max_size=4,
).map(tuple)


@st.composite
def setups(draw: st.DrawFn) -> Setup:
    levels = st.lists(
        st.sampled_from((level(Side.ABOVE, 0.92), level(Side.BELOW, 0.79, None))), unique=True
    )
    supporting: tuple[Signal, ...] = draw(SIGNALS)
    return replace(
        FIL,
        bias=draw(st.sampled_from(Bias)),
        regime=draw(st.sampled_from(Regime)),
        volatility=draw(st.sampled_from((None, *VolatilityClass))),
        confidence=draw(st.sampled_from((None, FIL.confidence))),
        supporting=supporting,
        opposing=draw(SIGNALS),
        levels=tuple(draw(levels)),
        invalidation=draw(st.sampled_from((None, 0.79, 0.91))),
        measures=measures(draw),
        valid_until=AS_OF + timedelta(hours=draw(st.integers(1, 8))),
    )


@settings(max_examples=60, deadline=None)
@given(setup=setups())
def test_every_setup_is_told_from_facts_that_are_there(setup: Setup) -> None:
    outline, sheet = edition(setup, *OTHERS)
    draft = write_offline(replace(outline, featured=setup), sheet, DESK, Voice("any"))
    for section in draft.sections:
        assert section.paragraphs or section.bullets or section.kind is SectionKind.SOURCES
    for part in lines(draft, SectionKind):
        assert part
        for sentence in part:
            assert sentence.text.strip()
            assert all(fact in sheet for fact, _ in references(sentence.text)), sentence.text
            assert "$" not in skeleton(sentence)
            assert not re.search(r"  | [.,;:]|\.\.", REFERENCE.sub("x", sentence.text))
    for part in lines(draft, OURS):
        for sentence in part:
            told = (sheet[fact].value for fact, _ in references(sentence.text))
            figures = [one for one in told if isinstance(one, Quantity)]
            assert len([one for one in figures if not isinstance(one, Count | Hours)]) <= 3
