"""Stories of every kind, and editions that lead with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from reporter import ledger
from reporter.model.facts import FactSheet
from reporter.model.news import Entity, EntityKind, Story, Tier
from reporter.model.text import Article, Draft, Outline, SectionKind, Sentence
from reporter.writing import write_offline
from reporter.writing.voice import Spoken, Voice
from tests.writing.conftest import (
    DESK,
    ITEMS,
    RELATED,
    STORY,
    edition,
    make_item,
    prose,
)

EDITIONS = 20
FEW = 5
OURS = (SectionKind.LEDE, SectionKind.NEWS, SectionKind.MARKET, SectionKind.GAPS)


def story(**changes: object) -> Story:
    return replace(STORY, **changes)  # type: ignore[arg-type]  # fields by name


@cache
def editions(*stories: Story) -> tuple[tuple[Draft, Article], ...]:
    """Editions that lead with one story, each with the wordings of those before it."""
    outline, sheet = edition(stories=stories or (STORY, RELATED))
    items = [item for one in (outline.story, *outline.related) for item in one.items]
    drafts = drafts_of(outline, sheet, FEW)
    return tuple((draft, ledger.fill(draft, sheet, items=items)) for draft in drafts)


def drafts_of(outline: Outline, sheet: FactSheet, count: int) -> list[Draft]:
    past: list[Spoken] = []
    made = []
    for number in range(count):
        made.append(write_offline(outline, sheet, DESK, Voice(f"{number}", past)))
        past.insert(0, made[-1].wordings)
    return made


def own(text: Draft | Article) -> Iterator[Sentence]:
    """Headline, dek and the sentences of the news sections."""
    yield from (text.headline, text.dek)
    for section in text.sections:
        if section.kind in OURS:
            yield from (line for part in section.paragraphs for line in part.sentences)


def masked(sentence: Sentence) -> str:
    """A sentence without its facts and quotations."""
    return re.sub("“[^”]*”", "“”", ledger.REFERENCE.sub("#", sentence.text)).lower()


def lede(article: Article) -> list[str]:
    return [line.text for line in article.sections[0].paragraphs[0].sentences]


def news_of(article: Article) -> str:
    return prose(article, SectionKind.NEWS)


def quotes_in(article: Article) -> list[str]:
    return [line.quote for line in own(article) if line.quote]


def many() -> Story:
    """Seven items of five outlets, three of them with sums, two of which are the same."""
    lines = (
        ("Record Office of Trade", Tier.PRIMARY, "The file shows a licence for Kalshi in spring."),
        ("Ledger Post", Tier.MAJOR, "The file shows a licence for Kalshi in spring, it seems."),
        ("Ledger Post", Tier.MAJOR, "Kalshi raised $1 billion at a valuation of $22 billion."),
        ("Bay Wire", Tier.OTHER, "Brokers of Kalshi traded $10.4 billion in a single month."),
        ("Bay Wire", Tier.OTHER, "Monthly volume at Kalshi came to $10.4 billion in all."),
        ("Quay News", Tier.OTHER, "Prime brokers prepare access for institutions this spring."),
        ("Cove Times", Tier.OTHER, "Clearing firms welcome leverage beside full collateral."),
    )
    items = tuple(
        make_item(20 + number, name, f"Kalshi title {'abcdefg'[number]}", text, tier)
        for number, (name, tier, text) in enumerate(lines)
    )
    outlets = tuple(dict.fromkeys(item.outlet for item in items))
    return story(items=items, outlets=outlets)


FED = Entity(id="fed", name="Federal Reserve", kind=EntityKind.REGULATOR)


def release(title: str, summary: str = "", number: int = 60, **changes: object) -> Story:
    item = make_item(number, "Federal Reserve", title, summary, Tier.PRIMARY)
    given: dict[str, object] = {
        "id": f"release-{number}",
        "items": (item,),
        "entities": (FED,),
        "themes": ("monetary-policy",),
        "outlets": ("Federal Reserve",),
    }
    return story(**(given | changes))


LONG_TITLE = (
    "Federal Reserve Board announces it has made the joint findings with the Office of the "
    "Comptroller of the Currency required for a request to be granted by the other agency this "
    "year"
)


CUT = (
    "Kalshi said that margin for institutions would start this year, while the regulator kept "
    "every other condition that it had set out in its first letter to the company and its bankers."
)


def filing(summary: str, **changes: object) -> Story:
    item = make_item(
        70, "EDGAR 8-K", "8-K - Bakkt, Inc. (0001820302) (Filer)", summary, Tier.PRIMARY
    )
    bakkt = Entity(id="bakkt", name="Bakkt", kind=EntityKind.COMPANY)
    given: dict[str, object] = {
        "id": "bakkt",
        "items": (item,),
        "entities": (bakkt,),
        "themes": ("deals",),
        "outlets": (item.outlet,),
    }
    return story(**(given | changes))


STATEMENT = "Federal Reserve issues FOMC statement"
TEXT = (
    "The committee keeps the target range where it was. Members agreed on the path of reserves "
    "for the year."
)
SUBJECTS = (
    "Size: 212 KB Item 2.01: Completion of Acquisition or Disposition of Assets Item 5.01: "
    "Changes in Control of Registrant Item 9.01: Financial Statements and Exhibits"
)
FILECOIN = Entity(id="filecoin", name="Filecoin", kind=EntityKind.ASSET, ticker="FIL")
NAMELESS = (Entity(id="x", name="21Shares", kind=EntityKind.COMPANY),)
LOUD = make_item(8, "Harbour Wire", "He said “we will see” about it", "It did so, he said to us.")
ALONE = story(items=(ITEMS[1],), outlets=("Ledger Post",))

KINDS: dict[str, tuple[Story, ...]] = {
    "press": (STORY, RELATED),
    "press, nameless": (story(entities=NAMELESS, themes=("inflation",)),),
    "press, many outlets": (many(),),
    "press, a lone quote": (ALONE,),
    "press, titles only": (story(items=tuple(replace(one, summary="") for one in ITEMS)),),
    "press, one title": (replace(ALONE, items=(replace(ITEMS[1], summary=""),)),),
    "press, unquotable": (story(items=(LOUD,), outlets=("Harbour Wire",)),),
    "press, undated": (story(items=tuple(replace(one, published=None) for one in ITEMS)),),
    "press, no theme": (story(themes=("administrative",)),),
    "press, no theme or name": (story(themes=(), entities=()),),
    "press, cut": (story(items=(replace(ITEMS[1], summary=CUT), ITEMS[0])), RELATED),
    "the asset itself": (story(entities=(*STORY.entities, FILECOIN)),),
    "release": (release(STATEMENT),),
    "release with another": (release(STATEMENT), release("Federal Reserve acts", number=61)),
    "release with a text": (release(STATEMENT, TEXT),),
    "release, unquotable": (release(STATEMENT, "It was " * 20 + "so."),),
    "release, no theme": (release(STATEMENT, themes=()),),
    "notice, long title": (release(LONG_TITLE, themes=()),),
    "notice, untitled": (release(" ".join(["word"] * 30)),),
    "filing": (filing(SUBJECTS), RELATED),
    "filing, one heading": (filing("Item 2.02: Results of Operations and Financial Condition"),),
    "filing, odd heading": (filing("Item 8.88: Something New Altogether"),),
    "filing, nameless": (filing("Size: 212 KB", entities=()),),
}
