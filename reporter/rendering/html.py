"""Pages: the article, the edition's front page, the list of editions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path

from reporter.rendering.charts_frame import Chart
from reporter.rendering.environment import render
from reporter.rendering.figures import with_figures
from reporter.rendering.spacing import NO_BREAK, together
from reporter.rendering.views import ArchiveEntry, ArticleView, EditionView, PageView

_EXTENSIONS = ["tables", "sane_lists"]
_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_TAGS = {
    "h1", "h2", "h3", "p", "strong", "em", "ul", "ol", "li", "a", "img", "br",
    "table", "thead", "tbody", "tr", "th", "td",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "id"}, "img": {"src", "alt"}}
_TABLE = re.compile(
    r"(?:<p><strong>([^<]*)</strong></p>\s*)?<table>(.*?</thead>)(.*?)</table>", re.DOTALL
)
_ANCHOR = re.compile(r'<li><a id="([^"]*)"[^>]*></a>')
_WIDE = re.compile(r'(<div class="table wide".*?</table></div>)', re.DOTALL)
_TEXT = re.compile(r">[^<]+<")
_COLUMNS = 4
"""A table of more columns is marked as wide."""
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
    numbers = count(1)
    body = _TABLE.sub(lambda match: _boxed_table(match, next(numbers)), body)
    body = body.replace(_SAMPLE, _SAMPLE.replace("<p>", '<p class="sample-note">'))
    body = _ANCHOR.sub(r'<li id="\1">', body)
    body = _SOURCES.sub(r'\1<ol class="sources">', body)
    return "".join(
        part if _WIDE.match(part) else _held_together(part) for part in _WIDE.split(body)
    )


def _boxed_table(match: re.Match[str], number: int) -> str:
    title, head, rows = match[1], match[2], match[3]
    name = f'aria-labelledby="table-{number}"' if title else 'aria-label="Table"'
    caption = f'<caption id="table-{number}">{title}</caption>' if title else ""
    kind = "table wide" if head.count("<th>") > _COLUMNS else "table"
    head = head.replace("<th>", '<th scope="col">')
    rows = re.sub(r"<tr>\s*<td>(.*?)</td>", r'<tr><th scope="row">\1</th>', rows, flags=re.DOTALL)
    box = f'<div class="{kind}" tabindex="0" role="region" {name}>'
    return f"{box}<table>{caption}{head}{rows}</table></div>"


def _held_together(body: str) -> str:
    """No line ends between a figure and its unit, or before a note."""
    body = _TEXT.sub(lambda match: together(match[0]), body)
    return body.replace(' <a href="#', f'{NO_BREAK}<a href="#')


def article_page(
    view: ArticleView,
    markdown_text: str,
    charts: Sequence[Chart] = (),
    downloads: Sequence[tuple[str, str]] = (),
    user_dirs: Sequence[Path] = (),
) -> str:
    """The article's own page, with the charts drawn inline where the Markdown shows them."""
    body = with_figures(body_html(markdown_text), charts)
    page = PageView(article=view, body=body, downloads=tuple(downloads))
    return render("article.html.j2", page, user_dirs)


def edition_page(view: EditionView, user_dirs: Sequence[Path] = ()) -> str:
    """The edition's front page."""
    articles = ((address, together(title), together(dek)) for address, title, dek in view.articles)
    disclosure = ((group, together(text)) for group, text in view.disclosure)
    view = replace(view, articles=tuple(articles), disclosure=tuple(disclosure))
    return render("edition.html.j2", view, user_dirs)


def archive_page(entries: Sequence[ArchiveEntry], user_dirs: Sequence[Path] = ()) -> str:
    """The list of all editions in an output folder, newest first."""
    return render("index.html.j2", tuple(entries), user_dirs)
