"""Files by suffix: plain text, e-mail, PDF, and what cannot be read."""

from __future__ import annotations

import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from reporter.model.errors import UsageError
from reporter.model.text import BlockKind
from reporter.numerals import read
from reporter.reading import read_email, read_file, read_markdown, read_pdf, read_plain
from reporter.reading.lines import Line, blocks_of

PLAIN = """\ufeffAn opening line that is wrapped
at -4.0602%,$127Min the middle. And it ends.
What Does This Enable?
It enables 5%.

SOURCES AND METHODS
===================
Level | Odds
$0.92 | 5.9%
- first bullet goes
  on here. And
  on again.
* second bullet
1. numbered https://example.org/a
# Marked Heading
a line without a stop
"""


def kinds(path: Path) -> list[tuple[str, str]]:
    return [(b.kind.value, b.text) for text in read_file(path) for b in text.blocks]


def test_plain_text(tmp_path: Path) -> None:
    path = tmp_path / "stranger.txt"
    path.write_text(PLAIN, encoding="utf-8")
    assert kinds(path) == [
        (
            "paragraph",
            "An opening line that is wrapped at -4.0602%,$127Min the middle. And it ends.",
        ),
        ("heading", "What Does This Enable?"),
        ("paragraph", "It enables 5%."),
        ("heading", "SOURCES AND METHODS"),
        ("row", "Level | Odds"),
        ("row", "$0.92 | 5.9%"),
        ("bullet", "first bullet goes on here. And on again."),
        ("bullet", "second bullet"),
        ("bullet", "numbered https://example.org/a"),
        ("heading", "Marked Heading"),
        ("paragraph", "a line without a stop"),
    ]
    assert read_file(path)[0].blocks[8].links == ("https://example.org/a",)


def test_a_sentence_wrapped_after_capitals_is_no_heading() -> None:
    text = "The Financial Services Committee\nhas voted on it.\n\n# What It Says\nnot much\n"
    assert [(b.kind.value, b.text) for b in read_plain(text, "a.txt").blocks] == [
        ("paragraph", "The Financial Services Committee has voted on it."),
        ("heading", "What It Says"),
        ("paragraph", "not much"),
    ]


def test_sources_of_plain_text() -> None:
    blocks = read_plain("Sources\n\n1. Outlet\n2. Other\n", "a.txt").blocks
    assert [b.kind for b in blocks] == [BlockKind.HEADING, BlockKind.SOURCE, BlockKind.SOURCE]


def message(text: str | None, html: str | None) -> EmailMessage:
    mail = EmailMessage()
    mail["Subject"] = "Funding at −0.0406%: what it means"
    mail["From"] = "Desk <desk@example.org>"
    mail["Date"] = "Fri, 27 Mar 2026 21:21:00 +0000"
    if text is not None:
        mail.set_content(text)
    if html is not None:
        if text is None:
            mail.set_content(html, subtype="html")
        else:
            mail.add_alternative(html, subtype="html")
    return mail


HTML = "<span style='display:none'>Preheader 5%</span><p>Body −11.4 bps</p>"


def test_email_gives_both_parts() -> None:
    text, html = read_email(message("Body −11.4 bps\n", HTML).as_bytes(), "n.eml")
    fields = ["subject: Funding at −0.0406%: what it means", "from: Desk <desk@example.org>"]
    assert (text.format, html.format) == ("email-text", "email-html")
    assert [b.text for b in text.blocks] == [*fields, "Body −11.4 bps"]
    assert [b.text for b in html.blocks] == [*fields, "Preheader 5%", "Body −11.4 bps"]


@pytest.mark.parametrize(
    ("text", "html", "form"), [("T", None, "email-text"), (None, HTML, "email-html")]
)
def test_email_of_one_part(tmp_path: Path, text: str | None, html: str | None, form: str) -> None:
    path = tmp_path / "n.eml"
    path.write_bytes(message(text, html).as_bytes())
    assert [part.format for part in read_file(path)] == [form]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"Subject: x\nMIME-Version: 1.0\nContent-Type: image/png\n\nAA==\n",
        b"Subject: x\nMIME-Version: 1.0\nContent-Type: multipart/alternative\n\nbody\n",
        b"Subject: x\nMIME-Version: 1.0\nContent-Type: text/plain; charset=nope\n\nbody\n",
        b"Subject: x\nContent-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!\n",
        b"Subject: x\nContent-Type: text/plain; charset=utf-8\n\n\x965%\n",
    ],
)
def test_damaged_email_is_refused(data: bytes) -> None:
    with pytest.raises(UsageError, match="the e-mail cannot be read") as refused:
        read_email(data, "n.eml")
    assert refused.value.where == "n.eml"
    assert refused.value.next_step


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such file"):
        read_file(tmp_path / "none.md")
    with pytest.raises(UsageError, match="cannot be read"):
        read_file(tmp_path)
    binary = tmp_path / "image.bin"
    binary.write_bytes(b"\x89PNG\x00\x00")
    with pytest.raises(UsageError, match="holds no text"):
        read_file(binary)


@pytest.mark.parametrize(
    ("name", "data", "form"),
    [
        ("a.md", b"# H", "markdown"),
        ("a.HTM", b"<p>x", "html"),
        ("a.svg", b"<svg><text>x</text></svg>", "svg"),
        ("a", b"<!DOCTYPE html><p>x", "html"),
        ("b", b"<svg/>", "svg"),
        ("c", b"---\ntitle: x\n---\n", "markdown"),
        ("d.text", b"<html>x", "text"),
        ("e.xyz", b"plain", "text"),
    ],
)
def test_formats(tmp_path: Path, name: str, data: bytes, form: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert read_file(path)[0].format == form


@pytest.mark.parametrize(
    "data",
    [
        "caf\u00e9 5€".encode(),
        "caf\u00e9 5€".encode("utf-8-sig"),
        "caf\u00e9 5€".encode("utf-16"),
        b'<meta charset="windows-1252">' + "caf\u00e9 5€".encode("cp1252"),
        b'<meta charset="iso-8859-15">' + "caf\u00e9 5€".encode("iso-8859-15"),
        b'<?xml version="1.0" encoding="iso-8859-15"?>' + "caf\u00e9 5€".encode("iso-8859-15"),
        b'<meta charset="windows-1252">' + "caf\u00e9 5€".encode(),
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "page.html"
    path.write_bytes(data)
    assert read_file(path)[0].blocks[0].text == "café 5€"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("caf\u00e9 5€".encode("cp1252"), r"not encoded in UTF-8.*byte 0xe9 in line 1"),
        (b'a\r\nb\r\n<meta charset="nonsense">\xe9', r"UTF-8.*byte 0xe9 in line 3"),
        (b'<meta charset="utf-8">\n' + "−5%".encode("utf-16-le"), "holds no text"),
        (b'<meta charset="shift_jis">\x81', "not encoded in shift_jis"),
        (b"\xff\xfea", "not encoded in UTF-16"),
        ("Funding was −0.0406%.".encode("latin-1", "replace"), r"signs were lost.*'\?0\.0406%\.'"),
        ("Price | \ufffd5.2%".encode(), "signs were lost"),
    ],
)
@pytest.mark.parametrize("suffix", [".md", ".html", ".txt"])
def test_another_encoding_is_named_and_not_guessed(
    tmp_path: Path, suffix: str, data: bytes, why: str
) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=why):
        read_file(path)


@pytest.mark.parametrize("ending", ["\r\n", "\r"])
@pytest.mark.parametrize("name", ["a.md", "a", "a.txt"])
def test_line_ends_of_other_systems_change_nothing(
    tmp_path: Path, page_markdown: str, name: str, ending: str
) -> None:
    text = "---\ntitle: Kalshi Heads the News\ntags:\n  - FILUSDT\n---\n\n" + page_markdown
    (tmp_path / "lf").mkdir()
    (tmp_path / "lf" / name).write_bytes(text.encode())
    (tmp_path / name).write_bytes(text.replace("\n", ending).encode())
    assert kinds(tmp_path / name) == kinds(tmp_path / "lf" / name)


def test_line_ends_of_a_text_in_hand() -> None:
    (field, heading) = read_markdown("---\r\na: b\r\n---\r\n# H\r\n", "a.md").blocks
    assert (field.text, heading.text) == ("a: b", "H")


def forwarded() -> bytes:
    inner = message("Forwarded −5 bps\n", None)
    inner.replace_header("Subject", "Inner 7%")
    outer = message("First $0.836\n", "<p>Page $0.836</p>")
    outer.make_mixed()
    outer.attach(message("Second $0.999\n", None))
    outer.add_attachment("Note of 3%\n", filename="note.txt")
    outer.add_attachment(b"\x89PNG", maintype="image", subtype="png")
    outer.add_attachment(inner)
    return outer.as_bytes()


def test_every_text_of_a_message_is_read() -> None:
    text, html = read_email(forwarded(), "n.eml")
    assert [b.text for b in text.blocks if b.kind is not BlockKind.META] == [
        "First $0.836",
        "Second $0.999",
        "Note of 3%",
        "Forwarded −5 bps",
    ]
    assert "subject: Inner 7%" in [b.text for b in text.blocks]
    assert [b.text for b in html.blocks if b.kind is not BlockKind.META] == ["Page $0.836"]


def test_related_pages_of_a_message_are_read_in_their_order() -> None:
    data = (
        b"Subject: x\nContent-Type: multipart/related; boundary=b\n\n"
        b"--b\nContent-Type: text/html\n\n<p>One \xe2\x88\x925%</p>\n"
        b"--b\nContent-Type: text/html; charset=cp1252\n\n<p>Two \x9777%</p>\n--b--\n"
    )
    (html,) = read_email(data, "n.eml")
    assert [b.text for b in html.blocks][1:] == ["One −5%", "Two —77%"]


PDF_PAGE = """<html lang="en"><head><title>Brief of 27 March 2026</title><style>
@page { size: A5; margin: 2cm; @bottom-center { content: "Page " counter(page) " of "
counter(pages) } }
p { hyphens: auto; text-align: justify } </style></head><body><h1>Trading Implications</h1>
<p>Counterparties in well-established cross-venue event-driven markets pay, with funding at
<b>−0.0406% per 8&nbsp;h</b>, <code>−44.5%</code> a year, a basis of −11.4&nbsp;bps and levels from
$0.92–$0.94 for characteristically event-driven long-short institutional derivatives.</p>
<ul><li>First bullet of $36.2 million in coins that goes on for longer than a line of this page</li>
<li>Second bullet</li></ul>FILLER<h2>Sources</h2><ol><li>Outlet, Title 3</li><li>Other</li></ol>
</body></html>"""


@pytest.fixture(scope="module")
def briefing() -> bytes:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint does not load here: {error}")
    filler = "<p>" + "Another interdependence of counterrevolutionary institutions. " * 40 + "</p>"
    page = PDF_PAGE.replace("FILLER", filler)
    written: bytes = weasyprint.HTML(string=page).write_pdf()
    return written


def test_pdf(briefing: bytes) -> None:
    text = read_pdf(briefing, "briefing.pdf", exempt=("0.90",))
    blocks = [(b.kind.value, b.text) for b in text.blocks]
    assert (text.format, text.exempt) == ("pdf", ("0.90",))
    assert blocks[0] == ("meta", "title: Brief of 27 March 2026")
    assert blocks[1] == ("heading", "Trading Implications")
    assert ("bullet", "Second bullet") in blocks
    assert ("static", "Page 1 of 3") in blocks
    assert (
        blocks[-4:-1]
        == [
            ("heading", "Sources"),
            ("source", "Outlet, Title 3"),
            ("source", "Other"),
        ]
        or ("source", "Outlet, Title 3") in blocks
    )


def test_pdf_words_and_figures_are_whole_again(briefing: bytes) -> None:
    text = read_pdf(briefing, "briefing.pdf")
    plain = re.sub(r"<[^>]+>", "", PDF_PAGE[PDF_PAGE.index("<p>") : PDF_PAGE.index("</p>")])
    expected = " ".join(plain.replace("&nbsp;", " ").split())
    assert expected in [b.text for b in text.blocks]
    filler = "Another interdependence of counterrevolutionary institutions. " * 40
    assert filler.strip() in [b.text for b in text.blocks]
    figures = [
        n.surface for b in text.blocks if b.kind is BlockKind.PARAGRAPH for n in read(b.text)
    ]
    assert figures == ["−0.0406% per 8 h", "−44.5% a year", "−11.4 bps", "$0.92", "$0.94"]


def test_pdf_file(tmp_path: Path, briefing: bytes) -> None:
    path = tmp_path / "briefing"
    path.write_bytes(briefing)
    assert read_file(path)[0].format == "pdf"


def test_damaged_pdf_is_refused() -> None:
    with pytest.raises(UsageError, match="the PDF cannot be read") as refused:
        read_pdf(b"%PDF-1.7 broken", "briefing.pdf")
    assert refused.value.where == "briefing.pdf"


def line(text: str, base: float, size: float = 10) -> Line:
    return Line(text=text, top=base, base=base, size=size)


def joined(*pages: list[Line]) -> list[tuple[str, str]]:
    return [(block.kind.value, block.text) for block in blocks_of(pages)]


@pytest.mark.parametrize(
    ("before", "after", "whole"),
    [
        ("from $0.92–", "$0.94 up", "from $0.92–$0.94 up"),
        ("coun‐", "terparty", "counterparty"),
        ("an 8-", "hour rate", "an 8-hour rate"),
        ("a dash —", "and on", "a dash — and on"),
        ("$36.2", "million", "$36.2 million"),
    ],
)
def test_line_breaks_are_undone(before: str, after: str, whole: str) -> None:
    assert joined([line(before, 100), line(after, 88)]) == [("paragraph", whole)]


def test_lines_far_apart_are_blocks_of_their_own() -> None:
    assert joined(
        [line("One.", 100), line("Two.", 70), line("3", 70, 5), line("• four", 60, 5)]
    ) == [
        ("paragraph", "One."),
        ("paragraph", "Two."),
        ("paragraph", "3"),
        ("bullet", "four"),
    ]


def test_a_block_goes_on_across_pages_but_not_into_a_heading() -> None:
    first = [line("Funding was", 100), line("Page 1 of 2", 10)]
    second = [line("−0.0406% per 8 h.", 100), line("2 / 2", 10)]
    assert joined(first, second) == [
        ("static", "Page 1 of 2"),
        ("paragraph", "Funding was −0.0406% per 8 h."),
        ("static", "2 / 2"),
    ]
    heading = [line("$5 More", 100, 20), line("body text of this page", 80)]
    assert joined([line("Funding was", 100)], heading)[1] == ("heading", "$5 More")


def test_markers_that_stand_alone_mark_their_items() -> None:
    page = [line("One", 100), line("Two", 88), line("1.", 100), line("2.", 88)]
    assert joined(page) == [("bullet", "One"), ("bullet", "Two")]
    assert joined([line("7.", 100)]) == [("paragraph", "7.")]
    assert joined([line("x", 100, 0), line("y", 100, 0)]) == [
        ("paragraph", "x"),
        ("paragraph", "y"),
    ]
    assert joined([]) == []


def test_pdf_tables_are_rows_of_cells(tmp_path: Path) -> None:
    try:
        import weasyprint
    except (ImportError, OSError) as error:
        pytest.skip(f"WeasyPrint does not load here: {error}")
    page = """<html lang="en"><head><title>T</title><style>
    th, td { padding-right: 2em; text-align: left }</style></head><body><p>Before it.</p><table>
    <tr><th>Symbol</th><th>Funding, settled</th></tr>
    <tr><td>FILUSDT</td><td>−0.0406% per 8 h</td></tr></table></body></html>"""
    text = read_pdf(weasyprint.HTML(string=page).write_pdf(), "table.pdf")
    assert [(b.kind.value, b.text) for b in text.blocks][1:] == [
        ("paragraph", "Before it."),
        ("row", "Symbol | Funding, settled"),
        ("row", "FILUSDT | −0.0406% per 8 h"),
    ]


def test_the_head_of_a_table_stays_before_the_page_counter_and_the_next_row() -> None:
    head = Line(text="Symbol | Price", top=20, base=20, size=10, is_row=True)
    row = Line(text="FILUSDT | $0.836", top=800, base=800, size=10, is_row=True)
    assert joined([line("A text that", 40), head, line("Page 1 of 2", 5)], [row]) == [
        ("paragraph", "A text that"),
        ("row", "Symbol | Price"),
        ("static", "Page 1 of 2"),
        ("row", "FILUSDT | $0.836"),
    ]
