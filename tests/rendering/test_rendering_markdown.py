from __future__ import annotations

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reporter.model.desk import Desk
from reporter.model.text import Article, SectionKind, SourceLine
from reporter.rendering.html import body_html
from reporter.rendering.markdown import article_markdown, body_markdown, escape
from reporter.rendering.plaintext import plain
from reporter.rendering.views import ArticleView, article_view

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
MARKUP = "\\`*_{}[]()<>#+-.!|&;~:=\"'/@ \n\t1a2$%^,?wx"
TEXTS = st.text(st.one_of(st.sampled_from(MARKUP), st.characters()), min_size=1, max_size=40)
TABLE_HEAD = "| a | b |\n| --- | --- |\n"
PLACES = {
    "{}\n": "{}",
    "## {}\n": "{}",
    "- **Lead:** {}\n": "Lead: {}",
    "- **{}:** rest\n": "{}: rest",
    TABLE_HEAD + "| {} | x |\n": "a b {} x",
    TABLE_HEAD + "| x | {} |\n": "a b x {}",
    "**{}**\n\n" + TABLE_HEAD + "| x | y |\n": "{} a b x y",
    "1. [“{}”](https://a.example/)\n": "“{}”",
}


def shown(page: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", page)).split())


@pytest.mark.parametrize("place", PLACES)
@settings(max_examples=60, deadline=None)
@example(text="]:")
@given(text=TEXTS.filter(plain))
def test_escaped_text_is_shown_as_it_is_wherever_it_stands(place: str, text: str) -> None:
    page = body_html(place.replace("{}", escape(text)))
    expected = " ".join(PLACES[place].replace("{}", plain(text)).split())
    assert shown(page).replace("’", "'") == expected.replace("’", "'")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "[Click](javascript:alert(1))",
        "![x](http://evil.example/p.png)",
        "[ref]: http://evil.example",
        "# Heading",
        "1. item",
        "- item",
        "---",
        "~~~ code",
        "| a | b |",
        "{: onclick=alert(1) }",
        "{{ view }} {% raw %}",
        "&lt;b&gt; stays",
        "``code``",
    ],
)
def test_hostile_text_never_becomes_markup(text: str) -> None:
    page = body_html(escape(text))
    assert re.findall(r"<(\w+)", page) == ["p"]
    assert shown(page) == text


def test_bare_addresses_are_not_offered_to_eager_readers() -> None:
    quiet = escape("see https://evil.example or www.evil.example or a@evil.example")
    assert "://" not in quiet
    assert "www." not in quiet
    assert "@" not in quiet


def test_figures_stay_readable_in_the_source() -> None:
    for figure in (
        "+1.2%",
        "−0.0406% per 8 h",
        "68.7%",
        "$0.836",
        "2.19",
        "27 March 2026, 21:21 UTC",
    ):
        assert escape(figure) == figure


def test_plain_text_has_one_line_and_no_trickery() -> None:
    assert plain(" a\n\tb\x00\u202e\u200b\ufeff c\u00a0% ") == "a b c\u00a0%"


def test_the_file_has_front_matter_that_any_site_reads(view: ArticleView) -> None:
    text = article_markdown(view)
    assert text == article_markdown(view)
    _, front, body = text.split("---\n", 2)
    fields = dict(line.split(": ", 1) for line in front.splitlines())
    assert json.loads(fields["title"]) == view.headline
    assert json.loads(fields["date"]) == "2026-03-27T21:21:00Z"
    assert (fields["draft"], fields["sample"]) == ("true", "true")
    assert body.lstrip().startswith("# FIL Shorts Pay")


def test_the_body_has_its_parts_in_order(view: ArticleView) -> None:
    text = article_markdown(view)
    marks = [
        "# FIL Shorts", "SAMPLE DATA", "![FILUSDT trades", "An affiliate", "## How Does",
        "_Inference:_ Desks", "**Setup card for FILUSDT**", "| Price | $0.836 |",
        "- **Shorts pay longs on FILUSDT:** The last", "## Sources", "1. ", "## Disclosure",
    ]  # fmt: skip
    places = [text.index(mark) for mark in marks]
    assert places == sorted(places)


def test_sentences_lead_to_their_sources(view: ArticleView) -> None:
    body = body_markdown(view)
    assert r"margin. [\[1\]](#source-1) [\[2\]](#source-2) FILUSDT" in body
    page = body_html(body)
    targets = re.findall(r'href="#([^"]+)"', page)
    assert targets
    assert all(f'id="{target}"' in page for target in targets)


def test_only_web_addresses_become_links(view: ArticleView) -> None:
    page = body_html(body_markdown(view))
    assert 'href="https://registry.example/a_b?x=1&amp;copy=2"' in page
    assert "javascript" not in page
    assert "“Kalshi affiliate wins licence”" in page


def test_an_address_cannot_end_its_link(article: Article, desk: Desk) -> None:
    odd = SourceLine(
        number=1,
        item="notice",
        outlet="X",
        title="T",
        url='https://a.example/) <b> "x" [y]*_\\`é\n|',
        published="24 March 2026, 14:05 UTC",
    )
    odd_view = article_view(
        replace(article, sources=(odd,)), desk, as_of="", instant=AS_OF, image=None
    )
    page = body_html(body_markdown(odd_view))
    [address] = re.findall(r'href="(https[^"]*)"', page)
    assert address == "https://a.example/%29%20%3Cb%3E%20%22x%22%20%5By%5D*_%5C%60%C3%A9%20%7C"


def test_without_chart_and_sample_neither_is_mentioned(article: Article, desk: Desk) -> None:
    real = replace(desk, sample=False)
    text = article_markdown(article_view(article, real, as_of="", instant=AS_OF, image=None))
    assert "SAMPLE" not in text
    assert "![" not in text


def test_a_paragraph_of_inference_says_so_but_never_the_lede(article: Article, desk: Desk) -> None:
    [lede] = [s for s in article.sections if s.kind is SectionKind.LEDE]
    [market] = [s for s in article.sections if s.kind is SectionKind.MARKET]
    swapped = replace(article, sections=(replace(lede, paragraphs=market.paragraphs), market))
    body = body_markdown(article_view(swapped, desk, as_of="", instant=AS_OF, image=None))
    assert body.count("_Inference:_") == 1
    assert not body.startswith("_Inference:_")
