"""The PDF briefing: one page that stands alone, then the articles, the market and the charts.

The same briefing gives the same bytes; its dates come from the edition, never from a clock.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from reporter.model.text import Table
from reporter.rendering.charts_frame import Chart
from reporter.rendering.environment import render
from reporter.rendering.html import body_html
from reporter.rendering.markdown import table_markdown
from reporter.rendering.signs import in_sans, in_serif
from reporter.rendering.spacing import together
from reporter.rendering.typeset import incomplete, laid_out, require_weasyprint, written

__all__ = ["BriefedArticle", "BriefedSection", "Briefing", "briefing_pdf", "require_weasyprint"]

_TEMPLATE: Final = "briefing.html.j2"
_WIDTHS: Final = (174, 158, 142, 126, 110)
"""Widths of the first page's chart in millimetres, tried until the page holds everything."""
_STANDS_ALONE: Final = 0.7
"""A first page filled to this share of its height ends there; on others the text follows."""
_BACK_MATTER: Final = ("sources", "disclosure")
"""Sections that stand at the end of the briefing, after the articles, the market and charts."""
_TABLE: Final = re.compile(r'(<div class="table.*?</table></div>)', re.DOTALL)
_TAG: Final = re.compile(r"<[^>]*>")
_NAME: Final = re.compile(r'(?<=\s)(id="|aria-labelledby="|href="#)')


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefedSection:
    """A section of an article; its sanitised HTML does not repeat the heading."""

    kind: str
    heading: str
    body_html: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefedArticle:
    """An article of the briefing.

    A takeaway may open with a claim that ends in a colon; it is set in bold. ``lead`` is the
    chart at its head, ``charts`` are the others.
    """

    title: str
    dek: str
    takeaways: tuple[str, ...]
    setup: Table | None
    lead: Chart | None
    sections: tuple[BriefedSection, ...]
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What the PDF shows. ``as_of`` is printed, ``instant`` dates the file.

    The first article, which there always is, has the first page; ``overview`` holds the tables
    of the whole market.
    """

    brand: str
    author: str
    as_of: str
    instant: datetime
    sample: bool
    articles: tuple[BriefedArticle, ...]
    overview: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart as an image: its data address, its words, and ``full`` or ``half`` the width."""

    address: str
    alt: str
    width: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section cut into what stands in columns (``True``) and tables, which span the page."""

    name: str
    kind: str
    heading: str
    pieces: tuple[tuple[bool, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefedView:
    """An article as the template sees it; ``name`` is its anchor, a takeaway claim and rest."""

    name: str
    title: str
    dek: str
    takeaways: tuple[tuple[str, str], ...]
    setup: str
    lead: Drawing | None
    sections: tuple[SectionView, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefingView:
    """What the template sees: the briefing, and what is made of it for one try at the layout.

    ``rows`` of charts hold one of full width or up to two of half of it. ``back`` are headings
    of the back matter with the sections of the articles, named where there are several.
    ``lead_width`` is in millimetres; ``flow`` is ``alone`` for the first page by itself,
    ``opens-page`` where the articles begin on the second, and ``follows`` where they do on it.
    """

    title: str
    dek: str
    brand: str
    author: str
    as_of: str
    instant: str
    sample: bool
    articles: tuple[BriefedView, ...]
    overview: tuple[str, ...]
    rows: tuple[tuple[Drawing, ...], ...]
    back: tuple[tuple[str, tuple[tuple[str, SectionView], ...]], ...]
    lead_width: int
    flow: str


def briefing_pdf(briefing: Briefing, user_dirs: Sequence[Path] = ()) -> bytes:
    """The briefing as PDF/UA-1 on A4; templates in ``user_dirs`` go before the built-in ones.

    The first page's chart shrinks until the page holds all that belongs on it. Where it is
    still too full, or has little on it, the articles follow without a page break. A square stands
    for signs that the bundled fonts lack. Raises ``PdfUnavailable``, ``BadTemplate``, and
    ``RenderFailed`` on a chart without words and on anything WeasyPrint warns of: unknown CSS, a
    dead link, a foreign file.
    """
    view = _view(briefing)
    return written(_laid_out(_fitted(view, user_dirs), user_dirs))


def _fitted(view: BriefingView, user_dirs: Sequence[Path]) -> BriefingView:
    """The view with the widest chart that the first page holds."""
    for width in _WIDTHS if view.articles[0].lead else _WIDTHS[:1]:
        tried = replace(view, lead_width=width, flow="alone")
        pages = _laid_out(tried, user_dirs).pages
        if len(pages) == 1:
            foot = pages[0].anchors.get("cover-end", (0, 0))[1] / pages[0].height
            flow = "opens-page" if foot >= _STANDS_ALONE else "follows"
            return replace(tried, flow=flow)
    return replace(view, lead_width=_WIDTHS[-1], flow="follows")


def _laid_out(view: BriefingView, user_dirs: Sequence[Path]) -> Any:
    return laid_out(in_serif(render(_TEMPLATE, view, user_dirs)))


def _view(briefing: Briefing) -> BriefingView:
    first = briefing.articles[0]
    return BriefingView(
        title=first.title,
        dek=first.dek,
        brand=briefing.brand,
        author=briefing.author,
        as_of=briefing.as_of,
        instant=briefing.instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        sample=briefing.sample,
        articles=tuple(_article(n, a) for n, a in enumerate(briefing.articles, start=1)),
        overview=tuple(
            _apart(body_html(table_markdown(table)), f"overview-{number}")
            for number, table in enumerate(briefing.overview, start=1)
        ),
        rows=tuple(_rows([c for article in briefing.articles for c in article.charts])),
        back=tuple(_back_matter(briefing.articles)),
        lead_width=_WIDTHS[0],
        flow="follows",
    )


def _article(number: int, article: BriefedArticle) -> BriefedView:
    name = f"article-{number}"
    setup = body_html(table_markdown(article.setup)) if article.setup else ""
    return BriefedView(
        name=name,
        title=together(article.title),
        dek=together(article.dek),
        takeaways=tuple(_claim_and_rest(together(takeaway)) for takeaway in article.takeaways),
        setup=_apart(setup, f"{name}-setup"),
        lead=_drawing(article.lead) if article.lead else None,
        sections=tuple(
            _section(name, number, section)
            for number, section in enumerate(article.sections, start=1)
            if section.kind not in _BACK_MATTER
        ),
    )


def _section(article: str, number: int, section: BriefedSection) -> SectionView:
    body = _apart(section.body_html, article)
    return SectionView(
        name=f"{article}-section-{number}",
        kind=section.kind,
        heading=together(section.heading),
        pieces=tuple(
            (not _TABLE.match(piece), piece) for piece in _TABLE.split(body) if piece.strip()
        ),
    )


def _back_matter(
    articles: Sequence[BriefedArticle],
) -> Iterator[tuple[str, tuple[tuple[str, SectionView], ...]]]:
    for kind in _BACK_MATTER:
        found = [
            (article.title if len(articles) > 1 else "", n, number, section)
            for n, article in enumerate(articles, start=1)
            for number, section in enumerate(article.sections, start=1)
            if section.kind == kind
        ]
        if found:
            yield (
                found[0][-1].heading,
                tuple((title, _section(f"article-{n}", m, s)) for title, n, m, s in found),
            )


def _apart(html: str, name: str) -> str:
    """The HTML with its anchors named after its place, as every article counts its own."""
    return _TAG.sub(lambda tag: _NAME.sub(rf"\g<1>{name}-", tag[0]), html)


def _claim_and_rest(takeaway: str) -> tuple[str, str]:
    claim, colon, rest = takeaway.partition(": ")
    return (f"{claim}:", rest) if colon else ("", takeaway)


def _rows(charts: Sequence[Chart]) -> Iterator[tuple[Drawing, ...]]:
    """Charts of half the width in pairs, others alone; one that is left over comes last."""
    waiting: Drawing | None = None
    for chart in charts:
        drawing = _drawing(chart)
        if drawing.width != "half":
            yield (drawing,)
        elif waiting:
            yield (waiting, drawing)
            waiting = None
        else:
            waiting = drawing
    if waiting:
        yield (waiting,)


def _drawing(chart: Chart) -> Drawing:
    """The drawing as an image of its own: ids stay apart, and the alternative text is ours."""
    if not chart.alt.strip():
        raise incomplete(f"the chart {chart.name!r} has no words for those who cannot see it")
    address = "data:image/svg+xml;base64," + b64encode(in_sans(chart.svg).encode()).decode()
    return Drawing(address=address, alt=chart.alt, width=getattr(chart, "width", "full"))
