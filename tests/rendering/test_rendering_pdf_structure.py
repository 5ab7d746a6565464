"""What the file tells programs: tags, outline, fonts, links; and how its pages are filled."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import pytest

from reporter.rendering.pdf import briefing_pdf
from tests.rendering.briefings import article, briefing, chart, filled, needs_pango

LEAST = 0.70
"""A page is filled to at least this share of its height, the last one aside."""


@pytest.fixture(scope="module")
def data() -> bytes:
    charts = [chart("Funding"), chart("Heat", "full"), chart("Basis"), chart("Odds")]
    return briefing_pdf(briefing(article("First", 3, charts), article("Second", 3)))


@pytest.fixture
def document(data: bytes) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(data)) as opened:
        yield opened


def elements(node: Any) -> Iterator[Any]:
    """The structure elements below one, in reading order."""
    kids = node.get("/K", pikepdf.Array())
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from elements(kid)


def tagged(document: pikepdf.Pdf, tag: str) -> list[Any]:
    return [one for one in elements(document.Root.StructTreeRoot) if str(one.S) == f"/{tag}"]


@needs_pango
def test_the_file_says_what_it_is(document: pikepdf.Pdf) -> None:
    assert str(document.Root.Lang) == "en"
    assert bool(document.Root.MarkInfo.Marked)
    assert bool(document.Root.ViewerPreferences.DisplayDocTitle)
    assert all(page.obj.Tabs == "/S" for page in document.pages)
    with document.open_metadata() as told:
        assert told["pdfuaid:part"] == "1"
        assert told["dc:title"] == "First"
        assert told["xmp:CreateDate"] == "2026-03-27T21:21:00Z"


@needs_pango
def test_every_figure_has_words(document: pikepdf.Pdf) -> None:
    figures = tagged(document, "Figure")
    told = [str(figure.Alt) for figure in figures]
    leads = ["The chart First lead.", "The chart Second lead."]
    rest = ["The chart Heat.", "The chart Funding.", "The chart Basis.", "The chart Odds."]
    assert sorted(told) == sorted([*leads, *rest])


@needs_pango
def test_every_heading_cell_says_what_it_heads(document: pikepdf.Pdf) -> None:
    cells = tagged(document, "TH")
    assert len(cells) > 20
    scopes = {str(cell.A.Scope) for cell in cells}
    assert scopes == {"/Column", "/Row"}
    names = {str(cell.ID) for cell in cells}
    headings = [[str(name) for name in cell.A.Headers] for cell in tagged(document, "TD")]
    assert all(len(named) == 2 and names.issuperset(named) for named in headings)


@needs_pango
def test_the_outline_holds_articles_and_sections(document: pikepdf.Pdf) -> None:
    with document.open_outline() as outline:
        told = [(item.title, [child.title for child in item.children]) for item in outline.root]
    sections = ["What Is Reported?", "What the Engine Shows", "Trading Implications"]
    assert told[:4] == [
        ("First", sections),
        ("Second", sections),
        ("Market Overview", []),
        ("Charts", []),
    ]
    assert [title for title, _ in told[4:]] == ["Sources", "Disclosure"]


@needs_pango
def test_every_link_says_where_it_leads(document: pikepdf.Pdf) -> None:
    links = [note for page in document.pages for note in page.obj.get("/Annots", [])]
    assert {str(link.Subtype) for link in links} == {"/Link"}
    assert all(str(link.Contents) for link in links)
    named = {str(link.Dest) for link in links if "/Dest" in link}
    assert {"article-1", "article-2", "article-1-source-1", "article-2-source-1"} <= named


@needs_pango
def test_only_bundled_fonts_are_embedded(document: pikepdf.Pdf) -> None:
    fonts = [
        one
        for one in document.objects
        if isinstance(one, pikepdf.Dictionary) and one.get("/Type") == "/FontDescriptor"
    ]
    assert fonts
    for font in fonts:
        assert re.match(r"/[A-Z]{6}\+Reporter-S", str(font.FontName)), font.FontName
        assert {"/FontFile2", "/FontFile3"} & set(font.keys())


@needs_pango
@pytest.mark.parametrize("length", [2, 9])
@pytest.mark.parametrize(("halves", "fulls"), [(0, 0), (5, 2)])
def test_no_page_is_half_empty(length: int, halves: int, fulls: int) -> None:
    charts = [chart(f"Half {n}") for n in range(halves)]
    charts += [chart(f"Full {n}", "full") for n in range(fulls)]
    *pages, _last = filled(briefing_pdf(briefing(article("One", length, charts))))
    assert all(page >= LEAST for page in pages), pages


@needs_pango
def test_no_page_of_several_articles_is_half_empty() -> None:
    told = [article(f"Article {n}", 2 + n, [chart(f"Chart {n}")]) for n in range(4)]
    *pages, _last = filled(briefing_pdf(briefing(*told, overview=40)))
    assert all(page >= LEAST for page in pages), pages


@needs_pango
@pytest.mark.tools
def test_qpdf_and_pdffonts_find_no_fault(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "briefing.pdf"
    path.write_bytes(data)
    qpdf, pdffonts = shutil.which("qpdf"), shutil.which("pdffonts")
    assert qpdf
    assert pdffonts
    checked = subprocess.run([qpdf, "--check", path], capture_output=True, text=True, check=True)
    assert "No syntax or stream encoding errors found" in checked.stdout
    listed = subprocess.run([pdffonts, path], capture_output=True, text=True, check=True)
    rows = listed.stdout.splitlines()[2:]
    assert rows
    for row in rows:
        assert re.match(r"[A-Z]{6}\+Reporter-S", row), row
        assert re.search(r"\byes\s+yes\s+yes\b", row), row
