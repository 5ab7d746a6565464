"""What a style sheet prints is text of the page, however it is written; counters are refused."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporter.model.errors import UsageError
from reporter.model.text import BlockKind
from reporter.reading import read_email, read_html, read_svg, require_known_styles

TEMPLATES = Path(__file__).parents[2] / "templates"


def printed(sheet: str, body: str = "<h1>Rates rise</h1>") -> list[str]:
    page = f"<title>T</title><style>{sheet}</style>{body}"
    return [
        block.text.removeprefix("style: ")
        for block in read_html(page.encode(), "page.html").blocks
        if block.place == "style"
    ]


@pytest.mark.parametrize(
    "sheet",
    [
        'h1::after{content:" (up 9.99%)"}',
        "h1::after { CONTENT : ' (up 9.99%)' !important }",
        r'h1::after{content:" (up \39.99%)"}',
        r'h1::after{content:" (up \000039 .99\25)"}',
        r'h1::after{c\6fntent:" (up 9.99%)"}',
        'h1::after{content:" (up " "9" ".99%)"}',
        'h1::after{content:" (up " attr(data-x) ".99%)" / "9"}',
        'h1::after{content:" (up 9.\\\n99%)"}',
        'h1::after{content:" (up 9.\\\r\n99%)"}',
        '@media print { h1 { &::after{/* "; */content:/**/" (up 9.99%)" } } }',
        'h1::after{color:red;content:url("a;b.svg") url(x;y.svg) " (up 9.99%)"}',
        'h1{background:u\\72l(a.svg)}h1::after{content:" (up 9.99%)"}',
        'h1[title="{"]::after{content:" (up 9.99%)"}',
        ':root{--x:" (up 9.99%)"}h1::after{content:var(--x)}',
        'ul{list-style-type:" (up 9.99%)"}',
        'q{quotes:" (up 9.99%)" ""}',
        'h1::before{content:"unclosed\n} h1::after{content:" (up 9.99%)"}',
        'h1::after{content:" (up 9.99%)',
    ],
)
def test_a_string_that_a_style_sheet_prints_is_read(sheet: str) -> None:
    found = printed(sheet)
    assert any("9.99%)" in text or text == "(up .99%)9" for text in found), found


def test_an_attribute_that_a_style_sheet_prints_is_read() -> None:
    body = '<h1 data-x="up 9.99%">Rates rise</h1><p data-x="1">Text</p>'
    assert printed("h1::after{content:attr(DATA-X)}", body) == ["up 9.99%", "1"]
    assert printed("h1::after{content:attr(href)}", '<h1 href="9.99%">T</h1>') == ["9.99%"]


def test_style_attributes_and_sheets_of_drawings_are_read() -> None:
    page = """<ul style="list-style: '9.99%'"><li>Rates</li></ul>"""
    assert printed("", page) == ["9.99%"]
    svg = '<svg><style>text::after{content:"&#57;.99%"}</style><text>Rates</text></svg>'
    blocks = read_svg(svg.encode(), "chart.svg").blocks
    assert any(block.text == "style: 9.99%" for block in blocks)


def test_the_html_of_an_e_mail_is_read_alike() -> None:
    page = '<style>h1::after{content:"up 9.99%"}</style><h1>Rates</h1>'
    message = f"Subject: Rates\nContent-Type: text/html\n\n{page}"
    (text,) = read_email(message.encode(), "letter.eml")
    assert (BlockKind.META, "style: up 9.99%") in [(b.kind, b.text) for b in text.blocks]


@pytest.mark.parametrize(
    "sheet",
    [
        "",
        'h1::before{content:""}h2::before{content:none}li::marker{content:"\\2022 "}',
        'a[href^="http"]::after{content:" (" attr(href) ")"}',
        'h1{font-family:"Source Sans 3";background:url("1.svg"),url(data:image/png;base64,9=)}',
        '@charset "utf-8";:root{--serif:"Source Serif 4"}/* content:"9.99%" */',
        "li{counter-reset:rank 9}",
    ],
)
def test_what_prints_no_text_gives_none(sheet: str) -> None:
    assert printed(sheet, '<p><a href="https://a.example/9">Link</a></p>') == []


@pytest.mark.parametrize(
    "sheet",
    [
        "h1{counter-reset:x 999}h1::after{content:counter(x) '%'}",
        r"h1::after{content:\63ounters(x,'.')}",
        "h1::after{--x:counter(x);content:var(--x)}",
        "@counter-style up{system:extends decimal;suffix:\\39}",
        "ul{list-style:symbols(cyclic '9.99%')}",
        """h1{background:url(a")}h1::after{content:"9.99%"}""",
    ],
)
def test_what_cannot_be_read_is_told_and_refused_where_the_page_is_ours(sheet: str) -> None:
    text = read_html(f"<style>{sheet}</style><h1>Rates rise</h1>".encode(), "page.html")
    assert text.text.endswith("Rates rise")
    with pytest.raises(UsageError, match="style sheet cannot be read") as caught:
        require_known_styles([text])
    assert caught.value.where == "page.html"
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "name", ["page.css", "chart.css", "evidence.css", "site.css", "newsletter.css"]
)
def test_built_in_sheets_of_pages_print_nothing(name: str) -> None:
    assert printed((TEMPLATES / "css" / name).read_text("utf-8")) == []


@given(st.lists(st.tuples(st.sampled_from("9.%a\"'\\;{}/*("), st.booleans()), max_size=30))
@settings(max_examples=100, deadline=None)
def test_no_way_to_write_a_sign_hides_it(signs: list[tuple[str, bool]]) -> None:
    said = "9" + "".join(sign for sign, _ in signs) + "9"
    written = "".join(
        f"\\{ord(sign):x} " if escaped or sign in '"\\' else sign for sign, escaped in signs
    )
    assert printed(f'h1::after{{content:"9{written}9"}}') == [said]
