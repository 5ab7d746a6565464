"""Briefings made by hand, of any length, and what is seen on their pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pypdfium2
import pytest

from reporter.model.text import Table
from reporter.rendering.charts_frame import Chart
from reporter.rendering.failures import PdfUnavailable
from reporter.rendering.pdf import BriefedArticle, BriefedSection, Briefing, require_weasyprint

AS_OF = datetime(2026, 3, 27, 21, 21, tzinfo=UTC)
FOOT = 281 / 297
"""Where the page's foot begins, as a share of its height."""
_SENTENCE = (
    "The desk measures what the venues report and says so in plain words, reading by reading."
)


def _pango_is_here() -> bool:
    try:
        require_weasyprint()
    except PdfUnavailable:
        return False
    return True


needs_pango = pytest.mark.skipif(not _pango_is_here(), reason="Pango is not on this machine")


def chart(name: str, width: str = "half") -> Chart:
    """A drawing with a frame and a title, of the sizes that charts have."""
    x, y = (330, 250) if width == "half" else (680, 380)
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {x} {y}" width="{x}" height="{y}">'
        f'<rect x="1" y="1" width="{x - 2}" height="{y - 2}" fill="none" stroke="#0f172a"/>'
        f'<text x="8" y="24" font-family="Reporter Sans" font-size="17">{name}</text></svg>'
    )
    alt = f"The chart {name}."
    return Chart(name=name, svg=svg, alt=alt, width="half" if width == "half" else "full")


def table(caption: str, rows: int) -> Table:
    """A table of contracts with figures."""
    header = ("Symbol", "Price", "Change", "Funding", "Basis", "View")
    cells = ("$2.874", "−6.2%", "+0.0100% per 8 h", "−11.4 bps", "no lean")
    return Table(
        caption=caption, header=header, rows=tuple((f"C{n}USDT", *cells) for n in range(rows))
    )


def section(kind: str, heading: str, paragraphs: Sequence[int]) -> BriefedSection:
    """A section; each number is that of a paragraph's sentences."""
    text = "".join(f"<p>{' '.join([_SENTENCE] * sentences)}</p>" for sentences in paragraphs)
    return BriefedSection(kind=kind, heading=heading, body_html=text)


def article(title: str, length: int, charts: Sequence[Chart] = ()) -> BriefedArticle:
    """An article of ``length`` paragraphs in each section."""
    paragraphs = [2 + number % 3 for number in range(length)]
    sources = '<ol><li id="source-1">Registry, <a href="https://registry.example/1">“Notice”</a></li></ol>'
    note = '<p>It is filed.\u00a0<a href="#source-1">[1]</a></p>'
    lede = section("lede", "", [2])
    return BriefedArticle(
        title=title,
        dek="A dek that says in one sentence what follows.",
        takeaways=(("Shorts pay", "Funding settled below zero."),) * 3,
        setup=table("Setup card", 5),
        lead=chart(f"{title} lead", "full"),
        sections=(
            replace(lede, body_html=lede.body_html + note),
            section("news", "What Is Reported?", paragraphs),
            replace(
                section("engine", "What the Engine Shows", paragraphs), tables=(table("Levels", 5),)
            ),
            section("implications", "Trading Implications", paragraphs),
            BriefedSection(kind="sources", heading="Sources", body_html=sources),
            section("disclosure", "Disclosure", [1, 2, 3]),
        ),
        charts=tuple(charts),
    )


def briefing(*articles: BriefedArticle, overview: int = 6) -> Briefing:
    """A briefing of these articles with a market overview of so many rows."""
    return Briefing(
        brand="Meridian Desk",
        author="Ada Quill",
        as_of="27 March 2026, 21:21 UTC",
        instant=AS_OF,
        sample=True,
        articles=articles,
        overview=(table("The other symbols measured", overview),) if overview else (),
    )


def page_texts(data: bytes) -> list[str]:
    """The text of each page."""
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def filled(data: bytes) -> list[float]:
    """How far down each page is filled, its foot aside, as a share of its height."""
    with pypdfium2.PdfDocument(data) as document:
        return [_filled(page.render(scale=0.75).to_pil().convert("L")) for page in document]


def _filled(image: object) -> float:
    import numpy as np

    rows = np.asarray(image)[: int(FOOT * np.asarray(image).shape[0])]
    return float(np.nonzero(rows.min(axis=1) < 200)[0].max() / np.asarray(image).shape[0])
