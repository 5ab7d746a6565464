"""Markdown, HTML and SVG give the text that a reader sees, to the blank."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown import markdown

from reporter.model.errors import UsageError
from reporter.model.text import Block, BlockKind
from reporter.reading import read_html, read_markdown, read_svg

K = BlockKind


def html(body: str) -> tuple[Block, ...]:
    return read_html(body.encode(), "page.html").blocks


def pairs(body: str) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in html(body)]


def test_markdown_in_reading_order(page_markdown: str) -> None:
    blocks = read_markdown(page_markdown, "article.md").blocks
    assert [(b.kind.value, b.text) for b in blocks] == [
        ("heading", "A Clear Heading"),
        (
            "paragraph",
            (
                "Funding is −0.0406% per 8 h,$127Min short. See the filing on the next line, "
                "emphasis and 1\u00a0234 coins."
            ),
        ),
        ("paragraph", "Traders watch:"),
        ("bullet", "Rate falls: shorts pay longs"),
        ("bullet", "second, with code"),
        ("bullet", "nested"),
        ("bullet", "ordered"),
        ("row", "Metric | Value"),
        ("row", "Price | $0.836"),
        ("row", "Empty |"),
        ("caption", "Price with its levels"),
        ("paragraph", "A quotation of 5%."),
        ("heading", "Sources"),
        ("source", "Outlet: Title 3, 27 March 2026"),
        ("source", "Second outlet"),
        ("heading", "Disclosure"),
        ("static", "Nothing here is advice."),
    ]
    assert blocks[1].links == ("https://example.org/a?b=1&c=2",)
    assert blocks[1].place == "paragraph 1, under “A Clear Heading”"


def test_a_page_made_from_markdown_reads_the_same(page_markdown: str) -> None:
    page = markdown(page_markdown, extensions=["tables", "sane_lists"], output_format="html")
    made = read_html(f"<html><body><main>{page}</main></body></html>".encode(), "a.html")
    source = read_markdown(page_markdown, "a.md")
    assert made.blocks == source.blocks
    assert made.text == source.text


_INLINE = st.lists(
    st.sampled_from(
        ["word", " ", " ", "**bold**", "`−0.0406%`", "`$127M`", "*it*", "[link](https://e.org)",
         "68.7%", ",", ".", "&nbsp;", "&amp;", "<b>x</b>", "2.19", "—"]
    ),
    min_size=1,
    max_size=12,
).map("".join)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(_INLINE, min_size=1, max_size=4))
def test_inline_marks_neither_add_nor_lose_blanks(paragraphs: list[str]) -> None:
    text = "\n\n".join(f"Text {p.strip()} end." for p in paragraphs)
    page = markdown(text, output_format="html")
    assert read_html(page.encode(), "x").blocks == read_markdown(text, "x").blocks


def test_front_matter() -> None:
    text = (
        "---\ntitle: \"A \\\"quoted\\\" title: 5%\"\nsubtitle: 'it''s'\ndraft:\n"
        'tags:\n  - FIL\n  - BTC\nodd: "a\nother: "b\\q"\n---\nBody.\n'
    )
    assert [b.text for b in read_markdown(text, "a.md").blocks] == [
        'title: A "quoted" title: 5%',
        "subtitle: it's",
        "tags: FIL, BTC",
        'odd: "a',
        "other: b\\q",
        "Body.",
    ]


def test_front_matter_may_be_all_there_is() -> None:
    blocks = read_markdown("---\n- stray\n---\n", "a.md").blocks
    assert blocks == ()


def test_lists_right_below_text_are_lists() -> None:
    blocks = read_markdown("Text:\n- one\n- two\nstill two\n- three\n", "a.md").blocks
    assert [(b.kind.value, b.text) for b in blocks] == [
        ("paragraph", "Text:"),
        ("bullet", "one"),
        ("bullet", "two still two"),
        ("bullet", "three"),
    ]


def test_fenced_code_is_left_as_it_is() -> None:
    blocks = read_markdown("Text\n\n```\na\n- b\n```\n", "a.md").blocks
    assert [b.text for b in blocks] == ["Text", "a - b"]


def test_glued_stays_glued_and_apart_stays_apart() -> None:
    assert pairs("<p>at <code>-4.0602%</code>,<code>$127M</code>in<br>short<b> now</b></p>") == [
        ("paragraph", "at -4.0602%,$127Min short now")
    ]
    assert pairs("<div>5%<p>6%</p>7%</div>") == [
        ("paragraph", "5%"),
        ("paragraph", "6%"),
        ("paragraph", "7%"),
    ]


def test_marks_without_width_are_not_seen() -> None:
    assert pairs("<p>coun&shy;ter 1&#8203;23 a&nbsp; b&wbr;</p>")[0][1].startswith(
        "counter 123 a b"
    )


def test_head_and_linked_data() -> None:
    data = {
        "@graph": [{"@type": "NewsArticle", "headline": "H 5%", "author": {"name": "Desk"}}],
        "datePublished": "2026-03-27T21:21:00Z",
        "wordCount": 833,
    }
    page = (
        "<!doctype html><head><title>Title 5%</title><style>p{width:5%}</style>"
        '<meta name="description" content="About 6%"><meta property="og:title" content="OG 7%">'
        '<meta name="viewport" content="width=9"><meta charset="utf-8">'
        f'<script type="application/ld+json">{json.dumps(data)}</script>'
        "<script>var a = 10;</script></head><body><p>Body"
    )
    assert pairs(page) == [
        ("meta", "title: Title 5%"),
        ("meta", "description: About 6%"),
        ("meta", "og:title: OG 7%"),
        ("meta", "datePublished: 2026-03-27T21:21:00Z"),
        ("meta", "headline: H 5%"),
        ("meta", "author: Desk"),
        ("paragraph", "Body"),
    ]


def test_broken_linked_data_is_shown() -> None:
    page = '<script type="application/ld+json">{"headline": "5%</script>'
    assert pairs(page) == [("meta", 'json-ld: {"headline": "5%')]


CHART = """<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="FIL price">
<title>Price of FIL</title><desc>From $0.80 to $0.94</desc><style>.a{}</style>
<g data-min="0.8" data-max="0.94"><text class="tick" x="1">0.90</text>
<g><text class="small tick"><tspan>0.</tspan><tspan>92</tspan></text></g></g>
<text class="tick">5</text><g data-min="x" data-max="1"><text class="tick">6</text></g>
<text><title>t</title><tspan x="1" dy="1">Invalid</tspan><tspan x="1" dy="9">below</tspan></text>
<text data-static="">Sample</text><path d="M0 0"/></svg>"""


def test_drawing() -> None:
    blocks = read_svg(CHART.encode(), "chart.svg").blocks
    assert [(b.kind.value, b.text, b.domain) for b in blocks] == [
        ("caption", "FIL price", None),
        ("caption", "Price of FIL", None),
        ("caption", "From $0.80 to $0.94", None),
        ("tick", "0.90", (0.8, 0.94)),
        ("tick", "0.92", (0.8, 0.94)),
        ("tick", "5", None),
        ("tick", "6", None),
        ("caption", "Invalid below", None),
        ("static", "Sample", None),
    ]


def test_drawing_within_a_page_does_not_name_the_page() -> None:
    found = pairs(f"<title>Page</title><figure>{CHART}<figcaption>Figure one</figcaption></figure>")
    assert found[0] == ("meta", "title: Page")
    assert [text for kind, text in found if kind == "meta"] == ["title: Page"]
    assert ("caption", "Price of FIL") in found
    assert found[-1] == ("caption", "Figure one")


def test_no_drawing() -> None:
    with pytest.raises(UsageError, match="no SVG drawing"):
        read_svg(b"<p>none</p>", "chart.svg")


def test_tables_of_data_and_tables_of_layout() -> None:
    data = (
        "<table><caption>Levels</caption><thead><tr><th>Level<th>Odds</thead>"
        "<tbody><tr><td><a href='/a'>$0.92</a><td><p>5.9%</p>now<svg><title>bar</title></svg>"
        "</tbody><tr></tr></table>"
    )
    assert pairs(data) == [
        ("caption", "Levels"),
        ("row", "Level | Odds"),
        ("row", "$0.92 | 5.9% now"),
        ("caption", "bar"),
    ]
    layout = '<table role="presentation"><tr><td>Hidden preheader<td>Body</table>'
    assert pairs(layout) == [("paragraph", "Hidden preheader"), ("paragraph", "Body")]
    nested = f"<table><tr><td><h2>News</h2>{data}</td></tr></table>"
    assert ("heading", "News") in pairs(nested)


def test_a_drawing_in_a_row_outside_of_any_table_is_read_too() -> None:
    assert ("caption", "bar") in pairs("<tr><td>x<svg><title>bar</title></svg></td></tr><p>End")


def test_sources_by_class_and_by_heading() -> None:
    page = (
        '<ol class="sources"><li>One <a href="https://one.org">1</a></ol><p>Text</p>'
        "<h2>Sources</h2><p>Read on</p><h3>More</h3><ul><li>Two</ul><h2>End</h2><p>Done</p>"
    )
    assert pairs(page) == [
        ("source", "One 1"),
        ("paragraph", "Text"),
        ("heading", "Sources"),
        ("source", "Read on"),
        ("heading", "More"),
        ("source", "Two"),
        ("heading", "End"),
        ("paragraph", "Done"),
    ]


def test_static_text_and_spoken_text() -> None:
    page = (
        "<footer data-static><h2>Disclosure 1</h2><p>Static 2</p></footer><p>A <span data-static>"
        'S</span> B <img alt="Chart 3" title="Chart 3"><abbr title="four">4</abbr></p>'
        '<nav aria-label="Sections 5"></nav><a href="/x"><img src="y"></a><template>6</template>'
    )
    assert pairs(page) == [
        ("static", "Disclosure 1"),
        ("static", "Static 2"),
        ("paragraph", "A"),
        ("static", "S"),
        ("caption", "Chart 3"),
        ("caption", "four"),
        ("paragraph", "B 4"),
        ("caption", "Sections 5"),
        ("paragraph", ""),
    ]
    assert html(page)[-1].links == ("/x",)


def test_records_of_evidence_stand_apart_from_the_text() -> None:
    page = (
        "<h2>Sources</h2><p>One</p><section data-evidence><h2>Facts</h2><p>binance.x.price</p>"
        "<dl><dt>Value</dt><dd>5 <span>USD</span></dd></dl></section><p>Two</p>"
    )
    assert pairs(page) == [
        ("heading", "Sources"),
        ("source", "One"),
        ("evidence", "Facts"),
        ("evidence", "binance.x.price"),
        ("evidence", "Value"),
        ("evidence", "5 USD"),
        ("source", "Two"),
    ]


def test_unclosed_and_misplaced_tags() -> None:
    assert pairs("<p>one<p>two<ul><li>three<li>four<ul><li>five</ul></ul></b>six") == [
        ("paragraph", "one"),
        ("paragraph", "two"),
        ("bullet", "three"),
        ("bullet", "four"),
        ("bullet", "five"),
        ("paragraph", "six"),
    ]
    assert pairs("<dl><dt>a<dd>b<dt>c</dl>") == [("paragraph", c) for c in "abc"]


def test_very_deep_nesting_is_flattened() -> None:
    deep = "<div>" * 5000 + "<p>bottom</p> 5%" + "</div>" * 5000
    assert "".join(block.text for block in html(deep)).replace(" ", "") == "bottom5%"


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            ["<p>", "</p>", "<li>", "<ul>", "</ul>", "<table>", "<tr>", "<td>", "</table>", "<svg>",
             "<text class=tick>", "</svg>", "<h2>", "</h2>", "Sources", "5%", " ", "<br>",
             "<a href=x>", "<!--", "-->", "<script>", "</script>", "&#0;", "&lt;", "<",
             "<td data-static>", "<title>"]
        ),
        max_size=25,
    ).map("".join)
)  # fmt: skip
def test_any_markup_is_read(text: str) -> None:
    for block in html(text):
        assert block.text == block.text.strip()
        assert block.place


def test_long_heading_is_cut_in_places_only() -> None:
    blocks = html(f"<h1>{'word ' * 30}</h1><p>x</p>")
    assert blocks[0].text == ("word " * 30).strip()
    assert blocks[1].place.endswith("…”")


def test_text_astray_between_cells_is_read() -> None:
    page = "<table><tr>FIL at $9.99<td>5%</td> <b>astray</b><td></td><td>1</td></tr></table>"
    assert pairs(page) == [("row", "FIL at $9.99 | 5% | astray | | 1")]
