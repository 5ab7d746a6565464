"""The pages of an edition: valid, accessible, clean of foreign markup, complete."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from reporter.model.text import Table
from reporter.rendering.charts import Chart, ChartView, price_chart
from reporter.rendering.html import article_page, body_html, edition_page
from reporter.rendering.markdown import article_markdown
from reporter.rendering.resources import templates_dir
from reporter.rendering.views import EditionView, PageView, SourceView, Stamp
from tests.rendering.outline import Outline, assert_accessible


@pytest.fixture
def chart(chart_view: ChartView) -> Chart:
    return price_chart(chart_view)


def finished(page: PageView, *charts: Chart) -> str:
    return article_page(page, article_markdown(page.article), charts)


def test_the_article_page_stands_alone(page: PageView, chart: Chart) -> None:
    html = finished(page, chart)
    outline = assert_accessible(html)
    assert html == finished(page, chart)
    assert len(outline.all("figure")) == 1
    assert [script["type"] for script in outline.all("script")] == ["application/ld+json"]
    assert [link["href"] for link in outline.all("link")] == ["data:,"]
    assert not re.findall(r"url\((?!data:)", html)
    assert html.count("<caption") == 1
    assert "SAMPLE DATA" in html.partition("<figure")[0]
    assert len(html.encode()) < 150_000


def test_the_opening_tells_who_when_how_long_and_what(page: PageView) -> None:
    html = finished(page)
    body = html[html.index("<article>") :]
    places = [
        body.index(words)
        for words in (
            "<h1>FIL Shorts Pay",
            '<p class="dek">Funding settled',
            '<p class="byline">Ada Quill, analyst, Meridian Desk. Prices as of',
            '<p class="validity">View valid until',
            "<!-- stamps -->",
            "SAMPLE DATA",
            '<h2 id="takeaways">',
            "<strong>Shorts pay longs:</strong> The last settled rate was",
            "An affiliate of Kalshi may now offer margin.",
        )
    ]
    assert places == sorted(places)
    assert body.count("<h1>") == body.count('class="byline"') == body.count("SAMPLE DATA") == 1


def test_a_template_of_another_shape_keeps_its_words(page: PageView) -> None:
    html = article_page(page, "Only a paragraph.\n")
    assert "<p>Only a paragraph.</p>" in html
    assert 'class="byline"' not in html


def test_stamps_are_dated_and_stand_under_the_byline(page: PageView) -> None:
    stamps = (
        Stamp(label="Published", printed="28 March 2026", instant="2026-03-28T07:00:00Z"),
        Stamp(label="Corrected", printed="29 March 2026", instant="2026-03-29T07:00:00Z",
              text="The rate was <wrong>."),
    )  # fmt: skip
    html = finished(replace(page, stamps=stamps))
    assert_accessible(html)
    assert '<b>Published</b> <time datetime="2026-03-28T07:00:00Z">28 March 2026</time></p>' in html
    assert "29 March 2026</time>: The rate was &lt;wrong&gt;.</p>" in html
    assert html.index("byline") < html.index("<b>Published</b>") < html.index('"takeaways"')


def test_the_setup_card_is_set_off_and_inference_is_named(page: PageView) -> None:
    html = finished(page)
    assert '<div class="table setup" tabindex="0" role="region" aria-labelledby="table-1">' in html
    assert html.count("table setup") == 1
    assert '<p class="inference"><em>Inference:</em> Desks that post less' in html
    bare = replace(page, article=replace(page.article, parts=()))
    assert "table setup" not in finished(bare)


def test_what_is_not_known_is_not_shown(page: PageView) -> None:
    html = finished(replace(page, takeaways=(), validity="", downloads=()))
    assert_accessible(html)
    for name in ("takeaways", "validity", "Other forms of this article"):
        assert f'"{name}"' not in html


def test_without_a_drawing_the_page_keeps_the_image(page: PageView) -> None:
    [image] = assert_accessible(finished(page)).all("img")
    assert image == {"src": "../../charts/filusdt-price.svg", "alt": "FILUSDT trades at $0.836."}


def test_links_out_carry_no_weight_and_links_inside_lead_somewhere(
    page: PageView, chart: Chart
) -> None:
    outline = Outline(finished(page, chart))
    ids = {attributes.get("id") for _, attributes in outline.tags}
    for link in outline.all("a"):
        address = link.get("href")
        if address and address.startswith("http"):
            assert link["rel"] == "noopener nofollow"
        if address and address.startswith("#"):
            assert address[1:] in ids


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[x](javascript:alert(1))",
        '<a href="data:text/html,x">x</a>',
        '<iframe src="https://evil.example"></iframe>',
        '<p style="position:fixed" onclick="x()">x</p>',
        "<svg><script>x</script></svg>",
        '<form action="https://evil.example"><input></form>',
    ],
)
def test_raw_markup_in_a_body_is_cleaned(hostile: str) -> None:
    page = body_html(f"Before.\n\n{hostile}\n\nAfter.")
    assert not re.search(
        r"<(script|iframe|svg|form|input|style)|onerror|onclick|javascript:|data:|style=", page
    )
    assert "Before." in page
    assert "After." in page


def test_a_chart_stands_in_both_its_widths_as_images_with_names(
    page: PageView, chart: Chart
) -> None:
    html = finished(page, chart)
    outline = Outline(html)
    ids = [name for _, attributes in outline.tags if (name := attributes.get("id"))]
    assert len(ids) == len(set(ids))
    wide, narrow = outline.all("svg")
    assert (wide["width"], narrow["width"]) == ("680", "330")
    for drawing in (wide, narrow):
        assert drawing["role"] == "img"
        assert set((drawing["aria-labelledby"] or "").split()) <= set(ids)


def test_one_drawing_is_shown_even_without_a_style_sheet(page: PageView, chart: Chart) -> None:
    html = finished(page, chart)
    shown = [box for box in Outline(html).all("div") if (box.get("class") or "").startswith("on-p")]
    assert [(box["class"], "hidden" in box) for box in shown] == [
        ("on-page", False), ("on-phone", True),
    ]  # fmt: skip
    phone = re.search(r"@media screen and \(max-width:[^)]*\)\{\.on-page(.*?)\}\}", html)
    assert phone
    assert phone[1].startswith("{display:none}.on-phone{display:block}")
    assert "overflow-x" not in html.partition("<figure")[2].partition("</figure>")[0]


def test_a_chart_that_is_only_wide_stands_alone(page: PageView, chart: Chart) -> None:
    outline = Outline(finished(page, replace(chart, narrow=None)))
    assert len(outline.all("svg")) == len(outline.all("figure")) == 1


def test_figures_and_notes_stay_together() -> None:
    page = body_html(
        "Funding of −0.0406% per 8 h at 27 March 2026, 21:21 UTC. [\\[1\\]](#source-1)\n\n"
        "| Rate |\n| --- |\n| +0.0100% per 8 h |\n\n"
        "| a | b | c | d | e |\n| --- | --- | --- | --- | --- |\n| a | b | c | d | 2 h 39 min |\n"
    )
    assert (
        "−0.0406%\u00a0per\u00a08\u00a0h at 27\u00a0March\u00a02026, 21:21\u00a0UTC.\u00a0<a"
        in page
    )
    assert "+0.0100%\u00a0per\u00a08\u00a0h" in page
    assert "2 h 39 min" in page


def test_a_table_of_many_columns_is_marked() -> None:
    four = "| a | b | c | d |\n| --- | --- | --- | --- |\n| 1 | 2 | 3 | 4 |\n"
    assert '<div class="table"' in body_html(four)
    five = "\n".join(
        f"{row} x |" if "-" not in row else f"{row} --- |" for row in four.split("\n")[:3]
    )
    assert '<div class="table wide"' in body_html(five)


def test_figures_of_wide_tables_stand_in_columns() -> None:
    head = "| a | b | c | d | e |\n| --- | --- | --- | --- | --- |\n"
    rows = "| BTC | −3.7% | above | +$1 | 2 |\n| ETH | — | $2 | 0.5 bps | no lean |\n"
    outline = Outline(body_html(head + rows))
    assert [cell.get("class") for cell in outline.all("th")[:5]] == [None, "num", None, "num", None]
    assert [cell.get("class") for cell in outline.all("td")[:4]] == ["num", None, "num", None]


def test_a_caption_names_the_box_of_its_table() -> None:
    table = "| a |\n| --- |\n| b |\n"
    page = body_html(f"**One**\n\n{table}\nText.\n\n**Two**\n\n{table}")
    boxes = Outline(page).all("div")
    assert [box["aria-labelledby"] for box in boxes] == ["table-1", "table-2"]
    assert '<caption id="table-2">Two</caption>' in page


def test_a_table_without_caption_is_closed_too() -> None:
    page = body_html("Text.\n\n| a | b |\n| --- | --- |\n| x | y |\n")
    assert Outline(page).all("th") == [{"scope": "col"}, {"scope": "col"}, {"scope": "row"}]


def test_the_front_page_names_gaps_checks_and_files(edition: EditionView) -> None:
    page = edition_page(edition)
    outline = assert_accessible(page)
    assert "A &lt;headline&gt; at 5\u00a0bps" in page
    assert "Missing for Tallow Gazette" in page
    assert "Every figure is read back." in page
    assert "<strong>Shorts pay:</strong> Funding settled at" in page
    addresses = [link.get("href") for link in outline.all("a")]
    assert {"briefing.pdf", "edition.json", "articles/a/article.html"} <= set(addresses)
    assert "SAMPLE DATA" in page


def test_a_front_page_with_nothing_missing_says_nothing_of_it(edition: EditionView) -> None:
    bare = replace(
        edition, gaps=(), sources=(), tables=(), takeaways=(), evidence={}, disclosure=(),
        sample=False,
    )  # fmt: skip
    page = edition_page(bare)
    assert_accessible(page)
    assert "Data Gaps" not in page
    assert "SAMPLE" not in page


def test_a_source_without_a_web_address_is_named_without_a_link(edition: EditionView) -> None:
    hostile = SourceView(number=1, outlet="Wire", title="T", url="javascript:x()", published="now")
    page = edition_page(replace(edition, sources=(hostile,)))
    assert "javascript:" not in page
    assert "<li>Wire, “T”, now</li>" in page


def test_the_front_page_prints_its_tables_like_the_article(edition: EditionView) -> None:
    page = edition_page(edition)
    assert '<caption id="table-1">Others</caption>' in page
    assert re.search(r'<th scope="row">ETHUSDT</th>\s*<td>\$2,061</td>', page)
    table = Table(caption="A <b>", header=("a", "b"), rows=(("<i>", "|"),))
    assert "<i>" not in edition_page(replace(edition, tables=(table,)))


def test_static_words_of_templates_hold_no_figure() -> None:
    for path in sorted(templates_dir().rglob("*.j2")):
        if path.name.endswith(".css.j2"):
            continue
        text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", " ", path.read_text(), flags=re.S)
        text = re.sub(r"<(style|script)>.*?</\1>|<[^>]*>", " ", text, flags=re.S)
        text = text.replace("Page 0", "")  # stands in while the briefing is measured
        assert not re.search(r"\d", text), path.name
