"""The PDF briefing: one page that stands alone, then the articles, the market and the charts.

The same briefing gives the same bytes; its dates come from the edition, never from a clock.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from html import escape
from itertools import pairwise
from math import floor
from pathlib import Path
from typing import Any, Final

from reporter.model.text import Table
from reporter.rendering.charts_frame import Chart
from reporter.rendering.environment import render
from reporter.rendering.html import body_html
from reporter.rendering.markdown import table_markdown
from reporter.rendering.signs import in_sans, in_serif
from reporter.rendering.spacing import NO_BREAK, together
from reporter.rendering.sparks import with_sparks
from reporter.rendering.tokens import Palette, palette
from reporter.rendering.typeset import incomplete, laid_out, require_weasyprint, written

__all__ = ["BriefedArticle", "BriefedSection", "Briefing", "briefing_pdf", "require_weasyprint"]

_TEMPLATE: Final = "briefing.html.j2"
_PAGE: Final = 297.0
_FOOT: Final = 279.0
_CHART_MARGIN: Final = 6.0
_MEASURE: Final = 174.0
"""The page's height, where its text ends, the room before a chart, and the width of the text, in
millimetres."""
_LEAST_LEAD: Final = 60.0
"""A chart on the first page is at least so high, in millimetres."""
_TALLEST: Final = 105.0
"""No chart is higher, in millimetres."""
_CHARTS: Final = ((_TALLEST, 84), (74.0, 84), (74.0, 72))
"""Height of charts over the whole measure, and width of those beside each other, in millimetres:
tried until no page ends in a void. Briefings of several articles begin with the second."""
_FILLED: Final = 0.7
"""What a page is filled to at least, as a share of its height, where the next opens a page."""
_LONG: Final = 12
"""A table of more rows may be cut by the end of a page."""
_BACK_MATTER: Final = ("sources", "disclosure")
"""Sections that stand at the end of the briefing, after the articles, the market and charts."""
_SIZE: Final = re.compile(r'viewBox="0 0 ([\d.]+) ([\d.]+)"')
_TAG: Final = re.compile(r"<[^>]*>")
_NOTED: Final = re.compile(
    rf'(?P<word>(?<=[ >])[^ <>]{{1,40}})?(?P<notes>(?:{NO_BREAK}<a href="#[^>]*>[^<]*</a>)+)'
)
_NAME: Final = re.compile(r'(?<=\s)(id="|aria-labelledby="|href="#)')


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefedSection:
    """A section of an article: sanitised HTML without its heading, and the tables after it."""

    kind: str
    heading: str
    body_html: str
    tables: tuple[Table, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefedArticle:
    """An article of the briefing.

    ``takeaways`` are claims with what backs them; ``lead`` is the chart at its head, ``charts``
    are the others.
    """

    title: str
    dek: str
    takeaways: tuple[tuple[str, str], ...]
    setup: Table | None
    lead: Chart | None
    sections: tuple[BriefedSection, ...]
    charts: tuple[Chart, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefing:
    """What the PDF shows. ``as_of`` is printed, ``instant`` dates the file.

    The first article, which there always is, has the first page; ``overview`` holds the tables
    of the whole market, ``sparks`` the sparkline of a symbol in them.
    """

    brand: str
    author: str
    as_of: str
    instant: datetime
    sample: bool
    articles: tuple[BriefedArticle, ...]
    overview: tuple[Table, ...] = ()
    sparks: Mapping[str, Chart] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawing:
    """A chart as an image: its data address, its words, and ``full`` or ``half`` the width.

    ``height`` is that of the whole measure's width, in millimetres.
    """

    address: str
    alt: str
    width: str
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionView:
    """A section: ``text`` stands in columns, ``tables`` span the page; both are HTML."""

    kind: str
    heading: str
    text: str
    tables: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefedView:
    """An article as the template sees it; ``name`` is its anchor, ``setup`` its table as HTML."""

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
    ``colours`` are the tokens as CSS variables.
    ``lead_height`` is that of the first page's chart in millimetres (0: it opens the article),
    ``full_height`` the most of any other, ``half_width`` what those in pairs have. ``flow`` is
    ``alone`` for the first page by itself, ``opens-page`` where the articles begin on the
    second, and ``follows`` where they do on it.
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
    colours: str
    lead_height: float = 0.0
    full_height: float = _TALLEST
    half_width: int = 0
    flow: str = "follows"


def briefing_pdf(briefing: Briefing, user_dirs: Sequence[Path] = ()) -> bytes:
    """The briefing as PDF/UA-1 on A4; templates in ``user_dirs`` go before the built-in ones.

    The first page's chart takes the room that the page has for it; where that is too little, it
    opens the article. Where the page has little on it, or more than it holds, the article follows
    without a page break. A square stands for signs that the bundled fonts lack. Raises
    ``PdfUnavailable``, ``BadTemplate``, and
    ``RenderFailed`` on a chart without words and on anything WeasyPrint warns of: unknown CSS, a
    dead link, a foreign file.
    """
    view = _fitted(_view(briefing, palette(user_dirs)), user_dirs)
    for height, width in _CHARTS[len(briefing.articles) > 1 :]:
        view = replace(view, full_height=height, half_width=width)
        document = _laid_out(view, user_dirs)
        if not any(_has_void(*pages) for pages in pairwise(document.pages)):
            break
    return written(document)


def _fitted(view: BriefingView, user_dirs: Sequence[Path]) -> BriefingView:
    """The view with its first page as it is filled best, measured without its chart."""
    pages = _laid_out(replace(view, flow="alone"), user_dirs).pages
    end = pages[0].anchors.get("cover-end")  # a template of the user's own may lack it
    if len(pages) > 1 or end is None:
        return view
    foot = _PAGE * end[1] / pages[0].height
    lead, room = view.articles[0].lead, floor(_FOOT - foot - _CHART_MARGIN)
    if lead and room >= _LEAST_LEAD:
        height = min(room, lead.height)
        view, foot = replace(view, lead_height=height), foot + _CHART_MARGIN + height
    return replace(view, flow="opens-page" if foot >= _FILLED * _PAGE else "follows")


def _has_void(page: Any, following: Any) -> bool:
    """Whether charts that went over to the following page left too much of this one empty."""
    marks = {name: box[1] for name, box in page.anchors.items() if name.startswith("before-")}
    left = [y for name, y in marks.items() if name.replace("before", "chart") in following.anchors]
    return any(y < _FILLED * page.height for y in left)


def _laid_out(view: BriefingView, user_dirs: Sequence[Path]) -> Any:
    return laid_out(in_serif(render(_TEMPLATE, view, user_dirs)))


def _view(briefing: Briefing, colours: Palette) -> BriefingView:
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
            with_sparks(table, briefing.sparks, _spark)
            for table in _tables(briefing.overview, "overview")
        ),
        rows=tuple(_rows([c for article in briefing.articles for c in article.charts])),
        back=tuple(_back_matter(briefing.articles)),
        colours=colours.variables(),
    )


def _article(number: int, article: BriefedArticle) -> BriefedView:
    name = f"article-{number}"
    return BriefedView(
        name=name,
        title=together(article.title),
        dek=together(article.dek),
        takeaways=tuple((together(claim), together(rest)) for claim, rest in article.takeaways),
        setup="".join(_tables([article.setup] if article.setup else [], f"{name}-setup")),
        lead=_drawing(article.lead) if article.lead else None,
        sections=tuple(
            _section(section, f"{name}-{place}")
            for place, section in enumerate(article.sections, start=1)
            if section.kind not in _BACK_MATTER
        ),
    )


def _section(section: BriefedSection, name: str) -> SectionView:
    return SectionView(
        kind=section.kind,
        heading=together(section.heading),
        text=_noted(_apart(section.body_html, name.rpartition("-")[0])),
        tables=tuple(_tables(section.tables, name)),
    )


def _noted(html: str) -> str:
    """The HTML with each word and its notes in a span that no line ends in.

    Of a no-break blank before a link WeasyPrint makes lines that end early, so none is left; a
    note behind a word that may be broken, or behind another element, may begin a line.
    """

    def noted(match: re.Match[str]) -> str:
        if not match["word"]:
            return match["notes"].replace(NO_BREAK, " ")
        return f'<span class="noted">{match[0]}</span>'

    return _NOTED.sub(noted, html)


def _tables(tables: Sequence[Table], name: str) -> Iterator[str]:
    for number, table in enumerate(tables, start=1):
        html = _apart(body_html(table_markdown(table)), f"{name}-{number}")
        is_long = len(table.rows) > _LONG
        yield html.replace('class="table', 'class="long table', 1) if is_long else html


def _back_matter(
    articles: Sequence[BriefedArticle],
) -> Iterator[tuple[str, tuple[tuple[str, SectionView], ...]]]:
    """Each heading with the articles' sections; their titles tell them apart."""
    for kind in _BACK_MATTER:
        found = [
            (article.title if len(articles) > 1 else "", _section(section, f"article-{number}-b"))
            for number, article in enumerate(articles, start=1)
            for section in article.sections
            if section.kind == kind
        ]
        if found:
            yield found[0][1].heading, tuple(found)


def _apart(html: str, name: str) -> str:
    """The HTML with its anchors named after its place, as every article counts its own."""
    return _TAG.sub(lambda tag: _NAME.sub(rf"\g<1>{name}-", tag[0]), html)


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


def _spark(chart: Chart) -> str:
    drawing = _drawing(chart)
    return f'<img class="spark" alt="{escape(drawing.alt)}" src="{drawing.address}">'


def _drawing(chart: Chart) -> Drawing:
    """The drawing as an image of its own: ids stay apart, and the alternative text is ours."""
    if not chart.alt.strip():
        raise incomplete(f"the chart {chart.name!r} has no words for those who cannot see it")
    address = "data:image/svg+xml;base64," + b64encode(in_sans(chart.svg).encode()).decode()
    size = _SIZE.search(chart.svg)
    height = _MEASURE * float(size[2]) / float(size[1]) if size else _TALLEST
    return Drawing(address=address, alt=chart.alt, width=chart.width, height=min(height, _TALLEST))
