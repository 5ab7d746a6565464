"""The page of evidence: true to the verdict, safe, self-contained, the same bytes each time."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

from reporter import checking, reading
from reporter.model.digest import digest
from reporter.model.facts import Evidence, Fact, FactKind, FactSheet, Source
from reporter.model.formulas import Formula
from reporter.model.units import quantity
from reporter.newsroom.evidence import Frame, Judged, evidence_html, evidence_view
from reporter.newsroom.evidence_facts import anchor_of

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
KEY = "binance.filusdt"
RATE = f"{KEY}.funding.settled"
YEAR = f"{KEY}.funding.settled_annual"
ADDRESS = "https://wire.example.org/1"
SENTENCE = "Weekly volume at Kalshi has passed $3 billion, it said."
ARTICLE = """\
---
title: "FIL funding at −0.0406%"
---
# FIL funding at −0.0406%

Funding on FILUSDT last settled at −0.0406% per 8 h, which is −44.5% a year. [1]

- Kalshi's volume passed $3 billion.

| Contract | Funding |
| --- | --- |
| FILUSDT | −0.0406% |

## Sources

1. Example Wire, [a report](https://wire.example.org/1)
"""


def fact(fact_id: str, value: str, unit: str, **changes: object) -> Fact:
    _, subject, metric = fact_id.split(".", 2)
    made = Fact(
        id=fact_id,
        kind=FactKind.OBSERVED,
        subject=subject.upper(),
        metric=metric,
        value=quantity(Decimal(value), unit),
        as_of=AS_OF,
        source=Source(name="Binance", url="/fapi/v1/fundingRate", digest=digest(b"body")),
    )
    return replace(made, **changes)  # type: ignore[arg-type]  # tests choose any field


def sheet(year: str = "-0.4445919") -> FactSheet:
    return FactSheet(
        (
            fact(RATE, "-0.00040602", "fraction_per_8h"),
            fact(
                YEAR, year, "fraction_per_year",
                kind=FactKind.DERIVED, formula=Formula.ANNUAL_SIMPLE, inputs=(RATE,),
            ),
            fact(
                "story.kalshi.amount", "3000000000", "usd",
                id="kalshi-margin.kalshi.amount", kind=FactKind.REPORTED, subject="Kalshi",
                source=Source(name="Example Wire", url=ADDRESS, published=AS_OF),
                evidence=Evidence(sentence=SENTENCE, start=35, end=45),
            ),
        )
    )  # fmt: skip


def judged(text: str, facts: FactSheet | None) -> Judged:
    read = reading.read_markdown(text, "article.md")
    return Judged(
        texts=(read,),
        verdict=checking.check(read, facts),
        sheet=facts,
        digest=digest(text.encode()),
    )


def page(text: str, facts: FactSheet | None, frame: Frame | None = None) -> str:
    return evidence_html(judged(text, facts), frame or Frame()).decode()


def panel(html: str, fact_id: str) -> str:
    start = html.index(f'id="{anchor_of(fact_id)}"')
    return html[start : html.index("</section>", start)]


def test_a_figure_leads_to_its_facts_record_and_back() -> None:
    html = page(ARTICLE, sheet())
    target = anchor_of(RATE)
    link = re.search(
        rf'<a class="n bound" id="([\w-]+)" href="#{target}">−0\.0406% per 8 h</a>', html
    )
    assert link is not None
    record = panel(html, RATE)
    assert f'<a href="#{link[1]}">−0.0406% per 8 h</a>' in record
    for shown in (
        RATE, "−0.00040602 <span>fraction per 8 h</span>", "27 March 2026, 21:21 UTC",
        "observed at the venue", "/fapi/v1/fundingRate", digest(b"body"),
    ):  # fmt: skip
        assert shown in record


def test_a_derived_fact_shows_its_formula_and_the_result_of_the_moment() -> None:
    record = panel(page(ARTICLE, sheet()), YEAR)
    assert "−0.00040602 × 24 / 8 × 365" in record
    assert "= <b>−0.4445919</b>" in record
    assert "agrees" in record
    assert f'href="#{anchor_of(RATE)}">{RATE}</a> −0.00040602 fraction per 8 h' in record


def test_a_derived_fact_that_is_not_its_formulas_result_says_so() -> None:
    record = panel(page(ARTICLE, sheet("-0.4452")), YEAR)
    assert "does not agree" in record
    assert "−0.00061" in record


def test_a_reported_fact_shows_its_sentence_with_the_figure_marked() -> None:
    record = panel(page(ARTICLE, sheet()), "kalshi-margin.kalshi.amount")
    assert "has passed <mark>$3 billion</mark>, it said." in record
    assert '<a href="https://wire.example.org/1" rel="noopener nofollow">Example Wire</a>' in record


def test_findings_are_listed_with_what_was_seen_and_lead_to_their_place() -> None:
    html = page(ARTICLE.replace("−0.0406% per", "−4.0602% per"), sheet())
    assert '<p class="state held"><b>Held</b>' in html
    figure = re.search(
        r'<a class="n refused" id="([\w-]+)" href="#(finding-\d+)">−4\.0602% per 8 h</a>', html
    )
    assert figure is not None
    start = html.index(f'<li id="{figure[2]}"')
    listed = html[start : html.index("</li>", start)]
    assert "unbound-number" in listed
    assert "100 times too large" in listed
    assert f'<a href="#{figure[1]}">article.md: paragraph 1' in listed


def test_wrong_words_mark_their_block() -> None:
    html = page(ARTICLE.replace("last settled", "is to longs that pay shorts,"), sheet())
    place = re.search(r'<p id="(place-\d+)" class="questioned">Funding', html)
    assert place is not None
    assert f'<a href="#{place[1]}">article.md' in html


def test_without_facts_only_figures_of_findings_are_marked() -> None:
    html = page("Top traders are 68.7% long and 41.3% short at 9 desks.", None)
    assert re.findall(r'class="n \w+" id="[\w-]+" href="#[\w-]+">([^<]+)', html) == [
        "68.7%",
        "41.3%",
    ]
    assert "against itself, without facts" in html
    assert "data-evidence" not in html


def test_counts_head_and_frame() -> None:
    frame = Frame(brand="Harbour", home="article.html", edition="desk, 2026-03-27, main")
    view = evidence_view(judged(ARTICLE, sheet()), frame)
    assert (view.figures, view.bound + view.exempt, view.refused) == (view.figures,) * 2 + (0,)
    html = page(ARTICLE, sheet(), frame)
    for shown in (
        "Harbour",
        'href="article.html"',
        "desk, 2026-03-27, main",
        digest(ARTICLE.encode()),
    ):
        assert shown in html


def test_the_writers_own_references_come_first() -> None:
    amount = sheet()["kalshi-margin.kalshi.amount"]
    second = replace(amount, id="kalshi-margin.kalshi.amount.2")
    one = judged("Volume at Kalshi passed $3 billion.", sheet().with_facts([second]))
    assert evidence_view(one, Frame()).facts[0].id == amount.id
    view = evidence_view(replace(one, cited=(second.id,)), Frame()).facts[0]
    assert (view.id, view.also) == (second.id, (amount.id,))


def test_times_and_words_are_shown_as_they_are() -> None:
    settles = datetime(2026, 3, 28, tzinfo=UTC)
    facts = FactSheet(
        (
            replace(fact(f"{KEY}.funding.next_time", "0", "hours"), value=settles),
            replace(fact("edition.desk.as_of", "0", "hours"), value=AS_OF, subject="edition"),
            fact(
                f"{KEY}.funding.next_in", "2.65", "hours", kind=FactKind.DERIVED,
                formula=Formula.HOURS_UNTIL,
                inputs=(f"{KEY}.funding.next_time", "edition.desk.as_of"),
            ),
            replace(
                fact("item.wire-1.title", "0", "hours"),
                value="Kalshi, valued at $22 billion", metric="title",
                source=Source(name="Wire", url="http://[broken"),
            ),
        )
    )  # fmt: skip
    text = (
        "FILUSDT settles next at 28 March 2026, 00:00 UTC, in 2 h 39 min. "
        "The wire ran “Kalshi, valued at $22 billion”."
    )
    html = page(text, facts)
    assert "28 March 2026, 00:00 UTC − 27 March 2026, 21:21 UTC" in html
    assert "= <b>2.65</b>" in html
    title = panel(html, "item.wire-1.title")
    assert '<dd class="value">Kalshi, valued at $22 billion</dd>' in title
    assert "<a href" not in title[: title.index("Printed as")].replace('<h3><a href="#', "")


def test_hostile_text_ends_as_text() -> None:
    hostile = '<script>alert(7)</script>"><img src=x>'
    facts = FactSheet(
        (
            fact(
                RATE, "-0.00040602", "fraction_per_8h",
                source=Source(name=hostile, url="javascript:alert(8)"),
                evidence=Evidence(sentence=hostile, start=0, end=8),
            ),
            fact(f"{KEY}.x y<b>", "5", "percent"),
        )
    )  # fmt: skip
    html = page(f"FILUSDT −0.0406% per 8 h, 5%. {hostile} [x](javascript:alert(9))", facts)
    assert html.count("<script>") == 1  # its own
    assert "<img" not in html
    assert not re.search(r'(?:href|src)="javascript:', html)
    assert not re.search(r'id="[^"]*[\s<]', html)


def test_the_page_needs_nothing_but_itself() -> None:
    html = page(ARTICLE, sheet())
    assert not re.search(r"<(?:iframe|img|object)\b|<script[^>]+src|@import", html)
    assert re.findall(r'<link[^>]*href="([^"]*)"', html) == ["data:,"]
    for address in re.findall(r"url\(([^)]{5})", html):
        assert address == "data:"
    anchors = re.findall(r' id="([^"]+)"', html)
    assert len(anchors) == len(set(anchors))
    assert set(re.findall(r'<a [^>]*href="#([^"]+)"', html)) <= set(anchors)
    assert page(ARTICLE, sheet()) == html
