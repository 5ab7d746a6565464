"""Pages: the article, the edition's front page, the list of editions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from reporter.rendering.charts_frame import Chart
from reporter.rendering.environment import render
from reporter.rendering.views import ArchiveEntry, ArticleView, EditionView, PageView

_EXTENSIONS = ["tables", "sane_lists"]
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TAGS = {
    "h1", "h2", "h3", "p", "strong", "em", "ul", "ol", "li", "a", "img", "br",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "id"}, "img": {"src", "alt"}}
_IMAGE = re.compile(r'<p><img (?:alt="[^"]*" src="[^"]*"|src="[^"]*" alt="[^"]*")></p>')
_TABLE = re.compile(r"(?:<p><strong>([^<]*)</strong></p>\s*)?<table>")
_SAMPLE = "<p><strong>SAMPLE DATA:</strong>"
_SOURCES = re.compile(r"(<h2>Sources</h2>\s*)<ol>")


def body_html(markdown_text: str) -> str:
    """The body of a Markdown file as HTML that holds nothing but text, links and tables.

    Front matter is dropped. Whatever a feed or a model smuggled in ends as text.
    """
    import nh3
    from markdown import markdown

    raw = markdown(_FRONT_MATTER.sub("", markdown_text, count=1), extensions=_EXTENSIONS)
    clean = nh3.clean(
        raw,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener nofollow",
    )
    return _accessible(clean)


def _accessible(body: str) -> str:
    """Tables with captions and heading cells, in a box that scrolls; the sources named."""
    body = _TABLE.sub(_boxed_table, body)
    body = body.replace(_SAMPLE, _SAMPLE.replace("<p>", '<p class="sample-note">'))
    body = body.replace("</table>", "</table></div>").replace("<th>", '<th scope="col">')
    body = re.sub(r"<tr>\s*<td>(.*?)</td>", r'<tr><th scope="row">\1</th>', body, flags=re.DOTALL)
    return _SOURCES.sub(r'\1<ol class="sources">', body)


def _boxed_table(match: re.Match[str]) -> str:
    caption = f"<caption>{match[1]}</caption>" if match[1] else ""
    return f'<div class="table" tabindex="0"><table>{caption}'


def article_page(
    view: ArticleView,
    markdown_text: str,
    chart: Chart | None,
    downloads: Sequence[tuple[str, str]] = (),
    user_dirs: Sequence[Path] = (),
) -> str:
    """The article's own page, with the chart drawn inline where the Markdown shows it."""
    body = body_html(markdown_text)
    if chart is not None:
        figure = f'<figure tabindex="0">{chart.svg}</figure>'
        body = _IMAGE.sub(lambda _: figure, body, count=1)
    page = PageView(article=view, body=body, downloads=tuple(downloads))
    return render("article.html.j2", page, user_dirs)


def edition_page(view: EditionView, user_dirs: Sequence[Path] = ()) -> str:
    """The edition's front page."""
    return render("edition.html.j2", view, user_dirs)


def archive_page(entries: Sequence[ArchiveEntry], user_dirs: Sequence[Path] = ()) -> str:
    """The list of all editions in an output folder, newest first."""
    return render("index.html.j2", tuple(entries), user_dirs)
