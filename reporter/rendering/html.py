"""Pages of an edition, and what stands around them when they are brought to another folder."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from reporter.rendering.charts_frame import Chart
from reporter.rendering.environment import render, style_sheet
from reporter.rendering.failures import BadTemplate
from reporter.rendering.figures import with_figures
from reporter.rendering.markdown import table_markdown
from reporter.rendering.resources import fonts_dir
from reporter.rendering.spacing import NO_BREAK, together
from reporter.rendering.sparks import with_sparks
from reporter.rendering.tables import WIDE, boxed_tables
from reporter.rendering.views import Around, EditionView, PageView

_EXTENSIONS = ["tables", "sane_lists"]
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TAGS = {
    "h1", "h2", "h3", "p", "strong", "em", "ul", "ol", "li", "a", "img", "br",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "id"}, "img": {"src", "alt"}}
_ANCHOR = re.compile(r'<li><a id="([^"]*)"[^>]*></a>')
_TEXT = re.compile(r">[^<]+<")
_SAMPLE = "<p><strong>SAMPLE DATA:</strong>"
_INFERENCE = "<p><em>Inference:</em>"
_SOURCES = re.compile(r"(<h2>Sources</h2>\s*)<ol>")
_DISCLOSURE = re.compile(r"(<h2>Disclosure</h2>\s*)<ul>")
_OPENING = re.compile(
    r"\s*<h1>(.*?)</h1>\s*<p>(.*?)</p>\s*<p>(.*?)</p>\s*(<p class=\"sample-note\">.*?</p>\s*)?",
    re.DOTALL,
)
_SETUP: Final = '<div class="table" '

_SHEETS: Final = ("page.css", "chart.css", "evidence.css", "site.css")
_REGIONS: Final = ("head", "masthead", "stamps")
"""What stands between ``<!-- NAME -->`` and ``<!-- /NAME -->`` comes from ``NAME.html.j2``."""


def body_html(markdown_text: str) -> str:
    """The body of a Markdown file as HTML that holds nothing but text, links and tables.

    Front matter is dropped. Whatever a feed or a model smuggled in ends as text.
    """
    return _accessible(sanitised(markdown_text))


def sanitised(markdown_text: str) -> str:
    """The same as plain tags, before tables are boxed and parts are named by class."""
    import nh3
    from markdown import markdown

    raw = markdown(_FRONT_MATTER.sub("", markdown_text, count=1), extensions=_EXTENSIONS)
    return nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )


def _accessible(body: str) -> str:
    """Tables in boxes that scroll; sample note, inference, sources and disclosure named."""
    body = boxed_tables(body)
    body = body.replace(_SAMPLE, _SAMPLE.replace("<p>", '<p class="sample-note">'))
    body = body.replace(_INFERENCE, _INFERENCE.replace("<p>", '<p class="inference">'))
    body = _ANCHOR.sub(r'<li id="\1">', body)
    body = _SOURCES.sub(r'\1<ol class="sources">', body)
    body = _DISCLOSURE.sub(r'\1<ul class="disclosure">', body)
    return "".join(part if WIDE.match(part) else _held_together(part) for part in WIDE.split(body))


def _held_together(body: str) -> str:
    """No line ends between a figure and its unit, or before a note."""
    body = _TEXT.sub(lambda match: together(match[0]), body)
    return body.replace(' <a href="#', f'{NO_BREAK}<a href="#')


def article_page(
    view: PageView,
    markdown_text: str,
    charts: Sequence[Chart] = (),
    user_dirs: Sequence[Path] = (),
) -> str:
    """The article's own page, with the charts drawn inline where the Markdown shows them."""
    body = with_figures(body_html(markdown_text), charts)
    found = _OPENING.match(body)
    if found:
        headline, dek, byline, note = found.groups()
        opening = f'<h1>{headline}</h1>\n<p class="dek">{dek}</p>\n<p class="byline">{byline}</p>'
        view = replace(view, opening=opening, note=note or "")
        body = body[found.end() :]
    takeaways = tuple((together(claim), together(rest)) for claim, rest in view.takeaways)
    view = replace(view, body=_with_setup(view, body), takeaways=takeaways)
    return render("article.html.j2", view, user_dirs)


def _with_setup(view: PageView, body: str) -> str:
    """The body with its setup card marked: the first table of what the engine shows."""
    engine = (part for part in view.article.parts if part.kind == "engine" and part.tables)
    part = next(engine, None)
    start = body.find(_SETUP) if part else -1
    if start < 0:
        return body
    return body[:start] + _SETUP.replace("table", "table setup") + body[start + len(_SETUP) :]


def edition_page(view: EditionView, user_dirs: Sequence[Path] = ()) -> str:
    """The edition's front page."""
    articles = ((address, together(title), together(dek)) for address, title, dek in view.articles)
    disclosure = ((group, together(text)) for group, text in view.disclosure)
    takeaways = ((together(claim), together(rest)) for claim, rest in view.takeaways)
    sources = (
        replace(one, title=together(one.title), published=together(one.published))
        for one in view.sources
    )
    view = replace(
        view,
        sources=tuple(sources),
        gaps=tuple(map(together, view.gaps)),
        articles=tuple(articles),
        takeaways=tuple(takeaways),
        tables_html=_tables(view),
        disclosure=tuple(disclosure),
    )
    return render("edition.html.j2", view, user_dirs)


def _tables(view: EditionView) -> str:
    html = body_html("\n\n".join(table_markdown(table) for table in view.tables))
    return with_sparks(html, view.sparks, lambda spark: spark.svg)


def around(page: str, view: Around, user_dirs: Sequence[Path] = ()) -> str:
    """A finished page with another head, masthead and, in an article, other stamps.

    All else stays as it was checked. Raises ``BadTemplate`` where a layout of the user's own has
    left out the marks of a region.
    """
    for name in _REGIONS:
        opens, closes = f"<!-- {name} -->\n", f"<!-- /{name} -->"
        before, mark, rest = page.partition(opens)
        _, end, after = rest.partition(closes)
        if mark and end:
            page = f"{before}{opens}{render(f'{name}.html.j2', view, user_dirs)}{closes}{after}"
        elif name != "stamps":
            raise BadTemplate(
                f"the page has no part between {opens.strip()!r} and {closes!r}.",
                "layout.html.j2",
                f"Keep both marks around what {name}.html.j2 gives, or remove your own template.",
            )
    return page


def page_assets(user_dirs: Sequence[Path] = ()) -> dict[str, bytes]:
    """What pages with ``Shell.assets`` link to: each file's content by its path in that folder."""
    sheets = {name: style_sheet(f"css/{name}", user_dirs).encode() for name in _SHEETS}
    fonts = {f"fonts/{path.name}": path.read_bytes() for path in fonts_dir().glob("*.woff2")}
    base = render("base.css.j2", None, user_dirs).encode()
    return {"base.css": base, **sheets, **dict(sorted(fonts.items()))}
