"""Filling: exact look-up, nothing interpreted twice, sources in order."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from reporter.ledger import UnknownForm, fill
from reporter.model import metrics as m
from reporter.model.facts import FactSheet, UnknownFact
from reporter.model.news import Item
from reporter.model.text import (
    Bullet,
    Draft,
    Paragraph,
    Section,
    SectionKind,
    Sentence,
    Stance,
    Table,
)
from reporter.model.units import FundingRate, Price
from tests.ledger.conftest import AS_OF, ITEM, fact

SECOND = replace(ITEM, id="wire-2", outlet="Ledger Post", published=None)
ITEMS: tuple[Item, ...] = (ITEM, SECOND)
SHEET = FactSheet(
    (
        fact(Price(Decimal("0.836"))),
        fact(FundingRate(Decimal("-0.00040602"), 8), m.FUNDING_SETTLED),
        fact("{{binance.filusdt.price}}", "title", id="item.wire-1.title"),
        fact(AS_OF, "published", id="item.wire-1.published"),
    )
)


def said(text: str, *sources: str) -> Sentence:
    return Sentence(text=text, stance=Stance.FRAME, sources=sources)


def draft(text: str = "plain", **changes: object) -> Draft:
    made = Draft(
        slug="slug",
        headline=said(text),
        dek=said("dek"),
        sections=(),
        writer="offline",
        notes=("n",),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # fields by name


def filled(text: str) -> str:
    return fill(draft(text), SHEET, items=ITEMS).headline.text


def test_references_print_in_their_forms() -> None:
    text = "at {{binance.filusdt.price}}, {{binance.filusdt.funding.settled|short}}"
    assert filled(text) == "at $0.836, −0.0406%"


def test_what_is_filled_in_is_never_read_again() -> None:
    assert filled("“{{item.wire-1.title}}”") == "“{{binance.filusdt.price}}”"


@pytest.mark.parametrize(
    "text",
    [
        "{{binance.filusdt.nothing}}",
        "{{ binance.filusdt.price }}",
        "{{Price}}",
        "a }} b",
        "{{x|y z}}",
    ],
)
def test_whatever_is_no_reference_to_a_fact_is_an_error(text: str) -> None:
    with pytest.raises(UnknownFact):
        filled(text)


def test_a_form_that_a_fact_lacks_is_an_error() -> None:
    with pytest.raises(UnknownForm):
        filled("{{binance.filusdt.price|clock}}")


def test_single_braces_are_text() -> None:
    assert filled("{ {a} }") == "{ {a} }"


def test_all_parts_are_filled_and_facts_and_sources_are_in_order_of_first_use() -> None:
    price, rate = "{{binance.filusdt.price}}", "{{binance.filusdt.funding.settled}}"
    section = Section(
        kind=SectionKind.ENGINE,
        heading=f"Heading {rate}",
        subject="FILUSDT",
        paragraphs=(Paragraph(sentences=(said(f"P {price}", "wire-2"),)),),
        bullets=(Bullet(lead=said(f"L {price}", "wire-1"), sentences=(said("S", "wire-2"),)),),
        tables=(Table(caption=price, header=("A", rate), rows=((price, "—"),)),),
    )
    article = fill(draft(sections=(section,)), SHEET, items=ITEMS)
    done = article.sections[0]
    assert done.heading == "Heading −0.0406% per 8 h"
    assert done.paragraphs[0].sentences[0].text == "P $0.836"
    assert done.bullets[0].lead.text == "L $0.836"
    assert done.tables[0] == Table(
        caption="$0.836", header=("A", "−0.0406% per 8 h"), rows=(("$0.836", "—"),)
    )
    assert article.facts == ("binance.filusdt.funding.settled", "binance.filusdt.price")
    assert [(line.number, line.item, line.published) for line in article.sources] == [
        (1, "wire-2", ""),
        (2, "wire-1", "27 March 2026, 21:21 UTC"),
    ]
    assert article.sources[1].url == "https://m.news.example/1?id=2"
    assert (article.subject, article.notes) == ("FILUSDT", ("n",))


def test_a_source_that_is_no_item_is_an_error() -> None:
    with pytest.raises(UnknownFact, match="no item"):
        fill(draft(headline=said("a", "nowhere")), SHEET, items=ITEMS)


def test_an_article_without_an_engine_section_has_no_subject() -> None:
    assert fill(draft(), SHEET, items=()).subject == ""
