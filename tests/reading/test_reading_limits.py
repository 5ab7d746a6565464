"""Files beyond any article: refused by their structure, in words, before a parser runs."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from reporter.model.errors import UsageError
from reporter.reading import read_file

NESTED_PARTS = "".join(
    f"Content-Type: multipart/mixed; boundary=b{depth}\n\n--b{depth}\n" for depth in range(1_500)
)


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("a.md", "[" * 10_001, "10,001 brackets"),
        ("a.md", "[a](" * 501, "501 brackets in one paragraph"),
        ("a.md", "<a x>" * 2_001, "tags in one paragraph"),
        ("a.md", ">" * 21 + " x", "nests lists or quotations"),
        ("a.md", "> " * 21 + "x", "nests lists or quotations"),
        ("a.md", "    " * 21 + "- x", "nests lists or quotations"),
        ("a.md", "\t" * 21 + "- x", "nests lists or quotations"),
        ("a.md", "word " * 10_001, "50,005 characters in one line"),
        ("a.html", "<!--" * 101, "that nothing closes"),
        ("a.html", "<p>x</p>" + "<p" * 101, "that nothing closes"),
        ("a.html", "<b>" * 50_001, "50,001 tags"),
        ("a.svg", "<g>" * 50_001, "50,001 tags"),
        ("a.txt", "x\n" * 1_000_001, "2,000,002 characters"),
        ("a.txt", "Some words follow.\n" * 17_000, "characters to read"),
        ("a.txt", "\n".join(["+5 −5 –5 $5."] * 7_501), "signs at which a figure can begin"),
        ("a.txt", "1% " * 701, "701 runs of digits in one paragraph"),
        ("a.txt", "FILUSDT trades at $" + "9" * 61 + " today.", "more than 60 digits"),
        ("a.txt", "a" * 2_001, "a word in it has more than 2,000 characters"),
        ("a.eml", NESTED_PARTS, "1,500 parts that hold other parts"),
    ],
)
def test_what_is_beyond_any_article_is_refused(
    tmp_path: Path, name: str, content: str, why: str
) -> None:
    path = tmp_path / name
    path.write_text(content, encoding="utf-8")
    with pytest.raises(UsageError, match=why) as refused:
        read_file(path)
    assert refused.value.where == str(path)
    assert refused.value.next_step


def test_a_file_larger_than_any_document_is_not_read_whole(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with path.open("wb") as file:
        file.truncate(30_000_000)
    with pytest.raises(UsageError, match="20,000,001 bytes"):
        read_file(path)


def test_what_long_articles_hold_is_read(tmp_path: Path) -> None:
    long = "\n\n".join(
        [
            "A sentence of the usual length stands in this paragraph of five. " * 5,
            "| Level | Odds |\n|---|---|\n" + "| [$0.92](https://a.example/x) | 5.9% |\n" * 200,
            "> " * 5 + "A reply to a reply.",
            "\n".join("    " * depth + "- item" for depth in range(6)),
            "See https://a.example/" + "path/" * 200,
            "The contract holds 115792089237316195423570985008687907853269984665640564039457.",
        ]
    )
    path = tmp_path / "a.md"
    path.write_text(long, encoding="utf-8")
    assert len(read_file(path)[0].blocks) > 200


def pdf(content: bytes, pages: int = 1) -> bytes:
    """A PDF whose pages all show one stream."""
    kids = b" ".join(b"%d 0 R" % (5 + page) for page in range(pages))
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 3 0 R"
        b"/Resources<</Font<</F1 4 0 R>>>>>>"
    )
    packed = zlib.compress(content)
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % pages,
        b"<</Length %d/Filter/FlateDecode>>stream\n" % len(packed) + packed + b"\nendstream",
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        *[page] * pages,
    ]
    out = b"%PDF-1.4\n"
    for number, body in enumerate(objects, 1):
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    return out + b"trailer<</Size %d/Root 1 0 R>>\n%%%%EOF" % (len(objects) + 1)


def shown(count: int) -> bytes:
    return b"BT /F1 2 Tf " + b"(word ) Tj " * count + b"ET"


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf(shown(1), pages=501), "501 pages"),
        (pdf(shown(2_000), pages=31), "characters to read"),
        (pdf(b" " * 110_000_000), "bytes once it is unpacked"),
    ],
)
def test_a_pdf_beyond_any_document_is_refused(tmp_path: Path, data: bytes, why: str) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(data)
    with pytest.raises(UsageError, match=why):
        read_file(path)


def test_a_pdf_of_usual_size_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    unpacked = b"%PDF-1.4\n% stream\nis a word here\n"
    path.write_bytes(pdf(shown(20)).replace(b"%PDF-1.4\n", unpacked))
    assert "word word" in read_file(path)[0].text
