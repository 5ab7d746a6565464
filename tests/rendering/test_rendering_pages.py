from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reporter
from reporter.model.text import Table
from reporter.rendering import resources
from reporter.rendering.charts import Chart, ChartView, price_chart
from reporter.rendering.environment import render
from reporter.rendering.failures import BadTemplate, RenderFailed
from reporter.rendering.html import archive_page, article_page, body_html, edition_page
from reporter.rendering.markdown import article_markdown
from reporter.rendering.resources import builtin, fonts_dir, templates_digest, templates_dir
from reporter.rendering.signs import in_sans, in_serif
from reporter.rendering.views import ArchiveEntry, ArticleView, EditionView, SourceView

VOID = {"meta", "img", "br", "link", "rect", "line", "circle", "path"}


class Outline(HTMLParser):
    """Checks that elements close in order, and keeps tags, headings and ids."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.feed(page)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


@pytest.fixture
def chart(chart_view: ChartView) -> Chart:
    return price_chart(chart_view)


@pytest.fixture
def edition() -> EditionView:
    return EditionView(
        brand="Meridian Desk",
        as_of="27 March 2026, 21:21 UTC",
        instant="2026-03-27T21:21:00Z",
        sample=True,
        articles=(("articles/a/article.html", "A <headline> at 5 bps", "A dek."),),
        tables=(
            Table(caption="Others", header=("Symbol", "Price"), rows=(("ETHUSDT", "$2,061"),)),
        ),
        sources=(
            SourceView(
                number=1, outlet="Wire", title="T & T", url="https://a.example/", published="now"
            ),
        ),
        gaps=("Missing for Tallow Gazette: feed (the address leads nowhere).",),
        checks=("Every figure is read back.", "Levels are checked."),
        downloads=(("briefing.pdf", "PDF briefing"), ("edition.json", "Facts as JSON")),
    )


def assert_accessible(page: str) -> Outline:
    outline = Outline(page)
    assert outline.all("html") == [{"lang": "en"}]
    assert len(outline.all("main")) == len(outline.all("h1")) == 1
    steps = zip([0, *outline.headings], outline.headings, strict=False)
    assert all(after <= before + 1 for before, after in steps)
    assert all(cell.get("scope") in ("row", "col") for cell in outline.all("th"))
    assert all(image.get("alt") for image in outline.all("img"))
    ids = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, box in outline.tags:
        if "tabindex" in box:
            assert box["role"] == "region"
            assert box.get("aria-label") or box.get("aria-labelledby") in ids
    assert all("href" in link for link in outline.all("a"))
    names = [meta.get("name") for meta in outline.all("meta")]
    assert {"viewport", "generator"} <= set(names)
    return outline


def test_the_article_page_stands_alone(view: ArticleView, chart: Chart) -> None:
    markdown = article_markdown(view)
    page = article_page(view, markdown, (chart,), (("article.md", "Markdown"),))
    outline = assert_accessible(page)
    assert page == article_page(view, markdown, (chart,), (("article.md", "Markdown"),))
    assert len(outline.all("svg")) == len(outline.all("figure")) == 1
    assert not outline.all("script")
    assert not outline.all("link")
    assert not re.findall(r"url\((?!data:)", page)
    assert page.count("<caption") == 1
    assert "SAMPLE DATA" in page.partition("<figure")[0]
    assert len(page.encode()) < 150_000


def test_without_a_drawing_the_page_keeps_the_image(view: ArticleView) -> None:
    page = article_page(view, article_markdown(view))
    [image] = assert_accessible(page).all("img")
    assert image == {"src": "../../charts/filusdt-price.svg", "alt": "FILUSDT trades at $0.836."}


def test_links_out_carry_no_weight_and_links_inside_lead_somewhere(
    view: ArticleView, chart: Chart
) -> None:
    outline = Outline(article_page(view, article_markdown(view), (chart,)))
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


def test_the_chart_is_an_image_with_a_name_in_a_box_that_scrolls(
    view: ArticleView, chart: Chart
) -> None:
    outline = Outline(article_page(view, article_markdown(view), (chart,)))
    [drawing] = outline.all("svg")
    ids = {attributes.get("id") for _, attributes in outline.tags}
    assert drawing["role"] == "img"
    assert set((drawing["aria-labelledby"] or "").split()) <= ids
    assert {"class": "drawing", "tabindex": "0", "role": "region", "aria-label": "Chart"} in (
        outline.all("div")
    )


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
    addresses = [link.get("href") for link in outline.all("a")]
    assert {"briefing.pdf", "edition.json", "articles/a/article.html"} <= set(addresses)
    assert "SAMPLE DATA" in page


def test_a_front_page_with_nothing_missing_says_nothing_of_it(edition: EditionView) -> None:
    bare = replace(edition, gaps=(), sources=(), tables=(), sample=False)
    page = edition_page(bare)
    assert_accessible(page)
    assert "What Is Missing" not in page
    assert "SAMPLE" not in page


def test_the_list_of_editions() -> None:
    entries = [
        ArchiveEntry(folder="2026-03-28-main", headline="B & C", as_of="then", sample=False),
        ArchiveEntry(folder="2026-03-27-sample", headline="A", as_of="then", sample=True),
    ]
    page = archive_page(entries)
    assert_accessible(page)
    assert page.index("2026-03-28-main/index.html") < page.index("2026-03-27-sample/index.html")
    assert page.count("sample data") == 1
    assert_accessible(archive_page([]))


def test_static_words_of_templates_hold_no_figure() -> None:
    for path in sorted(templates_dir().glob("*.j2")):
        text = re.sub(
            r"\{[{%#].*?[}%#]\}|<style>.*?</style>|<[^>]*>", " ", path.read_text(), flags=re.S
        )
        assert not re.search(r"\d", text), path.name


def test_a_users_template_goes_first_and_may_extend_the_built_in(
    tmp_path: Path, edition: EditionView
) -> None:
    (tmp_path / "edition.html.j2").write_text(
        '{% extends "!builtin/edition.html.j2" %}{% block end %}OUR FOOT{{ super() }}{% endblock %}'
    )
    page = edition_page(edition, [tmp_path])
    assert "OUR FOOT" in page
    assert "General information" in page


@pytest.mark.parametrize(
    ("template", "fault"),
    [
        ("{{ view.nothing }}", "nothing"),
        ("{% if %}", "line 1"),
        ("{{ ''.__class__.__mro__ }}", "unsafe"),
        ('{{ asset("../pyproject.toml") }}', "no file"),
        ('{{ asset("/etc/passwd") }}', "no file"),
        ("{{ asset(3) }}", "TypeError"),
        ('{{ font("x") }}', "no bundled font 'x'"),
        ('{{ font("../fonts/reporter-sans-regular") }}', "no bundled font"),
        ("\n{{ 1 / 0 }}", r"edition\.html\.j2: .*line 2: ZeroDivisionError"),
        ("{{ view.brand + 1 }}", "TypeError"),
        ("{{ view.brand.encode('ascii').decode('utf-16') }}", "cannot be filled"),
        ('{% include "missing.j2" %}', "missing.j2"),
    ],
)
def test_a_bad_template_is_named_with_its_fault(
    tmp_path: Path, edition: EditionView, template: str, fault: str
) -> None:
    (tmp_path / "edition.html.j2").write_text(template)
    with pytest.raises(BadTemplate, match=fault) as caught:
        edition_page(edition, [tmp_path])
    assert caught.value.exit_code == 3


def test_a_template_that_is_not_utf8_is_named(tmp_path: Path, edition: EditionView) -> None:
    (tmp_path / "edition.html.j2").write_bytes("é".encode("latin-1"))
    with pytest.raises(BadTemplate, match=r"edition\.html\.j2: .*not in UTF-8"):
        edition_page(edition, [tmp_path])
    (tmp_path / "own.txt").write_bytes(b"\xff")
    (tmp_path / "edition.html.j2").write_text('{% include "own.txt" %}')
    with pytest.raises(BadTemplate, match=r"edition\.html\.j2: .*line 1: .*not in UTF-8"):
        edition_page(edition, [tmp_path])


def test_a_users_style_sheet_goes_first_and_stays_in_its_folder(
    tmp_path: Path, edition: EditionView
) -> None:
    own, secret = tmp_path / "templates", tmp_path / "secret.css"
    (own / "css").mkdir(parents=True)
    (own / "css" / "page.css").write_text("body{color:#123456}")
    secret.write_text("body{color:#654321}")
    (own / "css" / "chart.css").symlink_to(secret)
    page = edition_page(edition, [own])
    assert "#123456" in page
    assert "#654321" not in page
    assert (templates_dir() / "css" / "page.css").read_text() not in page
    assert (templates_dir() / "css" / "chart.css").read_text() in page


def test_only_samples_ask_not_to_be_indexed(
    view: ArticleView, chart: Chart, edition: EditionView
) -> None:
    mark = '<meta name="robots" content="noindex">'
    markdown = article_markdown(view)
    sample = ArchiveEntry(folder="a", headline="A", as_of="then", sample=True)
    real = replace(sample, sample=False)
    assert mark in article_page(view, markdown, (chart,))
    assert mark not in article_page(replace(view, sample=False), markdown, (chart,))
    assert mark in edition_page(edition)
    assert mark not in edition_page(replace(edition, sample=False))
    assert mark in archive_page([sample, sample])
    assert mark not in archive_page([sample, real])


def test_a_surface_that_cannot_be_made_holds_the_edition() -> None:
    assert RenderFailed("x").exit_code == 5


def test_text_is_never_rendered_as_a_template(tmp_path: Path) -> None:
    (tmp_path / "x.html.j2").write_text("{{ view }}")
    assert render("x.html.j2", "{{ 1 + 1 }}<b>", [tmp_path]) == "{{ 1 + 1 }}&lt;b&gt;"


def test_the_digest_covers_every_file_and_the_users_own(tmp_path: Path) -> None:
    assert templates_digest() == templates_digest()
    before = templates_digest([tmp_path])
    assert before != templates_digest()
    (tmp_path / "a.j2").write_text("x")
    assert templates_digest([tmp_path]) != before


def test_templates_are_found_in_the_wheel_first_and_missed_aloud(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert (templates_dir() / "layout.html.j2").is_file()
    monkeypatch.setattr(reporter, "__file__", str(tmp_path / "site" / "reporter" / "__init__.py"))
    with pytest.raises(RenderFailed, match="missing from this installation"):
        builtin("templates")
    packaged = tmp_path / "site" / "reporter" / "_data" / "templates"
    packaged.mkdir(parents=True)
    (tmp_path / "site" / "templates").mkdir()
    assert resources.templates_dir() == packaged


def test_the_bundled_fonts_hold_the_signs_that_articles_use() -> None:
    from fontTools.ttLib import TTFont  # type: ignore[import-untyped]  # no stubs exist

    files = sorted(fonts_dir().glob("*.[wt]*f*"))
    assert len(files) == 9
    for path in files:
        with TTFont(path) as font:
            missing = [sign for sign in "−–—“”‘’≈·×…%$€éßø□" if ord(sign) not in font.getBestCmap()]
        assert missing == []
    assert sum(path.stat().st_size for path in files) < 400_000


@pytest.mark.parametrize(("face", "fit"), [("sans", in_sans), ("serif", in_serif)])
def test_what_is_drawn_is_what_the_fonts_hold(face: str, fit: Callable[[str], str]) -> None:
    from fontTools.ttLib import TTFont

    held: set[int] = set()
    for path in sorted(fonts_dir().glob(f"reporter-{face}-*.[wt]*f*")):
        with TTFont(path) as font:
            held = held & set(font.getBestCmap()) or set(font.getBestCmap())
    if face == "serif":
        with TTFont(fonts_dir() / "reporter-sans-regular.ttf") as font:
            assert set(font.getBestCmap()) <= held
    kept = {code for code in range(0x20, 0x3100) if fit(chr(code)) == chr(code)}
    assert kept == held


@settings(max_examples=100, deadline=None)
@given(st.text())
def test_figures_and_latin_letters_are_never_replaced(text: str) -> None:
    def plain_signs(words: str) -> list[str]:
        return [sign for sign in words if sign.isascii() and not sign.isspace() and sign > " "]

    shown = in_sans(text.replace("\u2010", "").replace("\u2011", ""))
    assert plain_signs(shown) == [sign for sign in plain_signs(text) if sign != "\x7f"]
